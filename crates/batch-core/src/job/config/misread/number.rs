//! Why a number is none: digits of a Chinese keyboard, `。` for a point, a unit behind it.

use crate::base::problem::Misread;

/// The longest unit that is shown, in characters: what is longer may be a key without its quotes.
const LONGEST_UNIT: usize = 6;

/// What is wrong with the number at, or around, or before a byte, and at which byte.
pub(super) fn number(text: &str, at: usize) -> Option<(usize, Misread)> {
    let at = match text.get(at..)?.chars().next() {
        Some(c) if is_money(c) => at + c.len_utf8(),
        _ => at,
    };
    let (before, _) = text.split_at_checked(at)?;
    let begun = before.trim_end_matches(is_of_a_number);
    // The rest of a word, or of a text.
    if begun.ends_with(|c: char| c.is_alphanumeric() || matches!(c, '"' | '_')) {
        return None;
    }
    let start = begun.len();
    let rest = text.get(start..)?;
    let length = rest.find(|c| !is_of_a_number(c)).unwrap_or(rest.len());
    let (run, behind) = rest.split_at_checked(length)?;
    let digits = run.trim_matches(|c| digit(c).is_none());
    let first = start + run.find(digits)?;
    if let Some((inside, found, instead)) = digits.char_indices().find_map(|(at, c)| Some((at, c, narrow(c)?))) {
        return Some((first + inside, Misread::WideDigit { found, instead }));
    }
    let unit_before = begun.chars().next_back().filter(|c| is_money(*c));
    let unit_behind = || {
        let unit: String = behind.chars().take_while(|c| c.is_alphabetic() || matches!(c, '%' | '％' | '‰')).collect();
        let is_all = !behind
            .get(unit.len()..)
            .is_some_and(|rest| rest.starts_with(|c: char| c.is_alphanumeric() || "_-.".contains(c)));
        (!digits.is_empty() && is_all && (1..=LONGEST_UNIT).contains(&unit.chars().count())).then_some(unit)
    };
    match unit_before {
        Some(unit) if !digits.is_empty() => {
            Some((start - unit.len_utf8(), Misread::NumberWithUnit { unit: unit.into() }))
        }
        _ => Some((start + run.len(), Misread::NumberWithUnit { unit: unit_behind()? })),
    }
}

/// True for what stands before an amount.
fn is_money(c: char) -> bool {
    matches!(c, '¥' | '￥' | '$')
}

/// True for what numbers are made of, in either width.
fn is_of_a_number(c: char) -> bool {
    digit(c).is_some() || matches!(c, '.' | '．' | '。' | '-' | '－')
}

fn digit(c: char) -> Option<char> {
    match c {
        '0'..='9' => Some(c),
        '０'..='９' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// What a character of a number of double width stands for.
fn narrow(c: char) -> Option<char> {
    match c {
        '．' | '。' => Some('.'),
        '－' => Some('-'),
        c => digit(c).filter(|narrow| *narrow != c),
    }
}

#[cfg(test)]
mod tests {
    use crate::base::problem::{ConfigProblem, ProblemKind};
    use crate::job::config::Document;

    use super::*;

    /// Column and cause of what is wrong with a text.
    fn wrong(text: &str) -> (usize, Misread) {
        match *Document::parse(text.to_owned(), None).unwrap_err().what {
            ProblemKind::Config(ConfigProblem::NotJson { column, reason }) => (column, reason),
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn digits_of_double_width_are_named() {
        for (text, column, found, instead) in [
            ("{\"rpm\": １００}", 9, '１', '1'),
            ("{\"rpm\": 1０0}", 10, '０', '0'),
            ("{\"temperature\": 0。3}", 18, '。', '.'),
            ("{\"temperature\": 0．3,\n\"a\": 1}", 18, '．', '.'),
            ("{\"temperature\": ０。３}", 17, '０', '0'),
            ("{\"prices\": [1, 2。5]}", 17, '。', '.'),
        ] {
            assert_eq!(wrong(text), (column, Misread::WideDigit { found, instead }), "{text}");
        }
        let comma = |found| Misread::ChineseMark { found, instead: ',' };
        assert_eq!(wrong("[1，2]"), (3, comma('，')));
        assert_eq!(wrong("{\"a\": 1。\n\"b\": 2}"), (8, comma('。')), "the end of a sentence, no point");
    }

    #[test]
    fn a_unit_is_named() {
        for (text, column, unit) in [
            ("{\"budget\": 20元}", 14, "元"),
            ("{\"budget\": ￥20}", 12, "￥"),
            ("{\"timeout\": 60s,\n\"a\": 1}", 15, "s"),
            ("{\"top_p\": 80%}", 13, "%"),
        ] {
            assert_eq!(wrong(text), (column, Misread::NumberWithUnit { unit: unit.to_owned() }), "{text}");
        }
    }

    #[test]
    fn what_may_be_a_key_without_quotes_is_no_unit() {
        for text in ["{\"a\": 8f3b2c9d1e0a}", "{\"a\": 8secretword}", "{\"a\": 8ab_cd}", "{\"a\": 8ab-cd9}"] {
            assert!(!matches!(wrong(text).1, Misread::NumberWithUnit { .. }), "{text}");
        }
    }
}

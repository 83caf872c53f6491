//! What people put into a cell where a score, or a yes or no, is asked for.

use super::super::plain::plain;
use super::cells::Value;

/// An answer to a question of yes or no.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// 是, √, 1 …
    Yes,
    /// 否, 0 …
    No,
    /// A cross: where some tick with √ it is a no, where others write 否 it is a tick.
    Cross,
}

/// A whole number; `None` if it is none.
pub(super) fn whole(value: &Value) -> Option<u64> {
    let number = match value {
        Value::Number(number) => *number,
        Value::Text(text) => {
            let text = plain(text);
            // Neither `1e3` nor `inf`, which a number may be, too.
            let digits = text.chars().all(|c| c.is_ascii_digit() || c == '.');
            text.parse().ok().filter(|_| digits)?
        }
        Value::Truth(_) | Value::Odd(_) | Value::Formula => return None,
    };
    (number.fract() == 0.0 && (0.0..=9_007_199_254_740_991.0).contains(&number)).then_some(number as u64)
}

/// A score within bounds; `None` if it is none.
pub(super) fn score(value: &Value, low: u8, high: u8) -> Option<u8> {
    u8::try_from(whole(value)?).ok().filter(|score| (low..=high).contains(score))
}

/// Yes or no; `None` if it is neither.
pub(super) fn mark(value: &Value) -> Option<Mark> {
    match value {
        Value::Truth(true) => Some(Mark::Yes),
        Value::Truth(false) => Some(Mark::No),
        Value::Number(number) if *number == 1.0 => Some(Mark::Yes),
        Value::Number(number) if *number == 0.0 => Some(Mark::No),
        Value::Text(text) => match plain(text).as_str() {
            "是" | "有" | "对" | "√" | "✓" | "✔" | "☑" | "y" | "yes" | "true" | "1" => Some(Mark::Yes),
            "否" | "无" | "不" | "没有" | "n" | "no" | "false" | "0" | "-" => Some(Mark::No),
            "x" | "×" | "✗" | "✘" | "╳" => Some(Mark::Cross),
            _ => None,
        },
        Value::Number(_) | Value::Odd(_) | Value::Formula => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_are_whole_numbers_within_bounds_however_they_are_written() {
        let text = |text: &str| Value::Text(text.to_owned());
        for value in [Value::Number(3.0), text("3"), text("３"), text(" 3 "), text("3.0")] {
            assert_eq!(score(&value, 1, 5), Some(3), "{value:?}");
        }
        for value in [
            Value::Number(0.0),
            Value::Number(6.0),
            Value::Number(3.5),
            Value::Number(f64::NAN),
            Value::Number(-1.0),
            Value::Truth(true),
            Value::Odd("#N/A".to_owned()),
            text("三"),
            text("3-4"),
            text("4?"),
            text("1e0"),
        ] {
            assert_eq!(score(&value, 1, 5), None, "{value:?}");
        }
    }

    #[test]
    fn yes_and_no_have_many_spellings() {
        let text = |text: &str| mark(&Value::Text(text.to_owned()));
        for yes in ["是", " 是 ", "√", "✓", "Y", "yes", "ＹＥＳ", "1", "１", "TRUE"] {
            assert_eq!(text(yes), Some(Mark::Yes), "{yes}");
        }
        for no in ["否", "无", "N", "no", "0", "-", "—", "FALSE"] {
            assert_eq!(text(no), Some(Mark::No), "{no}");
        }
        for cross in ["x", "X", "ｘ", "×", "✗"] {
            assert_eq!(text(cross), Some(Mark::Cross), "{cross}");
        }
        assert_eq!([mark(&Value::Number(1.0)), mark(&Value::Truth(false))], [Some(Mark::Yes), Some(Mark::No)]);
        for neither in ["可能", "?", "12"] {
            assert_eq!(text(neither), None, "{neither}");
        }
        assert_eq!([mark(&Value::Number(2.0)), mark(&Value::Odd("#REF!".to_owned()))], [None, None]);
    }
}

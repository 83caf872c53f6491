//! Values of flags as they are typed, on a Chinese keyboard, too.

use std::time::Duration;

use batch_core::base::shard::Shard;
use batch_core::job::config::prices::BudgetKeys;
use batch_core::job::config::shard::ShardChoice;
use batch_words::Language;

/// Numbers of prompts: `1,3`, `1，3`, `1-3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Numbers(pub Vec<usize>);

/// Prompts are counted in so many bits.
const HIGHEST: usize = u16::MAX as usize;

/// Marks of a Chinese keyboard as those of an English one.
fn plain(text: &str) -> String {
    let one = |c: char| match c {
        '、' => ',',
        '－' | '–' | '—' | '～' | '至' | '到' => '-',
        '\u{3000}' => ' ',
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        c => c,
    };
    text.chars().map(one).collect()
}

pub(super) fn numbers(text: &str) -> Result<Numbers, String> {
    let number = |text: &str| text.trim().parse().ok().filter(|n: &usize| *n <= HIGHEST);
    let range = |part: &str| match part.split_once(['-', '~']) {
        Some((from, to)) => Some(number(from)?..=number(to)?).filter(|range| !range.is_empty()),
        None => number(part).map(|one| one..=one),
    };
    let text = plain(text);
    let parts = text.split([',', ';']).filter(|part| !part.trim().is_empty());
    let ranges: Option<Vec<_>> = parts.map(range).collect();
    let all: Vec<usize> = ranges.ok_or("no numbers")?.into_iter().flatten().collect();
    if all.is_empty() { Err("nothing".to_owned()) } else { Ok(Numbers(all)) }
}

/// What may stand around an amount, and the currency that it means; longer ones first.
const UNITS: [(&str, &str); 11] = [
    ("人民币", "CNY"),
    ("美元", "USD"),
    ("美金", "USD"),
    ("块钱", "CNY"),
    ("元", "CNY"),
    ("块", "CNY"),
    ("¥", "CNY"),
    ("$", "USD"),
    ("RMB", "CNY"),
    ("CNY", "CNY"),
    ("USD", "USD"),
];

/// `20`, `20元`, `¥20`, `5 USD`.
pub(super) fn budget(text: &str) -> Result<BudgetKeys, String> {
    let text = plain(&text.replace('￥', "¥")).to_uppercase();
    let text = text.trim();
    let without = |unit: &str| text.strip_suffix(unit).or_else(|| text.strip_prefix(unit));
    let unit = UNITS.iter().find_map(|(unit, currency)| Some((without(unit)?, Some((*currency).to_owned()))));
    let (amount, currency) = unit.unwrap_or((text, None));
    Ok(BudgetKeys { amount: positive(amount.trim())?, currency })
}

/// `2/8`, `2／8`, `auto`, `auto/8`.
pub(super) fn shard(text: &str) -> Result<ShardChoice, String> {
    let text = plain(text);
    let wrong = || "no part of a job".to_owned();
    match text.trim().strip_prefix("auto") {
        None => text.trim().parse().map(ShardChoice::This).map_err(|()| wrong()),
        Some("") => Ok(ShardChoice::Auto { of: None }),
        Some(of) => {
            let of = of.trim().strip_prefix('/').and_then(|of| of.trim().parse().ok());
            let of = of.filter(|of| Shard::new(1, *of).is_some()).ok_or_else(wrong)?;
            Ok(ShardChoice::Auto { of: Some(of) })
        }
    }
}

pub(super) fn language(text: &str) -> Result<Language, String> {
    text.parse().map_err(|_| String::new())
}

/// A time to come, as it is on the user's clock: `18:00`, `18：00`, `2026-12-01T08:00`. How long until then.
pub(super) fn deadline(text: &str) -> Result<Duration, String> {
    until(&plain(text), &jiff::Zoned::now()).ok_or_else(|| "no time to come".to_owned())
}

fn until(text: &str, now: &jiff::Zoned) -> Option<Duration> {
    let text = text.trim();
    let then = match text.parse::<jiff::civil::DateTime>() {
        // A date alone is no time of day.
        Ok(then) if text.contains(':') => then.to_zoned(now.time_zone().clone()).ok()?,
        _ => {
            let time: jiff::civil::Time = text.parse().ok().or_else(|| format!("0{text}").parse().ok())?;
            let today = now.date().to_datetime(time).to_zoned(now.time_zone().clone()).ok()?;
            let is_over = today <= *now;
            if is_over { today.checked_add(jiff::Span::new().days(1)).ok()? } else { today }
        }
    };
    Duration::try_from(now.duration_until(&then)).ok().filter(|left| !left.is_zero())
}

pub(super) fn at_least_one(text: &str) -> Result<f64, String> {
    positive(text).ok().filter(|s| *s >= 1.0).ok_or_else(|| "less than one".to_owned())
}

pub(super) fn positive(text: &str) -> Result<f64, String> {
    text.parse().ok().filter(|s: &f64| *s > 0.0 && s.is_finite()).ok_or_else(|| "not a positive number".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deadline_is_the_next_time_that_a_clock_shows_it() {
        let now: jiff::Zoned = "2026-11-30T17:30:00+08:00[Asia/Shanghai]".parse().unwrap();
        let minutes = |text: &str| until(&plain(text), &now).map(|left| left.as_secs() / 60);
        for (text, left) in [
            ("18:00", 30),
            ("18：00", 30),
            ("8:00", 14 * 60 + 30),
            ("18", 30),
            ("17:30", 24 * 60),
            ("2026-12-01T08:00", 14 * 60 + 30),
            ("2026-12-01 08:00", 14 * 60 + 30),
        ] {
            assert_eq!(minutes(text), Some(left), "{text}");
        }
        for wrong in ["", "soon", "25:00", "2026-11-30T17:00", "2026-12-01"] {
            assert_eq!(minutes(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn numbers_of_prompts_are_read_as_they_are_typed() {
        for (text, all) in [
            ("1,3", &[1, 3][..]),
            ("1，3", &[1, 3]),
            ("1、3", &[1, 3]),
            ("１－３", &[1, 2, 3]),
            ("1-3,5", &[1, 2, 3, 5]),
            ("1~2; 4", &[1, 2, 4]),
            ("2,", &[2]),
        ] {
            assert_eq!(numbers(text), Ok(Numbers(all.to_vec())), "{text}");
        }
        for text in ["", "a", "1-", "3-1", "1-99999999", "-1", "1.5"] {
            assert!(numbers(text).is_err(), "{text}");
        }
    }

    #[test]
    fn an_amount_keeps_its_currency() {
        for (text, amount, currency) in [
            ("20", 20.0, None),
            ("２０", 20.0, None),
            ("20元", 20.0, Some("CNY")),
            ("20.5 块", 20.5, Some("CNY")),
            ("￥20", 20.0, Some("CNY")),
            ("¥ 20", 20.0, Some("CNY")),
            ("20rmb", 20.0, Some("CNY")),
            ("$5", 5.0, Some("USD")),
            ("5美元", 5.0, Some("USD")),
        ] {
            let budget = budget(text).unwrap();
            assert_eq!((budget.amount, budget.currency.as_deref()), (amount, currency), "{text}");
        }
        for text in ["", "元", "二十元", "-1", "0", "20元元", "1e999", "20 EUR"] {
            assert!(budget(text).is_err(), "{text}");
        }
    }
}

//! Values of the right type that make no sense.

use serde_json::{Map, Value};

use super::file::File;
use super::prices::BudgetEntry;
use crate::base::amount::is_price;
use crate::base::problem::{ConfigProblem, MoneyProblem, Problem};

/// What a request holds by itself cannot be replaced, and a streamed reply could not be read.
fn check_extra_body(field: &str, extra: Option<&Map<String, Value>>) -> Result<(), Problem> {
    let refused = |name: &str, value: &Value| match name {
        "messages" => true,
        "stream" => value.as_bool().unwrap_or(true),
        _ => false,
    };
    match extra.into_iter().flatten().find(|(name, value)| refused(name, value)) {
        Some((name, _)) => {
            Err(Problem::new(ConfigProblem::ExtraBody { name: name.clone() }).field(format!("{field}.{name}")))
        }
        None => Ok(()),
    }
}

/// Most calls in flight: each is a connection of its own, and systems allow some 1024 of them.
pub(super) const MOST_CALLS: u32 = 1024;

/// Refuses the first value that makes no sense.
pub(super) fn check(file: &File) -> Result<(), Problem> {
    let from_one = |name: &str, value: Option<f64>| match value {
        Some(v) if v.is_nan() || v < 1.0 => Err(Problem::new(ConfigProblem::TooSmall { least: 1 }).field(name)),
        _ => Ok(()),
    };
    from_one("max_tokens", file.max_tokens.map(f64::from))?;
    from_one("concurrency", file.concurrency.map(f64::from))?;
    if file.concurrency.is_some_and(|n| n > MOST_CALLS) {
        return Err(Problem::new(ConfigProblem::TooLarge { most: MOST_CALLS }).field("concurrency"));
    }
    from_one("requests_per_minute", file.requests_per_minute.map(f64::from))?;
    from_one("tokens_per_minute", file.tokens_per_minute.map(|n| n as f64))?;
    from_one("timeout_seconds", file.timeout_seconds)?;
    from_one("connect_timeout_seconds", file.connect_timeout_seconds)?;
    from_one("first_byte_timeout_seconds", file.first_byte_timeout_seconds)?;
    from_one("stall_timeout_seconds", file.stall_timeout_seconds)?;
    let paths = [
        ("prompts_file", &file.prompts_file),
        ("records_dir", &file.records_dir),
        ("output_dir", &file.output_dir),
        ("log_file", &file.log_file),
    ];
    if let Some((name, _)) = paths.iter().find(|(_, path)| path.as_deref().is_some_and(|path| path.trim().is_empty())) {
        return Err(Problem::new(ConfigProblem::EmptyPath).field(*name));
    }
    if let Some((name, letter)) = paths.iter().find_map(|(name, path)| Some((name, control(path.as_deref()?)?))) {
        return Err(Problem::new(ConfigProblem::PathWithControl { letter }).field(*name));
    }
    check_extra_body("extra_body", file.extra_body.as_ref())?;
    for (n, entry) in file.models.iter().flatten().enumerate() {
        check_extra_body(&format!("models[{n}].extra_body"), entry.own.extra_body.as_ref())?;
        from_one(&format!("models[{n}].max_tokens"), entry.own.max_tokens.map(f64::from))?;
    }
    if let Some(batch) = &file.batch {
        from_one("batch.lines", batch.lines.map(|n| n as f64))?;
        from_one("batch.parts", batch.parts.map(|n| n as f64))?;
        from_one("batch.concurrency", batch.concurrency.map(f64::from))?;
        if batch.concurrency.is_some_and(|n| n > MOST_CALLS) {
            return Err(Problem::new(ConfigProblem::TooLarge { most: MOST_CALLS }).field("batch.concurrency"));
        }
        if batch.share.is_some_and(|share| !(0.0..=1.0).contains(&share)) {
            return Err(Problem::new(MoneyProblem::NoPrice).field("batch.share"));
        }
    }
    check_amounts(file)
}

/// How JSON writes the first control character of a path: no path has one, but `C:\new` means one.
fn control(path: &str) -> Option<char> {
    let letter = |c: char| match c {
        '\n' => 'n',
        '\t' => 't',
        '\r' => 'r',
        '\u{8}' => 'b',
        '\u{c}' => 'f',
        _ => 'u',
    };
    path.chars().find(|c| c.is_control()).map(letter)
}

/// Amounts of the right type that make no sense.
fn check_amounts(file: &File) -> Result<(), Problem> {
    for (model, price) in file.prices.iter().flatten() {
        let amounts = [("input", Some(price.input)), ("output", Some(price.output)), ("cached", price.cached)];
        for (name, amount) in amounts {
            if amount.is_some_and(|price| !is_price(price)) {
                return Err(Problem::new(MoneyProblem::NoPrice).field(format!("prices.{model}.{name}")));
            }
        }
        check_currency(price.currency.as_deref(), || format!("prices.{model}.currency"))?;
    }
    if let Some(BudgetEntry(budget)) = &file.budget {
        if !budget.amount.is_finite() || budget.amount <= 0.0 {
            return Err(Problem::new(ConfigProblem::NotPositive).field("budget"));
        }
        check_currency(budget.currency.as_deref(), || "budget.currency".to_owned())?;
    }
    Ok(())
}

/// Three capital letters: a misspelt currency would never match another one.
fn check_currency(currency: Option<&str>, field: impl Fn() -> String) -> Result<(), Problem> {
    match currency {
        Some(code) if code.len() != 3 || !code.bytes().all(|b| b.is_ascii_uppercase()) => {
            Err(Problem::new(MoneyProblem::BadCurrency).field(field()))
        }
        _ => Ok(()),
    }
}

//! What `plan` found out, in words.

use std::time::Duration;

use batch_core::base::amount::amount;
use batch_core::job::config::{Origin, Settings};
use batch_core::ledger::Spending;
use batch_core::money::forecast::{Bound, ModelForecast, Spread};
use batch_words::Words;
use batch_words::said;

use super::report::{Report, Setting};
use crate::table::{pad, table, width};

/// The whole report.
pub fn report(words: &Words, report: &Report<'_>, settings: &Settings, took: Duration) -> String {
    let all = report.all;
    let left = &report.conversations;
    let mut lines = Vec::new();
    if report.simulated {
        lines.push(words.plan_simulated());
    }
    let to_ask = all - left.kept - left.empty - left.waiting;
    let models = report.models.len();
    lines.push(match &report.shard {
        Some(shard) => words.shard_plan_head(shard, report.sheets, models * report.people, all, left.kept, to_ask),
        None => words.plan_head(models, report.people, report.prompts, all, left.kept, to_ask),
    });
    if left.again + left.unknown > 0 {
        lines.push(format!("  {}", words.plan_again(left.again, left.unknown)));
    }
    for one in &report.too_long {
        let line = words.plan_too_long(&one.model, &one.people, one.conversations, &one.says);
        lines.push(format!("  {line}"));
    }
    if left.waiting > 0 {
        lines.push(format!("  {}", words.plan_waiting(left.waiting)));
    }
    if left.empty > 0 {
        lines.push(format!("  {}", words.plan_empty(left.empty)));
    }
    lines.push(String::new());
    lines.extend(by_model(words, report));
    lines.push(String::new());
    lines.extend(basis(words, report));
    lines.extend(money(words, report));
    if settings.limiter.is_some() && report.money.budget.is_some() {
        lines.push(words.limiter_see_check());
    }
    lines.push(time(words, report, settings, took));
    if let Some(batch) = &report.batch {
        lines.push(String::new());
        lines.extend(batch.lines(words, &report.models, report.cost));
    }
    if let Some(sources) = &report.settings {
        lines.push(String::new());
        lines.push(words.plan_settings());
        lines.extend(self::settings(words, sources));
    }
    batch_words::joined(&lines)
}

fn by_model(words: &Words, report: &Report<'_>) -> Vec<String> {
    let mut rows = vec![vec![
        words.plan_model(),
        words.plan_left(),
        words.plan_answered(),
        words.plan_tokens_in(),
        words.plan_tokens_out(),
        words.plan_most(),
        words.plan_least_cost(),
        words.plan_likely_cost(),
        words.plan_most_cost(),
    ]];
    let money = |value: f64| amount(value, "");
    for model in &report.models {
        let mut row = vec![
            model.name.clone(),
            model.left.to_string(),
            model.answered.to_string(),
            format!("{:.0}", model.prompt_tokens.likely),
            format!("{:.0}", model.completion_tokens.likely),
            model.completion_tokens.max.map_or_else(|| words.plan_no_limit(), |max| format!("{max:.0}")),
        ];
        match &model.cost {
            Some(Spread { min, likely, max }) => {
                row.extend([money(*min), money(*likely), max.map_or_else(|| words.plan_no_limit(), money)]);
            }
            None => row.extend([words.plan_price_unknown(), String::new(), String::new()]),
        }
        rows.push(row);
    }
    if let Some(Spread { min, likely, max }) = report.cost.filter(|_| report.models.len() > 1) {
        let sum = |of: fn(&ModelForecast) -> f64| report.models.iter().map(of).sum::<f64>();
        rows.push(vec![
            words.plan_sum(),
            format!("{:.0}", sum(|m| m.left as f64)),
            format!("{:.0}", sum(|m| m.answered as f64)),
            format!("{:.0}", sum(|m| m.prompt_tokens.likely)),
            format!("{:.0}", sum(|m| m.completion_tokens.likely)),
            String::new(),
            money(min),
            money(likely),
            max.map_or_else(|| words.plan_no_limit(), money),
        ]);
    }
    let mut lines = table(&rows);
    lines.push(format!("  {}", words.plan_prices(&report.money.currency, &report.money.as_of)));
    if !report.unknown_prices.is_empty() {
        let models = report.unknown_prices.join(&words.list_separator());
        lines.push(format!("  {}", words.money_unknown_prices(models)));
    }
    lines
}

/// What the tokens were estimated from.
fn basis(words: &Words, report: &Report<'_>) -> Vec<String> {
    let (learned, default): (Vec<_>, Vec<_>) =
        report.models.iter().filter(|m| m.left > 0).partition(|m| m.learned_from > 0);
    let mut lines: Vec<String> =
        learned.iter().map(|model| words.plan_basis_learned(&model.name, model.learned_from)).collect();
    if !default.is_empty() {
        let names: Vec<&str> = default.iter().map(|m| m.name.as_str()).collect();
        lines.push(words.plan_basis_default(names.join(&words.list_separator())));
    }
    lines
}

fn money(words: &Words, report: &Report<'_>) -> Vec<String> {
    let money = &report.money;
    let shown = |value: f64| amount(value, &money.currency);
    let mut lines = Vec::new();
    let earlier = Spending { confirmed: money.earlier, perhaps: money.perhaps };
    if earlier != Spending::default() {
        lines.push(words.plan_spent(said::spent(words, earlier, &money.currency)));
    }
    if let (Some(budget), Some(cost)) = (money.budget, &report.cost) {
        let left = (budget - money.earlier - money.perhaps - money.waiting).max(0.0);
        // What is left of all is not a shard's.
        let left = money.part.map_or(left, |part| part.left);
        if let Some(part) = money.part {
            lines.push(words.shard_allowance(shown(budget), part.of, shown(part.left)));
        }
        let remains = shown(left);
        let budget = if money.part.is_some() { words.shard_part() } else { shown(budget) };
        lines.push(match cost.max {
            Some(max) if max <= left => words.plan_budget_ample(budget, remains),
            _ if report.worst_call > left => words.plan_budget_short(budget, remains, shown(report.worst_call)),
            // What is left at the end does not cover another worst case.
            _ if cost.likely + report.worst_call <= left => words.plan_budget_likely(budget, remains),
            _ => words.plan_budget_unsure(budget, remains),
        });
    }
    lines
}

fn time(words: &Words, report: &Report<'_>, settings: &Settings, took: Duration) -> String {
    let limits = &settings.limits;
    let bound = match report.bound_by {
        Bound::Concurrency => "concurrency",
        Bound::Requests => "requests",
        Bound::Tokens => "tokens",
    };
    let (rpm, tpm) = (limits.rpm.unwrap_or_default(), limits.tpm.unwrap_or_default());
    words.plan_time(batch_words::duration(words, took), limits.concurrency, rpm, tpm, bound)
}

fn settings(words: &Words, settings: &[Setting]) -> Vec<String> {
    let name = settings.iter().map(|setting| width(setting.name)).max().unwrap_or_default();
    let from = settings.iter().map(|setting| width(&origin(words, setting.from))).max().unwrap_or_default();
    let line = |setting: &Setting| {
        let origin = origin(words, setting.from);
        format!("  {}  {}  {}", pad(setting.name, name), pad(&origin, from), setting.value)
    };
    settings.iter().map(line).collect()
}

/// Where a setting comes from.
fn origin(words: &Words, origin: Origin) -> String {
    match origin {
        Origin::Flag => words.plan_from_flag(),
        Origin::Config => words.plan_from_config(),
        Origin::Environment => words.plan_from_environment(),
        Origin::DotEnv => words.plan_from_dot_env(),
        Origin::Default => words.plan_from_default(),
        Origin::Simulator => words.plan_from_simulator(),
    }
}

//! Sentences about models' prices, their retirement and the budget.

use batch_words::Words;

use crate::flow::budget::Shortfall;
use crate::ledger::Tally;
use crate::registry::{Entry, Status};

/// Money as people read it: as many digits as it needs, at most six.
#[must_use]
pub fn amount(money: f64, currency: &str) -> String {
    let digits = match money.abs() {
        m if m >= 1.0 => 2,
        m if m >= 0.01 || m == 0.0 => 4,
        _ => 6,
    };
    format!("{money:.digits$} {currency}").trim_end().to_owned()
}

pub fn bad_registry(line: usize, what: &str) -> String {
    format!("平台的模型与价格数据（models.json）第 {line} 行不能使用：{what}")
}

pub fn bad_registry_price(model: &str, field: &str, highest: f64) -> String {
    format!("平台的模型与价格数据（models.json）不能使用：模型 {model} 的 {field} {}", no_price(highest))
}

pub fn retired(model: &str, entry: &Entry, as_of: &str) -> String {
    let what = match (entry.status, &entry.retired_on) {
        (Status::Retired, Some(day)) => format!("已于 {day} 下线"),
        (Status::Retired, None) => "已下线".to_owned(),
        _ => "即将下线".to_owned(),
    };
    let instead = match &entry.successor {
        Some(successor) => format!("建议换用 {successor}"),
        None => "请换用其他模型".to_owned(),
    };
    format!("模型 {model} {what}（数据日期 {as_of}），{instead}")
}

pub fn no_price(highest: f64) -> String {
    format!("应为 0 到 {highest} 之间的数字（每 100 万 Token 的价格），请修改")
}

pub fn bad_currency() -> String {
    "应为三个大写字母，例如 CNY 或 USD，请修改".to_owned()
}

pub fn other_currency(model: &str, other: &str, currency: &str) -> String {
    format!("模型 {model} 的价格以 {other} 计，本次以 {currency} 计费，按价格未知处理")
}

pub fn budget_without_price(models: &[&str], currency: &str) -> String {
    format!(
        "设置了费用上限，但不知道 {} 的价格（{currency}），无法保证不超支；请在配置中写明，例如 \"prices\": {{\"{}\": {{\"input\": 4, \"output\": 16, \"currency\": \"{currency}\"}}}}（每 100 万 Token），或去掉 budget",
        models.join("、"),
        models.first().unwrap_or(&"模型名称")
    )
}

pub fn budget_without_cap(model: &str) -> String {
    format!(
        "设置了费用上限，但模型 {model} 的请求中没有 max_tokens，一次回答的费用没有上限；请写明 max_tokens 或去掉 budget"
    )
}

// ---- the budget ----

/// Both figures: what is confirmed, and what may come besides.
#[must_use]
pub fn spent(words: &Words, tally: Tally, currency: &str) -> String {
    let Tally { confirmed, perhaps } = tally;
    let confirmed = amount(confirmed, currency);
    if perhaps > 0.0 { words.money_with_perhaps(confirmed, amount(perhaps, currency)) } else { confirmed }
}

/// What was spent so far and, of a limit, what is left.
#[must_use]
pub fn standing(words: &Words, tally: Tally, limit_and_left: Option<(f64, f64)>, currency: &str) -> String {
    let spent = spent(words, tally, currency);
    match limit_and_left {
        Some((limit, left)) => words.money_standing_with_limit(spent, amount(limit, currency), amount(left, currency)),
        None => words.money_standing(spent),
    }
}

/// The budget is reached: what is left may not cover the next call.
#[must_use]
pub fn reached(words: &Words, short: &Shortfall) -> String {
    let Shortfall { limit, spent: tally, held, worst, currency } = short;
    let left = (limit - tally.confirmed - tally.perhaps - held).max(0.0);
    let shown = |money: f64| amount(money, currency);
    // But for what is only feared, the call would fit.
    let doubtful = tally.confirmed + held + worst <= *limit;
    words.money_reached(shown(*limit), spent(words, *tally, currency), shown(left), shown(*worst), doubtful)
}

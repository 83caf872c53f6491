//! Sentences about models' prices, their retirement and the budget.

use crate::flow::budget::Shortfall;
use crate::ledger::{Tally, Usage};
use crate::registry::{Entry, Status};
use crate::summary::{Money, Summary};

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

pub fn budget(limit: f64, earlier: Tally, currency: &str) -> String {
    let mut text = format!("费用上限: {}", amount(limit, currency));
    if earlier != Tally::default() {
        text.push_str(&format!("，同一输出目录之前的运行已用 {}，计算在内", spent(earlier, currency)));
    }
    text
}

/// Both figures: what is confirmed, and what may come besides.
#[must_use]
pub fn spent(tally: Tally, currency: &str) -> String {
    let Tally { confirmed, perhaps } = tally;
    let mut text = amount(confirmed, currency);
    if perhaps > 0.0 {
        text.push_str(&format!("（已确认），另可能有最多 {}（没有收到用量的调用）", amount(perhaps, currency)));
    }
    text
}

/// What was spent so far and, of a limit, what is left.
#[must_use]
pub fn standing(tally: Tally, limit_and_left: Option<(f64, f64)>, currency: &str) -> String {
    let mut text = format!("费用: {}", spent(tally, currency));
    if let Some((limit, left)) = limit_and_left {
        text.push_str(&format!("；上限 {}，剩余 {}", amount(limit, currency), amount(left, currency)));
    }
    text
}

pub fn clamped(model: &str) -> String {
    format!("平台返回的 {model} 的 Token 数大得不合理，按 {} 计；请核对平台账单", Usage::MOST)
}

pub fn other_currencies(sums: &str, currency: &str) -> String {
    format!("账本中另有 {sums} 的花费，货币不同，不计入以 {currency} 计的上限")
}

pub fn holds_back(worst: f64, at_once: f64, currency: &str) -> String {
    format!(
        "每次调用先按最坏情况预留，最多 {}；剩余的上限只够同时进行约 {at_once} 个调用，会慢一些；调小 max_tokens 可以加快",
        amount(worst, currency)
    )
}

pub fn unknown_prices(models: &[&str]) -> String {
    format!("不知道 {} 的价格，费用不计入总结；可在配置的 prices 中写明", models.join("、"))
}

/// The budget is reached: what is left may not cover the next call.
pub fn reached(short: &Shortfall) -> String {
    let Shortfall { limit, spent: tally, held, worst, currency } = short;
    let left = (limit - tally.confirmed - tally.perhaps - held).max(0.0);
    let mut text = format!(
        "到达费用上限: 上限 {}，已用 {}，含之前的运行；剩余 {} 不够下一次调用的最坏情况 {}。已完成的对话不会重复付费；",
        amount(*limit, currency),
        spent(*tally, currency),
        amount(left, currency),
        amount(*worst, currency)
    );
    // But for what is only feared, the call would fit.
    if tally.confirmed + held + worst <= *limit {
        text.push_str(
            "挡住的主要是可能已计费的调用：请核对平台账单，如果没有计费，把上限调高同样的数额即可，这些对话得到回答后会按实际费用重新估计；",
        );
    }
    text.push_str("调高 budget（或用 --budget）后重新运行，会从这里继续");
    text
}

/// A model's money in the summary.
pub fn cost(cost: f64, perhaps: f64, currency: &str) -> String {
    format!("，费用 {}", spent(Tally { confirmed: cost, perhaps }, currency))
}

/// The summary's last line about money.
pub fn total(summary: &Summary, simulated: bool) -> String {
    let Money { currency, as_of, budget, earlier, perhaps, abandoned } = &summary.money;
    let mut text = format!("费用: 本次约 {}", amount(summary.spent(), currency));
    if *earlier > 0.0 {
        text.push_str(&format!("，之前 {}", amount(*earlier, currency)));
    }
    if *perhaps > 0.0 {
        text.push_str(&format!("，另可能有最多 {}（没有收到用量的调用，含之前的）", amount(*perhaps, currency)));
    }
    if *abandoned > 0.0 {
        text.push_str(&format!("，放弃的在途调用最多 {}", amount(*abandoned, currency)));
    }
    if let Some(budget) = budget {
        text.push_str(&format!("，上限 {}", amount(*budget, currency)));
    }
    text.push_str(&format!("（价格数据日期 {as_of}，以平台账单为准）"));
    if simulated {
        text.push_str("；模拟运行没有真的产生费用");
    }
    text
}

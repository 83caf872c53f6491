//! What `plan` says.

use std::time::Duration;

use super::duration;
use super::money::amount;
use super::table::{pad, table, width};
use crate::cli::plan::Report;
use crate::config::{Origin, Settings, Shown, Source};
use crate::forecast::{Bound, Range};
use crate::ledger::Tally;

/// A layer's name for machines, and for people.
#[must_use]
pub fn origin(origin: Origin) -> (&'static str, &'static str) {
    match origin {
        Origin::Flag => ("flag", "命令行"),
        Origin::Config => ("config", "配置文件"),
        Origin::Environment => ("environment", "环境变量"),
        Origin::DotEnv => ("dotenv", ".env"),
        Origin::Default => ("default", "默认值"),
        Origin::Simulator => ("simulator", "模拟器"),
    }
}

/// The whole report.
#[must_use]
pub fn report(report: &Report<'_>, settings: &Settings, took: Duration) -> String {
    let all = report.models.len() * report.people * report.prompts;
    let left = &report.conversations;
    let mut lines = vec![format!(
        "计划: {} 个模型 × {} 个患者 × {} 个 Prompt = {all} 个对话；已有回答 {} 个，待问 {} 个",
        report.models.len(),
        report.people,
        report.prompts,
        left.kept,
        all - left.kept - left.empty
    )];
    if report.simulated {
        lines.insert(0, "【模拟运行】以下按内置模拟器计算，不产生费用".to_owned());
    }
    if left.again + left.unknown > 0 {
        lines.push(format!(
            "  待问中有 {} 个上次失败，{} 个上次已发出但没有收到结果（可能已计费）",
            left.again, left.unknown
        ));
    }
    for one in &report.too_long {
        lines.push(format!(
            "  注意: [{}][{}] {} 个对话不会发送: {}",
            one.model, one.people, one.conversations, one.says
        ));
    }
    if left.empty > 0 {
        lines.push(format!("  另有 {} 个对话的患者记录是空的，不会发送", left.empty));
    }
    lines.push(String::new());
    lines.extend(models(report));
    lines.push(String::new());
    lines.extend(basis(report));
    lines.extend(money(report));
    lines.push(time(report, settings, took));
    if let Some(sources) = report.settings {
        lines.push(String::new());
        lines.push("设置及其来源:".to_owned());
        lines.extend(self::settings(sources));
    }
    super::joined(&lines)
}

fn models(report: &Report<'_>) -> Vec<String> {
    let currency = &report.money.currency;
    let head = ["模型", "待问", "已有", "输入 Token", "输出 Token", "最多", "费用最少", "可能", "最多"];
    let mut rows = vec![head.map(str::to_owned).to_vec()];
    let money = |value: f64| amount(value, "");
    for model in &report.models {
        let mut row = vec![
            model.name.clone(),
            model.left.to_string(),
            model.answered.to_string(),
            format!("{:.0}", model.prompt_tokens.likely),
            format!("{:.0}", model.completion_tokens.likely),
            model.completion_tokens.max.map_or("不限".to_owned(), |max| format!("{max:.0}")),
        ];
        match &model.cost {
            Some(Range { min, likely, max }) => {
                row.extend([money(*min), money(*likely), max.map_or("不限".to_owned(), money)]);
            }
            None => row.extend(["价格未知".to_owned(), String::new(), String::new()]),
        }
        rows.push(row);
    }
    if let Some(Range { min, likely, max }) = report.cost.filter(|_| report.models.len() > 1) {
        let sum = |of: fn(&crate::forecast::ModelForecast) -> f64| report.models.iter().map(of).sum::<f64>();
        rows.push(vec![
            "合计".to_owned(),
            format!("{:.0}", sum(|m| m.left as f64)),
            format!("{:.0}", sum(|m| m.answered as f64)),
            format!("{:.0}", sum(|m| m.prompt_tokens.likely)),
            format!("{:.0}", sum(|m| m.completion_tokens.likely)),
            String::new(),
            money(min),
            money(likely),
            max.map_or("不限".to_owned(), money),
        ]);
    }
    let mut lines = table(&rows);
    lines.push(format!(
        "  费用单位 {currency}，价格数据日期 {}；“最多”按每个回答都用满 max_tokens 计；不含重试",
        report.money.as_of
    ));
    if !report.unknown_prices.is_empty() {
        lines.push(format!("  {}", super::zh().money_unknown_prices(report.unknown_prices.join("、"))));
    }
    lines
}

/// What the tokens were estimated from.
fn basis(report: &Report<'_>) -> Vec<String> {
    let (learned, default): (Vec<_>, Vec<_>) =
        report.models.iter().filter(|m| m.left > 0).partition(|m| m.learned_from > 0);
    let mut lines = Vec::new();
    for model in learned {
        lines.push(format!("Token 估算: {} 按 {} 个已有回答或平台计数校正", model.name, model.learned_from));
    }
    if !default.is_empty() {
        let names: Vec<&str> = default.iter().map(|m| m.name.as_str()).collect();
        lines.push(format!(
            "Token 估算: {} 还没有回答可供参考，按默认比例（中文约 2.7 字节、英文约 3.6 字节一个 Token），思考型模型的输出可能多得多；先用 --prompts 1 跑几个再看会准确得多",
            names.join("、")
        ));
    }
    lines
}

fn money(report: &Report<'_>) -> Vec<String> {
    let money = &report.money;
    let mut lines = Vec::new();
    let earlier = Tally { confirmed: money.earlier, perhaps: money.perhaps };
    if earlier != Tally::default() {
        lines.push(format!(
            "已用: 同一输出目录之前的运行约 {}",
            super::money::spent(super::zh(), earlier, &money.currency)
        ));
    }
    if let (Some(budget), Some(cost)) = (money.budget, &report.cost) {
        let left = (budget - money.earlier - money.perhaps).max(0.0);
        let enough = match cost.max {
            Some(max) if max <= left => "足够，即使每个回答都用满上限".to_owned(),
            _ if report.worst_call > left => {
                let worst = amount(report.worst_call, &money.currency);
                format!("不够一次调用的最坏情况 {worst}，会立即停下；请调高上限或调小 max_tokens")
            }
            // What is left at the end does not cover another worst case.
            _ if cost.likely + report.worst_call <= left => "可能够用".to_owned(),
            _ => "可能不够，到达后会停下，以后可以接着运行".to_owned(),
        };
        lines.push(format!(
            "费用上限: {}，剩余 {}，{enough}",
            amount(budget, &money.currency),
            amount(left, &money.currency)
        ));
    }
    lines
}

fn time(report: &Report<'_>, settings: &Settings, took: Duration) -> String {
    let limits = &settings.limits;
    let mut parts = vec![format!("同时 {} 个调用", limits.concurrency)];
    parts.extend(limits.rpm.map(|rpm| format!("每分钟 {rpm} 次")));
    parts.extend(limits.tpm.map(|tpm| format!("每分钟 {tpm} Token")));
    let bound = match report.bound_by {
        Bound::Concurrency => "同时进行的调用数",
        Bound::Requests => "每分钟请求数",
        Bound::Tokens => "每分钟 Token 数",
    };
    format!("时间: 约 {}（{}；决定快慢的是{bound}）", duration(super::zh(), took), parts.join("，"))
}

fn settings(sources: &[Source]) -> Vec<String> {
    let name = sources.iter().map(|source| width(source.name)).max().unwrap_or_default();
    let from = sources.iter().map(|source| width(origin(source.origin).1)).max().unwrap_or_default();
    let line = |s: &Source| format!("  {}  {}  {}", pad(s.name, name), pad(origin(s.origin).1, from), shown(&s.value));
    sources.iter().map(line).collect()
}

/// A setting's value, as far as it is shown.
pub fn shown(value: &Shown) -> String {
    match value {
        Shown::Value(value) => value.clone(),
        Shown::Characters(count) => format!("（{count} 字）"),
    }
}

pub fn cannot_ask(platform: &str) -> String {
    format!("{platform} 没有免费的 Token 计数接口，--ask 不起作用")
}

pub fn not_counted(model: &str, status: u16) -> String {
    format!("平台没有给出模型 {model} 的 Token 数（HTTP {status}），改用默认比例")
}

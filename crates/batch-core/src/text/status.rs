//! What `status` prints.

use super::fault::class;
use crate::cli::status::{Counts, Status};
use crate::fault::Class;
use crate::ledger::Tally;

/// Sheets named one by one.
const MOST_NAMES: usize = 20;

/// The whole status.
#[must_use]
pub fn status(status: &Status) -> String {
    let mut lines = vec![format!("输出目录: {}", status.output_dir)];
    lines.push(match &status.last_run {
        None => "还没有运行过".to_owned(),
        Some(run) => match (run.phase.as_str(), run.exit) {
            ("end", Some(code)) => format!("最近一次运行: 结束于 {}，退出码 {code}", run.at),
            _ => format!("最近一次运行: 开始于 {}，没有结束记录（仍在运行，或被强行终止）", run.at),
        },
    });
    lines.push(String::new());
    for model in &status.models {
        lines.push(format!("  {}: {}", model.name, one(&model.counts)));
    }
    lines.push(format!("  合计 {} 个对话: {}", status.all.total, one(&status.all)));
    for (name, count) in &status.all.failed {
        let words = match serde_json::from_value::<Class>(name.as_str().into()) {
            Ok(known) => class(super::zh(), known),
            Err(_) => name.clone(),
        };
        lines.push(format!("    失败 {count} 个: {words}"));
    }
    let money = &status.money;
    if money.spent != Tally::default() || money.budget.is_some() {
        lines.push(String::new());
        lines.push(super::money::standing(super::zh(), money.spent, money.budget.zip(money.left), &money.currency));
    }
    lines.push(String::new());
    let files = &status.files;
    lines.push(format!("文件: 应有 {} 个，已有 {} 个", files.expected, files.found));
    names(&mut lines, "对话已有结果但文件不在（再次运行会重新生成，不产生调用）", &files.missing);
    names(&mut lines, "内容与账本不一致（被改过、已损坏，或属于旧的配置）", &files.differing);
    if !status.failed.is_empty() {
        lines.push(String::new());
        lines.push("失败的对话:".to_owned());
        for cell in &status.failed {
            lines.push(format!("  [{}][{}] 对话 {}: {}", cell.model, cell.people, cell.prompt, cell.message));
        }
    }
    super::joined(&lines)
}

fn one(counts: &Counts) -> String {
    let mut text = format!("已回答 {}", counts.answered);
    if counts.cut > 0 {
        text.push_str(&format!("（其中 {} 个被 max_tokens 截断或可能不完整）", counts.cut));
    }
    text.push_str(&format!("，失败 {}", counts.failures()));
    if counts.refused > 0 {
        text.push_str(&format!("（其中 {} 个被内容审核拒绝）", counts.refused));
    }
    if counts.unknown > 0 {
        text.push_str(&format!("，结果未知 {}（已发出，可能已计费）", counts.unknown));
    }
    text.push_str(&format!("，未处理 {}", counts.left));
    let usage = &counts.usage;
    text.push_str(&format!("；输入 {} Token，输出 {} Token", usage.prompt_tokens, usage.completion_tokens));
    text
}

fn names(lines: &mut Vec<String>, what: &str, names: &[String]) {
    if names.is_empty() {
        return;
    }
    lines.push(format!("  {what}: {} 个", names.len()));
    lines.extend(names.iter().take(MOST_NAMES).map(|name| format!("    - {name}")));
    if names.len() > MOST_NAMES {
        lines.push(format!("    …… 其余 {} 个用 --json 查看", names.len() - MOST_NAMES));
    }
}

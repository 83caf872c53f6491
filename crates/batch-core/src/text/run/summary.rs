//! The closing lines: the manual's, then what it does not count.

use std::time::Duration;

use super::{RULE, some};
use crate::summary::{Files, Summary};
use crate::text::{duration, fault, joined, money};

/// The closing lines: the manual's, then what it does not count.
#[must_use]
pub fn summary(
    summary: &Summary,
    files: &Files,
    output_dir: &str,
    headline: &str,
    took: Duration,
    simulated: bool,
) -> String {
    let mut lines = vec![RULE.to_owned(), headline.to_owned()];
    if simulated {
        lines.push("【模拟运行】文件内容由内置模拟器生成，请勿当作真实结果".to_owned());
    }
    lines.push(format!("共生成 {} 个JSON文件", files.count));
    lines.push(format!("输出目录: {}/", output_dir.trim_end_matches('/')));
    lines.push(String::new());
    lines.push("生成的文件：".to_owned());
    lines.extend(files.names.iter().map(|file| format!("  - {file}")));
    if files.count > files.names.len() {
        lines.push(format!("  …… 其余 {} 个见输出目录", files.count - files.names.len()));
    }
    if summary.moved.count > 0 {
        let (count, names) = (summary.moved.count, some(&summary.moved));
        lines.push(format!("已移开 {count} 个原有文件，在 {}/: {names}", summary.aside));
    }
    if summary.not_replaced.count > 0 {
        let (count, names) = (summary.not_replaced.count, some(&summary.not_replaced));
        lines.push(format!("没有覆盖 {count} 个有回答的原有文件（这次没有得到一个回答）: {names}"));
    }
    lines.push(String::new());
    lines.push(format!(
        "对话: 本次完成 {}，之前已有 {}，失败 {}，未处理 {}",
        summary.answered,
        summary.kept,
        summary.failures(),
        summary.total.saturating_sub(summary.done())
    ));
    for (class, count) in &summary.failed {
        lines.push(format!("  失败 {count} 个: {}", fault::class(*class)));
    }
    if summary.cut > 0 {
        lines.push(format!("  其中 {} 个回答被 max_tokens 截断或可能不完整", summary.cut));
    }
    lines.push(format!(
        "调用: {} 次，重试 {} 次，限流 {} 次，等待限流 {}，总耗时 {}",
        summary.calls,
        summary.retries,
        summary.limited,
        duration(summary.waited),
        duration(took)
    ));
    for (model, counts) in &summary.models {
        let usage = &counts.usage;
        if usage.is_counted() || counts.perhaps > 0.0 {
            let cost = counts.cost.map(|cost| money::cost(cost, counts.perhaps, &summary.money.currency));
            lines.push(format!(
                "  {model}: 输入 {} Token（缓存 {}），输出 {} Token（思考 {}）{}",
                usage.prompt_tokens,
                usage.cached_tokens,
                usage.completion_tokens,
                usage.reasoning_tokens,
                cost.unwrap_or_default()
            ));
        }
    }
    if summary.models.values().any(|counts| counts.cost.is_some()) {
        lines.push(money::total(summary, simulated));
    }
    lines.push(RULE.to_owned());
    joined(&lines)
}

pub fn headline_done() -> &'static str {
    "处理完成！"
}

pub fn headline_stopped() -> &'static str {
    "处理中止"
}

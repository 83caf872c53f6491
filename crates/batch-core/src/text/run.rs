//! What a run says: banner, log lines, bar, summary.

use std::io;
use std::path::Path;
use std::time::Duration;

use super::{duration, whole_seconds};
use crate::config::{Origin, Settings};
use crate::fault::{Class, Fault};
use crate::flow::pace::Why;
use crate::output::aside;
use crate::platform::{Limits, Profile};
use crate::reply::Finish;
use crate::summary::{Files, Summary};

/// Files named in one line.
const MOST_NAMED: usize = 5;
const RULE: &str = "================================================================================";
/// The banner and the settings, as the manual prints them.
#[must_use]
pub fn banner(profile: &Profile, settings: &Settings, extra: &[String], simulated: bool) -> String {
    let models: Vec<&str> = settings.models.iter().map(|m| m.name.as_str()).collect();
    let mut lines = vec![
        String::new(),
        RULE.to_owned(),
        format!("批量处理系统 - {}", profile.title),
        RULE.to_owned(),
        String::new(),
    ];
    if simulated {
        lines.push("【模拟运行】以下回答全部由内置模拟器生成，不是真实模型的回答，不产生费用".to_owned());
        lines.push(String::new());
    }
    lines.push("配置信息:".to_owned());
    lines.push(format!("  配置文件: {}", settings.config_file.display()));
    lines.push(format!("  API地址: {}", settings.base_url));
    lines.extend(extra.iter().map(|line| format!("  {line}")));
    lines.push(format!("  Prompts文件: {}", settings.prompts_file));
    lines.push(format!("  患者记录目录: {}", settings.records_dir));
    lines.push(format!("  输出目录: {}", settings.output_dir));
    lines.push(format!("  使用模型: {}", models.join(", ")));
    lines.push(format!("  最大重试次数: {}", settings.max_retries));
    lines.push(format!("  最大Token数: {}", settings.max_tokens));
    lines.push(format!("  限额: {}", limits(settings)));
    lines.push(String::new());
    super::joined(&lines)
}

/// The limits in force, and whence each is.
fn limits(settings: &Settings) -> String {
    let whence = |name: &str| {
        let origin = settings.sources.iter().find(|source| source.name == name).map(|source| source.origin);
        match origin {
            Some(Origin::Default) | None => "默认",
            Some(_) => "已指定",
        }
    };
    let Limits { concurrency, rpm, tpm } = settings.limits;
    let of = |what: &str, limit: Option<u64>, name: &str| match limit {
        Some(limit) => format!("{what} {limit}（{}）", whence(name)),
        None => format!("{what}未知（运行中学习）"),
    };
    format!(
        "同时 {concurrency} 次（{}），{}，{}",
        whence("concurrency"),
        of("每分钟请求", rpm.map(u64::from), "requests_per_minute"),
        of("每分钟 Token", tpm, "tokens_per_minute")
    )
}

pub fn starting(models: usize, people: usize) -> String {
    format!("开始批量处理: {models} 个模型 × {people} 个患者 = {} 个文件", models * people)
}

/// What is kept of earlier runs and what is to be done.
pub fn resuming(kept: usize, fresh: usize, again: usize, unknown: usize) -> String {
    let mut text = format!("接着上次继续: 已有 {kept} 个回答，新对话 {fresh} 个");
    if again > 0 {
        text.push_str(&format!("，重试上次失败的 {again} 个"));
    }
    if unknown > 0 {
        text.push_str(&format!("，{unknown} 个上次已发出但没有收到结果（可能已计费），将重新询问"));
    }
    text
}

pub fn nothing_to_do() -> String {
    "全部对话都已有回答，无需调用".to_owned()
}

// ---- log lines of the manual ----

pub fn sheet_started(model: &str, people: &str, count: usize) -> String {
    format!("[{model}][{people}] 开始处理，共 {count} 个对话")
}

pub fn answered(model: &str, people: &str, number: usize, took: Duration) -> String {
    format!("[{model}][{people}] 完成对话 {number} (耗时: {:.1}秒)", took.as_secs_f64())
}

pub fn attempt_failed(model: &str, people: &str, number: usize, attempt: u32, fault: &Fault) -> String {
    format!("[{model}][{people}] 对话 {number} 失败 (第{attempt}次尝试): {}", super::fault::sentence(fault))
}

pub fn will_retry(model: &str, people: &str, wait: Duration) -> String {
    format!("[{model}][{people}] 将在 {} 秒后重试...", whole_seconds(wait))
}

pub fn retry_succeeded(model: &str, people: &str, number: usize, attempt: u32, took: Duration) -> String {
    format!("[{model}][{people}] 对话 {number} 重试成功 (第{attempt}次尝试，耗时: {:.1}秒)", took.as_secs_f64())
}

pub fn gave_up(model: &str, people: &str, number: usize, retries: u32, fault: &Fault) -> String {
    format!("[{model}][{people}] 对话 {number} 最终失败 (已重试{retries}次): {}", super::fault::sentence(fault))
}

pub fn sheet_done(model: &str, people: &str, good: usize, of: usize, took: Duration) -> String {
    format!("[{model}][{people}] 处理完成 (成功: {good}/{of}, 耗时: {:.1}秒)", took.as_secs_f64())
}

pub fn saved(file: &str) -> String {
    format!("  已保存: {file}")
}

pub fn all_done() -> String {
    "批量处理任务完成".to_owned()
}

pub fn files_made(count: usize) -> String {
    format!("生成文件数: {count}")
}

pub fn total_time(took: Duration) -> String {
    format!("总耗时: {:.1}秒", took.as_secs_f64())
}

// ---- log lines added since ----

pub fn unfinished(model: &str, people: &str, number: usize, finish: Finish, reason: &str) -> String {
    match finish {
        Finish::Cut => {
            format!("[{model}][{people}] 对话 {number} 的回答被 max_tokens 截断，已保留；需要完整回答请调大 max_tokens")
        }
        _ => format!("[{model}][{people}] 对话 {number} 的回答以 finish_reason {reason} 结束，可能不完整，已保留"),
    }
}

pub fn model_dropped(model: &str, fault: &Fault) -> String {
    format!("[{model}] 停止使用该模型，其余对话不再发送: {}", super::fault::sentence(fault))
}

pub fn unchanged(file: &str) -> String {
    format!("  没有变化: {file}")
}

pub fn simulated_key() -> &'static str {
    "simulated-key"
}

pub fn torn(bytes: u64) -> String {
    format!("账本末尾有 {bytes} 字节没有写完（上次异常退出），已去掉")
}

pub fn damaged(lines: &[u64], file: &str) -> String {
    let list: Vec<String> = lines.iter().take(10).map(u64::to_string).collect();
    format!("账本第 {} 行已损坏（共 {} 行），已移到 {file}，其中的对话会重新询问", list.join("、"), lines.len())
}

pub fn locked(folder: &Path, owner: &str) -> String {
    format!("输出目录 {} 正被另一个进程使用（{owner}），请等它结束或换一个 output_dir", folder.display())
}

pub fn no_lock(e: &io::Error) -> String {
    format!("此文件系统不支持文件锁（{e}），请不要对同一输出目录同时运行两个进程")
}

pub fn fresh(folder: &Path) -> String {
    format!("--fresh: 旧的账本和结果文件已移到 {}", folder.display())
}

pub fn fresh_part(count: usize, folder: &Path) -> String {
    format!(
        "--fresh: 所选部分的 {count} 个旧回答不再使用，将重新询问，其结果文件已移到 {}；其余部分和已花的费用不变",
        folder.display()
    )
}

/// Files that are in the way: said once, before anything is sent.
/// `now`: the folder of the run that has begun.
pub fn strangers(files: &Files, now: Option<&Path>) -> String {
    let (folder, stop) = match now {
        Some(folder) => (folder.display().to_string(), "请按 Ctrl-C 停下，"),
        None => (format!("其中的 {}日期-时间 目录", aside::PREFIX), "请"),
    };
    format!(
        "输出目录中有 {} 个结果文件不是本程序写的，或写后被人改过: {}。写入新结果时会先把它们移到 {folder}；要让它们留在原处，{stop}换一个 --output-dir，或先给它们改名",
        files.count,
        some(files),
    )
}

pub fn moved(file: &str, folder: &Path) -> String {
    format!("  原有的 {file} 不是本程序写的或被改过，已移到 {}", folder.display())
}

pub fn not_replaced(file: &str) -> String {
    format!("  没有覆盖 {file}: 其中有回答，而这次没有得到一个回答")
}

fn some(files: &Files) -> String {
    let names = files.names.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join("、");
    if files.count > MOST_NAMED { format!("{names} 等") } else { names }
}

// ---- limits and the link ----

pub fn limited(scope: &str, limit: u32) -> String {
    format!("{scope}触发平台限流，同时进行的调用数调整为 {limit}")
}

/// A limit a minute that nobody stated.
pub fn learned_rate(scope: &str, rpm: usize) -> String {
    format!("{scope}平台按每分钟限流，发送速度调整为每分钟 {rpm} 次")
}

/// Different conversations fail one after the other, and none is served.
pub fn held(scope: &str, fault: &Fault) -> String {
    format!(
        "{scope}连续多个不同的对话都没有成功（{}）；暂停发送，只逐个试探，恢复后自动继续，不占用重试次数",
        super::fault::sentence(fault)
    )
}

pub fn served_again(after: Duration) -> String {
    format!("平台已恢复（中断 {}），继续处理", duration(after))
}

pub fn offline(fault: &Fault) -> String {
    format!("网络似乎断开了: {}；暂停发送，恢复后自动继续，不占用重试次数", super::fault::sentence(fault))
}

pub fn online(after: Duration) -> String {
    format!("网络已恢复（中断 {}），继续处理", duration(after))
}

pub fn offline_too_long(limit: Duration) -> String {
    format!("网络中断超过 {}，停止等待", duration(limit))
}

pub fn wait_too_long(wait: Duration) -> String {
    format!("平台要求等待 {}，超过上限", duration(wait))
}

pub fn starved(after: Duration) -> String {
    format!("连续 {} 没有一次调用成功，其余对话留待下次运行", duration(after))
}

pub fn holding(why: Why, left: Duration, in_flight: usize, ceiling: u32) -> String {
    let what = match why {
        Why::Requests => "等待每分钟请求数限额",
        Why::Tokens => "等待每分钟 Token 限额",
        Why::Ramp => "平台过载，缓慢恢复",
        Why::Probing => "平台暂时没有成功答复，等待下一次试探",
    };
    format!("{what} {} 秒，{in_flight}/{ceiling} 在途", whole_seconds(left))
}

pub fn retry_wait(left: Duration, in_flight: usize) -> String {
    format!("等待重试 {} 秒，{in_flight} 在途", whole_seconds(left))
}

pub fn mending(done: usize, of: usize) -> String {
    format!("整理已有的结果文件 {done}/{of}")
}

pub fn link_down() -> String {
    "网络中断，等待恢复".to_owned()
}

// ---- the bar ----

/// `120/2000 失败 3 在途 15 240/分 剩余 8分20秒`
pub fn progress(summary: &Summary, in_flight: usize, rate: f64, left: Option<Duration>) -> String {
    let mut text = format!(
        "{}/{} 失败 {} 在途 {in_flight} {:.0}/分",
        summary.done(),
        summary.total,
        summary.failures(),
        rate * 60.0
    );
    if let Some(left) = left {
        text.push_str(&format!(" 剩余 {}", duration(left)));
    }
    text
}

pub fn progress_line(progress: &str) -> String {
    format!("进度: {progress}")
}

// ---- stopping ----

pub fn interrupted(in_flight: usize, grace: Duration) -> String {
    format!(
        "收到中断信号: 不再发送新的调用，最多再等 {} 秒让 {in_flight} 个在途的调用完成；再按一次 Ctrl-C 立即停止",
        grace.as_secs()
    )
}

pub fn interrupted_again(in_flight: usize) -> String {
    format!("立即停止，放弃 {in_flight} 个在途的调用（可能已计费）")
}

pub fn disk(e: &io::Error) -> String {
    format!("无法写入（{}），已停止发送；请处理后重新运行，已写入的回答不会丢失", super::setup::cause(e))
}

pub fn not_written(e: &io::Error) -> String {
    format!("没有写成（{}）；请处理后重新运行，回答在账本中，不会重复付费", super::setup::cause(e))
}

pub fn lost(count: usize) -> String {
    format!("有 {count} 个已收到的回答没能写入磁盘，下次运行会重新询问")
}

pub fn unwritten(files: &[String]) -> String {
    format!("没有写成的文件: {}", files.join("、"))
}

/// Why a run ended early, and what to do.
pub fn refused(profile: &Profile, fault: &Fault) -> String {
    let said = super::fault::sentence(fault);
    let todo = match fault.class {
        Class::BadKey => format!(
            "请检查 {} 或配置中的 api_key，并确认它属于 base_url 指向的平台；在 {} 可以查看和新建",
            profile.key_vars.join(" / "),
            profile.console_url
        ),
        Class::NoBalance => format!("请到 {} 充值后重新运行，已完成的对话不会重复付费", profile.console_url),
        Class::Forbidden => format!("请到 {} 查看账户权限", profile.console_url),
        _ => "处理后重新运行即可继续".to_owned(),
    };
    format!("运行停止: {said}。{todo}")
}

pub fn paused(fault: &Fault, program: &str) -> String {
    let when = match (fault.class, fault.wait) {
        (class, _) if class.is_link() => "网络恢复后".to_owned(),
        // Some platforms put a second into every refusal, that of the day's quota too.
        (class, Some(wait)) if class != Class::Quota || wait > Duration::from_secs(600) => {
            format!("约 {} 后", duration(wait))
        }
        (Class::RateLimit | Class::Overloaded, _) => "平台空闲一些时".to_owned(),
        _ => "额度恢复后（通常是次日）".to_owned(),
    };
    format!("运行暂停: {}。请在{when}重新运行 {program}，会从这里继续", super::fault::sentence(fault))
}

pub fn go_on(command: &str) -> String {
    format!("继续运行: {command}")
}

pub fn error(what: &str) -> String {
    format!("错误: {what}")
}

pub fn warning(what: &str) -> String {
    format!("注意: {what}")
}

// ---- summary ----

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
        lines.push(format!("  失败 {count} 个: {}", super::fault::class(*class)));
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
            let cost = counts.cost.map(|cost| super::money::cost(cost, counts.perhaps, &summary.money.currency));
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
        lines.push(super::money::total(summary, simulated));
    }
    lines.push(RULE.to_owned());
    super::joined(&lines)
}

pub fn headline_done() -> &'static str {
    "处理完成！"
}

pub fn headline_stopped() -> &'static str {
    "处理中止"
}

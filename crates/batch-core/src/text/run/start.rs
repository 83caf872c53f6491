//! Before the first call: the banner, what earlier runs left, what is in the way.

use std::io;
use std::path::Path;

use super::{RULE, some};
use crate::config::{Origin, Settings};
use crate::output::aside;
use crate::platform::{Limits, Profile};
use crate::summary::Files;

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
    crate::text::joined(&lines)
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
        None => (format!("输出目录下的 {}日期-时间", aside::PREFIX), "请"),
    };
    format!(
        "输出目录中有 {} 个结果文件不是本程序写的，或写后被人改过: {}。写入新结果时会先把它们移到 {folder}；要让它们留在原处，{stop}换一个 --output-dir，或先给它们改名",
        files.count,
        some(files),
    )
}

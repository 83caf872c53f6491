//! What `check` says.

use std::time::Duration;

use super::duration;
use super::table::{pad, width};
use crate::cli::check::{Line, State};
use crate::fault::Fault;

pub const CONFIG: &str = "配置";
pub const BUDGET: &str = "费用上限";
pub const INPUTS: &str = "输入";
pub const OUTPUT: &str = "输出目录";
pub const NETWORK: &str = "网络";
pub const KEY: &str = "API Key";
pub const BALANCE: &str = "余额";
/// What a tiny call asks.
pub const HELLO: &str = "你好";

pub fn too_long(model: &str, people: &str, says: &str) -> String {
    format!("[{model}][{people}] 对话不会发送: {says}")
}

/// The whole table and what it comes to.
#[must_use]
pub fn table(lines: &[Line], code: u8, program: &str, simulated: bool) -> String {
    let column = lines.iter().map(|line| width(&line.what)).max().unwrap_or_default();
    let head = if simulated { "检查结果（内置模拟器，不是真实平台）:" } else { "检查结果:" };
    let mark = |state| match state {
        State::Ok => "正常",
        State::Unchecked => "未查",
        State::Warning => "注意",
        State::Wrong | State::Refused => "错误",
    };
    let shown = lines.iter().map(|line| format!("  [{}] {}  {}", mark(line.state), pad(&line.what, column), line.says));
    let mut all: Vec<String> = std::iter::once(head.to_owned()).chain(shown).collect();
    all.push(String::new());
    let wrong = lines.iter().filter(|line| line.state >= State::Wrong).count();
    let unchecked = lines.iter().any(|line| line.state == State::Unchecked);
    all.push(match (code, unchecked) {
        (0, false) => format!("可以运行: {program}（先看费用和时间: {program} plan）"),
        (0, true) => {
            format!("没有发现错误；“未查”的项目没有免费的办法，可用 {program} check --spend 各发一次极小的付费调用")
        }
        _ => format!("有 {wrong} 处错误，请按上面的说明修改后再检查"),
    });
    super::joined(&all)
}

pub fn inputs(people: usize, prompts: usize) -> String {
    format!("{people} 个患者，{prompts} 个 Prompt")
}

pub fn unreachable(base_url: &str, fault: &Fault) -> String {
    format!("{base_url} 无法连接: {}", super::fault::sentence(crate::text::zh(), fault))
}

pub fn key(models: usize) -> String {
    format!("有效，平台列出 {models} 个模型")
}

pub fn key_unchecked() -> String {
    "已设置；这个地址没有可以免费验证的接口".to_owned()
}

pub fn key_proven() -> String {
    "有效，调用成功".to_owned()
}

pub fn no_list(fault: &Fault) -> String {
    format!("无法取得模型列表: {}", super::fault::sentence(crate::text::zh(), fault))
}

pub fn no_list_in_reply() -> String {
    "连接成功，但收到的不是模型列表；请检查 base_url，以及网络是否需要登录".to_owned()
}

pub fn no_balance(amount: &str, console: &str) -> String {
    format!("{amount}，余额不足，请到 {console} 充值")
}

pub fn balance_unknown() -> String {
    "这个地址没有给出余额".to_owned()
}

pub fn model(name: &str) -> String {
    format!("模型 {name}")
}

pub fn listed() -> String {
    "在平台的模型列表中".to_owned()
}

pub fn listed_all_the_same(retired: &str) -> String {
    format!("{retired}；但平台的模型列表中仍有它")
}

pub fn not_listed() -> String {
    "不在平台的模型列表中，请检查名称，或确认账户已开通该模型".to_owned()
}

pub fn shut_down(status: &str, successor: Option<&str>) -> String {
    format!("平台已停用（{status}），{}", instead(successor))
}

pub fn ending(status: &str, successor: Option<&str>) -> String {
    format!("平台标记为 {status}，即将停用，{}", instead(successor))
}

fn instead(successor: Option<&str>) -> String {
    successor.map_or_else(|| "请换用其他模型".to_owned(), |name| format!("建议换用 {name}"))
}

pub fn other_name(wire: &str) -> String {
    format!("以 {wire} 的名义调用，不在模型列表中，无法免费验证")
}

pub fn no_free_way() -> String {
    "无法免费验证".to_owned()
}

pub fn answered(took: Duration, paid: Option<&str>) -> String {
    match paid {
        Some(paid) => format!("调用成功（{}，费用 {paid}）", duration(super::zh(), took)),
        None => format!("调用成功（{}）", duration(super::zh(), took)),
    }
}

pub fn failed(fault: &Fault, hint: &str) -> String {
    match hint {
        "" => super::fault::sentence(crate::text::zh(), fault),
        hint => format!("{}；{hint}", super::fault::sentence(crate::text::zh(), fault)),
    }
}

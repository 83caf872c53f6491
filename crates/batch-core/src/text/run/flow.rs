//! Limits, waits and the link, and the bar that shows them.

use std::time::Duration;

use crate::fault::Fault;
use crate::flow::rate::Why;
use crate::text::{duration, fault, whole_seconds};

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
        fault::sentence(fault)
    )
}

pub fn served_again(after: Duration) -> String {
    format!("平台已恢复（中断 {}），继续处理", duration(after))
}

pub fn offline(fault: &Fault) -> String {
    format!("网络似乎断开了: {}；暂停发送，恢复后自动继续，不占用重试次数", fault::sentence(fault))
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

/// `120/2000 失败 3 在途 15 240/分 剩余 8分20秒`
pub fn progress(
    (done, total): (usize, usize),
    failed: usize,
    in_flight: usize,
    per_minute: f64,
    left: Option<Duration>,
) -> String {
    let mut text = format!("{done}/{total} 失败 {failed} 在途 {in_flight} {per_minute:.0}/分");
    if let Some(left) = left {
        text.push_str(&format!(" 剩余 {}", duration(left)));
    }
    text
}

pub fn progress_line(progress: &str) -> String {
    format!("进度: {progress}")
}

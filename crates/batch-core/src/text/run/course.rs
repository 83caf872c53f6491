//! What becomes of conversations and sheets: the log lines of the manual, and those added since.

use std::path::Path;
use std::time::Duration;

use crate::fault::Fault;
use crate::reply::Finish;
use crate::text::{fault, whole_seconds};

pub fn sheet_started(model: &str, people: &str, count: usize) -> String {
    format!("[{model}][{people}] 开始处理，共 {count} 个对话")
}

pub fn answered(model: &str, people: &str, number: usize, took: Duration) -> String {
    format!("[{model}][{people}] 完成对话 {number} (耗时: {:.1}秒)", took.as_secs_f64())
}

pub fn attempt_failed(model: &str, people: &str, number: usize, attempt: u32, fault: &Fault) -> String {
    format!("[{model}][{people}] 对话 {number} 失败 (第{attempt}次尝试): {}", fault::sentence(fault))
}

pub fn will_retry(model: &str, people: &str, wait: Duration) -> String {
    format!("[{model}][{people}] 将在 {} 秒后重试...", whole_seconds(wait))
}

pub fn retry_succeeded(model: &str, people: &str, number: usize, attempt: u32, took: Duration) -> String {
    format!("[{model}][{people}] 对话 {number} 重试成功 (第{attempt}次尝试，耗时: {:.1}秒)", took.as_secs_f64())
}

pub fn gave_up(model: &str, people: &str, number: usize, retries: u32, fault: &Fault) -> String {
    format!("[{model}][{people}] 对话 {number} 最终失败 (已重试{retries}次): {}", fault::sentence(fault))
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

pub fn unfinished(model: &str, people: &str, number: usize, finish: Finish, reason: &str) -> String {
    match finish {
        Finish::Cut => {
            format!("[{model}][{people}] 对话 {number} 的回答被 max_tokens 截断，已保留；需要完整回答请调大 max_tokens")
        }
        _ => format!("[{model}][{people}] 对话 {number} 的回答以 finish_reason {reason} 结束，可能不完整，已保留"),
    }
}

pub fn model_dropped(model: &str, fault: &Fault) -> String {
    format!("[{model}] 停止使用该模型，其余对话不再发送: {}", fault::sentence(fault))
}

pub fn unchanged(file: &str) -> String {
    format!("  没有变化: {file}")
}

pub fn moved(file: &str, folder: &Path) -> String {
    format!("  原有的 {file} 不是本程序写的或被改过，已移到 {}", folder.display())
}

pub fn not_replaced(file: &str) -> String {
    format!("  没有覆盖 {file}: 其中有回答，而这次没有得到一个回答")
}

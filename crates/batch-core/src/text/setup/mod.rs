//! Sentences about config, key, inputs and folders: what is wrong and what to do.

mod access;
mod config;
mod inputs;

pub use self::access::*;
pub use self::config::*;
pub use self::inputs::*;

use std::io;

use serde_json::Value;

use crate::output::open::Odd;

/// `配置文件.json 第 3 行，字段 models：`
#[must_use]
pub fn place(file: Option<&str>, line: Option<usize>, field: Option<&str>) -> String {
    let mut place = String::new();
    if let Some(file) = file {
        place.push_str(file);
    }
    if let Some(line) = line {
        place.push_str(&format!("{}第 {line} 行", if place.is_empty() { "" } else { " " }));
    }
    if let Some(field) = field {
        place.push_str(&format!("{}字段 {field}", if place.is_empty() { "" } else { "，" }));
    }
    if !place.is_empty() {
        place.push('：');
    }
    place
}

/// A file or folder that cannot be read.
pub fn unreadable(e: &io::Error) -> String {
    format!("无法读取（{}），请检查路径和权限", cause(e))
}

/// A system error in words.
pub fn cause(e: &io::Error) -> String {
    match e.kind() {
        io::ErrorKind::NotFound => "不存在".to_owned(),
        io::ErrorKind::PermissionDenied => "没有权限".to_owned(),
        io::ErrorKind::StorageFull => "磁盘已满".to_owned(),
        io::ErrorKind::FileTooLarge => "文件大小达到系统上限，见 ulimit -f".to_owned(),
        io::ErrorKind::QuotaExceeded => "磁盘配额已用完".to_owned(),
        io::ErrorKind::ReadOnlyFilesystem => "文件系统只读".to_owned(),
        io::ErrorKind::IsADirectory => "是一个目录".to_owned(),
        io::ErrorKind::NotADirectory => "路径中有一部分不是目录".to_owned(),
        io::ErrorKind::AlreadyExists => "已存在同名文件".to_owned(),
        _ => e.to_string(),
    }
}

/// The cause, with the file that it is about.
pub fn named(file: &str, e: &io::Error) -> String {
    format!("{file} {}", cause(e))
}

/// What stands where a file or folder was expected.
#[must_use]
pub fn odd_file(odd: Odd) -> &'static str {
    match odd {
        Odd::Fifo => "是命名管道（FIFO），不是普通文件",
        Odd::Device => "是设备，不是普通文件",
        Odd::Socket => "是套接字，不是普通文件",
        Odd::Symlink => "是符号链接；为了不改动别处的文件，请换成真正的文件或目录",
        Odd::HardLink => "有多个硬链接；为了不改动别处的文件，请先移走或另行复制",
        Odd::Dangling => "是符号链接，指向的文件不存在",
        Odd::NoFolder => "不是目录",
    }
}

/// A JSON value's kind.
pub fn kind(value: &Value) -> &'static str {
    match value {
        Value::Null => " null",
        Value::Bool(_) => "布尔值",
        Value::Number(_) => "数字",
        Value::String(_) => "字符串",
        Value::Array(_) => "数组",
        Value::Object(_) => "对象",
    }
}

pub fn output_dir(e: &io::Error) -> String {
    format!("输出目录无法写入（{}），请检查 output_dir 和权限", cause(e))
}

pub fn log_file(e: &io::Error) -> String {
    format!("日志文件无法写入（{}），请检查 log_file 和权限", cause(e))
}

pub fn events_file(e: &io::Error) -> String {
    format!("事件无法写入（{}），请检查 --events 后面的文件和权限", cause(e))
}

pub fn events_over_another() -> &'static str {
    "这个文件里已有别的内容，事件不会写在它上面；请在 --events 后面换一个文件名"
}

pub fn events_unread() -> &'static str {
    "读取的程序没有跟上"
}

pub fn events_and_json() -> &'static str {
    "--events - 已经占用标准输出，总结是其中的最后一行；请去掉 --json，或把事件写入文件"
}

/// What is no file lies where a sheet belongs.
pub fn place_taken(e: &io::Error) -> String {
    format!("这里是结果文件的位置，但它{}；请移走或改名后重新运行", cause(e))
}

pub fn unmovable(e: &io::Error) -> String {
    format!("无法移到一旁（{}），请检查权限", cause(e))
}

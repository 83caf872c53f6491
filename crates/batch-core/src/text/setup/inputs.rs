//! Prompts, records and the names that they make.

use std::path::Path;

use serde_json::Value;

use super::kind;
use crate::input::records::{Other, Unread};

pub fn decoded(from: &str) -> String {
    format!("不是 UTF-8 编码，已按 {from} 读取；若有乱码，请另存为 UTF-8")
}

pub fn decoded_lossy() -> String {
    "编码无法识别，部分字符已被替换，请另存为 UTF-8".to_owned()
}

pub fn no_prompts_file() -> String {
    "Prompts 文件不存在，请检查配置中的 prompts_file（相对路径以当前目录为准）".to_owned()
}

pub fn prompts_not_array(value: &Value) -> String {
    format!("Prompts 文件应为 JSON 字符串数组，现在是{}，例如 [\"提示词1\", \"提示词2\"]", kind(value))
}

pub fn no_prompts() -> String {
    "Prompts 文件中没有任何 Prompt，请至少写一个".to_owned()
}

pub fn prompt_not_text(n: usize, value: &Value) -> String {
    format!("第 {n} 个 Prompt 应为字符串，现在是{}", kind(value))
}

pub fn prompt_empty(n: usize) -> String {
    format!("第 {n} 个 Prompt 是空的")
}

pub fn no_such_prompt(n: usize, count: usize) -> String {
    format!("--prompts 中的 {n} 不存在，共有 {count} 个 Prompt（从 1 数起）")
}

pub fn too_many_prompts() -> String {
    "Prompt 太多，最多 65535 个".to_owned()
}

pub fn no_records_dir() -> String {
    "患者记录目录不存在，请检查配置中的 records_dir（相对路径以当前目录为准）".to_owned()
}

pub fn records_not_dir() -> String {
    "records_dir 应为目录，现在是文件".to_owned()
}

pub fn no_records(unread: &Unread) -> String {
    match unread.count {
        0 => "患者记录目录中没有 .txt 文件".to_owned(),
        _ => format!(
            "患者记录目录中没有 .txt 文件；{}，请另存为 .txt（每个患者一个文件，直接放在此目录中）",
            others(unread)
        ),
    }
}

/// What is not read, as a warning.
pub fn unread(unread: &Unread) -> String {
    format!("{}，没有读取；只读取直接放在此目录中的 .txt 文件", others(unread))
}

fn others(unread: &Unread) -> String {
    let one = |other: &Other| match other.inside {
        None => other.name.clone(),
        Some(0) => format!("目录 {}", other.name),
        Some(inside) => format!("目录 {}（内有 {inside} 个 .txt 文件）", other.name),
    };
    let names: Vec<String> = unread.first.iter().map(one).collect();
    let more = if unread.count > names.len() { " 等" } else { "" };
    format!("其中有 {} 个其他文件或目录：{}{more}", unread.count, names.join("、"))
}

pub fn suffix_twice(name: &str) -> String {
    format!("文件名以两个 .txt 结尾，按患者 {name} 读取；请改名")
}

pub fn record_empty() -> String {
    "患者记录是空的，没有可以询问的内容，其对话不发送".to_owned()
}

pub fn record_changed() -> String {
    "患者记录在运行期间被修改，请重新运行".to_owned()
}

pub fn same_people(name: &str, other: &Path) -> String {
    format!("与 {} 得到同一个患者编号 {name}，请改名或移走其中一个", other.display())
}

pub fn name_not_utf8() -> String {
    "文件名不是 UTF-8，请改名".to_owned()
}

pub fn name_escapes(name: &str) -> String {
    format!("名称 \"{name}\" 会指向输出目录之外，请改名")
}

pub fn name_character(name: &str, c: char) -> String {
    let shown = if c.is_control() { c.escape_default().to_string() } else { c.to_string() };
    let name: String = name.chars().filter(|c| !c.is_control()).collect();
    format!(
        "名称 \"{name}\" 含有文件名不允许的字符 {shown}，请改名（模型可写成 {{\"name\": \"别名\", \"extra_body\": {{\"model\": \"真实名称\"}}}}）"
    )
}

pub fn name_too_long(name: &str, most: usize) -> String {
    let head: String = name.chars().take(30).collect();
    format!("文件名 {head}… 有 {} 字节，超过 {most} 字节，请缩短模型名或患者编号", name.len())
}

pub fn same_file(file: &str, a: &(String, String), b: &(String, String)) -> String {
    format!("({}, {}) 与 ({}, {}) 会写入同一个文件 {file}，请改名或删去重复项", a.0, a.1, b.0, b.1)
}

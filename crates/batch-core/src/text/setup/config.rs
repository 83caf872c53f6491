//! The config file and its values.

use serde_json::Value;

use super::kind;
use crate::error::Problem;

pub fn no_such_config() -> String {
    "配置文件不存在，请检查 --config 的路径".to_owned()
}

pub fn no_config(name: &str) -> String {
    format!("找不到配置文件 {name}（已查找当前目录和 configs/），请在项目目录中运行，或用 --config 指定")
}

pub fn empty_file() -> String {
    "文件是空的，应为 JSON".to_owned()
}

pub fn not_json(column: usize, reason: &str) -> String {
    let lower = reason.to_lowercase();
    let words = [
        ("expected comma", "缺少逗号"),
        ("unterminated string", "字符串没有结束的引号"),
        ("unterminated array", "数组没有结束的 ]"),
        ("unterminated object", "对象没有结束的 }"),
        ("unterminated comment", "注释没有结束的 */"),
        ("single-quoted", "字符串应使用双引号"),
        ("expected colon", "缺少冒号"),
        ("unexpected token", "多余的内容"),
        ("property name", "键名应使用双引号"),
    ];
    let reason = words.iter().find(|(english, _)| lower.contains(english)).map_or(reason, |(_, chinese)| chinese);
    format!("第 {column} 列附近不是合法的 JSON（{reason}），请检查逗号、引号和括号")
}

pub fn bad_number(text: &str) -> String {
    format!("{text} 不是合法的数字")
}

pub fn twice() -> String {
    "写了两次，请删去一个".to_owned()
}

pub fn not_an_object() -> String {
    "配置应为 JSON 对象，即 { … }".to_owned()
}

/// serde's words about a wrong type, in Chinese, without the value unless it is a number or a bool of a harmless
/// field: a string may be a key.
pub fn wrong_type(field: &str, words: &str, found: Option<&Value>) -> String {
    let wanted = wanted(field, words);
    let now = match found {
        Some(Value::Number(n)) if !field.starts_with("api_config") => format!("数字 {n}"),
        Some(Value::Bool(b)) => format!("布尔值 {b}"),
        Some(Value::String(s)) if field == "log_level" => format!("\"{}\"", s.chars().take(20).collect::<String>()),
        Some(value) => kind(value).to_owned(),
        None => return format!("{wanted}，但没有写"),
    };
    format!("{wanted}，现在是{now}，请修改")
}

fn wanted(field: &str, words: &str) -> &'static str {
    let last = field.rsplit('.').next().unwrap_or(field);
    match last {
        "models" => return "应为数组，例如 [\"模型1\", \"模型2\"]",
        "log_level" => return "应为 DEBUG、INFO、WARNING、ERROR 或 CRITICAL",
        "budget" => return "应为数字，或 {\"amount\": 10, \"currency\": \"CNY\"}",
        "prices" => return "应为对象，例如 {\"模型名称\": {\"input\": 4, \"output\": 16}}",
        "api_config" | "extra_body" => return "应为对象，即 { … }",
        _ if last.starts_with("models[") => return "应为模型名称（字符串）或带 name 的对象",
        _ => {}
    }
    let expected = words.rsplit("expected ").next().unwrap_or_default();
    if words.starts_with("missing field") {
        "是必填项"
    } else if expected.starts_with("u32") || expected.starts_with("u64") {
        "应为非负整数"
    } else if expected.starts_with("f64") {
        "应为数字"
    } else if expected.starts_with("a string") {
        "应为字符串"
    } else if expected.starts_with("a sequence") {
        "应为数组"
    } else if expected.starts_with("a map") || expected.starts_with("struct") {
        "应为对象，即 { … }"
    } else {
        "的值不能使用"
    }
}

pub fn unknown_key(nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => format!("没有这个配置项，已忽略；是否想写 {name}？"),
        None => "没有这个配置项，已忽略（作注释的键请以 _ 开头）".to_owned(),
    }
}

pub fn more_unknown_keys(count: usize) -> String {
    format!("另有 {count} 个没有的配置项，已忽略")
}

/// A problem, and another one that may come of it.
pub fn moreover(what: &str, other: &Problem) -> String {
    let end = if what.ends_with('？') { "" } else { "。" };
    format!("{what}{end}另外，{other}")
}

pub fn too_small(least: u32) -> String {
    format!("不能小于 {least}，请修改")
}

pub fn too_large(most: u32) -> String {
    format!("不能大于 {most}，请修改")
}

pub fn empty_path() -> String {
    "是空的，请填写路径，或删去这一项以使用默认值".to_owned()
}

pub fn extra_body(name: &str) -> String {
    match name {
        "stream" => "不能在这里打开 stream：本程序只读取完整的答复".to_owned(),
        _ => format!("{name} 由本程序生成，不能在 extra_body 中设置"),
    }
}

pub fn not_positive() -> String {
    "应大于 0，请修改".to_owned()
}

pub fn no_models() -> String {
    "没有配置任何模型，请至少写一个，例如 \"models\": [\"模型名称\"]".to_owned()
}

pub fn model_without_name() -> String {
    "模型名称是空的，请填写".to_owned()
}

pub fn unknown_choice(what: &str, got: &str, known: &[&str]) -> String {
    if known.is_empty() {
        return format!("{what} 的值 {got} 不能使用：此平台没有可选项");
    }
    let mut list = known.iter().take(20).copied().collect::<Vec<_>>().join("、");
    if known.len() > 20 {
        list.push_str(&format!(" 等 {} 个", known.len()));
    }
    format!("{what} 中没有 {got}，可选：{list}")
}

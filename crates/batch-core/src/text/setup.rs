//! Sentences about config, key, inputs and folders: what is wrong and what to do.

use std::io;
use std::path::Path;

use serde_json::Value;

use crate::error::Problem;
use crate::input::records::{Other, Unread};
use crate::output::open::Odd;
use crate::platform::Profile;

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
        io::ErrorKind::FileTooLarge => "文件大小达到系统的上限（ulimit -f）".to_owned(),
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

// ---- config file ----

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

// ---- key and address ----

pub fn no_key(profile: &Profile) -> String {
    let vars = profile.key_vars.join(" 或 ");
    let tail = if profile.key_vars.len() == 1 { "或在配置文件中指定" } else { "" };
    format!("{} API Key 未配置，请设置 {vars} 环境变量{tail}", profile.name)
}

pub fn bad_key(place: &str) -> String {
    format!("{place} 中的 API Key 含有空格、换行或非 ASCII 字符，请重新复制，前后不要留空白")
}

pub fn dot_env_unreadable(path: &Path, e: &io::Error) -> String {
    format!("{} 无法读取（{}），已忽略", path.display(), cause(e))
}

pub fn dot_env_line(path: &Path, line: usize) -> String {
    format!("{} 第 {line} 行无法解析，已忽略；应为 NAME=value", path.display())
}

pub fn base_url_scheme(url: &str) -> String {
    let shown: String = crate::privacy::without_userinfo(url).chars().take(80).collect();
    format!("地址 \"{shown}\" 不完整，应以 https:// 开头，例如 https://api.example.com/v1")
}

pub fn base_url_path(path: &str) -> String {
    format!("地址不应包含 {path}，程序会自己加上，请删去这一段")
}

pub fn base_url_query() -> String {
    "地址中不能有空格、? 或 #，请只写到版本号为止".to_owned()
}

pub fn base_url_user() -> String {
    "地址中不能写用户名或密码，请删去 @ 之前的部分".to_owned()
}

pub fn base_url_clear() -> String {
    "API 地址使用 http:// 而不是 https://，API Key 和患者记录会在网络上明文传输".to_owned()
}

pub fn transport(reason: &str) -> String {
    format!("无法建立 HTTP 客户端：{reason}，请检查 proxy 和系统证书")
}

// ---- inputs ----

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

// ---- folders ----

pub fn output_dir(e: &io::Error) -> String {
    format!("输出目录无法写入（{}），请检查 output_dir 和权限", cause(e))
}

pub fn log_file(e: &io::Error) -> String {
    format!("日志文件无法写入（{}），请检查 log_file 和权限", cause(e))
}

/// What is no file lies where a sheet belongs.
pub fn place_taken(e: &io::Error) -> String {
    format!("这里是结果文件的位置，但它{}；请移走或改名后重新运行", cause(e))
}

pub fn unmovable(e: &io::Error) -> String {
    format!("无法移到一旁（{}），请检查权限", cause(e))
}

pub fn simulator() -> &'static str {
    "内置模拟器无法启动"
}

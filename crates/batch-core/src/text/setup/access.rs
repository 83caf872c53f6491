//! Key, address and the way there.

use std::io;
use std::path::Path;

use super::cause;
use crate::platform::Profile;

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

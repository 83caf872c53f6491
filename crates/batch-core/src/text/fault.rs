//! Sentences about calls that brought no answer: what stands behind `ERROR: ` and in the log.

use std::time::Duration;

use crate::fault::{Class, Fault};
use crate::link::Part;
use crate::transport::Source;

/// A time that ran out.
pub fn timed_out(part: Part, after: Duration) -> String {
    let seconds = super::whole_seconds(after);
    let (what, key) = match part {
        Part::FirstByte => (format!("{seconds} 秒内没有收到答复"), "first_byte_timeout_seconds"),
        Part::Stall => (format!("答复传到一半停了 {seconds} 秒"), "stall_timeout_seconds"),
        Part::Whole => (format!("{seconds} 秒内没有完成"), "timeout_seconds"),
    };
    format!("{what}，可调大 {key}")
}

/// A record that no model of this context can read.
pub fn cannot_fit(least: u64, context: u64) -> String {
    format!("至少 {least} Token，模型的上下文是 {context} Token，没有发送")
}

/// A broken link.
pub fn link_broken(class: Class, connecting: bool, cause: &str) -> String {
    if class == Class::Timeout && connecting {
        return format!("建立连接超时（{cause}），请检查网络、代理和 base_url，或调大 connect_timeout_seconds");
    }
    let what = match class {
        Class::Dns => "域名无法解析",
        Class::Refused => "连接被拒绝",
        Class::Reset => "连接中断",
        Class::Tls => "TLS 证书或握手失败",
        Class::Timeout => "超时",
        _ if connecting => "无法建立连接",
        _ => "网络错误",
    };
    format!("{what}（{cause}）")
}

/// A proxy that refuses a call.
pub fn proxy_refused(status: u16) -> String {
    match status {
        407 => "代理要求登录，或不接受其中的用户名和密码（HTTP 407）".to_owned(),
        500.. => format!("代理无法连接到 API 地址（HTTP {status}）"),
        _ => format!("代理拒绝了连接（HTTP {status}）"),
    }
}

/// A broken link, with the proxy that is on the way.
pub fn via_proxy(what: &str, proxy: impl std::fmt::Display, source: Source) -> String {
    let source = match source {
        Source::Config => "配置文件的 proxy",
        Source::Variable(name) => &format!("环境变量 {name}"),
    };
    format!("{what}，经由代理 {proxy}（来自{source}）")
}

/// The class in words.
#[must_use]
pub fn class(class: Class) -> &'static str {
    match class {
        Class::Dns => "域名无法解析",
        Class::Refused => "连接被拒绝",
        Class::Reset => "连接中断",
        Class::Tls => "TLS 失败",
        Class::Timeout => "超时",
        Class::Network => "网络错误",
        Class::Proxy => "代理拒绝了连接",
        Class::Html => "收到网页而不是答复",
        Class::BadJson => "答复不完整或不是 JSON",
        Class::TooLarge => "答复过大",
        Class::Empty => "回答是空的",
        Class::TruncatedEmpty => "max_tokens 被思考用完，没有回答",
        Class::ContentRefused => "内容被平台拒绝",
        Class::RateLimit => "触发限流",
        Class::Overloaded => "平台过载",
        Class::Loading => "模型正在加载",
        Class::Quota => "当日或套餐额度已用完",
        Class::ModelQuota => "该模型的额度已用完",
        Class::BadKey => "API Key 无效",
        Class::NoBalance => "账户余额不足",
        Class::Forbidden => "账户没有权限",
        Class::ModelForbidden => "没有该模型的权限",
        Class::ModelNotFound => "模型或接入点不存在、已关闭或已下线",
        Class::ContextTooLong => "输入超过模型的上下文长度",
        Class::BadParameter => "模型不接受某个参数",
        Class::BadRequest => "请求被拒绝",
        Class::WrongAddress => "API 地址不正确",
        Class::ServerError => "平台内部错误",
        Class::Input => "患者记录无法读取",
        Class::Unknown => "未知错误",
    }
}

/// What to do about it, if the user can do something.
#[must_use]
pub fn advice(class: Class) -> Option<&'static str> {
    Some(match class {
        Class::TruncatedEmpty => "请调大 max_tokens",
        Class::ContextTooLong => "请缩短输入或换用上下文更长的模型",
        Class::BadParameter => "请检查 temperature、top_p、max_tokens 和 extra_body",
        Class::ModelNotFound => "请检查模型名称或 endpoint_id",
        Class::WrongAddress => "请检查 base_url",
        Class::Tls => "请检查系统时间、证书和代理",
        Class::Proxy => "请检查代理的地址、用户名和密码；不用代理时请去掉该设置，或写入 NO_PROXY",
        Class::Dns => "请检查网络和 base_url",
        Class::Refused => "请检查网络、代理和 base_url",
        _ => return None,
    })
}

/// The whole sentence of a fault: class, what the platform said, what to do.
#[must_use]
pub fn sentence(fault: &Fault) -> String {
    let mut text = class(fault.class).to_owned();
    let told = match fault.class {
        // What a proxy replied to a call is a reply like another.
        Class::Proxy => fault.unsent,
        class => class.is_link() || matches!(class, Class::Tls | Class::Input),
    };
    if told {
        // Their detail is a sentence of its own.
        if !fault.detail.is_empty() {
            text.clone_from(&fault.detail);
        }
    } else if !fault.detail.is_empty() {
        text.push_str(&format!("（{}）", fault.detail));
    }
    if let Some(advice) = advice(fault.class) {
        text.push_str(&format!("，{advice}"));
    }
    if let Some(id) = &fault.request_id {
        text.push_str(&format!(" [request id: {id}]"));
    }
    text
}

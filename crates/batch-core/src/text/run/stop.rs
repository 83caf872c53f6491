//! Why a run ended early, and what to do.

use std::io;
use std::time::Duration;

use crate::fault::{Class, Fault};
use crate::platform::Profile;
use crate::text::{duration, fault, setup};

pub fn interrupted(in_flight: usize, grace: Duration) -> String {
    format!(
        "收到中断信号: 不再发送新的调用，最多再等 {} 秒让 {in_flight} 个在途的调用完成；再按一次 Ctrl-C 立即停止",
        grace.as_secs()
    )
}

pub fn interrupted_again(in_flight: usize) -> String {
    format!("立即停止，放弃 {in_flight} 个在途的调用（可能已计费）")
}

pub fn disk(e: &io::Error) -> String {
    format!("无法写入（{}），已停止发送；请处理后重新运行，已写入的回答不会丢失", setup::cause(e))
}

pub fn not_written(e: &io::Error) -> String {
    format!("没有写成（{}）；请处理后重新运行，回答在账本中，不会重复付费", setup::cause(e))
}

pub fn lost(count: usize) -> String {
    format!("有 {count} 个已收到的回答没能写入磁盘，下次运行会重新询问")
}

pub fn unwritten(files: &[String]) -> String {
    format!("没有写成的文件: {}", files.join("、"))
}

/// Why a run ended early, and what to do.
pub fn refused(profile: &Profile, fault: &Fault) -> String {
    let said = fault::sentence(fault);
    let todo = match fault.class {
        Class::BadKey => format!(
            "请检查 {} 或配置中的 api_key，并确认它属于 base_url 指向的平台；在 {} 可以查看和新建",
            profile.key_vars.join(" / "),
            profile.console_url
        ),
        Class::NoBalance => format!("请到 {} 充值后重新运行，已完成的对话不会重复付费", profile.console_url),
        Class::Forbidden => format!("请到 {} 查看账户权限", profile.console_url),
        _ => "处理后重新运行即可继续".to_owned(),
    };
    format!("运行停止: {said}。{todo}")
}

pub fn paused(fault: &Fault, program: &str) -> String {
    let when = match (fault.class, fault.wait) {
        (class, _) if class.is_link() => "网络恢复后".to_owned(),
        // Some platforms put a second into every refusal, that of the day's quota too.
        (class, Some(wait)) if class != Class::Quota || wait > Duration::from_secs(600) => {
            format!("约 {} 后", duration(wait))
        }
        (Class::RateLimit | Class::Overloaded, _) => "平台空闲一些时".to_owned(),
        _ => "额度恢复后（通常是次日）".to_owned(),
    };
    format!("运行暂停: {}。请在{when}重新运行 {program}，会从这里继续", fault::sentence(fault))
}

pub fn go_on(command: &str) -> String {
    format!("继续运行: {command}")
}

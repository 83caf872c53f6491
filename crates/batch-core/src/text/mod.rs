//! Every word that a user sees at run time, in Chinese as in the manual. Nothing here decides anything.

pub mod check;
pub mod fault;
pub mod help;
pub mod init;
pub mod money;
pub mod plan;
pub mod run;
pub mod setup;
pub mod status;
pub mod table;
pub mod wire;

pub use fault::{link_broken, timed_out};

/// Lines, each of which stays one whatever names and values stand in it.
#[must_use]
pub fn joined(lines: &[String]) -> String {
    lines.iter().map(|line| crate::privacy::line(line)).collect::<Vec<_>>().join("\n")
}

/// A duration as the manual writes it: `3.5秒`, longer ones in minutes or hours.
#[must_use]
pub fn duration(duration: std::time::Duration) -> String {
    let seconds = duration.as_secs();
    match seconds {
        0..120 => format!("{:.1}秒", duration.as_secs_f64()),
        120..7200 => format!("{}分{}秒", seconds / 60, seconds % 60),
        _ => format!("{}小时{}分", seconds / 3600, seconds % 3600 / 60),
    }
}

/// Whole seconds, rounded, at least 1: for announced waits.
#[must_use]
pub fn whole_seconds(duration: std::time::Duration) -> u64 {
    (duration.as_secs_f64().round() as u64).max(1)
}

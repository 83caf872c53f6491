//! What each platform says and checks: one file each.

mod ark;
mod baichuan;
mod jiekou;
mod kimi;
mod openai;

use serde_json::Value;

use crate::dialect::Dialect;
use crate::models::Card;
use crate::refusal::Refusal;
use crate::request::ChatRequest;

/// One line of a platform's error table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ErrorLine {
    /// Its name for `error:NAME`: the code or type, with a word more where one code has several messages.
    pub name: &'static str,
    /// HTTP status.
    pub status: u16,
    /// `code`, `type` or `reason`, whatever tells the platform's errors apart.
    pub code: &'static str,
    /// The usual message.
    pub message: &'static str,
    /// `Retry-After` in seconds, where the platform sends it.
    pub retry_after: Option<u64>,
}

const fn line(name: &'static str, status: u16, code: &'static str, message: &'static str) -> ErrorLine {
    ErrorLine { name, status, code, message, retry_after: None }
}

impl ErrorLine {
    const fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// A refusal in a platform's words.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Words {
    pub name: &'static str,
    pub status: u16,
    pub retry_after: Option<u64>,
    pub body: Value,
}

/// Which line of the table a refusal is, and what it says beyond the table.
struct Said {
    name: &'static str,
    message: Option<String>,
    retry_after: Option<u64>,
}

fn said(name: &'static str) -> Said {
    Said { name, message: None, retry_after: None }
}

impl Said {
    fn with(mut self, message: impl Into<String>) -> Self {
        self.message = Some(message.into());
        self
    }
    fn after(mut self, seconds: u64) -> Self {
        self.retry_after = Some(seconds);
        self
    }
}

/// The error table of a platform: what [`FaultKind::Error`](crate::FaultKind::Error) can name.
#[must_use]
pub fn error_table(dialect: Dialect) -> &'static [ErrorLine] {
    match dialect {
        Dialect::OpenAi => openai::TABLE,
        Dialect::Kimi => kimi::TABLE,
        Dialect::Ark => ark::TABLE,
        Dialect::Baichuan => baichuan::TABLE,
        Dialect::JieKou => jiekou::TABLE,
    }
}

/// Status and body of a line of the table, as [`FaultKind::Error`](crate::FaultKind::Error) would send it.
#[must_use]
pub fn error_reply(dialect: Dialect, name: &str) -> Option<(u16, String)> {
    named(dialect, name, "0123456789abcdef").map(|words| (words.status, words.body.to_string()))
}

/// The line of this name, as the platform sends it.
pub(crate) fn named(dialect: Dialect, name: &str, request_id: &str) -> Option<Words> {
    let line = error_table(dialect).iter().find(|line| line.name == name)?;
    Some(words(dialect, line, line.message, line.retry_after, request_id))
}

/// A refusal in the words of the platform.
pub(crate) fn refuse(dialect: Dialect, why: &Refusal, request_id: &str) -> Words {
    let said = match dialect {
        Dialect::OpenAi => openai::say(why),
        Dialect::Kimi => kimi::say(why),
        Dialect::Ark => ark::say(why),
        Dialect::Baichuan => baichuan::say(why),
        Dialect::JieKou => jiekou::say(why),
    };
    const UNKNOWN: ErrorLine = line("unknown", 500, "unknown", "unknown error");
    let line = error_table(dialect).iter().find(|line| line.name == said.name).unwrap_or(&UNKNOWN);
    let message = said.message.as_deref().unwrap_or(line.message);
    words(dialect, line, message, said.retry_after.or(line.retry_after), request_id)
}

fn words(dialect: Dialect, line: &ErrorLine, message: &str, retry_after: Option<u64>, request_id: &str) -> Words {
    let body = match dialect {
        Dialect::OpenAi => openai::body(line, message),
        Dialect::Kimi => kimi::body(line, message),
        Dialect::Ark => ark::body(line, message, request_id),
        Dialect::Baichuan => baichuan::body(line, message),
        Dialect::JieKou => jiekou::body(line, message),
    };
    Words { name: line.name, status: line.status, retry_after, body }
}

/// Checks a request's parameters as the platform does.
pub(crate) fn check(dialect: Dialect, card: &Card, request: &ChatRequest<'_>) -> Result<(), Refusal> {
    if let Some((name, cap)) = request.any_cap() {
        let most = card.max_cap.unwrap_or(1 << 20);
        if u64::try_from(cap).map_or(true, |cap| cap == 0 || cap > most) {
            return Err(Refusal::Parameter {
                name,
                message: format!("Invalid {name}: {cap}, it must be in [1, {most}]"),
            });
        }
    }
    if card.no_system && request.texts().any(|(role, _)| role == "system") {
        return Err(Refusal::Parameter {
            name: "messages",
            message: "role system is not supported by this model".into(),
        });
    }
    match dialect {
        Dialect::OpenAi => Ok(()),
        Dialect::Kimi => kimi::check(card, request),
        Dialect::Ark => ark::check(request),
        Dialect::Baichuan => baichuan::check(request),
        Dialect::JieKou => jiekou::check(card, request),
    }
}

/// True if `value` is set and is not `only`.
fn differs(value: Option<f64>, only: f64) -> bool {
    value.is_some_and(|value| (value - only).abs() > 1e-9)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_has_its_line_in_every_table() {
        let whys = [
            Refusal::NoKey,
            Refusal::WrongKey,
            Refusal::NoBalance,
            Refusal::NotJson("x".into()),
            Refusal::ByteOrderMark,
            Refusal::Missing("model"),
            Refusal::Parameter { name: "n", message: "m".into() },
            Refusal::FixedSampling { name: "n", only: "1" },
            Refusal::ModelNotFound("m".into()),
            Refusal::EndpointClosed("ep".into()),
            Refusal::ContextTooLong { limit: 1, requested: 2 },
            Refusal::Concurrency(3),
            Refusal::Rpm(3),
            Refusal::Tpm { current: 2, limit: 1 },
            Refusal::Rpd(3),
            Refusal::Tpd { current: 2, limit: 1 },
            Refusal::EndpointRpm,
            Refusal::EndpointTpm,
            Refusal::Burst,
            Refusal::Overloaded { wait: 3, batch: true },
            Refusal::ServerError,
            Refusal::Unavailable,
            Refusal::Unsafe,
            Refusal::NoSuchPath("/x".into()),
        ];
        for dialect in Dialect::ALL {
            for why in &whys {
                assert_ne!(refuse(dialect, why, "r").name, "unknown", "{dialect} {why:?}");
            }
        }
    }

    #[test]
    fn names_are_unique() {
        for dialect in Dialect::ALL {
            let mut names: Vec<_> = error_table(dialect).iter().map(|line| line.name).collect();
            let all = names.len();
            names.sort_unstable();
            names.dedup();
            assert_eq!(names.len(), all, "{dialect}");
        }
    }
}

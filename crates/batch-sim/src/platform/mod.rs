//! What each platform says and checks: one file each.

mod ark;
mod baichuan;
mod jiekou;
mod kimi;
mod openai;
mod place;

pub(crate) use place::Chat;

use std::sync::Arc;

use crate::dialect::Dialect;
use crate::models::Card;
use crate::refusal::Refusal;
use crate::request::ChatRequest;
use crate::table::{Count, Table};
use crate::vendor::Vendor;
use crate::words::ErrorReply;

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
    let platform = Platform { dialect, vendor: None };
    platform.named(name, "0123456789abcdef").map(|reply| (reply.status, reply.body))
}

/// Whom a simulator simulates: a dialect, or plain OpenAI with a vendor's table over it.
#[derive(Debug, Clone)]
pub(crate) struct Platform {
    pub dialect: Dialect,
    vendor: Option<Arc<Vendor>>,
}

impl Platform {
    pub(crate) fn new(dialect: Dialect, vendor: Option<Arc<Vendor>>) -> Self {
        Self { dialect: if vendor.is_some() { Dialect::OpenAi } else { dialect }, vendor }
    }

    /// The vendor's table, if there is one.
    pub(crate) fn table(&self) -> Option<&Table> {
        self.vendor.as_deref().map(Vendor::table)
    }

    /// Whether it keeps prompts in a cache, and says so.
    pub(crate) fn caches(&self) -> bool {
        let own = |table: &Table| table.usage.values().any(|count| *count == Count::Cached);
        matches!(self.dialect, Dialect::Kimi | Dialect::Ark) || self.table().is_some_and(own)
    }

    /// Whether there is an error of this name.
    pub(crate) fn knows(&self, name: &str) -> bool {
        self.named(name, "").is_some()
    }

    /// The error of this name, as the platform sends it.
    pub(crate) fn named(&self, name: &str, request_id: &str) -> Option<ErrorReply> {
        if let Some(reply) = self.vendor.as_ref().and_then(|vendor| vendor.named(name)) {
            return Some(reply);
        }
        let line = error_table(self.dialect).iter().find(|line| line.name == name)?;
        Some(self.words(line, line.message, line.retry_after, request_id))
    }

    /// A refusal in the words of the platform.
    pub(crate) fn refuse(&self, why: &Refusal, request_id: &str) -> ErrorReply {
        let said = match self.dialect {
            Dialect::OpenAi => openai::say(why),
            Dialect::Kimi => kimi::say(why),
            Dialect::Ark => ark::say(why),
            Dialect::Baichuan => baichuan::say(why),
            Dialect::JieKou => jiekou::say(why),
        };
        if let Some(reply) = self.vendor.as_ref().and_then(|vendor| vendor.says(why, said.message.as_deref())) {
            return reply;
        }
        const UNKNOWN: ErrorLine = line("unknown", 500, "unknown", "unknown error");
        let line = error_table(self.dialect).iter().find(|line| line.name == said.name).unwrap_or(&UNKNOWN);
        let message = said.message.as_deref().unwrap_or(line.message);
        self.words(line, message, said.retry_after.or(line.retry_after), request_id)
    }

    fn words(&self, line: &ErrorLine, message: &str, retry_after: Option<u64>, request_id: &str) -> ErrorReply {
        let body = match self.dialect {
            Dialect::OpenAi => openai::body(line, message),
            Dialect::Kimi => kimi::body(line, message),
            Dialect::Ark => ark::body(line, message, request_id),
            Dialect::Baichuan => baichuan::body(line, message),
            Dialect::JieKou => jiekou::body(line, message),
        };
        let (name, status) = (line.name.to_owned(), line.status);
        let mut reply = ErrorReply { name, status, headers: Vec::new(), body: body.to_string() };
        reply.wait(retry_after);
        reply
    }

    /// Checks a request's parameters as the platform does.
    pub(crate) fn check(&self, card: &Card, request: &ChatRequest<'_>) -> Result<(), Refusal> {
        if let Some((name, cap)) = request.any_cap() {
            let most = card.max_cap.unwrap_or(1 << 20);
            if u64::try_from(cap).map_or(true, |cap| cap == 0 || cap > most) {
                let message = format!("Invalid {name}: {cap}, it must be in [1, {most}]");
                return Err(Refusal::Parameter { name, message });
            }
        }
        if card.no_system && request.texts().any(|(role, _)| role == "system") {
            let message = "role system is not supported by this model".to_owned();
            return Err(Refusal::Parameter { name: "messages", message });
        }
        if request.stream_options.is_some() && self.table().is_some_and(|table| !table.stream_options) {
            let message = "Unknown parameter: 'stream_options'.".to_owned();
            return Err(Refusal::Parameter { name: "stream_options", message });
        }
        match self.dialect {
            Dialect::OpenAi => Ok(()),
            Dialect::Kimi => kimi::check(card, request),
            Dialect::Ark => ark::check(request),
            Dialect::Baichuan => baichuan::check(request),
            Dialect::JieKou => jiekou::check(card, request),
        }
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
        for dialect in Dialect::ALL {
            for why in &Refusal::each() {
                let said = Platform::new(dialect, None).refuse(why, "r");
                assert_ne!(said.name, "unknown", "{dialect} {why:?}");
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

//! A line of a batch: the same call as online, at the batch lane's price and outside the online limits.

use serde_json::Value;
use serde_json::value::RawValue;

use super::{Ended, State};
use crate::bend::bend;
use crate::fate::{fate, hides_usage};
use crate::fault_kind::{Fate, FaultKind};
use crate::models::Tariff;
use crate::refusal::Refusal;
use crate::reply;
use crate::request::{self, ChatRequest};
use crate::words::ErrorReply;

/// What became of a line.
#[derive(Debug)]
pub(crate) enum Line {
    /// A server replied.
    Replied(u16, Value),
    /// None did.
    Broke,
}

impl From<ErrorReply> for Line {
    fn from(words: ErrorReply) -> Self {
        Self::Replied(words.status, serde_json::from_str(&words.body).unwrap_or(Value::String(words.body)))
    }
}

impl State {
    /// Answers a line; `factor` is the lane's price as a share of the list price. What is not `shown` is billed as unseen.
    pub(crate) fn line(&mut self, custom_id: &str, body: &RawValue, factor: f64, id: &str, shown: bool) -> Line {
        self.try_line(custom_id, body, factor, id, shown).unwrap_or_else(|why| self.platform.refuse(&why, id).into())
    }

    /// What the service itself says of a line that it cannot answer.
    pub(crate) fn unanswerable(&self, message: String, id: &str) -> Line {
        self.platform.refuse(&Refusal::Parameter { name: "body", message }, id).into()
    }

    fn try_line(
        &mut self,
        custom_id: &str,
        body: &RawValue,
        factor: f64,
        id: &str,
        shown: bool,
    ) -> Result<Line, Refusal> {
        let request: ChatRequest<'_> = request::parse(body.get().as_bytes())?;
        let (card, _, asked) = self.examine(&request, false)?;
        let digests = self.lines.entry(custom_id.to_owned()).or_default();
        if !digests.contains(&asked.digest) {
            digests.push(asked.digest);
        }
        self.solvent()?;
        let (fault, _) = self.draw(&request, asked.digest);
        if fate(fault.as_ref(), false) == Fate::Nothing {
            return self.instead(fault.as_ref(), id);
        }
        let tariff = Tariff { factor, ..Tariff::from(self.options.price) };
        let made = asked.make(&self.platform, &card, tariff, self.options.answer_chars);
        let mut value = reply::completion(&self.platform, &card, &asked, &made, id);
        let bent = fault.as_ref().is_some_and(|fault| {
            let whole = value.clone();
            bend(&mut value, fault);
            value != whole
        });
        let spoiled = fate(fault.as_ref(), false) == Fate::Spoiled;
        let told = shown && !hides_usage(fault.as_ref());
        let ended = if spoiled || !shown { Ended::Spoiled } else { Ended::Answered { told } };
        self.settle(asked.digest, &card, &made, ended, true);
        // What spoils the bytes of a reply leaves a line without one.
        Ok(if spoiled && !bent { Line::Broke } else { Line::Replied(200, value) })
    }

    /// What a line gets instead of an answer: the fault's reply where it has one, as far as it fits into a line.
    fn instead(&self, fault: Option<&FaultKind>, id: &str) -> Result<Line, Refusal> {
        match fault {
            Some(FaultKind::Http503) => Err(Refusal::Unavailable),
            Some(FaultKind::Refuse) => Err(Refusal::Unsafe),
            Some(FaultKind::RateLimit) => Err(Refusal::Rpm(60)),
            Some(FaultKind::Overloaded) => Err(Refusal::Overloaded { wait: 1, batch: false }),
            Some(FaultKind::Error(name) | FaultKind::ErrorFirst(name) | FaultKind::ErrorAfter(name)) => {
                self.platform.named(name, id).map(Line::from).ok_or(Refusal::ServerError)
            }
            Some(FaultKind::Reply { status, body, .. }) => {
                Ok(Line::Replied(*status, serde_json::from_str(body).unwrap_or_else(|_| Value::String(body.clone()))))
            }
            Some(FaultKind::Status(status, _)) => Ok(Line::Replied(*status, Value::Null)),
            Some(FaultKind::Http500) => Err(Refusal::ServerError),
            _ => Ok(Line::Broke),
        }
    }
}

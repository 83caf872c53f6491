//! One attempt at one conversation: send, receive, judge. Knows nothing of other conversations.

use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use crate::fault::{Class, Fault};
use crate::flow::budget::Cost;
use crate::ledger::Usage;
use crate::platform::Platform;
use crate::refusal;
use crate::reply::{Answer, Reply};
use crate::request;
use crate::text;
use crate::transport::Exchange;
use crate::wait_hint::{self, Allowances};

/// What came of an attempt.
#[derive(Debug)]
pub struct Attempt {
    /// The answer, or why there is none.
    pub outcome: Result<Answer, Fault>,
    /// Tokens that the reply named, answer or not.
    pub usage: Option<Usage>,
    /// The platform's request id.
    pub request_id: Option<String>,
    /// From sending to the end of the reply.
    pub took: Duration,
    /// What it came to, once the budget has settled it; `None` if the price is unknown.
    pub cost: Option<Cost>,
    /// What the reply's headers say is left of the limits.
    pub allowances: Allowances,
    /// True if the reply came over a connection that had carried another call before.
    pub reused: bool,
}

/// The way to the platform and back. The one that is real is [`crate::transport::Transport`]; tests of whole runs put a
/// world of their own in its place.
pub trait Wire {
    /// Sends one chat completion and brings the reply back, whatever it is.
    ///
    /// # Errors
    /// A [`Fault`] if there is no whole reply: the link broke, a time ran out, the reply is too large.
    fn chat(&self, body: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>>;

    /// The replies' ids are there and tell one reply from another: should a connection bring a reply twice, it would be
    /// noticed. Connections may carry another call from now on.
    fn proven(&self) {}

    /// A reply may have been taken for another's: no connection carries another call from now on, and what is still to
    /// come over one that did is not believed.
    fn doubted(&self) {}
}

/// Everything that calls share.
pub struct Caller<'a> {
    /// The HTTP client, or what stands for it.
    pub wire: &'a dyn Wire,
    /// The platform's hooks and tables.
    pub platform: &'a dyn Platform,
    /// The key, to keep it out of what platforms say.
    pub key: &'a SecretString,
}

impl Caller<'_> {
    /// Makes one attempt with a body of [`request::Frame`].
    pub async fn attempt(&self, body: Bytes) -> Attempt {
        let began = Instant::now();
        let sent = self.wire.chat(body.clone()).await;
        let took = began.elapsed();
        let exchange = match sent {
            Ok(exchange) => exchange,
            Err(fault) => {
                let allowances = Allowances::default();
                let (usage, request_id, cost) = (None, None, None);
                return Attempt { outcome: Err(fault), usage, request_id, took, cost, allowances, reused: false };
            }
        };
        let allowances = wait_hint::allowances(&exchange.headers);
        let request_id = refusal::request_id(&exchange.headers);
        let (outcome, usage) = self.judge(&exchange);
        let outcome = outcome.map_err(|mut fault| {
            fault.detail = scrub(fault.detail, self.key.expose_secret(), &request::asked(&body));
            fault.request_id = fault.request_id.or_else(|| request_id.clone());
            fault.status = exchange.status;
            fault
        });
        Attempt { outcome, usage, request_id, took, cost: None, allowances, reused: exchange.reused }
    }

    fn judge(&self, exchange: &Exchange) -> (Result<Answer, Fault>, Option<Usage>) {
        if !(200..300).contains(&exchange.status) {
            let refusal = refusal::parse(exchange.status, &exchange.headers, &exchange.body);
            return (Err(refusal::judge(self.platform, &refusal)), None);
        }
        let reply = match Reply::parse(&exchange.body) {
            Ok(reply) => reply,
            Err(class) => return (Err(Fault::new(class, "")), None),
        };
        let usage = reply.usage.map(Usage::from);
        if reply.usage_bounded {
            log::warn!("{}", text::fault::tokens_bounded());
        }
        if reply.refused {
            let refusal = refusal::parse(exchange.status, &exchange.headers, &exchange.body);
            return (Err(refusal::judge(self.platform, &refusal)), usage);
        }
        let finish = reply.finish.clone().unwrap_or_default();
        (self.platform.read(reply).map_err(|class| Fault::new(class, detail(class, &finish))), usage)
    }
}

/// What a reply without an answer says about itself.
fn detail(class: Class, finish: &str) -> String {
    match class {
        Class::ContentRefused | Class::Empty | Class::ServerError if !finish.is_empty() => {
            format!("finish_reason: {finish}")
        }
        _ => String::new(),
    }
}

/// Takes the key and anything that quotes the input out of a platform's words: they go to the log.
fn scrub(detail: String, key: &str, input: &str) -> String {
    /// As many characters in a row of the input are a quotation.
    const QUOTED: usize = 12;
    let mut detail = detail;
    if !key.is_empty() && detail.contains(key) {
        detail = detail.replace(key, "***");
    }
    let chars: Vec<(usize, char)> = detail.char_indices().collect();
    if chars.len() < QUOTED {
        return detail;
    }
    let mut hidden = vec![false; chars.len()];
    for start in 0..=chars.len() - QUOTED {
        let end = chars.get(start + QUOTED).map_or(detail.len(), |(at, _)| *at);
        if input.contains(&detail[chars[start].0..end]) {
            hidden[start..start + QUOTED].fill(true);
        }
    }
    let mut out = String::with_capacity(detail.len());
    for (n, (_, c)) in chars.iter().enumerate() {
        if !hidden[n] {
            out.push(*c);
        } else if n == 0 || !hidden[n - 1] {
            out.push('…');
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_key_and_patient_text_out_of_details() {
        let said = "bad input: 患者：我胸闷三天了，晚上睡不着觉 for key sk-123456".to_owned();
        let scrubbed = scrub(said, "sk-123456", "医生：您好\n患者：我胸闷三天了，晚上睡不着觉。");
        assert_eq!(scrubbed, "bad input: … for key ***");
        assert_eq!(scrub("short".into(), "", "short"), "short");
    }
}

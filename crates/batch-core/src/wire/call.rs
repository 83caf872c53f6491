//! One attempt at one conversation: send, receive, judge. Knows nothing of other conversations.

use std::time::Duration;

use bytes::Bytes;
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use crate::base::amount::Cost;
use crate::ledger::{Lane, Usage};
use crate::platform::Platform;
use crate::platform::body;
use crate::platform::fault::{Class, Fault};
use crate::platform::refusal;
use crate::platform::reply::{Answer, Reply};
use crate::platform::wait_hint::{self, Allowances};
use crate::privacy::Redactor;
use crate::wire::{Exchange, Wire};

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
    /// How it was asked.
    pub lane: Lane,
}

impl Attempt {
    /// An attempt that brought nothing.
    #[must_use]
    pub fn nothing(took: Duration) -> Self {
        Self {
            outcome: Err(Fault::new(Class::Unknown, "")),
            usage: None,
            request_id: None,
            took,
            cost: None,
            allowances: Allowances::default(),
            reused: false,
            lane: Lane::Online,
        }
    }
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
    /// Makes one attempt with a body of [`crate::platform::request::RequestTemplate`].
    pub async fn attempt(&self, body: Bytes) -> Attempt {
        let began = Instant::now();
        let sent = self.wire.chat(body.clone()).await;
        let took = began.elapsed();
        let redactor = Redactor::new(self.key.expose_secret(), &body);
        match sent {
            Ok(exchange) => self.judge_reply(&exchange, &redactor, took),
            Err(fault) => {
                let (outcome, allowances) = (Err(redactor.fault(fault, |_| false)), Allowances::default());
                Attempt { outcome, allowances, ..Attempt::nothing(took) }
            }
        }
    }

    /// What a reply comes to, however it came. `redactor`: knows what was asked.
    #[must_use]
    pub fn judge_reply(&self, exchange: &Exchange, redactor: &Redactor, took: Duration) -> Attempt {
        let allowances = wait_hint::allowances(&exchange.headers);
        let (outcome, usage) = self.judge(exchange);
        let mut request_id = refusal::request_id(self.platform.profile(), &exchange.headers);
        let outcome = match outcome {
            Ok(mut answer) => {
                // The usual ones say nothing; whatever else stands here is the server's.
                answer.finish =
                    answer.finish.map(|finish| if is_usual(&finish) { finish } else { redactor.words(&finish) });
                Ok(answer)
            }
            Err(mut fault) => {
                fault.request_id = fault.request_id.or_else(|| request_id.take());
                fault.status = exchange.status;
                let fault = redactor.fault(fault, |code| refusal::is_known(self.platform, code));
                request_id.clone_from(&fault.request_id);
                Err(fault)
            }
        };
        Attempt { outcome, usage, request_id, allowances, reused: exchange.reused, ..Attempt::nothing(took) }
    }

    /// The fault in the reply to a call without input, if the reply is a refusal.
    #[must_use]
    pub fn refused(&self, exchange: &Exchange) -> Option<Fault> {
        let own = self.platform.profile().refusal;
        let says_no = || {
            body::value(&exchange.body)
                .is_some_and(|body| own.is_some_and(|at| at.find(&body).is_some()) || body::refuses(&body, true))
        };
        if (200..300).contains(&exchange.status) && !says_no() {
            return None;
        }
        let fault = Fault { status: exchange.status, ..self.refusal(exchange) };
        let redactor = Redactor::new(self.key.expose_secret(), b"");
        Some(redactor.fault(fault, |code| refusal::is_known(self.platform, code)))
    }

    /// The fault that a code and words mean, wherever they stand.
    #[must_use]
    pub fn judge_words(&self, code: &str, message: &str) -> Fault {
        let error = serde_json::json!({"code": code, "type": code, "message": message});
        let body = serde_json::json!({"error": error}).to_string();
        let (status, headers) = (400, http::HeaderMap::new());
        self.refusal(&Exchange { status, headers, body: body.into(), reused: false })
    }

    fn refusal(&self, exchange: &Exchange) -> Fault {
        let refusal = refusal::parse(self.platform.profile(), exchange.status, &exchange.headers, &exchange.body);
        refusal::judge(self.platform, &refusal)
    }

    fn judge(&self, exchange: &Exchange) -> (Result<Answer, Fault>, Option<Usage>) {
        if !(200..300).contains(&exchange.status) {
            return (Err(self.refusal(exchange)), None);
        }
        let reply = match Reply::parse(self.platform.profile(), &exchange.body) {
            Ok(reply) => reply,
            Err(class) => return (Err(Fault::new(class, "")), None),
        };
        let usage = reply.usage.map(Usage::from);
        if reply.refused {
            return (Err(self.refusal(exchange)), usage);
        }
        let (finish, refusal) = (reply.finish.clone().unwrap_or_default(), reply.refusal.clone());
        (self.platform.read(reply).map_err(|class| Fault::new(class, detail(class, &finish, refusal))), usage)
    }
}

/// What a reply without an answer says about itself.
fn detail(class: Class, finish: &str, refusal: Option<String>) -> String {
    match (class, refusal) {
        (Class::ContentRefused, Some(said)) => refusal::shorten(&said),
        (Class::ContentRefused | Class::Empty | Class::ServerError, _) if !finish.is_empty() => {
            format!("finish_reason: {}", refusal::shorten(finish))
        }
        _ => String::new(),
    }
}

/// True for what every model says when it has finished.
fn is_usual(finish: &str) -> bool {
    ["stop", "length"].iter().any(|usual| usual.eq_ignore_ascii_case(finish))
}

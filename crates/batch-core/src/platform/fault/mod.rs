//! What can go wrong with one call, as data: its class (what to say), its verdict (what to do), and the table rows
//! that tell one from the other.

mod detail;

use std::time::Duration;

use serde::{Deserialize, Serialize};

pub use detail::{ByProxy, Detail, Part, ProxySource};

/// What happened to a call that brought no answer. The name is what the ledger and reports show.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    // The link.
    /// The host name does not resolve.
    Dns,
    /// Nothing listens there.
    Refused,
    /// The connection broke before the reply was whole.
    Reset,
    /// The certificate or the TLS handshake failed; never retried.
    Tls,
    /// No connection, first byte, next byte or whole answer in time.
    Timeout,
    /// Any other fault of the link.
    Network,
    /// The proxy does not let calls through.
    Proxy,
    // Replies under HTTP 200 that are no answer.
    /// A web page instead of JSON.
    Html,
    /// JSON that ends too early or is no JSON at all.
    BadJson,
    /// A reply larger than the bound.
    TooLarge,
    /// No text though the model says it finished.
    Empty,
    /// `finish_reason` length and not one character said: the cap was spent on thinking.
    TruncatedEmpty,
    /// The model or its filter refuses the content.
    ContentRefused,
    // Refusals by status.
    /// Too many calls or tokens in a time; slow down and ask again.
    RateLimit,
    /// The platform is overloaded; ask again, more slowly.
    Overloaded,
    /// The server is still loading the model; ask again.
    Loading,
    /// Day, plan or free quota used up; go on when it is filled again.
    Quota,
    /// The model's own quota or limit is used up; the other models go on.
    ModelQuota,
    /// The key is wrong, revoked or not allowed.
    BadKey,
    /// The account has no money or is suspended.
    NoBalance,
    /// The account may not do this at all.
    Forbidden,
    /// The account may not use this model.
    ModelForbidden,
    /// The model or endpoint does not exist, is closed or retired.
    ModelNotFound,
    /// Prompt and record are longer than the model can read.
    ContextTooLong,
    /// The model does not take a parameter's value; it would repeat for every call of that model.
    BadParameter,
    /// The request is refused for another reason of its own.
    BadRequest,
    /// Base URL or path is wrong: redirects, 404 without a platform's error body.
    WrongAddress,
    /// The platform failed (5xx).
    ServerError,
    /// The record could not be read; nothing was sent.
    Input,
    /// A status that no table knows.
    Unknown,
}

impl Class {
    /// What to do when a table row says no more than the class.
    #[must_use]
    pub fn verdict(self) -> Verdict {
        match self {
            Self::Dns | Self::Refused | Self::Reset | Self::Timeout | Self::Network | Self::Html | Self::BadJson => {
                Verdict::retry(Pace::Backoff)
            }
            Self::ServerError => Verdict::retry(Pace::Backoff),
            Self::RateLimit => Verdict::retry(Pace::Limit),
            Self::Overloaded | Self::Loading => Verdict::retry(Pace::Overload),
            // An empty answer was paid for. One more try may mend it; five would only cost more.
            Self::Empty => Verdict::Retry(Retry { pace: Pace::Backoff, at_most: Some(1), then: End::DropCell }),
            Self::TooLarge
            | Self::TruncatedEmpty
            | Self::ContentRefused
            | Self::ContextTooLong
            | Self::BadRequest
            | Self::Input
            | Self::Unknown => Verdict::End(End::DropCell),
            Self::ModelQuota | Self::ModelForbidden | Self::ModelNotFound | Self::BadParameter => {
                Verdict::End(End::DropModel)
            }
            Self::Tls | Self::Proxy | Self::BadKey | Self::NoBalance | Self::Forbidden | Self::WrongAddress => {
                Verdict::End(End::StopRun)
            }
            Self::Quota => Verdict::End(End::PauseRun),
        }
    }

    /// True if the platform may have worked on the call, and bills it, though no usage came back: the reply was lost or
    /// spoiled, or a gateway gave up waiting for it. Refusals are not billed.
    #[must_use]
    pub fn may_be_billed(self, status: u16) -> bool {
        match self {
            Self::Reset
            | Self::Timeout
            | Self::Network
            | Self::BadJson
            | Self::TooLarge
            | Self::Empty
            | Self::TruncatedEmpty => true,
            Self::Html | Self::ServerError | Self::Unknown | Self::ContentRefused | Self::BadRequest => {
                (200..300).contains(&status) || matches!(status, 0 | 408 | 499 | 502 | 504 | 520..)
            }
            _ => false,
        }
    }

    /// True if the call broke or the server failed, which may be the weather of the moment: not what the platform says of
    /// a conversation.
    #[must_use]
    pub fn is_weather(self) -> bool {
        self.is_link() || matches!(self, Self::ServerError | Self::Html | Self::BadJson)
    }

    /// True if it says "no" without saying to what.
    #[must_use]
    pub fn names_no_cause(self) -> bool {
        matches!(self, Self::BadRequest | Self::Unknown)
    }

    /// True if the fault lies in the link, not in what the platform said.
    #[must_use]
    pub fn is_link(self) -> bool {
        matches!(self, Self::Dns | Self::Refused | Self::Reset | Self::Timeout | Self::Network | Self::Proxy)
    }

    /// The name in the ledger and in `--json`.
    #[must_use]
    pub fn name(self) -> String {
        serde_json::to_value(self).ok().and_then(|v| v.as_str().map(str::to_owned)).unwrap_or_default()
    }
}

/// What to do after a fault. In JSON an end is its name, a retry an object: `{"pace": "minute", "at_most": 1, "then": "stop_run"}`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum Verdict {
    /// Ask again later.
    Retry(Retry),
    /// Do not ask again.
    End(End),
}

impl Verdict {
    /// Ask again at this pace until the configured retries are used up, then give the conversation up.
    #[must_use]
    pub const fn retry(pace: Pace) -> Self {
        Self::Retry(Retry { pace, at_most: None, then: End::DropCell })
    }
}

/// How to ask again.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Retry {
    /// How long to wait and whether it uses up one of the configured retries.
    pub pace: Pace,
    /// At most this many retries for this fault, whatever the config says.
    pub at_most: Option<u32>,
    /// What follows when no retry is left.
    #[serde(default)]
    pub then: End,
}

/// The kinds of waiting.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pace {
    /// The manual's 1, 2, 4, 8, 16 s; uses up a retry.
    Backoff,
    /// A rate limit: the scope slows down; uses up no retry.
    Limit,
    /// A limit counted over a minute: the scope keeps to what was served in the last one; uses up no retry.
    Window,
    /// Overload: the scope starts again slowly; uses up no retry.
    Overload,
    /// Wait a minute; uses up a retry.
    Minute,
}

/// How far an end reaches.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum End {
    /// This conversation only.
    #[default]
    DropCell,
    /// All conversations left of this model.
    DropModel,
    /// The whole run: the account is refused (exit 3).
    StopRun,
    /// The whole run, to be continued another time (exit 4).
    PauseRun,
}

/// A limit that a server states, such as `max organization concurrency: 3`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stated {
    /// Calls in flight.
    Concurrency(u32),
    /// Requests a minute.
    Requests(u32),
    /// Tokens a minute.
    Tokens(u64),
}

/// A call that brought no answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What it was.
    pub class: Class,
    /// What to do.
    pub verdict: Verdict,
    /// What is known of it; never request or answer text.
    pub detail: Detail,
    /// What the server asked to wait.
    pub wait: Option<Duration>,
    /// A limit that the server states in its words.
    pub stated: Option<Stated>,
    /// HTTP status, 0 if there was no reply.
    pub status: u16,
    /// The platform's request id, for its support.
    pub request_id: Option<String>,
    /// True if the request cannot have reached the platform: there was no connection.
    pub unsent: bool,
    /// True if an exact code of the platform's own table says what it is: believed at once about a model or an account.
    /// Everything else is a guess, and speaks for its conversation until others say the same.
    pub certain: bool,
    /// True if the connection had carried a call before and broke before a byte of this reply came: the connection's
    /// fault and nobody else's.
    pub stale: bool,
    /// True if the platform says that such a reply costs nothing, whatever its status.
    pub free: bool,
}

impl Fault {
    /// A conversation of which the batch service says nothing: it may be asked again.
    #[must_use]
    pub fn unheard(detail: Detail) -> Self {
        let detail = if detail == Detail::Nothing { Detail::Unheard } else { detail };
        Self::new(Class::ServerError, detail)
    }

    /// A file that the batch service did not take.
    #[must_use]
    pub fn refused_file(detail: Detail) -> Self {
        Self::new(Class::BadRequest, detail)
    }

    /// A record that cannot be asked about.
    #[must_use]
    pub fn input(problem: crate::base::problem::Problem) -> Self {
        Self::new(Class::Input, Detail::Record { problem: Box::new(problem) })
    }

    /// A fault of this class with the class's own verdict.
    #[must_use]
    pub fn new(class: Class, detail: impl Into<Detail>) -> Self {
        Self {
            class,
            verdict: class.verdict(),
            detail: detail.into(),
            wait: None,
            stated: None,
            status: 0,
            request_id: None,
            unsent: false,
            certain: false,
            stale: false,
            free: false,
        }
    }
}

/// A refusal as the platform sent it, its error body taken apart (see [`crate::platform::refusal::parse`]).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Refusal {
    /// HTTP status; under HTTP 200 the error's status that the body names instead.
    pub status: u16,
    /// HTTP status of the reply itself.
    pub http: u16,
    /// `error.code`, or the flat body's `code`, as text.
    pub code: String,
    /// `error.type`.
    pub kind: String,
    /// The flat body's `reason`.
    pub reason: String,
    /// What it says to people; shortened, never longer than 500 characters and a mark.
    pub message: String,
    /// How long the server asks to wait.
    pub wait: Option<Duration>,
    /// The platform's request id.
    pub request_id: Option<String>,
    /// True if the body was a web page.
    pub html: bool,
    /// True if the platform says that such a reply costs nothing, whatever its status.
    pub is_free: bool,
}

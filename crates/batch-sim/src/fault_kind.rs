//! Every way in which a simulated platform can go wrong.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

macro_rules! fault_kinds {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// A way to go wrong. The names in brackets are those of the command line and of JSON.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultKind {
            $($(#[$doc])+ #[doc = concat!("(`", $name, "`)")] $variant,)+
            /// One line of the dialect's error table, by the name that [`crate::error_table`] gives it
            /// (`error:NAME`, such as `error:engine_overloaded_error`).
            Error(String),
        }

        impl FaultKind {
            /// Every kind but [`Error`](Self::Error), which has as many as the dialect has errors.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name on the command line and in JSON; an `Error` gives the name of its line.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Error(name) => name,
                }
            }
        }
    };
}

fault_kinds! {
    // No answer is made; nothing is billed.
    /// HTTP 500 in the dialect's words.
    Http500 = "http_500",
    /// HTTP 503 in the dialect's words.
    Http503 = "http_503",
    /// The connection is reset (RST) without a reply.
    Reset = "reset",
    /// The connection is closed (FIN) without a reply.
    Close = "close",
    /// No reply as long as client and server live.
    Hang = "hang",
    /// HTTP 502 or 504 with a web page.
    Html = "html",
    /// HTTP 200 with a web page.
    Html200 = "html_200",
    /// HTTP 200 with an error body.
    ErrorIn200 = "error_in_200",
    /// HTTP 200 without any body.
    NoBody = "no_body",
    /// HTTP 307 to another path.
    Redirect = "redirect",
    /// The dialect's safety stop. It depends on the conversation only: asking again does not help.
    Refuse = "refuse",
    /// The dialect's rate limit, though no limit was reached.
    RateLimit = "rate_limit",
    /// The dialect's overload.
    Overloaded = "overloaded",
    /// A rate limit with `retry-after: 999999999`.
    HugeRetryAfter = "huge_retry_after",
    /// A rate limit with `retry-after: -5`.
    NegativeRetryAfter = "negative_retry_after",
    /// A rate limit with `retry-after: soon`.
    GarbageRetryAfter = "garbage_retry_after",
    /// A rate limit whose `retry-after` is an HTTP date one to two seconds ahead.
    DateRetryAfter = "date_retry_after",
    /// A rate limit with `retry-after-ms: 250`.
    MsRetryAfter = "ms_retry_after",
    /// A rate limit with `x-ratelimit-*` headers, reset in `1s`.
    ResetHeaders = "reset_headers",
    /// HTTP 500 whose `error.code` is a number.
    NumericCode = "numeric_code",
    /// HTTP 500 whose `error.code` is a number as text, with fields missing.
    TextCode = "text_code",
    /// HTTP 500 with a body of 10 MB.
    BigError = "big_error",
    /// HTTP 200 and a body that never ends.
    Endless = "endless",
    // An answer is made and billed, but what arrives is no answer.
    /// The content is `""`.
    Empty = "empty",
    /// The content is `null`.
    NullContent = "null_content",
    /// There is no choice in `choices`.
    NoChoices = "no_choices",
    /// All of the cap was spent on thinking: no content, finish_reason `length`.
    TruncatedEmpty = "truncated_empty",
    /// The JSON is cut in the middle; the HTTP framing is whole.
    CutJson = "cut_json",
    /// The connection is closed in the middle of the body.
    CutBody = "cut_body",
    /// Half of the body, then silence.
    Stall = "stall",
    /// A valid answer of 10 MB.
    BigReply = "big_reply",
    // A good answer in an odd shape.
    /// In small pieces with pauses.
    SlowDrip = "slow_drip",
    /// Chunked instead of with a content length.
    Chunked = "chunked",
    /// Blank lines before the JSON.
    LeadingBlank = "leading_blank",
    /// 90 headers.
    ManyHeaders = "many_headers",
    /// 40 headers of 4 KB.
    BigHeaders = "big_headers",
    /// 20,000 headers.
    HeaderFlood = "header_flood",
    /// No `content-type`.
    NoContentType = "no_content_type",
    /// No `usage`.
    NoUsage = "no_usage",
    /// No `id`, `object`, `created` and `model`.
    NoId = "no_id",
    /// `id` is a number.
    NumericId = "numeric_id",
    /// `null` for everything but the content.
    NullFields = "null_fields",
    /// Fields that no specification knows.
    ExtraFields = "extra_fields",
    /// Nothing but `choices[0].message.content`.
    Bare = "bare",
}

impl FaultKind {
    /// Prefix of [`Error`](Self::Error) in text.
    const ERROR: &str = "error:";
}

impl fmt::Display for FaultKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if matches!(self, Self::Error(_)) {
            f.write_str(Self::ERROR)?;
        }
        f.write_str(self.name())
    }
}

impl FromStr for FaultKind {
    type Err = String;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        if let Some(line) = name.strip_prefix(Self::ERROR) {
            return Ok(Self::Error(line.to_owned()));
        }
        Self::ALL.iter().find(|kind| kind.name() == name).cloned().ok_or_else(|| {
            let names: Vec<&str> = Self::ALL.iter().map(Self::name).collect();
            format!("unknown fault {name:?}: error:NAME or one of {}", names.join(", "))
        })
    }
}

impl Serialize for FaultKind {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for FaultKind {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(serde::de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_read_back() {
        for kind in FaultKind::ALL {
            assert_eq!(kind.to_string().parse().as_ref(), Ok(kind));
        }
        let error = FaultKind::Error("ModelNotOpen".to_owned());
        assert_eq!(error.to_string().parse(), Ok(error));
        assert!("http500".parse::<FaultKind>().is_err());
    }
}

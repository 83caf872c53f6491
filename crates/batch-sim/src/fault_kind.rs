//! Every way in which a simulated platform can go wrong.

macro_rules! fault_kinds {
    ($($(#[$doc:meta])+ $variant:ident = $name:literal,)+) => {
        /// A way to go wrong. The names in brackets are those of the command line and of JSON.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultKind {
            $($(#[$doc])+ #[doc = concat!("(`", $name, "`)")] $variant,)+
            /// One line of the dialect's error table, by the name that [`crate::error_table`] gives it
            /// (`error:NAME`, such as `error:engine_overloaded_error`).
            Error(String),
            /// A bare refusal of this HTTP status, at once, as a gateway sends it (`status:529`), with a `retry-after` of any
            /// form (`status:429;1m30s`).
            Status(u16, Option<String>),
            /// The first half of a good answer, ended for this reason
            /// (`finish:REASON`, such as `finish:insufficient_system_resource`).
            Finish(String),
            /// Exactly this reply instead of an answer; without a `content-type` among the headers it is JSON
            /// (`reply:JSON`, such as `reply:{"status":402,"headers":{"x-a":"b"},"body":"no money"}`).
            Reply {
                /// HTTP status, 200 to 599.
                status: u16,
                /// Headers, a name may come twice.
                headers: Vec<(String, String)>,
                /// The whole body.
                body: String,
            },
        }

        impl FaultKind {
            /// Every kind but those that hold a text: there are as many of them as there are texts.
            pub const ALL: &[Self] = &[$(Self::$variant,)+];

            /// The name on the command line and in JSON; an `Error` gives the name of its line.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $(Self::$variant => $name,)+
                    Self::Error(name) => name,
                    Self::Status(..) => "status",
                    Self::Finish(_) => "finish",
                    Self::Reply { .. } => "reply",
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
    /// A rate limit whose `retry-after` is an HTTP date of an hour ago.
    PastRetryAfter = "past_retry_after",
    /// A rate limit whose `retry-after` is a date two seconds ahead of the reply's own `date`, which is an hour behind.
    SkewedRetryAfter = "skewed_retry_after",
    /// A rate limit without `retry-after` whose `x-ratelimit-reset-*` headers say `0`.
    ZeroReset = "zero_reset",
    /// HTTP 429: this conversation alone is larger than all that may be asked in a minute.
    RequestTooLarge = "request_too_large",
    /// HTTP 403 or 405 with a web page, at once: a firewall that dislikes something.
    Firewall = "firewall",
    /// HTTP 400 that quotes the last message as it is.
    Echo = "echo",
    /// HTTP 400 that quotes the last message as JSON text.
    EchoJson = "echo_json",
    /// HTTP 400 that quotes the last message with `\\uXXXX` for everything that is not ASCII.
    EchoUnicode = "echo_unicode",
    /// HTTP 400 that quotes the middle of the last message.
    EchoCut = "echo_cut",
    /// HTTP 400 that quotes the last message without its white space, in lines of nine characters.
    EchoWrapped = "echo_wrapped",
    /// HTTP 200 with `{"code":429,"msg":...}`.
    FlatError = "flat_error",
    /// HTTP 200 with `{"base_resp":{"status_code":1002,...}}`.
    BaseResp = "base_resp",
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
    /// Half of the content, finish_reason `stop`, and an `error` beside `choices`.
    ErrorBeside = "error_beside",
    /// No content, but a `refusal`.
    RefusalField = "refusal_field",
    /// The content is `<think>...</think>` and nothing else.
    ThinkOnly = "think_only",
    /// The content is zero-width spaces.
    ZeroWidth = "zero_width",
    /// HTTP 500; the good answer follows 1 ms later on the same connection, unasked.
    LateAnswer = "late_answer",
    // A good answer in an odd shape.
    /// The same reply follows 1 ms later on the same connection, unasked.
    Surplus = "surplus",
    /// Head and body in scraps of 16 bytes, each in a packet of its own.
    Split = "split",
    /// The connection takes nothing more and is closed 1 ms later, which nothing announces.
    CloseAfter = "close_after",
    /// Compressed, though nobody asked for it.
    Gzip = "gzip",
    /// `usage` is `""`.
    UsageText = "usage_text",
    /// `usage` is `0`.
    UsageZero = "usage_zero",
    /// `content` is a list of parts.
    ContentParts = "content_parts",
    /// A byte order mark before the JSON.
    Bom = "bom",
    /// A key is there twice.
    KeyTwice = "key_twice",
    /// `data: [DONE]` behind the JSON.
    DoneBehind = "done_behind",
    /// A byte that is no UTF-8 at the end of the content.
    BadUtf8 = "bad_utf8",
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
    /// Whether it comes from something before the model, which does not think.
    pub(crate) const fn is_instant(&self) -> bool {
        matches!(self, Self::Status(..) | Self::Firewall)
    }

    /// Whether it quotes what was asked.
    pub(crate) const fn is_echo(&self) -> bool {
        matches!(self, Self::Echo | Self::EchoJson | Self::EchoUnicode | Self::EchoCut | Self::EchoWrapped)
    }
}

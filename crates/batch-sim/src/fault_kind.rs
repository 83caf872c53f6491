//! Every way in which a simulated platform can go wrong.

/// What becomes of a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Fate {
    /// No answer is made; nothing is billed.
    Nothing,
    /// An answer is made and billed, but what arrives is none.
    Spoiled,
    /// A good answer arrives, in an odd shape if at all.
    Answered,
}

macro_rules! fault_kinds {
    ($($fate:ident { $($(#[$doc:meta])+ $variant:ident = $name:literal,)+ })+) => {
        /// A way to go wrong. The names in brackets are those of the command line and of JSON. What only a stream can do
        /// says what it is for a call that is not streamed; what it does not say is nothing.
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub enum FaultKind {
            $($($(#[$doc])+ #[doc = concat!("(`", $name, "`)")] $variant,)+)+
            /// One line of the dialect's error table, by the name that [`crate::error_table`] gives it, or of the vendor's
            /// (`error:NAME`, such as `error:engine_overloaded_error`).
            Error(String),
            /// The same under HTTP 200, as the first event of a stream; as the whole body, if the call is not streamed
            /// (`error_first:NAME`).
            ErrorFirst(String),
            /// The same as an event in the middle of a stream; a plain [`Error`](Self::Error), if the call is not streamed
            /// (`error_after:NAME`).
            ErrorAfter(String),
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
                /// Headers; a name may be there twice, but not in text.
                headers: Vec<(String, String)>,
                /// The whole body.
                body: String,
            },
        }

        impl FaultKind {
            /// Every kind but those that hold a text: there are as many of them as there are texts.
            pub const ALL: &[Self] = &[$($(Self::$variant,)+)+];

            /// The name on the command line and in JSON; an `Error` gives the name of its line.
            #[must_use]
            pub fn name(&self) -> &str {
                match self {
                    $($(Self::$variant => $name,)+)+
                    Self::Error(name) | Self::ErrorFirst(name) | Self::ErrorAfter(name) => name,
                    Self::Status(..) => "status",
                    Self::Finish(_) => "finish",
                    Self::Reply { .. } => "reply",
                }
            }

            /// What becomes of a call to which it happens.
            pub(crate) fn fate(&self, streamed: bool) -> Fate {
                match self {
                    Self::NoEnd if !streamed => Fate::Answered,
                    Self::Gateway if streamed => Fate::Answered,
                    Self::ErrorAfter(_) if streamed => Fate::Spoiled,
                    $($(Self::$variant)|+ => Fate::$fate,)+
                    Self::Finish(_) => Fate::Answered,
                    Self::Error(_) | Self::ErrorFirst(_) | Self::ErrorAfter(_) | Self::Status(..) | Self::Reply { .. } => {
                        Fate::Nothing
                    }
                }
            }
        }
    };
}

fault_kinds! {
    Nothing {
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
    /// HTTP 200, and a stream whose first event is the dialect's overload; not streamed: the same as the whole body.
    StreamErrorFirst = "stream_error_first",
    /// HTTP 200, then a comment at every [`Options::drip`](crate::Options::drip), for ever; not streamed: blank lines.
    EndlessKeepAlive = "endless_keep_alive",
    }
    Spoiled {
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
    /// The connection is closed (FIN) without a reply, when the answer is there and billed; a stream, too.
    SilentCut = "silent_cut",
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
    /// Half of the content, then an event with an `error`, and the end; not streamed: the `error` beside it.
    StreamError = "stream_error",
    /// The same with `event: error`, and code and message at the top of its data.
    StreamErrorEvent = "stream_error_event",
    /// Half of the content, then finish_reason `error` with an `error` beside `choices`, then `[DONE]`.
    StreamErrorFinish = "stream_error_finish",
    /// The whole content, but neither finish_reason nor `[DONE]`; not streamed: a good answer.
    NoEnd = "no_end",
    /// A gateway loses patience just before the answer: HTTP 504 with a web page, or 524. Streamed: a good answer.
    Gateway = "gateway",
    }
    Answered {
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
    // Odd in a stream.
    /// No `[DONE]`.
    NoDone = "no_done",
    /// The finish_reason stays `null`.
    NoFinish = "no_finish",
    /// A JSON body, though a stream was asked for.
    NoStream = "no_stream",
    /// Events under `content-type: application/json`.
    EventsAsJson = "events_as_json",
    /// Comments and blank lines before and between the events; not streamed: blank lines before the JSON.
    KeepAlive = "keep_alive",
    /// 20 comments before the first event, one at every [`Options::drip`](crate::Options::drip); not streamed: blank lines.
    LongKeepAlive = "long_keep_alive",
    /// `event:`, `id:` and `retry:` beside `data:`.
    EventFields = "event_fields",
    /// Lines end with CR LF.
    CrLf = "crlf",
    /// Lines end with CR.
    BareCr = "bare_cr",
    /// The JSON of an event is spread over several `data:` lines.
    DataLines = "data_lines",
    /// No space behind `data:`.
    TightData = "tight_data",
    /// Every byte is a piece of its own, also inside of characters; so for a call that is not streamed.
    SplitBytes = "split_bytes",
    /// The stream stays open behind `[DONE]`, in silence.
    HeldOpen = "held_open",
    /// Usage beside the last choice, asked for or not; so for those below.
    UsageLastChunk = "usage_last_chunk",
    /// Usage in the last choice.
    UsageLastChoice = "usage_last_choice",
    /// Usage in every chunk, growing.
    UsageEveryChunk = "usage_every_chunk",
    /// Usage in a chunk of its own before the finish_reason.
    UsageBeforeFinish = "usage_before_finish",
    /// The role, then silence for 20 times [`Options::drip`](crate::Options::drip), then all; not streamed: the head first.
    SilentThinking = "silent_thinking",
    /// The thinking is in `reasoning`, not in `reasoning_content`; so for a call that is not streamed.
    ReasoningField = "reasoning_field",
    /// `null` for what a chunk does not say.
    NullDelta = "null_delta",
    /// Another choice, with `index` 1, between the chunks; so for a call that is not streamed.
    OtherChoices = "other_choices",
    /// A chunk without choices first, as content filters send it.
    EmptyFirst = "empty_first",
    /// A chunk for each character.
    OneToken = "one_token",
    }
}

//! Why a model stopped, in the words of many servers.

/// What a `finish_reason` means.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Finish {
    /// The answer is whole, as far as anybody says.
    Whole,
    /// A cap on tokens cut it.
    Cut,
    /// The model or its filter refuses.
    Refused,
    /// The server broke off.
    Failed,
    /// Nobody knows: the answer may be whole or not.
    Unknown,
}

const WHOLE: &[&str] = &[
    "stop",
    "eos",
    "eos_token",
    "end_turn",
    "end_of_turn",
    "end",
    "stop_sequence",
    "stop_token",
    "complete",
    "completed",
    "finished",
    "done",
    "normal",
    "null",
];
const CUT: &[&str] = &[
    "length",
    "max_tokens",
    "max_length",
    "max_output_tokens",
    "max_completion_tokens",
    "max_new_tokens",
    "model_length",
    "context_length",
    "context_length_exceeded",
    "model_context_window_exceeded",
    "length_limit",
    "token_limit",
    "truncated",
];
const REFUSED: &[&str] = &[
    "content_filter",
    "content_filtered",
    "content_policy",
    "sensitive",
    "sensitive_content",
    "refuse_answer",
    "refusal",
    "refused",
    "safety",
    "recitation",
    "blocklist",
    "blocked",
    "prohibited_content",
    "spii",
    "moderation",
    "guardrail_intervened",
    "risk",
];
const FAILED: &[&str] = &[
    "insufficient_system_resource",
    "error",
    "server_error",
    "internal_error",
    "network_error",
    "failed",
    "abort",
    "aborted",
    "cancelled",
    "canceled",
    "interrupted",
    "timeout",
    "overloaded",
];

impl Finish {
    /// Reads a `finish_reason`; one that is missing or empty says nothing against the answer.
    #[must_use]
    pub fn of(reason: Option<&str>) -> Self {
        let Some(reason) = reason.map(str::trim).filter(|reason| !reason.is_empty()) else { return Self::Whole };
        [(WHOLE, Self::Whole), (CUT, Self::Cut), (REFUSED, Self::Refused), (FAILED, Self::Failed)]
            .into_iter()
            .find(|(names, _)| names.iter().any(|name| name.eq_ignore_ascii_case(reason)))
            .map_or(Self::Unknown, |(_, finish)| finish)
    }

    /// True if a text that ended so may lack its end. A model that stops to have a tool called is one of them: nobody
    /// calls it.
    #[must_use]
    pub fn lacks_its_end(self) -> bool {
        self != Self::Whole
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_what_servers_say() {
        for (reason, finish) in [
            (None, Finish::Whole),
            (Some(""), Finish::Whole),
            (Some(" "), Finish::Whole),
            (Some("stop"), Finish::Whole),
            (Some("STOP"), Finish::Whole),
            (Some("end_turn"), Finish::Whole),
            (Some("length"), Finish::Cut),
            (Some("MAX_TOKENS"), Finish::Cut),
            (Some("model_length"), Finish::Cut),
            (Some("content_filter"), Finish::Refused),
            (Some("sensitive"), Finish::Refused),
            (Some("refuse_answer"), Finish::Refused),
            (Some("SAFETY"), Finish::Refused),
            (Some("insufficient_system_resource"), Finish::Failed),
            (Some("error"), Finish::Failed),
            (Some("tool_calls"), Finish::Unknown),
            (Some("repetition"), Finish::Unknown),
            (Some("完成"), Finish::Unknown),
        ] {
            assert_eq!(Finish::of(reason), finish, "{reason:?}");
            assert_eq!(finish.lacks_its_end(), finish != Finish::Whole);
        }
    }

    #[test]
    fn no_word_means_two_things() {
        let all: Vec<_> = [WHOLE, CUT, REFUSED, FAILED].concat();
        for (n, name) in all.iter().enumerate() {
            assert!(!all[..n].contains(name), "{name}");
            assert_eq!(*name, name.to_lowercase());
        }
    }
}

//! Why a call is refused, before the dialect puts it into its own words.

/// A reason to refuse a call.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Refusal {
    /// No `Authorization: Bearer ...`, or an empty one.
    NoKey,
    /// A key that is not the account's, or not any more.
    WrongKey,
    NoBalance,
    /// The body is no JSON, or a field has another type.
    NotJson(String),
    /// The body begins with a byte order mark.
    ByteOrderMark,
    /// A field that must be there is not.
    Missing(&'static str),
    /// A value that this platform or this model does not take.
    Parameter {
        name: &'static str,
        message: String,
    },
    /// Parameters of a model that has them fixed.
    FixedSampling {
        name: &'static str,
        only: &'static str,
    },
    ModelNotFound(String),
    /// An endpoint that exists but was closed.
    EndpointClosed(String),
    ContextTooLong {
        limit: u64,
        requested: u64,
    },
    Concurrency(u32),
    Rpm(u32),
    Tpm {
        current: u64,
        limit: u64,
    },
    Rpd(u64),
    Tpd {
        current: u64,
        limit: u64,
    },
    EndpointRpm,
    EndpointTpm,
    Burst,
    /// `wait` is how long the wave still lasts, in whole seconds, at least 1; `batch` if on a batch path.
    Overloaded {
        wait: u64,
        batch: bool,
    },
    ServerError,
    Unavailable,
    /// The prompt is stopped by the safety filter.
    Unsafe,
    NoSuchPath(String),
}

impl Refusal {
    /// The names of all reasons, for a vendor's table.
    pub(crate) const REASONS: [&str; 24] = [
        "no_key",
        "wrong_key",
        "no_balance",
        "not_json",
        "byte_order_mark",
        "missing",
        "parameter",
        "fixed_sampling",
        "model_not_found",
        "endpoint_closed",
        "context_too_long",
        "concurrency",
        "rpm",
        "tpm",
        "rpd",
        "tpd",
        "endpoint_rpm",
        "endpoint_tpm",
        "burst",
        "overloaded",
        "server_error",
        "unavailable",
        "unsafe",
        "no_such_path",
    ];

    /// Its name among the reasons.
    pub(crate) const fn reason(&self) -> &'static str {
        match self {
            Self::NoKey => "no_key",
            Self::WrongKey => "wrong_key",
            Self::NoBalance => "no_balance",
            Self::NotJson(_) => "not_json",
            Self::ByteOrderMark => "byte_order_mark",
            Self::Missing(_) => "missing",
            Self::Parameter { .. } => "parameter",
            Self::FixedSampling { .. } => "fixed_sampling",
            Self::ModelNotFound(_) => "model_not_found",
            Self::EndpointClosed(_) => "endpoint_closed",
            Self::ContextTooLong { .. } => "context_too_long",
            Self::Concurrency(_) => "concurrency",
            Self::Rpm(_) => "rpm",
            Self::Tpm { .. } => "tpm",
            Self::Rpd(_) => "rpd",
            Self::Tpd { .. } => "tpd",
            Self::EndpointRpm => "endpoint_rpm",
            Self::EndpointTpm => "endpoint_tpm",
            Self::Burst => "burst",
            Self::Overloaded { .. } => "overloaded",
            Self::ServerError => "server_error",
            Self::Unavailable => "unavailable",
            Self::Unsafe => "unsafe",
            Self::NoSuchPath(_) => "no_such_path",
        }
    }

    /// Whether it says that too much was asked at a time.
    pub(crate) const fn is_limit(&self) -> bool {
        matches!(
            self,
            Self::Concurrency(_)
                | Self::Rpm(_)
                | Self::Tpm { .. }
                | Self::EndpointRpm
                | Self::EndpointTpm
                | Self::Burst
        )
    }
}

#[cfg(test)]
impl Refusal {
    /// One of each.
    pub(crate) fn each() -> [Self; 24] {
        [
            Self::NoKey,
            Self::WrongKey,
            Self::NoBalance,
            Self::NotJson("x".into()),
            Self::ByteOrderMark,
            Self::Missing("model"),
            Self::Parameter { name: "n", message: "m".into() },
            Self::FixedSampling { name: "n", only: "1" },
            Self::ModelNotFound("m".into()),
            Self::EndpointClosed("ep".into()),
            Self::ContextTooLong { limit: 1, requested: 2 },
            Self::Concurrency(3),
            Self::Rpm(3),
            Self::Tpm { current: 2, limit: 1 },
            Self::Rpd(3),
            Self::Tpd { current: 2, limit: 1 },
            Self::EndpointRpm,
            Self::EndpointTpm,
            Self::Burst,
            Self::Overloaded { wait: 3, batch: true },
            Self::ServerError,
            Self::Unavailable,
            Self::Unsafe,
            Self::NoSuchPath("/x".into()),
        ]
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_all_there_and_in_order() {
        assert_eq!(Refusal::each().map(|why| why.reason()), Refusal::REASONS);
    }
}

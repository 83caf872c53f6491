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

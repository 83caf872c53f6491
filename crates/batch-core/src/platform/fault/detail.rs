//! What is known of a fault beyond its class.

use std::time::Duration;

use serde::Serialize;

use crate::base::problem::Problem;

/// See the module. In JSON: `kind` is its name, its fields stand beside it.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Detail {
    /// Nothing.
    #[default]
    Nothing,
    /// What the platform, or a library, said: shortened, and without what is secret.
    Said {
        /// Its words.
        words: String,
    },
    /// A time ran out.
    TimedOut {
        /// Which.
        part: Part,
        /// How long it was.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        after: Duration,
    },
    /// No connection came about.
    Connecting {
        /// The system's words.
        cause: String,
    },
    /// A connection broke.
    Broken {
        /// The system's words.
        cause: String,
    },
    /// A stream of events that ended before the answer did.
    StreamCut,
    /// The connection may have brought another call's reply.
    Doubted,
    /// A proxy does not let calls through.
    ProxyRefused {
        /// Its HTTP status.
        #[serde(rename = "proxy_status")]
        status: u16,
    },
    /// Something on the way through a proxy.
    ByProxy(Box<ByProxy>),
    /// More than the model can read.
    CannotFit {
        /// Tokens that it has at least.
        least: u64,
        /// Tokens that the model can read.
        context: u64,
    },
    /// The record cannot be read.
    Record {
        /// Why.
        problem: Box<Problem>,
    },
    /// There was no way to the platform for too long.
    Offline {
        /// How long it was waited for.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        limit: Duration,
    },
    /// A request that cannot be made.
    Unbuilt,
    /// The batch service said nothing of it.
    Unheard,
}

/// Something on the way through a proxy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct ByProxy {
    /// What.
    pub what: Detail,
    /// The proxy, without user and password.
    pub proxy: String,
    /// Who named it.
    pub source: ProxySource,
}

/// The parts of a call that have a time of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// Until the first byte.
    FirstByte,
    /// Between two pieces.
    Stall,
    /// All of it.
    Whole,
}

/// Who named a proxy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ProxySource {
    /// `proxy` in the config.
    Config,
    /// A variable of the environment.
    Variable(&'static str),
}

impl Detail {
    /// What the platform, a library or the system said; empty if nobody said anything.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Said { words: said } | Self::Connecting { cause: said } | Self::Broken { cause: said } => said,
            Self::ByProxy(by) => by.what.words(),
            _ => "",
        }
    }

    /// True if both say the same, whatever words and numbers they put in.
    #[must_use]
    pub fn is_alike(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::TimedOut { part: one, .. }, Self::TimedOut { part: other, .. }) => one == other,
            (Self::ProxyRefused { status: one }, Self::ProxyRefused { status: other }) => one == other,
            (Self::ByProxy(one), Self::ByProxy(other)) => {
                (&one.proxy, one.source) == (&other.proxy, other.source) && one.what.is_alike(&other.what)
            }
            _ => std::mem::discriminant(self) == std::mem::discriminant(other),
        }
    }

    /// The same with other words.
    #[must_use]
    pub fn map_words(self, map: impl FnOnce(String) -> String) -> Self {
        match self {
            Self::Said { words } => Self::from(map(words)),
            Self::Connecting { cause } => Self::Connecting { cause: map(cause) },
            Self::Broken { cause } => Self::Broken { cause: map(cause) },
            Self::ByProxy(mut by) => {
                // A trait object: the compiler would build this function without end.
                let map: Box<dyn FnOnce(String) -> String + '_> = Box::new(map);
                by.what = by.what.map_words(map);
                Self::ByProxy(by)
            }
            other => other,
        }
    }
}

impl From<String> for Detail {
    fn from(words: String) -> Self {
        if words.is_empty() { Self::Nothing } else { Self::Said { words } }
    }
}

impl From<&str> for Detail {
    fn from(words: &str) -> Self {
        words.to_owned().into()
    }
}

fn seconds<S: serde::Serializer>(time: &Duration, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_f64(time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_went_wrong_differs_not_only_by_its_words() {
        let by_proxy = |what| {
            Detail::ByProxy(Box::new(ByProxy { what, proxy: "http://p:1".to_owned(), source: ProxySource::Config }))
        };
        let late = |part, seconds| Detail::TimedOut { part, after: Duration::from_secs(seconds) };
        let refused = |status| by_proxy(Detail::ProxyRefused { status });
        assert!(late(Part::Stall, 1).is_alike(&late(Part::Stall, 2)));
        assert!(!late(Part::Stall, 1).is_alike(&late(Part::Whole, 1)));
        assert!(refused(403).is_alike(&refused(403)));
        assert!(!refused(403).is_alike(&refused(407)), "whoever must log in is told another thing");
        assert!(!refused(403).is_alike(&by_proxy(Detail::Doubted)));
        assert!(!refused(403).is_alike(&Detail::ProxyRefused { status: 403 }));
    }
}

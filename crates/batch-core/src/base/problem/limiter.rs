//! What is wrong with the limiter that processes share, or with the way to it.

use serde::Serialize;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum LimiterProblem {
    /// No address of a Redis.
    NoAddress {
        /// As it is written, without user and password.
        url: String,
    },
    /// This program was built without it.
    NotBuilt,
    /// Not what is to be done without it.
    NoChoice,
    /// The batch service knows nothing of it.
    NotInBatch,
    /// A user without a password: a colon is missing.
    NoColon,
    /// A common budget is named, and none is given.
    NoBudget,
    /// Another process gives stricter limits: they hold for all.
    Stricter {
        /// Calls in flight.
        concurrency: u32,
        /// Requests a minute.
        rpm: Option<u32>,
        /// Tokens a minute.
        tpm: Option<u64>,
    },
    /// Somebody spends money in this output folder who does not share the budget.
    OtherBudget {
        /// What that process left of itself.
        owner: String,
    },
    /// It cannot be used.
    Away {
        /// Where it should be, without user and password.
        address: String,
        /// Why not.
        why: LimiterTrouble,
    },
}

/// Why the limiter gives no answer. Words are the system's or the server's, without what is secret.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum LimiterTrouble {
    /// There is no connection, or it broke.
    Unreachable {
        /// The system's words.
        cause: String,
    },
    /// No answer in time.
    Slow {
        /// How long was waited.
        seconds: u64,
    },
    /// No TLS connection came about.
    Tls {
        /// The library's words.
        cause: String,
    },
    /// It speaks TLS, and the address says that it does not; or the other way round.
    PerhapsTls {
        /// True if the address says TLS.
        asked: bool,
    },
    /// There is no such database.
    NoDatabase {
        /// Its number.
        db: u32,
    },
    /// Something else answers at that address.
    NotRedis,
    /// User or password is wrong.
    Password,
    /// It wants a password.
    NoPassword,
    /// The user may not do what is needed.
    Forbidden {
        /// The server's words.
        said: String,
    },
    /// It is a copy that takes no changes.
    ReadOnly,
    /// It has no memory left.
    Full,
    /// It is loading its data, or busy.
    Busy,
    /// It sends from one node of its cluster to another without end.
    Moved {
        /// Where to, at last.
        to: String,
    },
    /// It refuses the script.
    Refused {
        /// The server's words.
        said: String,
    },
}

//! What is wrong with key, address, or the way there.

use std::path::PathBuf;

use serde::Serialize;

use super::{Bilingual, Cause};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum AccessProblem {
    /// No key anywhere.
    NoKey {
        /// The platform, as users know it.
        platform: Bilingual,
        /// The variables that it may stand in.
        variables: &'static [&'static str],
    },
    /// A key that cannot be sent.
    BadKey {
        /// Where it stands.
        place: String,
    },
    /// A `.env` that cannot be read.
    DotEnvUnreadable {
        /// Where it is.
        path: PathBuf,
        /// Why.
        cause: Cause,
    },
    /// A line of `.env` that says nothing.
    DotEnvLine {
        /// Where it is.
        path: PathBuf,
        /// The line, from 1; never its text: it may be a key.
        number: usize,
    },
    /// No address that calls can go to.
    NoAddress {
        /// As it is written, without user and password.
        url: String,
    },
    /// An address that goes on behind the version.
    AddressTooLong {
        /// What is too much.
        path: &'static str,
    },
    /// Spaces, `?` or `#` in an address.
    AddressWithQuery,
    /// User or password in an address.
    AddressWithUser,
    /// Key and records would cross the network in the clear.
    AddressInTheClear,
    /// No HTTP client can be made.
    NoClient {
        /// The library's words; empty if no request can be made of address and key.
        reason: String,
    },
}

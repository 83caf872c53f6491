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
        /// Where keys come from; empty if nobody says.
        console: &'static str,
        /// What was found in its place.
        found: Vec<KeyTrace>,
        /// True if there is a `.env` already.
        has_dot_env: bool,
    },
    /// A key that cannot be sent.
    BadKey {
        /// Where it stands.
        place: KeyPlace,
        /// What is wrong with it.
        fault: KeyFault,
        /// Where keys come from; empty if nobody says.
        console: &'static str,
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
        /// What is wrong with it.
        odd: OddLine,
    },
    /// No address that calls can go to.
    NoAddress {
        /// As it is written, without user and password.
        url: String,
    },
    /// A mark of a Chinese keyboard in an address.
    AddressMark {
        /// It.
        found: char,
        /// The mark that is meant.
        instead: char,
    },
    /// An address that goes on behind the version.
    AddressTooLong {
        /// What is too much.
        path: &'static str,
    },
    /// The platform's own host, and another path than its own.
    AddressPath {
        /// The address that is meant.
        meant: String,
    },
    /// Something of another platform's.
    OtherPlatform {
        /// What.
        what: Foreign,
        /// Its name.
        platform: Bilingual,
        /// The program for it.
        program: String,
        /// The program that runs.
        own: String,
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

/// Where a key, or something like one, stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyPlace {
    /// `api_config.api_key`.
    Config,
    /// A variable of the environment.
    Variable {
        /// Its name.
        name: String,
    },
    /// A line of `.env`, or of a file like it.
    Line {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        number: usize,
        /// The variable.
        name: String,
    },
}

/// What cannot stand in a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyFault {
    /// `Bearer ` in front.
    Bearer,
    /// Blanks or line ends before or behind it.
    BlankAround,
    /// Quotes that belong to it.
    Quoted,
    /// `<` and `>` around it, as in samples.
    Bracketed,
    /// A line end in it.
    LineEnd,
    /// A blank in it.
    Blank,
    /// A character that no key has.
    Character(char),
}

/// What was found where there is no key.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyTrace {
    /// What a sample puts where a key belongs.
    Placeholder(KeyPlace),
    /// A key under a name that nobody reads.
    OtherName(KeyPlace),
    /// A key in the sample file.
    InExample(KeyPlace),
    /// A line of `.env` that says nothing, and may be meant to hold it.
    Ignored {
        /// The file.
        path: PathBuf,
        /// The line, from 1.
        number: usize,
        /// What is wrong with it.
        odd: OddLine,
    },
    /// A file that is meant to be `.env`.
    OtherFile(PathBuf),
}

/// What is wrong with a line of `.env`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OddLine {
    /// Another mark in the place of `=`.
    OtherMark(char),
    /// `Bearer ` before the key.
    Bearer,
    /// A value with blanks, without quotes.
    Blank,
    /// A quote without its other half.
    OpenQuote,
    /// Something else.
    Other,
}

/// What may be another platform's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Foreign {
    /// The base URL.
    Address,
    /// The config, by its name.
    Config,
    /// A model, by its name.
    Model(String),
}

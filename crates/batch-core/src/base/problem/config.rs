//! What is wrong with the config file, or with a flag that names something in it.

use std::borrow::Cow;
use std::path::PathBuf;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::{Misread, Problem};

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum ConfigProblem {
    /// `--config` names nothing.
    NoSuchConfig,
    /// Neither here nor in `configs/`.
    NoConfig {
        /// The file that was looked for.
        name: String,
        /// The program, which can write one.
        program: String,
        /// What is there instead.
        near: Vec<NearConfig>,
    },
    /// A file without content.
    EmptyFile,
    /// No JSON.
    NotJson {
        /// Where on the line, in characters from 1.
        column: usize,
        /// What is missing or too much.
        reason: Misread,
    },
    /// A path with a line end or a tab in it: a `\` that JSON took for the beginning of one.
    PathWithControl {
        /// What stands behind the `\`: `n`, `t`, `r`, `b`, `f` or `u`.
        letter: char,
    },
    /// Digits that make no number.
    BadNumber {
        /// As it is written.
        text: String,
    },
    /// A key that stands twice.
    Twice,
    /// JSON, but not `{ … }`.
    NotAnObject,
    /// A value of another type.
    WrongType {
        /// What belongs there.
        wanted: Wanted,
        /// What is there; nothing if the key is missing. Never a string's text: it may be a key.
        found: Option<Found>,
    },
    /// A key that nobody reads.
    UnknownKey {
        /// What may be meant.
        nearest: Option<String>,
    },
    /// More of them than are named one by one.
    MoreUnknownKeys {
        /// How many.
        count: usize,
    },
    /// A key that nobody reads, and a problem that may come of it.
    Misspelt {
        /// What may be meant.
        nearest: Option<String>,
        /// What came of it.
        then: Box<Problem>,
    },
    /// A number that is too small.
    TooSmall {
        /// The smallest that can be.
        least: u32,
    },
    /// A number that is too large.
    TooLarge {
        /// The largest that can be.
        most: u32,
    },
    /// A number that must be above 0.
    NotPositive,
    /// A path without a character.
    EmptyPath,
    /// Something that the program says itself stands in `extra_body`.
    ExtraBody {
        /// Its name.
        name: String,
    },
    /// No model at all.
    NoModels,
    /// A model without a name.
    ModelWithoutName,
    /// A name that is none of those that can be chosen.
    UnknownChoice {
        /// The flag or key.
        what: String,
        /// What was asked for.
        got: String,
        /// What there is.
        known: Vec<String>,
    },
    /// Something that several of the names that can be chosen are meant by.
    Ambiguous {
        /// The flag.
        what: String,
        /// What was asked for.
        got: String,
        /// What may be meant.
        known: Vec<String>,
    },
    /// The name of a model that is none, most likely.
    OddModel {
        /// As it is written.
        model: String,
        /// What is odd about it.
        odd: OddModel,
    },
    /// The table of what the simulator is to say cannot be used.
    BadTable {
        /// In the simulator's English.
        reason: String,
    },
    /// What a platform says of its own keys.
    Vendor(Bilingual),
}

/// What is odd about a model's name.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum OddModel {
    /// Blanks before or behind it.
    BlankAround,
    /// Several names in one text.
    Several {
        /// What stands between them.
        mark: char,
    },
    /// What a sample puts where a name belongs.
    Placeholder,
}

/// A file that may be the config which was not found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum NearConfig {
    /// It, with an ending behind its own that systems hide.
    HiddenEnding(PathBuf),
    /// A copy of it, or it under a name that is written otherwise.
    Copy(PathBuf),
    /// Another platform's.
    OtherPlatform {
        /// The file.
        path: PathBuf,
        /// The program that reads it, if its name says.
        program: Option<String>,
    },
}

impl Bilingual {
    /// Both.
    #[must_use]
    pub fn new(zh: impl Into<Cow<'static, str>>, en: impl Into<Cow<'static, str>>) -> Self {
        Self { zh: zh.into(), en: en.into() }
    }
}

/// A name that is the same in both.
impl From<&'static str> for Bilingual {
    fn from(name: &'static str) -> Self {
        Self::new(name, name)
    }
}

impl ConfigProblem {
    /// A name that is none of those that there are.
    #[must_use]
    pub fn unknown(what: &str, got: &str, known: &[&str]) -> Self {
        let known = known.iter().map(|name| (*name).to_owned()).collect();
        Self::UnknownChoice { what: what.to_owned(), got: got.to_owned(), known }
    }
}

/// A name or a sentence of a platform, which brings its own words. In JSON, one text may stand for both.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Written")]
pub struct Bilingual {
    /// In Chinese.
    pub zh: Cow<'static, str>,
    /// In English.
    pub en: Cow<'static, str>,
}

/// How a [`Bilingual`] may be written.
#[derive(Deserialize)]
#[serde(untagged)]
enum Written {
    Same(String),
    Both { zh: String, en: String },
}

impl From<Written> for Bilingual {
    fn from(written: Written) -> Self {
        match written {
            Written::Same(name) => Self::new(name.clone(), name),
            Written::Both { zh, en } => Self::new(zh, en),
        }
    }
}

/// What belongs in a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Wanted {
    /// Something: it may not be left out.
    Required,
    /// 0, 1, 2, …
    WholeNumber,
    /// A number.
    Number,
    /// A string.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
    /// An array of models.
    Models,
    /// A model's name, or an object with one.
    Model,
    /// A level of the log.
    LogLevel,
    /// A number, or an object with amount and currency.
    Budget,
    /// An object of models' prices.
    Prices,
    /// A language that there are words in.
    Language,
    /// `auto`, `true` or `false`.
    Stream,
    /// Lower-case letters and digits.
    ShortName,
    /// A path below the base URL.
    Path,
    /// A header's name, and what it may hold.
    Header,
    /// A row of an error table: a code, a text or a status.
    Rule,
    /// Something else.
    Other,
}

/// What stands in a field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Found {
    /// This number.
    Number(String),
    /// This.
    Bool(bool),
    /// The beginning of this text.
    Text(String),
    /// Something of this kind.
    Kind(JsonKind),
}

/// The kinds of JSON values.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum JsonKind {
    /// `null`
    Null,
    /// `true`, `false`
    Bool,
    /// A number.
    Number,
    /// A string.
    String,
    /// `[…]`
    Array,
    /// `{…}`
    Object,
}

impl From<&Value> for JsonKind {
    fn from(value: &Value) -> Self {
        match value {
            Value::Null => Self::Null,
            Value::Bool(_) => Self::Bool,
            Value::Number(_) => Self::Number,
            Value::String(_) => Self::String,
            Value::Array(_) => Self::Array,
            Value::Object(_) => Self::Object,
        }
    }
}

//! Why a text is no JSON.

use serde::Serialize;

/// Why a text is no JSON.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Misread {
    /// A mark as Chinese keyboards write it.
    ChineseMark {
        /// It.
        found: char,
        /// The mark that is meant.
        instead: char,
    },
    /// A digit, or a mark in a number, of double width.
    WideDigit {
        /// It.
        found: char,
        /// The digit or mark that is meant.
        instead: char,
    },
    /// A number with what it counts: `20元`, `80%`.
    NumberWithUnit {
        /// What does not belong to it.
        unit: String,
    },
    /// A mark of another notation: `;`, `=`.
    OtherMark {
        /// It.
        found: char,
        /// The mark that is meant.
        instead: char,
    },
    /// A quote that ends a string in the middle of its text.
    QuoteInText,
    /// A `\` with something behind it that JSON does not know, as in paths of Windows.
    Backslash,
    /// `True`, `False`, `None`.
    PythonWord {
        /// JSON's word for it.
        instead: &'static str,
    },
    /// A comment that begins with `#`.
    HashComment,
    /// No comma between two things.
    NoComma,
    /// A string without its end.
    OpenString,
    /// An array without its end.
    OpenArray,
    /// An object without its end.
    OpenObject,
    /// A comment without its end.
    OpenComment,
    /// A string in single quotes.
    SingleQuotes,
    /// No colon behind a key.
    NoColon,
    /// Something that has no place there.
    TooMuch,
    /// A key without quotes.
    BareKey,
    /// In the parser's English.
    Other(String),
}

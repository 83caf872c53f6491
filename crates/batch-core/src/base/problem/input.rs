//! What is wrong with prompts, records, and the names that files are made of.

use std::path::PathBuf;

use serde::Serialize;

use super::JsonKind;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum InputProblem {
    /// A file in another encoding than UTF-8, read all the same.
    Decoded {
        /// What it was read as.
        from: &'static str,
    },
    /// A file in no encoding that is known.
    DecodedLossy,
    /// No prompts file.
    NoPromptsFile {
        /// One whose name has an ending more, which Windows hides.
        near: Option<PathBuf>,
    },
    /// The prompts file is no array.
    PromptsNotArray {
        /// But this.
        found: JsonKind,
    },
    /// An empty array.
    NoPrompts,
    /// A prompt that is no string.
    PromptNotText {
        /// Its number, from 1.
        number: usize,
        /// What it is.
        found: JsonKind,
    },
    /// A prompt that says nothing.
    PromptEmpty {
        /// Its number, from 1.
        number: usize,
    },
    /// `--prompts` asks for one that is not there.
    NoSuchPrompt {
        /// The number.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// More than can be numbered.
    TooManyPrompts,
    /// More names of records than can be kept.
    TooManyPeople,
    /// No records folder.
    NoRecordsDir,
    /// A file in its place.
    RecordsNotDir,
    /// A records folder without records.
    NoRecords {
        /// What is there instead.
        unread: Unread,
    },
    /// Things in the records folder that are no records.
    NotRead {
        /// What they are.
        unread: Unread,
    },
    /// A name that ends with `.txt` twice.
    SuffixTwice {
        /// The person that it is read as.
        name: String,
    },
    /// A record that says nothing.
    RecordEmpty,
    /// A record that changed while the run went on.
    RecordChanged,
    /// Two records of one person.
    SamePeople {
        /// The person.
        name: String,
        /// The other file.
        other: PathBuf,
    },
    /// A file name that is not UTF-8.
    NameNotUtf8,
    /// A name that would lead out of the output folder.
    NameEscapes {
        /// The name.
        name: String,
    },
    /// A name with a character that no file name may have.
    NameCharacter {
        /// The name.
        name: String,
        /// The character.
        character: char,
    },
    /// A file name that is a device on Windows.
    NameOfDevice {
        /// The name.
        name: String,
        /// The device.
        device: String,
    },
    /// A file name that is too long.
    NameTooLong {
        /// The name.
        name: String,
        /// Bytes that there is room for.
        most: usize,
    },
    /// Two sheets that would be one file.
    SameFile {
        /// The file that both would be.
        sheet: String,
        /// Model and person of the first.
        first: (String, String),
        /// Model and person of the second.
        second: (String, String),
    },
}

/// What lies in a records folder and is not read: other files, and folders.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// How many.
    pub count: usize,
    /// The first of them in natural order.
    pub first: Vec<Other>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Other {
    /// Its name.
    pub name: String,
    /// `.txt` files in it, if it is a folder.
    pub inside: Option<usize>,
}

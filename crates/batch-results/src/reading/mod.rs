//! Output folders read back: of this program, with its ledger, and of the scripts before it, without one.
//!
//! [`Library::open`] lists what is there and keeps names only; [`Library::person`] reads one person's conversations with
//! all models. Whoever walks through the people one by one holds no more than one of them in memory. Whatever is odd is
//! named and never ends the reading.

mod conversation;
mod error;
mod facts;
mod folder;
mod garbled;
mod halves;
mod library;
mod merge;
mod odd;
mod peek;
mod runs;
mod sheet;
mod trail;
mod tree;
mod within;

pub use conversation::{AnswerState, Conversation};
pub use error::ResultsError;
pub use facts::Facts;
pub use library::{Column, Library, Reading, Selection};
pub use odd::{Oddity, OddityKind};
pub use runs::{AskedModel, Runs};

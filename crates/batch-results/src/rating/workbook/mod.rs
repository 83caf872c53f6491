//! Ratings in an Excel workbook, for raters who never open the page: a table with drop-downs, written blind by [`write()`] and
//! not blind as a part of an export, and both read back by [`read`].
//!
//! Raters sort, filter, add columns and type what they like, so the reader goes by headings, in either language, and by the
//! hidden ids, never by a cell's place.

mod about;
mod cells;
mod error;
mod layout;
mod marks;
mod read;
mod scoring;
mod write;

pub(crate) use about::about;
pub use error::WorkbookError;
pub use read::{is_filled, read};
pub(crate) use scoring::{Judged, Scoring};
pub use write::write;

//! Excel workbooks in constant memory, and what all of ours have in common: text is text, whatever it begins with, and no
//! longer than a cell takes; times are dates; a table that is full goes on in another worksheet; rows are as high as what
//! stands in them, within bounds.

mod book;
mod caught;
mod formula;
mod guard;
mod height;
mod look;
mod names;
mod table;
mod time;

pub(crate) use book::{Book, Cell};
pub(crate) use caught::caught;
pub(crate) use formula::guarded;
pub(crate) use guard::units;
pub(crate) use look::Look;
pub(crate) use table::{Column, Table};

/// Characters (UTF-16 units) that Excel takes in a cell.
pub const LONGEST_CELL: usize = 32_767;
/// Rows that Excel takes in a worksheet.
pub const MOST_ROWS: u32 = 1_048_576;

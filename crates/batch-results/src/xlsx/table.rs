//! What a worksheet is to be: a table with headings that stay in sight.

use std::io;

use rust_xlsxwriter::{DataValidation, Worksheet, XlsxError};

use super::height::height;
use super::look::{Formats, Kind, Look};
use super::{LONGEST_CELL, guard};

/// The paper that is in printers.
const A4: u8 = 9;

/// A table, in one worksheet or, when that is full, in several.
pub(crate) struct Table {
    /// The worksheet's name.
    pub name: String,
    /// What the colours mean, in a row above the headings; or no such row.
    pub legend: Vec<(Look, String)>,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Columns that stay where they are when the others move.
    pub frozen: u16,
    /// Each heading has a filter.
    pub filtered: bool,
    /// Rows are as high as their texts.
    pub fitted: bool,
}

/// A column of a table.
pub(crate) struct Column {
    heading: String,
    pub(super) width: f64,
    pub(super) measured: bool,
    hidden: bool,
    choice: Option<DataValidation>,
}

impl Column {
    /// A column; its width in digits.
    pub fn new(heading: impl Into<String>, width: f64) -> Self {
        Self { heading: heading.into(), width, measured: true, hidden: false, choice: None }
    }

    /// No row is higher for what stands in it.
    pub fn aside(mut self) -> Self {
        self.measured = false;
        self
    }

    /// Nobody sees it who does not ask for it.
    pub fn hidden(mut self) -> Self {
        self.hidden = true;
        self
    }

    /// Its cells take only certain values, which a list offers.
    pub fn choosing(mut self, choice: DataValidation) -> Self {
        self.choice = Some(choice);
        self
    }
}

impl Table {
    /// The row of the headings.
    pub(super) fn head(&self) -> u32 {
        u32::from(!self.legend.is_empty())
    }

    /// Writes what stands above the rows, of which there are at most so many.
    pub(super) fn begin(&self, sheet: &mut Worksheet, formats: &mut Formats, most_rows: u32) -> io::Result<()> {
        self.set_up(sheet, formats, most_rows).map_err(failed)
    }

    fn set_up(&self, sheet: &mut Worksheet, formats: &mut Formats, most_rows: u32) -> Result<(), XlsxError> {
        let head = self.head();
        sheet.set_freeze_panes(head + 1, self.frozen)?;
        sheet.set_landscape().set_paper_size(A4).set_print_fit_to_pages(1, 0).set_repeat_rows(head, head)?;
        let heights = self.columns.iter().map(|column| height(&column.heading, column.width));
        sheet.set_row_height(head, heights.fold(height("", 1.0), f64::max))?;
        for (n, (look, text)) in (0..).zip(&self.legend) {
            sheet.write_string_with_format(0, n, text, formats.of(Kind::As(*look)))?;
        }
        for (n, column) in (0..).zip(&self.columns) {
            sheet.set_column_width(n, column.width)?;
            if column.hidden {
                sheet.set_column_hidden(n)?;
            }
            if let Some(choice) = &column.choice {
                sheet.add_data_validation(head + 1, n, most_rows - 1, n, choice)?;
            }
            let short = guard::shorten(&column.heading, LONGEST_CELL, "");
            let heading = short.as_deref().unwrap_or(&column.heading);
            sheet.write_string_with_format(head, n, heading, formats.of(Kind::As(Look::Heading)))?;
        }
        Ok(())
    }

    /// Ends a worksheet whose next free row is `next`.
    pub(super) fn end(&self, sheet: &mut Worksheet, next: u32) -> io::Result<()> {
        let head = self.head();
        match u16::try_from(self.columns.len()) {
            Ok(columns @ 1..) if self.filtered && next > head + 1 => {
                sheet.autofilter(head, 0, next - 1, columns - 1).map(drop).map_err(failed)
            }
            _ => Ok(()),
        }
    }
}

/// The disk's own error, which says what to do about it.
pub(super) fn failed(e: XlsxError) -> io::Error {
    match e {
        XlsxError::IoError(e) | XlsxError::TempFileError(_, e) => e,
        e => io::Error::other(e),
    }
}

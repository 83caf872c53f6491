//! A workbook being written.

use std::collections::HashSet;
use std::io;
use std::path::Path;

use batch_core::sheets::whole::Whole;
use jiff::tz::TimeZone;
use rust_xlsxwriter::Workbook;

use super::caught::caught;
use super::formula::is_sign;
use super::guard;
use super::height::height;
use super::look::{Formats, Kind, Look};
use super::names::sheet_name;
use super::table::{Table, failed};
use super::time::days;
use super::{LONGEST_CELL, MOST_ROWS};

/// A cell's value.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    /// Nothing yet, with a look all the same.
    Blank,
    /// Text, never to be taken for anything else.
    Text(&'a str),
    /// A number.
    Number(f64),
    /// A number with so many decimals.
    Fixed(f64, usize),
    /// A time, RFC 3339; text if it is none that Excel can show.
    Time(&'a str),
}

/// A workbook: whole in its place or not there at all.
pub(crate) struct Book {
    out: Whole,
    book: Workbook,
    most_rows: u32,
    zone: TimeZone,
    /// What stands at the end of a text that was cut.
    mark: String,
    taken: HashSet<String>,
    formats: Formats,
    tables: Vec<Open>,
    /// Cells cut to what Excel takes.
    pub cut: u64,
    /// Cells whose text begins like a formula.
    pub guarded: u64,
}

/// A table with the worksheet that it is in.
struct Open {
    table: Table,
    worksheet: usize,
    /// The next free row.
    next: u32,
}

impl Book {
    /// Begins a workbook; `mark` is what stands at the end of a text that had to be cut.
    ///
    /// # Errors
    /// The disk's.
    pub fn create(path: &Path, mark: String) -> io::Result<Self> {
        caught(|| {
            let out = Whole::create(path)?;
            let mut book = Workbook::new();
            // Half-written parts hold patient texts: they stay beside the result, not in a folder that others can read.
            book.set_tempdir(out.room()).map_err(failed)?;
            let (taken, formats, tables) = (HashSet::new(), Formats::default(), Vec::new());
            let (zone, most_rows) = (TimeZone::system(), MOST_ROWS);
            Ok(Self { out, book, most_rows, zone, mark, taken, formats, tables, cut: 0, guarded: 0 })
        })
    }

    /// Another number of rows and another time zone than the system's.
    #[cfg(test)]
    pub fn within(mut self, most_rows: u32, zone: TimeZone) -> Self {
        (self.most_rows, self.zone) = (most_rows, zone);
        self
    }

    /// Begins a table in a worksheet of its own; says how it is called in [`Book::row`].
    ///
    /// # Errors
    /// The disk's.
    pub fn table(&mut self, table: Table) -> io::Result<usize> {
        let mut open = Open { table, worksheet: 0, next: 0 };
        self.turn(&mut open)?;
        self.tables.push(open);
        Ok(self.tables.len() - 1)
    }

    /// Writes a table's next row. Of a table that there is not, nothing.
    ///
    /// # Errors
    /// The disk's.
    pub fn row(&mut self, table: usize, cells: &[(Look, Cell<'_>)]) -> io::Result<()> {
        if self.tables.get(table).is_some_and(|open| open.next >= self.most_rows) {
            let mut open = self.tables.remove(table);
            let turned = self.turn(&mut open);
            self.tables.insert(table, open);
            turned?;
        }
        caught(|| self.put(table, cells))
    }

    /// Ends the workbook, and puts it in its place.
    ///
    /// # Errors
    /// The disk's; what was there before is untouched then.
    pub fn finish(mut self) -> io::Result<()> {
        caught(|| {
            for Open { table, worksheet, next } in &self.tables {
                table.end(self.book.worksheet_from_index(*worksheet).map_err(failed)?, *next)?;
            }
            self.book.save_to_writer(&mut self.out).map_err(failed)
        })?;
        self.out.finish()
    }

    /// Begins a table's next worksheet.
    fn turn(&mut self, open: &mut Open) -> io::Result<()> {
        caught(|| {
            if open.next > 0 {
                open.table.end(self.book.worksheet_from_index(open.worksheet).map_err(failed)?, open.next)?;
            }
            open.worksheet = self.book.worksheets().len();
            open.next = open.table.head() + 1;
            let sheet = self.book.add_worksheet_with_constant_memory().map_err(failed)?;
            sheet.set_name(sheet_name(&open.table.name, &mut self.taken)).map_err(failed)?;
            open.table.begin(sheet, &mut self.formats, self.most_rows)
        })
    }

    fn put(&mut self, table: usize, cells: &[(Look, Cell<'_>)]) -> io::Result<()> {
        let Some(Open { table, worksheet, next }) = self.tables.get_mut(table) else { return Ok(()) };
        let sheet = self.book.worksheet_from_index(*worksheet).map_err(failed)?;
        let row = *next;
        *next += 1;
        if table.fitted {
            let columns = table.columns.iter().zip(cells);
            let heights = columns.map(|(column, (look, cell))| match cell {
                Cell::Text(text) if look.wraps() && column.measured => height(text, column.width),
                _ => 0.0,
            });
            sheet.set_row_height(row, heights.fold(height("", 1.0), f64::max)).map_err(failed)?;
        }
        for (n, (look, cell)) in cells.iter().enumerate() {
            let column = u16::try_from(n).unwrap_or(u16::MAX);
            let format = self.formats.of(Kind::As(*look));
            let written = match *cell {
                Cell::Blank if *look == Look::Plain => continue,
                Cell::Blank => sheet.write_blank(row, column, format),
                Cell::Number(number) if *look == Look::Plain => sheet.write_number(row, column, number),
                Cell::Number(number) => sheet.write_number_with_format(row, column, number, format),
                Cell::Fixed(number, decimals) => {
                    sheet.write_number_with_format(row, column, number, self.formats.of(Kind::Fixed(decimals)))
                }
                Cell::Time(at) => match days(at, &self.zone) {
                    Some(days) => sheet.write_number_with_format(row, column, days, self.formats.of(Kind::Time(*look))),
                    None => sheet.write_string(row, column, at),
                },
                Cell::Text(text) => {
                    let short = guard::shorten(text, LONGEST_CELL, &self.mark);
                    self.cut += u64::from(short.is_some());
                    let text = short.as_deref().unwrap_or(text);
                    // Unlike a `'` in a CSV file, the mark changes nothing, so list items get it, too.
                    let guarded = text.starts_with(is_sign);
                    self.guarded += u64::from(guarded);
                    match (guarded, look) {
                        (false, Look::Plain) => sheet.write_string(row, column, text),
                        (false, _) => sheet.write_string_with_format(row, column, text, format),
                        (true, _) => {
                            let format = self.formats.of(Kind::Guarded(*look));
                            sheet.write_string_with_format(row, column, text, format)
                        }
                    }
                }
            };
            written.map_err(failed)?;
        }
        Ok(())
    }
}

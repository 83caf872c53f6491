//! What stands in the last worksheet: what the others are, what their colours mean, and what had to be done to fit.

use std::io;

use batch_words::Words;

use super::super::Exported;
use super::rated;
use crate::rating::file::Criterion;
use crate::rating::workbook::about;
use crate::xlsx::{Book, Cell, Column, Look, Table};

/// Writes the notes.
pub(super) fn write(book: &mut Book, words: &Words, criteria: &[Criterion], tally: &Exported) -> io::Result<()> {
    let table = book.table(Table {
        name: words.export_notes(),
        legend: Vec::new(),
        columns: vec![Column::new(words.export_notes(), 90.0), Column::new("", 26.0), Column::new("", 12.0)],
        frozen: 0,
        filtered: false,
        fitted: true,
    })?;
    put(book, table, &sheets(words, tally.rows))?;
    book.row(table, &[])?;
    about(book, table, words, rated::SEED, criteria)?;
    put(book, table, &colours(words))?;
    put(book, table, &fitted(words, tally))
}

fn put(book: &mut Book, table: usize, lines: &[(Look, String)]) -> io::Result<()> {
    lines.iter().try_for_each(|(look, line)| book.row(table, &[(*look, Cell::Text(line))]))
}

/// What the worksheets are.
fn sheets(words: &Words, rows: u64) -> Vec<(Look, String)> {
    let lines = [
        words.export_notes_all(rows),
        words.workbook_about_summary(),
        words.workbook_about_scoring(),
        words.workbook_about_comparison(),
        words.workbook_about_conversations(),
        words.workbook_about_texts(),
        words.workbook_about_times(),
    ];
    lines.map(|line| (Look::Wrapped, line)).into()
}

/// What the colours mean.
fn colours(words: &Words) -> Vec<(Look, String)> {
    vec![
        (Look::Strong, words.workbook_colours()),
        (Look::Failed, words.export_failed()),
        (Look::Cut, words.export_cut()),
        (Look::Faint, words.workbook_nothing()),
    ]
}

/// What had to be done to fit, and what was odd.
fn fitted(words: &Words, tally: &Exported) -> Vec<(Look, String)> {
    let mut lines = Vec::new();
    if tally.cut > 0 {
        lines.push(words.export_notes_cut(tally.cut));
    }
    if tally.guarded > 0 {
        lines.push(words.export_notes_guarded(tally.guarded));
    }
    if tally.odd > 0 {
        lines.push(words.export_notes_odds(tally.odd));
        lines.extend(tally.odds.iter().map(|odd| words.export_notes_odd(&odd.file, odd.what.sentence(words))));
        if tally.odd > tally.odds.len() as u64 {
            lines.push(words.export_notes_more());
        }
    }
    lines.into_iter().map(|line| (Look::Wrapped, line)).collect()
}

//! The terminal's last lines: a block that stays below whatever is written, on a terminal that may change its size. It is drawn
//! anew from its own lines; nothing is kept of where they stood but how wide they were.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};
use std::{env, io};

use console::Term;

use super::block::Size;
use super::fitting::width;

/// Log lines that come faster than this are written together.
const PAUSE: Duration = Duration::from_millis(50);
/// The size of a terminal that does not tell.
const USUAL: Size = Size { rows: 24, columns: 80 };

/// A terminal with a block, or none.
pub(super) struct Screen(Option<Mutex<Painter>>);

struct Painter {
    term: Term,
    block: Vec<String>,
    /// How wide the lines are that stand there.
    drawn: Vec<usize>,
    /// Lines that are to be written above the block.
    pending: String,
    painted: Option<Instant>,
    warning: Option<String>,
}

impl Screen {
    /// stderr's, if it is a terminal that can move its cursor and a block is wanted.
    pub fn new(wanted: bool) -> Self {
        let term = Term::buffered_stderr();
        let is_able = term.features().is_attended() && env::var_os("TERM").is_none_or(|term| term != "dumb");
        let painter = Painter {
            term,
            block: Vec::new(),
            drawn: Vec::new(),
            pending: String::new(),
            painted: None,
            warning: None,
        };
        Self((wanted && is_able).then(|| Mutex::new(painter)))
    }

    /// True if there is a terminal.
    pub fn is_shown(&self) -> bool {
        self.0.is_some()
    }

    /// How large it is now.
    pub fn size(&self) -> Size {
        self.painter().map_or(USUAL, |painter| painter.size())
    }

    /// The last warning that was written.
    pub fn warning(&self) -> Option<String> {
        self.painter()?.warning.clone()
    }

    /// Writes a line above the block; with its line end. `warning`: what the block says of it.
    pub fn write(&self, line: &str, warning: Option<String>) -> io::Result<()> {
        let Some(mut painter) = self.painter() else { return Ok(()) };
        painter.pending.push_str(line);
        let urgent = warning.is_some();
        painter.warning = warning.or(painter.warning.take());
        let waits = painter.painted.is_some_and(|at| at.elapsed() < PAUSE) && !painter.block.is_empty();
        if urgent || !waits { painter.paint() } else { Ok(()) }
    }

    /// Shows the block; no lines take it away.
    pub fn show(&self, block: Vec<String>) -> io::Result<()> {
        let Some(mut painter) = self.painter() else { return Ok(()) };
        painter.block = block;
        painter.paint()
    }

    fn painter(&self) -> Option<MutexGuard<'_, Painter>> {
        self.0.as_ref().map(|painter| painter.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Painter {
    fn size(&self) -> Size {
        let told = self.term.size_checked().filter(|(rows, columns)| *rows > 0 && *columns > 0);
        told.map_or(USUAL, |(rows, columns)| Size { rows: rows.into(), columns: columns.into() })
    }

    /// Takes away what stands there, and writes what is new; in one piece, so that nothing flickers.
    fn paint(&mut self) -> io::Result<()> {
        let rows = rows_of(&self.drawn, self.size().columns);
        if rows > 0 {
            self.term.move_cursor_up(rows - 1)?;
            self.term.clear_line()?;
            self.term.clear_to_end_of_screen()?;
        }
        self.term.write_str(&self.pending)?;
        self.term.write_str(&self.block.join("\n"))?;
        self.pending.clear();
        self.drawn = self.block.iter().map(|line| width(line)).collect();
        self.painted = Some(Instant::now());
        self.term.flush()
    }
}

/// Rows that lines of these widths take: a terminal that became narrower has broken them.
fn rows_of(widths: &[usize], columns: usize) -> usize {
    widths.iter().map(|width| width.div_ceil(columns.max(1)).max(1)).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_take_more_rows_when_the_terminal_gets_narrower() {
        assert_eq!(rows_of(&[99, 40], 100), 2);
        assert_eq!(rows_of(&[99, 40], 60), 3);
        assert_eq!(rows_of(&[99, 40], 44), 4);
        assert_eq!(rows_of(&[99, 40], 20), 7);
        assert_eq!(rows_of(&[], 80), 0);
    }
}

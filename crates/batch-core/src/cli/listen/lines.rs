//! Events as lines of JSON, written while the run goes on: each an object with `at` (UTC) and `event`.

use std::cell::{Cell, RefCell};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use log::warn;
use serde::Serialize;

use crate::error::Problem;
use crate::events::{JobEvent, Listener};
use crate::ledger::now;
use crate::output::open;
use crate::privacy;
use crate::text;

/// Progress is told a few times a second; a reader gets it once.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

/// Where the lines go.
pub(super) struct Lines {
    path: PathBuf,
    /// Nothing once it refused a line: the run is worth more.
    out: RefCell<Option<BufWriter<Box<dyn Write>>>>,
    progress_at: Cell<Option<Instant>>,
}

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    at: T,
    #[serde(flatten)]
    event: &'a JobEvent<'a>,
}

impl Lines {
    /// Begins the file anew; `-` is stdout.
    pub fn open(path: &Path) -> Result<Self, Problem> {
        let out: Box<dyn Write> = if path == Path::new("-") {
            Box::new(io::stdout())
        } else {
            Box::new(open::foreign(path).map_err(|e| Problem::in_file(path, text::setup::events_file(&e)))?)
        };
        let out = RefCell::new(Some(BufWriter::new(out)));
        Ok(Self { path: path.to_owned(), out, progress_at: Cell::default() })
    }

    fn write(&self, event: &JobEvent<'_>) -> io::Result<()> {
        let mut out = self.out.borrow_mut();
        let Some(out) = out.as_mut() else { return Ok(()) };
        if matches!(event, JobEvent::Progress { .. }) {
            // What happened since the last time is not kept back for longer.
            out.flush()?;
            if self.progress_at.get().is_some_and(|at| at.elapsed() < PROGRESS_EVERY) {
                return Ok(());
            }
            self.progress_at.set(Some(Instant::now()));
        }
        writeln!(out, "{}", privacy::shown_json(&Line { at: now(), event })?)?;
        if matches!(event, JobEvent::Began { .. } | JobEvent::Ended { .. }) { out.flush() } else { Ok(()) }
    }
}

impl Listener for Lines {
    fn hear(&self, event: &JobEvent<'_>) {
        if let Err(e) = self.write(event) {
            self.out.borrow_mut().take();
            // Who reads from a pipe may have heard enough.
            if e.kind() != io::ErrorKind::BrokenPipe {
                warn!("{}", Problem::in_file(&self.path, text::setup::events_file(&e)));
            }
        }
    }
}

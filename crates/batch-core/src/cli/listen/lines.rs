//! Events as lines of JSON, written while the run goes on: each an object with `at` (UTC) and `event`.

use std::cell::{Cell, RefCell};
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
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

/// What stands near the beginning of the first line, and nowhere in a file of another kind.
const MARK: &[u8] = br#""event":"began""#;
const FIRST: u64 = 256;

/// Where the lines go.
pub(super) struct Lines {
    path: PathBuf,
    /// A regular file, whose lines of an earlier run go when this one begins.
    file: Option<File>,
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
    /// Makes the file if there is none; `-` is stdout. What an earlier run told stays until this one begins: it may be
    /// another's that still goes on.
    pub fn open(path: &Path, log: &Path) -> Result<Self, Problem> {
        let stdout = path == Path::new("-");
        let (out, file): (Box<dyn Write>, _) = if stdout {
            (Box::new(io::stdout()), None)
        } else {
            let problem = |e: io::Error| Problem::in_file(path, text::setup::events_file(&e));
            if is_others(path, log).map_err(problem)? {
                return Err(Problem::in_file(path, text::setup::events_over_another()));
            }
            let file = open::foreign(path).map_err(problem)?;
            let again = file.try_clone().map_err(problem)?;
            (Box::new(file), again.metadata().is_ok_and(|meta| meta.is_file()).then_some(again))
        };
        let out = RefCell::new(Some(BufWriter::new(out)));
        Ok(Self { path: path.to_owned(), file, out, progress_at: Cell::default() })
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
        if let (JobEvent::Began { .. }, Some(file)) = (event, &self.file) {
            file.set_len(0)?;
        }
        writeln!(out, "{}", privacy::shown_json(&Line { at: now(), event })?)?;
        if matches!(event, JobEvent::Began { .. } | JobEvent::Ended { .. }) { out.flush() } else { Ok(()) }
    }
}

/// True if a file is there that holds anything but events: a config, a record or a ledger is not to be lost to a slip of the
/// hand. The log may be empty still.
fn is_others(path: &Path, log: &Path) -> io::Result<bool> {
    if !fs::metadata(path).is_ok_and(|meta| meta.is_file()) {
        return Ok(false);
    }
    if fs::canonicalize(log).is_ok_and(|log| fs::canonicalize(path).is_ok_and(|path| path == log)) {
        return Ok(true);
    }
    let mut first = Vec::new();
    open::input(path)?.take(FIRST).read_to_end(&mut first)?;
    Ok(!first.is_empty() && !first.windows(MARK.len()).any(|part| part == MARK))
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

//! Events as lines of JSON, written while the run goes on: each an object with `at` (UTC) and `event`. A thread of its own
//! writes them: a reader who stands still keeps no answer waiting, and no Ctrl-C.

use std::cell::Cell;
use std::fs::{self, File};
use std::io::{self, BufWriter, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, channel, sync_channel};
use std::thread;
use std::time::{Duration, Instant};

use batch_core::base::problem::{Cause, FileProblem, Problem};
use batch_core::ledger::now;
use batch_core::privacy;
use batch_core::run::events::{JobEvent, Listener};
use batch_core::sheets::open;
use batch_words::Words;
use batch_words::problem::sentence;
use log::warn;
use serde::Serialize;

use super::words::wrong;

/// Progress is told a few times a second; a reader gets it once.
const PROGRESS_EVERY: Duration = Duration::from_secs(1);

/// What stands near the beginning of the first line, and nowhere in a file of another kind.
const MARK: &[u8] = br#""event":"began""#;
const FIRST: u64 = 256;

/// Lines that wait for their reader; whoever is further behind is given up.
const MOST_WAITING: usize = 1 << 16;
/// How long the end of a run waits for them.
const PATIENCE: Duration = Duration::from_secs(5);

/// Where the lines go.
pub(super) struct Lines {
    words: &'static Words,
    path: PathBuf,
    /// A regular file, whose lines of an earlier run go when this one begins.
    file: Option<File>,
    /// Nothing once it refused a line: the run is worth more.
    pen: Cell<Option<Pen>>,
    progress_at: Cell<Option<Instant>>,
    /// What was told before the run began.
    before: Cell<Option<Vec<String>>>,
}

/// The thread that writes.
struct Pen {
    lines: SyncSender<String>,
    /// How it ended.
    end: Receiver<io::Result<()>>,
}

#[derive(Serialize)]
struct Line<'a, T: Serialize> {
    at: T,
    #[serde(flatten)]
    event: &'a JobEvent<'a>,
    /// What went wrong, for people.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<String>,
}

impl Lines {
    /// Makes the file if there is none; `-` is stdout. What an earlier run told stays until this one begins: it may be
    /// another's that still goes on.
    pub fn open(words: &'static Words, path: &Path, log: &Path) -> Result<Self, Problem> {
        let problem = |e: io::Error| Problem::in_file(path, FileProblem::EventsFile(e.into()));
        let (out, file): (Box<dyn Write + Send>, _) = if path == Path::new("-") {
            (Box::new(io::stdout()), None)
        } else {
            if is_others(path, log).map_err(problem)? {
                return Err(Problem::in_file(path, FileProblem::EventsOverAnother));
            }
            let file = open::foreign(path).map_err(problem)?;
            let again = file.try_clone().map_err(problem)?;
            (Box::new(file), again.metadata().is_ok_and(|meta| meta.is_file()).then_some(again))
        };
        let pen = Cell::new(Some(Pen::new(out).map_err(problem)?));
        Ok(Self {
            words,
            path: path.to_owned(),
            file,
            pen,
            progress_at: Cell::default(),
            before: Cell::new(Some(Vec::new())),
        })
    }

    fn write(&self, pen: &Pen, event: &JobEvent<'_>) -> io::Result<()> {
        if matches!(event, JobEvent::Progress(_)) {
            if self.progress_at.get().is_some_and(|at| at.elapsed() < PROGRESS_EVERY) {
                return Ok(());
            }
            self.progress_at.set(Some(Instant::now()));
        }
        let line = privacy::shown_json(&Line { at: now(), event, text: wrong(self.words, event) })?;
        match (event, self.before.take()) {
            (JobEvent::Began { .. }, before) => {
                if let Some(file) = &self.file {
                    file.set_len(0)?;
                }
                // What the file is shows in its first line.
                std::iter::once(line).chain(before.unwrap_or_default()).try_for_each(|line| pen.write(line))
            }
            (_, Some(mut before)) => {
                before.push(line);
                self.before.set(Some(before));
                Ok(())
            }
            (_, None) => pen.write(line),
        }
    }
}

impl Pen {
    fn new(out: Box<dyn Write + Send>) -> io::Result<Self> {
        let (lines, waiting) = sync_channel(MOST_WAITING);
        let (ended, end) = channel();
        thread::Builder::new().name("events".to_owned()).spawn(move || ended.send(write(&waiting, out)))?;
        Ok(Self { lines, end })
    }

    fn write(&self, line: String) -> io::Result<()> {
        match self.lines.try_send(line) {
            Ok(()) => Ok(()),
            Err(TrySendError::Full(_)) => Err(unread()),
            Err(TrySendError::Disconnected(_)) => self.end.recv().unwrap_or_else(|_| Err(unread())),
        }
    }

    /// Waits until all of it is written.
    fn close(self) -> io::Result<()> {
        drop(self.lines);
        self.end.recv_timeout(PATIENCE).unwrap_or_else(|_| Err(unread()))
    }
}

fn write(waiting: &Receiver<String>, out: Box<dyn Write + Send>) -> io::Result<()> {
    let mut out = BufWriter::new(out);
    while let Ok(first) = waiting.recv() {
        writeln!(out, "{first}")?;
        for line in waiting.try_iter() {
            writeln!(out, "{line}")?;
        }
        out.flush()?;
    }
    Ok(())
}

fn unread() -> io::Error {
    Cause::Unread.into_error(io::ErrorKind::TimedOut)
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
        let Some(pen) = self.pen.take() else { return };
        let ended = matches!(event, JobEvent::Ended { .. });
        match self.write(&pen, event).and_then(|()| if ended { pen.close().map(|()| None) } else { Ok(Some(pen)) }) {
            Ok(pen) => self.pen.set(pen),
            // Who reads from a pipe may have heard enough.
            Err(e) if e.kind() == io::ErrorKind::BrokenPipe => {}
            Err(e) => {
                let problem = Problem::in_file(&self.path, FileProblem::EventsFile(e.into()));
                warn!("{}", sentence(self.words, &problem));
            }
        }
    }
}

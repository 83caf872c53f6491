//! What moves on stderr: the block below the log, and the log lines above it.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use batch_core::base::problem::{FileProblem, Problem};
use batch_core::job::config::LogLevel;
use batch_core::privacy;
use batch_core::run::events::Standing;
use batch_core::sheets::open;
use batch_words::Words;
use log::{Level, LevelFilter, info};

use super::block::{block, line};
use super::screen::Screen;

/// How often progress is logged where there is no block.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// Length of a log line's date, `2026-01-31 12:34:56`.
const DATE: usize = 19;
/// Of that, the time.
const TIME: usize = 8;

/// The block below the log, or what stands for it.
pub struct Ui {
    /// What is said in.
    pub words: &'static Words,
    screen: Arc<Screen>,
    began: Cell<Instant>,
    next_line: Cell<Instant>,
    log: Arc<Mutex<LogFile>>,
}

impl Ui {
    /// A block if stderr is a terminal and it is wanted; progress lines in the log otherwise.
    #[must_use]
    pub fn new(words: &'static Words, wanted: bool) -> Self {
        let now = Instant::now();
        Self {
            words,
            screen: Arc::new(Screen::new(wanted)),
            began: Cell::new(now),
            next_line: Cell::new(now + LINE_EVERY),
            log: Arc::default(),
        }
    }

    /// From here on log lines go to the file together, at each [`Ui::show`].
    pub fn start(&self) {
        self.began.set(Instant::now());
        self.log_file(|log| log.gathers = true);
    }

    /// Shows where the run is, in words that are made when they are wanted.
    pub fn show(&self, standing: &Standing<'_>) {
        self.log_file(LogFile::write_out);
        if self.screen.is_shown() {
            let (elapsed, warning) = (self.began.get().elapsed(), self.screen.warning());
            let block = block(self.words, standing, elapsed, warning.as_deref(), self.screen.size());
            // A closed stderr must not end the run.
            self.screen.show(block).ok();
        } else if Instant::now() >= self.next_line.get() {
            self.next_line.set(Instant::now() + LINE_EVERY);
            info!("{}", self.words.flow_progress_line(line(self.words, standing)));
        }
    }

    /// Takes the block away.
    pub fn finish(&self) {
        self.log_file(|log| {
            log.gathers = false;
            log.write_out();
        });
        self.screen.show(Vec::new()).ok();
    }

    fn log_file(&self, change: impl FnOnce(&mut LogFile)) {
        change(&mut self.log.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Sends the log to stderr and to the file, as the manual says, in its format.
    ///
    /// # Errors
    /// A [`Problem`] if the file cannot be written; its folder is made.
    pub fn log_to(&self, path: &Path, level: LogLevel, quiet: bool) -> Result<(), Problem> {
        let problem = |e: io::Error| Problem::in_file(path, FileProblem::LogFile(e.into()));
        if let Some(folder) = path.parent().filter(|p| !p.as_os_str().is_empty()) {
            std::fs::create_dir_all(folder).map_err(problem)?;
        }
        let file = open::log(path).map_err(problem)?;
        self.log_file(|log| log.file = Some(file));
        let pipe = Pipe { words: self.words, screen: Arc::clone(&self.screen), log: Arc::clone(&self.log), quiet };
        // Our own lines only: HTTP libraries would put addresses and bodies in.
        let built = env_logger::Builder::new()
            .filter_module("batch_cli", filter(level))
            .target(env_logger::Target::Pipe(Box::new(pipe)))
            .format(|out, record| {
                let level = match record.level() {
                    Level::Error => "ERROR",
                    Level::Warn => "WARNING",
                    Level::Info => "INFO",
                    Level::Debug | Level::Trace => "DEBUG",
                };
                // A record is one line, whatever is in it: names and servers' words cannot forge another.
                let said = privacy::shown_line(&record.args().to_string());
                with_date(|date| writeln!(out, "{date} - {level} - {said}"))
            })
            .try_init();
        // A logger that is there already (tests) is as good.
        drop(built);
        Ok(())
    }
}

fn filter(level: LogLevel) -> LevelFilter {
    match level {
        LogLevel::Debug => LevelFilter::Debug,
        LogLevel::Info => LevelFilter::Info,
        LogLevel::Warning => LevelFilter::Warn,
        LogLevel::Error | LogLevel::Critical => LevelFilter::Error,
    }
}

/// Hands out the date of a log line. It is put into words once a second: time zones make that dear.
fn with_date<T>(write: impl FnOnce(&str) -> T) -> T {
    thread_local! {
        static LAST: RefCell<(i64, String)> = const { RefCell::new((i64::MIN, String::new())) };
    }
    LAST.with_borrow_mut(|(second, date)| {
        let now = jiff::Timestamp::now();
        if now.as_second() != *second {
            *second = now.as_second();
            *date = now.to_zoned(jiff::tz::TimeZone::system()).strftime("%Y-%m-%d %H:%M:%S").to_string();
        }
        write(date)
    })
}

/// The log's file. While a run goes on, lines are gathered for a moment: a write for each would cost more than the rest
/// of a conversation.
#[derive(Default)]
struct LogFile {
    file: Option<File>,
    gathered: Vec<u8>,
    gathers: bool,
    /// Why the file was given up, until it is said.
    trouble: Option<io::Error>,
}

impl LogFile {
    fn add(&mut self, line: &[u8], urgent: bool) {
        self.gathered.extend_from_slice(line);
        if urgent || !self.gathers || self.gathered.len() > 1 << 16 {
            self.write_out();
        }
    }

    fn write_out(&mut self) {
        if let Some(file) = &mut self.file
            && let Err(e) = file.write_all(&self.gathered)
        {
            // The log's disk is full: the run is worth more than its log.
            self.file = None;
            self.trouble = Some(e);
        }
        self.gathered.clear();
    }
}

/// One log line goes to both places.
struct Pipe {
    words: &'static Words,
    screen: Arc<Screen>,
    log: Arc<Mutex<LogFile>>,
    quiet: bool,
}

impl Write for Pipe {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        // The level stands behind the date, whose length is fixed.
        let level = line.get(DATE..).unwrap_or_default();
        let urgent = level.starts_with(b" - WARNING - ") || level.starts_with(b" - ERROR - ");
        let trouble = {
            let mut log = self.log.lock().unwrap_or_else(PoisonError::into_inner);
            log.add(line, urgent);
            log.trouble.take()
        };
        if let Some(e) = trouble {
            let said = privacy::shown_line(
                &self.words.warning(batch_words::problem::what(self.words, &FileProblem::LogFile(e.into()).into())),
            );
            self.show(&format!("{said}\n"), Some(said));
        }
        if !self.quiet || urgent {
            let line = String::from_utf8_lossy(line);
            // The time and what it is, for the block; the date and the level are known.
            let time = line.get(DATE - TIME..DATE).unwrap_or_default();
            let said = line.get(DATE..).and_then(|rest| rest.splitn(3, " - ").nth(2)).unwrap_or_default();
            self.show(&line, urgent.then(|| format!("{time} {}", said.trim_end())));
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl Pipe {
    fn show(&self, line: &str, warning: Option<String>) {
        // A closed stderr must not end the run.
        if self.screen.is_shown() {
            self.screen.write(line, warning).ok();
        } else {
            io::stderr().write_all(line.as_bytes()).ok();
        }
    }
}

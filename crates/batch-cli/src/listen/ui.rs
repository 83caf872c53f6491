//! What moves on stderr: the bar, and the log lines that must not tear it.

use std::cell::{Cell, RefCell};
use std::fs::File;
use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use batch_core::base::problem::{FileProblem, Problem};
use batch_core::job::config::LogLevel;
use batch_core::privacy;
use batch_core::sheets::open;
use batch_words::Words;
use indicatif::{MultiProgress, ProgressBar, ProgressDrawTarget, ProgressStyle};
use log::{Level, LevelFilter, info};

/// How often progress is logged where there is no bar.
const LINE_EVERY: Duration = Duration::from_secs(30);

/// Length of a log line's date, `2026-01-31 12:34:56`.
const DATE: usize = 19;

/// The bar, or what stands for it.
pub struct Ui {
    /// What is said in.
    pub words: &'static Words,
    screen: MultiProgress,
    bar: RefCell<Option<ProgressBar>>,
    next_line: Cell<Instant>,
    log: Arc<Mutex<LogFile>>,
}

impl Ui {
    /// A bar if stderr is a terminal and nobody asked for quiet; progress lines in the log otherwise.
    #[must_use]
    pub fn new(words: &'static Words, quiet: bool) -> Self {
        let shown = io::stderr().is_terminal() && !quiet;
        let target = if shown { ProgressDrawTarget::stderr_with_hz(10) } else { ProgressDrawTarget::hidden() };
        Self {
            words,
            screen: MultiProgress::with_draw_target(target),
            bar: RefCell::default(),
            next_line: Cell::new(Instant::now() + LINE_EVERY),
            log: Arc::default(),
        }
    }

    /// Shows the bar. From here on log lines go to the file together, at each [`Ui::show`].
    pub fn start(&self, total: usize, done: usize) {
        self.log_file(|log| log.gathers = true);
        if self.screen.is_hidden() {
            return;
        }
        let bar = ProgressBar::new(total as u64);
        if let Ok(style) = ProgressStyle::with_template("[{elapsed_precise}] {bar:24} {wide_msg}") {
            bar.set_style(style.progress_chars("█▉▊▋▌▍▎▏ "));
        }
        let bar = self.screen.add(bar);
        bar.set_position(done as u64);
        self.bar.replace(Some(bar));
    }

    /// Shows where the run is, in the words that are made when they are wanted.
    pub fn show(&self, done: usize, message: impl FnOnce() -> String) {
        self.log_file(LogFile::write_out);
        if let Some(bar) = &*self.bar.borrow() {
            bar.set_position(done as u64);
            bar.set_message(privacy::shown_line(&message()));
            bar.tick();
        } else if Instant::now() >= self.next_line.get() {
            self.next_line.set(Instant::now() + LINE_EVERY);
            info!("{}", self.words.flow_progress_line(message()));
        }
    }

    /// Takes the bar away.
    pub fn finish(&self) {
        self.log_file(|log| {
            log.gathers = false;
            log.write_out();
        });
        if let Some(bar) = self.bar.take() {
            bar.finish_and_clear();
        }
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
        let pipe = Pipe {
            words: self.words,
            screen: self.screen.clone(),
            hidden: self.screen.is_hidden(),
            log: Arc::clone(&self.log),
            quiet,
        };
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
    screen: MultiProgress,
    hidden: bool,
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
            self.screen.suspend(|| writeln!(io::stderr(), "{said}")).ok();
        }
        if !self.quiet || urgent {
            // A closed stderr must not end the run.
            if self.hidden {
                io::stderr().write_all(line).ok();
            } else {
                self.screen.suspend(|| io::stderr().write_all(line)).ok();
            }
        }
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

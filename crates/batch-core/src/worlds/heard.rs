//! What a run says: the log lines of this thread.

use std::cell::RefCell;

use log::{LevelFilter, Log, Metadata, Record};

thread_local! {
    static LINES: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
}

struct Ear;

impl Log for Ear {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &Record<'_>) {
        LINES.with_borrow_mut(|lines| lines.push(record.args().to_string()));
    }

    fn flush(&self) {}
}

/// What is said while something is done.
pub fn heard<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    // Whoever else installs it installs the same.
    log::set_logger(&Ear).ok();
    log::set_max_level(LevelFilter::Info);
    LINES.take();
    let done = work();
    (done, LINES.take())
}

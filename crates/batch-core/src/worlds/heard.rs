//! What a run tells: the events of this thread, as lines of JSON.

use std::cell::RefCell;

use crate::run::events::{JobEvent, Listener};

thread_local! {
    /// Nothing while nobody listens: a line of JSON costs more than a call.
    static LINES: RefCell<Option<Vec<String>>> = const { RefCell::new(None) };
}

/// Whoever takes the events of this thread in.
pub struct Here;

impl Listener for Here {
    fn hear(&self, event: &JobEvent<'_>) {
        hear(event);
    }
}

/// Takes an event in.
pub fn hear(event: &JobEvent<'_>) {
    LINES.with_borrow_mut(|lines| {
        if let Some(lines) = lines.as_mut().filter(|_| !matches!(event, JobEvent::Progress { .. })) {
            lines.push(serde_json::to_string(event).unwrap());
        }
    });
}

/// What is told while something is done.
pub fn heard<T>(work: impl FnOnce() -> T) -> (T, Vec<String>) {
    LINES.set(Some(Vec::new()));
    let done = work();
    (done, LINES.take().unwrap())
}

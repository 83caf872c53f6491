//! Who listens to a run: the bar and the log, which are words for people, and `--events`, which are lines for programs.

mod block;
mod fitting;
mod lines;
mod screen;
#[cfg(test)]
mod tests;
mod ui;
mod words;

use std::path::Path;

use batch_core::base::problem::Problem;
use batch_core::run::events::{JobEvent, Listener};

use self::lines::Lines;
pub(crate) use self::ui::Ui;
use super::say;

/// All of them.
pub(crate) struct Listeners {
    ui: Ui,
    /// Whether what belongs to the banner stands on stdout, too.
    talks: bool,
    lines: Option<Lines>,
}

impl Listeners {
    /// Bar and log, and lines if a place for them is named, which must not be the log's.
    ///
    /// # Errors
    /// A [`Problem`] that names the file if it cannot be written, or holds something else.
    pub(crate) fn new(ui: Ui, talks: bool, events: Option<&Path>, log: &Path) -> Result<Self, Problem> {
        let lines = events.map(|events| Lines::open(ui.words, events, log)).transpose()?;
        Ok(Self { ui, talks, lines })
    }
}

impl Listener for Listeners {
    fn hear(&self, event: &JobEvent<'_>) {
        match event {
            JobEvent::Began { .. } => self.ui.start(),
            JobEvent::Progress(standing) => self.ui.show(standing),
            JobEvent::Ended { .. } => self.ui.finish(),
            _ => words::log(self.ui.words, event),
        }
        if self.talks {
            words::before(self.ui.words, event).iter().for_each(|line| say(line));
        }
        if let Some(lines) = &self.lines {
            lines.hear(event);
        }
    }
}

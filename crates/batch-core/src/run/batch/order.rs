//! What is to be done in the batch service.

use std::time::Duration;

use serde::Serialize;

/// See the module.
#[derive(Debug, Clone, PartialEq)]
pub struct Order {
    /// How far it is to go.
    pub task: Task,
    /// What becomes of conversations that come back without an answer.
    pub leftovers: Leftovers,
    /// After so long, what is not answered is asked online.
    pub deadline: Option<Duration>,
    /// Files stay at the platform.
    pub keep_remote: bool,
    /// Conversations that go together, at most.
    pub lines: usize,
    /// Parts that may be at the platform at a time.
    pub parts: usize,
    /// How long the platform has, in its own words; `None`: the usual.
    pub window: Option<String>,
    /// Time between two looks.
    pub every: Duration,
}

impl Order {
    /// Conversations that go together where nobody says: few are soon back, and little is lost with them.
    pub const LINES: usize = 1000;
    /// Parts at a time where nobody says.
    pub const PARTS: usize = 10;
    /// Time between two looks at a platform.
    pub const EVERY: Duration = Duration::from_secs(20);

    /// True if what the batch service does not answer is asked by calls in the end.
    #[must_use]
    pub fn ends_online(&self) -> bool {
        self.task == Task::All && (self.leftovers == Leftovers::Online || self.deadline.is_some())
    }
}

impl Default for Order {
    fn default() -> Self {
        Self {
            task: Task::All,
            leftovers: Leftovers::default(),
            deadline: None,
            keep_remote: false,
            lines: Self::LINES,
            parts: Self::PARTS,
            window: None,
            every: Self::EVERY,
        }
    }
}

/// How far it is to go.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Task {
    /// To the end.
    All,
    /// Give it to the platform, and leave.
    Submit,
    /// Fetch what is there, and leave.
    Fetch,
    /// Have it cancelled, and fetch what is there.
    Cancel,
}

/// What becomes of conversations that the batch service did not answer, though another time it might.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Leftovers {
    /// They go there again, as often as a call would be made again.
    #[default]
    Batch,
    /// They are asked by calls.
    Online,
    /// They are left for another run.
    Leave,
}

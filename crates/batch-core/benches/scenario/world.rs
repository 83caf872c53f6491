//! What the second server is told: how long it takes, what it allows, what goes wrong. Draws are a function of seed,
//! conversation and attempt, so that every client meets the same luck.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::time::Duration;

use crate::meter::Minute;

/// A platform for one row.
#[derive(Debug, Clone)]
pub struct World {
    /// Median of the log-normal latencies.
    pub median: Duration,
    /// How many calls at once, from so many seconds after the first call on. Empty: any number.
    pub slots: Vec<(f64, usize)>,
    /// How many calls a minute.
    pub minute: Option<Minute>,
    /// `Retry-After` of refusals, in seconds.
    pub retry_after: Option<u64>,
    /// Answers and refusals say what is left of the minute, in `x-ratelimit-*` headers.
    pub told: bool,
    /// What goes wrong, and how often.
    pub faults: Vec<(f64, Fault)>,
    /// Closes the connection after each reply without saying so.
    pub closes: bool,
    /// A model that is always refused, and with which status.
    pub shut: Option<(&'static str, u16)>,
}

/// How a call goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fault {
    /// Another status, at once.
    Status(u16),
    /// The connection breaks before the answer.
    Reset,
    /// The connection breaks in the middle of the answer.
    Cut,
    /// The answer is half a JSON text, whole as HTTP goes.
    Malformed,
    /// No answer ever.
    Hang,
}

const SPREAD: f64 = 0.4;

impl World {
    /// Nothing goes wrong, and anything is allowed.
    pub fn calm(median_ms: u64) -> Self {
        Self {
            median: Duration::from_millis(median_ms),
            slots: Vec::new(),
            minute: None,
            retry_after: None,
            told: false,
            faults: Vec::new(),
            closes: false,
            shut: None,
        }
    }

    /// Latency and fault of one attempt of a conversation.
    pub fn draw(&self, conversation: u64, attempt: u32) -> (f64, Option<Fault>) {
        let mut hasher = DefaultHasher::new();
        (conversation, attempt).hash(&mut hasher);
        let mut random = fastrand::Rng::with_seed(hasher.finish());
        // Box and Muller.
        let normal = (-2.0 * (1.0 - random.f64()).ln()).sqrt() * (std::f64::consts::TAU * random.f64()).cos();
        let latency = self.median.as_secs_f64() * (SPREAD * normal).exp();
        let mut at = random.f64();
        let fault = self.faults.iter().find(|(share, _)| {
            at -= share;
            at < 0.0
        });
        (latency, fault.map(|(_, fault)| *fault))
    }
}

/// What a conversation is told apart by: its model and its last message.
pub fn digest(model: &str, input: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    (model, input).hash(&mut hasher);
    hasher.finish()
}

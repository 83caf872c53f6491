//! What some calls cost.

use std::ops::AddAssign;

use serde::{Deserialize, Serialize};

/// What some calls cost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Bill {
    /// Calls billed.
    pub calls: u64,
    /// Prompt tokens, cached ones included.
    pub prompt: u64,
    /// Prompt tokens from the platform's cache.
    pub cached: u64,
    /// Completion tokens, thinking included.
    pub completion: u64,
    /// Tokens spent on thinking.
    pub reasoning: u64,
    /// Money, in the platform's currency.
    pub cost: f64,
}

impl AddAssign for Bill {
    fn add_assign(&mut self, other: Self) {
        self.calls += other.calls;
        self.prompt += other.prompt;
        self.cached += other.cached;
        self.completion += other.completion;
        self.reasoning += other.reasoning;
        self.cost += other.cost;
    }
}

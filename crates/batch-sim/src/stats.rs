//! What a simulator counts.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::batch::count::BatchStats;
use crate::bill::Bill;

/// The counters of a simulator, as [`Sim::stats`](crate::Sim::stats) and `GET /stats` give them.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Stats {
    /// Connections that were opened.
    pub connections: u64,
    /// Requests by path, those that lead nowhere too; not those to the simulator's own paths.
    pub paths: BTreeMap<String, u64>,
    /// Requests to a chat path.
    pub calls: u64,
    /// Calls for which an answer with content was made: HTTP 200, a text that is not empty, billed.
    pub answered: u64,
    /// Different conversations among those.
    pub distinct: u64,
    /// Answers beyond the first of the same conversation, summed up.
    pub answered_twice: u64,
    /// Answers cut by the cap (finish_reason `length`), also those of which nothing is left.
    pub cut: u64,
    /// Replies under HTTP 200 that say nothing or refuse, billed.
    pub empty: u64,
    /// Answers that were made and billed, but spoiled on the way by a fault.
    pub spoiled: u64,
    /// Calls whose client went away before the answer. Billed or not: see `Options::bill_abandoned`.
    pub abandoned: u64,
    /// Replies that the connection did not take.
    pub client_gone: u64,
    /// Calls that the server is working on.
    pub in_flight: u64,
    /// Most of them at a time.
    pub peak_in_flight: u64,
    /// Replies with HTTP 429.
    pub rejected_429: u64,
    /// All error replies by status and code, such as `429 rate_limit_reached_error`.
    pub rejected: BTreeMap<String, u64>,
    /// Calls refused for their key.
    pub auth_failures: u64,
    /// What went wrong on purpose, by kind.
    pub faults: BTreeMap<String, u64>,
    /// Sum of the bill, for convenience.
    pub prompt_tokens: u64,
    /// Thinking included.
    pub completion_tokens: u64,
    /// Part of the prompt tokens.
    pub cached_tokens: u64,
    /// Part of the completion tokens.
    pub reasoning_tokens: u64,
    /// What the account has to pay, by real model.
    pub bill: BTreeMap<String, Bill>,
    /// The part of the bill that no client can have read: abandoned calls, spoiled answers, answers without usage
    /// (streams that were not asked for it, too).
    pub unseen: Bill,
    /// What is left on the account.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub balance: Option<f64>,
    /// The batch service, files and batches. What its lines came to is in the other counters, too.
    pub batch: BatchStats,
    /// When the first call came in, milliseconds after the start.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub first_call_at_ms: Option<f64>,
    /// When the last reply was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_reply_at_ms: Option<f64>,
    /// Latencies drawn, milliseconds, in the order in which calls were admitted. Only with `GET /stats?latencies=1` and
    /// from [`Sim::stats`](crate::Sim::stats).
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub latencies: Vec<f64>,
}

impl Stats {
    /// The whole bill.
    #[must_use]
    pub fn total(&self) -> Bill {
        let mut total = Bill::default();
        for bill in self.bill.values() {
            total += *bill;
        }
        total
    }
}

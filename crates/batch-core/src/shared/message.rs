//! What a process and the script say to each other, as JSON. Names and numbers of the process itself; never a word of what
//! is asked or answered.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a process says: all that it holds, and what it wants.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Said {
    /// The process.
    pub id: String,
    /// Its words are numbered from 1: one that is overtaken by a later one is not taken in. 0: it has no number.
    #[serde(skip_serializing_if = "is_none")]
    pub number: u64,
    /// It only looks, and is none of those who share.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub look: bool,
    /// It leaves, and holds nothing from here on.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub bye: bool,
    /// Calls in flight that the config allows, all groups together.
    pub ceiling: u32,
    /// Its limit groups.
    pub groups: Vec<GroupSaid>,
    /// Its money, if there is a budget.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<MoneySaid>,
}

fn is_none(number: &u64) -> bool {
    *number == 0
}

/// What is said of one limit group.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct GroupSaid {
    /// Its name: a model's, or nothing where the account has one.
    pub name: String,
    /// Calls in flight that the config allows.
    pub ceiling: u32,
    /// Requests a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rpm: Option<u32>,
    /// Tokens a minute.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub tpm: Option<u64>,
    /// Calls in flight, with those that were granted and are not sent yet.
    pub flying: u32,
    /// Calls that could go out now.
    pub want: u32,
    /// Tokens of each.
    pub tokens: u64,
    /// The most that each can cost.
    pub money: f64,
    /// Tokens that were granted and not used: in which second, and how many; below zero if more were used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub refunds: Vec<(u64, i64)>,
    /// The process's own limit, if it was lowered since.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cut: Option<u32>,
    /// True if the platform named that number.
    pub stated: bool,
    /// Milliseconds for which the group is not to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub freeze: Option<u64>,
}

/// What a process says of its money.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct MoneySaid {
    /// The budget's name: with its currency.
    pub name: String,
    /// Whose ledger it is: processes on one folder count what earlier runs spent there once.
    pub folder: String,
    /// What may be spent.
    pub limit: f64,
    /// What this run has spent.
    pub spent: f64,
    /// What its calls in flight may cost.
    pub held: f64,
    /// What earlier runs had spent, as the ledger says: said until it is heard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<f64>,
    /// What it was last told to remember.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub memory: Option<Memory>,
}

/// What everybody remembers of a budget, should the limiter lose all: what was spent by who is gone, by folder, and what each
/// other process has spent and holds, with its folder.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Memory {
    /// By folder.
    pub folders: BTreeMap<String, f64>,
    /// By process.
    pub others: BTreeMap<String, (String, f64)>,
}

/// What the script answers.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct Reply {
    /// Processes that share.
    pub processes: u32,
    /// Milliseconds in which nothing is granted, because nothing is known of the account.
    pub opens: u64,
    /// Of each group, in the order in which it was said.
    #[serde(default)]
    pub groups: Vec<GroupTold>,
    /// Of the budget.
    #[serde(default)]
    pub money: Option<MoneyTold>,
}

/// What a process may do in one limit group.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct GroupTold {
    /// Calls that may go out.
    pub calls: u32,
    /// Why they are not as many as it wants.
    #[serde(default)]
    pub why: Option<HeldBy>,
    /// Milliseconds until asking again makes sense.
    pub wait: u64,
    /// The second in which they count.
    pub second: u64,
    /// Calls in flight that all processes may have together.
    pub ceiling: u32,
    /// Those that they have.
    pub flying: u32,
    /// Calls in flight that this process may have of a ceiling that was found together, while others want theirs.
    #[serde(default)]
    pub share: Option<u32>,
    /// Milliseconds in which nobody asks.
    pub frozen: u64,
    /// Limits that others gave, where they are stricter: they hold for all.
    #[serde(default)]
    pub strict: Option<Strict>,
}

/// The strictest of the limits that processes gave.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
pub struct Strict {
    /// Calls in flight.
    pub ceiling: u32,
    /// Requests a minute, if anybody gave them.
    #[serde(default)]
    pub rpm: Option<u32>,
    /// Tokens a minute, if anybody gave them.
    #[serde(default)]
    pub tpm: Option<u64>,
}

/// Why fewer calls are granted than are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HeldBy {
    /// Nothing is known of the account yet.
    Opens,
    /// The platform asked for a pause.
    Frozen,
    /// Calls at once: the others have theirs.
    Calls,
    /// Requests a minute.
    Requests,
    /// Tokens a minute.
    Tokens,
    /// The common budget.
    Money,
}

/// What is known of the common budget.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
pub struct MoneyTold {
    /// Spent, all processes and folders together.
    pub spent: f64,
    /// What their calls in flight may cost.
    pub held: f64,
    /// What is to be said again.
    #[serde(default)]
    pub memory: Option<Memory>,
}

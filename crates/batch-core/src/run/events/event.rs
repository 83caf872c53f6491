//! The events themselves.

use std::path::Path;
use std::time::Duration;

use serde::Serialize;

use super::json::{fault_said, is_none, seconds};
use super::standing::Standing;

use crate::base::problem::{Cause, LimiterTrouble, Problem};
use crate::ledger::{self, Spending};
use crate::platform::BatchState;
use crate::platform::fault::Fault;
use crate::platform::reply::Finish;
use crate::run::summary::{self, FileList, Left};
use crate::wire::ConnectionTrouble;

/// The conversation that an event is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Whose<'a> {
    /// The model, by its name in the config.
    pub model: &'a str,
    /// The person.
    pub people: &'a str,
    /// The prompt's number in its file.
    pub prompt: usize,
}

/// A shard's part of a budget.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ShardBudget<'a> {
    /// What all shards may spend together.
    pub all: f64,
    /// How many they are.
    pub of: u16,
    /// What this one may still spend.
    pub left: f64,
    /// In which currency.
    pub currency: &'a str,
}

/// What happened. Texts of patients, prompts and answers are in none of them.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "event", rename_all = "snake_case")]
pub enum JobEvent<'a> {
    /// The plan is read.
    Planned {
        /// Its models.
        models: usize,
        /// Its people.
        people: usize,
    },
    /// The file system knows no locks: two processes could work on the same folder.
    NoLock {
        /// What it said.
        cause: &'a Cause,
    },
    /// Another process has the shard, and may be ending.
    Taken {
        /// What it calls itself; empty if it has not said so yet.
        owner: &'a str,
        /// How long it is waited for at most.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        patience: Duration,
    },
    /// Only a part of the job is this run's.
    Sharded {
        /// Which part: `2/8`.
        shard: String,
        /// Sheets of the job that are in it.
        sheets: usize,
        /// Sheets of the job.
        all: usize,
        /// If there is a budget.
        #[serde(skip_serializing_if = "Option::is_none")]
        budget: Option<ShardBudget<'a>>,
    },
    /// What earlier runs left does not count any more, and is moved aside.
    StartedAfresh {
        /// Answers of the part of the job that filters leave; none: of the whole job.
        #[serde(skip_serializing_if = "Option::is_none")]
        answers: Option<usize>,
        /// Where it is now.
        folder: &'a Path,
    },
    /// The ledger's last line was not written to its end, and is gone.
    LedgerTorn {
        /// How much of it there was.
        bytes: u64,
    },
    /// Lines of the ledger are damaged; their conversations are asked again.
    LedgerDamaged {
        /// Their numbers, from 1.
        lines: &'a [u64],
        /// Where they are now.
        aside: &'a Path,
    },
    /// Lines of a ledger are damaged in which other shards noted conversations of this one: what cannot be read of them is asked
    /// again.
    OtherLedgerDamaged {
        /// Which.
        ledger: &'a Path,
        /// Their numbers, from 1.
        lines: &'a [u64],
    },
    /// Files in sheets' places that this program did not write, or that somebody changed.
    Strangers {
        /// Which.
        files: &'a FileList,
        /// Where they are moved when a sheet takes their place.
        folder: &'a Path,
    },
    /// Every conversation has its answer.
    NothingToDo,
    /// Earlier runs left something.
    Resuming {
        /// What is answered and what is not.
        #[serde(flatten)]
        left: &'a Left,
    },
    /// What may be spent.
    Budget {
        /// All of it, earlier runs included.
        limit: f64,
        /// In which currency.
        currency: &'a str,
        /// What earlier runs into the same folder spent of it.
        earlier: Spending,
        /// What they spent in other currencies, which does not count.
        others: &'a [(String, f64)],
        /// If the worst case of each call leaves room for fewer calls than the config allows.
        #[serde(skip_serializing_if = "Option::is_none")]
        holds_back: Option<HoldsBack>,
    },
    /// Models whose price is unknown.
    Unpriced {
        /// Which.
        models: &'a [&'a str],
    },
    /// Everything is read and checked; calls follow.
    Began {
        /// Conversations of this run.
        conversations: usize,
        /// Those that earlier runs answered.
        kept: usize,
    },
    /// A model's conversations with a person are taken up.
    SheetOpened {
        /// The model.
        model: &'a str,
        /// The person.
        people: &'a str,
        /// How many of them are to be asked.
        conversations: usize,
    },
    /// A call goes out.
    Sent {
        /// Whose.
        #[serde(flatten)]
        whose: Whose<'a>,
        /// 1 is the first.
        attempt: u32,
    },
    /// A conversation is answered.
    Answered {
        /// Whose.
        #[serde(flatten)]
        whose: Whose<'a>,
        /// Calls that it took.
        attempt: u32,
        /// What the last of them took.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        took: Duration,
        /// `finish_reason`, as the platform names it.
        #[serde(skip_serializing_if = "Option::is_none")]
        finish_reason: Option<&'a str>,
        /// Why the answer may not be whole.
        #[serde(rename = "whole", serialize_with = "is_none")]
        unfinished: Option<Finish>,
        /// Tokens.
        #[serde(skip_serializing_if = "Option::is_none")]
        usage: Option<ledger::Usage>,
        /// What the call cost, in the currency of the prices.
        #[serde(skip_serializing_if = "Option::is_none")]
        cost: Option<f64>,
    },
    /// An answer of this run may be another conversation's: it counts no more, and is asked for again.
    TakenBack {
        /// Whose.
        #[serde(flatten)]
        whose: Whose<'a>,
    },
    /// An attempt failed; the conversation is asked again after a wait.
    Retrying {
        /// Whose.
        #[serde(flatten)]
        whose: Whose<'a>,
        /// The attempt that failed.
        attempt: u32,
        /// What happened.
        #[serde(serialize_with = "fault_said")]
        fault: &'a Fault,
        /// How long.
        #[serde(rename = "wait_seconds", serialize_with = "seconds")]
        wait: Duration,
    },
    /// A conversation is given up.
    Failed {
        /// Whose.
        #[serde(flatten)]
        whose: Whose<'a>,
        /// Retries that it had.
        retries: u32,
        /// Why.
        #[serde(serialize_with = "fault_said")]
        fault: &'a Fault,
        /// True if the reason was told before: it is the model's or the record's.
        #[serde(skip)]
        told: bool,
    },
    /// A model is given up: the rest of its conversations fail without being asked.
    ModelDropped {
        /// The model.
        model: &'a str,
        /// Why.
        #[serde(serialize_with = "fault_said")]
        fault: &'a Fault,
    },
    /// All conversations of a model with a person are settled.
    SheetDone {
        /// The model.
        model: &'a str,
        /// The person.
        people: &'a str,
        /// Those that have an answer.
        answered: usize,
        /// How many there are.
        of: usize,
        /// Since it was taken up.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        took: Duration,
    },
    /// A sheet's file is on the disk.
    Saved {
        /// Its name.
        file: &'a str,
        /// False if it was there and said the same.
        changed: bool,
    },
    /// A file that this program did not write, or that somebody changed, was in a sheet's place.
    MovedAside {
        /// Its name.
        file: &'a str,
        /// Where it is now.
        folder: &'a Path,
    },
    /// Such a file has answers, the sheet has none: the file stays.
    NotReplaced {
        /// Its name.
        file: &'a str,
    },
    /// The platform serves fewer calls at once than were sent.
    ConcurrencyLimited {
        /// The models that the limit is for; none: all.
        models: &'a [&'a str],
        /// Calls at once from here on.
        limit: u32,
    },
    /// The platform serves so many calls a minute; nobody had said so.
    RateLearned {
        /// The models that the limit is for; none: all.
        models: &'a [&'a str],
        /// Calls a minute.
        per_minute: usize,
    },
    /// Different conversations fail one after the other, and none is served: only probes go out.
    Held {
        /// The models that are held; none: all.
        models: &'a [&'a str],
        /// What the last of them met.
        #[serde(serialize_with = "fault_said")]
        fault: &'a Fault,
    },
    /// One is served again.
    ServedAgain {
        /// How long nothing was.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        after: Duration,
    },
    /// There is no way to the platform.
    LinkDown {
        /// What shows it.
        #[serde(serialize_with = "fault_said")]
        fault: &'a Fault,
    },
    /// There is one again.
    LinkUp {
        /// How long there was none.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        after: Duration,
    },
    /// It is waited for no longer.
    LinkGivenUp {
        /// How long it was waited for.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        limit: Duration,
    },
    /// The limiter is there: what is asked is asked as it allows.
    LimiterJoined {
        /// Where it is, without user and password.
        address: &'a str,
        /// Processes that share it now.
        processes: u32,
    },
    /// The limiter gives no answer.
    LimiterAway {
        /// Why.
        why: &'a LimiterTrouble,
        /// So many share the limits meanwhile, each its part; none: nothing is asked.
        #[serde(skip_serializing_if = "Option::is_none")]
        share: Option<u32>,
    },
    /// The limiter answers again.
    LimiterBack {
        /// How long it did not.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        after: Duration,
    },
    /// It is not waited for any longer.
    LimiterGivenUp {
        /// How long it was.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        limit: Duration,
    },
    /// Nothing of a model is served; the rest of it is left for another run.
    Starved {
        /// The model.
        model: &'a str,
        /// For how long.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        after: Duration,
    },
    /// The platform asks for a longer wait than a run can bear.
    WaitTooLong {
        /// The model.
        model: &'a str,
        /// How long.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        wait: Duration,
    },
    /// Conversations go to the batch service together.
    Submitted {
        /// Their model.
        model: &'a str,
        /// How many they are.
        conversations: usize,
        /// The platform's id of their batch.
        batch: &'a str,
    },
    /// Earlier runs left conversations in the batch service.
    TakenOver {
        /// In so many batches.
        parts: usize,
        /// How many they are.
        conversations: usize,
    },
    /// A batch that an earlier run, or an operation that nobody confirmed, made was found.
    Adopted {
        /// Its model.
        model: &'a str,
        /// Its id.
        batch: &'a str,
    },
    /// A batch was made twice; this one is cancelled, and may be paid for.
    SurplusBatch {
        /// Its model.
        model: &'a str,
        /// Its id.
        batch: &'a str,
    },
    /// A batch is over, and what it brought is in the ledger.
    BatchEnded {
        /// Its model.
        model: &'a str,
        /// Its id.
        batch: &'a str,
        /// How it ended.
        state: BatchState,
        /// Conversations that came back, with an answer or without.
        came: usize,
        /// Of them, without one.
        failed: usize,
        /// Those of which nothing was said.
        missing: usize,
    },
    /// Conversations that were given to another address's batch service: they wait there.
    BatchElsewhere {
        /// Their model.
        model: &'a str,
        /// Where.
        address: &'a str,
        /// How many they are.
        conversations: usize,
    },
    /// Answers came to conversations that the job does not have, and are kept.
    KeptElsewhere {
        /// How many.
        answers: usize,
    },
    /// The platform says that there is no such batch.
    BatchLost {
        /// Its model.
        model: &'a str,
        /// Its id.
        batch: &'a str,
        /// What it was to bring.
        conversations: usize,
    },
    /// An operation of the batch service did not go well; it is tried again.
    BatchTrouble {
        /// Which.
        step: BatchStep,
        /// What happened.
        #[serde(serialize_with = "fault_said")]
        fault: &'a Fault,
    },
    /// A model is not asked in the batch service any more.
    NotInBatch {
        /// The model.
        model: &'a str,
        /// Why.
        #[serde(serialize_with = "fault_said")]
        fault: &'a Fault,
    },
    /// The time has come: the batches are cancelled, and the rest is asked online.
    DeadlineReached {
        /// How many wait.
        conversations: usize,
    },
    /// The run ends, and the batch service goes on.
    LeftInBatch {
        /// So many batches.
        parts: usize,
        /// With so many conversations.
        conversations: usize,
    },
    /// Files with patients' words could not be removed from the platform.
    FilesRemain {
        /// Their ids there.
        files: &'a [String],
    },
    /// The user wants it to end: nothing new goes out.
    Interrupted {
        /// Calls that are waited for.
        in_flight: usize,
        /// How long at most.
        #[serde(rename = "seconds", serialize_with = "seconds")]
        grace: Duration,
    },
    /// They are waited for no longer.
    Abandoned {
        /// Calls whose answers are lost.
        in_flight: usize,
    },
    /// A reply named more tokens than can be.
    TokensClamped {
        /// The model.
        model: &'a str,
    },
    /// What connections have shown of the server.
    Connections {
        /// What it is.
        #[serde(flatten)]
        shown: ConnectionTrouble,
    },
    /// Something is odd that the user may want to mend.
    Warned {
        /// What.
        problem: &'a Problem,
    },
    /// Something went wrong that the user must mend.
    Broke {
        /// What.
        problem: &'a Problem,
    },
    /// It is over.
    Ended {
        /// What came of it: what `--json` prints.
        #[serde(flatten)]
        summary: &'a summary::Json<'a>,
    },
    /// Where the run is, a few times a second.
    Progress(Standing<'a>),
}

/// An operation of the batch service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum BatchStep {
    /// A file is sent.
    Upload,
    /// A batch is made of it.
    Create,
    /// Batches are listed.
    List,
    /// A batch is looked at.
    Look,
    /// Its file is looked through.
    Validate,
    /// Its results are fetched.
    Fetch,
}

/// A budget that leaves room for few calls at once.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct HoldsBack {
    /// What one conversation may cost at most, at the price of the way that it goes first.
    pub worst: f64,
    /// Conversations at once that it leaves room for.
    pub at_once: u32,
    /// They go to a batch service together: it is no matter of speed.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub in_parts: bool,
}

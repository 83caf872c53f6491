//! What is held against every run with held calls. Each promise has a name, which a broken one is told by.

use std::collections::{HashMap, HashSet};
use std::time::Duration;

use serde_json::Value;

use super::{FIRST, HeldWorld};
use crate::base::shard::Shard;
use crate::ledger;
use crate::run::Ending;
use crate::run::batch::Leftovers;
use crate::sheets::sheet::ERROR_PREFIX;
use crate::worlds::job::Job;
use crate::worlds::play::{Came, How};
use crate::worlds::promises::common::{SHARE, lines, own_answers, price, private, serial};
use crate::worlds::server::{Call, Question, Treated, World};

/// Calls of both kinds that a process may have in hand.
const IN_HAND: usize = 64 + 5;

/// Keeps the promises of one story.
#[derive(Default)]
pub struct Promises {
    /// Broken ones.
    pub broken: Vec<String>,
    run: usize,
    /// Answers that a process may have had in hand when it was killed, or let go in a hurry.
    in_hand: usize,
    /// By question, all names under which it was ever asked.
    askers: HashMap<Question, HashSet<(String, String, usize)>>,
}

impl Promises {
    fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(format!("{} (run {})", what(), self.run));
        }
    }

    /// After a run; `before`: what was in the ledger when it began.
    pub fn after(&mut self, job: &Job, came: &Came, how: &How, world: &HeldWorld, said: &[String], before: &[Value]) {
        for place in job.places() {
            self.askers.entry(job.question(&place)).or_default().insert(place);
        }
        self.must(!came.stuck, || "ends: it never ended".into());
        for line in said {
            self.must(private(line).is_none(), || format!("privacy: {line}"));
        }
        let told = answers(job);
        self.lines_and_bills(&told, world);
        self.all_is_known(job, world);
        for broken in own_answers(job, &given(world)) {
            self.must(false, || broken);
        }
        self.in_hand += if came.ending.is_none() { IN_HAND } else { 0 };
        self.paid_once(before, world);
        self.where_it_was_asked(how, came, world);
        if let Some(ending) = &came.ending {
            self.ending(came, ending, how, job);
        }
        self.run += 1;
    }

    /// Each answer stands in the ledger once, with its usage, its lane and the price of its lane.
    fn lines_and_bills(&mut self, told: &[Value], world: &HeldWorld) {
        let given = given(world);
        let (mut keys, mut serials) = (HashSet::new(), HashSet::new());
        for line in told {
            let number = serial(line);
            let once = keys.insert(line["key"].to_string()) && serials.insert(number);
            self.must(once, || format!("paid once: {line} is not the only one"));
            let Some(question) = given.get(line["text"].as_str().unwrap()) else {
                self.must(false, || format!("ledger and server: nobody said {line}"));
                continue;
            };
            let (tokens, held) = ((question.input.len() as u64 / 3 + 8, question.steady()), number > FIRST);
            let usage =
                ["prompt_tokens", "completion_tokens"].map(|name| line["usage"][name].as_u64().unwrap_or_default());
            let due = price(tokens) * if held { SHARE } else { 1.0 };
            let lane = if held { line["lane"] == "batch" } else { line["lane"].is_null() };
            let cost = line["cost"].as_f64().unwrap_or(-1.0);
            let right = lane && usage == [tokens.0, tokens.1] && (cost - due).abs() < 1e-9;
            self.must(right, || format!("ledger and server: {due} is due, held {held}: {line}"));
        }
    }

    /// What was worked for is no more than what the ledger knows of, and than what was allowed: a call that was cut, hangs, or
    /// was let go may have been paid for.
    fn all_is_known(&mut self, job: &Job, world: &HeldWorld) {
        let spent = ledger::Index::peek(&job.output(), Shard::WHOLE).unwrap().spent;
        let tally = spent.tally("CNY");
        let due = price(world.online.seen().tokens) + price(world.held.seen().tokens) * SHARE;
        let known = tally.confirmed + tally.perhaps + spent.held() + spent.waiting();
        self.must(due <= known + 1e-9, || format!("all is known: {due} is due, {known} known of: {tally:?}"));
        if let Some(budget) = job.config["budget"].as_f64() {
            self.must(due <= budget, || format!("budget: {due} of {budget}"));
            self.must(known <= budget + 1e-9, || format!("budget: {known} set aside of {budget}"));
        }
    }

    /// What is in the ledger is not asked again, in neither way; and what came is not lost.
    fn paid_once(&mut self, before: &[Value], world: &HeldWorld) {
        let (run, given) = (self.run, given(world));
        let mut known: HashMap<&Question, usize> = HashMap::new();
        for line in before {
            if let Some(question) = line["text"].as_str().and_then(|text| given.get(text)) {
                *known.entry(question).or_default() += 1;
            }
        }
        let mut arrived: HashMap<Question, usize> = HashMap::new();
        let mut again = Vec::new();
        for (call, question) in calls(world) {
            let askers = self.askers.get(&question).map_or(0, HashSet::len);
            if call.run == run && known.get(&question).is_some_and(|answers| *answers >= askers) {
                again.push(format!("paid once: {question:?} was asked again though its answer is known"));
            }
            if matches!(call.end, Treated::Answered(_)) && call.until.is_some() {
                *arrived.entry(question).or_default() += 1;
            }
        }
        let more = |(question, times): (&Question, &usize)| {
            times.saturating_sub(self.askers.get(question).map_or(0, HashSet::len))
        };
        let (twice, in_hand) = (arrived.iter().map(more).sum::<usize>(), self.in_hand);
        self.must(twice <= in_hand, || format!("paid once: {twice} answers were paid for again; {in_hand} may be"));
        again.into_iter().for_each(|again| self.must(false, || again));
    }

    /// By calls only where the user said so, and by held calls only in a batch run; and by one after the other.
    fn where_it_was_asked(&mut self, how: &How, came: &Came, world: &HeldWorld) {
        let of_run = |world: &World| {
            let run = self.run;
            world.seen().calls.into_iter().filter(move |call| call.run == run).collect::<Vec<Call>>()
        };
        let (online, held) = (of_run(&world.online), of_run(&world.held));
        let Some(order) = &how.batch else {
            return self.must(held.is_empty(), || format!("lanes: {} held calls in a run by calls", held.len()));
        };
        let meant = order.leftovers == Leftovers::Online || order.deadline.is_some();
        self.must(online.is_empty() || meant, || format!("lanes: {} calls that nobody asked for", online.len()));
        let first = online.iter().map(|call| call.at).min();
        let last = held.iter().map(|call| call.until.unwrap_or(call.at)).max();
        if let (Some(first), Some(last)) = (first, last) {
            self.must(last <= first, || format!("lanes: a held call at {last:?}, behind one online at {first:?}"));
        }
        // Before its time nobody acts by the clock.
        let (begin, only) =
            (world.held.now().saturating_sub(how.pause + came.wall), order.leftovers != Leftovers::Online);
        if let (Some(deadline), Some(first), true) = (order.deadline, first, only) {
            let after = first.saturating_sub(begin);
            self.must(after + Duration::from_millis(1) >= deadline, || {
                format!("deadline: {after:?}, not {deadline:?}")
            });
        }
    }

    /// A run ends early only if there is a reason for it, says so by its code, and what it counts is all that there is.
    fn ending(&mut self, came: &Came, ending: &Ending, how: &How, job: &Job) {
        let summary = &came.summary;
        let (_, answered, failed) = came.told;
        self.must((answered, failed) == (summary.answered, summary.failures()), || {
            format!(
                "counters: {} answered, {} failed, events {answered}, {failed}",
                summary.answered,
                summary.failures()
            )
        });
        self.must(summary.waiting == 0, || format!("counters: {} wait, where nothing can", summary.waiting));
        self.must(summary.total == job.conversations(), || format!("counters: {} in all", summary.total));
        let (fair, code) = match ending {
            Ending::Done => (came.left() == 0, u8::from(summary.failures() > 0)),
            Ending::Interrupted => (!how.interrupts.is_empty(), 130),
            // Hours of no answer at all are an outage.
            Ending::Paused(_) => (came.left() > 0, 4),
            Ending::Spent(_) => (job.config["budget"].is_number(), 4),
            Ending::Left => (came.left() > 0 && how.batch.is_some(), 4),
            Ending::Refused(_) => (false, 3),
            Ending::Disk(_) | Ending::InBatch { .. } | Ending::NoLimiter { .. } => (false, 1),
        };
        self.must(fair, || format!("ends for a reason: {ending:?} with {} left", came.left()));
        self.must(came.code == code, || format!("exit code: {} for {ending:?}", came.code));
    }

    /// At the end all is answered, and nothing is open.
    pub fn at_last(&mut self, job: &Job, came: &Came, again: usize) {
        self.must(came.name() == "done" && came.summary.failures() == 0, || {
            format!("all is answered: {} with {} left, {:?}", came.name(), came.left(), came.summary.failed)
        });
        let sheets = job.sheets();
        let missing: Vec<_> = job
            .places()
            .into_iter()
            .filter(|place| sheets.get(place).is_none_or(|(_, output)| output.starts_with(ERROR_PREFIX)))
            .collect();
        self.must(missing.is_empty(), || format!("all is answered: {missing:?} are not"));
        self.must(again == 0, || format!("only what is left: {again} calls of a run that had nothing to do"));
    }
}

/// All calls of both kinds, each with its question.
pub fn calls(world: &HeldWorld) -> Vec<(Call, Question)> {
    let of = |world: &World| {
        let seen = world.seen();
        seen.calls.into_iter().map(|call| (call.clone(), seen.questions[call.question].clone())).collect::<Vec<_>>()
    };
    [of(&world.online), of(&world.held)].concat()
}

/// What was answered, by its text.
fn given(world: &HeldWorld) -> HashMap<String, Question> {
    let mut given = world.online.seen().given();
    given.extend(world.held.seen().given());
    given
}

/// The ledger's answers.
pub fn answers(job: &Job) -> Vec<Value> {
    lines(job).into_iter().filter(|line| line["event"] == "answered").collect()
}

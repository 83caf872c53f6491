//! What is held against every run of every story. Each promise has a name, which a broken one is told by.

mod answers;
mod calls;
pub mod common;

use std::collections::{BTreeMap, HashMap, HashSet};
use std::time::Duration;

pub use self::answers::answered;
use super::job::{Job, Place};
use super::law::{Decree, Law, What};
use super::play::Came;
use super::server::{Call, Question, Seen, Treated};
use super::story::Family;
use crate::run::Ending;
use crate::sheets::sheet::ERROR_PREFIX;

/// Of so few conversations nobody can tell whether it is the account that is refused, or each of them.
const FEW_ENOUGH: usize = 3;

/// Longer than a run waits.
const LONG: Duration = Duration::from_secs(15 * 60);

/// Keeps the promises of one story.
pub struct Promises<'a> {
    law: &'a Law,
    families: &'a [Family],
    /// What may be spent in all, if there is an end to it.
    pub budget: Option<f64>,
    /// Broken ones.
    pub broken: Vec<String>,
    /// Lines of the ledger before the present run.
    lines: usize,
    /// Calls that a killed run may have had in hand.
    in_hand: usize,
    /// By question, all names under which it was ever asked.
    askers: HashMap<Question, HashSet<(String, String, usize)>>,
}

/// Ledger lines of one run that matter here.
#[derive(Default)]
struct Lines {
    sent: usize,
    answered: usize,
    /// By place: class and attempts.
    failed: BTreeMap<Place, (String, u64)>,
}

impl<'a> Promises<'a> {
    /// For a story at its beginning.
    #[must_use]
    pub fn new(law: &'a Law, families: &'a [Family], job: &Job) -> Self {
        let budget = job.config["budget"].as_f64();
        Self { law, families, budget, broken: Vec::new(), lines: 0, in_hand: 0, askers: HashMap::new() }
    }

    fn must(&mut self, holds: bool, what: impl FnOnce() -> String) {
        if !holds {
            self.broken.push(what());
        }
    }

    /// Conversations that are asked for in a run, and not answered before it.
    #[must_use]
    pub fn open(job: &Job, came: &Came, before: &HashSet<Place>) -> Vec<Place> {
        let settings = &came.settings;
        let wanted = |place: &Place| {
            settings.models.iter().any(|m| m.name == place.0)
                && settings.people.as_ref().is_none_or(|people| people.contains(&place.1))
                && settings.prompts.as_ref().is_none_or(|prompts| prompts.contains(&place.2))
                && !before.contains(place)
        };
        job.places().into_iter().filter(wanted).collect()
    }

    /// The decree that holds for a question for ever.
    fn for_ever(&self, question: &Question) -> Option<&'a Decree> {
        self.law
            .decrees
            .iter()
            .find(|d| d.when.end == Duration::MAX && d.who.one_in < 2 && d.who.fits(&question.model, &question.input))
    }

    /// After each run. `run` is its number, `before` what was answered when it began.
    pub fn after(&mut self, run: usize, job: &Job, came: &Came, seen: &Seen, before: &HashSet<Place>) {
        let calls: Vec<&Call> = seen.calls.iter().filter(|call| call.run == run).collect();
        for place in job.places() {
            self.askers.entry(job.question(&place)).or_default().insert(place);
        }
        self.must(!came.stuck, || format!("ends: run {run} never ended"));
        self.within_limits(run, came, seen, &calls);
        self.within_budget(run, seen);
        self.answers_are_its_own(run, job, seen);
        let lines = self.new_lines(job);
        let open = Self::open(job, came, before);
        match &came.ending {
            None => self.in_hand += came.settings.limits.concurrency as usize,
            Some(ending) => {
                self.counters(run, came, &calls, &lines);
                self.ending(run, job, came, ending, &open);
                if self.families.contains(&Family::Account) {
                    self.account_is_told(run, came, ending, &lines, open.len());
                }
            }
        }
        self.failures_have_a_cause(run, job, came, seen, &calls, &lines, &open);
        self.calls_are_few(run, came, &calls, open.len());
        self.paid_once(run, seen);
    }

    fn new_lines(&mut self, job: &Job) -> Lines {
        let mut lines = Lines::default();
        let all = common::lines(job);
        for line in all.iter().skip(self.lines) {
            let text = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            match line["event"].as_str().unwrap() {
                "sent" => lines.sent += 1,
                "answered" => lines.answered += 1,
                "failed" => {
                    let prompt = usize::try_from(line["prompt"].as_u64().unwrap()).unwrap();
                    let place = (text("model"), text("people"), prompt);
                    lines.failed.insert(place, (text("class"), line["attempts"].as_u64().unwrap()));
                }
                _ => {}
            }
        }
        self.lines = all.len();
        lines
    }

    /// Ledger, summary and server tell the same story.
    fn counters(&mut self, run: usize, came: &Came, calls: &[&Call], lines: &Lines) {
        let summary = &came.summary;
        let told = (summary.calls as usize, summary.answered, summary.failures());
        let written = (lines.sent, lines.answered, lines.failed.len());
        self.must(told == written, || {
            format!("counters: run {run} tells (sent, answered, failed) {told:?}, its ledger says {written:?}")
        });
        self.must(told == came.told, || {
            format!("counters: run {run} tells (sent, answered, failed) {told:?}, its events {:?}", came.told)
        });
        // Who is in a hurry lets go of calls that are still on their way.
        let interrupted = matches!(came.ending, Some(Ending::Interrupted));
        let all_came = summary.calls as usize == calls.len();
        self.must(all_came || interrupted && summary.calls as usize > calls.len(), || {
            format!("counters: run {run} tells {} calls, {} came", summary.calls, calls.len())
        });
        let answers = calls.iter().filter(|c| matches!(c.end, Treated::Answered(_)) && c.until.is_some()).count();
        self.must(summary.answered == answers || interrupted && summary.answered <= answers, || {
            format!("counters: run {run} tells {} answers, {answers} arrived", summary.answered)
        });
    }

    /// A run ends early only if there is a reason for it.
    fn ending(&mut self, run: usize, job: &Job, came: &Came, ending: &Ending, open: &[Place]) {
        let served = open.iter().find(|place| self.for_ever(&job.question(place)).is_none());
        let fair = match ending {
            Ending::Done | Ending::Interrupted => true,
            // Whoever is to wait for hours is left for another run, once nobody else is left.
            Ending::Paused(fault) if fault.wait.is_some_and(|wait| wait > LONG) => {
                let answered = answered(job);
                open.iter().all(|place| answered.contains(place) || self.for_ever(&job.question(place)).is_some())
            }
            Ending::Refused(_) | Ending::Paused(_) => served.is_none(),
            Ending::Spent(_) => self.budget.is_some(),
            // Nobody asked for the batch service here, all models are asked, and nothing is shared.
            Ending::Disk(_) | Ending::InBatch { .. } | Ending::Left | Ending::NoLimiter { .. } => false,
        };
        self.must(fair, || {
            let why = match ending {
                Ending::Refused(fault) | Ending::Paused(fault) => fault.detail.words().to_owned(),
                Ending::Disk(problem) => format!("{problem:?}"),
                _ => String::new(),
            };
            format!(
                "ends for a reason: run {run} was {} with {} left, {served:?} among them: {why}",
                came.name(),
                came.left()
            )
        });
        if matches!(ending, Ending::Done) {
            let sheets = job.sheets();
            let missing = open.iter().filter(|place| !sheets.contains_key(*place)).count();
            self.must(came.left() == 0 && missing == 0, || {
                format!("done is done: run {run} left {} open, {missing} are in no sheet", came.left())
            });
            self.must(came.unwritten.is_empty(), || {
                format!("done is done: run {run} left {:?} unwritten", came.unwritten)
            });
        }
    }

    /// Nobody fails because of another.
    #[expect(clippy::too_many_arguments, reason = "all that is known of a run")]
    fn failures_have_a_cause(
        &mut self,
        run: usize,
        job: &Job,
        came: &Came,
        seen: &Seen,
        calls: &[&Call],
        lines: &Lines,
        open: &[Place],
    ) {
        let retries = came.settings.max_retries as usize;
        let troubled: HashSet<usize> = calls
            .iter()
            .filter(|call| !matches!(call.end, Treated::Answered(_) | Treated::Limited))
            .map(|call| call.question)
            .collect();
        for (place, (class, attempts)) in &lines.failed {
            let question = job.question(place);
            let model_is_out = || {
                let of_model = open.iter().filter(|other| other.0 == place.0);
                of_model.into_iter().all(|other| self.for_ever(&job.question(other)).is_some())
            };
            if *attempts == 0 {
                let fair = model_is_out();
                self.must(fair, || format!("fails for a reason: run {run} gave {place:?} up unasked ({class})"));
                continue;
            }
            let its: Vec<Treated> =
                calls.iter().filter(|c| seen.questions[c.question] == question).map(|c| c.end).collect();
            let refused = |end: &Treated| matches!(end, Treated::Refused(status) if (400..500).contains(status));
            // What never came to the platform uses no retry up.
            let weather = |end: &Treated| !matches!(end, Treated::Answered(_) | Treated::Limited | Treated::Unreached);
            let fair =
                its.iter().any(refused) || its.iter().filter(|end| weather(end)).count() > retries || model_is_out();
            let only_weather = self.families.iter().all(|f| *f == Family::Weather || *f == Family::Quiet);
            // Who wants no retries loses one conversation of each model before it is known what the weather is like, and
            // those whose calls may have been paid for.
            let first = retries == 0 && (lines.failed.len() <= job.models.len() || class == "timeout");
            self.must(fair && (!only_weather || first || troubled.len() < FEW_ENOUGH), || {
                format!("fails for a reason: run {run} gave {place:?} up ({class}) after {its:?}, {retries} retries")
            });
        }
    }

    /// An account that is refused is no conversation's failure: the run stops with exit code 3 and says the words.
    fn account_is_told(&mut self, run: usize, came: &Came, ending: &Ending, lines: &Lines, open: usize) {
        let told = match ending {
            Ending::Refused(fault) => fault.detail.words().contains("odd-account"),
            Ending::Interrupted => true,
            _ => false,
        };
        let fair = told && lines.failed.is_empty() && (came.code == 3 || matches!(ending, Ending::Interrupted));
        self.must(fair || open < FEW_ENOUGH, || {
            let failed = lines.failed.len();
            format!(
                "the account is told: run {run} was {} (exit {}), {failed} of {open} failed",
                came.name(),
                came.code
            )
        });
    }

    /// After the last run, which nothing disturbed.
    pub fn at_last(&mut self, job: &Job, came: &Came, open: &[Place]) {
        let sheets = job.sheets();
        let nobody = open.iter().all(|place| self.for_ever(&job.question(place)).is_some());
        for place in job.places() {
            let question = job.question(&place);
            let said = sheets.get(&place);
            match self.for_ever(&question) {
                None => {
                    let fine = said
                        .is_some_and(|(input, output)| *input == question.input && !output.starts_with(ERROR_PREFIX));
                    self.must(fine, || {
                        let said = said.map(|(_, output)| output.as_str());
                        format!(
                            "all is answered: {place:?} is not, the sheet says {said:?}, the run was {}",
                            came.name()
                        )
                    });
                }
                Some(decree) if matches!(came.ending, Some(Ending::Done)) => {
                    // Where the model is refused as well, its words will do.
                    let words = |decree: &Decree| match &decree.what {
                        What::Refuse(words) => words.message.split(' ').next().unwrap(),
                        _ => "",
                    };
                    let of_model = self.law.decrees.iter().find(|d| {
                        d.when.end == Duration::MAX
                            && d.who.says.is_empty()
                            && d.who.fits(&question.model, &question.input)
                    });
                    let words = [words(decree), of_model.map_or(words(decree), words)];
                    // It may have been answered under another law of its own: only open ones are refused. And a sheet
                    // without one answer does not take the place of one that has some.
                    let sheet = |other: &&Place| (&other.0, &other.1) == (&place.0, &place.1);
                    let none = job.places().iter().filter(sheet).all(|p| self.for_ever(&job.question(p)).is_some());
                    let kept = none && said.is_some_and(|(_, output)| !output.starts_with(ERROR_PREFIX));
                    let fine = !open.contains(&place)
                        || kept
                        || said.is_some_and(|(_, output)| {
                            output.starts_with(ERROR_PREFIX) && words.iter().any(|w| output.contains(w))
                        });
                    self.must(fine, || format!("fails with its words: {place:?} says {said:?}, not {words:?}"));
                }
                Some(_) => self.must(nobody, || format!("ends for a reason: {} though others are served", came.name())),
            }
        }
    }

    /// After one more run: nothing that was answered was asked.
    pub fn once_more(&mut self, job: &Job, run: usize, seen: &Seen, answered: &HashSet<Place>) {
        let done: HashSet<Question> = answered.iter().map(|place| job.question(place)).collect();
        let still: HashSet<Question> =
            job.places().iter().filter(|p| !answered.contains(*p)).map(|p| job.question(p)).collect();
        for call in seen.calls.iter().filter(|call| call.run == run) {
            let question = &seen.questions[call.question];
            self.must(!done.contains(question) || still.contains(question), || {
                format!("only what is left: {question:?} was asked again though it is answered")
            });
        }
    }
}

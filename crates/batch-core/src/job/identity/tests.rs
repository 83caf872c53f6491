//! Jobs that change between runs, over a real ledger: whose answer is it?

use std::collections::HashMap;
use std::fs;
use std::sync::OnceLock;

use proptest::prelude::*;
use serde_json::{Map, json};

use super::claims::AnswerClaim;
use super::*;
use crate::base::json_text::JsonText;
use crate::base::shard::Shard;
use crate::job::input::Person;
use crate::job::input::Prompt;
use crate::job::plan::LeftOut;
use crate::ledger::part::Queued;
use crate::ledger::{Answered, CellState, Event, FOLDER, Journal, Lane, now};

/// A job: models with what they send, people with their records, prompts.
#[derive(Debug, Clone)]
struct Job {
    models: Vec<(&'static str, u32)>,
    people: Vec<(&'static str, &'static str)>,
    prompts: Vec<&'static str>,
}

/// An answer's question and whose it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
struct Asked {
    model: &'static str,
    people: &'static str,
    sent: (u32, &'static str, &'static str),
}

/// A folder with a ledger, and what a bookkeeper who sees everything knows of it.
struct World {
    folder: tempfile::TempDir,
    /// By its text: whose an answer is by now.
    answers: HashMap<String, Asked>,
    /// Everything goes to the batch service first; what comes back has this bit of its key set, the rest waits for ever.
    batch: Option<u8>,
    /// Answers that will come for what waits there.
    waiting: HashMap<Key, (String, Queued<'static>)>,
}

/// What a run did.
#[derive(Debug, Default)]
struct Did {
    calls: Vec<Asked>,
    shown: HashMap<(&'static str, &'static str, usize), String>,
}

impl World {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join(FOLDER)).unwrap();
        Self { folder, answers: HashMap::new(), batch: None, waiting: HashMap::new() }
    }

    fn plan(&self, job: &Job, filter: &impl Fn(&str) -> bool) -> Plan {
        let records = self.folder.path().join("records");
        fs::create_dir_all(&records).unwrap();
        let model = |(name, tokens): &(&str, u32)| Model {
            name: (*name).to_owned(),
            params: Params::new("m", None, *tokens, None, None, &Map::new()),
            most_completion: None,
            context: None,
        };
        let person = |(name, text): &(&str, &str)| {
            let path = records.join(format!("{name}.txt"));
            fs::write(&path, text).unwrap();
            Person::of(&records, name, ".txt")
        };
        let prompt = |(n, text): (usize, &&str)| Prompt {
            number: n + 1,
            text: (*text).into(),
            quoted: JsonText::new(text),
            wanted: filter(&format!("{}", n + 1)),
        };
        let (models, other_models) = job.models.iter().map(model).partition(|m: &Model| filter(&m.name));
        let (people, other_people) = job.people.iter().map(person).partition(|p: &Person| filter(p.name()));
        Plan {
            models,
            people,
            prompts: job.prompts.iter().enumerate().map(prompt).collect(),
            left_out: LeftOut { models: other_models, people: other_people },
            output_dir: self.folder.path().to_owned(),
            shard: Shard::WHOLE,
            elsewhere: OnceLock::new(),
        }
    }

    /// A run that is answered as long as `goes_on` says so; panics if an answer is shown under a wrong name or two
    /// conversations share a key.
    fn run(&mut self, job: &Job, filter: impl Fn(&str) -> bool, mut goes_on: impl FnMut() -> bool) -> Did {
        let plan = self.plan(job, &filter);
        let opened = Journal::open(self.folder.path(), Shard::WHOLE).unwrap();
        assert_eq!((opened.torn, opened.damaged.len()), (0, 0));
        let (mut journal, index) = (opened.journal, opened.index);
        let mut identities = Identities::new(&plan, |_| "http://here", &mut Records::of(&plan.people), |_| ()).unwrap();
        let asked = |cell: Cell| {
            let model = job.models.iter().find(|m| m.0 == plan.model(cell.sheet).name).unwrap();
            let person = job.people.iter().find(|p| p.0 == plan.person(cell.sheet).name()).unwrap();
            let prompt = job.prompts[usize::from(cell.prompt)];
            Asked { model: model.0, people: person.0, sent: (model.1, person.1, prompt) }
        };
        for AnswerClaim { cell, key } in identities.claim(&plan, &index) {
            let Asked { model, people, .. } = asked(cell);
            journal.stage(&Event::Claimed { at: now(), key, model, people }).unwrap();
            let (_, place) = index.answer(key).unwrap();
            let text =
                self.waiting.get(&key).map_or_else(|| journal.answer_at(place).unwrap(), |(text, _)| text.clone());
            let old = self.answers.insert(text, asked(cell)).unwrap();
            assert_eq!(old.sent, asked(cell).sent, "an answer to another question");
            let there = job.models.iter().any(|m| (m.0, m.1) == (old.model, old.sent.0))
                && job.people.iter().any(|p| (p.0, p.1) == (old.people, old.sent.1));
            assert!(!there, "taken from one that is there");
        }
        let mut did = Did::default();
        let mut keys = HashMap::new();
        for cell in plan.sheets().flat_map(|sheet| plan.all_cells(sheet)) {
            let key = identities.key(&plan, cell);
            assert_eq!(keys.insert(key, cell), None, "one key for two conversations");
            let asked = asked(cell);
            let text = if let Some(CellState::Answered(place)) = index.state(key) {
                let text = journal.answer_at(place).unwrap();
                assert_eq!(self.answers[&text], asked, "another's answer");
                text
            } else if index.state(key) == Some(CellState::Waiting) {
                let text = self.waiting[&key].0.clone();
                assert_eq!(self.answers[&text], asked, "another's answer is waited for");
                text
            } else if plan.prompt(cell).wanted && goes_on() {
                let text = format!("answer {}", self.answers.len());
                self.answers.insert(text.clone(), asked);
                did.calls.push(asked);
                let (model, people, prompt) = (asked.model.into(), asked.people.into(), usize::from(cell.prompt) + 1);
                let alike = identities.alike(&plan, cell, key);
                let at = || now().into();
                let queued = Queued { at: at(), key, part: Key([0; 16]), model, people, prompt, worst: None, alike };
                if self.batch.is_some() {
                    journal.stage(&Event::Queued(queued.clone())).unwrap();
                    self.waiting.insert(key, (text.clone(), queued));
                } else {
                    answer(&mut journal, &queued, &text, Lane::Online);
                }
                text
            } else {
                continue;
            };
            did.shown.insert((asked.model, asked.people, usize::from(cell.prompt)), text);
        }
        let comes = |key: &Key| self.batch.is_some_and(|bit| key.0[0] & bit != 0);
        for (key, (text, queued)) in self.waiting.extract_if(|key, _| comes(key)) {
            let now = keys.get(&key).map(|cell| (asked(*cell), identities.alike(&plan, *cell, key)));
            let of = |(asked, alike): (Asked, _)| Queued {
                model: asked.model.into(),
                people: asked.people.into(),
                alike,
                ..queued.clone()
            };
            answer(&mut journal, &now.map_or_else(|| queued.clone(), of), &text, Lane::Batch);
        }
        journal.commit().unwrap();
        did
    }

    fn whole(&mut self, job: &Job) -> Did {
        self.run(job, |_| true, || true)
    }

    fn only(&mut self, job: &Job, names: &[&str]) -> Did {
        self.run(job, |name| names.contains(&name) || name.parse::<usize>().is_ok(), || true)
    }
}

fn answer(journal: &mut Journal, of: &Queued<'_>, text: &str, lane: Lane) {
    let answered = Answered {
        at: now().into(),
        key: of.key,
        model: of.model.clone(),
        people: of.people.clone(),
        prompt: of.prompt,
        text: &JsonText::new(text),
        finish_reason: None,
        usage: None,
        cost: None,
        perhaps: None,
        uncached: None,
        ms: 1,
        attempts: 1,
        request_id: None,
        served: None,
        target: None,
        lane,
        alike: of.alike,
        thinking: None,
    };
    journal.stage(&Event::Answered(answered)).unwrap();
}

fn job(models: &[(&'static str, u32)], people: &[(&'static str, &'static str)]) -> Job {
    Job { models: models.to_vec(), people: people.to_vec(), prompts: vec!["q1", "q2"] }
}

#[test]
fn an_alias_has_answers_of_its_own() {
    let mut world = World::new();
    let both = job(&[("a", 1), ("b", 1)], &[("P1", "x")]);
    assert_eq!(world.only(&both, &["a", "P1"]).calls.len(), 2);
    assert_eq!(world.only(&both, &["b", "P1"]).calls.len(), 2);
    assert_eq!(world.whole(&both).calls.len(), 0);
    // The alias comes later, when the first one's answers are there.
    let mut world = World::new();
    assert_eq!(world.whole(&job(&[("a", 1)], &[("P1", "x")])).calls.len(), 2);
    assert_eq!(world.only(&both, &["b", "P1"]).calls.len(), 2);
    assert_eq!(world.whole(&both).calls.len(), 0);
    // Whichever goes, the other keeps its own.
    assert_eq!(world.whole(&job(&[("b", 1)], &[("P1", "x")])).calls.len(), 0);
    assert_eq!(world.whole(&job(&[("a", 1)], &[("P1", "x")])).calls.len(), 0);
}

#[test]
fn two_patients_with_one_text_are_two() {
    let mut world = World::new();
    let models = [("a", 1)];
    let both = job(&models, &[("P1", "x"), ("P2", "x")]);
    assert_eq!(world.only(&both, &["a", "P2"]).calls.len(), 2);
    assert_eq!(world.only(&both, &["a", "P1"]).calls.len(), 2);
    // One that was there from the beginning is not the other's new name.
    let mut world = World::new();
    assert_eq!(world.only(&both, &["a", "P1"]).calls.len(), 2);
    assert_eq!(world.whole(&job(&models, &[("P2", "x")])).calls.len(), 2);
    // A patient in between moves nobody's answers.
    let three = job(&models, &[("P0", "x"), ("P1", "x"), ("P2", "x")]);
    assert_eq!(world.whole(&three).calls.len(), 2);
}

#[test]
fn who_waits_at_the_batch_service_is_not_asked_again_because_another_is_alike_now() {
    for comes in [0, 255] {
        let mut world = World { batch: Some(comes), ..World::new() };
        let models = [("a", 1)];
        assert_eq!(world.whole(&job(&models, &[("P1", "x")])).calls.len(), 2);
        let both = job(&models, &[("P1", "x"), ("P2", "x")]);
        assert_eq!(world.whole(&both).calls.len(), 2, "the second one's own");
        assert_eq!(world.whole(&both).calls.len(), 0);
        // One of them goes, or is renamed, or an alias comes.
        assert_eq!(world.whole(&job(&models, &[("P2", "x")])).calls.len(), 0);
        assert_eq!(world.whole(&job(&models, &[("P1", "x"), ("P9", "x")])).calls.len(), 0);
        assert_eq!(world.whole(&job(&[("a", 1), ("b", 1)], &[("P1", "x"), ("P9", "x")])).calls.len(), 4);
    }
}

#[test]
fn a_new_name_keeps_its_answers() {
    let mut world = World::new();
    let models = [("a", 1)];
    assert_eq!(world.run(&job(&models, &[("P1", "x"), ("P2", "y")]), |_| true, || true).calls.len(), 4);
    let shifted = job(&models, &[("P2", "x"), ("P3", "y")]);
    assert_eq!(world.only(&shifted, &["a", "P3"]).calls.len(), 0, "one of them alone");
    assert_eq!(world.whole(&shifted).calls.len(), 0);
    assert_eq!(world.whole(&job(&[("b", 1)], &[("P2", "x"), ("P3", "y")])).calls.len(), 0, "a renamed alias");
    // Half-done when it was renamed, and the old name comes again with the same text.
    let mut world = World::new();
    let mut left = 1;
    let mut once = || std::mem::take(&mut left) > 0;
    assert_eq!(world.run(&job(&models, &[("P1", "x")]), |_| true, &mut once).calls.len(), 1);
    assert_eq!(world.whole(&job(&models, &[("P4", "x")])).calls.len(), 1);
    assert_eq!(world.whole(&job(&models, &[("P1", "x"), ("P4", "x")])).calls.len(), 2);
    assert_eq!(world.whole(&job(&models, &[("P4", "x")])).calls.len(), 0);
    // Renamed beside one that is alike.
    assert_eq!(world.whole(&job(&models, &[("P4", "x"), ("P5", "x")])).calls.len(), 0);
}

/// Runs that the next one would have contradicted: what they showed, the same again shows, and in the same place.
#[test]
fn the_same_again_finds_the_same() {
    let of = |models: &[(&'static str, u32)], people: &[(&'static str, &'static str)], prompts: &[&'static str]| Job {
        prompts: prompts.to_vec(),
        ..job(models, people)
    };
    let twice = ["q1", "q1"];
    let runs: [(Job, Job, &[&str], usize); 3] = [
        // An alias that a filter leaves out and a renamed patient; then one of them is paid for.
        (
            of(&[("a", 2), ("b", 2)], &[("P2", "x")], &twice),
            of(&[("a", 2), ("c", 2)], &[("P1", "x"), ("P4", "x")], &["q1"]),
            &["a", "P1", "P4", "1"],
            1,
        ),
        // Only the second of two equal prompts.
        (of(&[("c", 1)], &[("P1", "x")], &twice), of(&[("a", 1)], &[("P3", "x")], &twice), &["a", "P3", "2"], 1),
        (
            of(&[("b", 2)], &[("P3", "y")], &twice),
            of(&[("a", 1), ("b", 2), ("c", 2)], &[("P1", "y"), ("P2", "y")], &["q1", "q2"]),
            &["a", "c", "P1", "P2", "1", "2"],
            1,
        ),
    ];
    for (before, after, wanted, calls) in runs {
        for first in [&["a", "b", "c", "P1", "P2", "P3", "1", "2"][..], &["a", "b", "c", "P1", "P2", "P3", "2"]] {
            let mut world = World::new();
            world.run(&before, |name| first.contains(&name), || true);
            let mut left = calls;
            let goes_on = || std::mem::take(&mut left) > 0;
            let did = world.run(&after, |name| wanted.contains(&name), goes_on);
            assert_eq!(world.run(&after, |name| wanted.contains(&name), || false).shown, did.shown, "{after:?}");
        }
    }
}

/// Ledgers of earlier versions number what is alike by its place among what the filter left.
#[test]
fn the_numbers_of_earlier_versions_are_understood() {
    let mut world = World::new();
    let models = [("a", 1)];
    let both = Job { prompts: vec!["q1", "q2", "q1"], ..job(&models, &[("P1", "x"), ("P2", "x")]) };
    let plan = world.plan(&both, &|_| true);
    let identities = Identities::new(&plan, |_| "http://here", &mut Records::of(&plan.people), |_| ()).unwrap();
    let mut journal = Journal::open(world.folder.path(), Shard::WHOLE).unwrap().journal;
    for cell in plan.sheets().flat_map(|sheet| plan.all_cells(sheet)) {
        let prompt = identities.prompts[usize::from(cell.prompt)];
        let nth = plan.person_index(cell.sheet) as u32 * prompt.of + prompt.nth;
        let people = both.people[plan.person_index(cell.sheet)];
        let text = format!("answer {}", world.answers.len());
        let sent = (1, people.1, both.prompts[usize::from(cell.prompt)]);
        world.answers.insert(text.clone(), Asked { model: "a", people: people.0, sent });
        let line = json!({"event": "answered", "at": now(), "key": identities.numbered(&plan, cell, nth), "model": "a",
            "people": people.0, "prompt": cell.prompt + 1, "text": text, "ms": 1, "attempts": 1});
        journal.stage_raw(&line);
    }
    journal.commit().unwrap();
    drop(journal);
    assert_eq!(world.whole(&both).calls.len(), 0);
    assert_eq!(world.only(&both, &["a", "P2"]).calls.len(), 0);
    assert_eq!(world.whole(&Job { people: vec![("P2", "x")], ..both.clone() }).calls.len(), 0);
    let three = Job { people: vec![("P1", "x"), ("P15", "x"), ("P2", "x")], ..both.clone() };
    assert_eq!(world.whole(&three).calls.len(), 3);
}

#[test]
fn names_that_their_key_contradicts_are_damage() {
    let mut world = World::new();
    let both = job(&[("a", 1), ("b", 1)], &[("P1", "x")]);
    world.whole(&both);
    let path = crate::ledger::path(world.folder.path());
    let lines: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(str::to_owned).collect();
    let mut journal = Journal::open(world.folder.path(), Shard::WHOLE).unwrap().journal;
    let mut line: serde_json::Value = serde_json::from_str(&lines[0]).unwrap();
    line.as_object_mut().unwrap().remove("crc");
    line["model"] = json!("b");
    journal.stage_raw(&line);
    journal.commit().unwrap();
    drop(journal);
    let opened = Journal::open(world.folder.path(), Shard::WHOLE).unwrap();
    assert_eq!(opened.damaged, [5]);
    assert!(Journal::open(world.folder.path(), Shard::WHOLE).unwrap().damaged.is_empty());
}

fn jobs() -> impl Strategy<Value = Job> {
    let models = proptest::sample::subsequence(vec!["a", "b", "c"], 1..=3);
    let people = proptest::sample::subsequence(vec!["P1", "P2", "P3", "P4"], 1..=4);
    let params = proptest::collection::vec(1..3_u32, 3);
    let texts = proptest::collection::vec(proptest::sample::select(vec!["x", "x", "y"]), 4);
    let prompts = proptest::collection::vec(proptest::sample::select(vec!["q1", "q2"]), 1..4);
    (models, params, people, texts, prompts).prop_map(|(models, params, people, texts, prompts)| Job {
        models: models.into_iter().zip(params).collect(),
        people: people.into_iter().zip(texts).collect(),
        prompts,
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    /// Whatever happens to the job between runs, filtered or stopped in the middle: nothing is shown under another's name
    /// (checked in [`World::run`]), and nobody pays for what bears his name.
    #[test]
    fn answers_stay_with_their_names(
        runs in proptest::collection::vec((jobs(), proptest::sample::subsequence(vec!["a", "b", "c", "P1", "P2", "P3", "P4", "1", "2", "3"], 4..=10), 0..12_usize), 1..6),
        batch in proptest::option::of(proptest::sample::select(vec![0_u8, 1, 255])),
    ) {
        let mut world = World { batch, ..World::new() };
        for (job, wanted, budget) in runs {
            let before = world.answers.clone();
            let mut left = budget;
            let goes_on = || { left = left.saturating_sub(1); left > 0 };
            let did = world.run(&job, |name| wanted.contains(&name), goes_on);
            for asked in &did.calls {
                let of = job.prompts.iter().filter(|prompt| **prompt == asked.sent.2).count();
                let had = before.values().filter(|answer| *answer == asked).count();
                let called = did.calls.iter().filter(|call| *call == asked).count();
                prop_assert!(had + called <= of, "{:?} had {} of {} and paid for {}", asked, had, of, called);
            }
            // The same again finds what there is.
            let again = world.run(&job, |name| wanted.contains(&name), || false);
            prop_assert_eq!(again.shown, did.shown);
        }
    }
}

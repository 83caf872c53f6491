//! What the `run` lines of a ledger say: who was asked, in which order, with which parameters, by which program.

use std::collections::HashMap;

use batch_core::base::shard::Shard;
use batch_core::ledger::{LedgerOffset, known};
use batch_core::privacy;
use serde::Deserialize;
use serde_json::{Map, Value};

/// All runs into a folder.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Runs {
    /// Programs with their versions, each once, in the order of their runs.
    pub programs: Vec<String>,
    /// Platforms and addresses, likewise.
    pub asked: Vec<(String, String)>,
    /// Of which day the prices of the last run are, if it had any.
    pub prices_as_of: Option<String>,
    /// The models of the runs in their config's order, each as it was asked last.
    pub models: Vec<AskedModel>,
    /// Each run's beginning, as ledgers and lines follow each other.
    begun: Vec<Begun>,
    /// What is not put in order yet.
    told: Vec<Told>,
    /// The ledger that was read last, and its latest time so far.
    latest: (Shard, String),
    /// Where in the ledger a model was first asked, for ledgers whose runs name no models.
    first: HashMap<String, u64>,
}

/// What was asked of a model, when it was asked last.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct AskedModel {
    /// The configured name.
    pub name: String,
    /// What every call says beside its messages.
    #[serde(default)]
    pub sent: Map<String, Value>,
    /// True if a system prompt stands before the user's message.
    #[serde(default)]
    pub system: bool,
    /// The share of its price that the batch service asks, if the run was by it.
    #[serde(default, deserialize_with = "known")]
    pub batch_share: Option<f64>,
}

/// A run's beginning.
#[derive(Debug, Clone, PartialEq)]
struct Begun {
    /// Its place in the ledger.
    offset: u64,
    /// Platform and address.
    asked: (String, String),
    models: Vec<AskedModel>,
}

/// What a `run` line says of all runs.
#[derive(Debug, Clone, PartialEq)]
struct Told {
    /// When, RFC 3339 in UTC; of one ledger never before the line above, whatever the clock was then.
    at: String,
    program: String,
    asked: (String, String),
    prices_as_of: Option<String>,
    models: Vec<AskedModel>,
}

#[derive(Deserialize)]
struct Line {
    #[serde(default)]
    at: String,
    #[serde(default)]
    phase: String,
    #[serde(default)]
    program: String,
    #[serde(default)]
    platform: String,
    #[serde(default)]
    base_url: String,
    prices_as_of: Option<String>,
    models: Option<Vec<AskedModel>>,
}

impl Runs {
    /// Takes a `run` line in; what cannot be read of it is not known.
    pub(super) fn add(&mut self, line: &[u8], place: LedgerOffset) {
        let Ok(Line { at, phase, program, platform, base_url, prices_as_of, models }) = serde_json::from_slice(line)
        else {
            return;
        };
        // Older programs wrote both down as the config had them, and what is read here is shown.
        let asked = (platform, privacy::guarded(&base_url));
        let guarded = |model: AskedModel| AskedModel { sent: privacy::guarded_fields(&model.sent), ..model };
        let models: Vec<AskedModel> = models.unwrap_or_default().into_iter().map(guarded).collect();
        if phase != "end" {
            self.begun.push(Begun { offset: place.offset, asked: asked.clone(), models: models.clone() });
        }
        let (ledger, latest) = std::mem::take(&mut self.latest);
        let at = if ledger == place.ledger() { at.max(latest) } else { at };
        self.latest = (place.ledger(), at.clone());
        self.told.push(Told { at, program, asked, prices_as_of, models });
    }

    /// Puts in order what the ledgers of several shards say: by time, not by the shards' numbers.
    pub(super) fn settle(&mut self) {
        let mut told = std::mem::take(&mut self.told);
        told.sort_by(|one, other| one.at.cmp(&other.at));
        for Told { program, asked, prices_as_of, models, .. } in told {
            if !program.is_empty() && !self.programs.contains(&program) {
                self.programs.push(program);
            }
            if !asked.1.is_empty() && !self.asked.contains(&asked) {
                self.asked.push(asked);
            }
            if prices_as_of.is_some() {
                self.prices_as_of = prices_as_of;
            }
            self.order(&models);
        }
    }

    /// Puts a run's models in their places. A run of only some of them keeps the order of all.
    fn order(&mut self, models: &[AskedModel]) {
        let place = |all: &[AskedModel], name: &str| all.iter().position(|model| model.name == name);
        let known: Vec<usize> = models.iter().filter_map(|model| place(&self.models, &model.name)).collect();
        if !known.is_sorted() {
            let is_other = |model: &AskedModel| place(models, &model.name).is_none();
            let others: Vec<AskedModel> = std::mem::take(&mut self.models).into_iter().filter(is_other).collect();
            self.models = [models, &others].concat();
            return;
        }
        // Where the next new one belongs: behind the one before it, the first of all before the one behind it.
        let mut next = known.first().copied().unwrap_or(self.models.len());
        for model in models {
            match place(&self.models, &model.name) {
                Some(at) => {
                    self.models.splice(at..=at, [model.clone()]);
                    next = at + 1;
                }
                None => {
                    self.models.insert(next, model.clone());
                    next += 1;
                }
            }
        }
    }

    /// Which run a place of the ledger belongs to; `None` before all of them.
    pub(super) fn at(&self, offset: u64) -> Option<usize> {
        self.begun.partition_point(|run| run.offset <= offset).checked_sub(1)
    }

    /// What a run asked of a model; `None` if it does not say.
    #[must_use]
    pub fn model(&self, run: usize, name: &str) -> Option<&AskedModel> {
        self.begun.get(run)?.models.iter().find(|model| model.name == name)
    }

    /// Whom a run asked: platform and address; `None` if it does not say.
    #[must_use]
    pub fn asked_of(&self, run: usize) -> Option<&(String, String)> {
        self.begun.get(run).map(|run| &run.asked).filter(|asked| !asked.1.is_empty())
    }

    /// A model was asked at a place of the ledger.
    pub(super) fn first_asked(&mut self, model: &str, offset: u64) {
        match self.first.get_mut(model) {
            Some(first) => *first = offset.min(*first),
            None => drop(self.first.insert(model.to_owned(), offset)),
        }
    }

    /// What the models are sorted by: the config's order, as far as it is known; then the order in which they were asked.
    pub(super) fn rank(&self, model: &str) -> (usize, u64) {
        let place = self.models.iter().position(|asked| asked.name == model).unwrap_or(usize::MAX);
        (place, self.first.get(model).copied().unwrap_or(u64::MAX))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn here(offset: u64) -> LedgerOffset {
        LedgerOffset::new(Shard::WHOLE, offset, 1)
    }

    /// One line after the other.
    fn runs_of(lines: &[&str]) -> Runs {
        let mut runs = Runs::default();
        lines.iter().zip(0..).for_each(|(line, at)| runs.add(line.as_bytes(), here(at)));
        runs.settle();
        runs
    }

    fn names(runs: &Runs) -> Vec<&str> {
        runs.models.iter().map(|model| model.name.as_str()).collect()
    }

    #[test]
    fn models_keep_their_configs_order() {
        let mut runs = runs_of(&[
            r#"{"program":"batch-llm 1","base_url":"u","models":[{"name":"z"},{"name":"a"}]}"#,
            r#"{"program":"batch-llm 2","base_url":"u","models":[{"name":"b"},{"name":"a","sent":{"top_p":1}}]}"#,
            r#"{"program":"batch-llm 2","models":7}"#,
        ]);
        assert_eq!(names(&runs), ["z", "b", "a"]);
        assert_eq!((runs.programs.len(), runs.asked.len(), runs.models[2].sent.len()), (2, 1, 1));
        runs.first_asked("y", 9);
        runs.first_asked("x", 5);
        runs.first_asked("y", 3);
        let mut all = ["x", "q", "y", "z", "b"];
        all.sort_by_key(|name| runs.rank(name));
        assert_eq!(all, ["z", "b", "y", "x", "q"]);
    }

    /// A ledger of an older program, which wrote down whatever the config said.
    #[test]
    fn secrets_that_an_old_ledger_holds_are_not_read() {
        let line = r#"{"phase":"start","base_url":"https://u:geheim@h/v1","models":[{"name":"m","sent":
            {"temperature":0.3,"headers":{"Authorization":"Bearer 8f3b2c"},"access_token":"8f3b2c"}}]}"#;
        let runs = runs_of(&[line]);
        let said = format!("{runs:?}");
        assert!(!said.contains("8f3b2c") && !said.contains("geheim"), "{said}");
        assert_eq!(runs.models[0].sent["temperature"], 0.3);
        assert_eq!(runs.asked[0].1, "https://***@h/v1");
    }

    #[test]
    fn a_run_of_some_models_keeps_the_order_of_all() {
        let lines = [
            r#"{"models":[{"name":"k2"},{"name":"k3"}]}"#,
            r#"{"models":[{"name":"k3"}]}"#,
            r#"{"models":[{"name":"k2"},{"name":"k4"},{"name":"k5"}]}"#,
            r#"{"models":[{"name":"k3"},{"name":"k2"}]}"#,
        ];
        assert_eq!(names(&runs_of(&lines[..2])), ["k2", "k3"]);
        assert_eq!(names(&runs_of(&lines[..3])), ["k2", "k4", "k5", "k3"]);
        assert_eq!(names(&runs_of(&lines)), ["k3", "k2", "k4", "k5"], "a config in another order");
    }

    #[test]
    fn every_run_keeps_what_it_asked() {
        let mut runs = Runs::default();
        runs.add(
            br#"{"phase":"start","platform":"p","base_url":"u","models":[{"name":"m","sent":{"n":1}}]}"#,
            here(10),
        );
        runs.add(br#"{"phase":"end","platform":"p","base_url":"u"}"#, here(20));
        runs.add(
            br#"{"phase":"start","platform":"p","base_url":"v","models":[{"name":"m","sent":{"n":2}}]}"#,
            here(30),
        );
        assert_eq!([5, 15, 25, 35].map(|offset| runs.at(offset)), [None, Some(0), Some(0), Some(1)]);
        let sent = |run| runs.model(run, "m").map(|model| model.sent["n"].clone());
        assert_eq!([sent(0), sent(1), sent(2)], [Some(1.into()), Some(2.into()), None]);
        assert_eq!(runs.asked_of(1).map(|asked| asked.1.as_str()), Some("v"));
    }

    #[test]
    fn runs_of_several_shards_follow_each_other_in_time() {
        let mut runs = Runs::default();
        let mut add = |shard: &str, at: u64, hour: u32, models: &str, day: &str| {
            let line = format!(
                r#"{{"phase":"start","at":"2026-11-30T{hour:02}:00:00.000Z","program":"batch-llm {hour}","base_url":"u{hour}",
                    "prices_as_of":"{day}","models":[{models}]}}"#
            );
            runs.add(line.as_bytes(), LedgerOffset::new(shard.parse().unwrap(), at, 1));
        };
        add("1/1", 0, 9, r#"{"name":"k1"}"#, "2026-03-03");
        // Of one ledger the lines follow each other, also if the clock was put back.
        add("1/1", 50, 6, r#"{"name":"k0"},{"name":"k1"}"#, "2026-04-04");
        add("1/2", 0, 8, r#"{"name":"k3"},{"name":"k2","sent":{"n":2}}"#, "2026-02-02");
        add("2/2", 0, 7, r#"{"name":"k2","sent":{"n":1}},{"name":"k3"}"#, "2026-01-01");
        runs.settle();
        assert_eq!(names(&runs), ["k3", "k2", "k0", "k1"]);
        assert_eq!(runs.programs, ["batch-llm 7", "batch-llm 8", "batch-llm 9", "batch-llm 6"]);
        assert_eq!((runs.prices_as_of.as_deref(), &runs.models[1].sent["n"]), (Some("2026-04-04"), &Value::from(2)));
        let place = |shard: &str, at| LedgerOffset::new(shard.parse().unwrap(), at, 1).offset;
        let asked = |run: Option<usize>| run.and_then(|run| runs.asked_of(run)).map(|asked| asked.1.clone());
        assert_eq!(asked(runs.at(place("2/2", 5))).as_deref(), Some("u7"), "a place keeps its run");
        assert_eq!(asked(runs.at(place("1/2", 5))).as_deref(), Some("u8"));
    }
}

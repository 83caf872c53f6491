//! A job on the disk: config, prompts, records, output folder. What the program sees of it are its files.

use std::collections::BTreeMap;
use std::fmt;
use std::fs;
use std::path::PathBuf;

use serde_json::{Value, json};
use tempfile::TempDir;

use super::server::Question;
use crate::platform::Scope;
use crate::platform::request;
use crate::worlds::invented::Invented;

/// The account's.
pub const KEY: &str = "sk-of-the-worlds";

/// A model of the config: its name, and what is sent for it if that is another.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// The name in config and sheets.
    pub name: String,
    /// The name on the wire.
    pub wire: String,
}

/// A job that can be edited between runs.
pub struct Job {
    /// The models in the config's order.
    pub models: Vec<Named>,
    /// People and their records.
    pub people: BTreeMap<String, String>,
    /// The prompts in the file's order.
    pub prompts: Vec<String>,
    /// Keys of the config beside the job's own.
    pub config: Value,
    /// What the client believes limits to be counted for.
    pub scope: Scope,
    /// Its platform's batch service holds calls instead of taking files.
    pub held: bool,
    dir: TempDir,
}

impl fmt::Display for Job {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { models, people, prompts, config, .. } = self;
        write!(f, "models {models:?}\npeople {people:?}\nprompts {prompts:?}\nconfig {config}")
    }
}

/// A conversation by model, person and prompt's number.
pub type Place = (String, String, usize);

/// What the sheets say of each conversation: input and output.
pub type Sheets = BTreeMap<Place, (String, String)>;

impl Job {
    /// So many people and prompts for these models; every text is its own.
    #[must_use]
    pub fn new(models: &[&str], people: usize, prompts: usize) -> Self {
        let shm = PathBuf::from("/dev/shm");
        let dir = if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() };
        Self {
            models: models.iter().map(|m| Named { name: (*m).to_owned(), wire: (*m).to_owned() }).collect(),
            people: (1..=people).map(|n| (format!("p{n}"), format!("record of <p{n}>"))).collect(),
            prompts: (1..=prompts).map(|n| format!("question <q{n}>")).collect(),
            config: json!({}),
            scope: Scope::Account,
            held: false,
            dir: dir.unwrap(),
        }
    }

    /// Sets keys of the config.
    #[must_use]
    pub fn with(mut self, config: &Value) -> Self {
        for (name, value) in config.as_object().unwrap() {
            self.config[name] = value.clone();
        }
        self
    }

    /// The same job in a folder of its own, by nobody's limits.
    #[must_use]
    pub fn elsewhere(&self) -> Self {
        let Self { models, people, prompts, scope, held, .. } = self;
        let (models, people, prompts) = (models.clone(), people.clone(), prompts.clone());
        Self { models, people, prompts, scope: *scope, held: *held, ..Self::new(&["m"], 1, 1) }
    }

    /// Sets what the client believes limits to be counted for.
    #[must_use]
    pub fn scope(mut self, scope: Scope) -> Self {
        self.scope = scope;
        self
    }

    /// How many conversations it has.
    #[must_use]
    pub fn conversations(&self) -> usize {
        self.models.len() * self.people.len() * self.prompts.len()
    }

    /// All its conversations.
    #[must_use]
    pub fn places(&self) -> Vec<Place> {
        let mut places = Vec::with_capacity(self.conversations());
        for model in &self.models {
            for person in self.people.keys() {
                places.extend((1..=self.prompts.len()).map(|n| (model.name.clone(), person.clone(), n)));
            }
        }
        places
    }

    /// What is asked in a conversation.
    #[must_use]
    pub fn question(&self, place: &Place) -> Question {
        let wire = self.models.iter().find(|m| m.name == place.0).map(|m| m.wire.clone()).unwrap();
        Question { model: wire, input: request::input(&self.prompts[place.2 - 1], &self.people[&place.1]) }
    }

    /// The platform that the client believes to talk to.
    #[must_use]
    pub fn platform(&self) -> Invented {
        let platform = Invented::new(self.scope);
        if self.held { platform.held() } else { platform }
    }

    /// The output folder.
    #[must_use]
    pub fn output(&self) -> PathBuf {
        self.dir.path().join("output")
    }

    /// Writes all files as the job now is; says where the config lies.
    pub fn write(&self) -> PathBuf {
        let path = |name: &str| self.dir.path().join(name);
        let mut config = self.config.clone();
        let model = |m: &Named| {
            if m.name == m.wire { json!(m.name) } else { json!({"name": m.name, "extra_body": {"model": m.wire}}) }
        };
        config["models"] = self.models.iter().map(model).collect();
        config["prompts_file"] = json!(path("prompts.json"));
        config["records_dir"] = json!(path("records"));
        config["output_dir"] = json!(self.output());
        config["api_config"] = json!({"api_key": KEY});
        fs::write(path("config.json"), config.to_string()).unwrap();
        fs::write(path("prompts.json"), json!(self.prompts).to_string()).unwrap();
        fs::remove_dir_all(path("records")).ok();
        fs::create_dir(path("records")).unwrap();
        for (name, record) in &self.people {
            fs::write(path("records").join(format!("{name}.txt")), record).unwrap();
        }
        path("config.json")
    }

    /// What the sheets in the output folder say.
    #[must_use]
    pub fn sheets(&self) -> Sheets {
        let mut sheets = Sheets::new();
        for entry in fs::read_dir(self.output()).into_iter().flatten() {
            let path = entry.unwrap().path();
            if path.extension().is_none_or(|end| end != "json") {
                continue;
            }
            let sheet: Value = serde_json::from_slice(&fs::read(&path).unwrap()).unwrap();
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            for (number, said) in sheet["conversations"].as_object().unwrap() {
                let key = (text(&sheet["model"]), text(&sheet["people"]), number.parse().unwrap());
                sheets.insert(key, (text(&said["Input"]), text(&said["Output"])));
            }
        }
        sheets
    }
}

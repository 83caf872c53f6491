//! `status`: what is answered, failed, left; whether the files say what the ledger says. Reads only.

use std::collections::{BTreeMap, HashMap};
use std::io;
use std::path::Path;

use serde::{Deserialize, Serialize};

use super::args::Common;
use super::{say, say_json, simulate};
use crate::config::{self, Settings};
use crate::error::{Error, Problem};
use crate::fault::Class;
use crate::identity::{Identities, Key};
use crate::input::{Records, records};
use crate::ledger::{self, Answers, Index, Place, Spent, Tally, Usage, known};
use crate::output::open;
use crate::output::sheet::{self, ERROR_PREFIX};
use crate::plan::{Cell, Plan, Sheet};
use crate::platform::Platform;
use crate::price::{Prices, round};
use crate::quoted::Quoted;
use crate::registry::Registry;
use crate::reply::Finish;
use crate::text;

/// What the ledger says of a conversation.
#[derive(Debug, Default)]
struct Told {
    answer: Option<(Place, bool)>,
    failed: Option<(Class, String)>,
    unknown: bool,
    usage: Usage,
}

/// Counts of some conversations.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Counts {
    /// Conversations of the job.
    pub total: usize,
    /// Answered.
    pub answered: usize,
    /// Answered, but cut short by max_tokens.
    pub cut: usize,
    /// Given up, by class.
    pub failed: BTreeMap<String, usize>,
    /// Refused by the model or its filter; also among `failed`.
    pub refused: usize,
    /// Sent, and no result known.
    pub unknown: usize,
    /// Never asked, or to be asked again.
    pub left: usize,
    /// Tokens of all replies that named them.
    pub usage: Usage,
}

/// Counts of one model.
#[derive(Debug, Serialize)]
pub struct ModelCounts {
    /// The configured name.
    pub name: String,
    /// Its counts.
    #[serde(flatten)]
    pub counts: Counts,
}

/// A conversation that was given up.
#[derive(Debug, Serialize)]
pub struct FailedCell {
    /// The configured model name.
    pub model: String,
    /// The person.
    pub people: String,
    /// The prompt's place in the prompts file, from 1.
    pub prompt: usize,
    /// What went wrong.
    pub class: Class,
    /// The sentence behind `ERROR: `.
    pub message: String,
}

/// What is where.
#[derive(Debug, Default, Serialize)]
pub struct Files {
    /// Sheets that the job has in all.
    pub expected: usize,
    /// Of these, how many are there.
    pub found: usize,
    /// Sheets whose conversations are settled, but which are not there.
    pub missing: Vec<String>,
    /// Sheets that do not say what the ledger says: edited, damaged or old.
    pub differing: Vec<String>,
}

/// Everything that `status` says.
#[derive(Debug, Serialize)]
pub struct Status {
    /// The output folder.
    pub output_dir: String,
    /// The last `run` line: when, and how it ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_run: Option<LastRun>,
    /// All models.
    pub all: Counts,
    /// By model, in the config's order.
    pub models: Vec<ModelCounts>,
    /// What was spent.
    pub money: Money,
    /// The sheets.
    pub files: Files,
    /// With `--failed`: each conversation that was given up.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub failed: Vec<FailedCell>,
}

/// What was spent by all runs into the folder.
#[derive(Debug, Default, Serialize)]
pub struct Money {
    /// Its currency.
    pub currency: String,
    /// Confirmed by the platform's counts, and perhaps besides.
    #[serde(flatten)]
    pub spent: Tally,
    /// What may be spent in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
    /// What is left of it for the next run.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub left: Option<f64>,
}

/// The last run in the ledger.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct LastRun {
    /// When.
    pub at: String,
    /// `start` (still running, or killed) or `end`.
    pub phase: String,
    /// Its exit code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub exit: Option<u8>,
}

/// Prints the status; exit code 0 if every conversation is answered, else 1.
///
/// # Errors
/// What is wrong with config or inputs, or a ledger that cannot be read.
pub fn status(mut platform: Box<dyn Platform>, args: &Common, failed: bool) -> anyhow::Result<u8> {
    let mut settings = config::load(platform.as_mut(), &args.overrides()).map_err(Error::from)?.settings;
    let asked_at = if args.simulate {
        settings.output_dir = simulate::folder(&settings.output_dir);
        simulate::ASKED_AT.to_owned()
    } else {
        settings.base_url.clone()
    };
    let plan = Plan::new(&settings, &mut Vec::new()).map_err(Error::from)?;
    let mut identities = Identities::new(&plan, &asked_at, &mut Records::of(&plan.people)).map_err(Error::from)?;
    let path = ledger::path(&plan.output_dir);
    let unreadable = |e: io::Error| Error::from(Problem::in_file(&path, text::setup::unreadable(&e)));
    let index = Index::peek(&path).map_err(unreadable)?.unwrap_or_default();
    identities.claim(&plan, &index);
    let (told, last_run) = read(&path).map_err(unreadable)?;
    let mut status = count(&plan, &identities, &told);
    status.last_run = last_run;
    status.money = money(platform.as_ref(), &settings, &plan, index.spent).map_err(Error::from)?;
    status.files = files(&plan, &identities, &told, &path);
    if failed {
        status.failed = failures(&plan, &identities, &told);
    }
    if args.json {
        say_json(&status)?;
    } else {
        say(&text::status::status(&status));
    }
    Ok(u8::from(status.all.answered < status.all.total))
}

/// The two figures, as the next run would count them.
fn money(platform: &dyn Platform, settings: &Settings, plan: &Plan, spent: Spent) -> Result<Money, Problem> {
    let registry = Registry::read(platform.profile().models)?;
    let prices = Prices::new(&registry, settings, &mut Vec::new());
    let limit = settings.budget.as_ref().map(|budget| budget.amount);
    let budget = super::money::purse(&prices, plan, spent, limit).0;
    Ok(Money { spent: budget.spent(), budget: limit, left: budget.left().map(round), currency: prices.currency })
}

#[derive(Deserialize)]
struct Line<'a> {
    event: &'a str,
    key: Option<Key>,
    #[serde(default, deserialize_with = "known")]
    class: Option<Class>,
    #[serde(default, borrow)]
    message: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, borrow)]
    finish_reason: Option<std::borrow::Cow<'a, str>>,
    #[serde(default, deserialize_with = "known")]
    usage: Option<Usage>,
}

fn read(path: &Path) -> io::Result<(HashMap<Key, Told>, Option<LastRun>)> {
    let mut told: HashMap<Key, Told> = HashMap::new();
    let mut last_run = None;
    let result = ledger::lines(path, |bytes, place| {
        let Ok(line) = serde_json::from_slice::<Line<'_>>(bytes) else { return };
        let Some(key) = line.key else {
            if line.event == "run" {
                last_run = serde_json::from_slice::<LastRun>(bytes).ok().or(last_run.take());
            }
            return;
        };
        let told = told.entry(key).or_default();
        if let Some(usage) = line.usage {
            told.usage += usage;
        }
        match line.event {
            "sent" => told.unknown = true,
            "retry" => told.unknown = false,
            "fresh" => (told.answer, told.failed, told.unknown) = (None, None, false),
            "failed" => {
                told.unknown = false;
                let message = line.message.map(std::borrow::Cow::into_owned).unwrap_or_default();
                told.failed = Some((line.class.unwrap_or(Class::Unknown), message));
            }
            "answered" => {
                told.unknown = false;
                told.answer = Some((place, Finish::of(line.finish_reason.as_deref()).lacks_its_end()));
            }
            _ => {}
        }
    });
    match result {
        Err(e) if e.kind() == io::ErrorKind::NotFound => Ok((told, None)),
        Err(e) => Err(e),
        Ok(()) => Ok((told, last_run)),
    }
}

fn count(plan: &Plan, identities: &Identities, told: &HashMap<Key, Told>) -> Status {
    let mut models: Vec<ModelCounts> =
        plan.models.iter().map(|model| ModelCounts { name: model.name.clone(), counts: Counts::default() }).collect();
    let mut all = Counts::default();
    for cell in plan.sheets().flat_map(|sheet| plan.cells(sheet)) {
        let told = told.get(&identities.key(plan, cell));
        for counts in [&mut models[plan.model_index(cell.sheet)].counts, &mut all] {
            counts.add(told);
        }
    }
    Status {
        output_dir: plan.output_dir.display().to_string(),
        last_run: None,
        all,
        models,
        money: Money::default(),
        files: Files::default(),
        failed: Vec::new(),
    }
}

impl Counts {
    fn add(&mut self, told: Option<&Told>) {
        self.total += 1;
        let Some(told) = told else {
            self.left += 1;
            return;
        };
        self.usage += told.usage;
        match told {
            Told { answer: Some((_, cut)), .. } => {
                self.answered += 1;
                self.cut += usize::from(*cut);
            }
            Told { unknown: true, .. } => self.unknown += 1,
            Told { failed: Some((class, _)), .. } => {
                *self.failed.entry(class.name()).or_default() += 1;
                self.refused += usize::from(*class == Class::ContentRefused);
            }
            Told { .. } => self.left += 1,
        }
    }

    /// Given up, all classes together.
    #[must_use]
    pub fn failures(&self) -> usize {
        self.failed.values().sum()
    }
}

fn failures(plan: &Plan, identities: &Identities, told: &HashMap<Key, Told>) -> Vec<FailedCell> {
    let cells = plan.sheets().flat_map(|sheet| plan.cells(sheet));
    let failed = |cell: Cell| match told.get(&identities.key(plan, cell))? {
        Told { answer: None, unknown: false, failed: Some((class, message)), .. } => Some(FailedCell {
            model: plan.model(cell.sheet).name.clone(),
            people: plan.person(cell.sheet).name.clone(),
            prompt: plan.prompt(cell).number,
            class: *class,
            message: message.clone(),
        }),
        _ => None,
    };
    cells.filter_map(failed).collect()
}

fn files(plan: &Plan, identities: &Identities, told: &HashMap<Key, Told>, ledger: &Path) -> Files {
    let mut files = Files { expected: plan.sheet_count(), ..Files::default() };
    let answers = Answers::open(ledger).ok();
    for sheet in plan.sheets() {
        let there = open::read(&plan.path(sheet)).ok();
        files.found += usize::from(there.is_some());
        let settled = |cell| {
            told.get(&identities.key(plan, cell)).is_some_and(|told| told.answer.is_some() || told.failed.is_some())
        };
        let complete = plan.cells(sheet).all(settled);
        let file = plan.file_name(sheet);
        match there {
            None if complete => files.missing.push(file),
            Some(bytes) => {
                let says = answers.as_ref().and_then(|answers| expected(plan, identities, told, answers, sheet));
                if !complete || says.is_none_or(|says| says != bytes) {
                    files.differing.push(file);
                }
            }
            None => {}
        }
    }
    files
}

/// The bytes that a sheet should have; `None` if its record cannot be read.
fn expected(
    plan: &Plan,
    identities: &Identities,
    told: &HashMap<Key, Told>,
    answers: &Answers,
    sheet: Sheet,
) -> Option<Vec<u8>> {
    let record = records::read(plan.person(sheet)).ok()?;
    let mut outputs = Vec::new();
    for cell in plan.all_cells(sheet) {
        let output = match told.get(&identities.key(plan, cell)) {
            Some(Told { answer: Some((place, _)), .. }) => answers.at(*place).ok()?,
            Some(Told { failed: Some((_, message)), .. }) => format!("{ERROR_PREFIX}{message}"),
            _ => continue,
        };
        outputs.push((plan.prompt(cell), Quoted::new(&output)));
    }
    let conversations = outputs
        .iter()
        .map(|(prompt, output)| sheet::Conversation { number: prompt.number, prompt: &prompt.quoted, output })
        .collect();
    let (model, people) = (&plan.model(sheet).name, &plan.person(sheet).name);
    Some(sheet::render(&sheet::SheetView { model, people, chat: &Quoted::new(&record.text), conversations }))
}

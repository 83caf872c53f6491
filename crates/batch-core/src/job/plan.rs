//! What is to be done: models x people x prompts. Holds names and prompts, never records or answers.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use crate::base::key::name_hash;
use crate::base::problem::{InputProblem, Problem};
use crate::base::shard::Shard;
use crate::job::config::{Model, Settings};
use crate::job::input::{Person, Prompt, names, prompts, records};

/// The whole job.
#[derive(Debug, Clone)]
pub struct Plan {
    /// The models in the config's order.
    pub models: Vec<Model>,
    /// The people in natural order.
    pub people: Vec<Person>,
    /// The prompts in the file's order.
    pub prompts: Vec<Prompt>,
    /// What filters leave out of this run, but not of the job.
    pub left_out: LeftOut,
    /// The output folder.
    pub output_dir: PathBuf,
    /// The part of the job that this run works on.
    pub shard: Shard,
    /// The sheets that are not in it; known once the records are read.
    pub elsewhere: OnceLock<Elsewhere>,
}

/// Models and people of the job that `--models` and `--people` leave out.
#[derive(Debug, Clone, Default)]
pub struct LeftOut {
    /// The models.
    pub models: Vec<Model>,
    /// The people.
    pub people: Vec<Person>,
}

/// Sheets of the job that are other shards': none, if this is all of it.
#[derive(Debug, Clone, Default)]
pub struct Elsewhere {
    /// By sheet.
    sheets: Vec<bool>,
    count: usize,
}

impl Elsewhere {
    /// Of these, in plan order: true for a sheet that is another's.
    #[must_use]
    pub fn new(sheets: Vec<bool>) -> Self {
        let count = sheets.iter().filter(|elsewhere| **elsewhere).count();
        Self { sheets, count }
    }

    fn has(&self, sheet: SheetId) -> bool {
        self.sheets.get(sheet.0 as usize).copied().unwrap_or(false)
    }
}

/// One output file: a model's conversations with one person. Numbered in plan order: models, then people.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SheetId(pub u32);

/// One conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// The file it belongs to.
    pub sheet: SheetId,
    /// Index into [`Plan::prompts`].
    pub prompt: u16,
}

impl Plan {
    /// Reads prompts, lists people and checks every name, before anything is sent.
    ///
    /// # Errors
    /// The first [`Problem`]; harmless oddities go to `warnings`.
    pub fn new(settings: &Settings, warnings: &mut Vec<Problem>) -> Result<Self, Problem> {
        let prompts = prompts::read(Path::new(&settings.prompts_file), settings.prompts.as_deref(), warnings)?;
        if prompts.len() > usize::from(u16::MAX) {
            return Err(Problem::in_file(Path::new(&settings.prompts_file), InputProblem::TooManyPrompts));
        }
        let listed = records::list(Path::new(&settings.records_dir), settings.people.as_deref())?;
        warnings.extend(listed.warnings);
        if listed.unread.count > 0 {
            warnings.push(Problem::in_file(
                Path::new(&settings.records_dir),
                InputProblem::NotRead { unread: listed.unread },
            ));
        }
        let plan = Self {
            models: settings.models.clone(),
            people: listed.people,
            prompts,
            left_out: LeftOut { models: settings.left_out.clone(), people: listed.left_out },
            output_dir: PathBuf::from(&settings.output_dir),
            shard: settings.shard,
            elsewhere: OnceLock::new(),
        };
        plan.check_names().map_err(|p| match p.file {
            Some(_) => p,
            None => Problem { file: Some(settings.config_file.display().to_string()), ..p },
        })?;
        Ok(plan)
    }

    /// How many output files the models and people of the plan have, those of other shards too: sheets are numbered so.
    #[must_use]
    pub fn numbered(&self) -> usize {
        self.models.len() * self.people.len()
    }

    /// How many output files are this run's.
    #[must_use]
    pub fn sheet_count(&self) -> usize {
        self.numbered() - self.elsewhere.get().map_or(0, |elsewhere| elsewhere.count)
    }

    /// How many conversations this run is asked for.
    #[must_use]
    pub fn cell_count(&self) -> usize {
        self.sheet_count() * self.wanted_prompts()
    }

    /// How many conversations of a model this run is asked for.
    #[must_use]
    pub fn cells_of(&self, model: usize) -> usize {
        let sheets = (0..self.people.len()).filter(|person| self.is_here(self.sheet(model, *person))).count();
        sheets * self.wanted_prompts()
    }

    fn wanted_prompts(&self) -> usize {
        self.prompts.iter().filter(|p| p.wanted).count()
    }

    /// True for a sheet that is no other shard's.
    #[must_use]
    pub fn is_here(&self, sheet: SheetId) -> bool {
        !self.elsewhere.get().is_some_and(|elsewhere| elsewhere.has(sheet))
    }

    /// The sheets of this run in plan order.
    pub fn sheets(&self) -> impl Iterator<Item = SheetId> + '_ {
        (0..u32::try_from(self.numbered()).unwrap_or(u32::MAX)).map(SheetId).filter(|sheet| self.is_here(*sheet))
    }

    /// The cells of a sheet that this run is asked for, in prompt order.
    pub fn cells(&self, sheet: SheetId) -> impl Iterator<Item = Cell> + '_ {
        let here = self.is_here(sheet);
        self.all_cells(sheet).filter(move |cell| here && self.prompt(*cell).wanted)
    }

    /// All cells of a sheet in prompt order, those left out by `--prompts` too.
    pub fn all_cells(&self, sheet: SheetId) -> impl Iterator<Item = Cell> + use<> {
        (0..u16::try_from(self.prompts.len()).unwrap_or(u16::MAX)).map(move |prompt| Cell { sheet, prompt })
    }

    /// The sheet of a model and a person, by their indices.
    #[must_use]
    pub fn sheet(&self, model: usize, person: usize) -> SheetId {
        SheetId(u32::try_from(model * self.people.len() + person).unwrap_or(u32::MAX))
    }

    /// True if no filter leaves anything of the job out.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.shard.is_whole()
            && self.left_out.models.is_empty()
            && self.left_out.people.is_empty()
            && self.prompts.iter().all(|p| p.wanted)
    }

    /// Index of the sheet's model.
    #[must_use]
    pub fn model_index(&self, sheet: SheetId) -> usize {
        sheet.0 as usize / self.people.len().max(1)
    }

    /// The sheet's model.
    #[must_use]
    pub fn model(&self, sheet: SheetId) -> &Model {
        &self.models[self.model_index(sheet)]
    }

    /// Index of the sheet's person.
    #[must_use]
    pub fn person_index(&self, sheet: SheetId) -> usize {
        sheet.0 as usize % self.people.len().max(1)
    }

    /// The sheet's person.
    #[must_use]
    pub fn person(&self, sheet: SheetId) -> &Person {
        &self.people[self.person_index(sheet)]
    }

    /// The cell's prompt.
    #[must_use]
    pub fn prompt(&self, cell: Cell) -> &Prompt {
        &self.prompts[usize::from(cell.prompt)]
    }

    /// The sheet's file name.
    #[must_use]
    pub fn file_name(&self, sheet: SheetId) -> String {
        names::sheet(&self.model(sheet).name, self.person(sheet).name())
    }

    /// The sheet's path.
    #[must_use]
    pub fn path(&self, sheet: SheetId) -> PathBuf {
        self.output_dir.join(self.file_name(sheet))
    }

    fn check_names(&self) -> Result<(), Problem> {
        for (n, model) in self.models.iter().enumerate() {
            names::check_model(&model.name).map_err(|what| Problem::new(what).field(format!("models[{n}]")))?;
        }
        // File systems of Windows and macOS do not tell upper from lower case. A hash says where to look twice.
        let mut seen: HashMap<u64, SheetId> = HashMap::with_capacity(self.numbered());
        for sheet in self.sheets() {
            let name = self.file_name(sheet);
            names::check_sheet(&name).map_err(Problem::new)?;
            let lower = name.to_lowercase();
            if let Some(other) = seen.insert(name_hash(&lower), sheet)
                && self.file_name(other).to_lowercase() == lower
            {
                let pair = |s: SheetId| (self.model(s).name.clone(), self.person(s).name().to_owned());
                let (first, second) = (pair(other), pair(sheet));
                return Err(Problem::new(InputProblem::SameFile { sheet: name, first, second }).field("models"));
            }
        }
        Ok(())
    }
}

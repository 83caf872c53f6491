//! One or many output folders as one table: columns (a folder's model), people, and their conversations on demand.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ffi::OsString;
use std::path::{Path, PathBuf};

use batch_core::base::amount::round;
use batch_core::job::choice::Choice;
use batch_core::job::input::{names, natural, records};
use batch_core::ledger::{Spending, Spent};
use batch_words::Words;
use ring::digest::{SHA256, digest};

use super::conversation::Conversation;
use super::error::ResultsError;
use super::folder::Folder;
use super::merge::{self, Written};
use super::odd::{Oddity, OddityKind};
use super::runs::Runs;
use super::{sheet, within};

/// A model in a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Index into the library's folders.
    pub folder: usize,
    /// The model's name.
    pub model: String,
    /// True if other folders have the model, too.
    pub shared: bool,
}

/// What to read of it all; `None` is everything.
#[derive(Debug, Clone, Default)]
pub struct Selection {
    /// Only these models.
    pub models: Option<Vec<String>>,
    /// Only these people.
    pub people: Option<Vec<String>>,
    /// Only these prompt numbers.
    pub prompts: Option<Vec<usize>>,
    /// Of these people only so many, drawn by their names: the same ones every time.
    pub sample: Option<usize>,
}

/// Opened folders: names, never texts.
#[derive(Debug)]
pub struct Library {
    folders: Vec<Folder>,
    /// The models in the folders' order, then in their config's, as far as the ledger tells it, then in natural order.
    pub columns: Vec<Column>,
    /// The people in natural order.
    pub people: Vec<String>,
    /// By person: columns in order, each with its file, if there is one.
    sheets: Vec<Vec<(usize, Option<OsString>)>>,
    prompts: Option<Vec<usize>>,
    /// What was odd about the listing.
    pub odds: Vec<Oddity>,
}

/// One person's conversations with all models.
#[derive(Debug, Default)]
pub struct Reading {
    /// By column, then by number.
    pub conversations: Vec<Conversation>,
    /// What was odd about the files.
    pub odds: Vec<Oddity>,
}

impl Library {
    /// Lists folders. A folder that holds none of our files but folders that do stands for these.
    ///
    /// # Errors
    /// A folder that cannot be read or holds nothing of ours.
    pub fn open(paths: &[PathBuf], selection: &Selection) -> Result<Self, ResultsError> {
        let mut odds = Vec::new();
        let mut folders: Vec<Folder> = Vec::new();
        for path in paths {
            for folder in within::folders(path, &mut odds)? {
                let same = |other: &Folder| within::is_same(&other.path, &folder.path);
                if !folders.iter().any(same) {
                    folders.push(folder);
                }
            }
        }
        let mut library = Self {
            folders,
            columns: Vec::new(),
            people: Vec::new(),
            sheets: Vec::new(),
            prompts: selection.prompts.clone(),
            odds,
        };
        library.fill(selection)?;
        match paths.first() {
            Some(path) if library.people.is_empty() => Err(ResultsError::NothingYet(path.clone())),
            _ => Ok(library),
        }
    }

    fn fill(&mut self, selection: &Selection) -> Result<(), ResultsError> {
        let mut all: HashMap<(usize, &str, &str), Option<OsString>> = HashMap::new();
        let mut removed = Vec::new();
        for (n, folder) in self.folders.iter().enumerate() {
            for (model, people) in folder.trail.iter().flat_map(|trail| trail.names()) {
                let file = names::sheet(model, people);
                let written = folder.trail.as_ref().is_some_and(|trail| trail.stamp(&file).is_some());
                let there = || folder.sheets.contains_key(&(model.to_owned(), people.to_owned()));
                if written && !there() {
                    removed.push(folder.oddity(&file.into(), OddityKind::Removed));
                } else {
                    all.insert((n, model, people), None);
                }
            }
            all.extend(
                folder
                    .sheets
                    .iter()
                    .map(|((model, people), file)| ((n, model.as_str(), people.as_str()), Some(file.clone()))),
            );
        }
        let mut models: Vec<(usize, &str)> = all.keys().map(|(folder, model, _)| (*folder, *model)).collect();
        let mut people: Vec<&str> = all.keys().map(|(_, _, people)| *people).collect();
        let rank = |(folder, model): (usize, &str)| {
            let trail = self.folders.get(folder).and_then(|folder| folder.trail.as_ref());
            (folder, trail.map(|trail| trail.runs.rank(model)))
        };
        models.sort_by(|a, b| rank(*a).cmp(&rank(*b)).then_with(|| natural::compare(a.1, b.1)));
        people.sort_by(|a, b| natural::compare(a, b));
        models.dedup();
        people.dedup();
        let mut once = HashSet::new();
        let names: Vec<&str> = models.iter().map(|(_, model)| *model).filter(|model| once.insert(*model)).collect();
        if let Some(wanted) = chosen(&Choice::of_models(&names), &names, selection.models.as_deref())? {
            models.retain(|(_, model)| wanted.contains(model));
        }
        if let Some(wanted) =
            chosen(&Choice::of_people(&people, records::name_in), &people, selection.people.as_deref())?
        {
            people.retain(|name| wanted.contains(name));
        }
        if let Some(most) = selection.sample.filter(|most| *most < people.len()) {
            let mut drawn = people.clone();
            drawn.sort_by_cached_key(|name| digest(&SHA256, name.as_bytes()).as_ref().to_vec());
            let drawn: HashSet<&str> = drawn.into_iter().take(most).collect();
            people.retain(|name| drawn.contains(name));
        }
        let column_of: HashMap<(usize, &str), usize> = models.iter().enumerate().map(|(n, key)| (*key, n)).collect();
        let person_of: HashMap<&str, usize> = people.iter().enumerate().map(|(n, name)| (*name, n)).collect();
        let mut sheets = vec![Vec::new(); people.len()];
        for ((folder, model, name), file) in all {
            if let (Some(column), Some(person)) = (column_of.get(&(folder, model)), person_of.get(name)) {
                sheets[*person].push((*column, file));
            }
        }
        sheets.iter_mut().for_each(|sheets| sheets.sort_by_key(|(column, _)| *column));
        let columns = models.iter().map(|(folder, model)| {
            let shared = models.iter().filter(|(_, other)| other == model).count() > 1;
            Column { folder: *folder, model: (*model).to_owned(), shared }
        });
        let columns = columns.collect();
        let people = people.into_iter().map(str::to_owned).collect();
        (self.columns, self.people, self.sheets) = (columns, people, sheets);
        removed.sort_by(|a, b| a.file.cmp(&b.file));
        self.odds.extend(removed);
        Ok(())
    }

    /// The folders' paths.
    pub fn folders(&self) -> impl Iterator<Item = &Path> {
        self.folders.iter().map(|folder| folder.path.as_path())
    }

    /// What to call a column: the model's name, with the folder's where several folders have the model.
    #[must_use]
    pub fn label(&self, words: &Words, column: &Column) -> String {
        match column.shared {
            true => words.reading_column(&column.model, self.folder_label(column.folder)),
            false => column.model.clone(),
        }
    }

    /// What to call all columns, in their order.
    #[must_use]
    pub fn labels(&self, words: &Words) -> Vec<String> {
        self.columns.iter().map(|column| self.label(words, column)).collect()
    }

    /// A folder's name, as short as it can be told from the others'.
    #[must_use]
    pub fn folder_label(&self, folder: usize) -> String {
        let short = |path: &Path| path.file_name().map(|name| name.to_string_lossy().into_owned());
        let path = &self.folders[folder].path;
        let same = self.folders.iter().filter(|other| short(&other.path) == short(path)).count();
        short(path).filter(|_| same == 1).unwrap_or_else(|| path.display().to_string())
    }

    /// True if any of it came from the simulator.
    #[must_use]
    pub fn is_simulated(&self) -> bool {
        self.folders.iter().any(|folder| folder.trail.as_ref().is_some_and(|trail| trail.simulated))
    }

    /// True if a folder has a ledger: tokens, times and money are known.
    #[must_use]
    pub fn has_ledger(&self) -> bool {
        self.folders.iter().any(|folder| folder.trail.is_some())
    }

    /// What the runs into a folder say of themselves; `None` without a ledger.
    #[must_use]
    pub fn runs(&self, folder: usize) -> Option<&Runs> {
        self.folders.get(folder)?.trail.as_ref().map(|trail| &trail.runs)
    }

    /// What a column's calls cost, by currency, those of people that are not shown too; what waits in a batch service is
    /// perhaps spent, at most.
    #[must_use]
    pub fn spending(&self, column: &Column) -> Vec<(String, Spending)> {
        let spent = self.folders[column.folder].trail.as_ref().and_then(|trail| trail.spent.get(&column.model));
        let tallies = spent.into_iter().flat_map(Spent::tallies);
        let mut all: BTreeMap<String, Spending> = tallies.map(|(name, tally)| (name.to_owned(), tally)).collect();
        // What a batch service has costs something whenever it comes back.
        if let Some(spent) = spent.filter(|spent| spent.waiting() > 0.0) {
            all.entry(spent.currency().to_owned()).or_default().perhaps += round(spent.waiting());
        }
        all.into_iter().collect()
    }

    /// True if the ledger knows answers of the model that had no price.
    #[must_use]
    pub fn lacks_a_price(&self, column: &Column) -> bool {
        let spent = self.folders[column.folder].trail.as_ref().and_then(|trail| trail.spent.get(&column.model));
        spent.is_some_and(|spent| spent.unpriced().next().is_some())
    }

    /// Reads one person's conversations.
    ///
    /// # Errors
    /// If a ledger can no longer be read. What is wrong with single sheets is among the oddities.
    pub fn person(&self, person: usize) -> Result<Reading, ResultsError> {
        let mut reading = Reading::default();
        let people = &self.people[person];
        for (column, file) in &self.sheets[person] {
            let Column { folder, model, .. } = &self.columns[*column];
            let folder = &self.folders[*folder];
            let mut written = None;
            if let Some(name) = file {
                match sheet::read(&folder.path.join(name)) {
                    Ok(sheet) => {
                        reading.odds.extend(sheet.odds.into_iter().map(|odd| folder.oddity(name, odd)));
                        let stamp = folder.trail.as_ref().and_then(|trail| trail.stamp(&name.to_string_lossy()));
                        let (said, unnumbered) = (sheet.conversations, sheet.unnumbered);
                        written = Some(Written { said, unnumbered, stamp });
                    }
                    Err(odd) => reading.odds.push(folder.oddity(name, odd)),
                }
            }
            let entries = match &folder.trail {
                Some(trail) => trail.entries(model, people).map_err(ResultsError::unreadable_ledger(&folder.path))?,
                None => Vec::new(),
            };
            let (conversations, odds) = merge::merge(*column, written, entries);
            let shown = file.clone().unwrap_or_else(|| names::sheet(model, people).into());
            reading.odds.extend(odds.into_iter().map(|odd| folder.oddity(&shown, odd)));
            self.compare_records(&reading.conversations, &conversations)
                .then(|| reading.odds.push(folder.oddity(&shown, OddityKind::OtherRecord)));
            reading.conversations.extend(conversations);
        }
        merge::fill_gaps(&mut reading.conversations);
        if let Some(wanted) = &self.prompts {
            reading.conversations.retain(|c| wanted.contains(&c.number));
        }
        Ok(reading)
    }

    /// True if a sheet's record is not the one that the first sheet has.
    fn compare_records(&self, first: &[Conversation], sheet: &[Conversation]) -> bool {
        let record = |all: &[Conversation]| all.iter().map(|c| c.chat.clone()).find(|chat| !chat.is_empty());
        matches!((record(first), record(sheet)), (Some(first), Some(this)) if first != this)
    }
}

/// The names that a list on the command line means, as a run understands it; `None` for all.
fn chosen<'a>(
    choice: &Choice<'_>,
    names: &[&'a str],
    wanted: Option<&[String]>,
) -> Result<Option<HashSet<&'a str>>, ResultsError> {
    let Some(wanted) = wanted else { return Ok(None) };
    let places = choice.choose(wanted).map_err(ResultsError::UnknownName)?;
    Ok(Some(places.into_iter().filter_map(|place| names.get(place).copied()).collect()))
}

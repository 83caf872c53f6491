//! A rater's workbook, read back.

use std::collections::{BTreeMap, HashMap};
use std::path::Path;

use super::super::file::{Criterion, FORMAT, Rating, Ratings};
use super::super::moved::moved;
use super::about::About;
use super::cells::{Value, Workbook, place};
use super::error::{CellWrong, Heading, WorkbookError, Wrong};
use super::layout::{Field, is_criterion, is_short_criterion};
use super::marks::{Mark, mark, score, whole};

/// Rows of a worksheet in which headings, seed and criteria are looked for.
const MOST_HEAD: u32 = 300;
/// Columns of a worksheet that are looked at.
const MOST_COLUMNS: u32 = 1000;
/// Hexadecimal digits of an id.
const ID: usize = 16;

/// Reads what a rater put into a workbook: of the answers that were judged, in the order of the rows.
///
/// # Errors
/// What is no such workbook; the cell that holds no score, mark or id.
pub fn read(path: &Path) -> Result<Ratings, WorkbookError> {
    ratings(path).map_err(WorkbookError::of(path))
}

/// True if a file is a workbook to rate in and somebody has put something into it, or changed what it is made of: it must
/// not be written over.
#[must_use]
pub fn is_filled(path: &Path) -> bool {
    // What nobody can read as such a workbook holds no ratings.
    Workbook::open(path).and_then(|mut book| has_entries(&mut book)).unwrap_or(false)
}

fn has_entries(book: &mut Workbook) -> Result<bool, Wrong> {
    let (about, tables) = parts(book)?;
    let Some(about) = about.filter(|_| !tables.is_empty()) else { return Ok(false) };
    let Ok(About { rater: Err(_), criteria, .. }) = about else { return Ok(true) };
    for (sheet, head_row, head) in &tables {
        let Ok(columns) = Columns::find(sheet, head, &criteria) else { return Ok(true) };
        let rows = book.rows(sheet, u32::MAX, |column| columns.takes_entries(column))?;
        if rows.range(head_row + 1..).next().is_some() {
            return Ok(true);
        }
    }
    Ok(false)
}

/// A worksheet with answers to rate: its name, the row of its headings, and these.
type Head = (String, u32, BTreeMap<u32, Value>);

/// What a workbook says of itself, if it does, or the cell that is wrong about it.
type Found = Option<Result<About, Wrong>>;

/// What a workbook says of its ratings, and where they are.
fn parts(book: &mut Workbook) -> Result<(Found, Vec<Head>), Wrong> {
    let (mut about, mut tables) = (None, Vec::new());
    for sheet in book.names() {
        let rows = book.rows(&sheet, MOST_HEAD, |column| column < MOST_COLUMNS)?;
        let is_head = |cells: &BTreeMap<u32, Value>| cells.values().any(|value| Field::Id.is(&value.text()));
        // First, since a criterion may be called like a heading.
        if let Some(found) = About::find(&sheet, &rows) {
            about = about.or(Some(found));
        } else if let Some((row, head)) = rows.iter().find(|(_, cells)| is_head(cells)) {
            tables.push((sheet, *row, head.clone()));
        }
    }
    Ok((about, tables))
}

fn ratings(path: &Path) -> Result<Ratings, Wrong> {
    let mut book = Workbook::open(path)?;
    let (about, tables) = parts(&mut book)?;
    if tables.is_empty() {
        return Err(Wrong::NoTable);
    }
    let About { rater, seed, criteria } = about.ok_or(Wrong::NoAbout)??;
    let rater = rater?;
    let mut drafts = Vec::new();
    for (sheet, head_row, head) in &tables {
        let columns = Columns::find(sheet, head, &criteria)?;
        let rows = book.rows(sheet, u32::MAX, |column| columns.has(column))?;
        for (row, cells) in rows.range(head_row + 1..) {
            drafts.extend(columns.draft(sheet, *row, cells, &criteria)?);
        }
    }
    // Also by the rows that nobody judged.
    if let Some(cell) = moved(drafts.iter().map(|draft| &draft.rating)).and_then(|rating| rating.cell.clone()) {
        return Err(Wrong::Cell(cell, CellWrong::Moved));
    }
    Ok(Ratings { format: FORMAT.to_owned(), rater, seed, criteria, ratings: judged(drafts)? })
}

/// Where in a worksheet each column is.
struct Columns {
    people: u32,
    prompt: u32,
    answer: u32,
    scores: Vec<u32>,
    best: u32,
    harmful: u32,
    note: u32,
    id: u32,
}

/// A row as it stands there.
struct Draft {
    rating: Rating,
    best: Option<Mark>,
    harmful: Option<Mark>,
    /// Where best, harmful and id stand.
    places: [String; 3],
}

impl Columns {
    fn find(sheet: &str, head: &BTreeMap<u32, Value>, criteria: &[Criterion]) -> Result<Self, Wrong> {
        let one = |is: &dyn Fn(&str) -> bool, heading: Heading| {
            let mut found = head.iter().filter(|(_, value)| is(&value.text())).map(|(column, _)| *column);
            let sheet = sheet.to_owned();
            match (found.next(), found.next()) {
                (Some(column), None) => Ok(column),
                (None, _) => Err(Wrong::NoColumn { sheet, column: heading }),
                (Some(_), Some(_)) => Err(Wrong::TwoColumns { sheet, column: heading }),
            }
        };
        let field = |field: Field| one(&|heading| field.is(heading), Heading::Field(field));
        let by = |of: &Criterion, is: fn(&Criterion, &str) -> bool| {
            one(&|heading| is(of, heading), Heading::Criterion(of.clone()))
        };
        // As it was written, or as somebody shortened it: the short one may be called like another column.
        let score = |of: &Criterion| match by(of, is_criterion) {
            Err(Wrong::NoColumn { .. }) => by(of, is_short_criterion),
            found => found,
        };
        Ok(Self {
            people: field(Field::People)?,
            prompt: field(Field::Prompt)?,
            answer: field(Field::Answer)?,
            scores: criteria.iter().map(score).collect::<Result<_, _>>()?,
            best: field(Field::Best)?,
            harmful: field(Field::Harmful)?,
            note: field(Field::Note)?,
            id: field(Field::Id)?,
        })
    }

    fn has(&self, column: u32) -> bool {
        [self.people, self.prompt, self.answer, self.id].contains(&column) || self.takes_entries(column)
    }

    /// True for what the rater fills in.
    fn takes_entries(&self, column: u32) -> bool {
        [self.best, self.harmful, self.note].contains(&column) || self.scores.contains(&column)
    }

    /// Reads a row; `None` if nothing of ours is in it.
    fn draft(
        &self,
        sheet: &str,
        row: u32,
        cells: &BTreeMap<u32, Value>,
        criteria: &[Criterion],
    ) -> Result<Option<Draft>, Wrong> {
        let wrong = |column, what| Wrong::Cell(place(sheet, row, column), what);
        if let Some((column, _)) = cells.iter().find(|(_, value)| **value == Value::Formula) {
            return Err(wrong(*column, CellWrong::Formula));
        }
        let text = |column: u32| cells.get(&column).map(Value::text).unwrap_or_default();
        let marked = |column: u32| match cells.get(&column) {
            None => Ok(None),
            Some(value) => match mark(value) {
                Some(mark) => Ok(Some(mark)),
                None => Err(wrong(column, CellWrong::Mark(value.shown()))),
            },
        };
        let mut scores = BTreeMap::new();
        for (Criterion { name, low, high }, column) in criteria.iter().zip(&self.scores) {
            let Some(value) = cells.get(column) else { continue };
            let Some(score) = score(value, *low, *high) else {
                let what = CellWrong::Score { value: value.shown(), low: *low, high: *high };
                return Err(wrong(*column, what));
            };
            scores.insert(name.clone(), score);
        }
        let (best, harmful, note) = (marked(self.best)?, marked(self.harmful)?, text(self.note));
        let touched = !scores.is_empty() || best.is_some() || harmful.is_some() || !note.is_empty();
        let id = text(self.id).to_lowercase();
        if id.is_empty() {
            return if touched { Err(wrong(self.id, CellWrong::NoId)) } else { Ok(None) };
        }
        if id.len() != ID || !id.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            let shown = cells.get(&self.id).map(Value::shown).unwrap_or_default();
            return Err(wrong(self.id, CellWrong::Id(shown)));
        }
        let number = cells.get(&self.prompt).and_then(whole).and_then(|number| usize::try_from(number).ok());
        let prompt = number.ok_or_else(|| wrong(self.prompt, CellWrong::Number(text(self.prompt))))?;
        let (people, answer) = (text(self.people), text(self.answer));
        let places = [self.best, self.harmful, self.id].map(|column| place(sheet, row, column));
        let cell = Some(places[2].clone());
        let rating = Rating { id, people, prompt, answer, scores, best: None, harmful: false, note, cell };
        Ok(Some(Draft { rating, best, harmful, places }))
    }
}

/// What the marks mean, and which rows were judged at all.
fn judged(drafts: Vec<Draft>) -> Result<Vec<Rating>, Wrong> {
    let best = meanings(&drafts, |draft| (draft.best, &draft.places[0]))?;
    let harmful = meanings(&drafts, |draft| (draft.harmful, &draft.places[1]))?;
    // Whoever names a best one has said that the others are not.
    let mut chosen: HashMap<(&str, usize), bool> = HashMap::new();
    for (draft, best) in drafts.iter().zip(&best) {
        *chosen.entry((&draft.rating.people, draft.rating.prompt)).or_default() |= best == &Some(true);
    }
    let chosen: Vec<bool> = drafts
        .iter()
        .map(|draft| chosen.get(&(draft.rating.people.as_str(), draft.rating.prompt)) == Some(&true))
        .collect();
    let mut seen: HashMap<String, String> = HashMap::new();
    let mut ratings = Vec::new();
    for (((draft, best), harmful), chosen) in drafts.into_iter().zip(best).zip(harmful).zip(chosen) {
        let mut rating = draft.rating;
        rating.best = chosen.then_some(best == Some(true));
        rating.harmful = harmful == Some(true);
        let unmarked = rating.scores.is_empty() && rating.note.is_empty() && rating.best.is_none() && harmful.is_none();
        if unmarked {
            continue;
        }
        let [_, _, place] = draft.places;
        if let Some(first) = seen.insert(rating.id.clone(), place.clone()) {
            return Err(Wrong::Cell(place, CellWrong::Twice(first)));
        }
        ratings.push(rating);
    }
    Ok(ratings)
}

/// A column's marks, crosses read by what else stands in it.
fn meanings<'a>(
    drafts: &'a [Draft],
    of: impl Fn(&'a Draft) -> (Option<Mark>, &'a String),
) -> Result<Vec<Option<bool>>, Wrong> {
    let has = |mark| drafts.iter().any(|draft| of(draft).0 == Some(mark));
    let cross = match (has(Mark::Yes), has(Mark::No)) {
        (true, _) => Some(false),
        (false, true) => Some(true),
        (false, false) => None,
    };
    let meaning = |draft| {
        let (mark, place) = of(draft);
        match mark {
            None => Ok(None),
            Some(Mark::Yes) => Ok(Some(true)),
            Some(Mark::No) => Ok(Some(false)),
            Some(Mark::Cross) => match cross {
                None => Err(Wrong::Cell(place.clone(), CellWrong::Cross("×".to_owned()))),
                cross => Ok(cross),
            },
        }
    };
    drafts.iter().map(meaning).collect()
}

//! What two texts have in common: as many characters in a row, told apart more or less strictly.

use std::collections::HashSet;
use std::ops::Range;

use crate::privacy::unescape::Said;

/// As many characters in a row are a quotation.
pub(super) const RUN: usize = 6;

/// What is the same for the comparison: a run of six is found in each of these ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fold {
    /// Every character counts.
    Exact,
    /// All white space between two words is one space.
    Spaced,
    /// There is no white space.
    Dense,
    /// There are only letters and digits.
    Bare,
}

impl Fold {
    /// From the strictest on.
    pub(super) const ALL: [Self; 4] = [Self::Exact, Self::Spaced, Self::Dense, Self::Bare];
}

/// Six characters in a row, 21 bits each.
type Run = u128;

/// The runs of a text, while it goes by.
struct Runs {
    fold: Fold,
    run: Run,
    length: usize,
    after_space: bool,
}

impl Runs {
    fn of(fold: Fold) -> Self {
        Self { fold, run: 0, length: 0, after_space: false }
    }

    /// Takes a character in; false if it does not count.
    fn take(&mut self, c: char) -> bool {
        let c = width_and_case(c);
        let space = c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
        let c = match self.fold {
            Fold::Spaced if space && self.after_space => return false,
            Fold::Spaced if space => ' ',
            Fold::Dense if space => return false,
            Fold::Bare if !c.is_alphanumeric() => return false,
            _ => c,
        };
        self.after_space = space;
        self.run = (self.run << 21 | Run::from(u32::from(c))) & ((1 << (21 * RUN)) - 1);
        self.length += 1;
        true
    }

    /// The last six characters taken in.
    fn run(&self) -> Option<Run> {
        (self.length >= RUN).then_some(self.run)
    }

    /// The run that ends with this character.
    fn run_after(&mut self, c: char) -> Option<Run> {
        if self.take(c) { self.run() } else { None }
    }
}

/// Full-width letters and punctuation as ASCII, small letters.
fn width_and_case(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).map_or(c, |narrow| narrow.to_ascii_lowercase())
        }
        '\u{2e80}'.. => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Every run of a text, and the bytes that it spans there.
pub(super) fn places(fold: Fold, text: &[Said]) -> Vec<(Run, Range<usize>)> {
    let mut runs = Runs::of(fold);
    let mut taken = Vec::with_capacity(text.len());
    for said in text {
        if runs.take(said.c) {
            taken.push((runs.run(), said));
        }
    }
    let ended = taken.windows(RUN).filter_map(|part| {
        // A space at either end parts the quotation from other words.
        let mut seen = part.iter().filter(|(_, said)| !said.c.is_whitespace()).map(|(_, said)| said);
        let first = seen.next()?;
        Some((part[RUN - 1].0?, first.from..seen.next_back().unwrap_or(first).to))
    });
    ended.collect()
}

/// The places whose runs occur in one of the texts.
pub(super) fn quoted(
    fold: Fold,
    texts: &[String],
    places: &[(Run, Range<usize>)],
) -> impl Iterator<Item = Range<usize>> {
    let wanted: HashSet<Run> = places.iter().map(|(run, _)| *run).collect();
    let mut found = HashSet::new();
    for text in texts {
        let mut runs = Runs::of(fold);
        found.extend(text.chars().filter_map(|c| runs.run_after(c)).filter(|run| wanted.contains(run)));
    }
    places.iter().filter(move |(run, _)| found.contains(run)).map(|(_, range)| range.clone())
}

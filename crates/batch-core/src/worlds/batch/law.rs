//! What a batch service is like: how long it takes, and what is odd about it.

use std::time::Duration;

/// Everything that is fixed about a batch service. All times are counted from the world's beginning.
#[derive(Debug, Clone)]
pub struct Law {
    /// What its chance is drawn from.
    pub seed: u64,
    /// What is odd, and once in how many times.
    pub odds: Vec<(Odd, u32)>,
    /// From then on nothing goes wrong that could go well.
    pub calm: Duration,
    /// By how many seconds its clock is wrong.
    pub clock: i64,
    /// Entries on a page of a list.
    pub page: usize,
    /// Batches and files of other people that are there.
    pub others: usize,
    /// Time until a file is looked through, until the first line's turn, for each line, and until all is written down.
    pub spans: [Duration; 4],
    /// Time that a batch has.
    pub window: Duration,
    /// A model whose files it does not take.
    pub no_model: Option<&'static str>,
    /// A conversation that it will not answer: what its input says.
    pub refused: Option<[&'static str; 2]>,
    /// Whatever is fetched breaks off in the middle, each time.
    pub cuts: bool,
}

/// What may be odd.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Odd {
    /// A request breaks before anything is done.
    LostBefore,
    /// It is done, and nobody hears of it.
    LostAfter,
    /// Too many requests.
    Limited,
    /// The key is refused, once in a while.
    Key,
    /// A file is not taken.
    Upload,
    /// A file that was just uploaded is not known yet.
    FileLate,
    /// Results are named, and not there yet.
    ContentLate,
    /// Results break off.
    ContentCut,
    /// Results are not complete yet, without a word about it.
    ContentShort,
    /// A file is not removed.
    Kept,
    /// A batch is not in lists for a while.
    Hidden,
    /// One request makes two batches.
    Twins,
    /// A batch does not say what it was given.
    NoMetadata,
    /// Nothing is counted.
    NoCounts,
    /// More is counted than there is.
    Lying,
    /// Results are there, and not named.
    Unnamed,
    /// A batch is not known when it is asked for, for a while.
    Gone,
    /// A file is found wrong.
    Invalid,
    /// The window ends with half of the lines.
    Expires,
    /// A batch that is cancelled is worked through all the same.
    Anyway,
    /// A line comes twice.
    Twice,
    /// A line of somebody else is among ours.
    Foreign,
    /// A line breaks off.
    Torn,
    /// A line is nowhere.
    Missing,
    /// A line says nothing: status 0.
    Silent,
    /// A line is refused for now: 429.
    Busy,
    /// A line breaks: 500.
    Broken,
    /// From a line on there is no money.
    Broke,
}

impl Odd {
    /// All of them.
    pub const ALL: [Self; 28] = [
        Self::LostBefore,
        Self::LostAfter,
        Self::Limited,
        Self::Key,
        Self::Upload,
        Self::FileLate,
        Self::ContentLate,
        Self::ContentCut,
        Self::ContentShort,
        Self::Kept,
        Self::Hidden,
        Self::Twins,
        Self::NoMetadata,
        Self::NoCounts,
        Self::Lying,
        Self::Unnamed,
        Self::Gone,
        Self::Invalid,
        Self::Expires,
        Self::Anyway,
        Self::Twice,
        Self::Foreign,
        Self::Torn,
        Self::Missing,
        Self::Silent,
        Self::Busy,
        Self::Broken,
        Self::Broke,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

impl Law {
    /// A service at which nothing is odd.
    #[must_use]
    pub fn plain(seed: u64) -> Self {
        Self {
            seed,
            odds: Vec::new(),
            calm: Duration::ZERO,
            clock: 0,
            page: 20,
            others: 3,
            spans: [3, 10, 1, 3].map(Duration::from_secs),
            window: Duration::from_secs(600),
            no_model: None,
            refused: None,
            cuts: false,
        }
    }

    /// Once in how many times something odd happens; 0: never.
    #[must_use]
    pub fn one_in(&self, odd: Odd) -> u32 {
        self.odds.iter().find(|(of, _)| *of == odd).map_or(0, |(_, one_in)| *one_in)
    }

    /// The same law with something odd about it for so long.
    #[must_use]
    pub fn with(mut self, odd: Odd, one_in: u32, until: u64) -> Self {
        self.odds.push((odd, one_in));
        self.calm = self.calm.max(Duration::from_secs(until));
        self
    }
}

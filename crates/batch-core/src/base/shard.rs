//! A part of a job that a process of its own works on.

use std::fmt;
use std::str::FromStr;

use super::key::Digest;

/// One of `of` parts, counted from 1. Which sheets are in it follows from what is asked alone: the same whoever looks, on
/// whatever machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Shard {
    index: u16,
    of: u16,
}

impl Shard {
    /// All of the job.
    pub const WHOLE: Self = Self { index: 1, of: 1 };
    /// Parts that a job can have at most.
    pub const MOST: u16 = 4095;

    /// A part; `None` if there is none of that number.
    #[must_use]
    pub const fn new(index: u16, of: u16) -> Option<Self> {
        if index >= 1 && index <= of && of <= Self::MOST { Some(Self { index, of }) } else { None }
    }

    /// Which one, from 1 on.
    #[must_use]
    pub const fn index(self) -> u16 {
        self.index
    }

    /// Of how many.
    #[must_use]
    pub const fn of(self) -> u16 {
        self.of
    }

    /// True if nothing of the job is left to others.
    #[must_use]
    pub const fn is_whole(self) -> bool {
        self.of == 1
    }

    /// True if what has this digest is this part's.
    #[must_use]
    pub fn owns(self, digest: &Digest) -> bool {
        Self::owner(digest, self.of) == Some(self)
    }

    /// Of so many parts, the one that has what has this digest.
    #[must_use]
    pub fn owner(digest: &Digest, of: u16) -> Option<Self> {
        let first = digest.iter().take(8).fold(0, |number, byte| number << 8 | u64::from(*byte));
        let index = first.checked_rem(of.into())?;
        Self::new(u16::try_from(index).ok()? + 1, of)
    }

    /// True if the two have sheets in common: what one says may be about what the other is to ask.
    #[must_use]
    pub fn overlaps(self, other: Self) -> bool {
        let (mut common, mut rest) = (self.of, other.of);
        while rest != 0 {
            (common, rest) = (rest, common % rest);
        }
        self.index % common == other.index % common
    }

    /// Its part of what all may use together, at least one: with more parts than that there is more in all.
    #[must_use]
    pub fn share(self, all: u64) -> u64 {
        let (index, of) = (u64::from(self.index), u64::from(self.of));
        ((all + of - index) / of).max(1)
    }

    /// How files are named that are one part's alone: `2-of-8`; nothing for the whole job.
    #[must_use]
    pub fn tag(self) -> Option<String> {
        (!self.is_whole()).then(|| format!("{}-of-{}", self.index, self.of))
    }

    /// How it is named where it is one of several: `2/8`; nothing for the whole job.
    #[must_use]
    pub fn named_part(self) -> Option<String> {
        (!self.is_whole()).then(|| self.to_string())
    }

    /// The part that such a file belongs to.
    #[must_use]
    pub fn of_tag(tag: &str) -> Option<Self> {
        let (index, of) = tag.split_once("-of-")?;
        let shard = Self::new(index.parse().ok()?, of.parse().ok()?)?;
        // One way to write each, so that no two files are the same part's.
        (shard.tag().as_deref() == Some(tag)).then_some(shard)
    }

    /// A file's name with the tag before its ending: `batch.log` is `batch.2-of-8.log`.
    #[must_use]
    pub fn named(self, file: &str) -> String {
        let Some(tag) = self.tag() else { return file.to_owned() };
        let stem = file.rfind(['/', '\\']).map_or(0, |slash| slash + 1);
        match file.rfind('.').filter(|dot| *dot > stem) {
            Some(dot) => format!("{}.{tag}{}", &file[..dot], &file[dot..]),
            None => format!("{file}.{tag}"),
        }
    }
}

impl Default for Shard {
    fn default() -> Self {
        Self::WHOLE
    }
}

impl PartialOrd for Shard {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By how many parts there are, then by number.
impl Ord for Shard {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        (self.of, self.index).cmp(&(other.of, other.index))
    }
}

/// As it is written on the command line: `2/8`.
impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.index, self.of)
    }
}

impl FromStr for Shard {
    type Err = ();

    fn from_str(text: &str) -> Result<Self, ()> {
        let (index, of) = text.split_once('/').ok_or(())?;
        let number = |text: &str| text.trim().parse::<u16>().map_err(|_| ());
        Self::new(number(index)?, number(of)?).ok_or(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::key::digest;

    fn shard(text: &str) -> Shard {
        text.parse().unwrap()
    }

    #[test]
    fn each_digest_is_one_parts_and_parts_are_about_equal() {
        let digests: Vec<Digest> = (0..8000_u32).map(|n| digest(&[&n.to_le_bytes()])).collect();
        for of in [1, 2, 3, 8, 100] {
            let owned = |index| digests.iter().filter(|digest| Shard::new(index, of).unwrap().owns(digest)).count();
            let owned: Vec<usize> = (1..=of).map(owned).collect();
            assert_eq!(owned.iter().sum::<usize>(), digests.len(), "of {of}");
            let fair = digests.len() / usize::from(of);
            assert!(owned.iter().all(|owned| owned.abs_diff(fair) < fair / 2), "{owned:?}");
        }
    }

    #[test]
    fn parts_overlap_if_a_digest_is_in_both() {
        let digests: Vec<Digest> = (0..4000_u32).map(|n| digest(&[&n.to_le_bytes()])).collect();
        let parts = [1, 2, 3, 4, 6, 8].into_iter().flat_map(|of| (1..=of).map(move |index| (index, of)));
        let parts: Vec<Shard> = parts.map(|(index, of)| Shard::new(index, of).unwrap()).collect();
        for one in &parts {
            for other in &parts {
                let both = digests.iter().any(|digest| one.owns(digest) && other.owns(digest));
                assert_eq!(one.overlaps(*other), both, "{one} and {other}");
            }
        }
    }

    #[test]
    fn shares_add_up_to_what_there_is() {
        for (all, of) in [(32_u64, 4), (600, 7), (10, 3), (5, 5), (1_000_003, 16)] {
            let shares = (1..=of).map(|index| Shard::new(index, of).unwrap().share(all));
            assert_eq!(shares.sum::<u64>(), all, "{all} over {of}");
        }
        assert_eq!(shard("7/8").share(3), 1, "nobody can work with nothing");
    }

    #[test]
    fn what_is_written_is_read_and_nothing_else() {
        assert_eq!((shard("2/8").to_string(), shard("1/1")), ("2/8".to_owned(), Shard::WHOLE));
        for wrong in ["0/4", "5/4", "1", "1/", "/4", "a/b", "-1/4", "1/4096", "1/2/3", ""] {
            assert_eq!(wrong.parse::<Shard>(), Err(()), "{wrong}");
        }
        assert_eq!(Shard::of_tag(&shard("2/8").tag().unwrap()), Some(shard("2/8")));
        for wrong in ["02-of-8", "2-of-08", "9-of-8", "1-of-1", "x", "2-of-"] {
            assert_eq!(Shard::of_tag(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn files_are_told_apart_by_name() {
        let names = ["batch.log", "logs/a.b/batch", "logs.d/batch.log", ".log"].map(|name| shard("2/8").named(name));
        assert_eq!(names, ["batch.2-of-8.log", "logs/a.b/batch.2-of-8", "logs.d/batch.2-of-8.log", ".log.2-of-8"]);
        assert_eq!(Shard::WHOLE.named("batch.log"), "batch.log");
    }
}

//! Which of the names that there are a list on the command line means. Names come first, whatever is in them; then what a
//! Chinese keyboard puts between two names, the name of a person's file, and ranges.

use std::collections::{HashMap, HashSet};

use crate::base::problem::ConfigProblem;

/// What may stand between two names, beside the comma.
const BETWEEN: [char; 5] = ['，', '、', '；', ';', '\n'];

/// What may stand between the first and the last of a range.
const RANGE: [char; 7] = ['-', '~', '～', '–', '—', '至', '到'];

/// The names to choose from, each once.
pub struct Choice<'a> {
    /// The flag.
    flag: &'static str,
    names: &'a [&'a str],
    at: HashMap<&'a str, usize>,
    /// A name as it is otherwise written: that of a file, say.
    plain: fn(&str) -> &str,
    /// True if the names stand in an order in which there are ranges.
    ranges: bool,
}

impl<'a> Choice<'a> {
    /// Names of models, in any order.
    pub fn of_models(names: &'a [&'a str]) -> Self {
        Self::new("--models", names, str::trim, false)
    }

    /// Names of people in natural order; `plain` takes a file's name apart.
    pub fn of_people(names: &'a [&'a str], plain: fn(&str) -> &str) -> Self {
        Self::new("--people", names, plain, true)
    }

    fn new(flag: &'static str, names: &'a [&'a str], plain: fn(&str) -> &str, ranges: bool) -> Self {
        let at = names.iter().enumerate().map(|(n, name)| (*name, n)).collect();
        Self { flag, names, at, plain, ranges }
    }

    /// Which of the names are meant, by their place.
    ///
    /// # Errors
    /// If something is none of them.
    pub fn choose(&self, wanted: &[String]) -> Result<HashSet<usize>, ConfigProblem> {
        let mut chosen = HashSet::new();
        for text in wanted {
            match self.at.get(text.as_str()) {
                Some(at) => drop(chosen.insert(*at)),
                None => self.parts(text, &mut chosen)?,
            }
        }
        match (chosen.is_empty(), wanted.first()) {
            (true, Some(nothing)) => Err(self.unknown(nothing)),
            _ => Ok(chosen),
        }
    }

    /// Text that is no name by itself.
    fn parts(&self, text: &str, chosen: &mut HashSet<usize>) -> Result<(), ConfigProblem> {
        for part in text.split(BETWEEN).map(str::trim).filter(|part| !part.is_empty()) {
            match self.one(part).map(|at| vec![at]).or_else(|| self.range(part)) {
                Some(places) => chosen.extend(places),
                None => return Err(self.ambiguous(part).unwrap_or_else(|| self.unknown(part))),
            }
        }
        Ok(())
    }

    /// The place of the one name that is meant.
    fn one(&self, text: &str) -> Option<usize> {
        let plain = (self.plain)(text);
        let exact = self.at.get(text).or_else(|| self.at.get(plain));
        exact.copied().or_else(|| self.only(|name| name.to_lowercase() == plain.to_lowercase())).or_else(|| {
            let number = plain.parse::<u64>().ok().filter(|_| self.ranges)?;
            self.only(|name| number_of(name).1 == Some(number))
        })
    }

    /// The place of the only name that is so.
    fn only(&self, is_meant: impl Fn(&str) -> bool) -> Option<usize> {
        let mut all = self.names.iter().enumerate().filter(|(_, name)| is_meant(name)).map(|(at, _)| at);
        all.next().filter(|_| all.next().is_none())
    }

    /// `患者1-患者3`, `患者1-3`, `1-3`: both ends are names, and those like them that stand between are meant, too.
    fn range(&self, text: &str) -> Option<Vec<usize>> {
        if !self.ranges {
            return None;
        }
        let is_like = |at: &usize, prefix| self.names.get(*at).is_some_and(|name| number_of(name).0 == prefix);
        text.match_indices(RANGE).find_map(|(at, mark)| {
            let (from, to) = (text.get(..at)?.trim(), text.get(at + mark.len()..)?.trim());
            let from = self.one(from)?;
            let prefix = number_of(self.names.get(from)?).0;
            let to = self.one(&format!("{prefix}{to}")).or_else(|| self.one(to))?;
            (from <= to).then(|| (from..=to).filter(|at| *at == to || is_like(at, prefix)).collect())
        })
    }

    /// That several names may be meant, if they are.
    fn ambiguous(&self, text: &str) -> Option<ConfigProblem> {
        let plain = (self.plain)(text);
        let number = plain.parse::<u64>().ok().filter(|_| self.ranges);
        let is_meant = |name: &&&str| {
            name.to_lowercase() == plain.to_lowercase()
                || number.is_some_and(|number| number_of(name).1 == Some(number))
        };
        let known: Vec<String> = self.names.iter().filter(is_meant).map(|name| (*name).to_owned()).collect();
        (known.len() > 1).then(|| ConfigProblem::Ambiguous { what: self.flag.to_owned(), got: text.to_owned(), known })
    }

    fn unknown(&self, text: &str) -> ConfigProblem {
        ConfigProblem::unknown(self.flag, text, self.names)
    }
}

/// A name without the number at its end, and the number.
fn number_of(name: &str) -> (&str, Option<u64>) {
    let prefix = name.trim_end_matches(|c: char| c.is_ascii_digit());
    (prefix, name.get(prefix.len()..).and_then(|digits| digits.parse().ok()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chosen(names: &[&str], wanted: &[&str]) -> Option<Vec<usize>> {
        let wanted: Vec<String> = wanted.iter().map(|text| (*text).to_owned()).collect();
        let mut all: Vec<usize> = Choice::of_people(names, str::trim).choose(&wanted).ok()?.into_iter().collect();
        all.sort_unstable();
        Some(all)
    }

    #[test]
    fn a_list_is_understood_as_it_is_typed() {
        let names = ["患者1", "患者2", "患者3", "患者10"];
        for (wanted, places) in [
            (&["患者2"][..], &[1][..]),
            (&["患者1", "患者10"], &[0, 3]),
            (&["患者1，患者3"], &[0, 2]),
            (&["患者1、患者3"], &[0, 2]),
            (&["患者1； 患者3", ""], &[0, 2]),
            (&["患者1-患者3"], &[0, 1, 2]),
            (&["患者2-10"], &[1, 2, 3]),
            (&["患者1～3、患者10"], &[0, 1, 2, 3]),
            (&["1-3"], &[0, 1, 2]),
            (&["1", "10"], &[0, 3]),
        ] {
            assert_eq!(chosen(&names, wanted).as_deref(), Some(places), "{wanted:?}");
        }
        for wanted in ["患者9", "患者1，患者9", "患者1-9", "患者3-1", "", "患者", "-", "4"] {
            assert_eq!(chosen(&names, &[wanted]), None, "{wanted}");
        }
    }

    #[test]
    fn a_name_stands_before_what_else_it_may_mean() {
        let names = ["1-3", "a、b", "对照1", "患者1", "患者3"];
        assert_eq!(chosen(&names, &["1-3"]), Some(vec![0]));
        assert_eq!(chosen(&names, &["a、b"]), Some(vec![1]));
        // Two have this number.
        assert_eq!(chosen(&names, &["1"]), None);
        assert_eq!(chosen(&names, &["3"]), None);
    }

    #[test]
    fn what_may_mean_several_is_said_with_all_of_them() {
        let wrong =
            |names: &[&str], text: &str| Choice::of_people(names, str::trim).choose(&[text.to_owned()]).unwrap_err();
        let several = |got: &str, known: &[&str]| ConfigProblem::Ambiguous {
            what: "--people".to_owned(),
            got: got.to_owned(),
            known: known.iter().map(|name| (*name).to_owned()).collect(),
        };
        assert_eq!(wrong(&["对照1", "患者1", "患者2"], "1"), several("1", &["对照1", "患者1"]));
        assert_eq!(wrong(&["a", "A"], "ａ"), ConfigProblem::unknown("--people", "ａ", &["a", "A"]));
        assert_eq!(wrong(&["Anna", "ANNA"], "anna"), several("anna", &["Anna", "ANNA"]));
        assert_eq!(wrong(&["患者1"], "2"), ConfigProblem::unknown("--people", "2", &["患者1"]));
    }

    #[test]
    fn models_have_no_ranges() {
        let names = ["m-1", "m-2", "M-3"];
        let models = |text: &str| Choice::of_models(&names).choose(&[text.to_owned()]).map(|all| all.len());
        assert_eq!(models("m-1、m-2"), Ok(2));
        assert_eq!(models("m-3"), Ok(1));
        assert!(models("m-1-2").is_err() && models("1").is_err());
    }
}

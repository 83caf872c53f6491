//! Hides the names of models and of those who make them, however an answer spells them: `kimi-k3` is also `Kimi K3`,
//! `ＫＩＭＩ－Ｋ３`, `kimi**-**k3` and `KimiK3`.

use std::borrow::Cow;
use std::collections::HashSet;
use std::ops::Range;

use super::fold::{Gap, Letter, fold};

/// What stands where a name stood.
pub const HIDDEN: &str = "▇▇▇";

/// The fewest bytes of a name that is found though something stands between its letters, or that alone tells a model.
pub(super) const TELLING: usize = 4;
/// The longest part of a version: `v3`, `4o`, `251015`.
pub(super) const MOST_VERSION: usize = 8;

/// Names that no rater may read.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    names: Vec<Name>,
    /// What models' names are made of, such as `turbo`: it belongs to the name that it follows.
    parts: HashSet<String>,
}

/// A name as it is compared: letters and digits only.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Name {
    letters: Vec<char>,
    /// True if something may stand between them.
    is_loose: bool,
}

impl Mask {
    /// Hides models' names, also without what stands before their last `/` and without their date, the word that they begin
    /// with, and other words.
    #[must_use]
    pub fn new<'a>(models: impl IntoIterator<Item = &'a str>, others: &[String]) -> Self {
        let mut mask = Self::default();
        others.iter().for_each(|word| mask.add(word));
        for model in models {
            mask.add(model);
            for part in model.split('/') {
                let is_last = model.ends_with(part);
                let telling = [part, undated(part)].into_iter().filter(|name| is_last && is_telling(name));
                telling
                    .chain([brand(part)].into_iter().filter(|brand| brand.len() >= TELLING))
                    .for_each(|n| mask.add(n));
                mask.parts.extend(parts(part).skip(1).map(str::to_lowercase));
            }
        }
        mask
    }

    /// Hides another word, too.
    pub(super) fn and(mut self, name: &str) -> Self {
        self.add(name);
        self
    }

    fn add(&mut self, name: &str) {
        let letters: Vec<char> = fold(name).iter().map(|letter| letter.is).collect();
        let bytes: usize = letters.iter().map(|letter| letter.len_utf8()).sum();
        let name = Name { is_loose: bytes >= TELLING || name.trim().chars().count() > letters.len(), letters };
        if !name.letters.is_empty() && !self.names.contains(&name) {
            self.names.push(name);
        }
    }

    /// A text in which [`HIDDEN`] stands for every name, and for the version that follows it. Part of a longer word is none.
    #[must_use]
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut hidden = String::new();
        let mut kept = 0;
        for place in self.places(text) {
            hidden.push_str(&text[kept..place.start]);
            hidden.push_str(HIDDEN);
            kept = place.end;
        }
        if kept == 0 { Cow::Borrowed(text) } else { Cow::Owned(hidden + &text[kept..]) }
    }

    /// Where names stand in a text.
    pub(super) fn places(&self, text: &str) -> Vec<Range<usize>> {
        let letters = fold(text);
        let (mut places, mut at) = (Vec::new(), 0);
        while at < letters.len() {
            let end = self.names.iter().filter_map(|name| self.end(name, &letters, at)).max();
            if let Some([first, .., last] | [first @ last]) = end.and_then(|end| letters.get(at..end)) {
                places.push(first.at.start..last.at.end);
            }
            at = end.unwrap_or(at + 1);
        }
        places
    }

    /// Where a name ends that begins at a letter, with its version.
    fn end(&self, name: &Name, letters: &[Letter], at: usize) -> Option<usize> {
        let end = at + name.letters.len();
        let found = letters.get(at..end)?;
        let fits = |(n, (letter, wanted)): (usize, (&Letter, &char))| {
            letter.is == *wanted && (n == 0 || letter.after == Gap::None || letter.after == Gap::Small && name.is_loose)
        };
        if !found.iter().zip(&name.letters).enumerate().all(fits) {
            return None;
        }
        let touches = |n: usize| {
            let before = n.checked_sub(1).and_then(|n| letters.get(n));
            let latin = |letter: Option<&Letter>| letter.is_some_and(|letter| letter.is.is_ascii_alphanumeric());
            letters.get(n).is_some_and(|letter| letter.after == Gap::None) && latin(before) && latin(letters.get(n))
        };
        if touches(at) {
            return None;
        }
        let is_open = name.letters.last().is_some_and(|last| !last.is_ascii_digit());
        let whole = if is_open { self.version(letters, end) } else { end };
        (!touches(whole)).then_some(whole)
    }

    /// Where the version ends that begins at a letter, which is there if there is none.
    fn version(&self, letters: &[Letter], begin: usize) -> usize {
        let (mut end, mut is_plain) = (begin, true);
        loop {
            let rest = letters.get(end..).unwrap_or_default();
            let is_part = |(n, letter): &(usize, &Letter)| {
                letter.is.is_ascii_alphanumeric()
                    && letter.after != Gap::Large
                    && (*n == 0 || letter.after == Gap::None)
            };
            let part: String = rest.iter().enumerate().take_while(is_part).map(|(_, letter)| letter.is).collect();
            let is_version = part.len() <= MOST_VERSION && part.contains(|c: char| c.is_ascii_digit());
            if part.is_empty() || !is_version && !self.parts.contains(&part) {
                break;
            }
            is_plain &= end == begin && part.parse::<u64>().is_ok();
            end += part.len();
        }
        // A count of what follows it: `3 天`.
        let is_count = end > begin && is_plain && letters.get(end).is_some_and(|next| next.after != Gap::Large);
        if is_count { begin } else { end }
    }
}

/// A name's parts: letters and digits between other things.
fn parts(name: &str) -> impl Iterator<Item = &str> {
    name.split(|c: char| !c.is_alphanumeric()).filter(|part| !part.is_empty())
}

/// The word that a name begins with.
pub(super) fn brand(name: &str) -> &str {
    let end = name.find(|c: char| !c.is_alphabetic()).unwrap_or(name.len());
    &name[..end]
}

/// A name without its date and what follows that: `doubao-seed-1-6-251015`, `gpt-4o-2024-08-06`.
pub(super) fn undated(name: &str) -> &str {
    let is_date = |part: &str| matches!(part.len(), 4 | 6 | 8) && part.bytes().all(|byte| byte.is_ascii_digit());
    let dash = name.match_indices('-').map(|(at, _)| at).find(|at| parts(&name[*at..]).next().is_some_and(is_date));
    &name[..dash.unwrap_or(name.len())]
}

/// True if a part of a name alone tells a model.
fn is_telling(name: &str) -> bool {
    name.len() >= TELLING || name.len() > 1 && name.contains(|c: char| c.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mask() -> Mask {
        let models =
            ["kimi-k3", "kimi-k3-turbo", "deepseek/deepseek-v3.1", "o1", "doubao-seed-1-6-251015", "gpt-4o-2024-08-06"];
        Mask::new(models, &["豆包", "月之暗面", " "].map(str::to_owned))
    }

    #[test]
    fn names_are_hidden_whole() {
        for (text, hidden) in [
            ("我是Kimi-K3。", "我是▇▇▇。"),
            ("kimi-k3-turbo说", "▇▇▇说"),
            ("deepseek/deepseek-v3.1、DeepSeek-V3.1", "▇▇▇、▇▇▇"),
            ("豆包认为", "▇▇▇认为"),
            ("o1, (O1) o10 foo1", "▇▇▇, (▇▇▇) o10 foo1"),
            ("胸闷三天😀", "胸闷三天😀"),
            ("", ""),
        ] {
            assert_eq!(mask().hide(text), hidden);
        }
        assert_eq!(Mask::default().hide("kimi-k3"), "kimi-k3");
    }

    #[test]
    fn names_are_hidden_however_they_are_spelt() {
        for name in [
            "Kimi K3",
            "kimi_k3",
            "kimi\u{2011}k3",
            "kimi–k3",
            "kimi\u{200b}-k\u{200b}3",
            "kimi**-**k3",
            "kimi\\-k3",
            "kimi&#45;k3",
            "kimi&#x2d;k3",
            "kimi&nbsp;k3",
            "k&#105;mi k3",
            "KimiK3",
            "ｋｉｍｉ－ｋ３",
            "Ｋｉｍｉ　Ｋ３",
            "Kimi K2.6",
            "Kimi (K3",
            "Kimi",
            "DeepSeek",
            "DeepSeek V3.1",
            "DeepSeekV3.1",
            "deepseek-v3",
            "Doubao-Seed-1.6",
            "doubao-seed-1-6",
            "Doubao 1.6",
            "豆包",
            "豆 包",
            "豆包1.6",
            "豆包 Seed 1.6",
            "月之暗面",
            "gpt-4o",
            "GPT-4o-2024-08-06",
        ] {
            assert_eq!(mask().hide(&format!("我是{name}认为")), "我是▇▇▇认为", "{name}");
            assert_eq!(mask().hide(&format!("I am {name}, said it")), "I am ▇▇▇, said it", "{name}");
        }
    }

    #[test]
    fn what_only_looks_like_a_name_stays() {
        for text in [
            "维生素K3",
            "kimidori",
            "akimi-k3",
            "K 3",
            "co 1",
            "GPT 45 U/L",
            "seed 1",
            "turbo",
            "&amp; &#99999999; &",
            "o 1",
        ] {
            assert_eq!(mask().hide(text), text);
        }
        assert_eq!(mask().hide("豆包 3 个"), "▇▇▇ 3 个");
        assert_eq!(mask().hide("Kimi. 3 days"), "▇▇▇. 3 days");
        assert_eq!(mask().hide("| Kimi | 3 |"), "| ▇▇▇ | 3 |");
    }
}

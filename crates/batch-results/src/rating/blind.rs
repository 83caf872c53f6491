//! What keeps an answer's model from the rater, and lets it be found again: ids, the order drawn from them, and names that are
//! hidden in texts.

use std::borrow::Cow;

use ring::digest::{Context, SHA256};

/// The largest seed: the largest whole number that every program reads out of JSON as it is.
pub const MOST_SEED: u64 = (1 << 53) - 1;

/// What stands where a model's name stood.
pub const HIDDEN: &str = "▇▇▇";

/// An answer's id: 16 hex digits of a digest over what it was drawn with, whose it is, what it is about, and what it says. An
/// answer that changed has another one.
#[must_use]
pub fn id(seed: u64, model: &str, people: &str, prompt: usize, output: &str) -> String {
    let mut digest = Context::new(&SHA256);
    for part in [&seed.to_string(), model, people, &prompt.to_string(), output] {
        // With its length, so that no two lists of parts read alike.
        digest.update(&(part.len() as u64).to_be_bytes());
        digest.update(part.as_bytes());
    }
    let bytes = digest.finish();
    bytes.as_ref().iter().take(8).map(|byte| format!("{byte:02x}")).collect()
}

/// Puts the answers to one prompt about one person into the order in which the rater sees them. Ids are digests, so their
/// order is as good as drawn, for each person and prompt anew, and does not depend on what else is rated.
pub fn order<T>(answers: &mut [T], id: impl Fn(&T) -> &str) {
    answers.sort_by(|a, b| id(a).cmp(id(b)));
}

/// Which of the pairs of person and prompt are rated if only so many are: a sample drawn by the seed, in the order in which they
/// were given.
#[must_use]
pub fn sample(seed: u64, most: usize, mut pairs: Vec<(&str, usize)>) -> Vec<(&str, usize)> {
    let mut lots: Vec<(String, usize)> =
        pairs.iter().enumerate().map(|(n, (people, prompt))| (id(seed, "", people, *prompt, ""), n)).collect();
    lots.sort_unstable();
    lots.truncate(most);
    let mut drawn: Vec<usize> = lots.into_iter().map(|(_, n)| n).collect();
    drawn.sort_unstable();
    let mut n = 0;
    pairs.retain(|_| {
        n += 1;
        drawn.binary_search(&(n - 1)).is_ok()
    });
    pairs
}

/// Names that no rater may read.
#[derive(Debug, Clone, Default)]
pub struct Mask {
    /// Longest first, so that none is hidden by halves.
    names: Vec<String>,
}

impl Mask {
    /// Hides models' names, also without the part before the last `/` where that leaves enough to be a name, and other words.
    #[must_use]
    pub fn new<'a>(models: impl IntoIterator<Item = &'a str>, others: &[String]) -> Self {
        let mut names: Vec<String> = others.iter().map(|word| word.trim().to_owned()).collect();
        for model in models {
            names.push(model.to_owned());
            names.extend(model.rsplit_once('/').map(|(_, last)| last.to_owned()).filter(|last| last.len() >= 4));
        }
        names.retain(|name| !name.is_empty());
        names.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        names.dedup();
        Self { names }
    }

    /// A text in which [`HIDDEN`] stands for every name, however its letters are cased. Part of a longer word is none.
    #[must_use]
    pub fn hide<'t>(&self, text: &'t str) -> Cow<'t, str> {
        let mut hidden = String::new();
        let mut kept = 0;
        let mut at = 0;
        while let Some(rest) = text.get(at..).filter(|rest| !rest.is_empty()) {
            if let Some(name) = self.names.iter().find(|name| begins(rest, name) && stands_alone(text, at, name)) {
                hidden.push_str(&text[kept..at]);
                hidden.push_str(HIDDEN);
                at += name.len();
                kept = at;
            } else {
                at += rest.chars().next().map_or(1, char::len_utf8);
            }
        }
        if kept == 0 { Cow::Borrowed(text) } else { Cow::Owned(hidden + &text[kept..]) }
    }
}

fn begins(text: &str, name: &str) -> bool {
    text.get(..name.len()).is_some_and(|there| there.eq_ignore_ascii_case(name))
}

/// False inside a longer word of Latin letters or digits.
fn stands_alone(text: &str, at: usize, name: &str) -> bool {
    let letter = |c: Option<char>| c.is_some_and(|c| c.is_ascii_alphanumeric());
    let before = text.get(..at).and_then(|text| text.chars().next_back());
    let after = text.get(at + name.len()..).and_then(|text| text.chars().next());
    !(letter(before) && letter(name.chars().next()) || letter(after) && letter(name.chars().next_back()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_is_of_everything_that_it_is_made_of() {
        let one = id(1, "kimi-k3", "张三", 2, "胸闷");
        assert_eq!(one, id(1, "kimi-k3", "张三", 2, "胸闷"));
        assert_eq!(one.len(), 16);
        for other in [
            id(2, "kimi-k3", "张三", 2, "胸闷"),
            id(1, "kimi-k2", "张三", 2, "胸闷"),
            id(1, "kimi-k3", "张", 2, "三胸闷"),
            id(1, "kimi-k3张", "三", 2, "胸闷"),
            id(1, "kimi-k3", "张三", 3, "胸闷"),
            id(1, "kimi-k3", "张三", 2, "胸闷。"),
        ] {
            assert_ne!(one, other);
        }
    }

    /// Written down: files that were saved must be read by every later version.
    #[test]
    fn ids_stay_as_they_are() {
        assert_eq!(id(1, "model", "people", 1, "output"), "fe12a769a8ec74dd");
    }

    #[test]
    fn each_model_stands_at_each_place_about_as_often() {
        let mut places = [[0_u32; 3]; 3];
        for person in 0..600 {
            let people = format!("患者{person}");
            let mut answers: Vec<(String, usize)> =
                ["a", "b", "c"].iter().enumerate().map(|(n, model)| (id(7, model, &people, 1, "好"), n)).collect();
            order(&mut answers, |(id, _)| id);
            for (place, (_, model)) in answers.iter().enumerate() {
                places[*model][place] += 1;
            }
        }
        assert!(places.iter().flatten().all(|count| (150..250).contains(count)), "{places:?}");
    }

    #[test]
    fn a_sample_is_the_seeds_and_keeps_the_order() {
        let pairs: Vec<(&str, usize)> = (1..=50).map(|n| ("张三", n)).collect();
        let drawn = sample(3, 10, pairs.clone());
        assert_eq!(drawn.len(), 10);
        assert!(drawn.is_sorted());
        assert_eq!(drawn, sample(3, 10, pairs.clone()));
        assert_ne!(drawn, sample(4, 10, pairs.clone()));
        assert_eq!(sample(3, 99, pairs.clone()), pairs);
    }

    #[test]
    fn names_are_hidden_whole() {
        let mask = Mask::new(
            ["kimi-k3", "kimi-k3-turbo", "deepseek/deepseek-v3.1", "o1"],
            &["豆包".to_owned(), " ".to_owned()],
        );
        for (text, hidden) in [
            ("我是Kimi-K3。", "我是▇▇▇。"),
            ("kimi-k3-turbo说", "▇▇▇说"),
            ("deepseek/deepseek-v3.1、DeepSeek-V3.1", "▇▇▇、▇▇▇"),
            ("豆包认为", "▇▇▇认为"),
            ("o1, (O1) o10 foo1", "▇▇▇, (▇▇▇) o10 foo1"),
            ("胸闷三天😀", "胸闷三天😀"),
            ("", ""),
        ] {
            assert_eq!(mask.hide(text), hidden);
        }
        assert_eq!(Mask::default().hide("kimi-k3"), "kimi-k3");
    }
}

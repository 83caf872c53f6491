//! Parts of models' names that stand alone in answers: `K3`, `GPT`. They may tell the model, or be vitamin K3 and a
//! transaminase: so they are not hidden, but whoever makes the page is told of them.

use std::collections::{BTreeMap, BTreeSet};

use super::mask::{MOST_VERSION, Mask, TELLING, brand, undated};

/// What is looked for, and in how many answers it was found.
#[derive(Debug, Clone, Default)]
pub(super) struct Bare {
    words: Vec<(String, Mask)>,
    found: BTreeMap<String, usize>,
}

impl Bare {
    /// The parts that some of the models have and others do not: what all share tells none of them.
    pub fn new<'a>(models: impl IntoIterator<Item = &'a str>) -> Self {
        let names: BTreeSet<&str> = models.into_iter().map(|model| model.rsplit('/').next().unwrap_or(model)).collect();
        let mut having: BTreeMap<String, usize> = BTreeMap::new();
        for name in &names {
            for part in parts(name) {
                *having.entry(part).or_default() += 1;
            }
        }
        let apart = having.into_iter().filter(|(_, count)| *count < names.len());
        Self { words: apart.map(|(word, _)| (word.clone(), Mask::default().and(&word))).collect(), ..Self::default() }
    }

    /// Looks through an answer whose names are hidden. What the question says as well comes from there.
    pub fn look(&mut self, answer: &str, question: [&str; 2]) {
        for (word, mask) in &self.words {
            let is_in = |text: &str| !mask.places(text).is_empty();
            if is_in(answer) && !question.into_iter().any(is_in) {
                *self.found.entry(word.clone()).or_default() += 1;
            }
        }
    }

    /// The words that were found, each with the number of answers.
    pub fn found(self) -> Vec<(String, usize)> {
        self.found.into_iter().collect()
    }
}

/// What a name is shortened to: the maker's short name, and parts of letters and digits.
fn parts(name: &str) -> BTreeSet<String> {
    let maker = Some(brand(name)).filter(|brand| (2..TELLING).contains(&brand.len()));
    let is_mixed = |part: &&str| {
        let has = |is: fn(&u8) -> bool| part.bytes().any(|byte| is(&byte));
        has(u8::is_ascii_alphabetic) && has(u8::is_ascii_digit) && part.len() <= MOST_VERSION
    };
    let versions = undated(name).split(['-', '_', ' ', ':']).filter(is_mixed);
    maker.into_iter().chain(versions).map(str::to_uppercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(models: &[&str], answers: &[&str]) -> Vec<(String, usize)> {
        let mut bare = Bare::new(models.iter().copied());
        answers.iter().for_each(|answer| bare.look(answer, ["问", "心电图 V4 导联"]));
        bare.found()
    }

    #[test]
    fn parts_that_tell_a_model_are_found_where_they_stand_alone() {
        let models = ["moonshot/kimi-k3", "kimi-k2.6", "gpt-4o-2024-08-06", "glm-5", "v4-flash"];
        let answers = ["我是K3。", "As k3 (or GLM), I …", "ＧＰＴ", "K2.6 和 AK3、K30", "V4 导联", "5"];
        let wanted = [("GLM", 1), ("GPT", 1), ("K2.6", 1), ("K3", 2)].map(|(word, count)| (word.to_owned(), count));
        assert_eq!(found(&models, &answers), wanted);
    }

    #[test]
    fn what_all_models_share_tells_none() {
        assert_eq!(found(&["gpt-5", "gpt-5-mini"], &["GPT 45 U/L"]), []);
        assert_eq!(found(&["kimi-k3"], &["维生素 K3"]), []);
    }
}

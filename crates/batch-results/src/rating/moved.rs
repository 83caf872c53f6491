//! Whether ids still stand beside the answers that they were given to: a table sorted without its hidden column is no longer
//! what the rater meant.

use std::collections::BTreeMap;

use super::file::Rating;
use super::questions::place;

/// The first judgement whose id is another answer's.
///
/// Answers to one prompt about one person are lettered in the order of their ids ([`super::blind::order`]); ids that were moved
/// do not rise with the letters any more. It takes no folder to see that, and sees more, the more rows there are.
pub(super) fn moved<'a>(ratings: impl IntoIterator<Item = &'a Rating>) -> Option<&'a Rating> {
    let mut questions: BTreeMap<(&str, usize), Vec<(usize, &Rating)>> = BTreeMap::new();
    for rating in ratings {
        // A table that names models has no letters.
        let Some(place) = place(&rating.answer) else { continue };
        questions.entry((rating.people.as_str(), rating.prompt)).or_default().push((place, rating));
    }
    questions.into_values().find_map(|mut answers| {
        answers.sort_by_key(|(place, rating)| (rating.id.as_str(), *place));
        // A copied row is the same answer.
        answers.dedup_by_key(|(place, rating)| (rating.id.as_str(), *place));
        answers.windows(2).find_map(|two| match two {
            [(before, a), (after, b)] if a.id == b.id || before >= after => Some(*b),
            _ => None,
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rating((prompt, answer, id): (usize, &str, &str)) -> Rating {
        Rating { id: id.into(), people: "患者1".into(), prompt, answer: answer.into(), ..Rating::default() }
    }

    #[test]
    fn letters_rise_with_ids() {
        let first = |rows: &[(usize, &str, &str)]| {
            let ratings: Vec<Rating> = rows.iter().copied().map(rating).collect();
            moved(&ratings).map(|rating| rating.answer.clone())
        };
        assert_eq!(first(&[(1, "丙", "c"), (1, "甲", "a"), (2, "甲", "b"), (2, "11", "d")]), None);
        assert_eq!(first(&[(1, "A", "a"), (1, "A", "a"), (1, "B", "b")]), None, "a copied row");
        assert_eq!(first(&[(1, "model-b", "a"), (1, "model-a", "b")]), None, "no letters");
        assert_eq!(first(&[(1, "甲", "b"), (1, "乙", "a")]).as_deref(), Some("甲"));
        assert_eq!(first(&[(1, "甲", "a"), (1, "甲", "b")]).as_deref(), Some("甲"), "one letter, two answers");
        assert_eq!(first(&[(1, "B", "b"), (1, "C", "b")]).as_deref(), Some("C"), "one answer, two letters");
    }
}

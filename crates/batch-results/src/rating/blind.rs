//! What keeps an answer's model from the rater, and lets it be found again: ids, and the order drawn from them.

use ring::digest::{Context, SHA256};

/// The largest seed: the largest whole number that every program reads out of JSON as it is.
pub const MOST_SEED: u64 = (1 << 53) - 1;

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
}

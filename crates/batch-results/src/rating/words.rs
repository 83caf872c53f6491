//! The blind page's fixed words by their names in template and scripts.

use batch_words::Words;

/// A word of the page.
type Word = fn(&Words) -> String;

/// What a script fills in is `{0}`, `{1}` there.
const WORDS: &[(&str, Word)] = &[
    ("title", |w| w.rating_title()),
    ("progress_hint", |w| w.rating_progress_hint()),
    ("save", |w| w.rating_save()),
    ("unfinished", |w| w.rating_unfinished()),
    ("record", |w| w.rating_record()),
    ("source", |w| w.rating_source()),
    ("prompt", |w| w.rating_prompt()),
    ("masked", |w| w.rating_masked()),
    ("no_script", |w| w.rating_no_script()),
    ("intro", |w| w.rating_intro()),
    ("name", |w| w.rating_name()),
    ("start", |w| w.rating_start()),
    ("kept", |w| w.rating_kept()),
    ("known", |w| w.rating_known("{0}", "{1}", "{2}")),
    ("resume", |w| w.rating_resume()),
    ("not_mine", |w| w.rating_not_mine()),
    ("other_name", |w| w.rating_other_name("{0}")),
    ("load", |w| w.rating_load()),
    ("load_not_ratings", |w| w.rating_load_not_ratings()),
    ("load_other_page", |w| w.rating_load_other_page()),
    ("load_unknown", |w| w.rating_load_unknown("{0}")),
    ("load_differs", |w| w.rating_load_differs("{0}")),
    ("load_broken", |w| w.rating_load_broken()),
    ("help", |w| w.rating_help()),
    ("close", |w| w.rating_close()),
    ("rater", |w| w.rating_rater("{0}", "{1}", "{2}")),
    ("where", |w| w.rating_where("{0}", "{1}")),
    ("place", |w| w.rating_place_of("{0}", "{1}")),
    ("unknown_prompt", |w| w.rating_unknown_prompt()),
    ("no_record", |w| w.rating_no_record()),
    ("cut", |w| w.rating_cut()),
    ("best", |w| w.rating_best()),
    ("harmful", |w| w.rating_harmful()),
    ("note", |w| w.rating_note()),
    ("question_done", |w| w.rating_question_done()),
    ("all_done", |w| w.rating_all_done()),
    ("saved", |w| w.rating_saved("{0}")),
    ("keeps_nothing", |w| w.rating_keeps_nothing()),
    ("file", |w| w.rating_file("{0}")),
    ("key_score", |w| w.rating_key_score()),
    ("key_criteria", |w| w.rating_key_criteria()),
    ("key_answers", |w| w.rating_key_answers()),
    ("key_questions", |w| w.rating_key_questions()),
    ("key_unfinished", |w| w.rating_key_unfinished()),
    ("key_best", |w| w.rating_key_best()),
    ("key_harmful", |w| w.rating_key_harmful()),
    ("key_note", |w| w.rating_key_note()),
    ("key_clear", |w| w.rating_key_clear()),
    ("key_record", |w| w.rating_key_record()),
    ("key_source", |w| w.rating_key_source()),
    ("key_save", |w| w.rating_key_save()),
    ("key_theme", |w| w.rating_key_theme()),
    ("key_leave", |w| w.rating_key_leave()),
    ("key_help", |w| w.rating_key_help()),
];

/// A word of the page; empty if there is none, which a test rules out.
#[must_use]
pub fn word(words: &Words, name: &str) -> String {
    WORDS.iter().find(|(known, _)| *known == name).map_or_else(String::new, |(_, word)| word(words))
}

/// All words, for the page's scripts.
pub fn all(words: &Words) -> impl Iterator<Item = (&'static str, String)> {
    WORDS.iter().map(|(name, word)| (*name, word(words)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Words that template and scripts ask for, and those that there are.
    #[test]
    fn every_word_is_there_and_none_in_vain() {
        let assets = ["page.html", "ballot.js", "keep.js", "answers.js", "keys.js", "main.js"].map(|name| {
            std::fs::read_to_string(format!("{}/assets/rating/{name}", env!("CARGO_MANIFEST_DIR"))).unwrap()
        });
        let mut asked = std::collections::BTreeSet::new();
        for asset in &assets {
            for piece in asset.split("words.").skip(1).chain(asset.split("{{").skip(1)) {
                let end = piece.find(|c: char| c != '_' && !c.is_ascii_lowercase()).unwrap_or(piece.len());
                asked.insert(&piece[..end]);
            }
        }
        for filled in ["language", "policy", "style", "script", "index", ""] {
            asked.remove(filled);
        }
        assert_eq!(
            asked.into_iter().collect::<Vec<_>>(),
            WORDS
                .iter()
                .map(|(name, _)| *name)
                .collect::<std::collections::BTreeSet<_>>()
                .into_iter()
                .collect::<Vec<_>>()
        );
    }
}

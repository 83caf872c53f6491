//! Raters' files, as commands take them and tell of them.

use std::path::PathBuf;

use batch_core::privacy;
use batch_results::rating::error::RatingError;
use batch_results::rating::file::Ratings;
use batch_results::rating::read;
use batch_results::rating::scored::Panel;
use batch_results::rating::unblind::Unblinded;
use batch_words::Words;

use super::args::Common;
use super::say_notice;

/// Raters' files, with their judgements of what the flags name.
///
/// # Errors
/// What is wrong with the first that cannot be used.
pub(crate) fn files(words: &Words, args: &Common, paths: &[PathBuf]) -> Result<Vec<(PathBuf, Ratings)>, RatingError> {
    let read::Files { ratings: mut files, foreign } = read::all(paths)?;
    for path in foreign {
        say_notice(words, &privacy::line(&words.rating_foreign(path.display().to_string())));
    }
    let people = |name: &String| args.people.as_ref().is_none_or(|names| names.contains(name));
    let wanted = args.prompts();
    let prompt = |number: &usize| wanted.as_ref().is_none_or(|numbers| numbers.contains(number));
    for (_, file) in &mut files {
        file.ratings.retain(|rating| people(&rating.people) && prompt(&rating.prompt));
    }
    Ok(files)
}

/// Says which judgements could not be used - of models that were not asked for, that is no surprise - and which count twice.
pub(crate) fn say_unblinded(words: &Words, args: &Common, unblinded: &Unblinded) {
    for of in unblinded.unknown.iter().filter(|_| args.models.is_none()) {
        say_notice(words, &privacy::line(&of.sentence(words)));
    }
    if unblinded.shared > 0 {
        say_notice(words, &words.rating_shared(unblinded.shared));
    }
}

/// Who rated how many answers, if anybody did.
pub(crate) fn counted(words: &Words, panel: &Panel) -> Option<String> {
    let of = |(n, rater): (usize, &String)| {
        let count = panel.scored.iter().filter(|scored| scored.rater == n).count();
        words.rating_counted_one(rater, count)
    };
    let raters: Vec<String> = panel.raters.iter().enumerate().map(of).collect();
    (!raters.is_empty()).then(|| words.rating_counted(raters.join(&words.list_separator())))
}

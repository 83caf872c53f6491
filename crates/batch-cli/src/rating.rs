//! `rate`: the blind page for raters. Reads only, sends nothing.

use batch_core::platform::{Platform, Profile};
use batch_core::sheets::whole;
use batch_results::rating::criteria::Scheme;
use batch_results::rating::error::RatingError;
use batch_results::rating::page::{self, WrittenBallot};
use batch_results::rating::questions::Draw;
use batch_results::reading::Library;
use batch_words::Words;

use super::args::{Common, Rate};
use super::pasted::Pasted;
use super::reading::{INTERRUPTED, check_file, folders, selection, tell, unless_interrupted, unusable};

/// Where a page goes when nothing is said.
const PAGE: &str = "batch-rating.html";
/// Where raters' files are proposed to be put.
const RATINGS: &str = "ratings";

/// Writes the page; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// What is wrong with the config.
pub async fn rate(words: &'static Words, platform: Box<dyn Platform>, args: &Common, rate: Rate) -> anyhow::Result<u8> {
    let Rate { dirs, output, criteria, seed, sample } = rate;
    let output = output.unwrap_or_else(|| PAGE.into());
    let (names, pasted) = (names(platform.profile()), Pasted::new(platform.profile(), args));
    let folders_named: Vec<String> = dirs.iter().map(|dir| dir.display().to_string()).collect();
    let made = async {
        check_file(&output, "html")?;
        let scheme = match criteria {
            Some(path) => Scheme::read(&path)?,
            None => Scheme::usual(words),
        };
        let sample = sample.and_then(|most| usize::try_from(most).ok());
        let mask = scheme.hide.iter().cloned().chain(names).collect();
        let draw = Draw { seed, sample, mask };
        let library = Library::open(&folders(words, platform, args, dirs)?, &selection(args))?;
        let path = output.clone();
        let write = move |library: &Library| -> Result<WrittenBallot, RatingError> {
            page::write(words, library, &draw, &scheme, &path)
        };
        unless_interrupted(words, library, write).await
    };
    let written = match made.await {
        Ok(Some(written)) => written,
        Ok(None) => return Ok(INTERRUPTED),
        Err(e) => return unusable(words, e),
    };
    let WrittenBallot { questions, answers, masked } = written;
    let mut said = vec![words.rating_written(output.display().to_string(), questions, answers)];
    if masked > 0 {
        said.push(words.rating_written_masked(masked));
    }
    let mut command = vec!["report"];
    command.extend(folders_named.iter().map(String::as_str).chain(["--ratings", RATINGS]));
    said.push(words.rating_written_next(words.rating_file("*"), pasted.of_folder(&command)));
    let json = serde_json::json!({
        "output": output, "questions": questions, "answers": answers, "masked": masked, "seed": seed,
    });
    tell(words, args, whole::is_stream(&output), &said.join("\n"), &json)?;
    Ok(0)
}

/// What answers may call the platform, as in "I am …".
fn names(profile: &Profile) -> Vec<String> {
    vec![profile.id.to_owned(), profile.name.zh.to_string(), profile.name.en.to_string()]
}

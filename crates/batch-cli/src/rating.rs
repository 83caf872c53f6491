//! `rate`: the blind page or workbook for raters. Reads only, sends nothing.

use std::path::Path;

use batch_core::job::config;
use batch_core::platform::Platform;
use batch_core::sheets::whole;
use batch_results::rating::criteria::Scheme;
use batch_results::rating::error::{RatingError, apart, bare};
use batch_results::rating::page::{self, WrittenBallot};
use batch_results::rating::questions::Draw;
use batch_results::rating::workbook;
use batch_results::reading::Library;
use batch_words::Words;

use super::args::{Common, Rate, RateFormat};
use super::format::{self, Contradiction};
use super::pasted::Pasted;
use super::reading::{INTERRUPTED, UNUSABLE, check_file, folders, selection, tell, unless_interrupted, unusable};
use super::say_error;

/// Where a page goes when nothing is said.
const PAGE: &str = "batch-rating.html";
/// Where a workbook goes when nothing is said.
const WORKBOOK: &str = "batch-rating.xlsx";
/// Where raters' files are proposed to be put.
const RATINGS: &str = "ratings";

/// Writes the page or workbook; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// What is wrong with the config.
pub async fn rate(words: &'static Words, platform: Box<dyn Platform>, args: &Common, rate: Rate) -> anyhow::Result<u8> {
    let Rate { dirs, output, format, criteria, seed, sample } = rate;
    let format = match choose(format, output.as_deref()) {
        Ok(format) => format,
        Err(contradiction) => {
            say_error(words, &contradiction.sentence(words));
            return Ok(UNUSABLE);
        }
    };
    let (ending, usual) = match format {
        RateFormat::Html => ("html", PAGE),
        RateFormat::Xlsx => ("xlsx", WORKBOOK),
    };
    let output = output.unwrap_or_else(|| usual.into());
    let (names, pasted) = (config::names(platform.profile()), Pasted::new(platform.profile(), args));
    let folders_named: Vec<String> = dirs.iter().map(|dir| dir.display().to_string()).collect();
    let made = async {
        check_file(&output, ending)?;
        let scheme = match criteria {
            Some(path) => Scheme::read(words, &path)?,
            None => Scheme::usual(words),
        };
        let sample = sample.and_then(|most| usize::try_from(most).ok());
        let mask = scheme.hide.iter().cloned().chain(names).collect();
        let draw = Draw { seed, sample, mask };
        let library = Library::open(&folders(words, platform, args, dirs)?, &selection(args))?;
        let path = output.clone();
        let write = move |library: &Library| -> Result<WrittenBallot, RatingError> {
            match format {
                RateFormat::Html => page::write(words, library, &draw, &scheme, &path),
                RateFormat::Xlsx => workbook::write(words, library, &draw, &scheme, &path),
            }
        };
        unless_interrupted(words, library, write).await
    };
    let written = match made.await {
        Ok(Some(written)) => written,
        Ok(None) => return Ok(INTERRUPTED),
        Err(e) => return unusable(words, e),
    };
    let WrittenBallot { questions, answers, masked, shared, apart: left_out, bare: found } = written;
    let path = output.display().to_string();
    let mut said = vec![match format {
        RateFormat::Html => words.rating_written(path, questions, answers),
        RateFormat::Xlsx => words.workbook_written(path, questions, answers),
    }];
    if masked > 0 {
        said.push(words.rating_written_masked(masked));
    }
    if shared > 0 {
        said.push(words.rating_written_shared(shared));
    }
    if !left_out.is_empty() {
        said.push(apart(words, &left_out));
    }
    if !found.is_empty() {
        said.push(bare(words, &found));
    }
    let mut command = vec!["report"];
    command.extend(folders_named.iter().map(String::as_str).chain(["--ratings", RATINGS]));
    let command = pasted.of_folder(&command);
    said.push(match format {
        RateFormat::Html => words.rating_written_next(words.rating_file("*"), command),
        RateFormat::Xlsx => words.workbook_written_next(command),
    });
    let json = serde_json::json!({
        "output": output, "questions": questions, "answers": answers, "masked": masked, "shared": shared,
        "left_out": left_out.len(), "not_hidden": found.iter().map(|(word, _)| word).collect::<Vec<_>>(), "seed": seed,
    });
    tell(words, args, whole::is_stream(&output), &said.join("\n"), &json)?;
    Ok(0)
}

/// The format that the flag names, or the file's name does.
///
/// # Errors
/// If they name different ones.
fn choose(format: Option<RateFormat>, output: Option<&Path>) -> Result<RateFormat, Contradiction> {
    let ending = output.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let named = match ending.as_deref() {
        Some("html" | "htm") => Some((RateFormat::Html, "xlsx")),
        Some("xlsx") => Some((RateFormat::Xlsx, "html")),
        _ => None,
    };
    if let Some(path) = output.filter(|path| named.is_none() && format::is_no_page(path)) {
        return Err(Contradiction::NoBallot(path.to_owned()));
    }
    match (format, named, output) {
        (Some(wanted), Some((named, other)), Some(path)) if wanted != named => {
            Err(Contradiction::Format { path: path.to_owned(), format: other })
        }
        _ => Ok(format.or(named.map(|(named, _)| named)).unwrap_or(RateFormat::Html)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_name_or_the_flag_says_what_is_written() {
        let chosen = |format, path: Option<&str>| choose(format, path.map(Path::new));
        assert_eq!(chosen(None, None), Ok(RateFormat::Html));
        assert_eq!(chosen(None, Some("评分.XLSX")), Ok(RateFormat::Xlsx));
        assert_eq!(chosen(Some(RateFormat::Xlsx), Some("评分")), Ok(RateFormat::Xlsx));
        let refused = Contradiction::Format { path: "评分.html".into(), format: "xlsx" };
        assert_eq!(chosen(Some(RateFormat::Xlsx), Some("评分.html")), Err(refused));
        for name in ["评分.csv", "评分.docx"] {
            assert_eq!(chosen(None, Some(name)), Err(Contradiction::NoBallot(name.into())));
            assert_eq!(chosen(Some(RateFormat::Xlsx), Some(name)), Err(Contradiction::NoBallot(name.into())));
        }
    }
}

//! `agreement`: raters' files and the answers that they are about, as tables of agreement and results. Reads only, sends nothing.

use std::path::{Path, PathBuf};

use batch_core::platform::Platform;
use batch_core::privacy;
use batch_core::sheets::whole;
use batch_results::agreement::tables;
use batch_results::agreement::write::{Format, markdown, write};
use batch_results::rating::error::RatingError;
use batch_results::rating::unblind::{Unblinded, unblind};
use batch_results::reading::Library;
use batch_results::table::Table;
use batch_words::Words;

use super::args::Common;
use super::reading::{INTERRUPTED, UNUSABLE, check_file, folders, selection, tell, unless_interrupted, unusable};
use super::{ratings, say, say_error, say_json};

/// What was counted, and what could not be.
struct Counted {
    tables: Vec<Table>,
    unblinded: Unblinded,
}

/// Prints or writes the tables; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// What is wrong with the config.
pub async fn agreement(
    words: &'static Words,
    platform: Box<dyn Platform>,
    args: &Common,
    files: Vec<PathBuf>,
    dirs: Vec<PathBuf>,
    output: Option<PathBuf>,
) -> anyhow::Result<u8> {
    let to = match output.as_deref().map(|path| Format::of(path).ok_or(path)).transpose() {
        Ok(format) => output.zip(format),
        Err(path) => return Ok(refused(words, &words.agreement_no_format(path.display().to_string()))),
    };
    let made = async {
        if let Some((path, format)) = &to {
            check_file(path, name(*format))?;
        }
        let files = ratings::files(words, args, &files)?;
        let library = Library::open(&folders(words, platform, args, dirs)?, &selection(args))?;
        let to = to.clone();
        let count = move |library: &Library| -> Result<Counted, RatingError> {
            let unblinded = unblind(library, words, &files)?;
            let tables = tables(words, &unblinded.panel);
            if let (Some((path, format)), false) = (to, tables.is_empty()) {
                write(&tables, format, &path)?;
            }
            Ok(Counted { tables, unblinded })
        };
        unless_interrupted(words, library, count).await
    };
    match made.await {
        Ok(Some(Counted { tables, .. })) if tables.is_empty() => Ok(refused(words, &words.agreement_nothing())),
        Ok(Some(counted)) => {
            told(words, args, &counted, to.as_ref().map(|(path, _)| path.as_path()))?;
            Ok(0)
        }
        Ok(None) => Ok(INTERRUPTED),
        Err(e) => unusable(words, e),
    }
}

fn told(words: &Words, args: &Common, counted: &Counted, output: Option<&Path>) -> serde_json::Result<()> {
    ratings::say_unblinded(words, args, &counted.unblinded);
    let json = || {
        let cells = |of: &Table| {
            let rows: Vec<_> = of.rows.iter().map(|row| &row.cells).collect();
            serde_json::json!({"title": of.title, "head": of.head, "rows": rows, "note": of.note})
        };
        let tables: Vec<_> = counted.tables.iter().map(cells).collect();
        let unknown: usize = counted.unblinded.unknown.iter().map(|of| of.places.len()).sum();
        serde_json::json!({"output": output, "tables": tables, "unknown": unknown})
    };
    match output {
        Some(path) => {
            let said = words.agreement_written(path.display().to_string(), counted.tables.len());
            tell(words, args, whole::is_stream(path), &said, &json())
        }
        None if args.json => say_json(&json()),
        None => {
            say(markdown(&counted.tables).trim_end());
            Ok(())
        }
    }
}

fn refused(words: &Words, sentence: &str) -> u8 {
    say_error(words, &privacy::line(sentence));
    UNUSABLE
}

fn name(format: Format) -> &'static str {
    match format {
        Format::Markdown => "md",
        Format::Csv => "csv",
        Format::Xlsx => "xlsx",
    }
}

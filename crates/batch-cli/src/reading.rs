//! `report` and `export`: what is in output folders, for people and other programs. Reads only, sends nothing.

use std::path::{Component, Path, PathBuf};

use batch_core::base::error::Error;
use batch_core::base::signals::Signals;
use batch_core::job::config;
use batch_core::ledger;
use batch_core::platform::Platform;
use batch_core::privacy;
use batch_core::run::session::simulated;
use batch_core::sheets::{file, whole};
use batch_results::agreement::tables;
use batch_results::export::{Destination, Exported, Format, Layout, MOST_ROWS};
use batch_results::rating::error::RatingError;
use batch_results::rating::unblind::unblind;
use batch_results::reading::{Library, Oddity, ResultsError, Selection};
use batch_results::report::{self, Extra, WrittenReport};
use batch_words::Words;

use super::args::{Common, Report};
use super::{complain, excerpt, format, ratings, say, say_error, say_json, say_notice};

/// Exit code if a folder or file on the command line is none that can be used.
pub(crate) const UNUSABLE: u8 = 2;
/// Exit code of a work that was interrupted.
pub(crate) const INTERRUPTED: u8 = 130;
/// Where a report goes when nothing is said.
const PAGE: &str = "batch-report.html";
/// Oddities told one by one.
const MOST_ODDS: usize = 5;

/// Writes the page, with what raters' files amount to; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// What is wrong with the config.
pub async fn report(
    words: &'static Words,
    platform: Box<dyn Platform>,
    args: &Common,
    report: Report,
) -> anyhow::Result<u8> {
    let Report { dirs, output, ratings: rated, without_records, sample } = report;
    let output = output.unwrap_or_else(|| PAGE.into());
    if let Err(contradiction) = format::page(&output) {
        say_error(words, &contradiction.sentence(words));
        return Ok(UNUSABLE);
    }
    let sample = sample.and_then(|most| usize::try_from(most).ok());
    let chosen = Selection { sample, ..selection(args) };
    let made = async {
        check_file(&output, "html")?;
        let files = ratings::files(words, args, &rated)?;
        let library = Library::open(&folders(words, platform, args, dirs)?, &chosen)?;
        let path = output.clone();
        let write = move |library: &Library| -> Result<_, RatingError> {
            let unblinded = unblind(library, words, &files)?;
            let tables = tables(words, &unblinded.panel);
            let extra = Extra { tables: &tables, without_records };
            Ok((report::write(words, library, &extra, &path)?, unblinded))
        };
        unless_interrupted(words, library, write).await
    };
    let (written, unblinded) = match made.await {
        Ok(Some(made)) => made,
        Ok(None) => return Ok(INTERRUPTED),
        Err(e) => return unusable(words, e),
    };
    ratings::say_unblinded(words, args, &unblinded);
    let mut said = vec![words.reading_reported(output.display().to_string(), written.conversations)];
    said.extend(ratings::counted(words, &unblinded.panel));
    if let Some(folder) = &written.folder {
        said.push(words.reading_reported_pages(written.pages, folder.display().to_string()));
    }
    said.extend(odd(words, written.odd, &written.odds));
    let said = said.join("\n");
    let WrittenReport { conversations, odd, pages, .. } = written;
    let rated = unblinded.panel.scored.len();
    let json = serde_json::json!({"output": output, "conversations": conversations, "pages": pages, "odd": odd, "rated": rated});
    tell(words, args, whole::is_stream(&output), &said, &json)?;
    Ok(0)
}

/// Writes tables or documents; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// What is wrong with the config.
pub async fn export(
    words: &'static Words,
    platform: Box<dyn Platform>,
    args: &Common,
    dirs: Vec<PathBuf>,
    format: Format,
    output: Option<PathBuf>,
) -> anyhow::Result<u8> {
    let path = output.unwrap_or_else(|| default_export(format).into());
    let target = if path == Path::new("-") { Destination::Stdout } else { Destination::Path(path.clone()) };
    let made = async {
        if target != Destination::Stdout {
            check(&path, format)?;
        }
        let library = Library::open(&folders(words, platform, args, dirs)?, &selection(args))?;
        let to = target.clone();
        unless_interrupted(words, library, move |library| batch_results::export::export(words, library, format, &to))
            .await
    };
    let tally = match made.await {
        Ok(Some(tally)) => tally,
        Ok(None) => return Ok(INTERRUPTED),
        Err(e) => return unusable(words, e),
    };
    let said = exported(words, &tally, format, &target).join("\n");
    tell(words, args, target == Destination::Stdout || whole::is_stream(&path), &said, &json(&tally, &path))?;
    Ok(0)
}

/// Says what was done; on stderr if stdout may be somebody else's input.
pub(crate) fn tell(
    words: &Words,
    args: &Common,
    stream: bool,
    said: &str,
    json: &serde_json::Value,
) -> serde_json::Result<()> {
    match (args.json, args.quiet) {
        (true, _) if !stream => say_json(json)?,
        (_, true) => {}
        _ if stream => say_notice(words, said),
        _ => say(said),
    }
    Ok(())
}

fn json(tally: &Exported, path: &Path) -> serde_json::Value {
    let Exported { rows, files, cut, long, guarded, odd, .. } = tally;
    serde_json::json!({
        "output": path, "conversations": rows, "files": files, "cut_cells": cut, "long_cells": long,
        "guarded_cells": guarded, "odd": odd,
    })
}

/// Says what is wrong with the folders or files; any other error is the caller's.
pub(crate) fn unusable(words: &Words, e: anyhow::Error) -> anyhow::Result<u8> {
    let (sentence, excerpt) = match e.downcast::<RatingError>() {
        Ok(problem) => (problem.sentence(words), problem.excerpt().map(excerpt::lines)),
        Err(e) => (e.downcast::<ResultsError>()?.sentence(words), None),
    };
    say_error(words, &privacy::line(&sentence));
    if let Some(lines) = excerpt {
        complain(&lines);
    }
    Ok(UNUSABLE)
}

/// Where an export goes when nothing is said.
fn default_export(format: Format) -> &'static str {
    match format {
        Format::Csv => "batch-export.csv",
        Format::Xlsx => "batch-export.xlsx",
        Format::Jsonl => "batch-export.jsonl",
        Format::Md(Layout::Headings) => "batch-export.md",
        Format::Md(Layout::Sheets | Layout::Results) => "batch-export-md",
    }
}

/// `export`'s last words, line by line.
fn exported(words: &Words, tally: &Exported, format: Format, target: &Destination) -> Vec<String> {
    let mut lines = vec![match target {
        Destination::Path(path) if tally.files > 0 => {
            words.export_done_files(tally.rows, tally.files, path.display().to_string())
        }
        Destination::Path(path) => words.export_done_file(tally.rows, path.display().to_string()),
        Destination::Stdout => words.export_done(tally.rows),
    }];
    if tally.cut > 0 {
        lines.push(words.export_done_cut(tally.cut));
    }
    if tally.long > 0 {
        lines.push(words.export_done_long(tally.long));
    }
    if tally.guarded > 0 {
        lines.push(match format {
            Format::Csv => words.export_done_guarded_csv(tally.guarded),
            _ => words.export_done_guarded(tally.guarded),
        });
    }
    if format == Format::Csv && tally.rows >= u64::from(MOST_ROWS) {
        lines.push(words.export_done_many_rows());
    }
    lines.extend(odd(words, tally.odd, &tally.odds));
    lines
}

/// What was odd about the files, line by line.
fn odd(words: &Words, count: u64, some: &[Oddity]) -> Vec<String> {
    if count == 0 {
        return Vec::new();
    }
    let mut lines = vec![words.reading_odds(count)];
    for odd in some.iter().take(MOST_ODDS) {
        let one = words.reading_odds_one(&odd.file, odd.what.sentence(words));
        lines.push(privacy::line(&format!("  {one}")).into_owned());
    }
    let shown = lines.len() as u64 - 1;
    if count > shown {
        lines.push(format!("  {}", words.reading_odds_more(count - shown)));
    }
    lines
}

/// Does the work where it can be left: a signal ends it at once, whatever it is at, and what is half written is removed.
pub(crate) async fn unless_interrupted<T: Send + 'static, E: Into<anyhow::Error> + Send + 'static>(
    words: &Words,
    library: Library,
    work: impl FnOnce(&Library) -> Result<T, E> + Send + 'static,
) -> anyhow::Result<Option<T>> {
    let mut signals = Signals::listen();
    tokio::select! {
        done = tokio::task::spawn_blocking(move || work(&library)) => Ok(Some(done?.map_err(Into::into)?)),
        () = signals.next() => {
            whole::abandon();
            say_notice(words, &words.reading_stopped());
            Ok(None)
        }
    }
}

/// The folders named, or the one of the config in the current directory.
pub(crate) fn folders(
    words: &Words,
    mut platform: Box<dyn Platform>,
    args: &Common,
    mut dirs: Vec<PathBuf>,
) -> anyhow::Result<Vec<PathBuf>> {
    if dirs.is_empty() {
        let mut flags = args.overrides();
        // Models that the config no longer names may still have answers.
        flags.models = None;
        let settings = config::load(platform.as_mut(), &flags).map_err(Error::from)?.settings;
        let simulated: PathBuf = simulated::folder(&settings.output_dir).into();
        let real: PathBuf = settings.output_dir.into();
        // Who has only rehearsed so far means the rehearsal.
        let only_rehearsed =
            ledger::ledgers(&simulated).is_ok_and(|ledgers| !ledgers.is_empty()) && holds_nothing(&real);
        if only_rehearsed && !args.simulate {
            say_notice(words, &words.reading_simulated(simulated.display().to_string()));
        }
        let folder = if args.simulate || only_rehearsed { simulated } else { real };
        if !folder.exists() {
            return Err(ResultsError::NeverRun(folder).into());
        }
        dirs.push(folder);
    }
    Ok(dirs)
}

/// True of a folder without any conversation, such as a run leaves that was refused.
fn holds_nothing(folder: &Path) -> bool {
    Library::open(&[folder.to_owned()], &Selection::default()).is_err_and(|e| e.is_nothing())
}

pub(crate) fn selection(args: &Common) -> Selection {
    let Common { models, people, .. } = args;
    Selection { models: models.clone(), people: people.clone(), prompts: args.prompts(), sample: None }
}

fn check(path: &Path, format: Format) -> Result<(), ResultsError> {
    match format {
        Format::Md(Layout::Sheets | Layout::Results) if path.is_file() => Err(ResultsError::IsAFile(path.to_owned())),
        Format::Md(Layout::Sheets | Layout::Results) => not_among_our_own(path),
        Format::Md(Layout::Headings) => check_file(path, "md"),
        Format::Csv => check_file(path, "csv"),
        Format::Xlsx => check_file(path, "xlsx"),
        Format::Jsonl => check_file(path, "jsonl"),
    }
}

pub(crate) fn check_file(path: &Path, format: &'static str) -> Result<(), ResultsError> {
    if path.is_dir() {
        return Err(ResultsError::IsAFolder(path.to_owned()));
    }
    // A sheet of ours would be overwritten, or the result be taken for one; through a link, too.
    let led_to = whole::resolve(path).unwrap_or_else(|_| path.to_owned());
    let is_sheet = |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_sheet(path) || is_sheet(&led_to) {
        return Err(ResultsError::AmongTheSheets { path: path.to_owned(), format });
    }
    not_among_our_own(&led_to)
}

/// The ledger and what lies beside it are replaced by nothing.
fn not_among_our_own(path: &Path) -> Result<(), ResultsError> {
    let folder = file::folder(path);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mut parts = folder.components().map(Component::as_os_str).chain(path.file_name());
    match parts.any(|part| part.eq_ignore_ascii_case(ledger::FOLDER)) {
        true => Err(ResultsError::AmongTheLedger(path.to_owned())),
        false => Ok(()),
    }
}

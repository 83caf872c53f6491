//! `report` and `export`: what is in output folders, for people and other programs. Reads only, sends nothing.

use std::path::{Component, Path, PathBuf};

use super::args::{Common, ExportFormat, ExportShape};
use super::{say, say_json, say_notice, simulate};
use crate::config;
use crate::error::{Error, Problem};
use crate::export::{Format, Shape, Tally, Target};
use crate::ledger;
use crate::output::whole;
use crate::platform::Platform;
use crate::reading::{Library, Selection};
use crate::report::{self, Written};
use crate::signals::Signals;
use crate::text;
use batch_words::Words;

/// Exit code of a work that was interrupted.
const INTERRUPTED: u8 = 130;

/// Writes the page; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub async fn report(
    words: &'static Words,
    platform: Box<dyn Platform>,
    args: &Common,
    dirs: Vec<PathBuf>,
    output: Option<PathBuf>,
) -> anyhow::Result<u8> {
    let output = output.unwrap_or_else(|| text::reading::default_report().to_owned());
    check_file(&output, "html").map_err(Error::from)?;
    let library = open(platform, args, dirs).map_err(Error::from)?;
    let path = output.clone();
    let Some(written) = unless_interrupted(words, library, move |library| report::write(library, &path)).await? else {
        return Ok(INTERRUPTED);
    };
    let said = text::reading::reported(&written, &output);
    let Written { conversations, odd, .. } = written;
    let json = serde_json::json!({"output": output, "conversations": conversations, "odd": odd});
    tell(words, args, whole::is_stream(&output), &said, &json)?;
    Ok(0)
}

/// Writes tables or documents; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub async fn export(
    words: &'static Words,
    platform: Box<dyn Platform>,
    args: &Common,
    dirs: Vec<PathBuf>,
    format: Format,
    output: Option<PathBuf>,
) -> anyhow::Result<u8> {
    let path = output.unwrap_or_else(|| text::reading::default_export(format).to_owned());
    let target = if path == Path::new("-") { Target::Stdout } else { Target::Path(path.clone()) };
    if target != Target::Stdout {
        check(&path, format).map_err(Error::from)?;
    }
    let library = open(platform, args, dirs).map_err(Error::from)?;
    let to = target.clone();
    let Some(tally) =
        unless_interrupted(words, library, move |library| crate::export::export(library, format, &to)).await?
    else {
        return Ok(INTERRUPTED);
    };
    let said = text::reading::exported(&tally, format, &target);
    tell(words, args, target == Target::Stdout || whole::is_stream(&path), &said, &json(&tally, &path))?;
    Ok(0)
}

/// Says what was done; on stderr if stdout may be somebody else's input.
fn tell(words: &Words, args: &Common, stream: bool, said: &str, json: &serde_json::Value) -> serde_json::Result<()> {
    match (args.json, args.quiet) {
        (true, _) if !stream => say_json(json)?,
        (_, true) => {}
        _ if stream => say_notice(words, said),
        _ => say(said),
    }
    Ok(())
}

fn json(tally: &Tally, path: &Path) -> serde_json::Value {
    let Tally { rows, files, cut, long, guarded, odd, .. } = tally;
    serde_json::json!({
        "output": path, "conversations": rows, "files": files, "cut_cells": cut, "long_cells": long,
        "guarded_cells": guarded, "odd": odd,
    })
}

/// Does the work where it can be left: a signal ends it at once, whatever it is at, and what is half written is removed.
async fn unless_interrupted<T: Send + 'static>(
    words: &Words,
    library: Library,
    work: impl FnOnce(&Library) -> Result<T, Problem> + Send + 'static,
) -> anyhow::Result<Option<T>> {
    let mut signals = Signals::listen();
    tokio::select! {
        done = tokio::task::spawn_blocking(move || work(&library)) => Ok(Some(done?.map_err(Error::from)?)),
        () = signals.next() => {
            whole::abandon();
            say_notice(words, &text::reading::stopped());
            Ok(None)
        }
    }
}

/// The format that the flags name.
#[must_use]
pub fn choice(format: ExportFormat, shape: ExportShape) -> Format {
    match (format, shape) {
        (ExportFormat::Csv, _) => Format::Csv,
        (ExportFormat::Xlsx, _) => Format::Xlsx,
        (ExportFormat::Jsonl, _) => Format::Jsonl,
        (ExportFormat::Md, ExportShape::Sheets) => Format::Md(Shape::Sheets),
        (ExportFormat::Md, ExportShape::Results) => Format::Md(Shape::Results),
        (ExportFormat::Md, ExportShape::Headings) => Format::Md(Shape::Headings),
    }
}

/// The folders named, or the one of the config in the current directory.
fn open(mut platform: Box<dyn Platform>, args: &Common, mut dirs: Vec<PathBuf>) -> Result<Library, Problem> {
    if dirs.is_empty() {
        let mut flags = args.overrides();
        // Models that the config no longer names may still have answers.
        flags.models = None;
        let settings = config::load(platform.as_mut(), &flags)?.settings;
        dirs.push(match args.simulate {
            true => simulate::folder(&settings.output_dir).into(),
            false => settings.output_dir.into(),
        });
    }
    let selection =
        Selection { models: args.models.clone(), people: args.people.clone(), prompts: args.prompts.clone() };
    Library::open(&dirs, &selection)
}

fn check(path: &Path, format: Format) -> Result<(), Problem> {
    match format {
        Format::Md(Shape::Sheets | Shape::Results) if path.is_file() => {
            Err(Problem::in_file(path, text::reading::is_a_file()))
        }
        Format::Md(Shape::Sheets | Shape::Results) => not_among_our_own(path),
        Format::Md(Shape::Headings) => check_file(path, "md"),
        Format::Csv => check_file(path, "csv"),
        Format::Xlsx => check_file(path, "xlsx"),
        Format::Jsonl => check_file(path, "jsonl"),
    }
}

fn check_file(path: &Path, format: &str) -> Result<(), Problem> {
    if path.is_dir() {
        return Err(Problem::in_file(path, text::reading::is_a_folder()));
    }
    // A sheet of ours would be overwritten, or the result be taken for one; through a link, too.
    let led_to = whole::resolve(path).unwrap_or_else(|_| path.to_owned());
    let is_sheet = |path: &Path| path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"));
    if is_sheet(path) || is_sheet(&led_to) {
        return Err(Problem::in_file(path, text::reading::overwrites_input(format)));
    }
    not_among_our_own(&led_to)
}

/// The ledger and what lies beside it are replaced by nothing.
fn not_among_our_own(path: &Path) -> Result<(), Problem> {
    let folder = whole::folder(path);
    let folder = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let mut parts = folder.components().map(Component::as_os_str).chain(path.file_name());
    match parts.any(|part| part.eq_ignore_ascii_case(ledger::FOLDER)) {
        true => Err(Problem::in_file(path, text::reading::among_the_ledger())),
        false => Ok(()),
    }
}

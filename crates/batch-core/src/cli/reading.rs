//! `report` and `export`: what is in output folders, for people and other programs. Reads only, sends nothing.

use std::path::{Path, PathBuf};
use std::sync::atomic::Ordering;

use super::args::{Common, ExportFormat, ExportShape};
use super::{say, say_notice, simulate};
use crate::config;
use crate::error::{Error, Problem};
use crate::export::{Format, Shape, Tally, Target};
use crate::platform::Platform;
use crate::reading::{Library, Selection};
use crate::report::{self, Written};
use crate::text;

/// Exit code of a work that was interrupted.
const INTERRUPTED: u8 = 130;

/// Writes the page; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub async fn report(
    platform: Box<dyn Platform>,
    args: &Common,
    dirs: Vec<PathBuf>,
    output: Option<PathBuf>,
) -> anyhow::Result<u8> {
    let output = output.unwrap_or_else(|| text::reading::default_report().to_owned());
    check_file(&output, "html").map_err(Error::from)?;
    let library = open(platform, args, dirs).map_err(Error::from)?;
    let path = output.clone();
    let Some(written) = unless_interrupted(library, move |library| report::write(library, &path)).await? else {
        return Ok(INTERRUPTED);
    };
    if args.json {
        let Written { conversations, odd, .. } = written;
        say(&serde_json::json!({"output": output, "conversations": conversations, "odd": odd}).to_string());
    } else if !args.quiet {
        say(&text::reading::reported(&written, &output));
    }
    Ok(0)
}

/// Writes tables or documents; exit code 0, or 130 if it was interrupted.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub async fn export(
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
    let Some(tally) = unless_interrupted(library, move |library| crate::export::export(library, format, &to)).await?
    else {
        return Ok(INTERRUPTED);
    };
    let said = text::reading::exported(&tally, format, &target);
    match target {
        // The stream is somebody else's input.
        Target::Stdout if !args.quiet => say_notice(&said),
        Target::Stdout => {}
        Target::Path(_) if args.json => say(&json(&tally, &path)),
        Target::Path(_) if args.quiet => {}
        Target::Path(_) => say(&said),
    }
    Ok(0)
}

fn json(tally: &Tally, path: &Path) -> String {
    let Tally { rows, files, cut, long, guarded, odd, .. } = tally;
    serde_json::json!({
        "output": path, "conversations": rows, "files": files, "cut_cells": cut, "long_cells": long,
        "guarded_cells": guarded, "odd": odd,
    })
    .to_string()
}

/// Does the work where it can be stopped: Ctrl-C ends it after the person in hand, and half-written files are removed.
async fn unless_interrupted<T: Send + 'static>(
    library: Library,
    work: impl FnOnce(&Library) -> Result<T, Problem> + Send + 'static,
) -> anyhow::Result<Option<T>> {
    let stop = library.stop();
    let mut working = tokio::task::spawn_blocking(move || work(&library));
    let done = tokio::select! {
        done = &mut working => done?,
        // Where there is no such signal to wait for, the work goes on.
        Ok(()) = tokio::signal::ctrl_c() => {
            stop.store(true, Ordering::Relaxed);
            working.await?
        }
    };
    match done {
        Err(problem) if stop.load(Ordering::Relaxed) => {
            say_notice(&problem.to_string());
            Ok(None)
        }
        done => Ok(Some(done.map_err(Error::from)?)),
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
        Format::Md(Shape::Sheets | Shape::Results) => Ok(()),
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
    // A sheet of ours would be overwritten, or the result be taken for one.
    if path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json")) {
        return Err(Problem::in_file(path, text::reading::overwrites_input(format)));
    }
    Ok(())
}

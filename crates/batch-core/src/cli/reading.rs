//! `report` and `export`: what is in output folders, for people and other programs. Reads only, sends nothing.

use std::path::{Path, PathBuf};

use super::args::{Common, ExportFormat, ExportShape};
use super::{say, say_notice, simulate};
use crate::config;
use crate::error::{Error, Problem};
use crate::export::{Format, Shape, Target};
use crate::platform::Platform;
use crate::reading::{Library, Selection};
use crate::{report, text};

/// Writes the page; exit code 0.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub fn report(
    platform: Box<dyn Platform>,
    args: &Common,
    dirs: Vec<PathBuf>,
    output: Option<PathBuf>,
) -> anyhow::Result<u8> {
    let output = output.unwrap_or_else(|| text::reading::default_report().to_owned());
    check_file(&output, "html").map_err(Error::from)?;
    let library = open(platform, args, dirs).map_err(Error::from)?;
    let written = report::write(&library, &output).map_err(Error::from)?;
    if !args.quiet {
        say(&text::reading::reported(&written, &output));
    }
    Ok(0)
}

/// Writes tables or documents; exit code 0.
///
/// # Errors
/// A [`Problem`] that names the folder or file.
pub fn export(
    platform: Box<dyn Platform>,
    args: &Common,
    dirs: Vec<PathBuf>,
    format: Format,
    output: Option<PathBuf>,
) -> anyhow::Result<u8> {
    let path = output.unwrap_or_else(|| text::reading::default_export(format).to_owned());
    let target = if path == Path::new("-") { Target::Stdout } else { Target::Path(path) };
    if let Target::Path(path) = &target {
        check(path, format).map_err(Error::from)?;
    }
    let library = open(platform, args, dirs).map_err(Error::from)?;
    let tally = crate::export::export(&library, format, &target).map_err(Error::from)?;
    let said = text::reading::exported(&tally, format, &target);
    match target {
        _ if args.quiet => {}
        Target::Path(_) => say(&said),
        // The stream is somebody else's input.
        Target::Stdout => say_notice(&said),
    }
    Ok(0)
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

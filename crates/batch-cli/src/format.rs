//! What `export`, `report` and `rate` write: as the flags say, or as the name of the file says; they must not say different
//! things.

use std::path::{Path, PathBuf};

use batch_results::export::{Format, Layout};
use batch_words::Words;

use super::args::{ExportFormat, ExportShape};

/// Endings of other programs' files: a table under such a name opens nowhere.
const NOT_WRITTEN: &[&str] = &["xls", "et", "ods", "doc", "docx", "wps", "pdf", "html", "htm"];

/// Endings of files that are no pages: nothing opens a page under such a name.
const NO_PAGE: &[&str] = &["csv", "xlsx", "xlsm", "jsonl", "md", "markdown", "txt"];

/// Why flags and file name do not go together.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Contradiction {
    /// The name ends like another format.
    Format {
        /// The file.
        path: PathBuf,
        /// What `--format` names.
        format: &'static str,
    },
    /// Documents for each sheet go into a folder, and the name is a document's.
    Shape(PathBuf),
    /// The name ends like something that is not written.
    NotWritten {
        /// The file.
        path: PathBuf,
        /// How its name ends.
        ending: String,
    },
    /// A page under a name that is none of a page.
    NoPage(PathBuf),
    /// A page for raters, or their workbook, under a name that is neither's.
    NoBallot(PathBuf),
}

impl Contradiction {
    /// In words, with what to do.
    pub fn sentence(&self, words: &Words) -> String {
        let shown = |path: &Path| path.display().to_string();
        match self {
            Self::Format { path, format } => words.export_other_name(shown(path), *format),
            Self::Shape(path) => words.export_one_document(shown(path)),
            Self::NotWritten { path, ending } => words.export_not_written(shown(path), format!(".{ending}")),
            Self::NoPage(path) => words.export_no_page(shown(path)),
            Self::NoBallot(path) => words.export_no_ballot(shown(path)),
        }
    }
}

/// The format for these flags and this file.
///
/// # Errors
/// What does not go together.
pub(crate) fn choose(
    format: Option<ExportFormat>,
    shape: Option<ExportShape>,
    output: Option<&Path>,
) -> Result<Format, Contradiction> {
    // A folder's name says nothing.
    let file = output.filter(|path| !path.is_dir());
    let ending = file.and_then(Path::extension).map(|ending| ending.to_string_lossy().to_lowercase());
    let named = match (ending.as_deref(), file) {
        (Some("csv"), _) => Some(ExportFormat::Csv),
        (Some("xlsx"), _) => Some(ExportFormat::Xlsx),
        (Some("jsonl"), _) => Some(ExportFormat::Jsonl),
        (Some("md" | "markdown"), _) => Some(ExportFormat::Md),
        (Some(ending), Some(path)) if NOT_WRITTEN.contains(&ending) => {
            return Err(Contradiction::NotWritten { path: path.to_owned(), ending: ending.to_owned() });
        }
        _ => None,
    };
    if let (Some(wanted), Some(named), Some(path)) = (format, named, file)
        && wanted != named
    {
        return Err(Contradiction::Format { path: path.to_owned(), format: name(wanted) });
    }
    let implied = shape.map(|_| ExportFormat::Md);
    match (format.or(named).or(implied).unwrap_or(ExportFormat::Csv), file.filter(|_| named.is_some())) {
        (ExportFormat::Csv, _) => Ok(Format::Csv),
        (ExportFormat::Xlsx, _) => Ok(Format::Xlsx),
        (ExportFormat::Jsonl, _) => Ok(Format::Jsonl),
        (ExportFormat::Md, None) => Ok(Format::Md(layout(shape.unwrap_or(ExportShape::Sheets)))),
        (ExportFormat::Md, Some(path)) => match layout(shape.unwrap_or(ExportShape::Headings)) {
            Layout::Headings => Ok(Format::Md(Layout::Headings)),
            Layout::Sheets | Layout::Results => Err(Contradiction::Shape(path.to_owned())),
        },
    }
}

/// Whether a page can go by this name.
///
/// # Errors
/// If it is another kind of file's.
pub(crate) fn page(path: &Path) -> Result<(), Contradiction> {
    if is_no_page(path) { Err(Contradiction::NoPage(path.to_owned())) } else { Ok(()) }
}

/// True for the name of another kind of file than a page.
pub(crate) fn is_no_page(path: &Path) -> bool {
    let is_page = |ending: &str| matches!(ending, "html" | "htm");
    let known = NO_PAGE.iter().chain(NOT_WRITTEN).filter(|known| !is_page(known));
    // A folder's name says nothing.
    !path.is_dir()
        && path.extension().is_some_and(|ending| known.clone().any(|known| ending.eq_ignore_ascii_case(known)))
}

fn layout(shape: ExportShape) -> Layout {
    match shape {
        ExportShape::Sheets => Layout::Sheets,
        ExportShape::Results => Layout::Results,
        ExportShape::Headings => Layout::Headings,
    }
}

fn name(format: ExportFormat) -> &'static str {
    match format {
        ExportFormat::Csv => "csv",
        ExportFormat::Xlsx => "xlsx",
        ExportFormat::Jsonl => "jsonl",
        ExportFormat::Md => "md",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ExportFormat::{Csv, Md, Xlsx};

    fn chosen(
        format: Option<ExportFormat>,
        shape: Option<ExportShape>,
        output: Option<&str>,
    ) -> Result<Format, Contradiction> {
        choose(format, shape, output.map(Path::new))
    }

    #[test]
    fn the_name_says_the_format_where_no_flag_does() {
        for (output, format) in [
            ("x.xlsx", Format::Xlsx),
            ("结果/X.XLSX", Format::Xlsx),
            ("x.csv", Format::Csv),
            ("x.jsonl", Format::Jsonl),
            ("x.md", Format::Md(Layout::Headings)),
            ("x.txt", Format::Csv),
            ("-", Format::Csv),
        ] {
            assert_eq!(chosen(None, None, Some(output)), Ok(format), "{output}");
        }
        assert_eq!(chosen(None, None, None), Ok(Format::Csv));
        assert_eq!(chosen(Some(Xlsx), None, Some("x.dat")), Ok(Format::Xlsx), "a name that says nothing");
    }

    #[test]
    fn a_document_is_one_file_and_without_a_name_one_for_each_sheet() {
        assert_eq!(chosen(Some(Md), None, Some("x.md")), Ok(Format::Md(Layout::Headings)));
        assert_eq!(chosen(Some(Md), None, Some("folder")), Ok(Format::Md(Layout::Sheets)));
        assert_eq!(chosen(Some(Md), None, None), Ok(Format::Md(Layout::Sheets)));
        assert_eq!(chosen(None, Some(ExportShape::Results), None), Ok(Format::Md(Layout::Results)));
        let one = chosen(Some(Md), Some(ExportShape::Sheets), Some("x.md"));
        assert_eq!(one, Err(Contradiction::Shape("x.md".into())));
    }

    #[test]
    fn a_page_goes_by_no_other_kinds_name() {
        for name in ["报告.html", "报告.HTM", "报告", "结果.v2", "-"] {
            assert_eq!(page(Path::new(name)), Ok(()), "{name}");
        }
        for name in ["x.xlsx", "x.CSV", "x.md", "x.docx", "x.pdf", "x.txt"] {
            assert_eq!(page(Path::new(name)), Err(Contradiction::NoPage(name.into())), "{name}");
        }
    }

    #[test]
    fn a_name_of_another_format_is_refused() {
        let refused = chosen(Some(Csv), None, Some("x.xlsx"));
        assert_eq!(refused, Err(Contradiction::Format { path: "x.xlsx".into(), format: "csv" }));
        assert!(chosen(Some(Md), None, Some("x.csv")).is_err());
        for ending in ["xls", "docx"] {
            let path = PathBuf::from(format!("x.{ending}"));
            let refused = Err(Contradiction::NotWritten { path: path.clone(), ending: ending.to_owned() });
            assert_eq!(choose(Some(Csv), None, Some(&path)), refused);
        }
    }
}

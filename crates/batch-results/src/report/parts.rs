//! How much goes into one page. Beyond what browsers open smoothly there is a folder of pages, each with some of the people,
//! and an index with the sums of all.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use batch_core::sheets::whole;

use super::figures::Figures;
use super::html::Escaped;
use super::{address, blocks};
use crate::reading::{Library, Reading};
use batch_words::Words;

/// Bytes of texts in one page: on a busy machine of two cores Chromium can use 31 MB after 1.5 s and 93 MB after 3.1 s
/// (docs/benchmarks.md); one of 1.4 GB it does not open.
pub(super) const MOST_TEXTS: u64 = 100_000_000;

/// What this page is of what was written.
#[derive(Debug, Default)]
pub(super) enum Place<'a> {
    /// All of it.
    #[default]
    Whole,
    /// One of a folder of pages, beside the index of this name.
    Part {
        /// The index's file name.
        index: &'a str,
    },
    /// The index: each page's first person, and its file as a link leads to it.
    Index(&'a [(usize, String)]),
}

/// Some of the people, on their way into a page: numbers in memory, texts in a scratch file.
pub(super) struct Part {
    /// The first of them, among all.
    pub first: usize,
    /// How many there are.
    pub people: usize,
    pub figures: Figures,
    pub texts: BufWriter<File>,
    size: u64,
}

impl Part {
    pub fn new(first: usize, library: &Library, room: &Path) -> io::Result<Self> {
        let figures = Figures::new(library, first == 0);
        Ok(Self { first, people: 0, figures, texts: whole::scratch(room)?, size: 0 })
    }

    /// True if it holds what one page should hold.
    pub fn is_full(&self, most: u64) -> bool {
        self.size >= most
    }

    /// Takes the next person in.
    pub fn add(&mut self, library: &Library, people: &str, mut reading: Reading, records: bool) -> io::Result<()> {
        self.figures.add(library, people, &mut reading);
        let mut block = Vec::new();
        blocks::write(&mut block, self.people, &reading, &mut self.figures, records)?;
        self.texts.write_all(&block)?;
        self.size += block.len() as u64;
        self.people += 1;
        Ok(())
    }
}

/// The folder of an index's pages: beside it, named after it.
pub(super) fn folder(index: &Path) -> PathBuf {
    let stem = index.file_stem().unwrap_or_default().to_string_lossy();
    index.with_file_name(format!("{stem}-pages"))
}

/// A page's file name.
pub(super) fn file(number: usize) -> String {
    format!("{number}.html")
}

/// Takes away what an earlier report of more pages left.
pub(super) fn sweep(folder: &Path, pages: usize) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let name = entry.file_name();
        let number = name.to_str().and_then(|name| name.strip_suffix(".html")?.parse::<usize>().ok());
        if number.is_some_and(|number| number > pages) {
            // One that stays is reached from nowhere.
            fs::remove_file(entry.path()).ok();
        }
    }
}

/// What a page says of its place.
pub(super) fn note(place: &Place<'_>, people: &[String], words: &Words) -> String {
    let text = match place {
        Place::Whole => return String::new(),
        Place::Index(pages) => Escaped(&words.page_is_index(pages.len())).to_string(),
        Place::Part { index } => {
            let (first, last) = (people.first().map_or("", String::as_str), people.last().map_or("", String::as_str));
            let link = format!("../{}", address::percent(index));
            let (to, part) = (words.page_to_index(), words.page_is_part(first, last));
            format!("<a href=\"{}\">{}</a> {}", Escaped(&link), Escaped(&to), Escaped(&part))
        }
    };
    format!("<p class=\"band\">{text}</p>")
}

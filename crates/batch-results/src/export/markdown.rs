//! Markdown for reading: a file a sheet, or one document for all.

use std::collections::HashSet;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use batch_core::sheets::whole::Whole;
use batch_words::Words;

use super::demote::{demote, inline};
use super::names::safe;
use super::{Exported, Out, Sink};
use crate::reading::{AnswerState, Conversation, Library, Reading};

/// A file a sheet, in a folder.
pub(super) struct Sheets<'a> {
    folder: &'a Path,
    results_only: bool,
    words: &'a Words,
    taken: HashSet<PathBuf>,
}

impl<'a> Sheets<'a> {
    pub fn new(folder: &'a Path, results_only: bool, words: &'a Words) -> Self {
        Self { folder, results_only, words, taken: HashSet::new() }
    }

    /// A name for a sheet's file; files of several folders do not meet.
    fn path(&mut self, library: &Library, column: usize, people: &str) -> PathBuf {
        let column = &library.columns[column];
        let mut folder = self.folder.to_owned();
        if library.folders().count() > 1 {
            folder.push(safe(&library.folder_label(column.folder)));
        }
        let stem = safe(&format!("{}-{people}", column.model));
        let mut path = folder.join(format!("{stem}.md"));
        let mut n = 2;
        while !self.taken.insert(PathBuf::from(path.to_string_lossy().to_lowercase())) {
            path = folder.join(format!("{stem} ({n}).md"));
            n += 1;
        }
        path
    }
}

impl Sink for Sheets<'_> {
    fn person(&mut self, library: &Library, people: &str, reading: &Reading, tally: &mut Exported) -> io::Result<()> {
        for sheet in reading.conversations.chunk_by(|a, b| a.column == b.column) {
            let path = self.path(library, sheet[0].column, people);
            let mut out = Whole::create(&path)?;
            match self.results_only {
                true => results(&mut out, sheet)?,
                false => whole(&mut out, &library.columns[sheet[0].column].model, people, sheet, self.words)?,
            }
            out.finish_soon()?;
            tally.files += 1;
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &mut Exported) -> io::Result<()> {
        Ok(())
    }
}

fn results(out: &mut impl Write, sheet: &[Conversation]) -> io::Result<()> {
    for (n, conversation) in sheet.iter().enumerate() {
        write!(out, "{}{}", if n == 0 { "" } else { "\n" }, conversation.output)?;
    }
    writeln!(out)
}

fn whole(out: &mut impl Write, model: &str, people: &str, sheet: &[Conversation], words: &Words) -> io::Result<()> {
    writeln!(out, "# {} · {}", line(model), line(people))?;
    for conversation in sheet {
        writeln!(out, "\n## {}\n", words.export_document_prompt(conversation.number))?;
        if !conversation.prompt.is_empty() {
            quote(out, &conversation.prompt)?;
        }
        writeln!(out, "\n### {}\n\n{}", answer(words, conversation.state), demote(&conversation.output))?;
    }
    if let Some(chat) = sheet.iter().map(|c| c.chat.as_str()).find(|chat| !chat.is_empty()) {
        writeln!(out, "\n## {}\n", words.export_document_record())?;
        quote(out, chat)?;
    }
    Ok(())
}

/// The heading of an answer.
fn answer(words: &Words, state: AnswerState) -> String {
    match state {
        AnswerState::Answered => words.export_document_answer(),
        AnswerState::Cut => words.export_document_answer_cut(),
        AnswerState::Failed => words.export_document_answer_failed(),
        AnswerState::Empty => words.export_document_answer_empty(),
    }
}

/// The heading of a model's answer.
fn labelled(words: &Words, label: String, state: AnswerState) -> String {
    match state {
        AnswerState::Answered => label,
        AnswerState::Cut => words.export_document_cut(label),
        AnswerState::Failed => words.export_document_failed(label),
        AnswerState::Empty => words.export_document_empty(label),
    }
}

/// A text as a quotation, so that its own marks do not become the document's.
fn quote(out: &mut impl Write, text: &str) -> io::Result<()> {
    demote(text).lines().try_for_each(|line| writeln!(out, "{}", format!("> {line}").trim_end()))
}

/// A name on one line.
fn line(name: &str) -> String {
    inline(&name.split(['\n', '\r']).collect::<Vec<_>>().join(" "))
}

/// One document: people, prompts, models.
pub(super) struct Document<'a> {
    out: Out,
    words: &'a Words,
}

impl<'a> Document<'a> {
    pub fn new(out: Out, words: &'a Words) -> Self {
        Self { out, words }
    }
}

impl Sink for Document<'_> {
    fn person(&mut self, library: &Library, people: &str, reading: &Reading, _: &mut Exported) -> io::Result<()> {
        let Self { out, words } = self;
        writeln!(out, "# {}\n", line(people))?;
        let mut all: Vec<&Conversation> = reading.conversations.iter().collect();
        all.sort_by_key(|c| c.number);
        for prompt in all.chunk_by(|a, b| a.number == b.number) {
            writeln!(out, "## {}\n", words.export_document_prompt(prompt[0].number))?;
            for conversation in prompt {
                let label = line(&library.label(words, &library.columns[conversation.column]));
                let heading = labelled(words, label, conversation.state);
                writeln!(out, "### {heading}\n\n{}\n", demote(&conversation.output))?;
            }
        }
        Ok(())
    }

    fn finish(self: Box<Self>, _: &mut Exported) -> io::Result<()> {
        self.out.finish()
    }
}

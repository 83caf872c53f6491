//! The parts of a job at the platform, as its ledger knows them.

use batch_core::ledger::parts::Parts;
use batch_words::{Words, duration};
use serde::Serialize;

/// A part of the job at the platform.
#[derive(Debug, Serialize)]
pub struct PartRow {
    /// The configured model name.
    pub model: String,
    /// Conversations of it that wait.
    pub conversations: usize,
    /// The platform's id of its batch; `None`: it is not wholly submitted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub batch: Option<String>,
    /// How it is in the platform's word, or why it does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<String>,
    /// Lines that came to something.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub completed: Option<u64>,
    /// Lines in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub total: Option<u64>,
    /// When it was made, RFC 3339.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub submitted: Option<String>,
}

/// All of them, without a word of the platform.
#[must_use]
pub fn parts(parts: &Parts) -> Vec<PartRow> {
    let row = |(id, part): (_, &batch_core::ledger::parts::OpenPart)| PartRow {
        model: part.model.clone(),
        conversations: parts.waiting().filter(|(_, of, _)| *of == id).count(),
        batch: part.batch.clone(),
        status: None,
        completed: None,
        total: None,
        submitted: part.submitted.clone(),
    };
    parts.iter().map(row).collect()
}

/// A part in words.
#[must_use]
pub fn line(words: &Words, row: &PartRow) -> String {
    let Some(batch) = &row.batch else { return words.batch_status_unsent(&row.model, row.conversations) };
    let age = row.submitted.as_ref().and_then(|at| at.parse::<jiff::Timestamp>().ok());
    let age = age.map_or_else(Default::default, |at| jiff::Timestamp::now().duration_since(at).unsigned_abs());
    let status = row.status.as_deref().unwrap_or_default();
    let (came, of) = (row.completed.unwrap_or_default(), row.total.unwrap_or_default());
    words.batch_status_line(
        &row.model,
        row.conversations,
        batch,
        !status.is_empty(),
        status,
        row.total.is_some(),
        came,
        of,
        duration(words, age),
    )
}

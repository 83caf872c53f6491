//! Files in the places of sheets that this program did not write, or that somebody changed: named before anything is sent.

use std::path::Path;

use super::Writer;
use super::sheets::Output;
use crate::flush::stat;
use crate::output::open;
use crate::output::sheet::says_only;
use crate::plan::Sheet;
use crate::summary::Files;

/// Files that are read to see whose they are. A crash leaves fewer of ours without a word in the ledger.
const MOST_READ: usize = 512;

impl Writer<'_> {
    /// The folder that files of others are moved to.
    #[must_use]
    pub fn aside(&self) -> &Path {
        self.aside.path()
    }

    /// Files that would be moved aside for a sheet of this run.
    #[must_use]
    pub fn strangers(&self) -> Files {
        let mut files = Files::default();
        let mut read = 0;
        for sheet in self.plan.sheets() {
            let Ok((size, _)) = stat(&self.plan.path(sheet)) else { continue };
            let file = self.plan.file_name(sheet);
            // What was only copied or touched has the size that it had.
            if self.index.stamp(&file).is_some_and(|(written, _)| written == size) {
                continue;
            }
            read += 1;
            if read > MOST_READ || !self.is_ours(sheet) {
                files.add(file);
            }
        }
        files
    }

    /// True if a file says nothing that the ledger does not say: a crash came between the file and its line.
    fn is_ours(&self, sheet: Sheet) -> bool {
        let kept = |output| match output {
            Output::Kept(place) => self.journal.answer_at(place).ok(),
            _ => None,
        };
        let known: Vec<String> = self.blank(sheet).outputs.into_iter().filter_map(kept).collect();
        open::read(&self.plan.path(sheet))
            .is_ok_and(|there| says_only(&there, |said| known.iter().any(|one| one == said)))
    }
}

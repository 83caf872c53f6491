//! Words that other rooms have, too.

use std::io;

use batch_words::Words;

use crate::fault::Class;
use crate::ledger::Tally;

/// A system error in words; `said`: its own, if there are none of ours.
pub fn cause(words: &Words, kind: io::ErrorKind, said: &str) -> String {
    match kind {
        io::ErrorKind::NotFound => words.file_not_found(),
        io::ErrorKind::PermissionDenied => words.file_permission_denied(),
        io::ErrorKind::StorageFull => words.file_disk_full(),
        io::ErrorKind::FileTooLarge => words.file_too_large(),
        io::ErrorKind::QuotaExceeded => words.file_quota_exceeded(),
        io::ErrorKind::ReadOnlyFilesystem => words.file_read_only(),
        io::ErrorKind::IsADirectory => words.file_is_folder(),
        io::ErrorKind::NotADirectory => words.file_not_folder_on_way(),
        io::ErrorKind::AlreadyExists => words.file_exists(),
        _ => said.to_owned(),
    }
}

/// A class of failure in words.
pub fn class(words: &Words, class: Class) -> String {
    crate::text::fault::class(words, class)
}

/// What was spent, confirmed and perhaps.
pub fn spent(words: &Words, tally: Tally, currency: &str) -> String {
    crate::text::money::spent(words, tally, currency)
}

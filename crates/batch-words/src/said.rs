//! What pages, tables and the command line all have words for: classes of fault, causes, amounts spent.

use std::io::ErrorKind;
use std::path::Path;

use batch_core::base::amount::amount;
use batch_core::base::problem::{Bilingual, Cause, OddFile};
use batch_core::ledger::Spending;
use batch_core::platform::fault::Class;

use crate::{Language, Words};

/// What a class of fault is called.
#[must_use]
pub fn class(words: &Words, class: Class) -> String {
    match class {
        Class::Dns => words.fault_class_dns(),
        Class::Refused => words.fault_class_refused(),
        Class::Reset => words.fault_class_reset(),
        Class::Tls => words.fault_class_tls(),
        Class::Timeout => words.fault_class_timeout(),
        Class::Network => words.fault_class_network(),
        Class::Proxy => words.fault_class_proxy(),
        Class::Html => words.fault_class_html(),
        Class::BadJson => words.fault_class_bad_json(),
        Class::TooLarge => words.fault_class_too_large(),
        Class::Empty => words.fault_class_empty(),
        Class::TruncatedEmpty => words.fault_class_truncated_empty(),
        Class::ContentRefused => words.fault_class_content_refused(),
        Class::RateLimit => words.fault_class_rate_limit(),
        Class::Overloaded => words.fault_class_overloaded(),
        Class::Loading => words.fault_class_loading(),
        Class::Quota => words.fault_class_quota(),
        Class::ModelQuota => words.fault_class_model_quota(),
        Class::BadKey => words.fault_class_bad_key(),
        Class::NoBalance => words.fault_class_no_balance(),
        Class::Forbidden => words.fault_class_forbidden(),
        Class::ModelForbidden => words.fault_class_model_forbidden(),
        Class::ModelNotFound => words.fault_class_model_not_found(),
        Class::ContextTooLong => words.fault_class_context_too_long(),
        Class::BadParameter => words.fault_class_bad_parameter(),
        Class::BadRequest => words.fault_class_bad_request(),
        Class::WrongAddress => words.fault_class_wrong_address(),
        Class::ServerError => words.fault_class_server_error(),
        Class::Input => words.fault_class_input(),
        Class::Unknown => words.fault_class_unknown(),
    }
}

/// Why the system refused something.
#[must_use]
pub fn cause(words: &Words, cause: &Cause) -> String {
    match cause {
        Cause::Kind(ErrorKind::NotFound) => words.file_not_found(),
        Cause::Kind(ErrorKind::PermissionDenied) => words.file_permission_denied(),
        Cause::Kind(ErrorKind::StorageFull) => words.file_disk_full(),
        Cause::Kind(ErrorKind::FileTooLarge) => words.file_too_large(),
        Cause::Kind(ErrorKind::QuotaExceeded) => words.file_quota_exceeded(),
        Cause::Kind(ErrorKind::ReadOnlyFilesystem) => words.file_read_only(),
        Cause::Kind(ErrorKind::IsADirectory) => words.file_is_folder(),
        Cause::Kind(ErrorKind::NotADirectory) => words.file_not_folder_on_way(),
        Cause::Kind(ErrorKind::AlreadyExists) => words.file_exists(),
        Cause::Kind(kind) => kind.to_string(),
        Cause::Odd(odd) => odd_file(words, *odd),
        Cause::Of { file, cause } => words.file_named(file, self::cause(words, cause)),
        Cause::Unread => words.file_events_unread(),
        Cause::Said(said) => said.clone(),
    }
}

fn odd_file(words: &Words, odd: OddFile) -> String {
    match odd {
        OddFile::Fifo => words.file_odd_fifo(),
        OddFile::Device => words.file_odd_device(),
        OddFile::Socket => words.file_odd_socket(),
        OddFile::Symlink => words.file_odd_symlink(),
        OddFile::HardLink => words.file_odd_hard_link(),
        OddFile::Dangling => words.file_odd_dangling(),
        OddFile::NoFolder => words.file_odd_no_folder(),
    }
}

/// What was spent: what is confirmed, and what may come besides.
#[must_use]
pub fn spent(words: &Words, tally: Spending, currency: &str) -> String {
    let confirmed = amount(tally.confirmed, currency);
    match tally.perhaps > 0.0 {
        true => words.money_with_perhaps(confirmed, amount(tally.perhaps, currency)),
        false => confirmed,
    }
}

/// A platform's own sentence.
#[must_use]
pub fn bilingual<'a>(words: &Words, said: &'a Bilingual) -> &'a str {
    match words.language() {
        Language::Chinese => &said.zh,
        Language::English => &said.en,
    }
}

/// A character, whatever it does to a terminal.
pub(crate) fn visible(c: char) -> String {
    if c.is_control() { c.escape_default().to_string() } else { c.to_string() }
}

/// A path as the user wrote it.
pub(crate) fn shown(path: &Path) -> String {
    path.display().to_string()
}

//! Sentences about runs that more than one command says.

use std::path::Path;
use std::time::Duration;

use batch_core::base::shard::Shard;
use batch_core::ledger::path_of;
use batch_core::platform::Profile;
use batch_core::platform::fault::{Class, Fault};
use batch_core::run::summary::FileList;
use batch_core::sheets::aside;

use super::{duration, fault};
use crate::Words;

/// Files named in one line.
const MOST_NAMED: usize = 5;
/// Numbers of lines, likewise.
const MOST_LINES: usize = 10;

/// Files by name, in one line.
#[must_use]
pub fn some(words: &Words, files: &FileList) -> String {
    let named: Vec<&str> = files.names.iter().take(MOST_NAMED).map(String::as_str).collect();
    let names = named.join(&words.list_separator());
    if files.count > MOST_NAMED { words.list_and_others(names) } else { names }
}

/// Numbers of lines, the first of them, in one line.
#[must_use]
pub fn numbers(words: &Words, lines: &[u64]) -> String {
    let named: Vec<String> = lines.iter().take(MOST_LINES).map(u64::to_string).collect();
    let numbers = named.join(&words.list_separator());
    if lines.len() > MOST_LINES { words.list_and_others(numbers) } else { numbers }
}

/// Damaged lines of a ledger that nobody has mended yet, for who only looks; `lost`: there are conversations to ask.
#[must_use]
pub fn damaged(words: &Words, output_dir: &Path, shard: Shard, lines: &[u64], lost: bool) -> String {
    let ledger = path_of(output_dir, shard).display().to_string();
    words.run_found_damaged(ledger, lines.len(), numbers(words, lines), lost, shard.is_whole())
}

/// Files that are in the way: said once, before anything is sent.
/// `now`: the folder of the run that has begun.
#[must_use]
pub fn strangers(words: &Words, files: &FileList, now: Option<&Path>) -> String {
    let names = some(words, files);
    match now {
        Some(folder) => words.run_strangers_now(files.count, names, folder.display().to_string()),
        None => words.run_strangers(files.count, names, aside::PREFIX),
    }
}

/// Why the platform would not go on, and what to do.
#[must_use]
pub fn refused(words: &Words, profile: &Profile, fault: &Fault) -> String {
    let said = fault::sentence(words, fault);
    let (console, vars) = (profile.console_url, profile.key_vars.join(" / "));
    match fault.class {
        Class::BadKey if profile.key_vars.is_empty() => words.run_refused_any_key(said),
        Class::BadKey if console.is_empty() => words.run_refused_key_here(said, vars),
        Class::BadKey => words.run_refused_key(said, vars, console),
        Class::NoBalance if !console.is_empty() => words.run_refused_balance(said, console),
        Class::Forbidden if !console.is_empty() => words.run_refused_forbidden(said, console),
        _ => words.run_refused(said),
    }
}

/// Why a run is to be continued another time, and when.
#[must_use]
pub fn paused(words: &Words, fault: &Fault, program: &str) -> String {
    let said = fault::sentence(words, fault);
    match (fault.class, fault.wait) {
        (class, _) if class.is_link() => words.run_paused_offline(said, program),
        // Some platforms put a second into every refusal, that of the day's quota too.
        (class, Some(wait)) if class != Class::Quota || wait > Duration::from_secs(600) => {
            words.run_paused_for(said, duration(words, wait), program)
        }
        (Class::RateLimit | Class::Overloaded, _) => words.run_paused_overload(said, program),
        _ => words.run_paused_quota(said, program),
    }
}

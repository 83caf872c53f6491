//! Sentences about keys, addresses and the way there.

use std::path::Path;

use batch_core::base::problem::{AccessProblem, Foreign, KeyFault, KeyPlace, KeyTrace, OddLine};

use crate::Words;
use crate::said::{self, bilingual, shown, visible};

/// What is wrong, without where it is.
pub(crate) fn sentence(words: &Words, problem: &AccessProblem) -> String {
    match problem {
        AccessProblem::NoKey { platform, variables, console, found, has_dot_env } => {
            let (one, first) = (variables.len() == 1, variables.first().copied().unwrap_or_default());
            let missing = words.access_no_key(bilingual(words, platform), variables.join(&words.list_or()), one);
            let found: Vec<String> = found.iter().map(|trace| self::trace(words, trace, first)).collect();
            let what = match found.is_empty() {
                true => words.access_no_key_begin(missing, *has_dot_env, first),
                false => words.access_no_key_found(missing, found.join(&words.list_semicolon())),
            };
            with_console(words, what, console)
        }
        AccessProblem::BadKey { place, fault, console } => {
            let place = key_place(words, place);
            let what = match fault {
                KeyFault::Bearer => words.access_key_bearer(place),
                KeyFault::BlankAround => words.access_key_blank_around(place),
                KeyFault::Quoted => words.access_key_quoted(place),
                KeyFault::Bracketed => words.access_key_bracketed(place),
                KeyFault::LineEnd => words.access_key_line_end(place),
                KeyFault::Blank => words.access_key_blank(place),
                KeyFault::Character(c) => words.access_key_character(place, visible(*c)),
            };
            with_console(words, what, console)
        }
        AccessProblem::DotEnvUnreadable { path, cause } => {
            words.access_dot_env_unreadable(shown(path), said::cause(words, cause))
        }
        AccessProblem::DotEnvLine { path, number, odd } => ignored(words, path, *number, *odd),
        AccessProblem::NoAddress { url } => words.access_url_scheme(url),
        AccessProblem::AddressMark { found, instead } => words.access_url_mark(found.to_string(), instead.to_string()),
        AccessProblem::AddressTooLong { path } => words.access_url_path(*path),
        AccessProblem::AddressPath { meant } => words.access_url_astray(meant),
        AccessProblem::OtherPlatform { what, platform, program, own } => {
            let platform = bilingual(words, platform);
            match what {
                Foreign::Address => words.access_other_address(platform, own, program),
                Foreign::Config => words.access_other_config(platform, own, program),
                Foreign::Model(model) => words.access_other_model(model, platform, own, program),
            }
        }
        AccessProblem::AddressWithQuery => words.access_url_query(),
        AccessProblem::AddressWithUser => words.access_url_user(),
        AccessProblem::AddressInTheClear => words.access_url_clear(),
        AccessProblem::NoClient { reason } if reason.is_empty() => words.access_transport(words.fault_unbuilt()),
        AccessProblem::NoClient { reason } => words.access_transport(reason),
    }
}

/// A sentence about a key, and where keys come from.
fn with_console(words: &Words, what: String, console: &str) -> String {
    if console.is_empty() { what } else { words.access_key_from(what, console) }
}

fn key_place(words: &Words, place: &KeyPlace) -> String {
    match place {
        KeyPlace::Config => words.access_place_config(),
        KeyPlace::Variable { name } => words.access_place_variable(name),
        KeyPlace::Line { path, number, name } => words.access_place_line(shown(path), *number as u64, name),
    }
}

/// A line of `.env` that says nothing, and why.
fn ignored(words: &Words, path: &Path, number: usize, odd: OddLine) -> String {
    let (file, line) = (shown(path), number as u64);
    match odd {
        OddLine::OtherMark(mark) => words.access_dot_env_mark(file, line, mark.to_string()),
        OddLine::Bearer => words.access_dot_env_bearer(file, line),
        OddLine::Blank => words.access_dot_env_blank(file, line),
        OddLine::OpenQuote => words.access_dot_env_quote(file, line),
        OddLine::Other => words.access_dot_env_line(file, line),
    }
}

fn trace(words: &Words, trace: &KeyTrace, variable: &str) -> String {
    match trace {
        KeyTrace::Placeholder(place) => words.access_found_placeholder(key_place(words, place)),
        KeyTrace::OtherName(place) => words.access_found_other_name(key_place(words, place), variable),
        KeyTrace::InExample(place) => words.access_found_in_example(key_place(words, place)),
        KeyTrace::Ignored { path, number, odd } => ignored(words, path, *number, *odd),
        KeyTrace::OtherFile(path) => words.access_found_other_file(shown(path)),
    }
}

//! What comes from outside and what may be shown of it. Servers, file names and sheets say what they like: their words
//! pass [`Redactor`] once, where they become a fault, and [`line`] or [`lines`] at the last step before terminal and log.

mod encoded;
mod escape;
mod guess;
mod redact;
mod secrets;
mod unescape;

pub use escape::{line, lines};
pub use guess::{guarded, guarded_fields, hidden, is_part, keep_in_address, looks_like_a_key, names_a_secret};
pub use redact::Redactor;
pub use secrets::{keep, mask, split_userinfo, without_userinfo};

use std::borrow::Cow;

use serde::Serialize;

/// One line for terminal or log, whatever is in it.
#[must_use]
pub fn shown_line(text: &str) -> String {
    line(&mask(text)).into_owned()
}

/// Lines of our own making for the terminal.
#[must_use]
pub fn shown_lines(text: &str) -> String {
    lines(&mask(text)).into_owned()
}

/// A value as JSON for the terminal: the same value to whoever parses it.
///
/// # Errors
/// Those of the value's own serialization.
pub fn shown_json(value: &impl Serialize) -> serde_json::Result<String> {
    let json = serde_json::to_string(value)?;
    Ok(match escape::json(&json) {
        Cow::Borrowed(json) => mask(json).into_owned(),
        Cow::Owned(json) => mask(&json).into_owned(),
    })
}

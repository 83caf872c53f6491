//! Bodies of replies before anyone asks what they mean: unpacked, mended where a server's JSON is almost JSON, and the
//! shapes that errors have.

mod event_reader;
mod events;
mod mend;
mod packed;
mod shape;

use serde_json::Value;

pub use event_reader::{Event, EventKind, EventReader};
pub use events::Assembly;
pub use packed::unpack;
pub use shape::{Shape, refuses};

/// True if a body is a web page rather than JSON.
pub fn looks_like_html(body: &[u8]) -> bool {
    let body = body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(body);
    body.trim_ascii_start().first() == Some(&b'<')
}

/// The JSON of a body; of what is almost JSON what it is meant to be. A key that comes twice counts with its last value.
pub fn value(body: &[u8]) -> Option<Value> {
    serde_json::from_slice(body).ok().or_else(|| mended(body))
}

/// The JSON of a body that is none: a byte order mark before it, words behind it, bytes that are no UTF-8, lone halves of
/// surrogate pairs, `NaN`, line ends in texts, or the events of a stream that nobody asked for.
pub fn mended(body: &[u8]) -> Option<Value> {
    let text = mend::utf8(body)?;
    let text = text.trim_matches(|c: char| c.is_whitespace() || matches!(c, '\u{feff}' | '\0'));
    if events::are_in(text) { events::joined(text) } else { mend::object(text) }
}

#[cfg(test)]
mod tests;

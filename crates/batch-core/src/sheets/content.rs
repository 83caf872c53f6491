//! What a sheet says, as a digest: who knows it knows without reading whether a sheet would be written anew.

use crate::base::key::Key;

/// What a sheet says of a conversation.
#[derive(Debug, Clone, Copy)]
pub enum Says<'a> {
    /// Nothing.
    Nothing,
    /// The answer that stands in this place of the ledgers.
    Answer(u64),
    /// That it was given up, and why.
    Failure(&'a str),
}

/// Digest over what a sheet says, without its texts.
#[must_use]
pub fn content<'a>(conversations: impl Iterator<Item = (Key, Says<'a>)>) -> Key {
    let mut parts: Vec<u8> = Vec::with_capacity(256);
    for (key, says) in conversations {
        parts.extend_from_slice(&key.0);
        match says {
            Says::Nothing => parts.push(0),
            Says::Answer(place) => parts.extend_from_slice(&place.to_le_bytes()),
            Says::Failure(message) => parts.extend_from_slice(message.as_bytes()),
        }
    }
    Key::of(&parts)
}

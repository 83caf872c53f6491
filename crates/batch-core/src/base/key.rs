//! A conversation's key, and what else ledger and plan compare conversations and names by.

use std::fmt;
use std::hash::{Hash, Hasher};

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A digest of one part of a conversation.
pub type Digest = [u8; 16];

/// A conversation's key: 16 bytes, shown as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub [u8; 16]);

/// A name, for comparing.
pub type NameHash = u64;

/// Who a conversation belongs to: a model's and a person's name.
pub type Owner = (NameHash, NameHash);

/// How many models and how many people of the job are alike.
pub type Among = (u32, u32);

/// What a ledger line says of a conversation that others of the job would be sent like, so that its key holds the names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Alike {
    /// The key without the names: the same for all that are alike.
    pub content: Key,
    /// How many models and how many people of the job make it.
    pub among: Among,
    /// Its number, for equal prompts.
    pub nth: u32,
}

impl Alike {
    /// The key of the conversation among its like that belongs to these names.
    #[must_use]
    pub fn key(&self, model: &str, people: &str) -> Key {
        let nth = u64::from(self.nth).to_le_bytes();
        Key(digest(&[&self.content.0, model.as_bytes(), people.as_bytes(), &nth]))
    }
}

impl Key {
    /// A digest of any bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(digest(&[bytes]))
    }
}

/// SHA-256 over the parts, each with its length before it, cut to 16 bytes.
pub fn digest(parts: &[&[u8]]) -> Digest {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part);
    }
    let mut out = [0; 16];
    out.copy_from_slice(&context.finish().as_ref()[..16]);
    out
}

/// A name as it is compared.
pub fn name_hash(name: &str) -> NameHash {
    let mut hasher = std::hash::DefaultHasher::new();
    name.hash(&mut hasher);
    hasher.finish()
}

impl fmt::Display for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(hex(self, &mut [0; 32]))
    }
}

impl fmt::Debug for Key {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

fn hex<'a>(key: &Key, buffer: &'a mut [u8; 32]) -> &'a str {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    for (pair, byte) in buffer.chunks_exact_mut(2).zip(key.0) {
        pair[0] = DIGITS[usize::from(byte >> 4)];
        pair[1] = DIGITS[usize::from(byte & 15)];
    }
    std::str::from_utf8(buffer).unwrap_or_default()
}

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(hex(self, &mut [0; 32]))
    }
}

impl<'de> Deserialize<'de> for Key {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let text = <&str>::deserialize(from)?;
        let mut key = [0; 16];
        if text.len() != 32 || !text.is_ascii() {
            return Err(de::Error::custom("a key has 32 hexadecimal digits"));
        }
        for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
            let pair = std::str::from_utf8(pair).map_err(de::Error::custom)?;
            *byte = u8::from_str_radix(pair, 16).map_err(de::Error::custom)?;
        }
        Ok(Self(key))
    }
}

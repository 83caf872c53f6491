//! How a conversation is recognised: by what is asked of whom, not by where it stands in the config.
//!
//! Its key is a digest over base URL, parameters, prompt and record, and its number among equal ones, so that the same
//! prompt listed twice is two conversations. Digests are taken once for each model, prompt and record; a
//! conversation's key then costs one short hash.

use std::collections::HashMap;
use std::fmt;

use ring::digest::{Context, SHA256};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use crate::error::Problem;
use crate::input::Records;
use crate::plan::{Cell, Plan};
use crate::request::Params;

/// A conversation's key: 16 bytes, shown as 32 hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Key(pub [u8; 16]);

/// A digest of one part of a conversation.
type Digest = [u8; 16];

/// The digests of everything in a plan.
#[derive(Debug, Clone)]
pub struct Identities {
    models: Vec<Numbered>,
    people: Vec<Numbered>,
    prompts: Vec<Numbered>,
}

/// A digest, its number among equal ones, and how many equal ones there are.
#[derive(Debug, Clone, Copy)]
struct Numbered {
    digest: Digest,
    nth: u32,
    of: u32,
}

impl Identities {
    /// Digests every model, prompt and record of a plan.
    ///
    /// # Errors
    /// A [`Problem`] that names the first record that cannot be read.
    pub fn new(plan: &Plan, base_url: &str, records: &mut Records<'_>) -> Result<Self, Problem> {
        let models = plan.models.iter().map(|m| of_params(base_url, &m.params)).collect();
        let people = (0..plan.people.len()).map(|person| Ok(of_text(&records.read(person)?.text)));
        let people = people.collect::<Result<Vec<Digest>, Problem>>()?;
        let prompts = plan.prompts.iter().map(|p| of_text(&p.text)).collect();
        Ok(Self { models: number(models), people: number(people), prompts: number(prompts) })
    }

    /// The key of one conversation.
    #[must_use]
    pub fn key(&self, plan: &Plan, cell: Cell) -> Key {
        let model = self.models[plan.model_index(cell.sheet)];
        let person = self.people[plan.person_index(cell.sheet)];
        let prompt = self.prompts[usize::from(cell.prompt)];
        // The number among equal conversations, in plan order; dense, so adding one never renumbers the others' set.
        let nth = (u64::from(model.nth) * u64::from(person.of) + u64::from(person.nth)) * u64::from(prompt.of)
            + u64::from(prompt.nth);
        Key(digest(&[&model.digest, &person.digest, &prompt.digest, &nth.to_le_bytes()]))
    }

    /// True if a record is still what it was when the run began.
    ///
    /// # Errors
    /// A [`Problem`] to show if it is not.
    pub fn check_record(&self, plan: &Plan, person: usize, text: &str) -> Result<(), Problem> {
        if self.people[person].digest == of_text(text) {
            return Ok(());
        }
        Err(Problem::in_file(&plan.people[person].path, crate::text::setup::record_changed()))
    }
}

impl Key {
    /// A digest of any bytes.
    #[must_use]
    pub fn of(bytes: &[u8]) -> Self {
        Self(digest(&[bytes]))
    }
}

fn of_text(text: &str) -> Digest {
    digest(&[text.as_bytes()])
}

fn of_params(base_url: &str, params: &Params) -> Digest {
    // serde_json's maps are sorted: the same parameters give the same text.
    let fields = serde_json::to_string(&params.fields).unwrap_or_default();
    digest(&[base_url.as_bytes(), fields.as_bytes(), params.system.as_deref().unwrap_or_default().as_bytes()])
}

/// SHA-256 over the parts, each with its length before it, cut to 16 bytes.
fn digest(parts: &[&[u8]]) -> Digest {
    let mut context = Context::new(&SHA256);
    for part in parts {
        context.update(&(part.len() as u64).to_le_bytes());
        context.update(part);
    }
    let mut out = [0; 16];
    out.copy_from_slice(&context.finish().as_ref()[..16]);
    out
}

fn number(digests: Vec<Digest>) -> Vec<Numbered> {
    let mut counts: HashMap<Digest, u32> = HashMap::with_capacity(digests.len());
    let mut numbered: Vec<Numbered> = digests
        .into_iter()
        .map(|digest| {
            let count = counts.entry(digest).or_default();
            *count += 1;
            Numbered { digest, nth: *count - 1, of: 0 }
        })
        .collect();
    for one in &mut numbered {
        one.of = counts.get(&one.digest).copied().unwrap_or(1);
    }
    numbered
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

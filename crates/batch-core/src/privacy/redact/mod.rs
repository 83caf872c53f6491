//! Takes the key and every quotation of the input out of what a server says, however it has escaped, re-wrapped or cut
//! what it quotes.

mod runs;
#[cfg(test)]
mod tests;

use std::cell::OnceCell;
use std::ops::Range;

use self::runs::{Fold, RUN, places, quoted};
use super::encoded::readings;
use super::secrets::MASK;
use super::unescape::{Said, layers, layers_of};
use crate::platform::fault::Fault;
use crate::platform::request;

/// What a call holds that nobody may read in the server's words about it.
pub struct Redactor<'a> {
    key: &'a str,
    body: &'a [u8],
    /// What the body asks: as it is, and without escapes of its own. Looked at only when a server says something.
    input: OnceCell<Vec<String>>,
}

impl<'a> Redactor<'a> {
    /// For a call with this key and body; an empty body has no input.
    #[must_use]
    pub fn new(key: &'a str, body: &'a [u8]) -> Self {
        Self { key, body, input: OnceCell::new() }
    }

    /// A fault that may be shown. Its status stays, and an error code behind it that is `known` in advance: what we know
    /// without the server is no quotation.
    #[must_use]
    pub fn fault(&self, mut fault: Fault, known: impl Fn(&str) -> bool) -> Fault {
        fault.detail = fault.detail.map_words(|words| {
            let (head, said) = words.split_at(head(&words, &known));
            format!("{head}{}", self.words(said))
        });
        fault.request_id = fault.request_id.map(|id| self.words(&id));
        fault
    }

    /// A server's words without key and input, and without controls beyond ASCII.
    #[must_use]
    pub fn words(&self, said: &str) -> String {
        let mut layers = layers(said);
        let read: Vec<_> = layers.iter().flat_map(|layer| readings(layer)).flat_map(layers_of).collect();
        layers.extend(read);
        let mut hidden = vec![None; said.len()];
        let mut hide = |range: Range<usize>, mask: &'static str| hidden[range].fill(Some(mask));
        if said.chars().count() >= RUN {
            let input = self.input.get_or_init(|| plain(&request::asked(self.body)));
            for fold in Fold::ALL {
                let places: Vec<_> = layers.iter().flat_map(|layer| places(fold, layer)).collect();
                quoted(fold, input, &places).for_each(|range| hide(range, "…"));
                quoted(fold, &[self.key.to_owned()], &places).for_each(|range| hide(range, MASK));
            }
        }
        // A key that is too short to have runs.
        let short: Vec<char> = self.key.chars().collect();
        for layer in layers.iter().filter(|_| !short.is_empty() && short.len() < RUN) {
            let same = |part: &&[Said]| part.iter().map(|said| said.c).eq(short.iter().copied());
            layer.windows(short.len()).filter(same).for_each(|part| hide(part[0].from..part[part.len() - 1].to, MASK));
        }
        let mut out = String::with_capacity(said.len());
        let mut last = None;
        for (at, c) in said.char_indices() {
            match hidden[at] {
                None => out.push(if c.is_control() && !c.is_ascii() { ' ' } else { c }),
                mask if mask == last => {}
                Some(mask) => out.push_str(mask),
            }
            last = hidden[at];
        }
        out
    }
}

/// How much of `HTTP 400 code: words` is our own.
fn head(detail: &str, known: impl Fn(&str) -> bool) -> usize {
    let Some(rest) = detail.strip_prefix("HTTP ") else { return 0 };
    let status = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let code = rest[status..].strip_prefix(' ').and_then(|rest| rest.split([':', ' ']).next());
    "HTTP ".len() + status + code.filter(|code| known(code)).map_or(0, |code| 1 + code.len())
}

/// A text as it is and, if it has any, without its escapes.
fn plain(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    if text.contains(['\\', '%', '&', '<']) {
        forms.extend(layers(text).into_iter().skip(1).map(|layer| layer.iter().map(|said| said.c).collect()));
    }
    forms
}

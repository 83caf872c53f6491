//! Model and people from a sheet's first bytes, so that listing a folder does not read every file whole.

use std::io::{self, Read};
use std::path::Path;

use batch_core::sheets::open;

/// Enough for both names in any sheet of ours.
const HEAD: u64 = 2048;

/// Model and people, if the file begins as every sheet does; `None` sends the caller to the whole file.
///
/// # Errors
/// The disk's.
pub fn names(path: &Path) -> io::Result<Option<(String, String)>> {
    let mut head = Vec::with_capacity(HEAD as usize);
    open::input(path)?.take(HEAD).read_to_end(&mut head)?;
    // The head may end inside a character.
    let text = match std::str::from_utf8(&head) {
        Ok(text) => text,
        Err(e) if e.error_len().is_none() => std::str::from_utf8(&head[..e.valid_up_to()]).unwrap_or_default(),
        Err(_) => return Ok(None),
    };
    Ok(scan(text))
}

fn scan(text: &str) -> Option<(String, String)> {
    let rest = punctuation(text, '{')?;
    let (key, rest) = string(rest)?;
    let (model, rest) = string(punctuation(rest, ':')?)?;
    let (other, rest) = string(punctuation(rest, ',')?)?;
    let (people, rest) = string(punctuation(rest, ':')?)?;
    let (last, rest) = string(punctuation(rest, ',')?)?;
    punctuation(punctuation(rest, ':')?, '{')?;
    (key == "model" && other == "people" && last == "conversations").then_some((model, people))
}

fn punctuation(text: &str, wanted: char) -> Option<&str> {
    text.trim_start().strip_prefix(wanted)
}

/// A JSON string and what follows it.
fn string(text: &str) -> Option<(String, &str)> {
    let text = text.trim_start();
    let mut strings = serde_json::Deserializer::from_str(text).into_iter::<String>();
    let value = strings.next()?.ok()?;
    Some((value, &text[strings.byte_offset()..]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_usual_beginning_only() {
        let found = |m: &str, p: &str| Some((m.to_owned(), p.to_owned()));
        assert_eq!(scan("{\"model\":\"a/b\",\"people\":\"\\u60a3\\u8005\",\"conversations\":{"), found("a/b", "患者"));
        assert_eq!(scan("{\n\t\"model\": \"m\",\n \"people\": \"p\" ,\n\"conversations\": {\"1\""), found("m", "p"));
        for other in
            ["", "[1]", "{\"people\":\"p\",\"model\":\"m\",\"conversations\":{", "{\"model\":1", "{\"model\":\"m"]
        {
            assert_eq!(scan(other), None, "{other}");
        }
    }
}

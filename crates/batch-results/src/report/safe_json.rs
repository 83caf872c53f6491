//! JSON that may stand inside a `<script>` element: nothing in it can end the element or begin another.

use std::io::{self, Write};

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter};

struct Safe;

/// Writes a value.
///
/// # Errors
/// The writer's.
pub fn write(to: &mut impl Write, value: &impl Serialize) -> io::Result<()> {
    let mut json = serde_json::Serializer::with_formatter(to, Safe);
    value.serialize(&mut json).map_err(io::Error::from)
}

impl Formatter for Safe {
    fn write_string_fragment<W: ?Sized + Write>(&mut self, to: &mut W, fragment: &str) -> io::Result<()> {
        let mut rest = fragment;
        // Line and paragraph separators end lines in older JavaScript; `&` never begins anything in JSON, but costs nothing.
        while let Some(at) = rest.find(['<', '>', '&', '\u{2028}', '\u{2029}']) {
            CompactFormatter.write_string_fragment(to, &rest[..at])?;
            let Some(c) = rest[at..].chars().next() else { break };
            write!(to, "\\u{:04x}", u32::from(c))?;
            rest = &rest[at + c.len_utf8()..];
        }
        CompactFormatter.write_string_fragment(to, rest)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn safe(text: &str) -> String {
        let mut out = Vec::new();
        write(&mut out, &text).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn cannot_leave_its_element() {
        let bad = "</script><!--<script>]]>&amp;\u{2028}\u{2029}\0\"\\";
        let json = safe(bad);
        assert!(!json.contains(['<', '>', '&', '\u{2028}', '\u{2029}', '\0']), "{json}");
        assert_eq!(serde_json::from_str::<String>(&json).unwrap(), bad);
    }

    proptest! {
        #[test]
        fn says_what_it_was_given(text in any::<String>()) {
            prop_assert_eq!(serde_json::from_str::<String>(&safe(&text)).unwrap(), text);
        }
    }
}

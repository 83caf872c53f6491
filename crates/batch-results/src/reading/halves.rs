//! Halves of surrogate pairs, which Python writes into JSON and reads from it, and nobody else does.

/// Replaces `\ud800`…`\udfff` that have no partner by `\ufffd`, so that the rest can be read.
pub(super) fn mend_halves(json: &str) -> String {
    let unit = |at: usize| {
        let hex = json.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(hex, 16).ok()
    };
    let (high, low) = (0xd800..0xdc00, 0xdc00..0xe000);
    let mut out = String::with_capacity(json.len());
    let mut rest = 0;
    while let Some(found) = json[rest..].find('\\') {
        let at = rest + found;
        out.push_str(&json[rest..at]);
        let (length, lone) = match unit(at) {
            Some(first) if high.contains(&first) && unit(at + 6).is_some_and(|second| low.contains(&second)) => {
                (12, false)
            }
            Some(first) => (6, high.contains(&first) || low.contains(&first)),
            // Any other escape is two characters, the second of which may be a backslash.
            None => (1 + json[at + 1..].chars().next().map_or(0, char::len_utf8), false),
        };
        out.push_str(if lone { "\\ufffd" } else { &json[at..at + length] });
        rest = at + length;
    }
    out.push_str(&json[rest..]);
    out
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn mending_leaves_whole_characters_alone(text in any::<String>()) {
            let json = serde_json::to_string(&text).unwrap();
            prop_assert_eq!(mend_halves(&json), json);
            // And takes whatever text there is.
            mend_halves(&text);
        }
    }

    #[test]
    fn only_halves_without_a_partner_are_replaced() {
        assert_eq!(mend_halves(r"a\ud83d\ude00\ud800b\\ud800\n\udc00"), r"a\ud83d\ude00\ufffdb\\ud800\n\ufffd");
    }
}

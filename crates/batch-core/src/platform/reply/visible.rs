//! Whether a text says anything to a reader.

/// How models write down what they think before they answer.
const THOUGHTS: &[(&str, &str)] = &[("<think>", "</think>"), ("<thinking>", "</thinking>"), ("◁think▷", "◁/think▷")];

/// True if something can be read in a text beside thoughts.
pub(super) fn says_something(text: &str) -> bool {
    let mut rest = skip(text);
    while let Some((open, close)) = THOUGHTS.iter().find(|(open, _)| rest.starts_with(open)) {
        // Thoughts without an end are all that there is.
        let Some((_, behind)) = rest[open.len()..].split_once(close) else { return false };
        rest = skip(behind);
    }
    // Some servers swallow the tag that opens them.
    let end = rest.trim_end_matches(is_blank);
    !end.is_empty() && !THOUGHTS.iter().any(|(open, close)| end.ends_with(close) && !end.contains(open))
}

fn skip(text: &str) -> &str {
    text.trim_start_matches(is_blank)
}

/// True for what cannot be seen: white space, controls, joiners, marks of direction, fillers.
fn is_blank(c: char) -> bool {
    match c {
        '!'..='~' => false,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}' => true,
        '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{2800}' | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff9}'..='\u{fffd}' => true,
        c => c.is_whitespace() || c.is_control(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_words_from_nothing() {
        for text in [
            "好",
            "a",
            "。",
            "👩‍👩‍👧",
            "<think>想</think>好",
            "想</think>\n好",
            "<think>一</think>\n<think>二</think>三",
            "标签是 <think> 和 </think>",
            "<thinker>",
            "\u{200b}好",
        ] {
            assert!(says_something(text), "{text}");
        }
        for text in [
            "",
            " \n\t",
            "\u{a0}\u{3000}",
            "\u{200b}\u{feff}\u{200d}",
            "\u{2060}\u{2800}\u{ad}\u{fe0f}\0",
            "<think>想</think>",
            " \n<think>\n\n</think>\n\n\u{200b}",
            "<think>一</think><think>二</think>",
            "<think>没想完",
            "想完了</think>\n",
            "<thinking>想</thinking>",
            "◁think▷想◁/think▷",
            "\u{fffd}",
        ] {
            assert!(!says_something(text), "{text:?}");
        }
    }
}

//! Characters that steer a terminal, end a line or hide what stands beside them, made visible: `\n`, `\u{1b}`.

use std::borrow::Cow;
use std::fmt::Write;

/// True for what is no letter of anybody's: controls (C0, C1, DEL), line and paragraph separators, marks that turn the
/// direction of writing, and what cannot be seen. Joiners stay: emoji are made with them.
fn steers(c: char) -> bool {
    match c {
        ' '..='\u{7e}' => false,
        '\u{61c}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' => true,
        '\u{feff}' | '\u{fff9}'..='\u{fffb}' => true,
        c => c.is_control(),
    }
}

fn escape(text: &str, is_bad: impl Fn(char) -> bool, write: impl Fn(&mut String, char)) -> Cow<'_, str> {
    let Some(first) = text.find(&is_bad) else { return Cow::Borrowed(text) };
    let mut out = String::with_capacity(text.len() + 16);
    out.push_str(&text[..first]);
    for c in text[first..].chars() {
        if is_bad(c) { write(&mut out, c) } else { out.push(c) }
    }
    Cow::Owned(out)
}

fn visible(out: &mut String, c: char) {
    out.extend(c.escape_default());
}

/// The text on one line.
#[must_use]
pub fn line(text: &str) -> Cow<'_, str> {
    escape(text, steers, visible)
}

/// The text with its line ends, which must be our own.
#[must_use]
pub fn lines(text: &str) -> Cow<'_, str> {
    escape(text, |c| c != '\n' && steers(c), visible)
}

/// JSON without white space between its parts, with such characters escaped as JSON does: the value stays the same.
pub(super) fn json(json: &str) -> Cow<'_, str> {
    // All of them have four digits.
    escape(json, steers, |out, c| {
        write!(out, "\\u{:04x}", u32::from(c)).ok();
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const BAD: &str = "a\u{1b}]52;c;eA==\u{7}\r\n\u{85}\u{9b}2J\u{7f}\u{202e}b\u{2028}\u{2066}\u{200f}\u{61c}\u{feff}";

    #[test]
    fn what_steers_is_seen_and_the_rest_untouched() {
        for plain in ["患者1：胸闷，「三天」…… — “好”", "👩‍👩‍👧 ❤️ 🏴", "naïve Ångström ١٢٣ עברית", "a 'b' \"c\" \\n", ""]
        {
            assert!(matches!(line(plain), Cow::Borrowed(same) if same == plain), "{plain}");
        }
        let shown = line(BAD);
        assert!(!shown.contains(steers), "{shown:?}");
        assert!(shown.starts_with("a\\u{1b}]52;c;eA==\\u{7}\\r\\n\\u{85}\\u{9b}2J\\u{7f}\\u{202e}b"), "{shown}");
        assert_eq!(lines("一\n二\r\n\u{1b}[1m"), "一\n二\\r\n\\u{1b}[1m");
    }

    #[test]
    fn json_keeps_its_value() {
        let written = serde_json::to_string(BAD).unwrap();
        let shown = json(&written);
        assert!(!shown.contains(steers), "{shown:?}");
        assert_eq!(serde_json::from_str::<String>(&shown).unwrap(), BAD);
    }
}

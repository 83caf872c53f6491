//! Texts as names are looked for in them: letters and digits only, however they are written.

use std::ops::Range;

/// A letter or digit of a text, folded: small, of half width.
#[derive(Debug)]
pub(super) struct Letter {
    /// Itself.
    pub is: char,
    /// Where it stands in the text, in bytes.
    pub at: Range<usize>,
    /// What stands between it and the letter before.
    pub after: Gap,
}

/// What stands between two letters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// What may stand within a name: blanks, hyphens, marks, what no reader sees.
    Small,
    /// The end of a line or of a part of a sentence.
    Large,
}

/// A text's letters and digits.
pub(super) fn fold(text: &str) -> Vec<Letter> {
    let mut letters = Vec::new();
    let (mut at, mut after) = (0, Gap::None);
    while let Some(first) = text.get(at..).and_then(|rest| rest.chars().next()) {
        let rest = &text[at..];
        let (c, length) = entity(rest).unwrap_or((first, first.len_utf8()));
        let end = at + length;
        let folded = if ('！'..='～').contains(&c) { char::from_u32(c as u32 - 0xFEE0).unwrap_or(c) } else { c };
        if folded.is_alphanumeric() {
            for is in folded.to_lowercase().filter(|c| c.is_alphanumeric()) {
                letters.push(Letter { is, at: at..end, after });
                after = Gap::None;
            }
        } else if ends(folded, text.get(end..).unwrap_or_default()) {
            after = Gap::Large;
        } else {
            after = after.max(Gap::Small);
        }
        at = end;
    }
    letters
}

/// True for what ends a line or a part of a sentence. A point does before a blank.
fn ends(c: char, rest: &str) -> bool {
    "\n\r,;:!?|。、".contains(c) || c == '.' && rest.starts_with(char::is_whitespace)
}

/// What an HTML entity at a text's beginning stands for, and its length; one that has a name is no letter of a name.
fn entity(text: &str) -> Option<(char, usize)> {
    let (name, _) = text.strip_prefix('&')?.split_once(';').filter(|(name, _)| (2..=10).contains(&name.len()))?;
    let number = match name.strip_prefix('#') {
        Some(number) => match number.strip_prefix(['x', 'X']) {
            Some(hex) => u32::from_str_radix(hex, 16).ok(),
            None => number.parse().ok(),
        },
        None => name.chars().all(|c| c.is_ascii_alphanumeric()).then_some(u32::from(' ')),
    };
    Some((char::from_u32(number?)?, name.len() + 2))
}

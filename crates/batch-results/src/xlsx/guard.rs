//! Cells that are longer than a spreadsheet takes.

/// Cuts a text to `most` UTF-16 units, as Excel counts them, with `mark` at its end; `None` if it fits.
#[must_use]
pub fn shorten(text: &str, most: usize, mark: &str) -> Option<String> {
    // No text has more units than bytes.
    if text.len() <= most || units(text) <= most {
        return None;
    }
    let room = most.saturating_sub(units(mark));
    let mut used = 0;
    let fits = |c: &char| {
        used += c.len_utf16();
        used <= room
    };
    let mut short: String = text.chars().take_while(fits).collect();
    short.push_str(mark);
    Some(short)
}

/// Length in UTF-16 units.
#[must_use]
pub fn units(text: &str) -> usize {
    text.chars().map(char::len_utf16).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_by_utf16() {
        assert_eq!(shorten("胸闷三天", 4, "…"), None);
        assert_eq!(shorten("胸闷三天好", 4, "…"), Some("胸闷三…".to_owned()));
        // A character of two units is not split.
        assert_eq!(shorten("a😀😀😀", 4, "…"), Some("a😀…".to_owned()));
        assert_eq!(units(&shorten(&"患".repeat(40_000), 32_767, "……").unwrap()), 32_767);
    }
}

//! The line that a problem is about, as it may be shown: cut around the place, with whatever may be a key hidden. A file that
//! is no JSON cannot say which of its words is one.

use crate::base::problem::Excerpt;
use crate::privacy::{hidden, is_part, looks_like_a_key, names_a_secret};

/// Columns of a terminal that are shown in all, and at most before the place.
const ALL: usize = 52;
const BEFORE: usize = 34;

/// The line around a byte of a text.
pub(super) fn around(text: &str, at: usize) -> Excerpt {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let (head, tail) = text.split_at(at);
    let (above, before) = head.rsplit_once('\n').unwrap_or(("", head));
    let is_secret = leaves_a_secret_open(above);
    let behind = tail.lines().next().unwrap_or_default();
    let (before, behind) = hidden(before.trim_start(), behind, is_secret);
    let shown: String = before.chars().rev().collect();
    let (shown, left) = begin(&shown, BEFORE);
    let cut = if shown.len() < before.len() { "…" } else { "" };
    let (after, _) = begin(&behind, ALL - BEFORE + left);
    let end = if after.len() < behind.len() { "…" } else { "" };
    let shown: String = shown.chars().rev().collect();
    Excerpt { before: format!("{cut}{shown}"), after: format!("{after}{end}") }
}

/// As much of a text's beginning as fits into so many columns, and how many are left.
fn begin(text: &str, columns: usize) -> (&str, usize) {
    let mut left = columns;
    for (at, c) in text.char_indices() {
        let wide = if c < '\u{2e80}' { 1 } else { 2 };
        match left.checked_sub(wide) {
            Some(rest) => left = rest,
            None => return text.split_at_checked(at).map_or((text, 0), |(begin, _)| (begin, 0)),
        }
    }
    (text, left)
}

/// True if what stands above a line may go on in it as a secret: a name without its value, a text or key without its end.
/// Lines of one word alone are pieces of what began above them.
fn leaves_a_secret_open(above: &str) -> bool {
    let is_piece = |line: &&str| line.chars().all(is_part);
    let mut lines = above.lines().rev().map(str::trim).filter(|line| !line.is_empty());
    let mut pieces = Vec::new();
    let begun = lines.find(|line| {
        let is_piece = is_piece(line);
        pieces.extend(is_piece.then_some(*line));
        !is_piece
    });
    let begun = begun.unwrap_or_default();
    let last = begun.rsplit(|c: char| !is_part(c)).next().unwrap_or_default();
    let is_open = begun.ends_with([':', '：', '"', '“', '”', '[']) || begun.matches(['"', '“', '”']).count() % 2 == 1;
    names_a_secret(begun) && is_open || looks_like_a_key(last) || pieces.iter().any(|piece| looks_like_a_key(piece))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(text: &str) -> String {
        let at = text.find('^').unwrap();
        let excerpt = around(&text.replace('^', ""), at);
        format!("{}^{}", excerpt.before, excerpt.after)
    }

    #[test]
    fn a_line_is_shown_around_the_place() {
        assert_eq!(shown("{\n  \"models\"^：[\n 1]}"), "\"models\"^：[");
        assert_eq!(shown("[\"lab-seed-2-1-pro-260915\"^，"), "[\"lab-seed-2-1-pro-260915\"^，");
        let long = format!("[\"{}\"^要点{}\"]", "请".repeat(50), "说".repeat(50));
        assert_eq!(shown(&long), format!("…{}\"^要点{}…", "请".repeat(16), "说".repeat(7)));
        assert_eq!(shown("^"), "^");
    }

    #[test]
    fn what_may_be_a_key_is_hidden() {
        for (text, says) in [
            ("\"api_key\"^： \"short\"", "\"api_key\"^： \"***\""),
            ("“Authorization\"^: \"Bearer abc def\"", "“Authorization\"^: \"*** *** ***\""),
            ("\"a\": \"sk-abc\"^，", "\"a\": \"***\"^，"),
            ("\"a\": \"d3b07384-d9a0-4c3b-9f60-0123456789ab\"^，", "\"a\": \"***\"^，"),
            ("\"api_key\": \"geheim^\"x\"", "\"api_key\": \"***^\"***\""),
            ("\"api_key\":\n  \"geheim\"^，", "\"***\"^，"),
            ("\"proxy\": \"http://u:pw@h\"^，", "\"proxy\": \"***:***:***\"^，"),
            ("\"api_key\": \"sk-Qw7ZrT9pLmN\n3vXc“^,", "***“^,"),
            ("\"api_key\": \"geheim\nT9pL\n3vXc“^,", "***“^,"),
            ("// sk-Qw7ZrT9pLmN\n3vXc“^,", "***“^,"),
            ("// \"api_key\": \"geheim\n3vXc“^,", "***“^,"),
            ("\"a\": \"sk-keyabc\"^，\"token\"", "\"a\": \"***\"^，\"token\""),
            ("\"密钥\"^：\"geheim\"", "\"密钥\"^：\"***\""),
        ] {
            assert_eq!(shown(text), says, "{text}");
        }
    }
}

//! The line that a problem is about, as it may be shown: cut around the place, with whatever may be a key hidden. A file that
//! is no JSON cannot say which of its words is one.

use crate::base::problem::Excerpt;

/// Columns of a terminal that are shown in all, and at most before the place.
const ALL: usize = 52;
const BEFORE: usize = 34;

/// What stands for something that is not shown.
const MASK: &str = "***";

/// What a name of something secret holds.
const SECRET: [&str; 10] = ["key", "token", "secret", "auth", "cookie", "bearer", "passw", "proxy", "密钥", "密码"];

/// The line around a byte of a text.
pub(super) fn around(text: &str, at: usize) -> Excerpt {
    let at = (0..=at.min(text.len())).rev().find(|at| text.is_char_boundary(*at)).unwrap_or_default();
    let (head, tail) = text.split_at(at);
    let (above, before) = head.rsplit_once('\n').unwrap_or(("", head));
    let behind = tail.lines().next().unwrap_or_default();
    let above = above.trim_end().rsplit('\n').next().unwrap_or_default();
    let is_secret = names_a_secret(above) && above.trim_end().ends_with([':', '：', '"', '“', '”', '[']);
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

/// Both parts of a line without what may be a key. `is_secret`: the line before says that this one holds one.
fn hidden(before: &str, behind: &str, is_secret: bool) -> (String, String) {
    let line = format!("{before}{behind}");
    // Behind the first name of a secret, everything is one.
    let mut is_secret = is_secret;
    let mut named = !names_a_secret(&line);
    let (mut shown, mut rest, mut at) = ((String::new(), String::new()), line.as_str(), 0);
    while let Some(first) = rest.chars().next() {
        let length =
            if is_part(first) { rest.find(|c: char| !is_part(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (part, next) = rest.split_at(length);
        let is_name = !named && names_a_secret(part) && !part.contains(|c: char| c.is_ascii_digit()) && !is_secret;
        let hide = is_part(first) && !is_name && (is_secret || looks_like_a_key(part));
        if is_name {
            (named, is_secret) = (true, true);
        }
        // What the place cuts in two stands before it.
        let into = if at < before.len() { &mut shown.0 } else { &mut shown.1 };
        match (hide, at < before.len() && at + length > before.len()) {
            (true, _) => into.push_str(MASK),
            (false, false) => into.push_str(part),
            (false, true) => {
                let (left, right) = part.split_at(before.len() - at);
                shown.0.push_str(left);
                shown.1.push_str(right);
            }
        }
        at += length;
        rest = next;
    }
    shown
}

/// True for what words, names and keys are made of.
fn is_part(c: char) -> bool {
    c.is_alphanumeric() || "_-.+/=@%$&!?~^*\\'".contains(c)
}

fn names_a_secret(text: &str) -> bool {
    let text = text.to_lowercase();
    SECRET.iter().any(|name| text.contains(name))
}

/// True for what no name of a model or file looks like: a long part with digits.
fn looks_like_a_key(word: &str) -> bool {
    let has_digit = |part: &str| part.contains(|c: char| c.is_ascii_digit());
    let mut parts = word.split(|c: char| !c.is_ascii_alphanumeric());
    word.contains("sk-") || parts.any(|part| part.len() >= 10 && has_digit(part))
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
            ("\"密钥\"^：\"geheim\"", "\"密钥\"^：\"***\""),
        ] {
            assert_eq!(shown(text), says, "{text}");
        }
    }
}

//! What is almost JSON.

use std::borrow::Cow;

use serde_json::Value;

/// The body as text. A bad byte costs one character; a text in another encoding is none at all.
pub(super) fn utf8(body: &[u8]) -> Option<Cow<'_, str>> {
    const FEW: usize = 3;
    let text = String::from_utf8_lossy(body);
    if let Cow::Owned(text) = &text {
        let bad = text.matches('\u{fffd}').count();
        let foreign = body.iter().filter(|byte| !byte.is_ascii()).count();
        if bad > FEW && bad * 4 > foreign {
            return None;
        }
    }
    Some(text)
}

/// The object that a text begins with. What stands behind it does not matter, unless it is one more answer: then nobody
/// knows which of them is ours.
pub(super) fn object(text: &str) -> Option<Value> {
    let text = mend(text);
    let mut values = serde_json::Deserializer::from_str(&text).into_iter::<Value>();
    let value = values.next()?.ok().filter(Value::is_object)?;
    let behind = &text[values.byte_offset()..];
    (!behind.contains("\"choices\"")).then_some(value)
}

/// Mends texts and numbers that JSON does not know.
fn mend(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    let mut in_text = false;
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut used = c.len_utf8();
        match c {
            '"' => {
                in_text = !in_text;
                out.push('"');
            }
            '\\' if in_text => {
                let (mended, length) = escape(rest);
                out.push_str(mended);
                used = length;
            }
            '\0'..' ' if in_text => out.push_str(&format!("\\u{:04x}", u32::from(c))),
            'N' | 'I' | '-' | '0'..='9' if !in_text => {
                let (mended, length) = number(rest);
                out.push_str(mended);
                used = length;
            }
            _ => out.push(c),
        }
        rest = &rest[used..];
    }
    out
}

/// The number that a text begins with, as JSON knows it, and how many bytes it stands for: what is beyond all numbers is
/// the largest that one needs.
fn number(text: &str) -> (&str, usize) {
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '+' | '-' | '.');
    let written = &text[..text.len() - text.trim_start_matches(is_part).len()];
    let mended = match written.parse::<f64>() {
        Ok(number) if number.is_nan() || number == f64::NEG_INFINITY => "null",
        Ok(number) if number.is_infinite() => "1e300",
        _ => written,
    };
    (mended, written.len())
}

/// The escape that a text begins with, as JSON knows it, and how many bytes it stands for. A lone half of a surrogate pair
/// is no text in any encoding, yet some models produce it.
fn escape(text: &str) -> (&str, usize) {
    match unit(text) {
        Some(0xD800..=0xDBFF) if matches!(text.get(6..).and_then(unit), Some(0xDC00..=0xDFFF)) => (&text[..12], 12),
        Some(0xD800..=0xDFFF) => ("\\ufffd", 6),
        Some(_) => (&text[..6], 6),
        None if text[1..].starts_with(['"', '\\', '/', 'b', 'f', 'n', 'r', 't']) => (&text[..2], 2),
        None => ("\\\\", 1),
    }
}

/// The UTF-16 unit that the `\uXXXX` in front stands for.
fn unit(text: &str) -> Option<u16> {
    let hex = text.strip_prefix("\\u")?.get(..4)?;
    hex.bytes().all(|byte| byte.is_ascii_hexdigit()).then(|| u16::from_str_radix(hex, 16).ok()).flatten()
}

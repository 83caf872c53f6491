//! Reads a text as whoever escaped it meant it: JSON's, Python's, C's and JavaScript's escapes, percent, HTML and
//! quoted-printable encoding, and UTF-8 that somebody took for single bytes, one layer after the other. Each character knows what stands
//! for it in the text, so that it can be hidden there.

/// Layers of escapes that are taken off.
const DEEPEST: usize = 4;

/// A character, and the bytes of the text that say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Said {
    pub(super) c: char,
    pub(super) from: usize,
    pub(super) to: usize,
}

/// The text as it stands, then without its outermost escapes, and so on until there are none.
pub(super) fn layers(text: &str) -> Vec<Vec<Said>> {
    let said = |(from, c): (usize, char)| Said { c, from, to: from + c.len_utf8() };
    layers_of(text.char_indices().map(said).collect())
}

/// The same of a text that was read already.
pub(super) fn layers_of(text: Vec<Said>) -> Vec<Vec<Said>> {
    let mut layers = vec![text];
    while layers.len() <= DEEPEST
        && let Some(next) = layers.last().and_then(|layer| peel(layer))
    {
        layers.push(next);
    }
    layers
}

/// One layer of escapes less; `None` if there is none.
fn peel(text: &[Said]) -> Option<Vec<Said>> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let (code, length) = match escape(&text[at..]) {
            Some((high @ 0xd800..0xdc00, length)) => match escape(&text[at + length..]) {
                Some((low @ 0xdc00..0xe000, more)) => {
                    (0x1_0000 + ((high - 0xd800) << 10) + (low - 0xdc00), length + more)
                }
                _ => (high, length),
            },
            Some(one) => one,
            None => (u32::from(text[at].c), 1),
        };
        let c = char::from_u32(code).unwrap_or(char::REPLACEMENT_CHARACTER);
        out.push(Said { c, from: text[at].from, to: text[at + length - 1].to });
        at += length;
    }
    let out = join_bytes(&out);
    (out.len() < text.len()).then_some(out)
}

/// The code of the escape that a text begins with, and its length.
fn escape(text: &[Said]) -> Option<(u32, usize)> {
    let second = text.get(1)?.c;
    match (text[0].c, second) {
        ('\\', 'u') if text.get(2)?.c == '{' => {
            let end = text.iter().take(10).position(|said| said.c == '}')?;
            Some((number(&text[3..end], 16)?, end + 1))
        }
        ('\\' | '%', 'u') => Some((number(text.get(2..6)?, 16)?, 6)),
        ('\\', 'U') => Some((number(text.get(2..10)?, 16)?, 10)),
        ('\\', 'x') => Some((number(text.get(2..4)?, 16)?, 4)),
        ('%' | '=', _) if number(text.get(1..3)?, 16).is_some() => Some((number(text.get(1..3)?, 16)?, 3)),
        ('=', ' ' | '\r' | '\n') => continued(text),
        ('\\', '0'..='3') if text.get(1..4).is_some_and(|digits| number(digits, 8).is_some()) => {
            Some((number(&text[1..4], 8)?, 4))
        }
        ('\\', 'n' | 'r' | 't' | 'b' | 'f' | 'v' | '0') => Some((u32::from('\n'), 2)),
        ('\\', '"' | '\'' | '\\' | '/') => Some((u32::from(second), 2)),
        ('&', _) => entity(text),
        ('<', 'b' | 'B') if matches!(text.get(2)?.c, 'r' | 'R') => {
            let end = text.iter().take(8).position(|said| said.c == '>')?;
            Some((u32::from('\n'), end + 1))
        }
        _ => None,
    }
}

/// A line of a quoted-printable text that goes on: what comes next is one with it.
fn continued(text: &[Said]) -> Option<(u32, usize)> {
    let next = text.iter().skip(1).position(|said| !said.c.is_whitespace())? + 1;
    match (text[next].c, text.get(next + 1..next + 3).and_then(|digits| number(digits, 16))) {
        ('=', Some(code)) => Some((code, next + 3)),
        (c, _) => Some((u32::from(c), next + 1)),
    }
}

/// `&#24739;`, `&#x60a3;`, `&quot;`
fn entity(text: &[Said]) -> Option<(u32, usize)> {
    let end = text.iter().take(12).position(|said| said.c == ';')?;
    let name: String = text[1..end].iter().map(|said| said.c).collect();
    let code = match name.as_str() {
        "amp" => u32::from('&'),
        "lt" => u32::from('<'),
        "gt" => u32::from('>'),
        "quot" => u32::from('"'),
        "apos" => u32::from('\''),
        // Marks that are not compared.
        "nbsp" | "ensp" | "emsp" | "ldquo" | "rdquo" | "lsquo" | "rsquo" | "mdash" | "hellip" | "middot" => {
            u32::from(' ')
        }
        name => match name.strip_prefix('#')?.strip_prefix(['x', 'X']) {
            Some(_) => number(&text[3..end], 16)?,
            None => number(&text[2..end], 10)?,
        },
    };
    Some((code, end + 1))
}

fn number(digits: &[Said], radix: u32) -> Option<u32> {
    if digits.is_empty() {
        return None;
    }
    digits.iter().try_fold(0_u32, |sum, digit| sum.checked_mul(radix)?.checked_add(digit.c.to_digit(radix)?))
}

/// Bytes that stand as characters of their own (`%E6%82%A3`, `\xe6\x82\xa3`, text read in the wrong encoding) and are a
/// character's UTF-8 together.
pub(super) fn join_bytes(text: &[Said]) -> Vec<Said> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let length = match u32::from(text[at].c) {
            0xc2..0xe0 => 2,
            0xe0..0xf0 => 3,
            0xf0..0xf5 => 4,
            _ => 1,
        };
        let bytes: Option<Vec<u8>> =
            text.get(at..at + length).and_then(|part| part.iter().map(|said| byte(said.c)).collect());
        let joined = bytes.filter(|_| length > 1).and_then(|bytes| std::str::from_utf8(&bytes).ok()?.chars().next());
        match joined {
            Some(c) => {
                out.push(Said { c, from: text[at].from, to: text[at + length - 1].to });
                at += length;
            }
            None => {
                out.push(text[at]);
                at += 1;
            }
        }
    }
    out
}

/// The byte that was taken for a character: by Latin-1 for the one of its number, by Windows for some others, too.
pub(super) fn byte(c: char) -> Option<u8> {
    const WINDOWS: &str = "€\u{81}‚ƒ„…†‡ˆ‰Š‹Œ\u{8d}Ž\u{8f}\u{90}‘’“”•–—˜™š›œ\u{9d}žŸ";
    u8::try_from(c).ok().or_else(|| WINDOWS.chars().zip(0x80..).find(|(like, _)| *like == c).map(|(_, byte)| byte))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn read(text: &str) -> String {
        layers(text).last().unwrap().iter().map(|said| said.c).collect()
    }

    #[test]
    fn reads_every_way_of_escaping() {
        let twice = serde_json::to_string(&serde_json::to_string("患者\n\"痛\"").unwrap()).unwrap();
        for (text, meant) in [
            ("患者", "患者"),
            (r"\u60a3\u8005\n", "患者\n"),
            (r"\\u60a3\\u8005", "患者"),
            (r"\ud83d\ude00 \U0001f600 \u{1f600}", "😀 😀 😀"),
            (r"\ud83d x", "\u{fffd} x"),
            ("%E6%82%A3%e8%80%85%2C%0A", "患者,\n"),
            ("%25E6%2582%25A3", "患"),
            ("%u60a3", "患"),
            (r"\xe6\x82\xa3\350\200\205", "患者"),
            ("&#24739;&#x8005;&quot;&amp;lt;<br/>", "患者\"<\n"),
            ("\u{e6}\u{82}\u{a3}", "患"),
            ("æ‚£è€…", "患者"),
            ("100% \\ &co; <b>", "100% \\ &co; <b>"),
            (r"\u60", r"\u60"),
            (twice.as_str(), "\"\"患者\n\"痛\"\"\""),
        ] {
            assert_eq!(read(text), meant, "{text}");
        }
    }

    proptest! {
        #[test]
        fn characters_cover_the_text_in_order(text in r#"([\\%&<ux#;0-9a-f患é"n]|\\u[0-9a-f]{4}|%[c-f][0-9a-f]%[89ab][0-9a-f]){0,40}"#) {
            for layer in layers(&text) {
                let mut end = 0;
                for said in layer {
                    prop_assert_eq!(said.from, end);
                    prop_assert!(said.to > said.from && text.is_char_boundary(said.to));
                    end = said.to;
                }
                prop_assert_eq!(end, text.len());
            }
        }
    }
}

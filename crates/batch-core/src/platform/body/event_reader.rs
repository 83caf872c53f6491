//! Server-sent events out of the bytes that bring them, in pieces of whatever size. Our own: an answer has hundreds of them,
//! and the crate that async-openai reads them with takes some two microseconds for each and cannot bear a byte order mark.

use memchr::memchr2;

/// One event.
pub struct Event<'a> {
    /// Its data; lines of it are joined by `\n`.
    pub data: &'a str,
    /// What it is.
    pub kind: EventKind,
}

/// What came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum EventKind {
    /// An event.
    #[default]
    Data,
    /// One whose type is `error`, or a line that begins with `error:`.
    Error,
    /// A line that is part of no event.
    Stray,
}

/// Reads events and keeps what has not come to its end. Other types, ids and comments are passed over.
#[derive(Default)]
pub struct EventReader {
    /// The beginning of a line.
    line: Vec<u8>,
    /// The data of the event so far; each line of it ends with `\n`.
    data: String,
    /// What the event is.
    kind: EventKind,
    /// True once a line has ended.
    has_begun: bool,
    /// True behind a CR: an LF that follows belongs to it.
    behind_cr: bool,
}

impl EventReader {
    /// Takes the next bytes in, and hands each whole event on. False as soon as `each` has enough.
    pub fn feed(&mut self, mut bytes: &[u8], each: &mut impl FnMut(&Event<'_>) -> bool) -> bool {
        while !bytes.is_empty() {
            if std::mem::take(&mut self.behind_cr) && bytes[0] == b'\n' {
                bytes = &bytes[1..];
                continue;
            }
            let Some(end) = memchr2(b'\n', b'\r', bytes) else {
                self.line.extend_from_slice(bytes);
                break;
            };
            let (line, rest) = bytes.split_at(end);
            self.behind_cr = rest[0] == b'\r';
            bytes = &rest[1..];
            let goes_on = if self.line.is_empty() {
                self.end_of_line(line, each)
            } else {
                let mut whole = std::mem::take(&mut self.line);
                whole.extend_from_slice(line);
                self.end_of_line(&whole, each)
            };
            if !goes_on {
                return false;
            }
        }
        true
    }

    /// Hands the last event on, should its end be missing.
    pub fn end(&mut self, each: &mut impl FnMut(&Event<'_>) -> bool) {
        let last = std::mem::take(&mut self.line);
        if self.end_of_line(&last, each) {
            self.end_of_line(b"", each);
        }
    }

    fn end_of_line(&mut self, line: &[u8], each: &mut impl FnMut(&Event<'_>) -> bool) -> bool {
        let line = if self.has_begun { line } else { line.strip_prefix("\u{feff}".as_bytes()).unwrap_or(line) };
        self.has_begun = true;
        if line.is_empty() {
            let kind = std::mem::take(&mut self.kind);
            let data = self.data.strip_suffix('\n');
            let goes_on = data.is_none_or(|data| each(&Event { data, kind }));
            self.data.clear();
            return goes_on;
        }
        if let Some(kind) = line.strip_prefix(b"event:") {
            self.kind = if kind.trim_ascii() == b"error" { EventKind::Error } else { EventKind::Data };
            return true;
        }
        if let Some(data) = line.strip_prefix(b"data") {
            let data = match data {
                [b':', b' ', data @ ..] | [b':', data @ ..] => data,
                [] => data,
                // Another field that begins alike.
                _ => return each(&Event { data: &String::from_utf8_lossy(line), kind: EventKind::Stray }),
            };
            match std::str::from_utf8(data) {
                Ok(data) => self.data.push_str(data),
                Err(_) => self.data.push_str(&String::from_utf8_lossy(data)),
            }
            self.data.push('\n');
            return true;
        }
        if let Some(said) = line.strip_prefix(b"error:") {
            return each(&Event { data: &String::from_utf8_lossy(said), kind: EventKind::Error });
        }
        let is_field = |name: &&[u8]| line.strip_prefix(*name).is_some_and(|rest| rest.is_empty() || rest[0] == b':');
        if [b"".as_slice(), b"event", b"id", b"retry"].iter().any(is_field) || line.trim_ascii().is_empty() {
            return true;
        }
        each(&Event { data: &String::from_utf8_lossy(line), kind: EventKind::Stray })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn events(pieces: &[&[u8]]) -> Vec<String> {
        let mut found = Vec::new();
        let mut each = |event: &Event<'_>| {
            found.push(format!("{}{}", if event.kind == EventKind::Stray { "?" } else { "" }, event.data));
            true
        };
        let mut reader = EventReader::default();
        for piece in pieces {
            reader.feed(piece, &mut each);
        }
        reader.end(&mut each);
        found
    }

    #[test]
    fn events_are_found_wherever_the_bytes_are_cut() {
        let stream = "\u{feff}: hi\n\nid: 1\ndata: 一\n\nevent: x\r\ndata:二\r\ndata: 三\r\n\r\ndata: 四\r\rdatabase: no\ndata\n\ndata: 五";
        let whole = vec!["一", "二\n三", "四", "?database: no", "", "五"];
        assert_eq!(events(&[stream.as_bytes()]), whole);
        for cut in 0..stream.len() {
            let (head, tail) = stream.as_bytes().split_at(cut);
            assert_eq!(events(&[head, tail]), whole, "cut at {cut}");
        }
        let bytes: Vec<&[u8]> = stream.as_bytes().chunks(1).collect();
        assert_eq!(events(&bytes), whole);
    }

    #[test]
    fn a_bad_byte_costs_a_character() {
        assert_eq!(events(&[b"data: a\xffb\n\n"]), ["a\u{fffd}b"]);
    }

    #[test]
    fn whoever_has_enough_is_told_no_more() {
        let mut found = 0;
        let goes_on = EventReader::default().feed(b"data: 1\n\ndata: 2\n\n", &mut |_| {
            found += 1;
            false
        });
        assert_eq!((found, goes_on), (1, false));
    }
}

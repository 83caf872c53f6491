//! `multipart/form-data`, read as it comes: whatever is in a part passes through, nothing is kept.

use std::io;

use memchr::memmem;

/// The longest head of a part, bytes.
const HEAD: usize = 16 << 10;

/// What comes out of a form.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// A part begins.
    Part { name: String, filename: Option<String> },
    /// Some of it.
    Data(&'a [u8]),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Place {
    Preamble,
    Delimiter,
    Head,
    Data,
    End,
}

/// A form that is being read.
pub(crate) struct Multipart {
    delimiter: Vec<u8>,
    /// What may be a delimiter's beginning, or half a head.
    kept: Vec<u8>,
    place: Place,
}

fn bad(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, what)
}

impl Multipart {
    /// By the request's `content-type`; `None` if that is no form.
    pub(crate) fn new(content_type: &str) -> Option<Self> {
        let parameters = content_type.strip_prefix("multipart/form-data")?;
        let boundary = parameters.split(';').find_map(|part| part.trim().strip_prefix("boundary="))?.trim_matches('"');
        let delimiter = format!("\r\n--{boundary}").into_bytes();
        // The first delimiter has no line before it.
        (!boundary.is_empty()).then(|| Self { delimiter, kept: b"\r\n".to_vec(), place: Place::Preamble })
    }

    /// Whether the form has ended.
    pub(crate) fn is_over(&self) -> bool {
        self.place == Place::End
    }

    /// Takes some bytes and hands on what is in them.
    pub(crate) fn feed(&mut self, bytes: &[u8], mut taken: impl FnMut(Piece<'_>) -> io::Result<()>) -> io::Result<()> {
        let mut buffer = std::mem::take(&mut self.kept);
        buffer.extend_from_slice(bytes);
        let mut rest = buffer.as_slice();
        loop {
            match self.place {
                Place::Preamble | Place::Data => {
                    let found = memmem::find(rest, &self.delimiter);
                    let end = found.unwrap_or_else(|| rest.len().saturating_sub(self.delimiter.len() - 1));
                    let (data, behind) = rest.split_at(end);
                    if self.place == Place::Data && !data.is_empty() {
                        taken(Piece::Data(data))?;
                    }
                    rest = behind;
                    if found.is_none() {
                        break;
                    }
                    rest = rest.get(self.delimiter.len()..).unwrap_or_default();
                    self.place = Place::Delimiter;
                }
                Place::Delimiter => match rest {
                    [b'-', b'-', ..] => self.place = Place::End,
                    [b'\r', b'\n', behind @ ..] => (rest, self.place) = (behind, Place::Head),
                    [_, _, ..] => return Err(bad("a boundary is followed by something")),
                    _ => break,
                },
                Place::Head => {
                    let Some(end) = memmem::find(rest, b"\r\n\r\n") else {
                        if rest.len() > HEAD {
                            return Err(bad("a part's head is too long"));
                        }
                        break;
                    };
                    let (head, behind) = rest.split_at(end);
                    taken(part(head)?)?;
                    (rest, self.place) = (behind.get(4..).unwrap_or_default(), Place::Data);
                }
                Place::End => {
                    rest = &[];
                    break;
                }
            }
        }
        self.kept = rest.to_vec();
        Ok(())
    }
}

/// Name and file name of a part.
fn part(head: &[u8]) -> io::Result<Piece<'static>> {
    let head = std::str::from_utf8(head).map_err(|_| bad("a part's head is no UTF-8"))?;
    let field = "content-disposition:";
    let line = head.lines().find(|line| line.get(..field.len()).is_some_and(|name| name.eq_ignore_ascii_case(field)));
    let line = line.ok_or_else(|| bad("a part has no content-disposition"))?;
    let value = |key: &str| {
        let quoted = line.split(';').find_map(|part| part.trim().strip_prefix(key)?.strip_prefix('='))?;
        Some(quoted.trim().trim_matches('"').to_owned())
    };
    let name = value("name").ok_or_else(|| bad("a part has no name"))?;
    Ok(Piece::Part { name, filename: value("filename") })
}

#[cfg(test)]
mod tests {
    use super::*;

    const FORM: &str = "preamble\r\n--x1\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\nbatch\r\n--x1\r\n\
        content-disposition: form-data; name=\"file\"; filename=\"甲.jsonl\"\r\nContent-Type: text/plain\r\n\r\n\
        {\"a\":1}\r\n--x\r\n\r\n--x1--\r\nafter";

    fn read(size: usize) -> Vec<(String, Option<String>, String)> {
        let mut form = Multipart::new("multipart/form-data; boundary=\"x1\"").unwrap();
        let mut parts: Vec<(String, Option<String>, String)> = Vec::new();
        for bytes in FORM.as_bytes().chunks(size) {
            form.feed(bytes, |piece| {
                match piece {
                    Piece::Part { name, filename } => parts.push((name, filename, String::new())),
                    Piece::Data(data) => parts.last_mut().unwrap().2.push_str(std::str::from_utf8(data).unwrap()),
                }
                Ok(())
            })
            .unwrap();
        }
        assert!(form.is_over());
        parts
    }

    #[test]
    fn parts_are_the_same_however_they_come() {
        let file = ("file".to_owned(), Some("甲.jsonl".to_owned()), "{\"a\":1}\r\n--x\r\n".to_owned());
        let parts = vec![("purpose".to_owned(), None, "batch".to_owned()), file];
        for size in [1, 2, 3, 7, 64, 1_000] {
            assert_eq!(read(size), parts, "{size}");
        }
    }

    #[test]
    fn what_is_no_form_is_refused() {
        assert!(Multipart::new("application/json").is_none());
        assert!(Multipart::new("multipart/form-data").is_none());
        let mut form = Multipart::new("multipart/form-data; boundary=x").unwrap();
        assert!(form.feed(b"--xyz", |_| Ok(())).is_err());
        let mut form = Multipart::new("multipart/form-data; boundary=x").unwrap();
        form.feed(b"--x\r\n\r\n", |_| Ok(())).unwrap();
        assert!(form.feed(b"\r\n\r\n", |_| Ok(())).is_err());
    }
}

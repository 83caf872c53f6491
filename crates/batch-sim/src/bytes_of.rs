//! What faults do to bytes.

use std::io::{self, Write};

use bytes::Bytes;

/// A reply as it stands on the wire.
pub(crate) fn on_the_wire(kind: &str, body: &[u8]) -> Bytes {
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n", body.len());
    [head.as_bytes(), body].concat().into()
}

/// The replacement character becomes a byte that is no UTF-8.
pub(crate) fn no_utf8(bytes: &[u8]) -> Vec<u8> {
    let mark = char::REPLACEMENT_CHARACTER.to_string();
    let at = bytes.windows(mark.len()).position(|part| part == mark.as_bytes()).unwrap_or(bytes.len());
    let rest = bytes.get(at + mark.len()..).unwrap_or_default();
    [&bytes[..at], b"\xff".as_slice(), rest].concat()
}

pub(crate) fn gzip(bytes: &[u8]) -> io::Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    encoder.write_all(bytes)?;
    encoder.finish()
}

//! Bodies that a server packs though nobody asked it to.

use std::io::Read;

use bytes::Bytes;
use flate2::read::{MultiGzDecoder, ZlibDecoder};
use http::{HeaderMap, header};

/// The body as it was before it was packed; as it is, if it is not packed or cannot be unpacked whole. `None` if it would
/// be larger than `most` bytes.
pub fn unpack(headers: &HeaderMap, body: Bytes, most: usize) -> Option<Bytes> {
    const GZIP: &[u8] = &[0x1f, 0x8b, 0x08];
    let encoding = headers.get(header::CONTENT_ENCODING).and_then(|name| name.to_str().ok()).unwrap_or_default();
    // No text begins like this: what the header says does not matter, and some servers forget it.
    if body.starts_with(GZIP) {
        return read(MultiGzDecoder::new(body.as_ref()), most, &body);
    }
    if encoding.trim().eq_ignore_ascii_case("deflate") {
        return read(ZlibDecoder::new(body.as_ref()), most, &body);
    }
    Some(body)
}

fn read(packed: impl Read, most: usize, body: &Bytes) -> Option<Bytes> {
    let mut out = Vec::new();
    match packed.take(most as u64 + 1).read_to_end(&mut out) {
        Ok(_) if out.len() > most => None,
        Ok(_) => Some(out.into()),
        Err(_) => Some(body.clone()),
    }
}

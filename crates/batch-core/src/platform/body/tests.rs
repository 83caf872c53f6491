use std::io::Write;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use http::{HeaderMap, HeaderValue, header};

use super::*;

fn gzip(body: &[u8]) -> Bytes {
    let mut packer = GzEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(body).unwrap();
    packer.finish().unwrap().into()
}

fn encoded(name: &'static str) -> HeaderMap {
    HeaderMap::from_iter([(header::CONTENT_ENCODING, HeaderValue::from_static(name))])
}

#[test]
fn what_is_packed_is_unpacked_whatever_the_header_says() {
    let body = Bytes::from_static(br#"{"choices":[]}"#);
    for headers in [HeaderMap::new(), encoded("gzip"), encoded("x-gzip"), encoded("identity")] {
        assert_eq!(unpack(&headers, gzip(&body), 100), Some(body.clone()));
        assert_eq!(unpack(&headers, body.clone(), 100), Some(body.clone()));
    }
    let mut packer = ZlibEncoder::new(Vec::new(), Compression::fast());
    packer.write_all(&body).unwrap();
    assert_eq!(unpack(&encoded("deflate"), packer.finish().unwrap().into(), 100), Some(body.clone()));
    assert_eq!(unpack(&encoded("deflate"), body.clone(), 100), Some(body));
}

#[test]
fn a_little_that_unpacks_to_a_lot_is_refused() {
    let bomb = gzip(&vec![b' '; 1 << 20]);
    assert!(bomb.len() < 1 << 14);
    assert_eq!(unpack(&HeaderMap::new(), bomb.clone(), (1 << 20) - 1), None);
    assert_eq!(unpack(&HeaderMap::new(), bomb, 1 << 20).map(|body| body.len()), Some(1 << 20));
}

#[test]
fn what_cannot_be_unpacked_stays() {
    let half = gzip(&[b'a'; 100]).slice(..20);
    assert_eq!(unpack(&HeaderMap::new(), half.clone(), 1000), Some(half));
}

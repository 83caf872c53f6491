//! Text files as users have them: UTF-8 with or without a BOM, UTF-16 from Notepad, GBK from older Windows.

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{Encoding, GB18030, GBK, UTF_8, UTF_16BE, UTF_16LE};

/// A decoded text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decoded {
    /// The text, line ends as LF, no BOM.
    pub text: String,
    /// The encoding's name if it was not UTF-8.
    pub from: Option<&'static str>,
    /// True if some bytes fitted no encoding and were replaced.
    pub lossy: bool,
}

/// Decodes bytes. Never fails: what fits no encoding is replaced and said.
#[must_use]
pub fn decode(bytes: Vec<u8>) -> Decoded {
    let (encoding, bom) = match Encoding::for_bom(&bytes) {
        Some((encoding, length)) => (Some(encoding), length),
        None => (None, 0),
    };
    if encoding.is_none_or(|e| e == UTF_8) {
        match String::from_utf8(bytes) {
            Ok(text) => return Decoded { text: tidy(text, bom), from: None, lossy: false },
            Err(e) => return decode_with(guess(e.as_bytes()), e.as_bytes()),
        }
    }
    decode_with(encoding.unwrap_or(UTF_8), &bytes)
}

fn decode_with(encoding: &'static Encoding, bytes: &[u8]) -> Decoded {
    let (text, used, lossy) = encoding.decode(bytes);
    Decoded { text: tidy(text.into_owned(), 0), from: (used != UTF_8).then(|| used.name()), lossy }
}

/// Which encoding bytes that are not UTF-8 are most likely in.
fn guess(bytes: &[u8]) -> &'static Encoding {
    // UTF-16 without a BOM: every other byte of its ASCII is zero.
    let zeros = |odd: usize| bytes.iter().skip(odd).step_by(2).take(200).filter(|b| **b == 0).count();
    if zeros(1) > 2 && zeros(0) == 0 {
        return UTF_16LE;
    }
    if zeros(0) > 2 && zeros(1) == 0 {
        return UTF_16BE;
    }
    // Our users' files are Chinese: where GB18030 reads every byte, it is right far more often than a statistic.
    if GB18030.decode_without_bom_handling_and_without_replacement(bytes).is_some() {
        return GBK;
    }
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    detector.guess(Some(b"cn"), Utf8Detection::Allow)
}

fn tidy(text: String, bom: usize) -> String {
    // Programs that write a mark in front of a text that has one leave several.
    let start = text.len() - text[bom..].trim_start_matches('\u{feff}').len();
    let text = if start > 0 { text[start..].to_owned() } else { text };
    // As Python's text mode does: CRLF and a lone CR are both line ends.
    if text.contains('\r') { text.replace("\r\n", "\n").replace('\r', "\n") } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "医生：您好，哪里不舒服？\n患者：胸闷三天。";

    #[test]
    fn reads_what_users_have() {
        let plain = decode(TEXT.as_bytes().to_vec());
        assert_eq!((plain.text.as_str(), plain.from, plain.lossy), (TEXT, None, false));
        let bom = decode(format!("\u{feff}{}", TEXT.replace('\n', "\r\n")).into_bytes());
        assert_eq!((bom.text.as_str(), bom.from), (TEXT, None));
        assert_eq!(decode(format!("\u{feff}\u{feff}\u{feff}{TEXT}").into_bytes()).text, TEXT);
        let gbk = decode(GBK.encode(TEXT).0.into_owned());
        assert_eq!((gbk.text.as_str(), gbk.from, gbk.lossy), (TEXT, Some("GBK"), false));
        let mut utf16 = vec![0xff, 0xfe];
        utf16.extend(TEXT.encode_utf16().flat_map(u16::to_le_bytes));
        assert_eq!(decode(utf16).text, TEXT);
        assert_eq!(decode(b"a\rb".to_vec()).text, "a\nb");
        assert_eq!(decode(Vec::new()).text, "");
    }

    #[test]
    fn cut_utf8_is_kept_as_far_as_it_goes() {
        let mut cut = TEXT.as_bytes().to_vec();
        cut.pop();
        let decoded = decode(cut);
        assert!(decoded.lossy || decoded.from.is_some());
    }
}

//! Reads what may be text in digits (base64, hexadecimal) or in another encoding than the server took it for. A reading is
//! a guess and shown to nobody: it only tells which part of a server's words is a quotation. Request ids stay readable, as
//! nothing that was sent is found in them.

use super::unescape::{Said, byte, join_bytes};

/// Digits and the bits that each stands for.
#[derive(Clone, Copy)]
struct Digits {
    bits: u32,
    value: fn(char) -> Option<u32>,
}

const HEX: Digits = Digits { bits: 4, value: |c| c.to_digit(16) };
const BASE64: Digits = Digits { bits: 6, value: base64 };

/// The text in every other way in which it can be read. Where the digits of a quotation begin, nobody knows.
pub(super) fn readings(text: &[Said]) -> Vec<Vec<Said>> {
    let hex = (0..2).map(|skip| HEX.read(text, skip));
    let base64 = (0..4).map(|skip| BASE64.read(text, skip));
    hex.chain(base64).map(|bytes| join_bytes(&bytes)).chain([join_gbk(text)]).collect()
}

fn base64(c: char) -> Option<u32> {
    Some(match c {
        'A'..='Z' => u32::from(c) - u32::from('A'),
        'a'..='z' => u32::from(c) - u32::from('a') + 26,
        '0'..='9' => u32::from(c) - u32::from('0') + 52,
        '+' | '-' => 62,
        '/' | '_' => 63,
        _ => return None,
    })
}

impl Digits {
    /// Every run of digits as its bytes, one character each; white space in it is passed over. The first `skip` digits of
    /// each stay what they are.
    fn read(self, text: &[Said], skip: usize) -> Vec<Said> {
        let mut out: Vec<Said> = Vec::with_capacity(text.len());
        // Bits that are no whole byte yet, how many, and the digits that they came with.
        let (mut bits, mut count, mut waiting, mut digits) = (0, 0, Vec::new(), 0);
        for said in text {
            let value = (self.value)(said.c);
            if value.is_none() && (digits == 0 || !said.c.is_whitespace()) {
                out.append(&mut waiting);
                (bits, count, digits) = (0, 0, 0);
                out.push(*said);
                continue;
            }
            waiting.push(*said);
            let Some(value) = value else { continue };
            digits += 1;
            if digits <= skip {
                out.append(&mut waiting);
                continue;
            }
            (bits, count) = ((bits << self.bits | value) & 0xffff, count + self.bits);
            if count >= 8 {
                count -= 8;
                let c = char::from_u32(bits >> count & 0xff).unwrap_or(char::REPLACEMENT_CHARACTER);
                out.push(Said { c, from: waiting[0].from, to: said.to });
                waiting.clear();
            }
        }
        out.append(&mut waiting);
        out
    }
}

/// Chinese of GBK bytes that stand as characters of their own.
fn join_gbk(text: &[Said]) -> Vec<Said> {
    let mut out = Vec::with_capacity(text.len());
    let mut at = 0;
    while at < text.len() {
        let pair = text.get(at..at + 2).and_then(|pair| Some([byte(pair[0].c)?, byte(pair[1].c)?]));
        let pair = pair.filter(|[lead, trail]| *lead > 0x80 && *trail >= 0x40);
        let read = pair.and_then(|pair| {
            encoding_rs::GBK.decode_without_bom_handling_and_without_replacement(&pair)?.chars().next()
        });
        match read {
            Some(c) => {
                out.push(Said { c, from: text[at].from, to: text[at + 1].to });
                at += 2;
            }
            None => {
                out.push(text[at]);
                at += 1;
            }
        }
    }
    out
}

//! Changes of bytes at random: of single ones, of pieces, and of what JSON they are.

use fastrand::Rng;
use serde_json::{Map, Value};

/// Pieces that readers trip over.
const ODD: &[&[u8]] = &[
    b"null",
    b"true",
    b"-0.0",
    b"1e308",
    b"1e999",
    b"18446744073709551616",
    b"-1",
    b"9007199254740993",
    b"0x10",
    b"NaN",
    b"Infinity",
    b"\"\"",
    b"[]",
    b"{}",
    b"\\u0000",
    b"\\ud800",
    b"\\udc00\\ud800",
    b"\\x",
    b"\"\"\"",
    b"\\",
    b"/*",
    b"//",
    b",",
    b":",
    b"\"",
    b"'",
    b"`",
    b"$",
    b"${A}",
    b"$(x)",
    b"#",
    b"=",
    b"export ",
    b"\r\n",
    b"\n\n",
    b"\r",
    b"\0",
    b"\xef\xbb\xbf",
    b"\xff\xfe",
    b"\xfe\xff",
    b"\xe2\x80\xa8",
    b"\xe2\x80\xae",
    b"\xf0\x9f\xa9\xba",
    b"\xc3\x28",
    b"\x1b]52;c;eA==\x07",
    b"\x1b[31m",
    b"data: ",
    b"data: [DONE]\n\n",
    b"<html>",
    b"<think>",
    b"</think>",
    b"retry-after: ",
    b"-5",
    b"0",
    b"99999999999999999999",
    b"Wed, 21 Oct 2015 07:28:00 GMT",
    b"1h2m3s4ms",
    b"1m",
    b"..",
    b"x-ratelimit-remaining-requests: 0\n",
    b"x-ratelimit-reset-requests: ",
    b"content-encoding: gzip\n",
    b"sk-never-to-be-told-4711",
    b"xyzzy-plugh-frotz",
    b"\"crc\":\"00000000\"",
    b"\"event\":\"answered\"",
    b"!",
];

/// A changed copy; `other` is a second example, for pieces of it.
pub fn changed(bytes: &[u8], other: &[u8], rng: &mut Rng) -> Vec<u8> {
    let mut out = bytes.to_vec();
    if rng.u32(..3) == 0
        && let Some(changed) = as_json(bytes, rng)
    {
        out = changed;
    }
    for _ in 0..rng.usize(1..5) {
        one(&mut out, other, rng);
    }
    out.truncate(1 << 16);
    out
}

fn one(out: &mut Vec<u8>, other: &[u8], rng: &mut Rng) {
    let at = rng.usize(..=out.len());
    let end = (at + rng.usize(..=16.max(out.len() / 8))).min(out.len());
    match rng.u32(..9) {
        0 if at < out.len() => out[at] ^= 1 << rng.u32(..8),
        1 if at < out.len() => out[at] = rng.u8(..),
        2 | 3 => {
            let piece = ODD[rng.usize(..ODD.len())];
            out.splice(at..if rng.bool() { at } else { end }, piece.iter().copied());
        }
        4 => drop(out.drain(at..end)),
        5 => {
            let piece = out[at..end].to_vec();
            let to = rng.usize(..=out.len());
            out.splice(to..to, piece);
        }
        6 if !other.is_empty() => {
            let from = rng.usize(..other.len());
            let to = (from + rng.usize(..=other.len())).min(other.len());
            out.splice(at..end, other[from..to].iter().copied());
        }
        7 => out.truncate(at),
        _ => {
            let piece: &[u8] = if rng.bool() { b"[" } else { b"{\"a\":" };
            let many = piece.repeat(rng.usize(1..300));
            out.splice(at..at, many);
        }
    }
}

/// The same with one value of its JSON changed; the JSON is the whole, or what stands behind an empty line, or a line.
fn as_json(bytes: &[u8], rng: &mut Rng) -> Option<Vec<u8>> {
    let behind_head = bytes.windows(2).position(|two| two == b"\n\n").map(|at| at + 2);
    let lines: Vec<(usize, usize)> = bytes
        .split_inclusive(|b| *b == b'\n')
        .scan(0, |at, line| {
            *at += line.len();
            Some((*at - line.len(), *at))
        })
        .collect();
    let line = lines.get(rng.usize(..lines.len().max(1))).copied();
    let places = [Some((0, bytes.len())), behind_head.map(|at| (at, bytes.len())), line];
    let (from, to, mut value) = places
        .into_iter()
        .flatten()
        .find_map(|(from, to)| Some((from, to, serde_json::from_slice::<Value>(&bytes[from..to]).ok()?)))?;
    let mut all = vec![Value::Null, Value::Bool(true), Value::from(-1), Value::from(1e300), Value::from(u64::MAX)];
    all.extend([Value::from(""), Value::from("429"), Value::from("x\u{0}\u{202e}\u{1b}"), Value::Array(vec![])]);
    all.push(Value::Object(Map::new()));
    gather(&value, &mut all);
    let nodes = count(&value);
    change(&mut value, &mut rng.usize(..nodes), &all[rng.usize(..all.len())].clone(), rng);
    let mut out = bytes[..from].to_vec();
    out.extend_from_slice(value.to_string().as_bytes());
    if bytes[from..to].ends_with(b"\n") {
        out.push(b'\n');
    }
    out.extend_from_slice(&bytes[to..]);
    Some(out)
}

fn gather(value: &Value, all: &mut Vec<Value>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| gather(item, all)),
        Value::Object(map) => map.values().for_each(|item| gather(item, all)),
        _ => {}
    }
    all.push(value.clone());
}

fn count(value: &Value) -> usize {
    1 + match value {
        Value::Array(items) => items.iter().map(count).sum(),
        Value::Object(map) => map.values().map(count).sum(),
        _ => 0,
    }
}

/// Changes the value that is so many nodes ahead.
fn change(value: &mut Value, ahead: &mut usize, new: &Value, rng: &mut Rng) {
    if *ahead == 0 {
        *ahead = usize::MAX;
        match value {
            Value::Object(map) if rng.bool() => {
                let names: Vec<String> = map.keys().cloned().collect();
                if let Some(name) = rng.choice(&names) {
                    let moved = map.remove(name).unwrap_or_default();
                    if rng.bool() {
                        map.insert(format!("{name}_"), moved);
                    }
                }
            }
            Value::Array(items) if rng.bool() => items.push(new.clone()),
            _ => *value = new.clone(),
        }
        return;
    }
    *ahead -= 1;
    match value {
        Value::Array(items) => {
            for item in items {
                if *ahead != usize::MAX {
                    change(item, ahead, new, rng);
                }
            }
        }
        Value::Object(map) => {
            for (_, item) in map.iter_mut() {
                if *ahead != usize::MAX {
                    change(item, ahead, new, rng);
                }
            }
        }
        _ => {}
    }
}

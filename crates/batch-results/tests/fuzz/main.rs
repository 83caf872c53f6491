//! The kept examples, and changed copies of them. `BATCH_FUZZ=100000` tries so many of each reader, `BATCH_FUZZ_OF=reply`
//! one reader only, `BATCH_FUZZ_SEED=7` others. What a reader stumbles over is made as small as possible and printed.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test")]

mod change;
#[path = "../../../batch-core/src/worlds/invented.rs"]
mod invented;
mod readers;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;

use fastrand::Rng;

use change::changed;
use readers::{READERS, Reader};

/// What the plain test command tries of each reader.
const FEW: u64 = 500;

fn examples(name: &str) -> Vec<Vec<u8>> {
    let folder = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("fuzz/corpus").join(name);
    let mut files: Vec<PathBuf> = std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    assert!(!files.is_empty(), "{} holds nothing", folder.display());
    files.iter().map(|file| std::fs::read(file).unwrap()).collect()
}

fn survives(reader: Reader, bytes: &[u8]) -> Option<u64> {
    catch_unwind(AssertUnwindSafe(|| reader(bytes))).ok()
}

/// The bytes with all taken out that is not needed for the fall.
fn smallest(reader: Reader, mut bytes: Vec<u8>) -> Vec<u8> {
    let mut step = bytes.len() / 2;
    while step > 0 {
        let mut at = 0;
        while at < bytes.len() {
            let mut less = bytes.clone();
            less.drain(at..(at + step).min(bytes.len()));
            if survives(reader, &less).is_none() {
                bytes = less;
            } else {
                at += step;
            }
        }
        step /= 2;
    }
    bytes
}

fn stumbles(name: &str, reader: Reader, tries: u64, seed: u64) -> Option<Vec<u8>> {
    let mut pool = examples(name);
    let mut known = HashSet::new();
    for bytes in pool.clone() {
        match survives(reader, &bytes) {
            Some(made) => known.insert(made),
            None => return Some(bytes),
        };
    }
    let (kept, kinds) = (pool.len(), known.len());
    let mut rng = Rng::with_seed(seed);
    for _ in 0..tries {
        let (one, other) = (&pool[rng.usize(..pool.len())], &pool[rng.usize(..pool.len())]);
        let bytes = changed(one, other, &mut rng);
        match survives(reader, &bytes) {
            // What it makes something new of is worth changing further.
            Some(made) => {
                if known.insert(made) {
                    pool.push(bytes);
                }
            }
            None => return Some(smallest(reader, bytes)),
        }
    }
    eprintln!("{name}: {tries} tries from {kept} examples, {} kinds of outcome after {kinds}", known.len());
    None
}

#[test]
fn no_bytes_make_a_reader_stumble() {
    let number = |name: &str| std::env::var(name).ok().map(|n| n.parse::<u64>().unwrap());
    let (tries, seed) = (number("BATCH_FUZZ").unwrap_or(FEW), number("BATCH_FUZZ_SEED").unwrap_or(1));
    let wanted = std::env::var("BATCH_FUZZ_OF").ok();
    let wanted: Vec<&(&str, Reader)> =
        READERS.iter().filter(|(name, _)| wanted.as_deref().is_none_or(|w| w == *name)).collect();
    assert!(!wanted.is_empty(), "there is no such reader");
    let found: Vec<(&str, Vec<u8>)> = std::thread::scope(|scope| {
        let threads: Vec<_> = wanted
            .iter()
            .map(|(name, reader)| scope.spawn(move || Some((*name, stumbles(name, *reader, tries, seed)?))))
            .collect();
        threads.into_iter().filter_map(|thread| thread.join().unwrap()).collect()
    });
    for (name, bytes) in &found {
        eprintln!("{name} stumbles over b\"{}\"", bytes.escape_ascii());
    }
    assert!(found.is_empty(), "{} readers stumble", found.len());
}

//! One reader of foreign bytes, told by the target's name.
#![no_main]

#[path = "../../../batch-core/src/worlds/invented.rs"]
mod invented;
#[path = "../../tests/fuzz/readers.rs"]
mod readers;

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    let reader = readers::READERS.iter().find(|(name, _)| *name == env!("CARGO_BIN_NAME"));
    reader.expect("a reader of that name").1(bytes);
});

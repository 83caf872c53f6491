//! One reader of foreign bytes, told by the target's name.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| {
    batch_core::fuzz::read(env!("CARGO_BIN_NAME"), bytes);
});

//! An address without its end, and another platform's: said before a run, by `check` with exit code 2.

#![allow(clippy::unwrap_used, clippy::panic)]

use batch_contract::addresses;
use batch_core::Platform;
use batch_kimi::Kimi;

#[test]
fn an_address_without_its_end_is_found_by_check() {
    addresses::without_end(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

#[test]
fn what_is_another_platforms_is_warned_of() {
    addresses::of_another(env!("CARGO_BIN_EXE_batch-kimi"), Kimi::default().profile());
}

//! The limiter that processes share, with a real Redis: the script against what it promises, the line against what can be
//! wrong with it. Run by `.ci/run`; by hand: `cargo test -p batch-core --test limiter -- --ignored`.
#![cfg(feature = "redis")]
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, missing_docs, reason = "a test")]

mod fair;
mod limits;
mod line;
mod mishaps;
mod server;
mod world;

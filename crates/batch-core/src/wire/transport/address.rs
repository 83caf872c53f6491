//! Where and as whom to call, and the bounds of a call.

use std::time::Duration;

use secrecy::SecretString;

use crate::platform::{Auth, RefusalAt};

/// The largest reply that is read, in bytes; an answer is a few KB.
pub const LARGEST_REPLY: usize = 32 * 1024 * 1024;
/// The largest error body that is read, in bytes; the rest is not waited for.
pub const LARGEST_REFUSAL: usize = 64 * 1024;

/// How long each part of a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands, TLS included.
    pub connect: Duration,
    /// From sending until the first byte of the reply.
    pub first_byte: Duration,
    /// Between two pieces of the reply.
    pub stall: Duration,
    /// The whole call.
    pub whole: Duration,
}

/// Where and as whom to call.
#[derive(Clone)]
pub struct Address {
    /// Base URL without a slash at its end.
    pub base_url: String,
    /// Path of a chat completion below it.
    pub chat_path: &'static str,
    /// How calls carry the key.
    pub auth: Auth,
    /// Headers of every call, beside those that all have: name and value.
    pub headers: &'static [(&'static str, &'static str)],
    /// The key; `None` for local servers that need none.
    pub key: Option<SecretString>,
    /// Where refusals stand in the platform's replies, if it has a place of its own for them.
    pub refusals: Option<RefusalAt>,
    /// A proxy for all calls; `None` takes the environment's.
    pub proxy: Option<String>,
    /// Whether HTTP/1.1 connections may carry more than one call; `None`: only to this machine.
    pub keep_alive: Option<bool>,
    /// Sent as `User-Agent`.
    pub agent: String,
    /// How long each part of a call may take.
    pub timeouts: Timeouts,
}

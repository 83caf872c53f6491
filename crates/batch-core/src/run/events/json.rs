//! How events read in JSON, where that is not as they stand.

use std::time::Duration;

use serde::{Serialize, Serializer};

use crate::platform::fault::{Class, Detail, Fault};

pub(super) fn seconds<S: Serializer>(time: &Duration, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_f64((time.as_secs_f64() * 1000.0).round() / 1000.0)
}

#[expect(clippy::ref_option, reason = "serde's signature")]
pub(super) fn maybe_seconds<S: Serializer>(time: &Option<Duration>, out: S) -> Result<S::Ok, S::Error> {
    match time {
        Some(time) => seconds(time, out),
        None => out.serialize_none(),
    }
}

#[expect(clippy::ref_option, reason = "serde's signature")]
pub(super) fn is_none<S: Serializer, T>(value: &Option<T>, out: S) -> Result<S::Ok, S::Error> {
    out.serialize_bool(value.is_none())
}

/// What of a fault is for others.
pub(super) fn fault_said<S: Serializer>(fault: &&Fault, out: S) -> Result<S::Ok, S::Error> {
    #[derive(Serialize)]
    struct Said<'a> {
        class: Class,
        status: u16,
        #[serde(flatten)]
        detail: &'a Detail,
    }
    Said { class: fault.class, status: fault.status, detail: &fault.detail }.serialize(out)
}

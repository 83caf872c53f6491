//! An answer as a stream of events: what is said in it, how the events are written, and when their bytes come.

mod chunks;
mod events;

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use serde_json::Value;

use crate::body::{self, Body, End, Piece};
use crate::bytes_of::{gzip, no_utf8};
use crate::fault_kind::FaultKind as F;
use crate::latency::Pace;
use crate::table::StreamUsage;

pub(crate) use events::event;

/// How a stream is to be.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Shape<'a> {
    pub fault: Option<&'a F>,
    /// Where usage is, if anywhere.
    pub usage: Option<StreamUsage>,
    /// The event that [`F::ErrorAfter`] ends with.
    pub error: Option<&'a str>,
    pub drip: Duration,
    /// The time that the answer still takes, and how it is used.
    pub time: Duration,
    pub pace: Pace,
}

impl Shape<'_> {
    /// Where usage is, if anywhere.
    pub(crate) const fn usage(&self) -> Option<StreamUsage> {
        match self.fault {
            Some(F::UsageLastChunk) => Some(StreamUsage::LastChunk),
            Some(F::UsageLastChoice) => Some(StreamUsage::LastChoice),
            Some(F::UsageEveryChunk) => Some(StreamUsage::EveryChunk),
            Some(F::UsageBeforeFinish) => Some(StreamUsage::BeforeFinish),
            _ => self.usage,
        }
    }
}

/// The events of a completion, bent already.
pub(crate) fn events_of(whole: Value, shape: &Shape<'_>) -> Vec<Bytes> {
    let chunks = chunks::chunks(whole, shape.usage(), shape.fault);
    let texts = events::events(chunks, shape.error, shape.fault);
    let mark = char::REPLACEMENT_CHARACTER;
    let bytes = texts.into_iter().map(|text| match shape.fault {
        Some(F::BadUtf8) if text.contains(mark) => no_utf8(text.as_bytes()).into(),
        _ => Bytes::from(text),
    });
    bytes.collect()
}

/// The body with these events.
pub(crate) fn body(events: &[Bytes], shape: &Shape<'_>) -> Body {
    let at_once =
        |events: &[Bytes]| -> VecDeque<Piece> { events.iter().map(|event| (Duration::ZERO, event.clone())).collect() };
    let joined = || Bytes::from(events.concat());
    let half = events.len() / 2;
    let mut end = End::Done;
    let mut pieces = match shape.fault {
        Some(F::CutJson) => at_once(&events[..half]),
        Some(F::Stall) => {
            end = End::Stall;
            at_once(&events[..half])
        }
        Some(F::CutBody) => {
            end = End::Break;
            // Not where an event ends, but inside the one in the middle.
            let inside = events[half].slice(..events[half].len() / 2);
            at_once(&[&events[..half], &[inside]].concat())
        }
        Some(F::HeldOpen) => {
            end = End::Stall;
            at_once(events)
        }
        Some(F::SlowDrip) => body::pieces(&joined(), 20, shape.drip).collect(),
        Some(F::Chunked) => body::pieces(&joined(), 7, Duration::ZERO).collect(),
        Some(F::SplitBytes) => body::pieces(&joined(), usize::MAX, Duration::ZERO).collect(),
        Some(F::Gzip) => body::pieces(&gzip(&joined()).unwrap_or_default().into(), 7, Duration::ZERO).collect(),
        _ => at_once(events),
    };
    let first: &[u8] = match shape.fault {
        Some(F::Bom) => b"\xef\xbb\xbf",
        Some(F::LeadingBlank) => b"\n\n  \r\n",
        _ => b"",
    };
    if !first.is_empty() {
        pieces.push_front((Duration::ZERO, Bytes::from_static(first)));
    }
    wait(&mut pieces, shape);
    Body::timed(pieces, end)
}

/// Puts the silences where they belong.
fn wait(pieces: &mut VecDeque<Piece>, shape: &Shape<'_>) {
    let count = u32::try_from(pieces.len()).unwrap_or(u32::MAX).max(1);
    match shape.pace {
        Pace::Late => {}
        Pace::HeadFirst => pieces.iter_mut().take(1).for_each(|(pause, _)| *pause += shape.time),
        Pace::Spread => pieces.iter_mut().for_each(|(pause, _)| *pause += shape.time / count),
    }
    match shape.fault {
        Some(F::SilentThinking) => pieces.iter_mut().skip(1).take(1).for_each(|(pause, _)| *pause += shape.drip * 20),
        Some(F::LongKeepAlive) => {
            for _ in 0..20 {
                pieces.push_front((shape.drip, Bytes::from_static(KEEP_ALIVE)));
            }
        }
        _ => {}
    }
}

/// A comment that says nothing but that the connection lives.
pub(crate) const KEEP_ALIVE: &[u8] = b": keep-alive\n\n";

//! A reply's body as it comes in, within bounds of time and size: in pieces of whatever size, or as events.

use std::fs::File;
use std::io::Write;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use http::response::Parts;
use http::{StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::{Instant, timeout};

use super::address::{LARGEST_REFUSAL, LARGEST_REPLY, Timeouts};
use crate::base::problem::{FileProblem, Problem};
use crate::platform::RefusalAt;
use crate::platform::body::{Assembly, EventKind, EventReader};
use crate::platform::fault::{Class, Detail, Fault, Part};
use crate::wire::link;

/// How long usage may come behind the end of an answer.
const LAST_WORDS: Duration = Duration::from_secs(4);
/// How long a stream that has said all may take to end.
const FAREWELL: Duration = Duration::from_secs(2);

/// What came.
pub(super) struct Read {
    pub body: Bytes,
    /// True if nothing of this reply can come any more.
    pub is_whole: bool,
}

/// The largest body that is read, in bytes.
pub(super) fn most(status: StatusCode) -> usize {
    if status.is_success() { LARGEST_REPLY } else { LARGEST_REFUSAL }
}

/// Reads a reply's body.
///
/// # Errors
/// What broke it off, if it was no refusal's.
pub(super) async fn read(
    head: &Parts,
    from: Incoming,
    timeouts: &Timeouts,
    refusals: Option<RefusalAt>,
) -> Result<Read, Fault> {
    let is =
        |name, what: &str| head.headers.get(name).is_some_and(|is| is.to_str().is_ok_and(|is| is.starts_with(what)));
    let packed = head.headers.contains_key(header::CONTENT_ENCODING) && !is(header::CONTENT_ENCODING, "identity");
    let read = if head.status.is_success() && is(header::CONTENT_TYPE, "text/event-stream") && !packed {
        events(from, timeouts, refusals).await
    } else {
        pieces(head.status, from, timeouts).await
    };
    // What came with a status was paid for, perhaps.
    read.map_err(|fault| if fault.class.is_link() { fault } else { Fault { status: head.status.as_u16(), ..fault } })
}

/// Writes a body to a file, piece by piece.
///
/// # Errors
/// What broke it off; [`Class::Input`] for the disk's; [`Class::BadJson`] if it is packed.
pub(super) async fn into_file(head: &Parts, mut from: Incoming, stall: Duration, file: &mut File) -> Result<(), Fault> {
    if head.headers.get(header::CONTENT_ENCODING).is_some_and(|coding| coding != "identity") {
        return Err(Fault::new(Class::BadJson, ""));
    }
    loop {
        match timeout(stall, from.frame()).await {
            Ok(Some(Ok(frame))) => {
                let piece = frame.into_data().unwrap_or_default();
                file.write_all(&piece).map_err(|e| Fault::input(Problem::new(FileProblem::Disk(e.into()))))?;
            }
            Ok(None) => return Ok(()),
            Ok(Some(Err(e))) => return Err(link::broken(&e)),
            Err(_) => return Err(link::timeout(Part::Stall, stall)),
        }
    }
}

async fn pieces(status: StatusCode, mut from: Incoming, timeouts: &Timeouts) -> Result<Read, Fault> {
    let mut body = Pieces::default();
    loop {
        let piece = match timeout(timeouts.stall, from.frame()).await {
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Ok(None) => return Ok(Read { body: body.join(), is_whole: true }),
            // The status of a refusal says enough; what is left of its body is not worth a fault of its own.
            _ if !status.is_success() => break,
            Ok(Some(Err(e))) => return Err(link::broken(&e)),
            Err(_) => return Err(link::timeout(Part::Stall, timeouts.stall)),
        };
        let room = most(status) - body.len();
        if piece.len() > room {
            if status.is_success() {
                return Err(Fault::new(Class::TooLarge, ""));
            }
            body.push(piece.slice(..room));
            break;
        }
        body.push(piece);
    }
    Ok(Read { body: body.join(), is_whole: false })
}

/// Puts an answer together as it comes. Its pieces are not kept: there may be a hundred bytes to each character.
async fn events(mut from: Incoming, timeouts: &Timeouts, refusals: Option<RefusalAt>) -> Result<Read, Fault> {
    let mut assembly = Assembly::new(refusals);
    let mut reader = EventReader::default();
    // All that came, until there is an event in it.
    let mut raw = Some(Pieces::default());
    // Bytes since the last event: however much there is around its words, an answer itself is small.
    let mut between = 0;
    let mut goes_on = true;
    let (mut end, mut is_over) = (None, false);
    let broken = loop {
        // A model may think for long before its first word, but not between two. Behind the last one nobody talks on.
        if goes_on && assembly.is_whole() {
            end.get_or_insert_with(|| Instant::now() + LAST_WORDS);
        } else if !goes_on && !is_over {
            is_over = true;
            end = Some(Instant::now() + FAREWELL);
        }
        let patience = match end {
            Some(end) => end.saturating_duration_since(Instant::now()),
            None if assembly.has_spoken() => timeouts.stall,
            None => timeouts.first_byte,
        };
        let piece = match timeout(patience, from.frame()).await {
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Ok(None) => break None,
            Ok(Some(Err(e))) => break Some(link::broken(&e)),
            Err(_) => {
                let part = if assembly.has_spoken() { Part::Stall } else { Part::FirstByte };
                break Some(link::timeout(part, patience));
            }
        };
        between += piece.len();
        if between.max(assembly.size()) > LARGEST_REPLY {
            break Some(Fault::new(Class::TooLarge, ""));
        }
        if goes_on {
            let mut found = false;
            goes_on = reader.feed(&piece, &mut |event| {
                found |= event.kind != EventKind::Stray;
                assembly.take(event)
            });
            if found {
                (raw, between) = (None, 0);
            } else if let Some(raw) = &mut raw {
                raw.push(piece);
            }
        }
    };
    if goes_on {
        reader.end(&mut |event| {
            if event.kind != EventKind::Stray {
                raw = None;
            }
            assembly.take(event)
        });
    }
    let is_whole = broken.is_none();
    match broken {
        Some(fault) if !assembly.is_whole() => Err(fault),
        _ => match (raw, assembly.finish()) {
            // No event at all: whatever it is, it is judged as it stands.
            (Some(raw), _) => Ok(Read { body: raw.join(), is_whole }),
            (None, Some(answer)) => Ok(Read { body: answer.to_string().into(), is_whole }),
            (None, None) => Err(Fault::new(Class::BadJson, Detail::StreamCut)),
        },
    }
}

/// A body as it arrives: one piece is the common case and is not copied.
#[derive(Default)]
struct Pieces {
    first: Bytes,
    rest: BytesMut,
}

impl Pieces {
    fn len(&self) -> usize {
        if self.rest.is_empty() { self.first.len() } else { self.rest.len() }
    }
    fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.rest.is_empty() {
            self.rest.extend_from_slice(&self.first);
        }
        self.rest.extend_from_slice(&piece);
    }
    fn join(self) -> Bytes {
        if self.rest.is_empty() { self.first } else { self.rest.freeze() }
    }
}

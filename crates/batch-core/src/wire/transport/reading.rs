//! A reply's body as it comes in, within bounds of time and size: in pieces of whatever size, or as events.

use std::cell::{Cell, RefCell};
use std::pin::pin;
use std::time::Duration;

use bytes::{Bytes, BytesMut};
use futures_util::{StreamExt, stream};
use http::response::Parts;
use http::{StatusCode, header};
use http_body_util::BodyExt;
use hyper::body::Incoming;
use tokio::time::timeout;

use super::address::{LARGEST_REFUSAL, LARGEST_REPLY, Timeouts};
use crate::platform::body::{self, Assembly};
use crate::platform::fault::{Class, Detail, Fault, Part};
use crate::wire::link;

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
pub(super) async fn read(head: &Parts, from: Incoming, timeouts: &Timeouts) -> Result<Read, Fault> {
    let is =
        |name, what: &str| head.headers.get(name).is_some_and(|is| is.to_str().is_ok_and(|is| is.starts_with(what)));
    let packed = head.headers.contains_key(header::CONTENT_ENCODING) && !is(header::CONTENT_ENCODING, "identity");
    let read = if head.status.is_success() && is(header::CONTENT_TYPE, "text/event-stream") && !packed {
        events(from, timeouts).await
    } else {
        pieces(head.status, from, timeouts).await
    };
    // What came with a status was paid for, perhaps.
    read.map_err(|fault| if fault.class.is_link() { fault } else { Fault { status: head.status.as_u16(), ..fault } })
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
async fn events(from: Incoming, timeouts: &Timeouts) -> Result<Read, Fault> {
    let course = Course { patience: Cell::new(timeouts.first_byte), raw: RefCell::new(Some(Pieces::default())) };
    let lines = Lines { from: Some(from), line: BytesMut::new(), size: 0, course: &course };
    let lines = stream::unfold(lines, async |mut lines| Some((lines.next().await?, lines)));
    let mut events = pin!(body::event_data(lines));
    let mut assembly = Assembly::default();
    let mut broken = None;
    let mut goes_on = true;
    while let Some(event) = events.next().await {
        match event {
            Ok(data) if goes_on => {
                course.raw.take();
                goes_on = assembly.take(&data);
            }
            Ok(_) => {}
            Err(fault) => broken = Some(fault),
        }
        // A model may think for long before its first word, but not between two.
        if assembly.is_whole() {
            course.patience.set(FAREWELL);
        } else if assembly.has_spoken() {
            course.patience.set(timeouts.stall);
        }
    }
    let is_whole = broken.is_none();
    match broken {
        Some(fault) if !assembly.is_whole() => Err(fault),
        _ => match (course.raw.take(), assembly.finish()) {
            // No event at all: whatever it is, it is judged as it stands.
            (Some(raw), _) => Ok(Read { body: raw.join(), is_whole }),
            (None, Some(answer)) => Ok(Read { body: answer.to_string().into(), is_whole }),
            (None, None) => Err(Fault::new(Class::BadJson, Detail::StreamCut)),
        },
    }
}

/// What the reading of events and of lines tell each other.
struct Course {
    /// How long the next piece may take.
    patience: Cell<Duration>,
    /// All that came, until there is an event in it.
    raw: RefCell<Option<Pieces>>,
}

/// The whole lines of a reply.
struct Lines<'a> {
    /// `None` behind its end.
    from: Option<Incoming>,
    /// The beginning of the next line.
    line: BytesMut,
    /// Bytes that came.
    size: usize,
    course: &'a Course,
}

impl Lines<'_> {
    /// All whole lines that have come, and an empty one at the end, should the last event lack it.
    async fn next(&mut self) -> Option<Result<String, Fault>> {
        loop {
            let patience = self.course.patience.get();
            let piece = match timeout(patience, self.from.as_mut()?.frame()).await {
                Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
                Ok(None) => {
                    self.from = None;
                    return Some(Ok(text(&self.line) + "\n\n"));
                }
                Ok(Some(Err(e))) => return self.broken(link::broken(&e)),
                Err(_) => return self.broken(link::timeout(Part::Stall, patience)),
            };
            self.size += piece.len();
            if self.size > LARGEST_REPLY {
                return self.broken(Fault::new(Class::TooLarge, ""));
            }
            if let Some(raw) = self.course.raw.borrow_mut().as_mut() {
                raw.push(piece.clone());
            }
            self.line.extend_from_slice(&piece);
            if let Some(end) = piece.iter().rposition(|byte| matches!(byte, b'\n' | b'\r')) {
                let lines = self.line.split_to(self.line.len() - piece.len() + end + 1);
                return Some(Ok(text(&lines)));
            }
        }
    }

    fn broken(&mut self, fault: Fault) -> Option<Result<String, Fault>> {
        self.from = None;
        Some(Err(fault))
    }
}

/// Lines as text, without a byte order mark.
fn text(lines: &[u8]) -> String {
    String::from_utf8_lossy(lines).trim_start_matches('\u{feff}').to_owned()
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

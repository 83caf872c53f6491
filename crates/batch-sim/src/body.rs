//! Reply bodies: whole, in pieces, slow, broken off, silent or endless.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// What comes after the last piece.
enum End {
    /// Nothing: the body is whole.
    Done,
    /// The connection breaks.
    Break,
    /// Silence.
    Stall,
    /// This, again and again.
    Repeat(Bytes),
}

/// A body made of pieces.
pub(crate) struct Body {
    pieces: VecDeque<Bytes>,
    /// Sent as content-length; `None` is chunked.
    length: Option<u64>,
    /// Waits so long before each piece.
    pause: Option<(Duration, Pin<Box<Sleep>>)>,
    end: End,
}

impl Body {
    /// All at once, with a content length.
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = Some(bytes.len() as u64);
        Self { pieces: VecDeque::from([bytes]), length, pause: None, end: End::Done }
    }

    /// Chunked, in so many pieces, each after a pause.
    pub(crate) fn pieces(bytes: &Bytes, count: usize, pause: Duration) -> Self {
        let size = bytes.len().div_ceil(count.max(1)).max(1);
        let cut = (0..bytes.len()).step_by(size).map(|at| bytes.slice(at..(at + size).min(bytes.len())));
        Self::chunks(cut.collect(), pause)
    }

    /// Chunked, these pieces.
    pub(crate) fn chunks(pieces: VecDeque<Bytes>, pause: Duration) -> Self {
        let pause = (!pause.is_zero()).then(|| (pause, Box::pin(tokio::time::sleep(pause))));
        Self { pieces, length: None, pause, end: End::Done }
    }

    /// Promises all and breaks off in the middle.
    pub(crate) fn broken(bytes: &Bytes) -> Self {
        Self { end: End::Break, ..Self::half(bytes) }
    }

    /// Promises all and falls silent in the middle.
    pub(crate) fn stalled(bytes: &Bytes) -> Self {
        Self { end: End::Stall, ..Self::half(bytes) }
    }

    /// Never ends.
    pub(crate) fn endless(piece: Bytes) -> Self {
        Self { pieces: VecDeque::new(), length: None, pause: None, end: End::Repeat(piece) }
    }

    fn half(bytes: &Bytes) -> Self {
        let half = bytes.slice(..bytes.len() / 2);
        Self { pieces: VecDeque::from([half]), length: Some(bytes.len() as u64), pause: None, end: End::Done }
    }
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        if let Some((pause, timer)) = &mut this.pause
            && !this.pieces.is_empty()
        {
            if timer.as_mut().poll(cx).is_pending() {
                return Poll::Pending;
            }
            timer.as_mut().reset(Instant::now() + *pause);
        }
        if let Some(piece) = this.pieces.pop_front() {
            return Poll::Ready(Some(Ok(Frame::data(piece))));
        }
        match &this.end {
            End::Done => Poll::Ready(None),
            End::Break => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            End::Stall => Poll::Pending,
            End::Repeat(piece) => Poll::Ready(Some(Ok(Frame::data(piece.clone())))),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.pieces.is_empty() && matches!(self.end, End::Done)
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

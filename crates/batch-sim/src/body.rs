//! Reply bodies: whole, in pieces, slow, broken off, silent or endless.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http_body::{Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// What comes after the last piece.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum End {
    /// Nothing: the body is whole.
    Done,
    /// The connection breaks.
    Break,
    /// Silence.
    Stall,
    /// This, again and again, each after a pause.
    Repeat(Bytes, Duration),
}

/// Bytes, and how long there is silence before them.
pub(crate) type Piece = (Duration, Bytes);

/// A body made of pieces.
pub(crate) struct Body {
    pieces: VecDeque<Piece>,
    /// Sent as content-length; `None` is chunked.
    length: Option<u64>,
    /// When the next piece is due is reckoned from here: pauses that the clock makes too long do not add up.
    last: Instant,
    timer: Option<Pin<Box<Sleep>>>,
    end: End,
    /// What is read and sent behind the pieces.
    source: Option<Source>,
    /// What is to be done when the last piece goes out.
    over: Option<Box<dyn FnOnce()>>,
}

/// The beginning of something that is read.
struct Source {
    reader: Box<dyn Read>,
    left: u64,
    /// What was read has gone out, or had the time to.
    rested: bool,
}

impl Source {
    /// The next bytes; none if there are no more.
    fn read(&mut self) -> io::Result<Bytes> {
        let mut bytes = vec![0; usize::try_from(self.left.min(64 << 10)).unwrap_or(0)];
        self.reader.read_exact(&mut bytes)?;
        self.left -= bytes.len() as u64;
        Ok(bytes.into())
    }
}

impl Body {
    /// The first `send` bytes of a file, in pieces, of `promised` bytes.
    pub(crate) fn file(reader: impl Read + 'static, send: u64, promised: u64, end: End) -> Self {
        let source = Some(Source { reader: Box::new(reader), left: send, rested: false });
        Self { length: Some(promised), source, ..Self::timed(VecDeque::new(), end) }
    }

    /// Chunked: these pieces, and what comes after them.
    pub(crate) fn timed(pieces: VecDeque<Piece>, end: End) -> Self {
        Self { pieces, length: None, last: Instant::now(), timer: None, end, source: None, over: None }
    }

    /// All at once, with a content length.
    pub(crate) fn whole(bytes: impl Into<Bytes>) -> Self {
        let bytes = bytes.into();
        let length = Some(bytes.len() as u64);
        Self { length, ..Self::timed([(Duration::ZERO, bytes)].into(), End::Done) }
    }

    /// Chunked, in so many pieces, each after a pause.
    pub(crate) fn pieces(bytes: &Bytes, count: usize, pause: Duration) -> Self {
        Self::timed(pieces(bytes, count, pause).collect(), End::Done)
    }

    /// Promises all, and ends so in the middle.
    pub(crate) fn half(bytes: &Bytes, end: End) -> Self {
        let half = bytes.slice(..bytes.len() / 2);
        Self { length: Some(bytes.len() as u64), ..Self::timed([(Duration::ZERO, half)].into(), end) }
    }

    /// Does this when the last piece goes out; drops it undone if nobody takes the body so far.
    pub(crate) fn then(mut self, over: impl FnOnce() + 'static) -> Self {
        self.over = Some(Box::new(over));
        self
    }

    /// Waits until so long after the last piece.
    fn poll_due(&mut self, pause: Duration, cx: &mut Context<'_>) -> Poll<()> {
        if pause.is_zero() {
            return Poll::Ready(());
        }
        let due = self.last + pause;
        let timer = self.timer.get_or_insert_with(|| Box::pin(tokio::time::sleep_until(due)));
        ready!(timer.as_mut().poll(cx));
        (self.last, self.timer) = (due, None);
        Poll::Ready(())
    }
}

/// Bytes in so many pieces, each after a pause.
pub(crate) fn pieces(bytes: &Bytes, count: usize, pause: Duration) -> impl Iterator<Item = Piece> {
    let size = bytes.len().div_ceil(count.max(1)).max(1);
    (0..bytes.len()).step_by(size).map(move |at| (pause, bytes.slice(at..(at + size).min(bytes.len()))))
}

impl http_body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<io::Result<Frame<Bytes>>>> {
        let this = &mut *self;
        if let Some((pause, _)) = this.pieces.front() {
            ready!(this.poll_due(*pause, cx));
        }
        if let Some((_, bytes)) = this.pieces.pop_front() {
            if this.pieces.is_empty()
                && let Some(over) = this.over.take()
            {
                over();
            }
            return Poll::Ready(Some(Ok(Frame::data(bytes))));
        }
        if let Some(source) = this.source.as_mut().filter(|source| source.left > 0) {
            return Poll::Ready(Some(source.read().map(Frame::data)));
        }
        // A body that fails at once takes along what lies before it.
        if let Some(source) = this.source.as_mut().filter(|source| !source.rested && this.end == End::Break) {
            source.rested = true;
            cx.waker().wake_by_ref();
            return Poll::Pending;
        }
        match this.end.clone() {
            End::Done => Poll::Ready(None),
            End::Break => Poll::Ready(Some(Err(io::ErrorKind::ConnectionReset.into()))),
            End::Stall => Poll::Pending,
            End::Repeat(bytes, pause) => {
                ready!(this.poll_due(pause, cx));
                Poll::Ready(Some(Ok(Frame::data(bytes))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        let has_more = self.source.as_ref().is_some_and(|source| source.left > 0);
        self.pieces.is_empty() && !has_more && self.end == End::Done
    }

    fn size_hint(&self) -> SizeHint {
        self.length.map_or_else(SizeHint::default, SizeHint::with_exact)
    }
}

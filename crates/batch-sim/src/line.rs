//! A connection with the bad manners that HTTP libraries do not have: bytes that nobody asked for behind a reply, replies
//! in scraps, a close that nothing announced.

use std::cell::RefCell;
use std::io::{self, IoSlice};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::time::{Instant, Sleep};

/// How long after a reply what nobody asked for comes, and how long each scrap waits.
const MOMENT: Duration = Duration::from_millis(1);
/// Bytes of a scrap.
const SCRAP: usize = 16;

/// How a connection is to behave; shared by the connection and whoever answers on it.
pub(crate) type Manners = Rc<RefCell<Conduct>>;

#[derive(Default)]
pub(crate) struct Conduct {
    /// It ends by RST.
    pub reset: bool,
    then: Option<(Pin<Box<Sleep>>, Then)>,
    /// Every scrap waits for this.
    scraps: Option<Pin<Box<Sleep>>>,
}

enum Then {
    Send(Bytes),
    Close,
}

impl Conduct {
    /// Sends this a moment later, whatever else happens on the connection.
    pub(crate) fn send_unasked(&mut self, bytes: Bytes) {
        self.then = Some((Box::pin(tokio::time::sleep(MOMENT)), Then::Send(bytes)));
    }

    /// Takes nothing more, and closes a moment later.
    pub(crate) fn close(&mut self) {
        self.then = Some((Box::pin(tokio::time::sleep(MOMENT)), Then::Close));
    }

    /// A new call: no scraps any more.
    pub(crate) fn calm(&mut self) {
        self.scraps = None;
    }

    /// Sends the reply in scraps.
    pub(crate) fn scraps(&mut self) {
        self.scraps = Some(Box::pin(tokio::time::sleep(MOMENT)));
    }
}

/// The connection.
pub(crate) struct Line {
    stream: TcpStream,
    manners: Manners,
}

impl Line {
    pub(crate) const fn new(stream: TcpStream, manners: Manners) -> Self {
        Self { stream, manners }
    }

    pub(crate) fn into_stream(self) -> TcpStream {
        self.stream
    }

    /// Waits for the scrap's moment, if there are scraps; says how many bytes may go.
    fn poll_scrap(&self, cx: &mut Context<'_>) -> Poll<usize> {
        let mut manners = self.manners.borrow_mut();
        let Some(timer) = &mut manners.scraps else { return Poll::Ready(usize::MAX) };
        ready!(timer.as_mut().poll(cx));
        timer.as_mut().reset(Instant::now() + MOMENT);
        Poll::Ready(SCRAP)
    }
}

impl AsyncRead for Line {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = &mut *self;
        let mut manners = this.manners.borrow_mut();
        if let Some((timer, then)) = &mut manners.then {
            match (timer.as_mut().poll(cx).is_ready(), then) {
                (true, Then::Send(bytes)) => {
                    let sent = Pin::new(&mut this.stream).poll_write(cx, bytes);
                    drop(sent);
                    manners.then = None;
                }
                (false, Then::Send(_)) => {}
                // The end of what the client says.
                (true, Then::Close) => return Poll::Ready(Ok(())),
                (false, Then::Close) => return Poll::Pending,
            }
        }
        drop(manners);
        Pin::new(&mut this.stream).poll_read(cx, into)
    }
}

impl AsyncWrite for Line {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let most = ready!(self.poll_scrap(cx)).min(bytes.len());
        Pin::new(&mut self.stream).poll_write(cx, &bytes[..most])
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        parts: &[IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        if self.manners.borrow().scraps.is_none() {
            return Pin::new(&mut self.stream).poll_write_vectored(cx, parts);
        }
        let part = parts.iter().find(|part| !part.is_empty());
        self.poll_write(cx, part.map_or(&[], |part| part))
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}

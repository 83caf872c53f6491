//! What a request carries: bytes, or a form around a file that is read in pieces while it is sent.

use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body_util::Full;
use hyper::body::{Frame, SizeHint};

use crate::sheets::open;
use crate::wire::errand::Upload;

/// Bytes of a file that are sent at once.
const PIECE: usize = 64 * 1024;

/// What a call carries, to be sent more than once if a connection was closed while nobody used it.
#[derive(Debug, Clone)]
pub(super) enum Payload {
    Whole(Bytes),
    Form { head: Bytes, file: PathBuf, bytes: u64, tail: Bytes },
}

impl Payload {
    /// A form with one file, and what its `Content-Type` is.
    pub fn form(upload: &Upload) -> (Self, String) {
        // The file is made of JSON, which holds no line of this kind: quotes stand around everything in it.
        let boundary = format!("batch-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..));
        let Upload { purpose, name, .. } = upload;
        let head = format!(
            "--{boundary}\r\nContent-Disposition: form-data; name=\"purpose\"\r\n\r\n{purpose}\r\n\
             --{boundary}\r\nContent-Disposition: form-data; name=\"file\"; filename=\"{name}\"\r\n\
             Content-Type: application/jsonl\r\n\r\n"
        );
        let tail = format!("\r\n--{boundary}--\r\n");
        let form = Self::Form { head: head.into(), file: upload.path.clone(), bytes: upload.bytes, tail: tail.into() };
        (form, format!("multipart/form-data; boundary={boundary}"))
    }

    /// What goes out over one connection.
    ///
    /// # Errors
    /// The disk's.
    pub fn open(&self) -> io::Result<Body> {
        Ok(match self {
            Self::Whole(bytes) => Body::Whole(Full::new(bytes.clone())),
            Self::Form { head, file, bytes, tail } => Body::Form {
                ends: [head.clone(), tail.clone()],
                file: open::input(file)?,
                left: *bytes,
                size: head.len() as u64 + bytes + tail.len() as u64,
            },
        })
    }
}

/// A request's body on its way.
pub(super) enum Body {
    Whole(Full<Bytes>),
    /// What stands around the file, the file, and how much of it is to come.
    Form {
        ends: [Bytes; 2],
        file: File,
        left: u64,
        size: u64,
    },
}

impl hyper::body::Body for Body {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        match self.get_mut() {
            Self::Whole(whole) => Pin::new(whole).poll_frame(context).map_err(|never| match never {}),
            Self::Form { ends, file, left, .. } => Poll::Ready(piece(ends, file, left).transpose()),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(whole) => whole.size_hint(),
            Self::Form { size, .. } => SizeHint::with_exact(*size),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Self::Whole(whole) => whole.is_end_stream(),
            Self::Form { ends, left, .. } => *left == 0 && ends[1].is_empty(),
        }
    }
}

fn piece(ends: &mut [Bytes; 2], file: &mut File, left: &mut u64) -> io::Result<Option<Frame<Bytes>>> {
    let [head, tail] = ends;
    if !head.is_empty() {
        return Ok(Some(Frame::data(std::mem::take(head))));
    }
    if *left > 0 {
        let mut piece = vec![0; PIECE.min(usize::try_from(*left).unwrap_or(PIECE))];
        file.read_exact(&mut piece)?;
        *left -= piece.len() as u64;
        return Ok(Some(Frame::data(piece.into())));
    }
    Ok((!tail.is_empty()).then(|| Frame::data(std::mem::take(tail))))
}

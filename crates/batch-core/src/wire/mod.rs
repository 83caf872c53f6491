//! What calls need of a way to the platform, and what comes back over it.

pub mod call;
pub mod errand;
pub mod link;
pub mod open_files;
pub mod transport;

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;
use http::HeaderMap;
use serde::Serialize;

use self::errand::Errand;
use crate::platform::fault::{Class, Detail, Fault};

/// A whole reply, whatever its status.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The raw body, bounded by [`transport::LARGEST_REPLY`] or [`transport::LARGEST_REFUSAL`].
    pub body: Bytes,
    /// True if it came over a connection that had carried another call before, where a surplus reply to that call could
    /// be taken for this one's.
    pub reused: bool,
}

/// The way to the platform and back. The one that is real is [`crate::wire::transport::Transport`]; tests of whole runs put a
/// world of their own in its place.
pub trait Wire {
    /// Sends one chat completion and brings the reply back, whatever it is.
    ///
    /// # Errors
    /// A [`Fault`] if there is no whole reply: the link broke, a time ran out, the reply is too large.
    fn chat(&self, body: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>>;

    /// Does an errand and brings the reply back, whatever it is.
    ///
    /// # Errors
    /// A [`Fault`] if there is no whole reply, or if this way knows only chat completions.
    fn errand(&self, errand: Errand) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        drop(errand);
        Box::pin(std::future::ready(Err(Fault::new(Class::BadRequest, Detail::Unbuilt))))
    }

    /// The replies' ids are there and tell one reply from another: should a connection bring a reply twice, it would be
    /// noticed. Connections may carry another call from now on.
    fn proven(&self) {}

    /// A reply may have been taken for another's: no connection carries another call from now on, and what is still to
    /// come over one that did is not believed.
    fn doubted(&self) {}

    /// True, once, if a connection brought more replies than it carried calls: any reply over one that carried several may
    /// be another call's, whatever its ids say.
    fn shifted(&self) -> bool {
        false
    }

    /// What connections have shown of the server since the last look, once each.
    fn trouble(&self) -> Option<ConnectionTrouble> {
        None
    }
}

/// What connections have shown of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(tag = "trouble", rename_all = "snake_case")]
pub enum ConnectionTrouble {
    /// It closes them behind each answer.
    NotKept,
    /// Bytes came that nobody had asked for.
    Surplus,
    /// Two calls got the same reply.
    ReplyTwice,
    /// Nothing in its replies would show that.
    UselessIds,
    /// Answers may have changed places and are asked for again.
    AnswersTakenBack {
        /// How many.
        answers: usize,
    },
}

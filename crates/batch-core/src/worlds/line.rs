//! Between client and world: what stands for connections, and for the times that a call may take. What a broken one
//! is called here is what the transport calls it.

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

use super::server::{End, World};
use crate::platform::fault::{Class, Fault, Part};
use crate::wire::link;
use crate::wire::transport::Timeouts;
use crate::wire::{Exchange, Wire};

/// A client's line to a world.
pub struct Line<'a> {
    /// The other end.
    pub world: &'a World,
    /// Whose calls they are, where several runs go on at once.
    pub run: Option<usize>,
    /// How long parts of a call may take.
    pub timeouts: Timeouts,
}

impl Wire for Line<'_> {
    fn chat(&self, body: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        Box::pin(async move {
            let call = async {
                match self.world.answer(self.run, body).await {
                    End::Never => std::future::pending().await,
                    end => end,
                }
            };
            let whole = self.timeouts.whole;
            let end = tokio::time::timeout(whole, call).await.map_err(|_| link::timeout(Part::Whole, whole))?;
            match end {
                End::Reply { status, headers, body } => Ok(Exchange { status, headers, body, reused: false }),
                End::Reset => Err(Fault::new(Class::Reset, "connection reset by peer")),
                End::Stale => Err(Fault { stale: true, ..Fault::new(Class::Reset, "connection closed") }),
                End::NoLink => Err(Fault { unsent: true, ..Fault::new(Class::Refused, "connection refused") }),
                End::Never => Err(link::timeout(Part::Whole, whole)),
            }
        })
    }
}

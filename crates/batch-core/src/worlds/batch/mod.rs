//! Whole runs against a world that has a batch service: files that go there, batches that are made of them, and what comes back.
//!
//! [`Law`] says what is odd about the service; [`server`] knows the dialect and its law, and nothing of the client; [`story`]
//! draws what the user does; [`promises`] are held against every run; [`seeds`] tells many stories.

mod law;
mod patience;
mod promises;
mod scenes;
mod seeds;
mod server;
mod story;

use std::future::Future;
use std::pin::Pin;

use bytes::Bytes;

use self::law::Law;
use self::server::Desk;
use super::law::Law as CallLaw;
use super::line::Line;
use super::play::Place;
use super::server::World;
use crate::platform::fault::{Fault, Part};
use crate::wire::errand::Errand;
use crate::wire::link;
use crate::wire::transport::Address;
use crate::wire::{Exchange, Wire};

/// A world with a batch service beside its calls.
pub struct BatchWorld {
    /// Its clock, and what answers calls.
    pub calls: World,
    /// Its batch service.
    pub desk: Desk,
}

impl BatchWorld {
    /// A world at its beginning.
    pub fn new(calls: CallLaw, law: Law) -> Self {
        Self { calls: World::new(calls), desk: Desk::new(law) }
    }

    /// So much time passes between two runs that nothing odd happens any more.
    pub fn calm(&self) {
        self.calls.pass(self.desk.law().calm.saturating_sub(self.calls.now()));
    }
}

impl Place for BatchWorld {
    type Line<'a> = BatchLine<'a>;

    fn calls(&self) -> &World {
        &self.calls
    }

    fn line(&self, address: &Address) -> BatchLine<'_> {
        let timeouts = address.timeouts;
        BatchLine { calls: Line { world: &self.calls, run: None, timeouts }, world: self }
    }
}

/// A client's line to such a world.
pub struct BatchLine<'a> {
    calls: Line<'a>,
    world: &'a BatchWorld,
}

impl Wire for BatchLine<'_> {
    fn chat(&self, body: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        self.calls.chat(body)
    }

    fn errand(&self, errand: Errand) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        Box::pin(async move {
            let whole = self.calls.timeouts.whole;
            let done = tokio::time::timeout(whole, self.world.desk.serve(&self.world.calls, errand)).await;
            done.unwrap_or_else(|_| Err(link::timeout(Part::Whole, whole)))
        })
    }
}

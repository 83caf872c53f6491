//! HTTP/2 connections: many calls at once, and all of them break with it. A call whose server answers by closing must not
//! take the others with it for ever: after each break fewer share a connection, soon nobody; while all is well, more again.

use std::cell::Cell;
use std::error::Error;
use std::rc::Rc;

use h2::Reason;
use hyper::client::conn::http2::SendRequest;

use super::payload::Body;

/// Most calls at once on one connection. Servers allow a hundred and more.
const MOST: usize = 64;
/// As many times fewer share a connection after one broke.
const FEWER: usize = 8;
/// As many calls served since the last break, and more may share one.
const CALM: u32 = 256;

/// An HTTP/2 connection.
pub(super) struct Shared {
    pub sender: SendRequest<Body>,
    /// Calls on it now.
    streams: Cell<usize>,
    /// Most calls at once since it was idle.
    most: Cell<usize>,
    /// Calls that it has carried to their end.
    calls: Cell<u32>,
    broken: Cell<bool>,
}

impl Shared {
    /// With one call on it.
    pub fn new(sender: SendRequest<Body>) -> Rc<Self> {
        let (streams, most, calls, broken) = (Cell::new(1), Cell::new(1), Cell::default(), Cell::default());
        Rc::new(Self { sender, streams, most, calls, broken })
    }

    pub fn is_open(&self) -> bool {
        !self.broken.get() && !self.sender.is_closed()
    }

    pub fn is_idle(&self) -> bool {
        self.streams.get() == 0
    }

    pub fn is_used(&self) -> bool {
        self.calls.get() > 0
    }

    /// A call comes to those that are there.
    pub fn enter(&self) {
        let most = if self.is_idle() { 0 } else { self.most.get() };
        self.streams.set(self.streams.get() + 1);
        self.most.set(most.max(self.streams.get()));
    }

    pub fn leave(&self) {
        self.streams.set(self.streams.get() - 1);
    }

    /// True if the call that saw it break may have been broken by another.
    pub fn is_another_calls_fault(&self) -> bool {
        self.most.get() > 1 || self.is_used()
    }
}

/// How many calls may share a connection.
pub(super) struct Room {
    now: Cell<usize>,
    calm: Cell<u32>,
}

impl Default for Room {
    fn default() -> Self {
        Self { now: Cell::new(MOST), calm: Cell::default() }
    }
}

impl Room {
    /// True if one more call may share a connection.
    pub fn is_left_on(&self, shared: &Shared) -> bool {
        shared.is_open() && shared.streams.get() < self.now.get()
    }

    /// True if a connection that is being made has no room for all who wait.
    pub fn is_narrow(&self) -> bool {
        self.now.get() < MOST
    }

    pub fn served(&self, on: &Shared) {
        on.calls.set(on.calls.get() + 1);
        self.calm.set(self.calm.get() + 1);
        if self.calm.get() >= CALM {
            self.calm.set(0);
            self.now.set((self.now.get() * FEWER).min(MOST));
        }
    }

    /// A connection broke, or takes no more calls.
    pub fn broke(&self, on: &Shared, error: &hyper::Error) {
        if !on.broken.replace(true) && on.most.get() > 1 && !is_farewell(error) {
            self.calm.set(0);
            self.now.set(self.now.get().min(on.most.get() / FEWER).max(1));
        }
    }
}

/// Why a call alone was broken off, if its connection is still whole.
pub(super) fn reset(error: &hyper::Error) -> Option<Reason> {
    of_http_2(error).filter(|error| error.is_reset()).and_then(h2::Error::reason)
}

/// True if the server lets a connection go in order.
fn is_farewell(error: &hyper::Error) -> bool {
    of_http_2(error).is_some_and(|error| error.is_go_away() && error.reason() == Some(Reason::NO_ERROR))
}

fn of_http_2(error: &hyper::Error) -> Option<&h2::Error> {
    error.source()?.downcast_ref()
}

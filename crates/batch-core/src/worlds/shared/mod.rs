//! Several runs at once, with one account and one limiter: shards of a job in one folder, and jobs in folders of their own,
//! all on one clock. Each is killed, begun again, and goes on beside the others.
//!
//! [`law`] says what is odd about the limiter; [`limiter`] answers as the documents promise, and knows nothing of the client;
//! [`story`] draws what the users do; [`play`] does it; [`promises`] are held against every call, every run and the end;
//! [`seeds`] tells many stories.

mod law;
mod limiter;
mod play;
mod promises;
mod seeds;
mod story;

use std::cell::RefCell;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;

use bytes::Bytes;

use self::limiter::Limiter;
use self::promises::Sky;
use super::law::Law;
use super::line::Line;
use super::server::World;
use crate::platform::fault::Fault;
use crate::run::events::{JobEvent, Listener};
use crate::wire::errand::Errand;
use crate::wire::transport::Timeouts;
use crate::wire::{Exchange, Wire};

/// A platform that several runs ask at once, and the limiter that they share.
pub struct SharedWorld {
    /// What answers calls.
    pub calls: World,
    /// What they share.
    pub limiter: Rc<Limiter>,
    /// What is seen of them while they go on.
    pub sky: RefCell<Sky>,
}

impl SharedWorld {
    /// A world at its beginning, on the present runtime's clock.
    pub fn new(calls: Law, limiter: Limiter, sky: Sky) -> Self {
        let calls = World::new(calls);
        calls.wake();
        Self { calls, limiter: Rc::new(limiter), sky: RefCell::new(sky) }
    }
}

/// A run's line to the platform.
pub struct RunLine<'a> {
    world: &'a SharedWorld,
    run: usize,
    calls: Line<'a>,
}

impl<'a> RunLine<'a> {
    /// The line of a run.
    pub fn new(world: &'a SharedWorld, run: usize, timeouts: Timeouts) -> Self {
        Self { world, run, calls: Line { world: &world.calls, run: Some(run), timeouts } }
    }
}

impl Wire for RunLine<'_> {
    fn chat(&self, body: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        Box::pin(async move {
            let mut flight = InFlight::new(self.world, self.run);
            let landed = self.calls.chat(body).await;
            flight.landed = true;
            landed
        })
    }

    fn errand(&self, errand: Errand) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        self.calls.errand(errand)
    }
}

/// A call between going out and coming back, however that ends.
struct InFlight<'a> {
    world: &'a SharedWorld,
    run: usize,
    landed: bool,
}

impl<'a> InFlight<'a> {
    fn new(world: &'a SharedWorld, run: usize) -> Self {
        world.sky.borrow_mut().takes_off(run, world.calls.now());
        Self { world, run, landed: false }
    }
}

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        self.world.sky.borrow_mut().is_down(self.run, self.landed);
    }
}

/// Hears what a run tells.
pub struct Ear<'a> {
    world: &'a SharedWorld,
    run: usize,
    loud: bool,
}

impl Listener for Ear<'_> {
    fn hear(&self, event: &JobEvent<'_>) {
        self.world.sky.borrow_mut().hears(self.run, event);
        if self.loud && !matches!(event, JobEvent::Progress { .. }) {
            let at = self.world.calls.now().as_secs_f64();
            eprintln!("  {at:>9.3} run {}: {}", self.run, serde_json::to_string(event).unwrap());
        }
    }
}

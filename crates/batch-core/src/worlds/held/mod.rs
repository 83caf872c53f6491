//! Whole runs against a world that holds calls: connections that stay open for hours, at half the price, beside calls as any
//! others.
//!
//! Both are worlds of the same kind, each with a law of its own, on one clock. [`story`] draws what the user does; [`promises`]
//! are held against every run; [`seeds`] tells many stories.

mod promises;
mod scenes;
mod seeds;
mod story;

use std::time::Duration;

use super::invented::HELD;
use super::law::Law;
use super::line::Line;
use super::play::Place;
use super::server::World;
use crate::wire::transport::Address;

/// Answers of held calls have higher numbers than any others.
const FIRST: u64 = 1 << 32;

/// A world that answers calls, and holds others.
pub struct HeldWorld {
    /// What answers calls.
    pub online: World,
    /// What holds them.
    pub held: World,
}

impl HeldWorld {
    /// Both at their beginning.
    pub fn new(online: Law, held: Law) -> Self {
        Self { online: World::new(online), held: World::numbered_from(held, FIRST) }
    }

    /// So much time passes between two runs that nothing odd happens any more.
    pub fn calm(&self) {
        let ends = self.held.law().decrees.iter().chain(&self.online.law().decrees).map(|decree| decree.when.end);
        let calm = ends.filter(|end| *end != Duration::MAX).max().unwrap_or_default();
        let pause = calm.saturating_sub(self.held.now());
        self.held.pass(pause);
        self.online.pass(pause);
    }
}

impl Place for HeldWorld {
    type Line<'a> = Line<'a>;

    fn calls(&self) -> &World {
        &self.online
    }

    fn line(&self, address: &Address) -> Line<'_> {
        let world = if address.chat_path == HELD { &self.held } else { &self.online };
        Line { world, run: None, timeouts: address.timeouts }
    }

    fn wake(&self) {
        self.online.wake();
        self.held.wake();
    }

    fn sleep(&self, pause: Duration) {
        self.online.sleep(pause);
        self.held.sleep(pause);
    }
}

//! What all stories are drawn with.

use std::time::Duration;

use fastrand::Rng;

use super::play::{Crash, How};

/// Dice that fall as a seed says.
pub trait Dice {
    /// Any of these.
    fn one_of<T: Clone>(&mut self, from: &[T]) -> T;

    /// True once in so many times.
    fn one_in(&mut self, n: u32) -> bool;

    /// A time between these seconds.
    fn secs(&mut self, from: f64, to: f64) -> Duration;

    /// A run that may be disturbed: killed within so many seconds, or turns, or ended by Ctrl-C, once or twice.
    fn disturbed(&mut self, seconds: f64, turns: u64) -> How;
}

impl Dice for Rng {
    fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.usize(..from.len())].clone()
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.u32(..n) == 0
    }

    fn secs(&mut self, from: f64, to: f64) -> Duration {
        Duration::from_secs_f64(from + (to - from) * self.f64())
    }

    fn disturbed(&mut self, seconds: f64, turns: u64) -> How {
        let mut how = How::default();
        match self.u32(..4) {
            0 => how.crash = Some(Crash::At(self.secs(0.0, seconds))),
            1 => how.crash = Some(Crash::Polls(self.u64(1..turns))),
            2 => {
                how.interrupts.push(self.secs(0.0, seconds));
                if self.one_in(2) {
                    how.interrupts.push(how.interrupts[0] + self.secs(0.0, 2.0));
                }
            }
            _ => {}
        }
        how
    }
}

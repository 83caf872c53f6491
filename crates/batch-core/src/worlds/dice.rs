//! What stories are drawn with.

use std::time::Duration;

use fastrand::Rng;

/// Dice that fall as a seed says.
pub struct Dice(pub Rng);

impl Dice {
    /// Those of a seed.
    pub fn of(seed: u64) -> Self {
        Self(Rng::with_seed(seed))
    }

    /// Any of these.
    pub fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.0.usize(..from.len())].clone()
    }

    /// True once in so many times.
    pub fn one_in(&mut self, n: u32) -> bool {
        self.0.u32(..n) == 0
    }

    /// A time between these seconds.
    pub fn secs(&mut self, from: f64, to: f64) -> Duration {
        Duration::from_secs_f64(from + (to - from) * self.0.f64())
    }
}

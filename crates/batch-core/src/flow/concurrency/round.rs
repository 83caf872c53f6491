//! As many replies as calls may be in flight: was the limit really used in that time, and how many calls failed?

/// The present round, and what is to be remembered of the one before.
#[derive(Debug)]
pub struct Round {
    /// The limit when it began.
    limit: u32,
    /// Replies that are left of it.
    left: u32,
    /// Most calls in flight.
    peak: u32,
    last_peak: u32,
    /// Failures that say nothing about limits.
    failed: u32,
    last_failed: u32,
}

impl Round {
    /// The first one.
    pub fn new(limit: u32) -> Self {
        Self { limit, left: 0, peak: 0, last_peak: 0, failed: 0, last_failed: 0 }
    }

    /// So many calls are in flight.
    pub fn entered(&mut self, in_flight: u32) {
        self.peak = self.peak.max(in_flight);
    }

    /// A reply came. True if the limit was really used: at 80 % and more; below that an answer says nothing about it.
    pub fn replied(&mut self, limit: u32, in_flight: u32) -> bool {
        let used = self.peak.max(self.last_peak) * 5 >= self.limit * 4;
        if self.left == 0 {
            *self =
                Self { limit, left: limit, peak: in_flight, last_peak: self.peak, failed: 0, last_failed: self.failed };
        }
        self.left -= 1;
        used
    }

    /// A call failed.
    pub fn failed(&mut self) {
        self.failed += 1;
    }

    /// True if half of the replies or more are failures.
    pub fn is_unwell(&self) -> bool {
        self.failed.max(self.last_failed) * 2 >= self.limit.max(2)
    }
}

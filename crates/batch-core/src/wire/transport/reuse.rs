//! Whether an HTTP/1.1 connection may carry more than one call. It binds no answer to its request but by their order: one
//! surplus reply, and every later call on that connection takes the answer of another. So connections are kept only
//! where that is allowed, after the replies have shown ids by which such a shift would be noticed, and after the first
//! ones kept have been watched for a while without carrying anything. Evidence against it ends it for the whole run.

use std::cell::Cell;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use crate::wire::ConnectionTrouble;

/// How long a connection is watched for surplus bytes, and whether the server closes it, before one may be used again.
pub(super) const QUIET: Duration = Duration::from_millis(100);
/// As many are watched.
pub(super) const WATCHED: usize = 8;
/// As many breaks of connections that had carried a call before mean that this server does not keep them.
const BREAKS: u32 = 3;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Kept and watched, not used again.
    Watching,
    /// Used again.
    Open,
    /// Each call has a connection of its own.
    Never,
}

/// See the module.
#[derive(Debug)]
pub(super) struct Reuse {
    quiet: Duration,
    state: Cell<State>,
    proven: Cell<bool>,
    doubted: Cell<bool>,
    breaks: Cell<u32>,
    surplus: Arc<AtomicBool>,
    told: Cell<bool>,
    /// What nobody has heard of yet.
    trouble: Cell<Option<ConnectionTrouble>>,
}

impl Reuse {
    pub fn new(allowed: bool, quiet: Duration) -> Self {
        let state = if allowed { State::Watching } else { State::Never };
        Self {
            quiet,
            state: Cell::new(state),
            proven: Cell::default(),
            doubted: Cell::default(),
            breaks: Cell::default(),
            surplus: Arc::default(),
            told: Cell::default(),
            trouble: Cell::default(),
        }
    }

    /// How long a connection is watched.
    pub fn quiet(&self) -> Duration {
        self.quiet
    }

    /// Where a connection notes that bytes came that nobody asked for.
    pub fn surplus(&self) -> Arc<AtomicBool> {
        self.surplus.clone()
    }

    /// True if a connection may stay open behind its call.
    pub fn keeps(&self) -> bool {
        self.look();
        self.state.get() != State::Never
    }

    /// True if a connection may carry another call.
    pub fn is_open(&self) -> bool {
        self.look();
        self.state.get() == State::Open
    }

    /// True while the first connections are watched.
    pub fn is_watching(&self) -> bool {
        self.look();
        self.state.get() == State::Watching
    }

    /// True if what comes over a connection that had carried a call before is not to be believed.
    pub fn is_doubted(&self) -> bool {
        self.look();
        self.doubted.get()
    }

    /// True, once, if bytes came that nobody asked for.
    pub fn take_shifted(&self) -> bool {
        self.look();
        self.surplus.load(Ordering::Relaxed) && !self.told.replace(true)
    }

    /// What connections have shown, once.
    pub fn take_trouble(&self) -> Option<ConnectionTrouble> {
        self.look();
        self.trouble.take()
    }

    /// The replies' ids tell one from another.
    pub fn proven(&self) {
        self.proven.set(true);
    }

    /// A reply was taken for another's, or may have been.
    pub fn doubt(&self) {
        self.doubted.set(true);
        self.state.set(State::Never);
    }

    /// What became of connections that were watched for long enough.
    pub fn watched(&self, quiet: usize, closed: usize) {
        if !self.is_watching() || quiet + closed < WATCHED {
            return;
        }
        if closed > quiet {
            self.closes();
        } else if self.proven.get() {
            self.state.set(State::Open);
        }
    }

    /// A connection that had carried a call broke before a byte of the next reply came.
    pub fn broke(&self) {
        self.breaks.set(self.breaks.get() + 1);
        if self.breaks.get() >= BREAKS && self.state.get() == State::Open {
            self.closes();
        }
    }

    fn closes(&self) {
        self.state.set(State::Never);
        self.trouble.set(Some(ConnectionTrouble::NotKept));
    }

    fn look(&self) {
        if self.surplus.load(Ordering::Relaxed) && !self.doubted.get() {
            self.trouble.set(Some(ConnectionTrouble::Surplus));
            self.doubt();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn connections_are_used_again_only_after_ids_and_silence() {
        let reuse = Reuse::new(true, QUIET);
        reuse.watched(WATCHED, 0);
        assert!(reuse.keeps() && !reuse.is_open(), "no ids yet");
        reuse.proven();
        assert!(!reuse.is_open());
        reuse.watched(WATCHED - 1, 0);
        assert!(!reuse.is_open(), "not watched enough");
        reuse.watched(WATCHED, 0);
        assert!(reuse.is_open());
        reuse.broke();
        reuse.broke();
        assert!(reuse.is_open(), "two breaks are the network's");
        reuse.broke();
        assert!(!reuse.keeps() && !reuse.is_doubted());
        reuse.proven();
        reuse.watched(WATCHED, 0);
        assert!(!reuse.keeps(), "for good");
    }

    #[test]
    fn surplus_bytes_and_doubt_end_it() {
        let reuse = Reuse::new(true, QUIET);
        reuse.proven();
        reuse.surplus().store(true, Ordering::Relaxed);
        reuse.watched(WATCHED, 0);
        assert!(!reuse.keeps() && !reuse.is_open() && reuse.is_doubted());
        let closed = Reuse::new(true, QUIET);
        closed.proven();
        closed.watched(3, 5);
        assert!(!closed.keeps() && !closed.is_doubted());
        assert!(!Reuse::new(false, QUIET).keeps());
    }
}

//! The account that all connections ask.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::platform::Platform;
use crate::state::State;

/// The account, shared between connections and whoever started the simulator.
#[derive(Clone)]
pub(crate) struct Shared {
    platform: Platform,
    state: Arc<Mutex<State>>,
}

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self { platform: state.platform.clone(), state: Arc::new(Mutex::new(state)) }
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Whom it simulates: that never changes.
    pub(crate) const fn platform(&self) -> &Platform {
        &self.platform
    }
}

//! The account that all connections ask.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::state::State;

/// The account, shared between connections and whoever started the simulator.
#[derive(Clone)]
pub(crate) struct Shared(Arc<Mutex<State>>);

impl Shared {
    pub(crate) fn new(state: State) -> Self {
        Self(Arc::new(Mutex::new(state)))
    }

    pub(crate) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

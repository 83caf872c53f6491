//! Who is told.

use super::event::JobEvent;
use crate::platform::fault::Fault;

/// Who hears what a run tells, in the order in which it happens. Called in the middle of the work: whoever needs long does
/// it elsewhere.
pub trait Listener {
    /// Something happened.
    fn hear(&self, event: &JobEvent<'_>);
}

/// Nobody listens.
impl Listener for () {
    fn hear(&self, _: &JobEvent<'_>) {}
}

/// How a failure reads: what a sheet says behind `ERROR: `, and the ledger with it. The only words that a run needs.
pub trait Wording {
    /// One sentence: what it was, what the platform said, what to do.
    fn failure(&self, fault: &Fault) -> String;
}

/// Who is told what happens, and how failures read.
#[derive(Clone, Copy)]
pub struct Audience<'a> {
    /// Who hears it.
    pub listener: &'a dyn Listener,
    /// How failures read.
    pub wording: &'a dyn Wording,
}

/// Nobody reads it.
impl Wording for () {
    fn failure(&self, fault: &Fault) -> String {
        format!("{}: {}", fault.class.name(), fault.detail.words())
    }
}

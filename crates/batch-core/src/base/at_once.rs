//! Two pieces of work that know nothing of each other.

use std::panic::resume_unwind;
use std::thread;

/// Does both at the same time, the second in a thread of its own; one after the other where there is none to be had.
pub fn at_once<A, B: Send>(one: impl FnOnce() -> A, other: impl Fn() -> B + Sync) -> (A, B) {
    thread::scope(|scope| {
        let there = thread::Builder::new().spawn_scoped(scope, &other);
        let one = one();
        let other = match there {
            Ok(there) => there.join().unwrap_or_else(|panic| resume_unwind(panic)),
            Err(_) => other(),
        };
        (one, other)
    })
}

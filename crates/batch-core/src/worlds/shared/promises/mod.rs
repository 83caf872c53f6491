//! What is held against every story of processes that share. Each promise has a name, which a broken one is told by.
//!
//! [`sky`] looks while they go on: at each call that goes out, and at how each run ends. [`last`] looks when all is over: at what
//! was paid, said, refused and written, and at what the limiter still holds.

mod last;
mod said;
mod sky;

pub use self::last::{as_by_one, at_last};
pub use self::sky::Sky;

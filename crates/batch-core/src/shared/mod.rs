//! What processes on one account share: permits for calls, what is known of the account's limits, money of a common budget.
//! It is kept in a Redis and changed there by one script (`limiter.lua`), on Redis's own clock. A process says in one
//! exchange all that it holds and wants; while it waits for the answer, what it wants gathers for the next.

mod exchange;
mod limiter;
mod line;
pub mod message;
mod part;
#[cfg(feature = "redis")]
mod redis;
#[cfg(test)]
mod tests;

pub use self::exchange::News;
pub use self::limiter::{Holding, Lease, Need, Purse, SharedLimiter};
pub use self::line::{Heard, Line};
#[cfg(feature = "redis")]
pub use self::redis::{RedisLine, SCRIPT};

//! Flow control: how many calls may be in flight, how many may start in a minute, and which conversation is next. All
//! of it is plain state that is told the time; nothing in here sleeps.

pub mod retry;

pub mod attribution;
pub mod breaker;
pub mod concurrency;
pub mod limit_group;
pub mod queue;
pub mod rate;
pub mod refusals;
pub mod work_item;

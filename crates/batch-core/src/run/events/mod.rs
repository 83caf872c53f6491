//! What a run tells while it goes on, as data. The log, the bar, `--events` and tests are listeners: each makes of it what it
//! likes, and the run knows none of them. In JSON an event is an object whose `event` is its name; times are in seconds.

mod audience;
mod event;
mod json;
mod phase;
mod standing;

pub use audience::{Audience, Listener, Wording};
pub use event::{BatchStep, HoldsBack, JobEvent, ShardBudget, Whose};
pub use phase::Phase;
pub use standing::{ModelStanding, MoneyStanding, Standing};

//! What a run says: banner, log lines, bar, summary.

mod course;
mod flow;
mod start;
mod stop;
mod summary;

pub use self::course::*;
pub use self::flow::*;
pub use self::start::*;
pub use self::stop::*;
pub use self::summary::*;

use crate::summary::Files;

/// Files named in one line.
const MOST_NAMED: usize = 5;

const RULE: &str = "================================================================================";

fn some(files: &Files) -> String {
    let names = files.names.iter().take(MOST_NAMED).cloned().collect::<Vec<_>>().join("、");
    if files.count > MOST_NAMED { format!("{names} 等") } else { names }
}

pub fn warning(what: &str) -> String {
    format!("注意: {what}")
}

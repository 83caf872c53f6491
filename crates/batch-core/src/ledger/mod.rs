//! What was asked and what came of it: an append-only file of JSON lines in the output folder, one for each shard that works
//! on the job. Everything else (the sheets, the status, the report) follows from what they say together.

mod event;
mod folder;
mod folder_id;
mod history;
mod index;
mod journal;
mod line;
mod lock;
mod offset;
pub mod part;
pub mod parts;
mod quick;
mod raw;
mod read;
mod salvage;
mod seal;
mod sound;
mod spent;
#[cfg(test)]
mod tests;

pub use event::{Answered, Event, RunEvent, RunModel, SheetStamp, Usage, known, lane, now};
pub use folder::{is_of_another, ledgers, path, path_of, unreadable};
pub use folder_id::folder_id;
pub use history::Past;
pub use index::{CellState, Index, Totals};
pub use journal::{Journal, Opened};
pub use lock::{Lock, holders};
pub use offset::LedgerOffset;
pub use part::Lane;
pub use raw::Raw;
pub use read::{Answers, Said, lines, said};
pub use spent::{Settled, Spending, Spent};

/// Version of the line format, written in each `run` line.
pub const VERSION: u32 = 1;
/// Folder for everything that is ours, inside the output folder.
pub const FOLDER: &str = ".batch";
/// The ledger's file name.
pub const FILE: &str = "ledger.jsonl";
/// Where damaged lines are set aside.
pub const DAMAGED: &str = "damaged.jsonl";

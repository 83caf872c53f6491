//! What came of a run: folders read back, with their oddities, and made into a report page, tables and documents. It reads what
//! this program wrote, what the old scripts wrote, and what people did to either.
//!
//! | Module | What it does |
//! |---|---|
//! | [`reading`] | folders of sheets, and their ledgers, as a library of people, models and conversations |
//! | [`report`] | one HTML page |
//! | [`export`] | CSV, Excel, JSON Lines, Markdown |
//! | [`table`] | tables as plain data, for whoever shows them |
//! | [`agreement`] | whether raters agree, which model they found better: statistics, and their tables |
//! | [`rating`] | what people think of the answers: blind pages, their files, and whose answers they were about |

pub mod agreement;
pub mod export;
pub mod rating;
pub mod reading;
pub mod report;
pub mod table;
mod xlsx;

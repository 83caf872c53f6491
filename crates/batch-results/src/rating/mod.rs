//! Answers judged by people: blind, by criteria, one file a rater. What a rater saved is read back, and joined with the models
//! only then.
//!
//! ```text
//! library ──▶ questions ──▶ blind page or workbook ──▶ a rater ──▶ Ratings (评分-张三.json) ──▶ unblind ──▶ Panel ──▶ agreement
//! ```

mod bare;
pub mod blind;
pub mod criteria;
pub mod error;
pub mod file;
mod fold;
pub mod mask;
mod moved;
pub mod page;
mod plain;
pub mod questions;
pub mod read;
pub mod scored;
pub mod unblind;
mod wildcard;
mod words;
pub mod workbook;

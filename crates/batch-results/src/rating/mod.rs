//! Answers judged by people: blind, by criteria, one file a rater. What a rater saved is read back, and joined with the models
//! only then.
//!
//! ```text
//! library ──▶ blind page or workbook ──▶ a rater ──▶ Ratings (评分-张三.json) ──▶ Scored: whose answer it was ──▶ agreement
//! ```

pub mod blind;
pub mod file;
pub mod questions;
pub mod scored;

//! Whether raters agree, and which model they found better: statistics over a panel of ratings, and their tables.
//!
//! One statistic or family a file, pure functions over plain numbers, each with its formula and its source. Where there is no number,
//! a [`Reason`](reason::Reason) says why; nothing is ever NaN. Their values are held against those of well-known programs:
//! `tests/agreement/`.
//!
//! | Question | Files |
//! |---|---|
//! | Do raters agree? | [`kappa`], [`fleiss`], [`alpha`], [`icc`] |
//! | Which model is better? | [`summary`], [`bradley_terry`], [`friedman`], [`wilcoxon`], [`holm`] |
//! | How sure is it? | [`bootstrap`] |
//!
//! [`tables()`] counts all of it from a [`Panel`](crate::rating::scored::Panel) and says it in words.

pub mod alpha;
pub mod bootstrap;
pub mod bradley_terry;
mod comparisons;
mod distribution;
pub mod fleiss;
pub mod friedman;
pub mod holm;
pub mod icc;
pub mod kappa;
mod ranks;
pub mod reason;
pub mod square;
mod study;
pub mod summary;
mod tables;
pub mod wilcoxon;
pub mod write;

pub use tables::tables;

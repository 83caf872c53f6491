//! `report` and `export` over folders as users have them. All patients are invented.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

mod books;
mod english;
#[path = "../common/folders.rs"]
mod folders;
mod lanes;
mod ledgers;
mod methods;
mod odd_books;
mod old;
mod page;
mod rating_books;
mod ratings;
mod tables;
mod workbooks;
mod writing;

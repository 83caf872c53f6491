//! What holds for the workspace as a whole.

#![allow(clippy::unwrap_used, clippy::panic)]

mod boundary;
mod documents;
mod schema;
mod storeys;

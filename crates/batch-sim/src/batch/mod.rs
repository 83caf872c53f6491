//! The platforms' batch services: files of requests at a lower price, answered when the platform finds the time.
//!
//! What a platform has is a table ([`service`]), what happens are settings ([`settings`]) and faults ([`fault`], drawn in
//! [`chance`]). [`door`] takes the requests, [`desk`] keeps what is there, [`work`] lets a batch go on, [`view`] says it.
//! Contents are in temporary files without names and pass in pieces: of a batch of 100,000 lines a few MB are in memory.

pub(crate) mod chance;
pub(crate) mod check;
pub(crate) mod count;
pub(crate) mod desk;
pub(crate) mod door;
pub(crate) mod fault;
pub(crate) mod file;
pub(crate) mod held;
pub(crate) mod job;
pub(crate) mod lines;
pub(crate) mod multipart;
pub(crate) mod others;
pub(crate) mod paths;
pub(crate) mod reading;
pub(crate) mod refuse;
pub(crate) mod results;
pub(crate) mod serve;
pub(crate) mod service;
pub(crate) mod settings;
pub(crate) mod spans;
pub(crate) mod upload;
pub(crate) mod view;
pub(crate) mod work;

//! The line to the limiter, whoever it is.

use std::future::Future;
use std::pin::Pin;

use super::message::{Reply, Said};
use crate::base::problem::LimiterTrouble;

/// What is heard, or why nothing is.
pub type Heard = Result<Reply, LimiterTrouble>;

/// Somebody who answers.
pub trait Line {
    /// Says it and hears the answer.
    fn say<'a>(&'a mut self, said: &'a Said) -> Pin<Box<dyn Future<Output = Heard> + 'a>>;
}

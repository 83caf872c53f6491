//! Where a run stands, for whoever shows it.

use std::time::Duration;

use serde::Serialize;

use super::json::maybe_seconds;
use super::phase::Phase;

/// Where a run stands.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Standing<'a> {
    /// Conversations that are settled, those of earlier runs included.
    pub done: usize,
    /// Of so many.
    pub total: usize,
    /// Those that were given up.
    pub failed: usize,
    /// Calls in flight.
    pub in_flight: usize,
    /// Conversations a minute, of late.
    pub per_minute: f64,
    /// Time left at that rate, or at the whole run's if none was settled of late.
    #[serde(rename = "left_seconds", serialize_with = "maybe_seconds")]
    pub left: Option<Duration>,
    /// What it cost so far; none if no price is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub money: Option<MoneyStanding<'a>>,
    /// Each model, in the config's order.
    pub models: &'a [ModelStanding<'a>],
    /// What it does or waits for.
    #[serde(flatten)]
    pub phase: Phase<'a>,
}

/// What a run cost so far.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct MoneyStanding<'a> {
    /// In which currency.
    pub currency: &'a str,
    /// Confirmed, in this run.
    pub spent: f64,
    /// What counts towards the budget: earlier runs and calls of unknown fate included.
    pub used: f64,
    /// What may be spent in all.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub budget: Option<f64>,
}

/// Where a model stands.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct ModelStanding<'a> {
    /// Its name in the config.
    pub model: &'a str,
    /// Conversations that are settled, those of earlier runs included.
    pub done: usize,
    /// Of so many.
    pub total: usize,
    /// Those that were given up.
    pub failed: usize,
    /// What its calls cost in this run, confirmed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<f64>,
}

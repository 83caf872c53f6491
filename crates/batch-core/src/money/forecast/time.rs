//! How long a run takes at the configured limits.

use std::time::Duration;

use serde::Serialize;

use super::ModelForecast;
use crate::platform::Limits;

/// What decides how long the run takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Bound {
    /// Calls in flight.
    Concurrency,
    /// Requests a minute.
    Requests,
    /// Tokens a minute.
    Tokens,
}

/// How long the run takes at the configured limits, and which of them decides. `sharing`: the models that share them.
#[must_use]
pub fn time(models: &[ModelForecast], limits: Limits, sharing: &[Vec<usize>]) -> (Duration, Bound) {
    let Limits { concurrency, rpm, tpm } = limits;
    let group = |sharing: &Vec<usize>| {
        let models: Vec<&ModelForecast> = sharing.iter().map(|model| &models[*model]).collect();
        let calls: f64 = models.iter().map(|m| m.left as f64).sum();
        let busy: f64 = models.iter().map(|m| m.left as f64 * m.seconds_a_call).sum();
        let charged: f64 = models.iter().map(|m| m.charged).sum();
        let one = models.iter().filter(|m| m.left > 0).map(|m| m.seconds_a_call).fold(0.0, f64::max);
        // Limits are counted over sliding minutes: the first minute's share may go out at once.
        let minutes = |of: f64, most: Option<f64>| most.map_or(0.0, |most| (of / most - 1.0).max(0.0) * 60.0 + one);
        [
            (minutes(calls, rpm.map(f64::from)), Bound::Requests),
            (minutes(charged, tpm.map(|n| n as f64)), Bound::Tokens),
            ((busy / f64::from(concurrency.max(1))).max(one), Bound::Concurrency),
        ]
        .into_iter()
        .max_by(|a, b| a.0.total_cmp(&b.0))
        .unwrap_or((0.0, Bound::Concurrency))
    };
    // Calls in flight are limited for all groups together.
    let all: f64 = models.iter().map(|m| m.left as f64 * m.seconds_a_call).sum::<f64>() / f64::from(concurrency.max(1));
    let slowest = sharing.iter().map(group).max_by(|a, b| a.0.total_cmp(&b.0)).unwrap_or((0.0, Bound::Concurrency));
    let (seconds, bound) = if all > slowest.0 { (all, Bound::Concurrency) } else { slowest };
    (Duration::from_secs_f64(seconds.clamp(0.0, 1e9)), bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn part(left: usize, charged: f64) -> ModelForecast {
        ModelForecast { conversations: left, left, seconds_a_call: 3.0, charged, ..ModelForecast::default() }
    }

    #[test]
    fn the_slowest_limit_decides_the_time() {
        let limits = Limits { concurrency: 10, rpm: Some(100), tpm: Some(1000) };
        let time = |sharing: &[&[usize]], models: &[ModelForecast]| {
            let sharing: Vec<Vec<usize>> = sharing.iter().map(|models| models.to_vec()).collect();
            let (took, bound) = time(models, limits, &sharing);
            (took.as_secs_f64().round() as u64, bound)
        };
        assert_eq!(time(&[&[0]], &[part(40, 100.0)]), (12, Bound::Concurrency));
        assert_eq!(time(&[&[0]], &[part(400, 100.0)]), (183, Bound::Requests));
        assert_eq!(time(&[&[0]], &[part(20, 5000.0)]), (243, Bound::Tokens));
        // Each model has limits of its own, but calls in flight are shared.
        let two = [part(200, 100.0), part(200, 100.0)];
        assert_eq!(time(&[&[0], &[1]], &two), (120, Bound::Concurrency));
        assert_eq!(time(&[&[0, 1]], &two), (183, Bound::Requests), "two names of one model");
        assert_eq!(time(&[&[0]], &[part(0, 0.0)]), (0, Bound::Concurrency));
    }
}

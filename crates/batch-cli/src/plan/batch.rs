//! The same job by the platform's batch service: the same tokens at its price, in how many parts, and how long that may take.

use batch_core::base::amount::{amount, round};
use batch_core::base::problem::CannotBatch;
use batch_core::money::forecast::{ModelForecast, Spread};
use batch_core::platform::BatchService;
use batch_core::run::batch::Order;
use batch_core::run::session::{InBatch, Prepared};
use batch_words::Words;
use serde::Serialize;

use crate::run::as_configured;
use crate::table::table;

/// Bytes of a line around a request, about.
const AROUND: u64 = 130;

/// What `plan` found out about the batch service.
#[derive(Debug, Serialize)]
pub struct BatchPlan {
    /// Which kind of service it is, and how long it may take.
    #[serde(flatten)]
    pub service: Lasting,
    /// What the models that can be asked there are likely to cost there; absent if no price is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost: Option<Spread>,
    /// What the whole job costs if they are asked there, and the others online.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cost_with_others_online: Option<Spread>,
    /// How much of the likely cost is saved.
    pub saves: f64,
    /// Models that cannot be asked there, and why.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub cannot: Vec<CannotBatch>,
}

/// How long it may take.
#[derive(Debug, Serialize)]
#[serde(tag = "service", rename_all = "snake_case")]
pub enum Lasting {
    /// Files, each in a part of its own.
    Files {
        /// How many.
        parts: usize,
        /// So many are at the platform at a time.
        at_once: usize,
        /// How long the platform has for a part, in its own words.
        window: String,
    },
    /// Calls that are held for so many hours at most.
    Held {
        /// Hours.
        hours: u64,
    },
}

impl BatchPlan {
    /// What is to be asked, by the batch service; `None` if nothing is to be asked.
    pub(super) fn new(in_batch: &InBatch, prepared: &Prepared, models: &[ModelForecast]) -> Option<Self> {
        if models.iter().all(|model| model.left == 0) {
            return None;
        }
        let can = in_batch.can();
        let there = || models.iter().zip(&can).filter(|(_, can)| **can).map(|(model, _)| model);
        // What is not to be asked anyway need not be excused.
        let is_left = |name: &str| models.iter().any(|model| model.name == name && model.left > 0);
        let mut cannot = in_batch.cannot(&prepared.settings.models);
        cannot.retain(|cannot| is_left(&cannot.model));
        let service = match in_batch.service {
            BatchService::Files(files) => {
                let order = as_configured(Order::default(), prepared);
                let lines = order.lines.min(files.max_lines.unwrap_or(usize::MAX)).max(1);
                Lasting::Files {
                    parts: there().map(|model| parts((model.left, model.bytes), (lines, files.max_bytes))).sum(),
                    at_once: order.parts,
                    window: order.window.unwrap_or_else(|| files.window.to_owned()),
                }
            }
            BatchService::Held(held) => Lasting::Held { hours: held.hours },
        };
        let saved = |model: &ModelForecast| Some(model.cost?.likely - model.batch_cost?.likely);
        Some(Self {
            service,
            cost: Spread::sum(there().filter_map(|model| model.batch_cost)),
            cost_with_others_online: Spread::sum(models.iter().filter_map(|model| model.batch_cost.or(model.cost))),
            saves: round(there().filter_map(saved).sum()),
            cannot,
        })
    }

    /// The same in words; `online`: what all models cost online.
    pub(super) fn lines(&self, words: &Words, models: &[ModelForecast], online: Option<Spread>) -> Vec<String> {
        let cannot = batch_words::batch::all(words, &self.cannot);
        if models.iter().filter(|model| model.left > 0).count() == self.cannot.len() {
            return vec![words.plan_batch_none(cannot)];
        }
        let mut lines = vec![match &self.service {
            Lasting::Files { parts, at_once, window } => {
                words.plan_batch_files(*parts, parts > at_once, *at_once, window)
            }
            Lasting::Held { hours } => words.plan_batch_held(*hours),
        }];
        lines.extend(self.prices(words, models, online));
        if !self.cannot.is_empty() {
            lines.push(format!("  {}", words.plan_batch_cannot(cannot)));
        }
        lines
    }

    /// Both prices of each model and of all.
    fn prices(&self, words: &Words, models: &[ModelForecast], online: Option<Spread>) -> Vec<String> {
        let money = |value: f64| amount(value, "");
        let most = |spread: &Spread| spread.max.map_or_else(|| words.plan_no_limit(), money);
        let row = |name: String, online: Option<Spread>, batch: Option<Spread>| match (online, batch) {
            (Some(online), Some(batch)) => vec![
                name,
                money(online.likely),
                money(batch.likely),
                saving(words, online.likely, batch.likely),
                most(&online),
                most(&batch),
            ],
            (Some(online), None) => {
                vec![name, money(online.likely), words.plan_batch_not(), String::new(), most(&online), String::new()]
            }
            (None, _) => {
                vec![name, words.plan_price_unknown(), String::new(), String::new(), String::new(), String::new()]
            }
        };
        let mut rows = vec![vec![
            words.plan_model(),
            words.plan_batch_likely_online(),
            words.plan_batch_likely(),
            words.plan_batch_saved(),
            words.plan_batch_most_online(),
            words.plan_batch_most(),
        ]];
        let left = || models.iter().filter(|model| model.left > 0);
        rows.extend(left().map(|model| row(model.name.clone(), model.cost, model.batch_cost)));
        if left().count() > 1 {
            rows.push(row(words.plan_sum(), online, self.cost_with_others_online));
        }
        table(&rows)
    }
}

/// Files that so many conversations with so many bytes make; `most`: lines and bytes of a file.
fn parts((left, bytes): (usize, u64), most: (usize, u64)) -> usize {
    let by_bytes = (bytes + left as u64 * AROUND).div_ceil(most.1.max(1));
    left.div_ceil(most.0).max(usize::try_from(by_bytes).unwrap_or(usize::MAX))
}

/// What is saved, and how much of it all that is.
fn saving(words: &Words, online: f64, batch: f64) -> String {
    let saved = (online - batch).max(0.0);
    let share = if online > 0.0 { saved / online * 100.0 } else { 0.0 };
    words.plan_batch_saving(amount(saved, ""), format!("{share:.0}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_records_make_more_files() {
        for (left, bytes, files) in [(0, 0, 0), (3, 300, 1), (2001, 300, 3), (3, 2_500_000, 3), (10, 9_999_000, 11)] {
            assert_eq!(parts((left, bytes), (1000, 1_000_000)), files, "{left} lines, {bytes} bytes");
        }
    }
}

//! What is wrong with prices and budget.

use serde::Serialize;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum MoneyProblem {
    /// A model that is asked for longer answers than it gives.
    AboveMost {
        /// The model.
        model: String,
        /// Tokens that its calls ask for.
        asked: u64,
        /// Tokens that it gives.
        most: u64,
        /// The day of the data.
        as_of: String,
    },
    /// A platform's `models.json` that cannot be read.
    BadRegistry {
        /// The line, from 1.
        at_line: usize,
        /// The parser's words.
        reason: String,
    },
    /// A price in it that is none.
    BadRegistryPrice {
        /// The model.
        model: String,
        /// `input`, `output` or `cached`.
        price: &'static str,
    },
    /// A model that is gone, or about to go.
    Retired {
        /// The model.
        model: String,
        /// Since when, or that it is to come.
        going: Going,
        /// What takes its place.
        successor: Option<String>,
        /// The day of the data (`2026-09-19`).
        as_of: String,
    },
    /// No price: see [`crate::base::amount::HIGHEST`].
    NoPrice,
    /// No three capital letters.
    BadCurrency,
    /// A price in another currency than the run's.
    OtherCurrency {
        /// The model.
        model: String,
        /// Its price's currency.
        other: String,
        /// The run's.
        currency: String,
    },
    /// A budget, and models without a price.
    BudgetWithoutPrice {
        /// The models.
        models: Vec<String>,
        /// The budget's currency.
        currency: String,
    },
    /// A budget, and a model whose answers have no bound.
    BudgetWithoutCap {
        /// The model.
        model: String,
    },
}

/// How far gone a model is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Going {
    /// It goes soon.
    Soon,
    /// It is gone.
    Gone,
    /// It is gone since this day (`2026-08-31`).
    GoneSince(String),
}

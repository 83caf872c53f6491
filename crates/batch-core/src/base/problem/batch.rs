//! What keeps conversations from the platform's batch service.

use serde::Serialize;

/// See the module.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "problem", rename_all = "snake_case")]
pub enum BatchProblem {
    /// The platform has none.
    NoService,
    /// Its connections are held until the answer is there: nothing can be left there and fetched later.
    HeldOnly,
    /// No model of the job can be asked there.
    NoModel {
        /// Each with its reason.
        models: Vec<CannotBatch>,
    },
    /// Some cannot.
    SomeModels {
        /// Each with its reason.
        models: Vec<CannotBatch>,
        /// They are asked by calls instead.
        online: bool,
    },
    /// Some stand for themselves in a rehearsal, for want of what the config will have to name.
    Rehearsed {
        /// Their names.
        models: Vec<String>,
        /// The key that is not there.
        key: String,
    },
    /// What is only fetched or cancelled does not begin afresh.
    NothingFresh,
    /// Conversations are there, and nobody may start afresh before they are back.
    Waiting {
        /// How many.
        conversations: usize,
    },
}

/// A model that cannot be asked in the batch service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct CannotBatch {
    /// Its name in the config.
    pub model: String,
    /// Why.
    #[serde(flatten)]
    pub why: WhyNot,
}

/// Why a model cannot be asked in the batch service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(tag = "why", rename_all = "snake_case")]
pub enum WhyNot {
    /// Nobody says that it can.
    Unknown {
        /// The day of the data (`2026-09-19`).
        as_of: String,
    },
    /// It is sent a parameter that is refused there.
    Parameter {
        /// Which.
        name: String,
    },
    /// The config does not name what it is asked by there.
    Unnamed {
        /// The key that would.
        key: String,
    },
}

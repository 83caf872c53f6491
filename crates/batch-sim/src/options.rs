//! How a simulator is set up.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use crate::batch::settings::BatchSettings;
use crate::dialect::Dialect;
use crate::faults::Faults;
use crate::latency::{Latency, Pace};
use crate::limits::Limits;
use crate::patch::Change;
use crate::vendor::Vendor;

/// Everything that a simulator can be told at the start.
#[derive(Debug, Clone)]
pub struct Options {
    /// Whose manners it has.
    pub dialect: Dialect,
    /// A vendor whose table lies over plain OpenAI, whatever the dialect says.
    pub vendor: Option<Arc<Vendor>>,
    /// What all random draws begin with.
    pub seed: u64,
    /// How long answers take.
    pub latency: Latency,
    /// Added to the latency for every completion token.
    pub per_token: Duration,
    /// What the account may do.
    pub limits: Limits,
    /// What goes wrong.
    pub faults: Faults,
    /// How the answer of a streamed call uses its latency.
    pub pace: Pace,
    /// Something between client and platform cuts calls of which not a byte has come after so long, with HTTP 504 or
    /// 524. The platform goes on and bills.
    pub gateway: Option<Duration>,
    /// Pause between the pieces of [`SlowDrip`](crate::FaultKind::SlowDrip); there are 20 pieces. Other faults that take
    /// their time reckon by it, too.
    pub drip: Duration,
    /// Which keys are right.
    pub key: KeyRule,
    /// The models there are; `None`: those of the dialect's registry. A name that the registry does not know is a plain
    /// model without thinking.
    pub models: Option<Vec<String>>,
    /// Any other model name is a plain model, too.
    pub accept_any_model: bool,
    /// Ark: endpoint to model. Endpoints that are not here lead to the registry's first model, except names that hold
    /// `closed` or `missing`.
    pub endpoints: BTreeMap<String, String>,
    /// What is left on the account; `None`: no end of money.
    pub balance: Option<f64>,
    /// What an answer costs.
    pub price: Price,
    /// Fixes the length of all answers, in characters.
    pub answer_chars: Option<usize>,
    /// A call whose client went away before the answer is billed as if it had stayed.
    pub bill_abandoned: bool,
    /// The batch service.
    pub batch: BatchSettings,
    /// Changes that happen by themselves.
    pub schedule: Vec<Change>,
    /// The port on 127.0.0.1; 0 takes a free one.
    pub port: u16,
}

impl Options {
    /// A calm platform: answers after some 40 ms, no faults, no limits, any key, no end of money.
    #[must_use]
    pub fn new(dialect: Dialect) -> Self {
        Self {
            dialect,
            vendor: None,
            seed: 0,
            latency: Latency::LogNormal { median: Duration::from_millis(40), sigma: 0.4 },
            per_token: Duration::ZERO,
            limits: Limits::default(),
            faults: Faults::none(),
            pace: Pace::Late,
            gateway: None,
            drip: Duration::from_millis(50),
            key: KeyRule::AnyNonEmpty,
            models: None,
            // Plain OpenAI stands for vendors whose models nobody has listed.
            accept_any_model: dialect == Dialect::OpenAi,
            endpoints: BTreeMap::new(),
            balance: None,
            price: Price::List,
            answer_chars: None,
            bill_abandoned: true,
            batch: BatchSettings::default(),
            schedule: Vec::new(),
            port: 0,
        }
    }
}

/// Which keys are right.
#[derive(Clone, Default, PartialEq, Eq)]
pub enum KeyRule {
    /// Any, as long as there is one.
    #[default]
    AnyNonEmpty,
    /// Only this one.
    Exactly(String),
}

impl fmt::Debug for KeyRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::AnyNonEmpty => "AnyNonEmpty",
            Self::Exactly(_) => "Exactly(..)",
        })
    }
}

/// What an answer costs.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Price {
    /// The list price of its model, by tokens.
    #[default]
    List,
    /// The same for every answer: with 1, a balance counts calls.
    PerCall(f64),
}

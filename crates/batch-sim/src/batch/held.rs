//! Held calls, model by model: overload by count, and the day's tokens.

use std::collections::HashMap;
use std::time::Duration;

use crate::batch::settings::Held;
use crate::refusal::Refusal;

/// What the models' held calls came to so far.
#[derive(Debug, Default)]
pub(crate) struct HeldCalls {
    models: HashMap<String, Model>,
}

#[derive(Debug, Default)]
struct Model {
    admitted: u32,
    refused: u32,
    day: u128,
    tokens: u64,
}

impl HeldCalls {
    /// Admits a call of a model, or says why not. `age` is that of the server, `day` how long a day is.
    pub(crate) fn admit(&mut self, held: &Held, model: &str, age: Duration, day: Duration) -> Result<(), Refusal> {
        let model = self.models.entry(model.to_owned()).or_default();
        let today = age.as_nanos() / day.as_nanos().max(1);
        if today != model.day {
            (model.day, model.tokens) = (today, 0);
        }
        if let Some(limit) = held.quota.filter(|most| model.tokens >= *most) {
            return Err(Refusal::Tpd { current: model.tokens, limit });
        }
        if let Some(overload) = held.overload.filter(|overload| model.admitted >= overload.every) {
            if model.refused < overload.refused {
                model.refused += 1;
                return Err(Refusal::Overloaded { wait: overload.retry_after.unwrap_or(0), batch: true });
            }
            (model.admitted, model.refused) = (0, 0);
        }
        model.admitted += 1;
        Ok(())
    }

    /// Counts an answer's tokens.
    pub(crate) fn spend(&mut self, model: &str, tokens: u64) {
        self.models.entry(model.to_owned()).or_default().tokens += tokens;
    }
}

//! The budget: the worst case of a call is reserved before it goes out and settled by what it really cost, so that no
//! number of calls in flight, retries or cut answers can spend more than was allowed. What is known is kept apart from
//! what may have been billed besides; both count, and the second shrinks as evidence comes. Without a limit it only counts.

mod meter;
#[cfg(test)]
mod tests;

use self::meter::Meter;
use crate::base::amount::{Cost, round};
use crate::base::key::Key;
use crate::ledger::{Lane, Settled, Spending, Spent, Usage};
use crate::money::price::Priced;
use crate::wire::call::Attempt;

/// What a call holds of the budget while it is in flight.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reservation {
    /// The most that the call can cost; `None` if its price is unknown or its answer has no end.
    pub worst: Option<f64>,
    key: Key,
    model: usize,
}

/// What other processes have of a budget that they share.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Elsewhere {
    /// What they have spent.
    pub spent: f64,
    /// What their calls in flight may cost; they will give back most of it.
    pub held: f64,
}

/// The next call might cost more than is left.
#[derive(Debug, Clone, PartialEq)]
pub struct Shortfall {
    /// What may be spent in all.
    pub limit: f64,
    /// What earlier runs into the folder and this one have spent.
    pub spent: Spending,
    /// What others have of it.
    pub elsewhere: Elsewhere,
    /// What calls in flight may cost; they will give back most of it.
    pub held: f64,
    /// What the next call may cost.
    pub worst: f64,
    /// Currency of all of them.
    pub currency: String,
}

impl Shortfall {
    /// True if the call would not fit either if everything in flight cost nothing.
    #[must_use]
    pub fn is_for_good(&self) -> bool {
        self.spent.confirmed + self.spent.perhaps + self.elsewhere.spent + self.worst > self.limit
    }
}

/// See the module. All money is in the run's currency.
#[derive(Debug)]
pub struct Budget {
    limit: Option<f64>,
    currency: String,
    /// By model, for calls.
    online: Vec<Meter>,
    /// By model, for the batch service; empty where nothing is asked of it.
    batch: Vec<Meter>,
    /// How conversations are asked now.
    lane: Lane,
    /// What the ledger says that is in no currency: tokens without a price, calls without a worst case.
    unwritten: Spending,
    spent: Spent,
    elsewhere: Elsewhere,
}

impl Budget {
    /// A budget over the models of a run. `spent`: by earlier runs into the same ledger; what it cannot tell is counted
    /// at `worst`, the most expensive call of this run.
    #[must_use]
    pub fn new(limit: Option<f64>, currency: &str, models: &[Priced<'_>], mut spent: Spent, worst: f64) -> Self {
        spent.run(Some(currency));
        Self {
            limit,
            currency: currency.to_owned(),
            online: meters(models),
            batch: Vec::new(),
            lane: Lane::Online,
            unwritten: unwritten(&spent, models, worst),
            spent,
            elsewhere: Elsewhere::default(),
        }
    }

    /// Says what the batch service asks for each model.
    pub fn price_batch(&mut self, models: &[Priced<'_>]) {
        self.batch = meters(models);
    }

    /// True if any price is known.
    #[must_use]
    pub fn is_priced(&self) -> bool {
        self.meters().iter().any(|meter| meter.tariff.is_some())
    }

    /// Takes in what other processes have spent of the same budget, and what their calls in flight may cost.
    pub fn share(&mut self, (spent, held): (f64, f64)) {
        self.elsewhere = Elsewhere { spent, held };
    }

    /// What other processes' calls in flight may cost: they will give back most of it.
    #[must_use]
    pub fn held_elsewhere(&self) -> f64 {
        self.elsewhere.held
    }

    /// From here on, conversations are asked like this, at its prices.
    pub fn enter(&mut self, lane: Lane) {
        self.lane = lane;
    }

    fn meters(&self) -> &[Meter] {
        match self.lane {
            Lane::Online => &self.online,
            Lane::Batch => &self.batch,
        }
    }

    /// The most that one call of a model with a body of so many bytes can cost ([`RequestTemplate::size`]). A token stands for at
    /// least one byte of a text, and JSON writes no text shorter than it is: so the whole body's bytes bound the prompt,
    /// whatever the tokenizer and whatever of the body the platform counts.
    #[must_use]
    pub fn worst(&self, model: usize, body: usize) -> Option<f64> {
        self.meters().get(model)?.worst(body)
    }

    /// What was spent, by earlier runs too. Without calls in flight: see [`Budget::held`].
    #[must_use]
    pub fn spent(&self) -> Spending {
        let Spending { confirmed, perhaps } = self.spent.tally(&self.currency);
        let Spending { confirmed: more, perhaps: more_perhaps } = self.unwritten;
        Spending { confirmed: round(confirmed + more), perhaps: round(perhaps + more_perhaps) }
    }

    /// What calls in flight may cost.
    #[must_use]
    pub fn held(&self) -> f64 {
        round(self.spent.held())
    }

    /// What conversations in the batch service may cost.
    #[must_use]
    pub fn waiting(&self) -> f64 {
        round(self.spent.waiting())
    }

    /// What may still be set aside now; `None`: there is no limit.
    #[must_use]
    pub fn left(&self) -> Option<f64> {
        let Spending { confirmed, perhaps } = self.spent();
        let Elsewhere { spent, held } = self.elsewhere;
        let own = confirmed + perhaps + self.spent.held() + self.spent.waiting();
        Some((self.limit? - own - spent - held).max(0.0))
    }

    /// True if a call of this model with hardly any input would fit once everything in flight is settled: a reason to look
    /// at its conversations at all.
    #[must_use]
    pub fn affords(&self, model: usize) -> bool {
        let least = self.meters().get(model).map_or(0, |meter| meter.least);
        self.short(self.worst(model, least)).is_none_or(|short| !short.is_for_good())
    }

    fn short(&self, worst: Option<f64>) -> Option<Shortfall> {
        let (limit, mut spent, held, elsewhere) = (self.limit?, self.spent(), self.spent.held(), self.elsewhere);
        // No run gets back what it waits for elsewhere.
        spent.perhaps += self.spent.waiting();
        let worst = worst.unwrap_or(f64::INFINITY);
        let fits = spent.confirmed + spent.perhaps + held + elsewhere.spent + elsewhere.held + worst <= limit;
        (!fits).then(|| Shortfall { limit, spent, elsewhere, held, worst, currency: self.currency.clone() })
    }

    /// What is missing as it is now, for who says it at the end.
    #[must_use]
    pub fn still_short(&self, short: Shortfall) -> Shortfall {
        Shortfall { spent: self.spent(), elsewhere: self.elsewhere, held: self.held() + self.waiting(), ..short }
    }

    /// Sets the worst case of a conversation's call aside; `body` as for [`Budget::worst`].
    ///
    /// # Errors
    /// [`Shortfall`] if it might not be covered; nothing is held then. Another conversation may fit all the same.
    pub fn reserve(&mut self, key: Key, model: usize, body: usize) -> Result<Reservation, Shortfall> {
        let worst = self.worst(model, body);
        match self.short(worst) {
            Some(short) => Err(short),
            None => {
                self.spent.sent(key, worst);
                Ok(Reservation { worst, key, model })
            }
        }
    }

    /// Gives back what was held for a call that was not sent after all.
    pub fn release(&mut self, hold: Reservation) {
        self.spent.not_sent(hold.key);
    }

    /// Sets the worst case of a conversation aside that goes to the batch service; what it is.
    ///
    /// # Errors
    /// As [`Budget::reserve`].
    pub fn queue(&mut self, key: Key, model: usize, body: usize) -> Result<Option<f64>, Shortfall> {
        let worst = self.worst(model, body);
        match self.short(worst) {
            Some(short) => Err(short),
            None => {
                self.spent.queued(key, worst);
                Ok(worst)
            }
        }
    }

    /// The batch service will say nothing more of a conversation; `billed`: it may be paid for.
    pub fn unheard(&mut self, key: Key, billed: bool) -> f64 {
        self.spent.unheard(key, billed)
    }

    /// Money was perhaps spent, and on what nobody will know.
    pub fn perhaps(&mut self, money: f64) {
        self.spent.perhaps(money);
    }

    /// The most that a conversation in the batch service can cost, if it waits there.
    #[must_use]
    pub fn worst_waiting(&self, key: Key) -> Option<f64> {
        self.spent.worst_waiting(key)
    }

    /// Calls that were let go will never be settled.
    pub fn renew(&mut self) {
        self.spent.run(None);
    }

    /// Settles a call by what the platform says it used; a call of which it says nothing, and which it may have worked
    /// on, by its worst case. `None` if the price is unknown.
    pub fn settle(&mut self, hold: Reservation, attempt: &Attempt) -> Option<Cost> {
        let lane = self.lane;
        self.settle_in(lane, hold, attempt)
    }

    /// Settles a conversation that was in the batch service; `model`: `None` if it is no longer the job's.
    pub fn settle_waiting(&mut self, key: Key, model: Option<usize>, attempt: &Attempt) -> Option<Cost> {
        let worst = self.spent.worst_waiting(key);
        let model = model.unwrap_or(usize::MAX);
        let hold = Reservation { worst, key, model };
        // What was set aside for it is not free again because its price is forgotten.
        let forgotten = worst.is_some() && self.batch.get(model).is_none_or(|meter| meter.tariff.is_none());
        if !forgotten {
            return self.settle_in(Lane::Batch, hold, attempt);
        }
        let free = attempt.outcome.as_ref().is_err_and(|fault| fault.free);
        let mut cost = if free {
            Cost { confirmed: Some(0.0), ..Cost::default() }
        } else {
            Cost { perhaps: worst, ..Cost::default() }
        };
        let fault = attempt.outcome.as_ref().err().map(|fault| (fault.class, fault.status));
        let Cost { confirmed, perhaps, .. } = cost;
        let (usage, lane) = (attempt.usage, Lane::Batch);
        cost.change =
            self.spent.settled(key, Settled { cost: confirmed, perhaps, usage, fault, lane, ..Settled::default() });
        Some(cost)
    }

    fn settle_in(&mut self, lane: Lane, hold: Reservation, attempt: &Attempt) -> Option<Cost> {
        let mut cost = self.cost(lane, hold, attempt);
        let fault = attempt.outcome.as_ref().err().map(|fault| (fault.class, fault.status));
        let Cost { confirmed, perhaps, uncached, .. } = cost.unwrap_or_default();
        // Whose price is unknown is not this budget's business: nothing is known of it in any currency.
        let line =
            Settled { cost: confirmed, perhaps, uncached, usage: attempt.usage, fault, lane, ..Settled::default() };
        match &mut cost {
            Some(cost) => cost.change = self.spent.settled(hold.key, line),
            None => self.spent.forget(hold.key, lane),
        }
        cost
    }

    fn cost(&mut self, lane: Lane, hold: Reservation, attempt: &Attempt) -> Option<Cost> {
        let Self { online, batch, .. } = self;
        // What a lost call of the conversation may have cost was asked for at the price of calls.
        let dearest = online.get(hold.model).and_then(|meter| meter.tariff.clone());
        let meters = if lane == Lane::Batch { batch } else { online };
        let meter = meters.get_mut(hold.model)?;
        if attempt.outcome.is_ok() {
            meter.fastest = Some(meter.fastest.map_or(attempt.took, |fastest| fastest.min(attempt.took)));
        }
        // Nothing costs nothing, whatever the price.
        if attempt.outcome.as_ref().is_err_and(|fault| fault.free) {
            return Some(Cost { confirmed: Some(0.0), ..Cost::default() });
        }
        let tariff = meter.tariff.as_ref()?;
        let counted = attempt.usage.filter(Usage::is_counted);
        Some(match (counted, &attempt.outcome) {
            (Some(usage), _) => {
                let cost = tariff.cost(&usage);
                let uncached = dearest.as_ref().unwrap_or(tariff).cost(&Usage { cached_tokens: 0, ..usage });
                Cost { confirmed: Some(cost), uncached: (uncached > cost).then_some(uncached), ..Cost::default() }
            }
            (None, Err(fault)) if !meter.may_be_billed(fault, attempt.took) => {
                Cost { confirmed: Some(0.0), ..Cost::default() }
            }
            (None, _) => Cost { perhaps: Some(hold.worst?), ..Cost::default() },
        })
    }
}

fn meters(models: &[Priced<'_>]) -> Vec<Meter> {
    models.iter().map(|(model, tariff)| Meter::new(model, tariff.cloned())).collect()
}

/// What of a ledger is in no currency: what its tokens cost today, and its calls without a worst case.
fn unwritten(spent: &Spent, models: &[Priced<'_>], worst: f64) -> Spending {
    let priced = |(name, usage): (&str, &Usage)| match models.iter().find(|(model, _)| model.name == name) {
        // What has no price today either is counted in tokens only.
        Some((_, tariff)) => tariff.map_or(0.0, |tariff| tariff.cost(usage)),
        // A model that is no longer in the config: as if it were the most expensive one.
        None => models.iter().filter_map(|(_, tariff)| *tariff).map(|tariff| tariff.cost(usage)).fold(0.0, f64::max),
    };
    let perhaps: f64 = spent.unpriced_perhaps().map(priced).sum();
    Spending { confirmed: spent.unpriced().map(priced).sum(), perhaps: perhaps + spent.unknown() as f64 * worst }
}

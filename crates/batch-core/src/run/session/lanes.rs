//! By which ways a run's conversations are asked: by calls, in the batch service, or first there and then by calls.

use std::time::Duration;

use secrecy::SecretString;
use tokio::time::Instant;

use super::batch::{InBatch, held_limits};
use super::limiter::Sharing;
use super::prepare::{Prepared, address};
use crate::base::problem::{BatchProblem, Problem};
use crate::base::signals::Signals;
use crate::job::config::Model;
use crate::job::plan::Plan;
use crate::ledger::Lane;
use crate::money::budget::Budget;
use crate::money::price::Prices;
use crate::platform::request::{Delivery, Params};
use crate::platform::{BatchService, Platform};
use crate::run::batch::{BatchRun, Desk, Leftovers, Order, Setup, Task};
use crate::run::deadline::Deadline;
use crate::run::events::{JobEvent, Listener};
use crate::run::target::{Account, Target, targets};
use crate::run::writer::Writer;
use crate::run::{Ending, Outcome, Run, RunSetup};
use crate::wire::Wire;
use crate::wire::call::Caller;
use crate::wire::transport::Address;

/// The batch service as an order needs it.
pub(super) struct BatchLane<W> {
    pub in_batch: InBatch,
    /// Of calls that are held: the way, and what they say.
    held: Option<(W, Vec<Params>, Prices)>,
}

impl<W: Wire> BatchLane<W> {
    /// Looks what the service can do; what it cannot is told.
    ///
    /// # Errors
    /// A [`Problem`] if it can do nothing.
    pub fn new(
        platform: &dyn Platform,
        prepared: &Prepared,
        key: &SecretString,
        order: &Order,
        listener: &dyn Listener,
        connect: impl Fn(&Address) -> Result<W, Problem>,
    ) -> Result<Self, Problem> {
        let settings = &prepared.settings;
        let in_batch = InBatch::new(platform, prepared)?;
        let models = in_batch.cannot(&settings.models);
        if matches!(order.task, Task::All | Task::Submit) && !models.is_empty() {
            if models.len() == settings.models.len() && order.leftovers != Leftovers::Online {
                return Err(Problem::new(BatchProblem::NoModel { models }));
            }
            let some = BatchProblem::SomeModels { models, online: order.ends_online() };
            listener.hear(&JobEvent::Warned { problem: &Problem::new(some) });
        }
        let held = match in_batch.service {
            BatchService::Files(_) => None,
            BatchService::Held(_) if order.task != Task::All => return Err(Problem::new(BatchProblem::HeldOnly)),
            BatchService::Held(held) => {
                let unnamed = settings.models.iter().map(|model| model.name.clone());
                let unnamed: Vec<_> = unnamed.filter(|name| platform.batch_model(name).is_none()).collect();
                if prepared.simulated && !unnamed.is_empty() {
                    let key = held.model_key.to_owned();
                    let problem = Problem::new(BatchProblem::Rehearsed { models: unnamed, key });
                    listener.hear(&JobEvent::Warned { problem: &problem });
                }
                let usual = address(platform.profile(), settings, key);
                let long = Duration::from_secs(held.hours * 3600);
                let mut timeouts = usual.timeouts;
                (timeouts.first_byte, timeouts.whole, timeouts.stall) = (long, long, long);
                // A connection for each: what breaks after hours is no kept connection that had died meanwhile.
                let keep_alive = Some(false);
                let wire = connect(&Address { chat_path: held.path, timeouts, keep_alive, ..usual })?;
                let prices = Prices { models: in_batch.tariffs.clone(), ..prepared.prices.clone() };
                let params = settings.models.iter().map(|model| held_params(platform, model)).collect();
                Some((wire, params, prices))
            }
        };
        Ok(Self { in_batch, held })
    }

    /// Whom held calls go to.
    pub fn account<'a>(
        &'a self,
        platform: &'a dyn Platform,
        prepared: &'a Prepared,
        key: &'a SecretString,
    ) -> Option<[Account<'a>; 1]> {
        let (BatchService::Held(held), Some((wire, ..))) = (&self.in_batch.service, &self.held) else { return None };
        let (caller, limits) = (Caller { wire, platform, key }, held_limits(held, &prepared.settings));
        Some([Account { caller, address: &prepared.asked_at, limits }])
    }

    /// Whom models are asked of by held calls.
    pub fn targets<'a>(&'a self, plan: &'a Plan, account: &'a [Account<'a>]) -> Vec<Target<'a>> {
        let Some((_, params, prices)) = &self.held else { return Vec::new() };
        let mut targets = targets(plan, account, prices, |_| 0);
        for (target, params) in targets.iter_mut().zip(params) {
            (target.params, target.lane) = (params, Lane::Batch);
        }
        targets
    }
}

/// What held calls of a model say: the same under another name, in one piece.
fn held_params(platform: &dyn Platform, model: &Model) -> Params {
    let mut params = Params { delivery: Delivery::Whole, ..model.params.clone() };
    if let Some(name) = platform.batch_model(&model.name).filter(|_| params.fields.contains_key("model")) {
        params.fields.insert("model".to_owned(), name.into());
    }
    params
}

/// What all ways have in common.
pub(super) struct Lanes<'a> {
    pub plan: &'a Plan,
    /// Whom models are asked of by calls, and by held calls.
    pub online: Vec<Target<'a>>,
    pub held: Vec<Target<'a>>,
    pub before: RunSetup,
    /// With whom limits are shared.
    pub sharing: Option<Sharing>,
}

impl<'a> Lanes<'a> {
    /// Everything by calls.
    pub async fn by_calls(&self, writer: Writer<'a>, budget: Budget, signals: &mut Signals) -> Outcome<'a> {
        let outcome = self.call(self.online.clone(), &self.before, writer, budget, signals).await;
        named(outcome, Task::All, &[])
    }

    /// As the order says.
    pub async fn by_batch(
        &self,
        order: &'a Order,
        in_batch: &'a InBatch,
        writer: Writer<'a>,
        mut budget: Budget,
        signals: &mut Signals,
    ) -> Outcome<'a> {
        let (began, deadline) = (Instant::now(), order.deadline.map(Deadline::after));
        budget.price_batch(&in_batch.priced(&self.plan.models));
        let mut done = self.first(order, in_batch, writer, budget, signals).await;
        // What was never given to the batch service is no leftover of it; held calls are given one by one.
        let held = matches!(in_batch.service, BatchService::Held(_));
        let meant = order.leftovers == Leftovers::Online && (held || !matches!(done.ending, Ending::Paused(_)));
        let goes_on = (meant || deadline.is_some_and(|deadline| deadline.is_over()))
            && order.task == Task::All
            && !matches!(done.ending, Ending::Interrupted | Ending::Disk(_) | Ending::Spent(_));
        if goes_on && done.writer.summary.done() < done.writer.summary.total {
            done.writer.goes_on = false;
            done.budget.renew();
            match done.writer.renew() {
                Ok(()) => done = self.call(self.online.clone(), &self.before, done.writer, done.budget, signals).await,
                Err(problem) => done.ending = Ending::Disk(problem),
            }
        }
        named(Outcome { took: began.elapsed(), ..done }, order.task, &in_batch.can())
    }

    /// What the batch service does.
    async fn first(
        &self,
        order: &'a Order,
        in_batch: &'a InBatch,
        mut writer: Writer<'a>,
        mut budget: Budget,
        signals: &mut Signals,
    ) -> Outcome<'a> {
        let (can, began) = (in_batch.can(), Instant::now());
        match &in_batch.service {
            BatchService::Files(service) => {
                let desk = self.online.first().map(|target| Desk { caller: &target.account.caller, service });
                let Some(desk) = desk else {
                    return Outcome { ending: Ending::Done, writer, budget, took: began.elapsed() };
                };
                let RunSetup { max_retries, offline_limit: patience, .. } = self.before;
                let address = self.online.first().map_or("", |target| target.account.address);
                let setup = Setup { plan: self.plan, desk, can, order, max_retries, patience, address };
                let done = BatchRun::new(&setup, writer, budget).go(signals).await;
                let (writer, budget) = (done.writer, done.budget);
                Outcome { ending: done.ending.unwrap_or(Ending::Done), writer, budget, took: began.elapsed() }
            }
            BatchService::Held(_) => {
                writer.goes_on = true;
                budget.enter(Lane::Batch);
                let deadline = order.deadline.map(Deadline::after);
                // What was served at once was served elsewhere.
                let served_at_once = Default::default();
                let before = RunSetup { asked: can, deadline, served_at_once, ..self.before.clone() };
                let mut done = self.call(self.held.clone(), &before, writer, budget, signals).await;
                done.budget.enter(Lane::Online);
                done.writer.summary.served_at_once.clear();
                done
            }
        }
    }

    async fn call(
        &self,
        targets: Vec<Target<'a>>,
        before: &RunSetup,
        writer: Writer<'a>,
        budget: Budget,
        signals: &mut Signals,
    ) -> Outcome<'a> {
        // Held calls have limits of their own.
        let sharing = self.sharing.as_ref().filter(|_| targets.iter().all(|target| target.lane == Lane::Online));
        let shared = sharing.and_then(|sharing| sharing.limiter(&targets));
        Run::new(self.plan, targets, writer, budget, before).sharing(shared).go(signals).await
    }
}

/// An ending as it is, with what the batch service has in mind.
fn named<'a>(mut outcome: Outcome<'a>, task: Task, can: &[bool]) -> Outcome<'a> {
    outcome.writer.summary.waiting = outcome.writer.waiting();
    outcome.writer.summary.money.waiting = outcome.budget.waiting();
    let settled = matches!(outcome.ending, Ending::Done | Ending::Left);
    let summary = &outcome.writer.summary;
    if settled && summary.waiting > 0 {
        // What the service cannot do was said before; what it could is meant to be there, all of it.
        let standings =
            can.iter().enumerate().filter(|(_, can)| **can).map(|(model, _)| outcome.writer.standing(model));
        let open: usize = standings.map(|standing| standing.total.saturating_sub(standing.done)).sum();
        outcome.ending = Ending::InBatch { meant: task == Task::Submit && open <= summary.waiting };
    } else if settled {
        let is_done = summary.done() >= summary.total;
        outcome.ending = if is_done { Ending::Done } else { Ending::Left };
    }
    outcome
}

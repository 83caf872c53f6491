//! Whether a call is admitted, and what it meets.

use std::time::Instant;

use super::{State, Ticket, scope};
use crate::answer::digest_of;
use crate::dialect::Dialect;
use crate::fault_kind::FaultKind;
use crate::latency::latency_of;
use crate::made::Asked;
use crate::models::Card;
use crate::refusal::Refusal;
use crate::request::ChatRequest;

impl State {
    /// Checks everything a platform checks of a request by itself, in its order: the model, the endpoint if it is one, and
    /// what is asked.
    pub(super) fn examine(
        &self,
        request: &ChatRequest<'_>,
        batch: bool,
    ) -> Result<(Card, Option<String>, Asked), Refusal> {
        let dialect = self.platform.dialect;
        if request.model().is_empty() {
            return Err(Refusal::Missing("model"));
        }
        if request.messages.as_ref().is_none_or(Vec::is_empty) {
            return Err(Refusal::Missing("messages"));
        }
        let (card, endpoint) = self.resolve(request.model())?;
        // Batch endpoints answer on the batch path only, and nothing else does [O], unless names do not matter.
        let is_of_batch = request.model().starts_with("ep-bi-");
        if dialect == Dialect::Ark && batch != is_of_batch && (is_of_batch || !self.options.accept_any_model) {
            return Err(Refusal::ModelNotFound(request.model().to_owned()));
        }
        if batch && request.stream == Some(true) {
            let message = "stream is not supported by batch inference.".to_owned();
            return Err(Refusal::Parameter { name: "stream", message });
        }
        self.platform.check(&card, request)?;
        let digest = digest_of(request.model(), request.texts());
        let asked = Asked::new(self.options.seed, dialect, &card, request, digest);
        if asked.prompt_tokens > card.context {
            return Err(Refusal::ContextTooLong { limit: card.context, requested: asked.prompt_tokens });
        }
        Ok((card, endpoint, asked))
    }

    /// Refuses if there is no money left.
    pub(crate) fn solvent(&self) -> Result<(), Refusal> {
        if self.stats.balance.is_some_and(|left| left <= 0.0) { Err(Refusal::NoBalance) } else { Ok(()) }
    }

    /// What happens to the next attempt at a conversation, and which attempt that is.
    pub(super) fn draw(&mut self, request: &ChatRequest<'_>, digest: u64) -> (Option<FaultKind>, u32) {
        let seen = self.seen.entry(digest).or_default();
        let attempt = seen.attempts;
        seen.attempts += 1;
        let texts = std::iter::once(request.model()).chain(request.texts().map(|(_, content)| content));
        let fault = self.options.faults.decide(self.options.seed, digest, attempt, &texts);
        if let Some(fault) = &fault {
            *self.stats.faults.entry(fault.label()).or_default() += 1;
        }
        (fault, attempt)
    }

    /// Checks everything a platform checks and admits the call.
    pub(crate) fn admit(&mut self, request: &ChatRequest<'_>, batch: bool) -> Result<Ticket, Refusal> {
        let dialect = self.platform.dialect;
        let (card, endpoint, asked) = self.examine(request, batch)?;
        self.solvent()?;
        let (now, age) = (Instant::now(), self.started.elapsed());
        if batch {
            self.held.admit(&self.options.batch.held, &card.id, age, self.options.limits.day)?;
        }
        let place = self.limiter.place(scope(dialect, &card), endpoint.as_deref(), batch);
        self.limiter.admit(place, &self.options.limits, now, age, asked.charge(dialect))?;
        let (fault, attempt) = self.draw(request, asked.digest);
        let hold = self.options.batch.held.hold.filter(|_| batch).unwrap_or(self.options.latency);
        let latency = latency_of(self.options.seed, asked.digest, attempt, &hold);
        if !fault.as_ref().is_some_and(FaultKind::is_instant) {
            self.stats.latencies.push(latency.as_secs_f64() * 1000.0);
        }
        self.stats.in_flight += 1;
        self.stats.peak_in_flight = self.stats.peak_in_flight.max(self.stats.in_flight);
        let echo = fault.as_ref().is_some_and(FaultKind::is_echo).then(|| request.texts().last());
        let echo = echo.flatten().map(|(_, content)| content.to_owned());
        Ok(Ticket { asked, card, latency, fault, echo, batch, place })
    }
}

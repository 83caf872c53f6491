//! A chat call, from its admission to its bill.

use std::io;

use crate::fault_kind::FaultKind;
use crate::line::Manners;
use crate::made::Made;
use crate::options::Options;
use crate::platform::Chat;
use crate::request::{self, ChatRequest};
use crate::respond::{Reply, refused, with_id};
use crate::sending;
use crate::shared::Shared;
use crate::spoil;
use crate::state::{Ended, Ticket};

/// Ends the call when the client goes away before it is answered.
struct Call<'a> {
    shared: &'a Shared,
    ticket: Ticket,
    over: bool,
}

impl Call<'_> {
    fn make(&self, options: &Options) -> Made {
        self.ticket.asked.make(self.shared.platform(), &self.ticket.card, options.price, options.answer_chars)
    }

    fn end(&mut self, made: Option<&Made>, ended: Ended) {
        self.over = true;
        self.shared.lock().ended(&self.ticket, made, ended);
    }
}

impl Drop for Call<'_> {
    fn drop(&mut self) {
        if !self.over {
            // The platform goes on and bills, unless the call would have failed anyway.
            let made = spoil::is_answered(self.ticket.fault.as_ref()).then(|| {
                let state = self.shared.lock();
                self.make(&state.options)
            });
            self.end(made.as_ref(), Ended::Abandoned);
        }
    }
}

/// Answers a call, or whatever comes instead.
pub(crate) async fn answer(shared: &Shared, manners: &Manners, body: &[u8], chat: Chat, id: &str) -> io::Result<Reply> {
    let request: ChatRequest<'_> = match request::parse(body) {
        Ok(request) => request,
        Err(why) => return Ok(refused(shared, &why, id)),
    };
    let admitted = shared.lock().admit(&request, chat == Chat::Batch);
    let ticket = match admitted {
        Ok(ticket) => ticket,
        Err(why) => return Ok(told(shared, request.model(), refused(shared, &why, id))),
    };
    let stream =
        request.streams().then(|| request.stream_options.as_ref().is_some_and(|options| options.include_usage));
    drop(request);
    let mut call = Call { shared, ticket, over: false };
    if !call.ticket.latency.is_zero() && !call.ticket.fault.as_ref().is_some_and(FaultKind::is_instant) {
        tokio::time::sleep(call.ticket.latency).await;
    }
    let fault = call.ticket.fault.clone();
    if !spoil::is_answered(fault.as_ref()) {
        let Some(fault) = fault else { return Err(io::ErrorKind::Other.into()) };
        let reply = spoil::instead(shared, manners, &fault, &call.ticket, id).await;
        call.end(None, Ended::Nothing);
        return reply;
    }
    let (made, manner) = {
        let options = &shared.lock().options;
        let manner = sending::Manner { platform: shared.platform(), drip: options.drip, per_token: options.per_token };
        (call.make(options), manner)
    };
    if !manner.per_token.is_zero() {
        let tokens = u32::try_from(made.bill.completion).unwrap_or(u32::MAX);
        tokio::time::sleep(manner.per_token.saturating_mul(tokens)).await;
    }
    let ended = if spoil::is_spoiled(fault.as_ref()) { Ended::Spoiled } else { Ended::Answered };
    let reply = sending::send(&manner, manners, &call.ticket, &made, fault.as_ref(), stream, id);
    let reply = told(shared, &call.ticket.asked.model, reply);
    if ended == Ended::Answered && spoil::hides_usage(fault.as_ref()) {
        shared.lock().unseen(made.bill);
    }
    call.end(Some(&made), ended);
    Ok(with_id(shared.platform(), id, reply))
}

/// Adds what is left of the minute, if this platform says so.
fn told(shared: &Shared, model: &str, mut reply: Reply) -> Reply {
    let Some(left) = shared.lock().left(model) else { return reply };
    for (name, value) in [
        ("x-ratelimit-limit-requests", left.limit.to_string()),
        ("x-ratelimit-remaining-requests", left.remaining.to_string()),
        ("x-ratelimit-reset-requests", format!("{:.3}s", left.reset.as_secs_f64())),
    ] {
        if let Ok(value) = hyper::header::HeaderValue::from_str(&value) {
            reply.headers_mut().insert(name, value);
        }
    }
    reply
}

//! A chat call, from its admission to its bill.

use std::io;
use std::time::Duration;

use crate::bend::bend;
use crate::fate::{fate, hides_usage};
use crate::fault_kind::{Fate, FaultKind};
use crate::latency::Pace;
use crate::line::Manners;
use crate::made::Made;
use crate::models::Tariff;
use crate::platform::Chat;
use crate::reply;
use crate::request::{self, ChatRequest, Wish};
use crate::respond::{Reply, refused, with_id};
use crate::sending;
use crate::shared::Shared;
use crate::spoil;
use crate::state::{Ended, Ticket};
use crate::stream::Shape;

/// Ends the call when the client goes away before it is answered.
struct Call {
    shared: Shared,
    ticket: Ticket,
    wish: Wish,
    over: bool,
}

impl Call {
    fn streams(&self) -> bool {
        self.wish != Wish::Whole
    }

    fn fate(&self) -> Fate {
        fate(self.ticket.fault.as_ref(), self.streams())
    }

    fn make(&self) -> Made {
        let (price, characters) = {
            let options = &self.shared.lock().options;
            (options.price, options.answer_chars)
        };
        let tariff = if self.ticket.batch { Tariff::held(price) } else { price.into() };
        self.ticket.asked.make(self.shared.platform(), &self.ticket.card, tariff, characters)
    }

    /// How long the answer takes, its writing included.
    fn time(&self) -> Duration {
        let per_token = self.shared.lock().options.per_token;
        if per_token.is_zero() {
            return self.ticket.latency;
        }
        let tokens = u32::try_from(self.make().bill.completion).unwrap_or(u32::MAX);
        self.ticket.latency.saturating_add(per_token.saturating_mul(tokens))
    }

    fn end(&mut self, made: Option<&Made>, ended: Ended) {
        self.over = true;
        self.shared.lock().ended(&self.ticket, made, ended);
    }
}

impl Drop for Call {
    fn drop(&mut self) {
        if !self.over {
            // The platform goes on and bills, unless the call would have failed anyway.
            let made = (self.fate() != Fate::Nothing).then(|| self.make());
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
    let wish = request.wish();
    drop(request);
    serve(Call { shared: shared.clone(), ticket, wish, over: false }, manners, id).await
}

async fn serve(mut call: Call, manners: &Manners, id: &str) -> io::Result<Reply> {
    let shared = call.shared.clone();
    let fault = call.ticket.fault.clone();
    if call.fate() == Fate::Nothing {
        let reply = no_answer(&call, manners, id).await;
        call.end(None, Ended::Nothing);
        return reply;
    }
    let (pace, gateway, drip, silence) = {
        let options = &shared.lock().options;
        (options.pace, options.gateway, options.drip, options.batch.held.cut.filter(|_| call.ticket.batch))
    };
    let streams = call.streams() && fault != Some(FaultKind::NoStream);
    let pace = if streams && !fault.as_ref().is_some_and(FaultKind::is_of_the_connection) { pace } else { Pace::Late };
    let time = call.time();
    if silence.is_some_and(|silence| silence < time) || fault == Some(FaultKind::SilentCut) {
        tokio::time::sleep(silence.unwrap_or(time).min(time)).await;
        call.end(Some(&call.make()), Ended::Spoiled);
        return Err(io::ErrorKind::UnexpectedEof.into());
    }
    let is_cut = pace == Pace::Late && is_cut(time, gateway).await;
    let made = call.make();
    if is_cut || !streams && fault == Some(FaultKind::Gateway) {
        call.end(Some(&made), Ended::Spoiled);
        return Ok(spoil::gateway(&shared, &call.ticket));
    }
    let (platform, ticket) = (shared.platform(), &call.ticket);
    let mut value = reply::completion(platform, &ticket.card, &ticket.asked, &made, id);
    if let Some(fault) = &fault {
        bend(&mut value, fault);
    }
    let error = match &fault {
        Some(FaultKind::ErrorAfter(name)) => platform.named(name, id).map(|words| words.body),
        _ => None,
    };
    let usage = call.wish.usage().and_then(|asked| platform.stream_usage(asked));
    let shape = Shape { fault: fault.as_ref(), usage, error: error.as_deref(), drip, time, pace };
    let told_usage = !hides_usage(fault.as_ref()) && (!streams || shape.usage().is_some());
    let ended = if call.fate() == Fate::Spoiled { Ended::Spoiled } else { Ended::Answered { told: told_usage } };
    let model = ticket.asked.model.clone();
    let reply = if streams {
        let (head, body) = sending::streamed(manners, value, &shape).into_parts();
        // What is streamed is over when its last piece goes out.
        Reply::from_parts(head, body.then(move || call.end(Some(&made), ended)))
    } else {
        call.end(Some(&made), ended);
        sending::whole(manners, &value, fault.as_ref(), drip)
    };
    Ok(with_id(platform, id, told(&shared, &model, reply)))
}

/// What comes instead of an answer, when it is time.
async fn no_answer(call: &Call, manners: &Manners, id: &str) -> io::Result<Reply> {
    let Some(fault) = &call.ticket.fault else { return Err(io::ErrorKind::Other.into()) };
    let time = match fault {
        FaultKind::Hang => Duration::MAX,
        fault if fault.is_instant() => Duration::ZERO,
        _ => call.ticket.latency,
    };
    let gateway = call.shared.lock().options.gateway;
    if is_cut(time, gateway).await {
        return Ok(spoil::gateway(&call.shared, &call.ticket));
    }
    spoil::instead(&call.shared, manners, fault, &call.ticket, call.wish, id).await
}

/// Lets this time pass; true if a gateway cuts it short.
async fn is_cut(time: Duration, gateway: Option<Duration>) -> bool {
    let patience = gateway.filter(|patience| *patience < time);
    let time = patience.unwrap_or(time);
    if !time.is_zero() {
        tokio::time::sleep(time).await;
    }
    patience.is_some()
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

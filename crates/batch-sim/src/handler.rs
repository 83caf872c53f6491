//! One request: where it goes, and what becomes of a chat call.

use std::io;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::header::AUTHORIZATION;
use hyper::{Method, Request};
use serde_json::{Value, json};

use crate::dialect::Dialect;
use crate::fault_kind::FaultKind;
use crate::line::Manners;
use crate::made::{Made, prompt_tokens};
use crate::options::Options;
use crate::patch::Patch;
use crate::refusal::Refusal;
use crate::request::ChatRequest;
use crate::respond::{Reply, json_reply, refused, with_id};
use crate::sending;
use crate::shared::Shared;
use crate::spoil;
use crate::state::{Ended, Ticket};
use crate::tokens::Tokenizer;

/// The largest request that is read, bytes.
const LARGEST: usize = 64 << 20;

/// Answers one request. An error closes the connection without a reply; the manners say how, and what comes behind a
/// reply.
pub(crate) async fn handle(shared: Shared, manners: Manners, request: Request<Incoming>) -> io::Result<Reply> {
    let (head, body) = request.into_parts();
    manners.borrow_mut().calm();
    let path = head.uri.path().to_owned();
    let query = head.uri.query().unwrap_or("").to_owned();
    let dialect = shared.lock().options.dialect;
    let authorization = head.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let whole = Limited::new(body, LARGEST).collect().await.map_err(io::Error::other)?.to_bytes();
    let Some(inner) = strip_base(dialect, &path) else {
        return Ok(outside(&shared, &head.method, &path, &query, &whole));
    };
    let id = shared.lock().request_id();
    let chat = head.method == Method::POST
        && (inner == "/chat/completions" || (dialect == Dialect::Ark && inner == "/batch/chat/completions"));
    if chat {
        shared.lock().came_in();
    }
    let key = shared.lock().key(authorization.as_deref());
    if let Err(why) = key {
        return Ok(refused(&shared, &why, &id));
    }
    if chat {
        return call(&shared, &manners, &whole, inner.starts_with("/batch"), &id).await;
    }
    let free = free(&shared, dialect, &head.method, inner, &whole);
    Ok(free.map_or_else(|why| refused(&shared, &why, &id), |value| with_id(dialect, &id, json_reply(200, &value))))
}

/// The rest of a path after the dialect's base; JieKou answers with and without `/v1` [O].
fn strip_base(dialect: Dialect, path: &str) -> Option<&str> {
    let inner = path.strip_prefix(dialect.base_path())?;
    Some(if dialect == Dialect::JieKou { inner.strip_prefix("/v1").unwrap_or(inner) } else { inner })
}

/// The simulator's own paths.
fn outside(shared: &Shared, method: &Method, path: &str, query: &str, body: &[u8]) -> Reply {
    match (method, path) {
        (&Method::GET, "/stats") => {
            let mut stats = shared.lock().stats().clone();
            if !query.contains("latencies=1") {
                stats.latencies.clear();
            }
            json_reply(200, &json!(stats))
        }
        (&Method::POST, "/stats/reset") => {
            shared.lock().reset();
            json_reply(200, &json!({"ok": true}))
        }
        (&Method::POST, "/control") => match serde_json::from_slice::<Patch>(body) {
            Ok(patch) => {
                shared.lock().change(&patch);
                json_reply(200, &json!({"ok": true}))
            }
            Err(error) => json_reply(400, &json!({"ok": false, "error": error.to_string()})),
        },
        _ => refused(shared, &Refusal::NoSuchPath(path.to_owned()), ""),
    }
}

/// Requests that cost nothing: models, balance, token counts, as far as the platform has them.
fn free(shared: &Shared, dialect: Dialect, method: &Method, path: &str, body: &[u8]) -> Result<Value, Refusal> {
    let state = shared.lock();
    match (dialect, method, path) {
        // Baichuan has no such list [O].
        (Dialect::OpenAi | Dialect::Kimi | Dialect::Ark | Dialect::JieKou, &Method::GET, "/models") => {
            let entry = |card: &crate::models::Card| {
                let mut entry =
                    json!({"id": card.id, "object": "model", "created": 1_790_000_000, "owned_by": card.owned_by});
                if dialect == Dialect::Kimi {
                    entry["context_length"] = json!(card.context);
                    entry["supports_image_in"] = json!(false);
                    entry["supports_video_in"] = json!(false);
                    entry["supports_reasoning"] = json!(true);
                }
                if let Some(status) = &card.status {
                    entry["status"] = json!(status);
                }
                entry
            };
            Ok(json!({"object": "list", "data": state.listed().map(entry).collect::<Vec<_>>()}))
        }
        (Dialect::Kimi, &Method::GET, "/users/me/balance") => {
            let left = state.balance();
            let data = json!({"available_balance": left, "voucher_balance": 0, "cash_balance": left});
            Ok(json!({"code": 0, "data": data, "scode": "0x0", "status": true}))
        }
        (Dialect::Kimi, &Method::POST, "/tokenizers/estimate-token-count") => {
            let request: ChatRequest<'_> = parse(body)?;
            let card = state.card(request.model())?;
            Ok(json!({"data": {"total_tokens": prompt_tokens(Tokenizer::of(state.options.seed, &card.id), &request)}}))
        }
        (Dialect::Ark, &Method::POST, "/tokenization") => {
            let request: Value = parse(body)?;
            let card = state.card(request["model"].as_str().unwrap_or_default())?;
            let texts: Vec<&str> = match &request["text"] {
                Value::Array(texts) => texts.iter().filter_map(Value::as_str).collect(),
                text => text.as_str().into_iter().collect(),
            };
            let tokenizer = Tokenizer::of(state.options.seed, &card.id);
            let count = |(index, text): (usize, &&str)| json!({"index": index, "object": "tokenization", "total_tokens": tokenizer.count(text)});
            let data: Vec<Value> = texts.iter().enumerate().map(count).collect();
            Ok(json!({"object": "list", "model": card.id, "data": data}))
        }
        _ => Err(Refusal::NoSuchPath(path.to_owned())),
    }
}

fn parse<'a, T: serde::Deserialize<'a>>(body: &'a [u8]) -> Result<T, Refusal> {
    if body.starts_with(b"\xef\xbb\xbf") {
        return Err(Refusal::ByteOrderMark);
    }
    serde_json::from_slice(body).map_err(|error| Refusal::NotJson(error.to_string()))
}

/// Ends the call when the client goes away before it is answered.
struct Call<'a> {
    shared: &'a Shared,
    ticket: Ticket,
    over: bool,
}

impl Call<'_> {
    fn make(&self, options: &Options) -> Made {
        self.ticket.asked.make(options.dialect, &self.ticket.card, options.price, options.answer_chars)
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

async fn call(shared: &Shared, manners: &Manners, body: &[u8], batch: bool, id: &str) -> io::Result<Reply> {
    let request: ChatRequest<'_> = match parse(body) {
        Ok(request) => request,
        Err(why) => return Ok(refused(shared, &why, id)),
    };
    let admitted = shared.lock().admit(&request, batch);
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
    let options = {
        let state = shared.lock();
        sending::Manner { dialect: state.options.dialect, drip: state.options.drip, per_token: state.options.per_token }
    };
    if !spoil::is_answered(fault.as_ref()) {
        let Some(fault) = fault else { return Err(io::ErrorKind::Other.into()) };
        let reply = spoil::instead(shared, manners, &fault, &call.ticket, options.dialect, id).await;
        call.end(None, Ended::Nothing);
        return reply;
    }
    let made = call.make(&shared.lock().options);
    if !options.per_token.is_zero() {
        let tokens = u32::try_from(made.bill.completion).unwrap_or(u32::MAX);
        tokio::time::sleep(options.per_token.saturating_mul(tokens)).await;
    }
    let ended = if spoil::is_spoiled(fault.as_ref()) { Ended::Spoiled } else { Ended::Answered };
    let reply = sending::send(&options, manners, &call.ticket, &made, fault.as_ref(), stream, id);
    let reply = told(shared, &call.ticket.asked.model, reply);
    if ended == Ended::Answered && spoil::hides_usage(fault.as_ref()) {
        shared.lock().unseen(made.bill);
    }
    call.end(Some(&made), ended);
    Ok(with_id(options.dialect, id, reply))
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

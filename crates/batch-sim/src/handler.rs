//! One request: where it goes.

use std::io;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::{Method, Request};
use serde_json::json;

use crate::batch::{door, paths, work};
use crate::call;
use crate::free;
use crate::line::Manners;
use crate::patch::Patch;
use crate::refusal::Refusal;
use crate::respond::{Reply, json_reply, refused, with_id};
use crate::shared::Shared;

/// The largest request that is read, bytes.
const LARGEST: usize = 64 << 20;

/// Answers one request. An error closes the connection without a reply; the manners say how, and what comes behind a
/// reply.
pub(crate) async fn handle(shared: Shared, manners: Manners, request: Request<Incoming>) -> io::Result<Reply> {
    let (head, body) = request.into_parts();
    manners.borrow_mut().calm();
    let path = head.uri.path();
    let service = shared.lock().desk.service.clone();
    let inner = shared.platform().behind_base(path);
    let route = service.zip(inner).and_then(|(service, inner)| paths::route(&service, &head.method, inner));
    if let Some(route) = route {
        let id = shared.lock().came_in(path, false);
        let key = shared.lock().key(shared.platform().key(&head.headers));
        return match key {
            Ok(()) => door::answer(&shared, &manners, &head, body, &route, &id).await,
            Err(why) => Ok(refused(&shared, &why, &id)),
        };
    }
    let whole = Limited::new(body, LARGEST).collect().await.map_err(io::Error::other)?.to_bytes();
    if let Some(reply) = own(&shared, &head.method, path, head.uri.query().unwrap_or(""), &whole) {
        return Ok(reply);
    }
    let platform = shared.platform();
    let chat =
        platform.behind_base(path).and_then(|inner| platform.chat(inner)).filter(|_| head.method == Method::POST);
    let id = shared.lock().came_in(path, chat.is_some());
    let Some(inner) = platform.behind_base(path) else {
        return Ok(refused(&shared, &Refusal::NoSuchPath(path.to_owned()), ""));
    };
    let key = shared.lock().key(platform.key(&head.headers));
    if let Err(why) = key {
        return Ok(refused(&shared, &why, &id));
    }
    if let Some(chat) = chat {
        return call::answer(&shared, &manners, &whole, chat, &id).await;
    }
    let free = free::answer(&shared, &head.method, inner, &whole);
    Ok(free.map_or_else(|why| refused(&shared, &why, &id), |value| with_id(platform, &id, json_reply(200, &value))))
}

/// The simulator's own paths, which no base path hides.
fn own(shared: &Shared, method: &Method, path: &str, query: &str, body: &[u8]) -> Option<Reply> {
    Some(match (method, path) {
        (&Method::GET, "/stats") => {
            let mut state = shared.lock();
            work::catch_up(&mut state);
            let mut stats = state.stats();
            if !query.contains("latencies=1") {
                stats.latencies.clear();
            }
            if !query.contains("lines=1") {
                stats.batch.lines.clear();
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
        _ => return None,
    })
}

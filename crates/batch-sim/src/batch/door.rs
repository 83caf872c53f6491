//! A request to a batch service: what goes wrong with it, and what it gets.

use std::io;

use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use hyper::http::request::Parts;
use serde_json::Value;

use crate::batch::fault::{Mishap, Operation};
use crate::batch::file::number_of;
use crate::batch::paths::Route;
use crate::batch::refuse::No;
use crate::batch::serve::{self, Wish};
use crate::batch::upload::{self, Upload};
use crate::batch::work;
use crate::line::Manners;
use crate::request;
use crate::respond::{Reply, bytes_reply, in_words, json_reply, refused, with_id};
use crate::shared::Shared;

/// The largest request that is no file, bytes.
const LARGEST: usize = 1 << 20;

/// What a request brings.
enum Load {
    Nothing,
    Upload(Upload),
    Wish(Wish),
}

/// Answers a request; an error closes the connection without a reply.
pub(crate) async fn answer(
    shared: &Shared,
    manners: &Manners,
    head: &Parts,
    body: Incoming,
    route: &Route,
    id: &str,
) -> io::Result<Reply> {
    let refuse = |no: &No| match no {
        No::Refusal(why) => refused(shared, why, id),
        No::Said { .. } => in_words(shared, &no.words(shared.platform(), id), id),
    };
    let number = shared.lock().batch_request();
    let load = match load(shared, head, body, route.operation).await? {
        Ok(load) => load,
        Err(no) => return Ok(refuse(&no)),
    };
    let mishap = mishap(shared, head, route, &load, number);
    match mishap {
        Some(Mishap::Status(status)) => return Ok(refuse(&No::of_status(status))),
        Some(Mishap::Reset) => {
            manners.borrow_mut().reset = true;
            return Err(io::ErrorKind::ConnectionReset.into());
        }
        _ => {}
    }
    let done = done(shared, head, route, load, mishap).await?;
    match mishap {
        Some(Mishap::StatusAfter(status)) => Ok(refuse(&No::of_status(status))),
        Some(Mishap::Lost) => Err(io::ErrorKind::UnexpectedEof.into()),
        Some(Mishap::Hang) => std::future::pending().await,
        _ => Ok(done.map_or_else(|no| refuse(&no), |reply| with_id(shared.platform(), id, reply))),
    }
}

/// Reads what the request brings.
async fn load(shared: &Shared, head: &Parts, body: Incoming, operation: Operation) -> io::Result<Result<Load, No>> {
    if operation == Operation::Upload {
        return Ok(upload::receive(shared, head, body).await?.map(Load::Upload));
    }
    let bytes = Limited::new(body, LARGEST).collect().await.map_err(io::Error::other)?.to_bytes();
    if operation != Operation::Create {
        return Ok(Ok(Load::Nothing));
    }
    Ok(request::parse::<Wish>(&bytes).map(Load::Wish).map_err(No::from))
}

/// What happens to the request, by what it is about: a file by its name, a batch by its id.
fn mishap(shared: &Shared, head: &Parts, route: &Route, load: &Load, number: u64) -> Option<Mishap> {
    let mut state = shared.lock();
    let state = &mut *state;
    let line = format!("{} {}", head.method, head.uri.path());
    let named = |id: &str| state.desk.file(id).map_or_else(|| id.to_owned(), |file| file.name.clone());
    let (subject, more) = match load {
        Load::Upload(upload) => (upload.name.clone(), String::new()),
        Load::Wish(wish) => (named(wish.input_file_id.as_deref().unwrap_or_default()), wish.metadata.to_string()),
        Load::Nothing => match state.desk.job(&route.id) {
            Some(job) => (job.id.clone(), job.metadata.to_string()),
            None => (named(&route.id), route.id.clone()),
        },
    };
    let texts = [line.as_str(), subject.as_str(), more.as_str()];
    let seed = state.options.seed;
    state.desk.mishap(&state.options.batch, seed, route.operation, number_of(&subject), &texts, number)
}

/// Does what is asked.
async fn done(
    shared: &Shared,
    head: &Parts,
    route: &Route,
    load: Load,
    mishap: Option<Mishap>,
) -> io::Result<Result<Reply, No>> {
    use Operation as O;
    let query = head.uri.query().unwrap_or_default();
    let id = route.id.as_str();
    let is_batches = matches!(route.operation, O::Create | O::Batches | O::Batch | O::Cancel);
    if is_batches && !shared.lock().options.batch.access {
        let message = "The batch API is not open to the tier of your account".to_owned();
        return Ok(Err(No::Said { status: 403, message }));
    }
    go_on(shared, (route.operation == O::Batch).then_some(id)).await?;
    let mut state = shared.lock();
    let told = !matches!(mishap, Some(Mishap::StatusAfter(_) | Mishap::Lost | Mishap::Hang));
    let value: Result<Value, No> = match (route.operation, load) {
        (O::Upload, Load::Upload(upload)) => serve::store(&mut state, upload),
        (O::Create, Load::Wish(wish)) => serve::create(&mut state, &wish, told),
        (O::Files, _) => serve::files(&state, query),
        (O::File, _) => serve::file(&state, id),
        (O::Content, _) => {
            let content = serve::content(&mut state, id, mishap);
            return Ok(content.map(|body| {
                let mut reply = bytes_reply(200, "application/octet-stream", Default::default());
                *reply.body_mut() = body;
                reply
            }));
        }
        (O::Delete, _) => serve::delete(&mut state, id),
        (O::Batches, _) => serve::batches(&mut state, query),
        (O::Batch, _) => serve::batch(&mut state, id),
        (O::Cancel, _) => serve::cancel(&mut state, id)?,
        (O::Any | O::Upload | O::Create, _) => Err(No::of_status(404)),
    };
    Ok(value.map(|value| json_reply(200, &value)))
}

/// Lets batches go on as far as they are due.
async fn go_on(shared: &Shared, looked: Option<&str>) -> io::Result<()> {
    let due = work::tick(&mut shared.lock(), looked);
    for place in due {
        while work::step(&mut shared.lock(), place)? {
            tokio::task::yield_now().await;
        }
    }
    Ok(())
}

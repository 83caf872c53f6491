//! What the service does when nothing goes wrong.

use std::collections::BTreeMap;
use std::io;

use serde::Deserialize;
use serde_json::{Value, json};

use crate::batch::desk::{clock, page};
use crate::batch::fault::{Mishap, Twist};
use crate::batch::file::number_of;
use crate::batch::job::{Counts, Job, Work};
use crate::batch::lines;
use crate::batch::others;
use crate::batch::refuse::No;
use crate::batch::service::{BatchService, Stage};
use crate::batch::upload::Upload;
use crate::batch::{view, work};
use crate::body::{Body, End};
use crate::refusal::Refusal;
use crate::state::State;

/// Lists that do not have a hidden batch.
const HIDDEN: u32 = 2;

/// A batch as it is asked for.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wish {
    pub input_file_id: Option<String>,
    endpoint: Option<String>,
    completion_window: Option<String>,
    pub metadata: Value,
}

pub(crate) fn store(state: &mut State, upload: Upload) -> Result<Value, No> {
    let files = state.desk.files.values().filter(|file| !file.others).count();
    let most = state.desk.service.as_ref().map_or(0, |service| service.max_files);
    if files >= most as usize {
        return Err(No::bad(format!("There are {files} files, at most {most} are kept")));
    }
    state.desk.stats.uploaded += 1;
    let (seed, now) = (state.options.seed, clock(&state.options.batch));
    let id = state.desk.store(seed, now, upload.name, &upload.purpose, upload.contents);
    file(state, &id)
}

pub(crate) fn files(state: &State, query: &str) -> Result<Value, No> {
    let purpose = value(query, "purpose");
    let (after, limit) = paging(state, query, 10_000)?;
    let of_purpose: BTreeMap<u64, Value> = state
        .desk
        .files
        .iter()
        .filter(|(_, file)| purpose.is_none_or(|purpose| file.purpose == purpose))
        .map(|(place, file)| (*place, view::file(file)))
        .collect();
    let (page, has_more) = page(&of_purpose, after, limit);
    Ok(view::list(&page.into_iter().cloned().collect::<Vec<_>>(), has_more))
}

pub(crate) fn file(state: &State, id: &str) -> Result<Value, No> {
    state.desk.file(id).map(view::file).ok_or_else(|| No::gone("file", id))
}

/// The content of a file, whole or as the mishap has it.
pub(crate) fn content(state: &mut State, id: &str, mishap: Option<Mishap>) -> Result<Body, No> {
    let file = state.desk.file(id).ok_or_else(|| No::gone("file", id))?;
    let Some(contents) = file.contents.clone() else {
        state.desk.stats.others_touched += 1;
        return Ok(Body::whole(lines::foreign(id, 0)));
    };
    let (file, bytes) = (contents.read_from(0), contents.bytes);
    Ok(match mishap {
        Some(Mishap::Cut) => Body::file(file, bytes / 2, bytes, End::Break),
        Some(Mishap::Short) => Body::file(file, bytes / 2, bytes / 2, End::Done),
        _ => Body::file(file, bytes, bytes, End::Done),
    })
}

pub(crate) fn delete(state: &mut State, id: &str) -> Result<Value, No> {
    let place = state.desk.find(id).filter(|place| state.desk.files.contains_key(place));
    let file = place.and_then(|place| state.desk.files.remove(&place)).ok_or_else(|| No::gone("file", id))?;
    state.desk.stats.deleted += 1;
    state.desk.stats.others_touched += u64::from(file.others);
    Ok(json!({"id": id, "object": "file", "deleted": true}))
}

/// Checks what can be checked at once, and makes a batch. `told`: the reply names it.
pub(crate) fn create(state: &mut State, wish: &Wish, told: bool) -> Result<Value, No> {
    let Some(service) = state.desk.service.clone() else { return Err(No::of_status(404)) };
    let input = wish.input_file_id.as_deref().ok_or(Refusal::Missing("input_file_id"))?;
    let endpoint = wish.endpoint.as_deref().ok_or(Refusal::Missing("endpoint"))?;
    let window = wish.completion_window.as_deref().ok_or(Refusal::Missing("completion_window"))?;
    if !service.endpoints.iter().any(|known| known == endpoint) {
        return Err(No::bad(format!("Invalid endpoint: {endpoint}")));
    }
    let seconds = service.window(window).ok_or_else(|| {
        let (least, most) = service.window_hours;
        No::bad(format!("Invalid completion_window: {window}, it must be between {least}h and {most}h"))
    })?;
    check_metadata(&wish.metadata)?;
    let file = state.desk.file(input).ok_or_else(|| No::gone("file", input))?;
    if file.purpose != "batch" {
        return Err(No::bad(format!("The purpose of file {input} is not batch")));
    }
    let (name, contents) = (file.name.clone(), file.contents.clone().ok_or_else(|| No::gone("file", input))?);
    state.solvent()?;
    if state.options.batch.max_open.is_some_and(|most| state.desk.open().count() >= most as usize) {
        return Err(No::Said { status: 429, message: "Too many batches are open".to_owned() });
    }
    let (seed, now) = (state.options.seed, clock(&state.options.batch));
    let about = number_of(&name);
    let attempt = state.desk.batches_of(about);
    let metadata = wish.metadata.to_string();
    let twists = state.options.batch.faults.twists(seed, about, &[&name, &metadata], attempt);
    for twist in &twists {
        *state.desk.stats.faults.entry(twist.name().to_owned()).or_default() += 1;
    }
    let copies = if twists.contains(&Twist::MadeTwice) { 2 } else { 1 };
    let mut made = Value::Null;
    for copy in 1..=copies {
        let place = state.desk.place();
        let mut job = Job {
            id: state.desk.id("batch", seed, place),
            input: input.to_owned(),
            endpoint: endpoint.to_owned(),
            window: window.to_owned(),
            metadata: wish.metadata.clone(),
            created_at: now,
            expires_at: now + seconds,
            stage: Stage::Validating,
            stamps: BTreeMap::new(),
            counts: Counts::default(),
            output: None,
            errors: None,
            reasons: Vec::new(),
            twists: twists.clone(),
            others: false,
            orphan: !told || copy < copies,
            hidden: if twists.contains(&Twist::Hidden) { HIDDEN } else { 0 },
            work: Some(Work::new(contents.clone())),
        };
        job.enter(Stage::Validating, now);
        state.desk.stats.created += 1;
        state.desk.stats.orphaned += u64::from(job.orphan);
        made = view::batch(&job, &service, &state.options.batch);
        state.desk.jobs.insert(place, job);
    }
    state.desk.renew(now);
    if state.options.batch.others > 0 {
        others::add_twin(&mut state.desk, seed, now, &wish.metadata);
    }
    Ok(made)
}

/// At most 16 pairs; keys of 64, values of 512 characters [O].
fn check_metadata(metadata: &Value) -> Result<(), No> {
    let Some(pairs) = metadata.as_object() else {
        return if metadata.is_null() { Ok(()) } else { Err(No::bad("Invalid metadata: it must be an object")) };
    };
    let fits = |(key, value): (&String, &Value)| {
        key.chars().count() <= 64 && value.as_str().is_some_and(|value| value.chars().count() <= 512)
    };
    if pairs.len() <= 16 && pairs.iter().all(fits) {
        return Ok(());
    }
    Err(No::bad("Invalid metadata: at most 16 texts of at most 512 characters, keys of at most 64"))
}

pub(crate) fn batches(state: &mut State, query: &str) -> Result<Value, No> {
    let Some(service) = state.desk.service.clone() else { return Err(No::of_status(404)) };
    let (after, limit) = paging(state, query, 100)?;
    let desk = &mut state.desk;
    let hidden: Vec<u64> = desk.jobs.iter().filter(|(_, job)| job.hidden > 0).map(|(place, _)| *place).collect();
    let apart: Vec<(u64, Job)> =
        hidden.into_iter().filter_map(|place| Some((place, desk.jobs.remove(&place)?))).collect();
    let (page, has_more) = page(&desk.jobs, after, limit);
    let data: Vec<Value> = page.into_iter().map(|job| view::batch(job, &service, &state.options.batch)).collect();
    for (place, mut job) in apart {
        job.hidden -= 1;
        desk.jobs.insert(place, job);
    }
    Ok(view::list(&data, has_more))
}

/// A batch that is asked for by its id: whoever made it knows it now.
fn found<'a>(state: &'a mut State, id: &str) -> Result<&'a mut Job, No> {
    let job = state.desk.job(id).ok_or_else(|| No::gone("batch", id))?;
    if job.orphan {
        state.desk.stats.found += 1;
    }
    let job = state.desk.job_mut(id).ok_or_else(|| No::gone("batch", id))?;
    job.orphan = false;
    Ok(job)
}

pub(crate) fn batch(state: &mut State, id: &str) -> Result<Value, No> {
    found(state, id)?;
    shown(state, id)
}

fn shown(state: &State, id: &str) -> Result<Value, No> {
    let gone = || No::gone("batch", id);
    let (job, service) = state.desk.job(id).zip(state.desk.service.as_ref()).ok_or_else(gone)?;
    Ok(view::batch(job, service, &state.options.batch))
}

pub(crate) fn cancel(state: &mut State, id: &str) -> io::Result<Result<Value, No>> {
    let now = clock(&state.options.batch);
    let job = match found(state, id) {
        Ok(job) => job,
        Err(no) => return Ok(Err(no)),
    };
    if job.stage.is_over() || job.stage == Stage::Cancelling {
        let stage = BatchService::default().state(job.stage).to_owned();
        return Ok(Err(No::bad(format!("A batch that is {stage} cannot be cancelled"))));
    }
    let is_others = job.others;
    if job.stage == Stage::Validating
        && let Some(work) = &mut job.work
    {
        work.rewind();
    }
    let bills = job.has(Twist::CancelBills) && job.stage == Stage::InProgress;
    job.enter(Stage::Cancelling, now);
    if let Some(work) = &mut job.work {
        work.ticks = 0;
    }
    state.desk.stats.cancels += 1;
    state.desk.stats.others_touched += u64::from(is_others);
    if let Some(place) = state.desk.find(id).filter(|_| bills)
        && let Some(mut job) = state.desk.jobs.remove(&place)
    {
        let billed = work::bill_unseen(state, &mut job);
        state.desk.jobs.insert(place, job);
        billed?;
    }
    Ok(shown(state, id))
}

/// A value of a query.
fn value<'a>(query: &'a str, key: &str) -> Option<&'a str> {
    query.split('&').find_map(|pair| pair.strip_prefix(key)?.strip_prefix('=')).filter(|value| !value.is_empty())
}

/// The place behind which a page begins, and its length: 20, or what is asked for up to `most`.
fn paging(state: &State, query: &str, most: usize) -> Result<(Option<u64>, usize), No> {
    let after = match value(query, "after") {
        None => None,
        Some(id) => Some(state.desk.find(id).ok_or_else(|| No::bad(format!("Invalid after: {id}")))?),
    };
    let limit = match value(query, "limit") {
        None => 20,
        Some(text) => {
            let limit = text.parse().ok().filter(|limit| (1..=most).contains(limit));
            limit.ok_or_else(|| No::bad(format!("Invalid limit: {text}, it must be between 1 and {most}")))?
        }
    };
    Ok((after, limit))
}

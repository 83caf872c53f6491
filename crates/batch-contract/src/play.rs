//! A table's rows as a call meets them: each over real HTTP, by the way that the platform's calls take.

use batch_core::base::json_text::JsonText;
use batch_core::ledger::Usage;
use batch_core::platform::Platform;
use batch_core::platform::request::{Delivery, Params, RequestTemplate};
use batch_core::wire::call::{Attempt, Caller};
use batch_core::wire::transport::{Address, Timeouts, Transport};
use batch_sim::{FaultKind, Faults, Options, Sim, Stats};
use secrecy::SecretString;
use serde_json::Map;
use std::time::Duration;

use super::row::Row;
use super::{KEY, calm};

/// Plays all rows, and an answer.
pub(super) fn play(platform: &dyn Platform, rows: &[Row]) {
    let mut faults = Faults::none();
    for (n, row) in rows.iter().enumerate() {
        let Row { status, headers, body, .. } = row;
        let kind = FaultKind::Reply { status: *status, headers: headers.clone(), body: body.clone() };
        faults = faults.always(&asked(n), kind);
    }
    let profile = platform.profile();
    let sim = Sim::start(Options { faults, accept_any_model: true, ..calm(profile) }).expect("a simulator");
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let key = SecretString::from(KEY);
        let transport = Transport::new(&address(platform, sim.base_url(), &key)).expect("a client");
        let caller = Caller { wire: &transport, platform, key: &key };
        for (n, row) in rows.iter().enumerate() {
            let attempt = call(&caller, &asked(n), Delivery::Whole).await;
            check(row, &attempt);
        }
        for delivery in [Delivery::Whole, asked_for(platform)] {
            answers(&caller, &sim, delivery).await;
        }
    });
    let at = format!("{}{}", path_of(&sim.base_url()), profile.chat_path);
    let paths = sim.stats().paths;
    assert_eq!(paths.keys().collect::<Vec<_>>(), [&at], "calls went elsewhere, too");
}

fn asked(n: usize) -> String {
    format!("第{n:03}行。")
}

fn path_of(base_url: &str) -> String {
    url::Url::parse(base_url).expect("a URL").path().trim_end_matches('/').to_owned()
}

fn address(platform: &dyn Platform, base_url: String, key: &SecretString) -> Address {
    let profile = platform.profile();
    let long = Duration::from_secs(60);
    Address {
        base_url,
        chat_path: profile.chat_path,
        auth: profile.auth,
        headers: profile.headers,
        refusals: profile.refusal,
        key: Some(key.clone()),
        proxy: None,
        keep_alive: None,
        agent: "batch-contract".to_owned(),
        timeouts: Timeouts { connect: long, first_byte: long, stall: long, whole: long },
    }
}

/// How the platform is asked for a stream.
fn asked_for(platform: &dyn Platform) -> Delivery {
    if platform.profile().stream_usage { Delivery::StreamedWithUsage } else { Delivery::Streamed }
}

async fn call(caller: &Caller<'_>, text: &str, delivery: Delivery) -> Attempt {
    let mut params = Params::new("sim-model", None, 1000, None, None, &Map::new());
    params.delivery = delivery;
    caller.attempt(RequestTemplate::new(&params).body(&[&JsonText::new(text)])).await
}

fn check(row: &Row, attempt: &Attempt) {
    let told = format!("over HTTP: {}: HTTP {} {}", row.name, row.status, row.body);
    let Err(fault) = &attempt.outcome else { panic!("taken for an answer: {told}") };
    assert_eq!(row.complaint(fault), None, "over HTTP");
    if let Some(billed) = row.billed {
        let may_be = !fault.free && fault.class.may_be_billed(fault.status);
        assert_eq!(may_be, billed, "is it billed? {told}");
    }
    assert!(!fault.detail.words().is_empty(), "nothing of it reaches the user: {told}");
}

/// Long enough, and often enough, that a part of some lies in the platform's cache.
const LONG: usize = 60;
const OFTEN: usize = 16;

/// What answers say of themselves is what the server says of them.
async fn answers(caller: &Caller<'_>, sim: &Sim, delivery: Delivery) {
    let id = caller.platform.profile().id;
    let before = sim.stats();
    let mut used = [0; 4];
    for n in 0..OFTEN {
        let asked = format!("{delivery:?} {n}：{}", "请总结下面的要点，并说明理由。".repeat(LONG));
        let attempt = call(caller, &asked, delivery).await;
        let answer = attempt.outcome.as_ref().unwrap_or_else(|fault| panic!("{id}, {delivery:?}: {fault:?}"));
        assert!(answer.text.starts_with("【模拟】"), "{id}, {delivery:?}: {}", answer.text);
        assert!(attempt.request_id.is_some(), "{id}: the platform's id of the call is not found");
        let usage = attempt.usage.unwrap_or_else(|| panic!("{id}, {delivery:?}: no usage"));
        let Usage { prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens } = usage;
        for (sum, n) in used.iter_mut().zip([prompt_tokens, completion_tokens, cached_tokens, reasoning_tokens]) {
            *sum += n;
        }
    }
    let counts =
        |stats: &Stats| [stats.prompt_tokens, stats.completion_tokens, stats.cached_tokens, stats.reasoning_tokens];
    let (before, after) = (counts(&before), counts(&sim.stats()));
    let billed: Vec<u64> = after.iter().zip(before).map(|(after, before)| after - before).collect();
    assert_eq!(used.to_vec(), billed, "{id}, {delivery:?}: prompt, completion, cached and reasoning tokens");
}

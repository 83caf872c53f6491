//! A table's rows as a call meets them: each over real HTTP, by the way that the platform's calls take.

use batch_core::base::json_text::JsonText;
use batch_core::ledger::Usage;
use batch_core::platform::Platform;
use batch_core::platform::request::{Params, RequestTemplate};
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
            let attempt = call(&caller, &asked(n)).await;
            check(row, &attempt);
        }
        let before = sim.stats();
        let attempt = call(&caller, "请总结要点。").await;
        answered(platform, &attempt, &before, &sim.stats());
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
        key: Some(key.clone()),
        proxy: None,
        keep_alive: None,
        agent: "batch-contract".to_owned(),
        timeouts: Timeouts { connect: long, first_byte: long, stall: long, whole: long },
    }
}

async fn call(caller: &Caller<'_>, text: &str) -> Attempt {
    let params = Params::new("sim-model", None, 1000, None, None, &Map::new());
    caller.attempt(RequestTemplate::new(&params).body(&[&JsonText::new(text)])).await
}

fn check(row: &Row, attempt: &Attempt) {
    let told = format!("over HTTP: {}: HTTP {} {}", row.name, row.status, row.body);
    let Err(fault) = &attempt.outcome else { panic!("taken for an answer: {told}") };
    assert_eq!((fault.class, fault.verdict), (row.class, row.verdict), "{told}");
    if let Some(certain) = row.certain {
        assert_eq!(fault.certain, certain, "is it certain? {told}");
    }
    if let Some(billed) = row.billed {
        let may_be = !fault.free && fault.class.may_be_billed(fault.status);
        assert_eq!(may_be, billed, "is it billed? {told}");
    }
    assert!(!fault.detail.words().is_empty(), "nothing of it reaches the user: {told}");
}

/// What an answer says of itself is what the server says of it.
fn answered(platform: &dyn Platform, attempt: &Attempt, before: &Stats, after: &Stats) {
    let id = platform.profile().id;
    let answer = attempt.outcome.as_ref().unwrap_or_else(|fault| panic!("{id}: {fault:?}"));
    assert!(answer.text.starts_with("【模拟】"), "{}", answer.text);
    assert!(attempt.request_id.is_some(), "{id}: the platform's id of the call is not found");
    let used = Usage {
        prompt_tokens: after.prompt_tokens - before.prompt_tokens,
        completion_tokens: after.completion_tokens - before.completion_tokens,
        cached_tokens: after.cached_tokens - before.cached_tokens,
        reasoning_tokens: after.reasoning_tokens - before.reasoning_tokens,
    };
    assert_eq!(attempt.usage, Some(used), "{id}: tokens");
}

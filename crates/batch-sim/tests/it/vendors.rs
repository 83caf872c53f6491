//! A vendor by table, and replies to the letter.

use std::sync::Arc;

use batch_sim::{Dialect, FaultKind, Faults, KeyRule, Limits, Options, Sim, Vendor, answer};
use serde_json::{Value, json};

use super::{asked, question, raw, start};

const ACME: &str = r#"{
    "base_path": "",
    "chat_path": "/text/chatcompletion",
    "lists_models": false,
    "request_id": "trace-id",
    "answer": {"base_resp": {"status_code": 0}},
    "usage": {"prompt_cache_hit_tokens": "cached", "prompt_cache_miss_tokens": "uncached"},
    "stream_options": false,
    "thinking": ["acme-thinker"],
    "get": {"/user/balance": {"balance_infos": [{"total_balance": "110.00"}]}},
    "errors": [
        {"name": "1004", "when": ["no_key", "wrong_key"], "status": 200, "message": "login fail",
         "body": {"base_resp": {"status_code": 1004, "status_msg": "{message}"}}, "class": "bad_key", "certain": true},
        {"name": "1002", "when": ["rpm"], "status": 200, "headers": {"Retry-After": "3"}, "message": "rate limit",
         "body": {"base_resp": {"status_code": 1002, "status_msg": "{message}"}}, "class": "rate_limit"},
        {"name": "gone", "when": ["model_not_found"], "status": 404, "message": "gone", "body": {"said": "{message}"}},
        {"name": "page", "status": 403, "headers": {"content-type": "text/html"}, "body": "<html>no</html>"}
    ]
}"#;

fn vendor() -> Arc<Vendor> {
    Arc::new(Vendor::read(ACME).unwrap())
}

fn acme(options: Options) -> Sim {
    start(Options { vendor: Some(vendor()), ..options })
}

#[test]
fn a_vendor_answers_on_its_own_path_with_its_own_fields() {
    let sim = acme(Options::new(Dialect::OpenAi));
    assert_eq!(sim.base_url(), sim.root_url());
    let (status, head, reply) = asked(&sim, "POST", "/text/chatcompletion", &question("acme-1"));
    assert_eq!((status, &reply["base_resp"]["status_code"]), (200, &json!(0)), "{reply}");
    assert!(head.contains("\r\ntrace-id: ") && !head.contains("x-request-id"), "{head}");
    assert_eq!(reply["choices"][0]["message"]["content"], answer(Dialect::OpenAi, "acme-1", &[("user", "问题")]));
    let (usage, stats) = (&reply["usage"], sim.stats());
    let hit = usage["prompt_cache_hit_tokens"].as_u64().unwrap();
    assert_eq!(hit + usage["prompt_cache_miss_tokens"].as_u64().unwrap(), stats.prompt_tokens);
    assert_eq!((&usage["prompt_tokens_details"], stats.total().cached), (&Value::Null, hit));
    let (_, _, reply) = asked(&sim, "POST", "/text/chatcompletion", &question("acme-thinker"));
    assert!(reply["choices"][0]["message"]["reasoning_content"].is_string(), "{reply}");
    let (status, _, money) = asked(&sim, "GET", "/user/balance", &Value::Null);
    assert_eq!((status, &money["balance_infos"][0]["total_balance"]), (200, &json!("110.00")));
    assert_eq!(asked(&sim, "GET", "/models", &Value::Null).0, 404);
    assert_eq!(asked(&sim, "POST", "/chat/completions", &question("acme-1")).0, 404);
    assert_eq!(asked(&sim, "GET", "/stats", &Value::Null).2["calls"], json!(2), "its own paths are not hidden");
    let paths: Vec<(String, u64)> = sim.stats().paths.into_iter().collect();
    let expected = [("/chat/completions", 1), ("/models", 1), ("/text/chatcompletion", 2), ("/user/balance", 1)];
    assert_eq!(paths, expected.map(|(path, calls)| (path.to_owned(), calls)));
}

#[test]
fn a_vendors_refusals_are_its_own_and_all_else_is_openais() {
    let limits = Limits { rpm: Some(1), ..Limits::default() };
    let sim = acme(Options { limits, key: KeyRule::Exactly("k".into()), ..Options::new(Dialect::OpenAi) });
    let body = question("acme-1").to_string();
    let wrong = raw(&sim, "POST", "/text/chatcompletion", Some("wrong"), &body).unwrap();
    assert!(wrong.starts_with("HTTP/1.1 200") && wrong.contains("trace-id"), "{wrong}");
    assert!(wrong.ends_with(r#"{"base_resp":{"status_code":1004,"status_msg":"login fail"}}"#), "{wrong}");
    assert_eq!(asked(&sim, "POST", "/text/chatcompletion", &question("acme-1")).0, 200);
    let (status, head, reply) = asked(&sim, "POST", "/text/chatcompletion", &question("acme-1"));
    assert_eq!((status, &reply["base_resp"]["status_code"]), (200, &json!(1002)));
    assert!(head.contains("retry-after: 3"), "{head}");
    let mut options = question("acme-1");
    options["stream_options"] = json!({"include_usage": true});
    let (status, _, reply) = asked(&sim, "POST", "/text/chatcompletion", &options);
    assert_eq!((status, &reply["error"]["code"]), (400, &json!("invalid_value")));
    assert_eq!((sim.stats().answered, sim.stats().rejected["200 1004"], sim.stats().rejected["200 1002"]), (1, 1, 1));

    let few =
        acme(Options { models: Some(vec!["acme-1".into()]), accept_any_model: false, ..Options::new(Dialect::OpenAi) });
    let (status, _, reply) = asked(&few, "POST", "/text/chatcompletion", &question("other"));
    assert!(status == 404 && reply["said"].as_str().unwrap().contains("`other`"), "{reply}");
}

#[test]
fn every_row_can_be_asked_for_by_name_or_played_as_it_is() {
    for row in vendor().errors() {
        let kinds = [
            FaultKind::Error(row.name.clone()),
            FaultKind::Reply { status: row.status, headers: row.headers.clone(), body: row.body.clone() },
        ];
        for (kind, named) in kinds.into_iter().zip([row.name.as_str(), "reply"]) {
            let read_back = kind.to_string().parse().unwrap();
            let faults = Faults::none().with(read_back, 1.0);
            let sim = acme(Options { faults, ..Options::new(Dialect::OpenAi) });
            let body = question("acme-1").to_string();
            let reply = raw(&sim, "POST", "/text/chatcompletion", Some("k"), &body).unwrap();
            assert!(reply.starts_with(&format!("HTTP/1.1 {}", row.status)), "{reply}");
            assert!(reply.ends_with(&format!("\r\n\r\n{}", row.body)), "{reply}");
            let kind = if row.name == "page" { "content-type: text/html" } else { "content-type: application/json" };
            assert!(reply.contains(kind), "{reply}");
            let stats = sim.stats();
            assert_eq!((stats.answered, stats.total().calls), (0, 0));
            assert_eq!(stats.rejected, [(format!("{} {named}", row.status), 1)].into());
        }
    }
    let faults = Faults::none().with(FaultKind::Error("2013".to_owned()), 1.0);
    assert!(Sim::start(Options { vendor: Some(vendor()), faults, ..Options::new(Dialect::OpenAi) }).is_err());
}

#[test]
fn a_key_is_where_the_vendor_wants_it_or_nowhere() {
    let ask = |auth: Value, key: Option<&str>| {
        let vendor = Vendor::read(&json!({"auth": auth}).to_string()).unwrap();
        let options = Options { vendor: Some(Arc::new(vendor)), ..Options::new(Dialect::OpenAi) };
        let reply = raw(&start(options), "POST", "/v1/chat/completions", key, &question("m").to_string()).unwrap();
        reply[9..12].to_owned()
    };
    assert_eq!((ask(json!("none"), None).as_str(), ask(json!("none"), Some("k")).as_str()), ("200", "200"));
    assert_eq!(ask(json!({"header": "api-key"}), Some("k")), "401", "a bearer's key is none");
    assert_eq!(ask(json!({"header": "host"}), None), "200");
}

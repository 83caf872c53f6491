//! Several processes and one account, with a real Redis between them; and what is said when there is none.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::process::Stdio;
use std::thread;
use std::time::Duration;

use batch_contract::{Folder, KEY, finish};
use batch_sim::{Latency, Options, Sim};
use serde_json::json;

use self::server::Server;
use super::{folder, options, start};

#[path = "../../../batch-core/tests/limiter/server.rs"]
mod server;

const PASSWORD: &str = "geheim-4711-geheim";

/// A folder whose processes share.
fn sharing(sim: &Sim, url: &str) -> Folder {
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["limiter"] = json!(url));
    folder
}

fn at(server: &Server) -> String {
    format!("redis://127.0.0.1:{}", server.port)
}

fn slow(ms: u64) -> Options {
    Options { latency: Latency::Fixed(Duration::from_millis(ms)), ..options() }
}

fn waits_for_calls(sim: &Sim, calls: u64) {
    while sim.stats().calls < calls {
        thread::sleep(Duration::from_millis(20));
    }
}

#[test]
fn a_limiter_that_is_not_there_is_said_before_anything_is_sent() {
    let sim = start(options());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = sharing(&sim, &format!("redis://laborant:{PASSWORD}@127.0.0.1:{port}/2"));
    let shown = format!("redis://127.0.0.1:{port}/2");
    for (args, part) in [(&[][..], "不能使用: 连接不上"), (&["--lang", "en"], "cannot be used: no connection")]
    {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains(part) && ran.err.contains(&shown), "{}", ran.err);
        let all = [ran.out, ran.err, folder.read("run.log"), folder.run(&["plan", "--settings"]).out].concat();
        assert!(!all.contains(PASSWORD) && !all.contains("laborant"), "{all}");
    }
    let checked = folder.run(&["check"]);
    assert!(
        checked.code == 2 && checked.out.contains("共享限制器") && !checked.out.contains(PASSWORD),
        "{}",
        checked.out
    );
    assert_eq!(sim.stats().calls, 0);
}

#[test]
fn an_address_that_is_none_is_said_where_it_stands() {
    let sim = start(options());
    let mut folder = sharing(&sim, "http://u:geheim-4711-geheim@h:1");
    let ran = folder.run(&["plan"]);
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("limiter") && ran.err.contains("不是 Redis 的地址"), "{}", ran.err);
    assert!(!ran.err.contains(PASSWORD), "{}", ran.err);
    folder.edit(|config| {
        config["limiter"] = json!(null);
        config["limiter_away"] = json!("all");
    });
    let ran = folder.run(&["plan"]);
    assert!(ran.code == 2 && ran.err.contains("limiter_away"), "{}", ran.err);
}

#[test]
fn a_common_budget_that_is_none_is_said_and_what_stands_in_a_flag_is_no_matter_of_the_config() {
    let sim = start(options());
    let mut folder = sharing(&sim, "redis://127.0.0.1:1");
    folder.edit(|config| config["limiter_budget"] = json!("laboratory"));
    let ran = folder.run(&["plan"]);
    assert!(ran.err.contains("limiter_budget") && ran.err.contains("没有上限"), "{}", ran.err);
    let ran = folder.run(&["plan", "--budget", "10"]);
    assert!(!ran.err.contains("limiter_budget"), "{}", ran.err);
    let ran = folder.run(&["plan", "--limiter", "geheim-4711-geheim@h"]);
    assert!(ran.code == 2 && ran.err.contains("--limiter") && !ran.err.contains(".json"), "{}", ran.err);
    let ran = folder.run(&["plan", "--limiter", "redis://geheim-4711-geheim@h"]);
    assert!(ran.err.contains("冒号") && !ran.err.contains("4711"), "{}", ran.err);
}

#[test]
fn who_only_submits_or_writes_does_not_need_it() {
    let sim = start(options());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let folder = sharing(&sim, &format!("redis://127.0.0.1:{port}"));
    let ran = folder.run(&["batch", "submit"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let finished = folder.run(&["finish"]);
    assert!(!finished.out.contains(&format!("redis://127.0.0.1:{port}")), "{}", finished.out);
    assert_eq!(sim.stats().calls, 0);
}

#[cfg(unix)]
#[test]
fn a_signal_while_the_limiter_is_waited_for_ends_it_as_an_interrupted_run() {
    let sim = start(options());
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let folder = sharing(&sim, &format!("redis://{}", silent.local_addr().unwrap()));
    let run = folder.start(&[]);
    // It is there: what it listens to is set by then.
    let held = silent.accept().unwrap();
    std::process::Command::new("kill").args(["-TERM", &run.id().to_string()]).status().unwrap();
    let ran = finish(run);
    assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("在发送任何请求之前被中断"), "{}", ran.err);
    drop(held);
}

#[test]
#[ignore = "needs redis-server"]
fn shards_that_would_each_spend_the_whole_budget_are_refused() {
    let (server, sim) = (Server::start(&[]), start(slow(600)));
    let mut folder = sharing(&sim, &at(&server));
    folder.edit(|config| config["concurrency"] = json!(1));
    let first = folder.start(&["--shard", "1/2", "--budget", "5"]);
    waits_for_calls(&sim, 1);
    let refused = |ran: batch_contract::Ran| {
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains("不与本进程共用") && ran.err.contains("1/2"), "{}", ran.err);
    };
    folder.edit(|config| config["api_config"]["api_key"] = json!("sk-another-key-of-theirs"));
    refused(folder.run(&["--shard", "2/2", "--budget", "5"]));
    folder.edit(|config| config["api_config"]["api_key"] = json!(KEY));
    folder.edit(|config| config["limiter"] = json!(null));
    refused(folder.run(&["--shard", "2/2", "--budget", "5"]));
    folder.edit(|config| config["limiter"] = json!(at(&server)));
    assert_eq!(folder.run(&["--shard", "2/2", "--budget", "5"]).code, 0);
    assert_eq!(finish(first).code, 0);
}

#[test]
#[ignore = "needs redis-server"]
fn no_word_of_patients_prompts_answers_or_keys_goes_to_the_limiter() {
    let (server, sim) = (Server::start(&[]), start(options()));
    let mut monitor = TcpStream::connect(("127.0.0.1", server.port)).unwrap();
    monitor.write_all(b"MONITOR\r\n").unwrap();
    let folder = sharing(&sim, &at(&server));
    let ran = folder.run(&["--budget", "100"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    drop(server);
    let mut heard = Vec::new();
    monitor.read_to_end(&mut heard).ok();
    let heard = String::from_utf8_lossy(&heard);
    assert!(heard.contains("batch-llm:{") && heard.contains("EVALSHA"), "{heard}");
    // What is not ASCII is escaped there: every Chinese text would show. What the script keeps is packed numbers and names.
    let of_process: String = heard.lines().filter(|line| !line.contains(" lua]")).collect();
    assert!(!of_process.contains("\\xe"), "{of_process}");
    let escaped = |text: &str| text.bytes().map(|byte| format!("\\x{byte:02x}")).collect::<String>();
    for word in ["患者", "医生", "问答", "记录", "回答"] {
        assert!(!heard.contains(&escaped(word)), "{word}");
    }
    assert!(!heard.contains(KEY) && !heard.contains(&KEY[3..20]), "the key");
    let checked = folder.run(&["check"]);
    assert_eq!(checked.code, 2, "it is gone: {}", checked.out);
}

#[test]
#[ignore = "needs redis-server"]
fn a_common_budget_is_never_exceeded_and_is_used() {
    let (server, sim) = (Server::start(&[]), start(slow(150)));
    let folders: Vec<Folder> = (0..3)
        .map(|_| {
            let mut folder = sharing(&sim, &at(&server));
            folder.edit(|config| config["limiter_budget"] = json!("laboratory"));
            folder
        })
        .collect();
    let budget = 0.3;
    let runs: Vec<_> =
        folders.iter().map(|folder| folder.start(&["--json", "--budget", &budget.to_string()])).collect();
    let runs: Vec<_> = runs.into_iter().map(finish).collect();
    let bill = sim.stats().total().cost;
    assert!(bill <= budget + 1e-9, "{bill} of {budget}");
    assert!(runs.iter().all(|ran| [0, 4].contains(&ran.code)), "{runs:?}");
    assert!(runs.iter().any(|ran| ran.code == 4), "it was too little for all: {bill}");
    for ran in runs.iter().filter(|ran| ran.code == 4) {
        // What others have of it is not what is left.
        let (reason, budget) = (ran.json()["reason"].as_str().unwrap().to_owned(), "到达共用的费用上限: 上限 0.30");
        assert!(reason.contains(budget) && reason.contains("别的进程已用"), "{reason}");
    }
    let checked = folders[0].run(&["check", "--budget", &budget.to_string()]);
    assert!(checked.out.contains("共用的费用"), "{}", checked.out);
}

#[test]
#[ignore = "needs redis-server"]
fn without_an_answer_nothing_is_sent_and_the_run_pauses_and_goes_on() {
    let (mut server, sim) = (Server::start(&[]), start(slow(300)));
    let mut folder = sharing(&sim, &at(&server));
    folder.edit(|config| config["concurrency"] = json!(1));
    let run = folder.start(&["--json", "--offline-limit", "2"]);
    waits_for_calls(&sim, 2);
    server.stop();
    let ran = finish(run);
    assert_eq!((ran.code, ran.json()["ending"].as_str()), (4, Some("limiter")), "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("共享限制器没有回答"), "{}", ran.err);
    let calls = sim.stats().calls;
    assert!(calls <= 4, "what was granted may have gone out, nothing else: {calls}");
    server.start_again(&[]);
    let ran = folder.run(&["--json"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert_eq!(sim.stats().answered_twice, 0);
}

#[test]
#[ignore = "needs redis-server"]
fn a_limiter_that_begins_anew_holds_nobody_up_for_good() {
    let (mut server, sim) = (Server::start(&[]), start(slow(200)));
    let mut folder = sharing(&sim, &at(&server));
    folder.edit(|config| config["concurrency"] = json!(2));
    let run = folder.start(&["--json"]);
    waits_for_calls(&sim, 3);
    server.stop();
    server.start_again(&[]);
    let ran = finish(run);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("共享限制器恢复"), "{}", ran.err);
    assert_eq!(sim.stats().answered_twice, 0);
}

#[test]
#[ignore = "needs redis-server"]
fn with_a_part_of_its_own_it_goes_on_without_the_limiter() {
    let (mut server, sim) = (Server::start(&[]), start(slow(200)));
    let mut folder = sharing(&sim, &at(&server));
    folder.edit(|config| {
        config["concurrency"] = json!(4);
        config["limiter_away"] = json!("1/4");
    });
    let run = folder.start(&["--json"]);
    waits_for_calls(&sim, 2);
    server.stop();
    let ran = finish(run);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains("只用全部限制的 1/4"), "{}", ran.err);
}

#[test]
#[ignore = "needs redis-server"]
fn a_password_and_tls_are_used_and_never_shown() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let made = rcgen::generate_simple_self_signed(vec!["localhost".to_owned()]).unwrap();
    folder.write("cert.pem", made.cert.pem());
    folder.write("key.pem", made.signing_key.serialize_pem());
    let [cert, key] = ["cert.pem", "key.pem"].map(|name| folder.path().join(name).display().to_string());
    let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port().to_string();
    let tls = ["--tls-port", &port, "--tls-cert-file", &cert, "--tls-key-file", &key, "--tls-auth-clients", "no"];
    let _server = Server::start(&[&tls[..], &["--requirepass", PASSWORD]].concat());
    folder.write(".env", format!("BATCH_LIMITER=rediss://:{PASSWORD}@localhost:{port}\n"));
    let mut command = folder.command(&["--json"]);
    let ran = finish(command.env("SSL_CERT_FILE", &cert).stdin(Stdio::null()).spawn().unwrap());
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(ran.err.contains(&format!("rediss://localhost:{port}")), "{}", ran.err);
    let all = [ran.out, ran.err, folder.read("run.log"), folder.read("output/raw/.batch/ledger.jsonl")].concat();
    assert!(!all.contains(PASSWORD), "{all}");
    // Without the authority it is no Redis that one may talk to.
    let ran = folder.run(&[]);
    assert!(ran.code == 0 || ran.err.contains("TLS"), "{}", ran.err);
    let plain = folder.run(&["--fresh", "--limiter", &format!("redis://localhost:{port}")]);
    assert_eq!(plain.code, 2, "{}", plain.err);
}

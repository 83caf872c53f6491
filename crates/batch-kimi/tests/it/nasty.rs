//! Servers that answer out of turn, against the real binary: whatever they do, no answer stands under another's name, and
//! the job is done in the end.

use std::collections::HashMap;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use batch_contract::Folder;
use serde_json::{Value, json};

use super::folder;

/// What a server does beyond answering.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Manner {
    /// Nothing.
    Good,
    /// Sends every reply twice, the second this many milliseconds later.
    Twice(u64),
    /// The same, but only now and then, and not at the start.
    TwiceAtTimes(u64),
    /// The same, but the second has an id of its own, and comes when the next call on that connection
    /// has waited for half of what it takes.
    AnotherAtTimes(u64),
    /// From the 100th call on a connection lags by one: its first reply is sent twice, each later one to the next call.
    OffByOne,
    /// Sends head and body in pieces.
    Split,
    /// Closes each connection behind the answer without saying so.
    Closes,
    /// Closes each connection when its second request has come.
    ClosesLater,
}

#[derive(Debug, Clone, Copy)]
enum Ids {
    Own,
    Constant,
    Missing,
    /// One of a few hundred, as some local servers do.
    Few,
}

struct Server {
    port: u16,
    asked: Arc<Mutex<HashMap<String, usize>>>,
    opened: Arc<AtomicUsize>,
}

/// A server whose answers say what they were asked: a text stands under another's name if it does not.
fn serve(manner: Manner, ids: Ids) -> Server {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let asked: Arc<Mutex<HashMap<String, usize>>> = Arc::default();
    let opened = Arc::new(AtomicUsize::new(0));
    let (counts, connections, calls) = (asked.clone(), opened.clone(), Arc::new(AtomicUsize::new(0)));
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(stream) = stream else { return };
            connections.fetch_add(1, Ordering::Relaxed);
            let (counts, calls) = (counts.clone(), calls.clone());
            std::thread::spawn(move || connection(stream, manner, ids, &counts, &calls));
        }
    });
    Server { port, asked, opened }
}

/// Until the client has gone.
fn connection(
    stream: TcpStream,
    manner: Manner,
    ids: Ids,
    counts: &Mutex<HashMap<String, usize>>,
    calls: &AtomicUsize,
) -> Option<()> {
    stream.set_nodelay(true).ok()?;
    let out = Mutex::new(stream.try_clone().ok()?);
    let mut from = BufReader::new(stream);
    let mut behind: Option<Vec<u8>> = None;
    std::thread::scope(|scope| {
        for served in 0.. {
            let asked = request(&mut from)?;
            if manner == Manner::ClosesLater && served > 0 {
                return None;
            }
            *counts.lock().unwrap().entry(asked.clone()).or_default() += 1;
            let n = calls.fetch_add(1, Ordering::Relaxed);
            let takes = if let Manner::AnotherAtTimes(ms) = manner { 2 * ms } else { 2 };
            std::thread::sleep(Duration::from_millis(takes));
            let mut answer = reply(&asked, n, ids);
            if manner == Manner::OffByOne && n >= 100 {
                answer = behind.replace(answer.clone()).unwrap_or(answer);
            }
            if manner == Manner::Split {
                for piece in answer.chunks(60) {
                    out.lock().unwrap().write_all(piece).ok()?;
                    std::thread::sleep(Duration::from_micros(200));
                }
                continue;
            }
            out.lock().unwrap().write_all(&answer).ok()?;
            match manner {
                Manner::Twice(ms) => surplus(scope, &out, answer, ms),
                Manner::TwiceAtTimes(ms) if n > 150 && n.is_multiple_of(17) => surplus(scope, &out, answer, ms),
                Manner::AnotherAtTimes(ms) if n > 150 && n.is_multiple_of(17) => {
                    surplus(scope, &out, reply(&asked, n + 1_000_000, ids), ms);
                }
                Manner::Closes => return None,
                _ => {}
            }
        }
        None
    })
}

fn surplus<'scope>(
    scope: &'scope std::thread::Scope<'scope, '_>,
    out: &'scope Mutex<TcpStream>,
    answer: Vec<u8>,
    ms: u64,
) {
    scope.spawn(move || {
        std::thread::sleep(Duration::from_millis(ms));
        out.lock().unwrap().write_all(&answer).ok();
    });
}

/// The whole text that was asked.
fn request(from: &mut BufReader<TcpStream>) -> Option<String> {
    let mut length = 0;
    loop {
        let mut line = String::new();
        from.read_line(&mut line).ok().filter(|read| *read > 0)?;
        if line == "\r\n" {
            break;
        }
        if let Some(value) = line.to_lowercase().strip_prefix("content-length:") {
            length = value.trim().parse().ok()?;
        }
    }
    let mut body = vec![0; length];
    from.read_exact(&mut body).ok()?;
    let body: Value = serde_json::from_slice(&body).ok()?;
    Some(body["messages"][0]["content"].as_str()?.to_owned())
}

fn reply(asked: &str, n: usize, ids: Ids) -> Vec<u8> {
    let mut body = json!({
        "choices": [{ "index": 0, "finish_reason": "stop", "message": { "role": "assistant", "content": echo(asked) } }],
        "usage": { "prompt_tokens": 10, "completion_tokens": 10 },
    });
    match ids {
        Ids::Own => body["id"] = json!(format!("chatcmpl-{n}")),
        Ids::Constant => body["id"] = json!("chatcmpl-mock"),
        Ids::Few => body["id"] = json!(format!("chatcmpl-{}", n * 7919 % 97)),
        Ids::Missing => {}
    }
    let body = body.to_string();
    let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: {}\r\n\r\n", body.len());
    (head + &body).into_bytes()
}

fn echo(asked: &str) -> String {
    format!("有人问：{asked}")
}

const CONVERSATIONS: usize = 500;

/// 500 conversations, each with a text of its own, so many in a sheet.
fn job(server: &Server, prompts: usize, keep_alive: Option<bool>) -> Folder {
    let mut folder = folder(&format!("http://127.0.0.1:{}/v1", server.port));
    folder.edit(|config| {
        config["models"] = json!(["kimi-k3"]);
        config["records_dir"] = json!("records");
        config["requests_per_minute"] = json!(1_000_000);
        config["tokens_per_minute"] = json!(1_000_000_000_u64);
        config["concurrency"] = json!(16);
        if let Some(keep_alive) = keep_alive {
            config["api_config"]["keep_alive"] = json!(keep_alive);
        }
    });
    let texts: Vec<String> = (0..prompts).map(|n| format!("问题{n}：如何？")).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&texts).unwrap());
    for n in 0..CONVERSATIONS / prompts {
        folder.write(&format!("records/患者{n}.txt"), format!("患者：我是第{n}位，编号{n}。"));
    }
    folder
}

/// Runs the job and looks at every sheet; the most often that one conversation was asked.
fn check(server: &Server, folder: &Folder) -> usize {
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let sheets = folder.sheets();
    let mut found = 0;
    for (name, sheet) in &sheets {
        let sheet: Value = serde_json::from_str(sheet).unwrap();
        let people = name.split("患者").nth(1).unwrap().split(['_', '.']).next().unwrap();
        let conversations = sheet["conversations"].as_object().unwrap();
        for n in 0..conversations.len() {
            let own = echo(&format!("问题{n}：如何？ \n 患者：我是第{people}位，编号{people}。"));
            assert_eq!(conversations[&(n + 1).to_string()]["Output"], json!(own), "{name}, {n}");
        }
        found += conversations.len();
    }
    assert_eq!(found, CONVERSATIONS);
    assert!(!folder.output().join(".batch/replaced").exists(), "our own sheets are nobody else's");
    // The ledger says the same: nothing is left to ask.
    let calls = server.asked.lock().unwrap().values().sum::<usize>();
    let again = folder.run(&[]);
    assert_eq!((again.code, server.asked.lock().unwrap().values().sum::<usize>()), (0, calls), "{}", again.err);
    server.asked.lock().unwrap().values().copied().max().unwrap()
}

/// Each spends most of its time waiting for its server; no more than a few, since a crowd would blur who was late.
fn some_side_by_side<T: Copy + Sync>(runs: &[T], one: impl Fn(T) + Sync) {
    std::thread::scope(|threads| {
        for some in runs.chunks(runs.len().div_ceil(3)) {
            let one = &one;
            threads.spawn(move || some.iter().for_each(|run| one(*run)));
        }
    });
}

#[test]
fn no_answer_stands_under_another_name() {
    let runs = [
        (Manner::Split, 10, None),
        (Manner::Twice(0), 10, Some(true)),
        (Manner::Twice(1), 10, None),
        (Manner::Twice(50), 10, Some(true)),
        (Manner::TwiceAtTimes(1), 10, None),
        (Manner::AnotherAtTimes(20), 10, None),
        (Manner::AnotherAtTimes(20), 1, None),
        (Manner::OffByOne, 10, None),
        // With one conversation in a sheet, what is taken back was written already.
        (Manner::OffByOne, 1, Some(true)),
    ];
    some_side_by_side(&runs, |(manner, prompts, keep_alive)| {
        let server = serve(manner, Ids::Own);
        let folder = job(&server, prompts, keep_alive);
        let most = check(&server, &folder);
        assert!(most <= 3, "{manner:?}: {most}");
        let log = folder.read("run.log");
        let noticed = log.matches("之后每个调用各用一条新的连接").count();
        assert_eq!(noticed > 0, !matches!(manner, Manner::Good | Manner::Split), "{manner:?}: {log}");
    });
}

#[test]
fn ids_that_say_nothing_cost_nothing() {
    let all = [Ids::Constant, Ids::Missing, Ids::Few].map(|ids| [(Manner::Good, ids), (Manner::Twice(1), ids)]);
    some_side_by_side(all.as_flattened(), |(manner, ids)| {
        let server = serve(manner, ids);
        let most = check(&server, &job(&server, 10, Some(true)));
        assert!(most <= 2, "{manner:?}, {ids:?}: {most}");
    });
}

#[test]
fn a_server_that_closes_kept_connections_loses_nothing() {
    for manner in [Manner::Closes, Manner::ClosesLater] {
        let server = serve(manner, Ids::Own);
        let mut folder = job(&server, 10, None);
        folder.edit(|config| config["max_retries"] = json!(1));
        check(&server, &folder);
    }
}

#[test]
fn a_good_server_sees_hardly_more_connections_than_calls_at_once() {
    let server = serve(Manner::Good, Ids::Own);
    check(&server, &job(&server, 10, None));
    let kept = server.opened.load(Ordering::Relaxed);
    let server = serve(Manner::Good, Ids::Own);
    check(&server, &job(&server, 10, Some(false)));
    let own = server.opened.load(Ordering::Relaxed);
    assert_eq!(own, CONVERSATIONS);
    assert!(kept < own, "{kept}");
}

//! Servers that quote what they were sent: no six characters of a record or prompt, and nothing of the key, is seen in
//! log, terminal, `ERROR` text or ledger, however they are escaped. What steers a terminal does not reach it.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;
use std::time::Duration;

use batch_contract::{KEY, Ran};
use serde_json::{Value, json};

use super::folder;
use super::inputs::with_length;

/// Answers every request by what it holds, until dropped.
struct Server {
    url: String,
    stop: Arc<AtomicBool>,
    thread: Option<thread::JoinHandle<()>>,
}

impl Server {
    fn start(reply: impl Fn(&str, &str) -> String + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let url = format!("http://{}/v1", listener.local_addr().unwrap());
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, reply) = (Arc::clone(&stop), Arc::new(reply));
        let serve = move || {
            while !stopped.load(Ordering::Relaxed) {
                match listener.accept() {
                    Ok((stream, _)) => {
                        let reply = Arc::clone(&reply);
                        thread::spawn(move || answer(stream, reply.as_ref()));
                    }
                    Err(_) => thread::sleep(Duration::from_millis(2)),
                }
            }
        };
        Self { url, stop, thread: Some(thread::spawn(serve)) }
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        self.thread.take().map(thread::JoinHandle::join);
    }
}

/// Reads one request and writes what `reply` makes of its head and its user's message.
fn answer(mut stream: TcpStream, reply: &impl Fn(&str, &str) -> String) {
    stream.set_nonblocking(false).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let (mut bytes, mut buffer) = (Vec::new(), [0; 4096]);
    loop {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if let Some((head, body)) = text.split_once("\r\n\r\n") {
            let value = serde_json::from_str::<Value>(body);
            if head.starts_with("GET") || value.is_ok() {
                let input = value.ok().and_then(|value| value["messages"][0]["content"].as_str().map(str::to_owned));
                stream.write_all(reply(head, &input.unwrap_or_default()).as_bytes()).ok();
                return;
            }
        }
        match stream.read(&mut buffer) {
            Ok(n) if n > 0 => bytes.extend_from_slice(&buffer[..n]),
            _ => return,
        }
    }
}

const RECORD: &str = "医生：您好，哪里不舒服？\n患者：我有艾滋病，\"怕\" 100%。😀\n电话：138-0013-8000";

/// The ways of quoting; the prompt says which is wanted.
const WAYS: [fn(&str) -> String; 12] = [
    |text| text.replace('\n', " "),
    |text| serde_json::to_string(text).unwrap(),
    |text| text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect(),
    |text| text.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    |text| text.chars().map(|c| format!("&#{};", u32::from(c))).collect(),
    |text| text.chars().map(|c| format!("{c}\u{200b} ")).collect(),
    |text| text.replace(['，', '。', '：', '？'], " - ").replace('\n', "<br>"),
    |text| text.chars().enumerate().map(|(n, c)| if n % 5 == 4 { format!("{c}\n") } else { c.to_string() }).collect(),
    |text| serde_json::to_string(&serde_json::to_string(text).unwrap()).unwrap(),
    |text| text.bytes().map(char::from).collect(),
    |text| text.bytes().map(|byte| format!("{byte:02x}")).collect(),
    |text| text.bytes().map(|byte| format!("={byte:02X}")).collect(),
];

fn prompt(way: usize) -> String {
    format!("请概括这段谈话的重点。方式{way}")
}

/// Every six characters in a row.
fn runs(text: &str) -> Vec<String> {
    let chars: Vec<char> = text.chars().collect();
    chars.windows(6).map(|run| run.iter().collect()).collect()
}

/// A prompt that the server answers, and the answer: what is refused beside it is refused for itself.
const SERVED: &str = "答";
const GOOD: &str = r#"{"choices":[{"message":{"content":"ok"},"finish_reason":"stop"}]}"#;

#[test]
fn nothing_of_record_or_prompt_is_seen() {
    let server = Server::start(|_, input| {
        if input.starts_with(SERVED) {
            return with_length("200 OK", "", GOOD);
        }
        let way = WAYS.iter().enumerate().find(|(n, _)| input.contains(&prompt(*n))).unwrap().1;
        let (_, record) = input.split_once(" \n ").unwrap();
        let part: String = input.chars().take(12).collect();
        let hidden = format!("HTTP refused 《{}》 and 《{}》 at 131072", way(record), way(&part));
        let body = json!({"error": {"code": record, "type": way(record), "message": hidden}});
        let id: String = record.bytes().take(60).map(|byte| format!("%{byte:02x}")).collect();
        with_length("400 Bad Request", &format!("x-request-id: {id}\r\n"), &body.to_string())
    });
    let mut folder = folder(&server.url);
    folder.edit(|config| {
        config["log_level"] = json!("DEBUG");
        config["models"] = json!(["kimi-k2.6"]);
    });
    folder.write("测试输入问答记录/患者1_问答记录.txt", RECORD);
    let prompts: Vec<String> = std::iter::once(SERVED.to_owned()).chain((0..WAYS.len()).map(prompt)).collect();
    folder.write("多个Prompt.json", serde_json::to_string(&prompts).unwrap());
    let ran = folder.run(&["--people", "患者1", "--concurrency", "1"]);
    let json = folder.run(&["--people", "患者1", "--concurrency", "1", "--json"]);
    let status = folder.run(&["status", "--failed"]);
    let sheet = folder.sheet("kimi-k2.6-患者1.json");
    let outputs: Vec<&str> = (2..=WAYS.len() + 1)
        .map(|n| sheet["conversations"][n.to_string()]["Output"].as_str().unwrap())
        .inspect(|output| assert!(output.starts_with("ERROR: ") && output.contains("400"), "{output}"))
        .collect();
    let seen = [
        folder.read("run.log"),
        folder.read("output/raw/.batch/ledger.jsonl"),
        sheet["result"].to_string(),
        outputs.join("\n"),
        shown(&ran),
        shown(&json),
        shown(&status),
    ];
    for run in runs(RECORD).into_iter().chain(prompts.iter().flat_map(|prompt| runs(prompt))) {
        for text in &seen {
            assert!(!text.contains(&run), "{run:?} in\n{text}");
            let quoted = serde_json::to_string(&run).unwrap();
            assert!(!text.contains(quoted.trim_matches('"')), "{quoted} in\n{text}");
        }
    }
    // Escaped, nothing of it is left either.
    for (way, output) in outputs.iter().enumerate() {
        let digits = output.chars().filter(char::is_ascii_digit).count();
        assert!(digits < 24 && !output.contains("\\u") && !output.contains("&#"), "{way}: {output}");
        assert!(output.chars().count() < 120, "{way}: {output}");
    }
}

fn shown(ran: &Ran) -> String {
    format!("{}\n{}", ran.out, ran.err)
}

/// The server quotes the key: as it is, in parts, escaped. `Folder` looks for the whole key in all that is printed.
#[test]
fn a_key_is_never_shown() {
    let escaped: String = KEY.bytes().map(|byte| format!("%{byte:02X}")).collect();
    for said in [KEY.to_owned(), format!("{}****{}", &KEY[..14], &KEY[KEY.len() - 10..]), escaped] {
        let message = format!("Incorrect key «{said}» given");
        let body = json!({"error": {"type": "invalid_authentication_error", "message": message}}).to_string();
        let server = Server::start(move |_, _| with_length("401 Unauthorized", "", &body));
        let folder = folder(&server.url);
        for args in [&["check"][..], &["check", "--json"], &["check", "--spend"], &[]] {
            let ran = folder.run(args);
            assert_eq!(ran.code, 3, "{args:?} {}", shown(&ran));
            assert!(shown(&ran).contains("Incorrect key «***"), "{args:?} {}", shown(&ran));
            for part in [&KEY[3..12], &KEY[KEY.len() - 10..], "%73%6B"] {
                assert!(!shown(&ran).contains(part), "{args:?} {}", shown(&ran));
            }
        }
        assert!(!folder.read("run.log").contains(&KEY[3..12]));
    }
}

#[test]
fn a_proxys_password_is_never_shown() {
    let mut folder = folder("https://api.example.invalid/v1");
    folder.edit(|config| {
        config["proxy"] = json!("http://someone:pa55-w0rd@127.0.0.1:9");
        config["system_prompt"] = json!("请用中文回答，不要编造。");
        config["max_retries"] = json!(0);
    });
    for args in [
        &["plan", "--settings"][..],
        &["plan", "--settings", "--json"],
        &["check"],
        &["run", "--offline-limit", "0", "--people", "患者1"],
    ] {
        let ran = folder.run(args);
        assert!(!shown(&ran).contains("pa55-w0rd") && !shown(&ran).contains("someone"), "{args:?} {}", shown(&ran));
        assert!(!shown(&ran).contains("不要编造"), "{args:?} {}", shown(&ran));
    }
    assert!(folder.run(&["plan", "--settings"]).out.contains("http://***@127.0.0.1:9"));
    folder.edit(|config| config["api_config"]["base_url"] = json!("someone:pa55-w0rd@api.example.invalid/v1"));
    let ran = folder.run(&[]);
    assert!(ran.code == 2 && ran.err.contains("https://") && !ran.err.contains("pa55-w0rd"), "{}", ran.err);
}

/// Escape sequences, line ends and marks that turn the direction of writing, from a server and from file names.
#[test]
fn what_steers_a_terminal_does_not_reach_it() {
    const EVIL: &str = "\u{1b}]52;c;eA==\u{7}\r\n2026-01-01 00:00:00 - INFO - forged\u{2028}2026\u{202e}\u{9b}2J";
    let body = json!({"error": {"code": "c\u{202e}d", "message": format!("bad{EVIL}end")}}).to_string();
    let server = Server::start(move |_, input| match input.contains("医生") {
        true => with_length("400 Bad Request", "x-request-id: a\tb\u{202e}\r\n", &body),
        false => with_length("200 OK", "", GOOD),
    });
    let mut folder = folder(&server.url);
    folder.edit(|config| config["models"] = json!(["kimi-k2.6"]));
    folder.write("测试输入问答记录/患者0_问答记录.txt", "患者：好");
    folder.write("测试输入问答记录/患者\u{202e}甲\u{2028}_问答记录.txt", "医生：您好");
    let ran = folder.run(&["--prompts", "1", "--concurrency", "1"]);
    assert_eq!(ran.code, 1, "{}", shown(&ran));
    let log = folder.read("run.log");
    let json = folder.run(&["--prompts", "1", "--json"]);
    let status = folder.run(&["status", "--failed"]);
    for text in [&log, &ran.out, &ran.err, &json.out, &json.err, &status.out] {
        let steers = |c: char| c != '\n' && (c.is_control() || "\u{202e}\u{2028}\u{9b}".contains(c));
        assert!(!text.contains(steers), "{text:?}");
    }
    assert!(log.contains("患者\\u{202e}甲"), "{log}");
    for line in log.lines() {
        assert!(line.starts_with("20") && line.get(19..22) == Some(" - ") && !line.ends_with("forged"), "{line}");
    }
    assert!(json.json()["exit_code"] == json!(1));
    let names: Vec<String> = folder.sheets().into_iter().map(|(name, _)| name).collect();
    assert!(names.contains(&"kimi-k2.6-患者\u{202e}甲\u{2028}.json".to_owned()), "files keep their names: {names:?}");

    // Sheets of other programs.
    let sheet = json!({"model": format!("m{EVIL}"), "people": "p\u{202e}\n", "conversations": {"x\u{1b}[2J": 1}});
    folder.write("others/a\u{1b}]0;x\u{7}\n.json", sheet.to_string());
    folder.write("others/b.json", sheet.to_string());
    let ran = folder.run(&["report", "others"]);
    assert!(ran.out.contains("\\u{1b}") && !shown(&ran).contains(['\u{1b}', '\u{7}', '\u{202e}']), "{}", shown(&ran));
}

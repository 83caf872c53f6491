//! Output folders made for tests: of this program, with a ledger, and as the scripts before it left them.

#![allow(dead_code, reason = "each test target uses a part")]

use std::borrow::Cow;
use std::fs;
use std::path::{Path, PathBuf};

use batch_core::Class;
use batch_core::base::json_text::JsonText;
use batch_core::base::key::Key;
use batch_core::base::shard::Shard;
use batch_core::ledger::{Answered, Event, Journal, Lane, Lock, RunEvent, RunModel, SheetStamp, Usage};
use batch_core::sheets::sheet::{ERROR_PREFIX, SheetEntry, SheetView, render};
use batch_results::reading::{Library, Selection};
use batch_words::{Language, Words};

/// Text that tries to leave wherever it is put.
pub const EVIL: &str = "</script><img src=x onerror=\"document.documentElement.dataset.fault='got out'\"><!--<script>{{title}}\u{2028}\u{2029}'\"><svg onload=alert(1)>]]>&lt;\\";

/// Words as users read them by default.
pub fn zh() -> &'static Words {
    Words::of(Language::Chinese)
}

/// The same in English.
pub fn en() -> &'static Words {
    Words::of(Language::English)
}

/// What became of a made conversation.
#[derive(Debug, Clone)]
pub enum Said {
    /// An answer.
    Answer(String),
    /// An answer cut short.
    Cut(String),
    /// A failure's sentence.
    Failed(String),
    /// Not asked.
    Nothing,
}

/// A folder to be made.
pub struct Job<'a> {
    pub models: &'a [&'a str],
    pub people: &'a [&'a str],
    pub prompts: &'a [&'a str],
    pub simulated: bool,
    /// Sheets are written for these models only; the ledger knows all.
    pub written: &'a [&'a str],
    /// Sent with every call, if the ledger says what was.
    pub max_tokens: Option<u32>,
    pub base_url: &'a str,
    /// What the server calls the models.
    pub served: Option<&'a str>,
    /// How they were asked.
    pub lane: Lane,
    /// The share that the ledger says of a batch service's price.
    pub batch_share: Option<f64>,
}

impl<'a> Job<'a> {
    pub fn new(models: &'a [&'a str], people: &'a [&'a str], prompts: &'a [&'a str]) -> Self {
        let base_url = "https://example.invalid/v1";
        Self {
            models,
            people,
            prompts,
            simulated: false,
            written: models,
            max_tokens: None,
            base_url,
            served: None,
            lane: Lane::Online,
            batch_share: None,
        }
    }

    /// Makes it; `said` is given the indices of model, person and prompt.
    pub fn make(&self, folder: &Path, said: impl Fn(usize, usize, usize) -> Said) {
        fs::create_dir_all(folder).unwrap();
        let _lock = Lock::take(folder, Shard::WHOLE).unwrap();
        let mut journal = Journal::open(folder, Shard::WHOLE).unwrap().journal;
        let put = |journal: &mut Journal, event: &Event<'_>| assert!(journal.stage(event).is_ok());
        put(&mut journal, &Event::Run(self.start()));
        for (m, model) in self.models.iter().enumerate() {
            for (p, people) in self.people.iter().enumerate() {
                let chat = record(people);
                let mut outputs = Vec::new();
                for (q, prompt) in self.prompts.iter().enumerate() {
                    let key = Key::of(format!("{model}/{people}/{q}").as_bytes());
                    let said = said(m, p, q);
                    self.line(&mut journal, key, (model, people, q + 1), &said);
                    match said {
                        Said::Answer(text) | Said::Cut(text) => {
                            outputs.push((q + 1, JsonText::new(prompt), JsonText::new(&text)));
                        }
                        Said::Failed(message) => {
                            let output = JsonText::new(&format!("{ERROR_PREFIX}{message}"));
                            outputs.push((q + 1, JsonText::new(prompt), output));
                        }
                        Said::Nothing => {}
                    }
                }
                if !self.written.contains(model) {
                    continue;
                }
                let conversations: Vec<_> = outputs
                    .iter()
                    .map(|(number, prompt, output)| SheetEntry { number: *number, prompt, output })
                    .collect();
                let name = format!("{}-{}.json", model.replace('/', "_"), people.replace('/', "_"));
                fs::write(
                    folder.join(&name),
                    render(&SheetView { model, people, chat: &JsonText::new(&chat), conversations }),
                )
                .unwrap();
                let stamp = SheetStamp {
                    at: "2026-11-01T08:00:00.000Z".into(),
                    file: name.into(),
                    size: 0,
                    mtime_ns: 0,
                    content: Key::of(b""),
                };
                put(&mut journal, &Event::Sheet(stamp));
            }
        }
        journal.commit().unwrap();
    }

    fn start(&self) -> RunEvent<'_> {
        RunEvent {
            at: "2026-11-01T08:00:00.000Z".to_owned(),
            version: 1,
            phase: "start",
            platform: "test",
            program: "test",
            base_url: self.base_url.into(),
            simulated: self.simulated,
            currency: "CNY",
            shard: None,
            conversations: self.models.len() * self.people.len() * self.prompts.len(),
            models: self.max_tokens.map(|most| self.models.iter().map(|name| self.asked(name, most)).collect()),
            prices_as_of: None,
            served_at_once: None,
            exit: None,
        }
    }

    fn asked(&self, name: &'a str, max_tokens: u32) -> RunModel<'a> {
        let sent = serde_json::json!({"model": name, "max_tokens": max_tokens});
        let (sent, batch_share) = (Cow::Owned(sent.as_object().unwrap().clone()), self.batch_share);
        RunModel { name: name.into(), sent, system: false, batch_share }
    }

    fn line(&self, journal: &mut Journal, key: Key, (model, people, prompt): (&str, &str, usize), said: &Said) {
        let at = || "2026-11-01T08:00:01.500Z".to_owned();
        let (text, finish) = match said {
            Said::Answer(text) => (text, "stop"),
            Said::Cut(text) => (text, "length"),
            Said::Failed(message) => {
                let failed = Event::Failed {
                    at: at(),
                    key,
                    model,
                    people,
                    prompt,
                    class: Class::RateLimit,
                    message,
                    status: 429,
                    attempts: 6,
                    request_id: Some(EVIL),
                    usage: None,
                    cost: None,
                    perhaps: None,
                    uncached: None,
                    target: None,
                    lane: self.lane,
                };
                journal.stage(&failed).unwrap();
                return;
            }
            Said::Nothing => return,
        };
        let usage = Usage { prompt_tokens: 1000, completion_tokens: 50, cached_tokens: 10, reasoning_tokens: 5 };
        let answered = Answered {
            at: at().into(),
            key,
            model: model.into(),
            people: people.into(),
            prompt,
            text: &JsonText::new(text),
            finish_reason: Some(finish.into()),
            usage: Some(usage),
            cost: Some(0.25),
            perhaps: None,
            uncached: None,
            ms: 1500,
            attempts: 2,
            request_id: Some(format!("req-{prompt}{EVIL}").into()),
            served: self.served.map(Into::into),
            target: None,
            lane: self.lane,
            alike: None,
            thinking: Some(format!("想了想{EVIL}").into()),
        };
        journal.stage(&Event::Answered(answered)).unwrap();
    }
}

/// The record that a made person has.
pub fn record(people: &str) -> String {
    format!("医生：您好，{people}。\n患者：胸闷三天，{EVIL}。")
}

/// Three models, three people, two prompts, with one of everything that can happen.
pub fn mixed(folder: &Path) {
    let job = Job::new(
        &["moonshot-v1-8k", "kimi-k3", "deepseek/v3.1"],
        &["患者1", "患者2", "患者10"],
        &["总结要点", "评估风险"],
    );
    job.make(folder, |m, p, q| match (m, p, q) {
        (0, 0, 1) => Said::Failed("触发限流".to_owned()),
        (1, 1, 0) => Said::Cut("说到一半".to_owned()),
        (2, 2, 1) => Said::Nothing,
        (2, 0, 0) => Said::Answer(String::new()),
        (m, p, q) => {
            Said::Answer(format!("第{m}个模型对患者{p}的第{q}个回答：胸闷三天，活动后加重。建议完善心电图检查。"))
        }
    });
}

/// A sheet as the scripts wrote it, in a given style.
pub fn python(model: &str, people: &str, outputs: &[&str], result: Option<&str>, indent: &[u8]) -> Vec<u8> {
    let conversation = |output: &str, n: usize| {
        let prompt = format!("问题{n}");
        let chat = record(people);
        serde_json::json!({
            "model": model, "prompt": prompt, "people": people, "chat": chat,
            "Input": format!("{prompt} \n {chat}"), "Output": output,
        })
    };
    let conversations: serde_json::Map<_, _> =
        outputs.iter().enumerate().map(|(n, output)| ((n + 1).to_string(), conversation(output, n + 1))).collect();
    let joined = outputs.join("\n");
    let sheet = serde_json::json!({
        "model": model, "people": people, "conversations": conversations, "result": result.unwrap_or(&joined),
    });
    let mut out = Vec::new();
    let style = serde_json::ser::PrettyFormatter::with_indent(indent);
    serde::Serialize::serialize(&sheet, &mut serde_json::Serializer::with_formatter(&mut out, style)).unwrap();
    out
}

/// Opens folders with nothing left out.
pub fn open(folders: &[&Path]) -> Library {
    let folders: Vec<PathBuf> = folders.iter().map(|folder| (*folder).to_owned()).collect();
    Library::open(&folders, &Selection::default()).unwrap()
}

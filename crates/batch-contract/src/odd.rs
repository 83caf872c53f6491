//! Odd servers with the real binary over real HTTP: answers in odd shapes are answers at the first call, what is none is
//! not taken for one, and what a refusal quotes is seen nowhere.

use std::thread;
use std::time::Duration;

use batch_core::platform::Profile;
use batch_core::platform::request;
use batch_sim::{FaultKind, Faults, Options, Sim};
use serde_json::{Value, json};

use super::{Folder, Ran, calm};

/// Runs one conversation with every kind of odd reply.
///
/// # Panics
/// Where a promise is broken.
pub fn odd_replies(program: &str, profile: &Profile) {
    thread::scope(|threads| {
        for stream in [false, true] {
            threads.spawn(move || odd_shapes(program, profile, stream));
            threads.spawn(move || odd_ends(program, profile, stream));
            for kinds in NO_ANSWERS {
                threads.spawn(move || no_answers(program, profile, kinds, stream));
            }
        }
        for kinds in NO_STREAMS {
            threads.spawn(move || no_answers(program, profile, kinds, true));
        }
        threads.spawn(|| through_a_gateway(program, profile));
        threads.spawn(|| echoes(program, profile));
    });
}

/// A model with a patient and a prompt for each of these: the simulator treats the conversation so.
struct Job<'a> {
    profile: &'a Profile,
    sim: Sim,
    folder: Folder,
    prompts: Vec<String>,
}

impl<'a> Job<'a> {
    fn new(program: &str, profile: &'a Profile, kinds: &[Option<FaultKind>], stream: bool) -> Self {
        let prompts: Vec<String> = (0..kinds.len()).map(|n| format!("第{n:02}题：请总结要点。")).collect();
        let mut faults = Faults::none();
        for (prompt, kind) in prompts.iter().zip(kinds) {
            if let Some(kind) = kind {
                faults = faults.always(prompt, kind.clone());
            }
        }
        let sim = Sim::start(Options { drip: Duration::from_millis(2), faults, ..calm(profile) });
        let sim = sim.expect("a simulator");
        let mut folder = Folder::new(program, profile, &sim.base_url());
        folder.write("多个Prompt.json", json!(prompts).to_string());
        folder.edit(|config| {
            config["models"].as_array_mut().expect("models").truncate(1);
            config["max_retries"] = json!(0);
            config["stream"] = json!(stream);
            config["log_level"] = json!("DEBUG");
            config["requests_per_minute"] = json!(1_000_000);
        });
        Self { profile, sim, folder, prompts }
    }

    fn run(&self) -> Ran {
        // One after the other: who is served in between bears witness that nothing is wrong with the rest.
        self.folder.run(&["--json", "--people", "患者1", "--concurrency", "1"])
    }

    /// What the sheet says of each prompt.
    fn outputs(&self) -> Vec<String> {
        let (_, text) = self.folder.sheets().into_iter().next().expect("a sheet");
        let sheet: Value = serde_json::from_str(&text).expect("JSON");
        let output = |n: usize| sheet["conversations"][n.to_string()]["Output"].as_str().unwrap_or_default().to_owned();
        (1..=self.prompts.len()).map(output).collect()
    }

    /// What the simulator answers when nothing is wrong.
    fn answers(&self) -> Vec<String> {
        let model = self.folder.config["models"][0].as_str().expect("a model");
        let record = self.record();
        let input = |prompt: &String| request::input(prompt, &record);
        let answer = |prompt| batch_sim::answer(self.profile.dialect, model, &[("user", &input(prompt))]);
        self.prompts.iter().map(answer).collect()
    }

    fn record(&self) -> String {
        self.folder.read("测试输入问答记录/患者1_问答记录.txt")
    }
}

/// Good answers in odd shapes: answered at the first call, to the letter.
fn odd_shapes(program: &str, profile: &Profile, stream: bool) {
    let whole = [
        FaultKind::SlowDrip,
        FaultKind::Chunked,
        FaultKind::LeadingBlank,
        FaultKind::ManyHeaders,
        FaultKind::BigHeaders,
        FaultKind::NoContentType,
        FaultKind::NoUsage,
        FaultKind::NoId,
        FaultKind::NumericId,
        FaultKind::NullFields,
        FaultKind::ExtraFields,
        FaultKind::Bare,
        FaultKind::BigReply,
        FaultKind::Split,
        FaultKind::Gzip,
        FaultKind::UsageText,
        FaultKind::UsageZero,
        FaultKind::ContentParts,
        FaultKind::Bom,
        FaultKind::KeyTwice,
        FaultKind::DoneBehind,
        FaultKind::BadUtf8,
    ];
    let streamed = [
        FaultKind::NoDone,
        FaultKind::NoFinish,
        FaultKind::NoStream,
        FaultKind::EventsAsJson,
        FaultKind::KeepAlive,
        FaultKind::LongKeepAlive,
        FaultKind::EventFields,
        FaultKind::CrLf,
        FaultKind::BareCr,
        FaultKind::DataLines,
        FaultKind::TightData,
        FaultKind::SplitBytes,
        FaultKind::HeldOpen,
        FaultKind::UsageLastChunk,
        FaultKind::UsageLastChoice,
        FaultKind::UsageEveryChunk,
        FaultKind::UsageBeforeFinish,
        FaultKind::SilentThinking,
        FaultKind::ReasoningField,
        FaultKind::NullDelta,
        FaultKind::OtherChoices,
        FaultKind::EmptyFirst,
        FaultKind::OneToken,
    ];
    let kinds: Vec<FaultKind> = if stream { [&whole[..], &streamed].concat() } else { whole.to_vec() };
    let job = Job::new(program, profile, &kinds.iter().cloned().map(Some).collect::<Vec<_>>(), stream);
    let ran = job.run();
    let calls = job.sim.stats().calls;
    for ((kind, output), mut answer) in kinds.iter().zip(job.outputs()).zip(job.answers()) {
        if *kind == FaultKind::BadUtf8 {
            answer.push(char::REPLACEMENT_CHARACTER);
        }
        assert_eq!(output, answer, "{kind}, streamed: {stream}");
    }
    assert_eq!((ran.code, calls), (0, kinds.len() as u64), "{}{}", ran.out, ran.err);
}

/// Half an answer and why it ended: whole, if the reason is a good one; else kept and said.
fn odd_ends(program: &str, profile: &Profile, stream: bool) {
    let ends = [("eos", false), ("stop_sequence", false), ("MAX_TOKENS", true), ("repetition", true)];
    let job = Job::new(program, profile, &ends.map(|(reason, _)| Some(FaultKind::Finish(reason.to_owned()))), stream);
    let ran = job.run();
    assert_eq!((ran.code, job.sim.stats().calls), (0, 4), "{}{}", ran.out, ran.err);
    let outputs = job.outputs().into_iter().zip(job.answers()).zip(ends).enumerate();
    for (n, ((output, answer), (reason, is_said))) in outputs {
        let half: String = answer.chars().take(answer.chars().count() / 2).collect();
        assert_eq!(output, half, "{reason}");
        let number = format!("对话 {} ", n + 1);
        let said = ran.err.lines().any(|line| line.contains(" - WARNING - ") && line.contains(&number));
        assert_eq!(said, is_said, "{reason}: {}", ran.err);
    }
}

/// Replies under HTTP 200 that are no answer. Few in a job of those that may be the server's fault: many of them at its end
/// would be its trouble, and waited for.
const NO_ANSWERS: &[&[&str]] = &[
    &[
        "empty",
        "null_content",
        "no_choices",
        "truncated_empty",
        "refusal_field",
        "think_only",
        "zero_width",
        "finish:sensitive",
        "finish:SAFETY",
        "finish:content_filter",
    ],
    &["error_beside", "error_in_200"],
    &["html_200", "no_body"],
    &["cut_json", "finish:error"],
    &["finish:insufficient_system_resource"],
];

/// Streams that end in no answer, though they begin like one.
const NO_STREAMS: &[&[&str]] = &[&["stream_error", "stream_error_event"], &["stream_error_finish"], &["no_end"]];

/// What is no answer fails, and others between them are answered.
fn no_answers(program: &str, profile: &Profile, kinds: &[&str], stream: bool) {
    let kinds: Vec<FaultKind> = kinds.iter().map(|kind| kind.parse().expect("a kind of fault")).collect();
    let mixed: Vec<Option<FaultKind>> = kinds.iter().flat_map(|kind| [None, Some(kind.clone())]).collect();
    let job = Job::new(program, profile, &mixed, stream);
    let ran = job.run();
    assert_eq!(ran.code, 1, "{}{}", ran.out, ran.err);
    assert_eq!(ran.json()["conversations"]["answered"], json!(kinds.len()), "{}", ran.out);
    for ((kind, output), answer) in mixed.iter().zip(job.outputs()).zip(job.answers()) {
        match kind {
            None => assert_eq!(output, answer),
            Some(kind) => assert!(output.starts_with("ERROR: ") && output.chars().count() < 300, "{kind}: {output}"),
        }
    }
}

/// A gateway gives up waiting for what says nothing for long: what is streamed comes through.
fn through_a_gateway(program: &str, profile: &Profile) {
    let job = Job::new(program, profile, &[Some(FaultKind::Gateway), Some(FaultKind::Gateway)], true);
    let ran = job.run();
    assert_eq!((ran.code, job.outputs(), job.sim.stats().calls), (0, job.answers(), 2), "{}{}", ran.out, ran.err);
}

/// A refusal that quotes what was asked, in each of the ways there are.
fn echoes(program: &str, profile: &Profile) {
    let kinds =
        [FaultKind::Echo, FaultKind::EchoJson, FaultKind::EchoUnicode, FaultKind::EchoCut, FaultKind::EchoWrapped];
    let mixed: Vec<Option<FaultKind>> = kinds.iter().flat_map(|kind| [None, Some(kind.clone())]).collect();
    let job = Job::new(program, profile, &mixed, false);
    let ran = job.run();
    assert_eq!((ran.code, &ran.json()["conversations"]["failed"]), (1, &json!(5)), "{}{}", ran.out, ran.err);
    let quoted = |event: &&Value| event["event"] != "answered";
    let ledger: String = job.folder.ledger().iter().filter(quoted).map(Value::to_string).collect();
    let status = job.folder.run(&["status", "--failed"]);
    let errors: Vec<String> = job.outputs().into_iter().filter(|output| output.starts_with("ERROR: ")).collect();
    assert_eq!(errors.len(), 5, "{errors:?}");
    let record = job.record();
    let log = job.folder.read("run.log");
    for text in [&ran.out, &ran.err, &log, &ledger, &status.out, &errors.join("\n")] {
        for secret in job.prompts.iter().chain([&record]) {
            assert_eq!(leak(text, secret), None, "{text}");
        }
    }
}

/// Six characters in a row of a text that are seen in another: as they are, without white space, or as `\uXXXX`.
fn leak(shown: &str, secret: &str) -> Option<String> {
    let dense = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let escaped = |run: &str| run.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect::<String>();
    let (shown, letters) = (dense(shown), dense(secret).chars().collect::<Vec<char>>());
    let mut runs = letters.windows(6).map(|run| run.iter().collect::<String>());
    runs.find(|run| shown.contains(run.as_str()) || shown.contains(&escaped(run)))
}

//! Every reader of foreign bytes, with what must hold whatever the bytes are: it comes back, it does not panic, and what
//! it brings is within its bounds. Each says in a number what it made of its bytes, so that whoever draws them knows a new
//! kind of case when there is one.
//!
//! `main` changes the kept examples in `fuzz/corpus` at random; `cargo fuzz` (docs/architecture.md) takes the same readers.

#![allow(missing_docs, clippy::unwrap_used, clippy::panic, reason = "not in any program")]

use std::fs;
use std::future::{Future, ready};
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::Path;
use std::pin::Pin;
use std::time::Duration;

use super::invented::Invented;
use batch_core::base::decode;
use batch_core::base::problem::Problem;
use batch_core::base::shard::Shard;
use batch_core::job::config::{self, Environment, Overrides};
use batch_core::job::input::{Person, prompts, records};
use batch_core::ledger::{self, Answers, FILE, FOLDER, Index, Journal};
use batch_core::platform::Scope;
use batch_core::platform::fault::Fault;
use batch_core::wire::call::Caller;
use batch_core::wire::{Exchange, Wire};
use batch_results::reading::{Library, Selection};
use bytes::Bytes;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue};
use secrecy::SecretString;

/// A reader: what it makes of some bytes, as a number.
pub type Reader = fn(&[u8]) -> u64;

/// All readers by name.
pub const READERS: &[(&str, Reader)] = &[
    ("reply", reply),
    ("ledger", ledger),
    ("sheet", sheet),
    ("config", config),
    ("prompts", prompts),
    ("record", record),
    ("dot_env", dot_env),
    ("ratings", ratings),
];

/// A day: no server's word makes anybody wait longer.
const A_DAY: Duration = Duration::from_secs(86_400);
const KEY: &str = "sk-never-to-be-told-4711";

/// What a reader made of its bytes, as a number.
fn made_of(what: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    what.hash(&mut hasher);
    hasher.finish()
}

/// A number's length in bits: more or less how many.
fn about(count: usize) -> u32 {
    usize::BITS - count.leading_zeros()
}

/// A server whose only reply is known.
struct Said(Exchange);

impl Wire for Said {
    fn chat(&self, _: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        Box::pin(ready(Ok(self.0.clone())))
    }
}

/// A reply as it comes over the wire: status, headers, an empty line, the body. Answers, refusals, waits, what is left.
fn reply(bytes: &[u8]) -> u64 {
    let Some(exchange) = exchange(bytes) else { return 0 };
    let (status, wire) = (exchange.status, Said(exchange));
    let key = SecretString::from(KEY);
    let platform = Invented::new(Scope::Account);
    let caller = Caller { wire: &wire, platform: &platform, key: &key };
    let asked = Bytes::from_static(b"{\"messages\":[{\"role\":\"user\",\"content\":\"xyzzy-plugh-frotz\"}]}");
    let attempt = caller.attempt(asked).now_or_never().unwrap();
    let left = attempt.allowances;
    for allowance in [left.requests, left.tokens].into_iter().flatten() {
        assert!(allowance.reset <= A_DAY, "{allowance:?}");
    }
    match attempt.outcome {
        Ok(answer) => {
            assert!((200..300).contains(&status), "an answer under {status}");
            assert!(!answer.text.trim().is_empty(), "an answer of nothing");
            made_of((
                1,
                answer.finish.as_deref().map(str::len),
                attempt.usage.is_some(),
                answer.thinking.is_some(),
                answer.id.is_some(),
            ))
        }
        Err(fault) => {
            assert!(!fault.detail.words().contains(KEY), "the key is told");
            assert!(!fault.detail.words().contains("xyzzy-plugh"), "the input is told");
            assert!(fault.detail.words().chars().count() < 2_000, "it tells a novel");
            assert!(!fault.detail.words().chars().any(char::is_control), "{:?}", fault.detail);
            assert!(fault.wait.is_none_or(|wait| wait <= A_DAY), "{:?}", fault.wait);
            let shape =
                (fault.stated.is_some(), fault.wait.map(|wait| about(wait.as_millis() as usize)), fault.certain);
            made_of((2, fault.class, format!("{:?}", fault.verdict), shape, left.requests.is_some()))
        }
    }
}

fn exchange(bytes: &[u8]) -> Option<Exchange> {
    let end = bytes.windows(2).position(|two| two == b"\n\n")?;
    let mut head = bytes[..end].split(|b| *b == b'\n');
    let status = std::str::from_utf8(head.next()?).ok()?.trim().parse().ok().filter(|s| (100..1000).contains(s))?;
    let mut headers = HeaderMap::new();
    for line in head.take(100) {
        let Some(colon) = line.iter().position(|b| *b == b':') else { continue };
        let (name, value) =
            (HeaderName::from_bytes(&line[..colon]), HeaderValue::from_bytes(line[colon + 1..].trim_ascii()));
        if let (Ok(name), Ok(value)) = (name, value) {
            headers.append(name, value);
        }
    }
    Some(Exchange { status, headers, body: Bytes::copy_from_slice(&bytes[end + 2..]), reused: false })
}

/// A ledger as an earlier run, or somebody else, left it. Lines get a right checksum, so that more than the checksum is
/// tried, except those that begin with `!`, which stand as they are.
fn ledger(bytes: &[u8]) -> u64 {
    in_a_folder(|folder| {
        let ours = folder.join(FOLDER);
        fs::create_dir_all(&ours).unwrap();
        fs::write(ours.join(FILE), sealed(bytes)).unwrap();
        let peeked = Index::peek(folder, Shard::WHOLE).unwrap();
        let mut past = 0;
        let answers = Answers::of(folder);
        let mut look = |key, place| past += usize::from(answers.past(key, place).is_some());
        ledger::said(folder, |said, _, place| said.key.into_iter().for_each(|key| look(key, place))).unwrap();
        let opened = Journal::open(folder, Shard::WHOLE).unwrap();
        let damaged = opened.damaged.len();
        assert_eq!(peeked.totals, opened.index.totals, "a look and an opening tell two stories");
        drop(opened);
        // What was damaged was set aside, what was torn was cut off: there is nothing left to mend.
        let again = Journal::open(folder, Shard::WHOLE).unwrap();
        assert_eq!((again.torn, again.damaged.as_slice()), (0, [].as_slice()), "it is damaged again");
        assert_eq!(again.index.totals, peeked.totals, "mending lost something");
        made_of((about(damaged), opened_shape(&peeked), about(past)))
    })
}

fn opened_shape(index: &Index) -> (u32, u32, bool) {
    let tally = index.spent.tally("CNY");
    assert!(index.spent.held().is_finite() && index.spent.held() >= 0.0, "{:?}", index.spent);
    assert!(format!("{tally:?}").find("NaN").or(format!("{tally:?}").find("inf")).is_none(), "{tally:?}");
    (about(index.totals.sent as usize), about(index.totals.answered as usize), index.is_empty())
}

fn sealed(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() + 64);
    for line in bytes.split_inclusive(|b| *b == b'\n') {
        if let Some(raw) = line.strip_prefix(b"!") {
            out.extend_from_slice(raw);
            continue;
        }
        let whole = line.strip_suffix(b"\n").unwrap_or(line);
        let whole = whole.strip_suffix(b"}").unwrap_or(whole);
        out.extend_from_slice(whole);
        out.extend_from_slice(format!(",\"crc\":\"{:08x}\"}}\n", crc32fast::hash(whole)).as_bytes());
    }
    out
}

/// A folder with one sheet, as a report reads it.
fn sheet(bytes: &[u8]) -> u64 {
    in_a_folder(|folder| {
        fs::write(folder.join("model_p1.json"), bytes).unwrap();
        let Ok(library) = Library::open(&[folder.to_owned()], &Selection::default()) else { return 0 };
        let Ok(reading) = library.person(0) else { return 1 };
        let said = format!("{reading:?}");
        made_of((2, about(said.len()), about(library.columns.len()), about(library.people.len())))
    })
}

/// A rater's workbook. The bytes are its parts, a line of `%%` between them: a packed file that was changed is refused by
/// its checksums, and never read.
fn ratings(bytes: &[u8]) -> u64 {
    const FIXED: [(&str, &str); 4] = [
        (
            "xl/workbook.xml",
            r#"<workbook xmlns:r="r"><sheets><sheet name="说明" r:id="r1"/><sheet name="评分" r:id="r2"/></sheets>
            </workbook>"#,
        ),
        (
            "xl/_rels/workbook.xml.rels",
            r#"<Relationships><Relationship Id="r1" Type="worksheet" Target="worksheets/sheet1.xml"/>
            <Relationship Id="r2" Type="worksheet" Target="worksheets/sheet2.xml"/></Relationships>"#,
        ),
        (
            "_rels/.rels",
            r#"<Relationships><Relationship Id="w" Target="xl/workbook.xml"
            Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"/></Relationships>"#,
        ),
        ("[Content_Types].xml", "<Types/>"),
    ];
    const CHANGED: [&str; 3] = ["xl/worksheets/sheet1.xml", "xl/worksheets/sheet2.xml", "xl/sharedStrings.xml"];
    in_a_folder(|folder| {
        let path = folder.join("a.xlsx");
        let mut book = zip::ZipWriter::new(fs::File::create(&path).unwrap());
        let mut put = |name: &str, bytes: &[u8]| {
            let stored = zip::write::SimpleFileOptions::default().compression_method(zip::CompressionMethod::Stored);
            book.start_file(name, stored).unwrap();
            std::io::Write::write_all(&mut book, bytes).unwrap();
        };
        FIXED.iter().for_each(|(name, text)| put(name, text.as_bytes()));
        let mut rest = bytes;
        for name in CHANGED {
            let end = rest.windows(4).position(|four| four == b"\n%%\n").unwrap_or(rest.len());
            put(name, &rest[..end]);
            rest = rest.get(end + 4..).unwrap_or_default();
        }
        book.finish().unwrap();
        match batch_results::rating::read::read(&path) {
            Ok(ratings) => {
                for rating in &ratings.ratings {
                    for criterion in &ratings.criteria {
                        let score = rating.scores.get(&criterion.name);
                        assert!(score.is_none_or(|score| (criterion.low..=criterion.high).contains(score)));
                    }
                }
                made_of((0, about(ratings.ratings.len()), ratings.criteria.len()))
            }
            Err(error) => {
                let said = error.sentence(batch_words::Words::of(batch_words::Language::English));
                // Without what stands in the cell.
                made_of((1, said.split(['"', '“']).map(|part| part.len().min(40)).collect::<Vec<_>>()))
            }
        }
    })
}

/// A config, with all that is checked before anything is sent.
fn config(bytes: &[u8]) -> u64 {
    // A key that stands in another place than its own, such as in an address, is nobody's secret.
    let key_in_place =
        [format!("\"api_key\":\"{KEY}\"").as_bytes(), KEY.as_bytes()].map(|piece| times(bytes, piece)) == [1, 1];
    let tells = |told: &str| key_in_place && told.contains(KEY);
    in_a_folder(|folder| {
        let path = folder.join("config.json");
        fs::write(&path, bytes).unwrap();
        let mut platform = Invented::new(Scope::Model);
        match config::load(&mut platform, &Overrides { config: Some(path), ..Overrides::default() }) {
            Ok(loaded) => {
                let settings = loaded.settings;
                assert!(settings.limits.concurrency > 0 && !settings.models.is_empty());
                assert!(!tells(&format!("{settings:?}")), "the key is told");
                assert!(!loaded.warnings.iter().any(|warning| tells(&format!("{warning:?}"))), "the key is told");
                made_of((1, about(settings.models.len()), about(loaded.warnings.len()), settings.budget.is_some()))
            }
            Err(problem) => {
                let told = format!("{problem:?}");
                assert!(!tells(&told), "the key is told");
                made_of((2, kind(&problem), problem.line.is_some(), problem.field.is_some()))
            }
        }
    })
}

fn times(bytes: &[u8], piece: &[u8]) -> usize {
    bytes.windows(piece.len()).filter(|window| *window == piece).count()
}

/// Which problem it is, without its numbers and names.
fn kind(problem: &Problem) -> String {
    serde_json::to_value(&problem.what).unwrap()["problem"].to_string()
}

/// A file of prompts.
fn prompts(bytes: &[u8]) -> u64 {
    in_a_folder(|folder| {
        let path = folder.join("prompts.json");
        fs::write(&path, bytes).unwrap();
        let mut warnings = Vec::new();
        match prompts::read(&path, None, &mut warnings) {
            Ok(prompts) => {
                assert!(prompts.iter().enumerate().all(|(n, prompt)| prompt.number == n + 1));
                let quoted = |p: &prompts::Prompt| serde_json::from_str(&format!("\"{}\"", p.quoted.inner())).ok();
                assert!(prompts.iter().all(|p| quoted(p).is_some_and(|text: String| *text == *p.text)));
                made_of((1, about(prompts.len()), about(warnings.len())))
            }
            Err(problem) => made_of((2, kind(&problem), problem.line.is_some())),
        }
    })
}

/// A record, and the decoding of any text file.
fn record(bytes: &[u8]) -> u64 {
    let decoded = decode::decode(bytes.to_vec());
    assert!(!decoded.text.starts_with('\u{feff}'), "a mark is taken for text");
    assert!(!decoded.text.contains('\r') || decoded.from.is_some() || bytes.contains(&b'\r'));
    if let Ok(text) = std::str::from_utf8(bytes)
        && !text.contains('\r')
        && !text.starts_with('\u{feff}')
        && !bytes.contains(&0)
    {
        assert_eq!(decoded.text, text, "what is UTF-8 stays as it is");
        assert!(!decoded.lossy);
    }
    in_a_folder(|folder| {
        fs::write(folder.join("p1.txt"), bytes).unwrap();
        let person: Person = records::list(folder, None).unwrap().people.remove(0);
        let record = records::read(&person).unwrap();
        assert_eq!(*record.text, *decoded.text);
        made_of((decoded.from, decoded.lossy, record.warning.is_some(), about(decoded.text.len())))
    })
}

/// A `.env`.
fn dot_env(bytes: &[u8]) -> u64 {
    in_a_folder(|folder| {
        fs::write(folder.join(".env"), bytes).unwrap();
        let env = Environment::read(Some(folder));
        for warning in &env.warnings {
            assert!(!format!("{warning:?}").contains("sk-"), "a warning tells a line: {warning:?}");
        }
        let names = ["INVENTED_KEY", "OTHER", "A"];
        let found = names.map(|name| env.get(name).map(|(value, _)| about(value.len())));
        made_of((found, about(env.warnings.len())))
    })
}

/// One folder for each thread, in memory where there is such a place.
fn in_a_folder<T>(read: impl FnOnce(&Path) -> T) -> T {
    thread_local! {
        static FOLDER_OF_THREAD: tempfile::TempDir = {
            let shm = Path::new("/dev/shm");
            if shm.is_dir() { tempfile::tempdir_in(shm) } else { tempfile::tempdir() }.unwrap()
        };
    }
    FOLDER_OF_THREAD.with(|folder| {
        for entry in fs::read_dir(folder.path()).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) }.unwrap();
        }
        read(folder.path())
    })
}

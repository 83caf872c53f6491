//! The server's side: who is served, who is refused and how. It knows the dialect and its [`Law`], and nothing of the
//! client: no class, no constant, no plan.

mod limits;
mod seen;

use std::cell::RefCell;
use std::collections::{HashMap, HashSet, VecDeque};
use std::time::Duration;

use bytes::Bytes;
use fastrand::Rng;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::{Value, json};
use tokio::time::Instant;

pub use self::seen::{Call, End, Question, Seen, Treated};
use super::law::{Decree, Latency, Law, RetryAfter, What, Words};
use crate::platform::Scope;

/// When the world's calendar begins, seconds since 1970: long before or after the client's own clock.
const CALENDAR: u64 = 1_900_000_000;
const MINUTE: Duration = Duration::from_secs(60);

/// A server that lives through several runs.
#[derive(Debug)]
pub struct World {
    law: Law,
    state: RefCell<State>,
}

#[derive(Debug)]
struct State {
    rng: Rng,
    /// The world's time at the beginning of the present run, and the runtime's.
    began: (Duration, Option<Instant>),
    in_flight: HashMap<String, u32>,
    windows: HashMap<String, VecDeque<Duration>>,
    buckets: HashMap<String, (Duration, f64)>,
    serial: u64,
    run: usize,
    asked: HashMap<Question, usize>,
    /// Whose last connection broke before it was used: the next one is fresh.
    fresh: HashSet<Question>,
    seen: Seen,
}

/// Counts a call in flight, however it ends.
struct InFlight<'a>(&'a World, String);

impl Drop for InFlight<'_> {
    fn drop(&mut self) {
        if let Some(count) = self.0.state.borrow_mut().in_flight.get_mut(&self.1) {
            *count -= 1;
        }
    }
}

impl World {
    /// A world at its beginning.
    #[must_use]
    pub fn new(law: Law) -> Self {
        let state = State {
            rng: Rng::with_seed(law.seed),
            began: (Duration::ZERO, None),
            in_flight: HashMap::new(),
            windows: HashMap::new(),
            buckets: HashMap::new(),
            serial: 0,
            run: 0,
            asked: HashMap::new(),
            fresh: HashSet::new(),
            seen: Seen::default(),
        };
        Self { law, state: RefCell::new(state) }
    }

    /// The same, where answers are numbered from there.
    #[must_use]
    pub fn numbered_from(law: Law, serial: u64) -> Self {
        let world = Self::new(law);
        world.state.borrow_mut().serial = serial;
        world
    }

    /// Its law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// A run begins now, on the present runtime's clock; the world goes on from where it was.
    pub fn wake(&self) {
        self.state.borrow_mut().began.1 = Some(Instant::now());
    }

    /// The run's runtime ends; so much time passes until the next.
    pub fn sleep(&self, pause: Duration) {
        let at = self.now() + pause;
        let mut state = self.state.borrow_mut();
        state.began = (at, None);
        state.run += 1;
    }

    /// Time passes between two runs.
    pub fn pass(&self, pause: Duration) {
        self.state.borrow_mut().began.0 += pause;
    }

    /// Time since the world's beginning.
    #[must_use]
    pub fn now(&self) -> Duration {
        let (before, since) = self.state.borrow().began;
        before + since.map_or(Duration::ZERO, |since| since.elapsed())
    }

    /// What it saw so far.
    #[must_use]
    pub fn seen(&self) -> Seen {
        self.state.borrow().seen.clone()
    }

    /// Takes one request; `by`: of which run, if not of the present one.
    pub async fn answer(&self, by: Option<usize>, body: Bytes) -> End {
        let question = question(&body);
        tokio::time::sleep(self.law.way).await;
        let now = self.now();
        let call = self.arrive(by, &question, now);
        let scope = match self.law.scope {
            Scope::Account => String::new(),
            Scope::Model => question.model.clone(),
        };
        let (end, treated) = match self.decree(&question, now) {
            Some(What::NoLink) => (End::NoLink, Treated::Unreached),
            Some(What::Stale) => (End::Stale, Treated::Unreached),
            Some(What::Refuse(words)) => (self.refusal(words, None, now), Treated::Refused(words.status)),
            Some(What::Say(status, kind, text)) => {
                let headers = self.headers([("content-type", *kind)].into_iter(), now);
                let body = Bytes::from_static(text.as_bytes());
                (End::Reply { status: *status, headers, body }, Treated::Refused(*status))
            }
            Some(What::Reset) => (End::Reset, Treated::Broken),
            Some(What::Hang) => (End::Never, Treated::Broken),
            other => match self.admit(&scope, now) {
                Err(limit) => (self.refusal(&self.law.limited, Some(limit), now), Treated::Limited),
                Ok(guard) => self.work(call, &question, other, &scope, guard).await,
            },
        };
        if matches!(end, End::Never) {
            self.state.borrow_mut().seen.calls[call].end = treated;
            return end;
        }
        tokio::time::sleep(self.law.way).await;
        let back = self.now();
        let call = &mut self.state.borrow_mut().seen.calls[call];
        (call.end, call.until) = (treated, Some(back));
        end
    }

    async fn work(
        &self,
        call: usize,
        question: &Question,
        decree: Option<&What>,
        scope: &str,
        guard: InFlight<'_>,
    ) -> (End, Treated) {
        let took = self.draw() * if let Some(What::Slow(times)) = decree { *times } else { 1 };
        let (serial, reply) = self.reply(call, question);
        self.state.borrow_mut().seen.latencies.push(took + self.law.way * 2);
        tokio::time::sleep(took).await;
        drop(guard);
        let now = self.now();
        match decree {
            Some(What::LostReply) => (End::Reset, Treated::Spoiled(serial)),
            Some(What::CutJson) => {
                let half = reply.slice(..reply.len() / 2);
                let headers = self.headers([].into_iter(), now);
                (End::Reply { status: 200, headers, body: half }, Treated::Spoiled(serial))
            }
            _ => {
                let mut headers = self.headers([("content-type", "application/json")].into_iter(), now);
                self.tell_what_is_left(&mut headers, scope, now);
                (End::Reply { status: 200, headers, body: reply }, Treated::Answered(serial))
            }
        }
    }

    /// What holds for a call now.
    fn decree(&self, question: &Question, now: Duration) -> Option<&What> {
        let mut state = self.state.borrow_mut();
        let on_fresh = state.fresh.remove(question);
        let holds = |d: &&Decree| {
            d.when.contains(&now)
                && d.who.fits(&question.model, &question.input)
                && (d.who.one_in < 2 || state.rng.u32(..d.who.one_in) == 0)
        };
        let found = self.law.decrees.iter().find(holds).map(|d| &d.what);
        if !matches!(found, Some(What::Stale)) {
            return found;
        }
        if !on_fresh {
            state.fresh.insert(question.clone());
        }
        found.filter(|_| !on_fresh)
    }

    fn arrive(&self, by: Option<usize>, question: &Question, now: Duration) -> usize {
        let state = &mut *self.state.borrow_mut();
        let number = *state.asked.entry(question.clone()).or_insert_with(|| {
            state.seen.questions.push(question.clone());
            state.seen.questions.len() - 1
        });
        let call = Call {
            run: by.unwrap_or(state.run),
            question: number,
            at: now,
            end: Treated::Nothing,
            until: None,
            tokens: (0, 0),
        };
        state.seen.calls.push(call);
        state.seen.calls.len() - 1
    }

    fn draw(&self) -> Duration {
        let rng = &mut self.state.borrow_mut().rng;
        match self.law.latency {
            Latency::Always(time) => time,
            Latency::Between(least, most) => least + (most - least).mul_f64(rng.f64()),
            Latency::Around(median, sigma) => {
                // Box and Muller.
                let normal = (-2.0 * rng.f64().max(1e-12).ln()).sqrt() * (std::f64::consts::TAU * rng.f64()).cos();
                median.mul_f64((sigma * normal).exp())
            }
        }
    }

    /// A good reply: it names who asked for what, and no two are alike.
    fn reply(&self, call: usize, question: &Question) -> (u64, Bytes) {
        let mut state = self.state.borrow_mut();
        state.serial += 1;
        let serial = state.serial;
        let (asked, mut said) = (question.input.len() as u64 / 3 + 8, state.rng.u64(20..400));
        if self.law.steady {
            said = question.steady();
        }
        state.seen.tokens.0 += asked;
        state.seen.tokens.1 += said;
        state.seen.calls[call].tokens = (asked, said);
        let text = answer_text(question, serial);
        let reply = json!({
            "id": format!("chatcmpl-{serial}"), "object": "chat.completion", "created": CALENDAR, "model": question.model,
            "choices": [{"index": 0, "message": {"role": "assistant", "content": text}, "finish_reason": "stop"}],
            "usage": {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said},
        });
        (serial, reply.to_string().into())
    }

    fn refusal(&self, words: &Words, limit: Option<(u32, Option<Duration>)>, now: Duration) -> End {
        let (number, honest) = limit.unwrap_or((1, None));
        let message = words.message.replace("{limit}", &number.to_string());
        let body = json!({"error": {"type": words.code, "code": words.code, "message": message}});
        let date = |seconds: i64| {
            let at = (CALENDAR + now.as_secs()).saturating_add_signed(seconds);
            httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(at))
        };
        let pairs: Vec<(&'static str, String)> = match words.after {
            RetryAfter::Absent => vec![],
            RetryAfter::Seconds(seconds) => vec![("retry-after", seconds.to_string())],
            RetryAfter::Honest => {
                let seconds = honest.map_or(1.0, |wait| wait.as_secs_f64().ceil());
                vec![("retry-after", seconds.to_string())]
            }
            RetryAfter::Date(seconds) => vec![("retry-after", date(seconds))],
            RetryAfter::SkewedDate(seconds, skew) => vec![("retry-after", date(seconds + skew)), ("date", date(skew))],
            RetryAfter::Millis(ms) => vec![("retry-after-ms", ms.to_string())],
            RetryAfter::Garbage => vec![("retry-after", "soon, we promise".to_owned())],
            RetryAfter::Reset(text) => vec![("x-ratelimit-reset-requests", text.to_owned())],
        };
        let kind = [("content-type", "application/json")].into_iter();
        let headers = self.headers(kind.chain(pairs.iter().map(|(n, v)| (*n, v.as_str()))), now);
        End::Reply { status: words.status, headers, body: body.to_string().into() }
    }

    fn headers<'a>(&self, pairs: impl Iterator<Item = (&'static str, &'a str)>, now: Duration) -> HeaderMap {
        let mut headers = HeaderMap::new();
        let date = httpdate::fmt_http_date(std::time::UNIX_EPOCH + Duration::from_secs(CALENDAR + now.as_secs()));
        put(&mut headers, [("date", date.as_str())].into_iter());
        put(&mut headers, pairs);
        headers
    }
}

fn put<'a>(headers: &mut HeaderMap, pairs: impl Iterator<Item = (&'static str, &'a str)>) {
    for (name, value) in pairs {
        headers.insert(HeaderName::from_static(name), HeaderValue::from_str(value).unwrap());
    }
}

/// The text of an answer: who was asked what, by a digest, and a number that no other answer has.
#[must_use]
pub fn answer_text(question: &Question, serial: u64) -> String {
    format!("[{}] {} #{serial}", question.model, super::digest(&question.input))
}

/// Who asks what in a body.
pub fn question(body: &[u8]) -> Question {
    let body: Value = serde_json::from_slice(body).unwrap();
    let messages = body["messages"].as_array().unwrap();
    let input = messages.last().unwrap()["content"].as_str().unwrap().to_owned();
    Question { model: body["model"].as_str().unwrap().to_owned(), input }
}

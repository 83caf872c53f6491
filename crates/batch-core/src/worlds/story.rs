//! What a seed stands for: a job, a world, and a series of runs with what happens between them.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use super::job::{Job, Named};
use super::law::{Decree, Latency, Law, Minute, RetryAfter, What, Who, Words};
use super::play::Crash;
use crate::platform::Scope;

/// Kinds of trouble. A story has one or two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Family {
    /// No trouble but the user's own: crashes, edits, filters.
    Quiet,
    /// Limits on calls at once.
    AtOnce,
    /// Limits on calls a minute.
    Minute,
    /// One conversation, person or prompt is refused for ever.
    Few,
    /// One model is refused for ever.
    Model,
    /// Nobody is served for a time.
    Weather,
    /// Faults by chance.
    Flaky,
    /// The account is refused for ever.
    Account,
    /// A budget.
    Money,
}

impl Family {
    /// All of them.
    pub const ALL: [Self; 9] = [
        Self::Quiet,
        Self::AtOnce,
        Self::Minute,
        Self::Few,
        Self::Model,
        Self::Weather,
        Self::Flaky,
        Self::Account,
        Self::Money,
    ];

    /// Its name on the command line.
    #[must_use]
    pub fn name(self) -> String {
        format!("{self:?}").to_lowercase()
    }
}

/// See the module.
pub struct Story {
    /// Its troubles.
    pub families: Vec<Family>,
    /// The job at its beginning.
    pub job: Job,
    /// The world.
    pub law: Law,
    /// The runs before the last; the last one is the whole job, undisturbed, when what passes has passed.
    pub acts: Vec<Act>,
}

/// One run, and what the user did before it.
#[derive(Debug, Clone, Default)]
pub struct Act {
    /// Changes of the job before it.
    pub edits: Vec<Edit>,
    /// `--models`, `--people`, `--prompts`: each entry is left out if its bit is not set.
    pub filters: Option<(u64, u64, u64)>,
    /// The process is killed.
    pub crash: Option<Crash>,
    /// Ctrl-C.
    pub interrupts: Vec<Duration>,
    /// Time until the next run.
    pub pause: Duration,
}

/// A change of the job. Numbers choose among what is there.
#[derive(Debug, Clone, Copy)]
pub enum Edit {
    /// A person somewhere among the others; with another's record if it is given.
    AddPerson(u32, Option<usize>),
    /// One is taken out.
    RemovePerson(usize),
    /// One is called otherwise.
    RenamePerson(usize, u32),
    /// One says something else.
    ChangeRecord(usize, u32),
    /// A prompt in this place.
    AddPrompt(usize, u32),
    /// One is taken out.
    RemovePrompt(usize),
    /// Two change places.
    SwapPrompts(usize, usize),
    /// A model; the same as another under a new name if it is given.
    AddModel(u32, Option<usize>),
    /// One is taken out.
    RemoveModel(usize),
    /// Two change places.
    SwapModels(usize, usize),
}

/// The messages of refusals that are about one conversation and stay so; each can be told from all others.
const REFUSALS: &[Words] = &[
    Words {
        status: 400,
        code: "invalid_request_error",
        message: "odd-400 this input is not liked",
        after: RetryAfter::Absent,
    },
    Words {
        status: 400,
        code: "content_filter",
        message: "odd-filter this content is not liked",
        after: RetryAfter::Absent,
    },
    Words {
        status: 400,
        code: "",
        message: "odd-context input length and `max_tokens` exceed context limit: 9000 + 2000 > 10000",
        after: RetryAfter::Absent,
    },
    Words { status: 403, code: "", message: "odd-403 forbidden by policy", after: RetryAfter::Absent },
    Words { status: 401, code: "", message: "odd-401 upstream says no", after: RetryAfter::Absent },
    Words { status: 404, code: "", message: "odd-404 nothing here", after: RetryAfter::Absent },
    Words { status: 422, code: "", message: "odd-422 cannot be processed", after: RetryAfter::Absent },
    Words { status: 429, code: "rate_limit_exceeded", message: "odd-429 too fast", after: RetryAfter::Absent },
    Words { status: 429, code: "rate_limit_exceeded", message: "odd-429-1 too fast", after: RetryAfter::Seconds(1.0) },
    Words { status: 429, code: "rate_limit_exceeded", message: "odd-429-0 too fast", after: RetryAfter::Seconds(0.0) },
    Words {
        status: 429,
        code: "rate_limit_exceeded",
        message: "odd-429-size Request too large for gpt-x: Limit 10000, Requested 16000",
        after: RetryAfter::Absent,
    },
    Words { status: 500, code: "", message: "odd-500 internal error", after: RetryAfter::Absent },
    Words { status: 503, code: "engine_overloaded", message: "odd-503 engine overloaded", after: RetryAfter::Absent },
    Words { status: 503, code: "", message: "odd-503-30 unavailable", after: RetryAfter::Seconds(30.0) },
    Words { status: 529, code: "overloaded_error", message: "odd-529 overloaded", after: RetryAfter::Absent },
];

/// Refusals of a whole model.
const OF_MODEL: &[Words] = &[
    Words { status: 404, code: "model_closed", message: "odd-model closed", after: RetryAfter::Absent },
    Words {
        status: 404,
        code: "model_not_found",
        message: "odd-model the model does not exist",
        after: RetryAfter::Absent,
    },
    Words {
        status: 400,
        code: "",
        message: "odd-model top_p is not supported for this model",
        after: RetryAfter::Absent,
    },
    Words { status: 403, code: "", message: "odd-model not allowed", after: RetryAfter::Absent },
    Words { status: 503, code: "", message: "odd-model no channel for this model", after: RetryAfter::Absent },
    Words { status: 429, code: "", message: "odd-model too many", after: RetryAfter::Absent },
    Words { status: 500, code: "", message: "odd-model broken", after: RetryAfter::Absent },
    Words { status: 400, code: "", message: "odd-model bad request", after: RetryAfter::Absent },
];

/// Refusals of the account: the first by an exact code of the platform's table, the others by guess.
pub const OF_ACCOUNT: &[Words] = &[
    Words { status: 401, code: "key_revoked", message: "odd-account key revoked", after: RetryAfter::Absent },
    Words { status: 403, code: "account_in_arrears", message: "odd-account no money", after: RetryAfter::Absent },
    Words { status: 401, code: "", message: "odd-account bad key", after: RetryAfter::Absent },
    Words { status: 400, code: "", message: "odd-account what key is this", after: RetryAfter::Absent },
    Words { status: 403, code: "", message: "odd-account go away", after: RetryAfter::Absent },
];

const PAGE: &str = "<html><head><title>Blocked</title></head><body>403 Forbidden by odd-waf</body></html>";
const BAD_GATEWAY: &str = "<html><head><title>502 Bad Gateway</title></head><body>odd-gateway</body></html>";

impl Story {
    /// The story of a seed, with troubles of these kinds only.
    #[must_use]
    pub fn of(seed: u64, families: &[Family]) -> Self {
        let mut teller = Teller(Rng::with_seed(seed));
        let first = teller.one_of(families);
        let mut chosen = vec![first];
        if teller.0.u32(..3) == 0 {
            let second = teller.one_of(families);
            // Whoever refuses everybody leaves nothing to see of another trouble.
            if second != first && ![first, second].contains(&Family::Account) {
                chosen.push(second);
            }
        }
        let job = teller.job();
        let mut law = Law {
            seed,
            latency: teller.latency(),
            way: Duration::from_millis(teller.0.u64(1..40)),
            scope: job.scope,
            ..Law::default()
        };
        let mut story = Self { acts: Vec::new(), families: chosen.clone(), law: law.clone(), job };
        for family in chosen {
            teller.trouble(family, &mut story.job, &mut law);
        }
        story.law = law;
        story.acts = teller.acts();
        story
    }
}

struct Teller(Rng);

impl Teller {
    fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.0.usize(..from.len())].clone()
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.0.u32(..n) == 0
    }

    fn secs(&mut self, from: f64, to: f64) -> Duration {
        Duration::from_secs_f64(from + (to - from) * self.0.f64())
    }

    fn latency(&mut self) -> Latency {
        match self.0.u32(..4) {
            0 => Latency::Always(Duration::from_millis(self.one_of(&[50, 200, 1000]))),
            1 => Latency::Between(Duration::from_millis(20), Duration::from_millis(self.one_of(&[300, 3000]))),
            _ => Latency::Around(Duration::from_millis(self.one_of(&[100, 800, 4000])), 0.4),
        }
    }

    fn job(&mut self) -> Job {
        let (models, people, prompts) = (self.0.usize(1..4), self.0.usize(1..9), self.0.usize(1..5));
        let mut job = Job::new(&["m1", "m2", "m3"][..models], people, prompts);
        job.scope = self.one_of(&[Scope::Account, Scope::Model]);
        job = job.with(&json!({
            "concurrency": self.one_of(&[1_u32, 2, 5, 16, 64]),
            "max_retries": self.one_of(&[0_u32, 1, 3, 3, 5]),
            "timeout_seconds": self.one_of(&[30_u32, 60]),
        }));
        if self.one_in(6) {
            job.models.push(Named { name: "again".to_owned(), wire: job.models[0].wire.clone() });
        }
        if self.one_in(6) {
            let same = job.people.values().next().unwrap().clone();
            job.people.insert(format!("p{}", self.0.u32(20..99)), same);
        }
        if self.one_in(8) {
            job.prompts.push(job.prompts[0].clone());
        }
        if self.one_in(5) {
            job.config["requests_per_minute"] = json!(self.one_of(&[20_u32, 60, 300]));
        }
        job
    }

    fn acts(&mut self) -> Vec<Act> {
        let count = self.0.usize(..4);
        (0..count).map(|_| self.act()).collect()
    }

    fn act(&mut self) -> Act {
        let mut act = Act { pause: self.secs(0.1, 90.0), ..Act::default() };
        for _ in 0..self.one_of(&[0_usize, 0, 1, 1, 2]) {
            let edit = self.edit();
            act.edits.push(edit);
        }
        if self.one_in(3) {
            let mut bits = || if self.0.bool() { self.0.u64(..) } else { u64::MAX };
            act.filters = Some((bits(), bits(), bits()));
        }
        match self.0.u32(..4) {
            0 => act.crash = Some(Crash::At(self.secs(0.0, 8.0))),
            1 => act.crash = Some(Crash::Polls(self.0.u64(1..120))),
            2 => {
                act.interrupts.push(self.secs(0.0, 8.0));
                if self.one_in(2) {
                    let again = act.interrupts[0] + self.secs(0.0, 2.0);
                    act.interrupts.push(again);
                }
            }
            _ => {}
        }
        act
    }

    fn edit(&mut self) -> Edit {
        let (n, other, number) = (self.0.usize(..100), self.0.usize(..100), self.0.u32(10..1000));
        let same = self.one_in(3).then_some(n);
        match self.0.u32(..10) {
            0 => Edit::AddPerson(number, same),
            1 => Edit::RemovePerson(n),
            2 => Edit::RenamePerson(n, number),
            3 => Edit::ChangeRecord(n, number),
            4 => Edit::AddPrompt(n, number),
            5 => Edit::RemovePrompt(n),
            6 => Edit::SwapPrompts(n, other),
            7 => Edit::AddModel(number, same),
            8 => Edit::RemoveModel(n),
            _ => Edit::SwapModels(n, other),
        }
    }

    fn trouble(&mut self, family: Family, job: &mut Job, law: &mut Law) {
        match family {
            Family::Quiet => {}
            Family::AtOnce => {
                law.at_once = vec![(Duration::ZERO, self.one_of(&[1_u32, 2, 5, 8, 20]))];
                if self.one_in(3) {
                    let (drop, back) = (self.secs(1.0, 5.0), self.secs(6.0, 20.0));
                    let most = law.at_once[0].1;
                    law.at_once.extend([(drop, (most / 4).max(1)), (back, most)]);
                }
                law.limited = self.limited();
            }
            Family::Minute => {
                let most = self.one_of(&[20_u32, 60, 120]);
                law.minute = Some(if self.one_in(2) {
                    Minute::Bucket { most, burst: self.one_of(&[1, 5, 20]) }
                } else {
                    Minute::Window { most, counts_refused: self.one_in(4) }
                });
                law.tells_what_is_left = self.one_in(2);
                if self.one_in(3) {
                    job.config["requests_per_minute"] = json!(most);
                }
                law.limited = self.limited();
            }
            Family::Few => {
                let mut who = Who::default();
                match self.0.u32(..4) {
                    0 => who.says.push("<p1>".to_owned()),
                    1 => who.says.push("<q1>".to_owned()),
                    2 => who.says.extend(["<p1>".to_owned(), "<q1>".to_owned()]),
                    _ => {
                        who.model = Some("m1".to_owned());
                        who.says.extend(["<p2>".to_owned(), "<q1>".to_owned()]);
                    }
                }
                let what = match self.0.u32(..8) {
                    0 => What::Say(403, "text/html", PAGE),
                    1 => What::Reset,
                    _ => What::Refuse(self.one_of(REFUSALS)),
                };
                law.decrees.insert(0, Decree::always(who, what));
            }
            Family::Model => {
                law.decrees.insert(0, Decree::always(Who::model("m1"), What::Refuse(self.one_of(OF_MODEL))));
            }
            Family::Weather => {
                let what = match self.0.u32(..8) {
                    0 => What::Refuse(Words { status: 500, code: "", ..Words::LIMITED }),
                    1 => What::Say(502, "text/html", BAD_GATEWAY),
                    2 => What::Refuse(Words { status: 503, code: "engine_overloaded", ..Words::LIMITED }),
                    3 => What::Refuse(Words { status: 504, code: "", ..Words::LIMITED }),
                    4 => What::Reset,
                    5 => What::NoLink,
                    6 => What::Say(200, "application/json", r#"{"choices":[{"mess"#),
                    _ => What::Hang,
                };
                let (from, long) = (self.one_of(&[0.0, 0.0, 1.5, 7.0]), self.one_of(&[5.0, 20.0, 45.0]));
                law.decrees.push(Decree::between(from, from + long, Who::all(), what));
            }
            Family::Flaky => {
                for _ in 0..self.0.usize(1..4) {
                    let what = match self.0.u32(..8) {
                        0 => What::Refuse(Words::LIMITED),
                        1 => What::Refuse(Words { status: 500, code: "", ..Words::LIMITED }),
                        2 => What::Reset,
                        3 => What::CutJson,
                        4 => What::LostReply,
                        5 => What::Stale,
                        6 => What::Hang,
                        _ => What::Slow(20),
                    };
                    let who = Who::all().one_in(self.one_of(&[4_u32, 8, 20, 50]));
                    // It passes at last, so that the end can be judged.
                    law.decrees.push(Decree::between(0.0, self.one_of(&[30.0, 120.0]), who, what));
                }
            }
            Family::Account => {
                law.decrees.insert(0, Decree::always(Who::all(), What::Refuse(self.one_of(OF_ACCOUNT))));
            }
            Family::Money => job.config["budget"] = json!(self.one_of(&[0.05, 0.2, 1.0])),
        }
    }

    fn limited(&mut self) -> Words {
        let after = match self.0.u32(..14) {
            0..5 => RetryAfter::Absent,
            5 => RetryAfter::Seconds(1.0),
            6 => RetryAfter::Seconds(0.0),
            7 => RetryAfter::Seconds(5.0),
            8 => RetryAfter::Honest,
            9 => RetryAfter::Date(-30),
            10 => RetryAfter::SkewedDate(2, 3600),
            11 => RetryAfter::Millis(self.one_of(&[0, 300])),
            12 => RetryAfter::Garbage,
            _ => RetryAfter::Reset(self.one_of(&["0", "1s", "0s", "2.5s"])),
        };
        let said = match self.0.u32(..4) {
            0 => Words {
                message: "request reached max organization concurrency: {limit}, please try again",
                ..Words::LIMITED
            },
            1 => Words { code: "too_fast", ..Words::LIMITED },
            _ => Words::LIMITED,
        };
        said.after(after)
    }
}

impl Edit {
    /// Changes the job; what would leave nothing is left undone.
    pub fn apply(self, job: &mut Job) {
        let (models, prompts) = (job.models.len(), job.prompts.len());
        let person = |job: &Job, n: usize| job.people.keys().nth(n % job.people.len()).unwrap().clone();
        match self {
            Self::AddPerson(number, same) => {
                let record = match same {
                    Some(n) => job.people[&person(job, n)].clone(),
                    None => format!("record of <p{number}>"),
                };
                job.people.entry(format!("p{number}")).or_insert(record);
            }
            Self::RemovePerson(n) if job.people.len() > 1 => {
                let name = person(job, n);
                job.people.remove(&name);
            }
            Self::RenamePerson(n, number) if !job.people.contains_key(&format!("p{number}")) => {
                let name = person(job, n);
                let record = job.people.remove(&name).unwrap();
                job.people.insert(format!("p{number}"), record);
            }
            Self::ChangeRecord(n, number) => {
                let name = person(job, n);
                job.people.insert(name, format!("another record <c{number}>"));
            }
            Self::AddPrompt(n, number) => job.prompts.insert(n % (prompts + 1), format!("question <q{number}>")),
            Self::RemovePrompt(n) if job.prompts.len() > 1 => {
                job.prompts.remove(n % prompts);
            }
            Self::SwapPrompts(a, b) => job.prompts.swap(a % prompts, b % prompts),
            Self::AddModel(number, same) => {
                let wire = same.map_or_else(|| format!("m{number}"), |n| job.models[n % models].wire.clone());
                let name = format!("m{number}");
                if !job.models.iter().any(|m| m.name == name) {
                    job.models.push(Named { name, wire });
                }
            }
            Self::RemoveModel(n) if job.models.len() > 1 => {
                job.models.remove(n % models);
            }
            Self::SwapModels(a, b) => job.models.swap(a % models, b % models),
            Self::RemovePerson(_) | Self::RenamePerson(..) | Self::RemovePrompt(_) | Self::RemoveModel(_) => {}
        }
    }
}

/// The flags of filters over a job.
#[must_use]
pub fn flags(filters: Option<(u64, u64, u64)>, job: &Job) -> Vec<String> {
    let Some((models, people, prompts)) = filters else { return Vec::new() };
    let mut flags = Vec::new();
    let mut choose = |flag: &str, bits: u64, names: Vec<String>| {
        let mut some: Vec<&str> = names
            .iter()
            .enumerate()
            .filter(|(n, _)| bits >> (n % 64) & 1 == 1)
            .map(|(_, name)| name.as_str())
            .collect();
        if some.is_empty() {
            some.push(&names[0]);
        }
        if bits != u64::MAX {
            flags.extend([flag.to_owned(), some.join(",")]);
        }
    };
    choose("--models", models, job.models.iter().map(|m| m.name.clone()).collect());
    choose("--people", people, job.people.keys().cloned().collect());
    choose("--prompts", prompts, (1..=job.prompts.len()).map(|n| n.to_string()).collect());
    flags
}

//! What is drawn: jobs, acts and troubles.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use super::super::job::{Job, Named};
use super::super::law::{Decree, Latency, Law, Minute, RetryAfter, What, Who, Words};
use super::super::play::Crash;
use super::words::{BAD_GATEWAY, OF_ACCOUNT, OF_MODEL, PAGE, REFUSALS};
use super::{Act, Edit, Family};
use crate::platform::Scope;

/// Draws what a seed stands for.
pub struct Teller(pub Rng);

impl Teller {
    pub fn one_of<T: Clone>(&mut self, from: &[T]) -> T {
        from[self.0.usize(..from.len())].clone()
    }

    fn one_in(&mut self, n: u32) -> bool {
        self.0.u32(..n) == 0
    }

    fn secs(&mut self, from: f64, to: f64) -> Duration {
        Duration::from_secs_f64(from + (to - from) * self.0.f64())
    }

    pub fn latency(&mut self) -> Latency {
        match self.0.u32(..4) {
            0 => Latency::Always(Duration::from_millis(self.one_of(&[50, 200, 1000]))),
            1 => Latency::Between(Duration::from_millis(20), Duration::from_millis(self.one_of(&[300, 3000]))),
            _ => Latency::Around(Duration::from_millis(self.one_of(&[100, 800, 4000])), 0.4),
        }
    }

    pub fn job(&mut self) -> Job {
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

    pub fn acts(&mut self) -> Vec<Act> {
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

    pub fn trouble(&mut self, family: Family, job: &mut Job, law: &mut Law) {
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

//! What is drawn: jobs, acts and troubles.

use std::time::Duration;

use fastrand::Rng;
use serde_json::json;

use super::super::dice::Dice;
use super::super::job::{Job, Named};
use super::super::law::{Decree, Latency, Law, Minute, RetryAfter, What, Who, Words};
use super::words::{BAD_GATEWAY, OF_ACCOUNT, OF_MODEL, PAGE, REFUSALS};
use super::{Act, Edit, Family};
use crate::platform::Scope;

/// Draws what a seed stands for.
pub struct Teller(pub Rng);

impl Teller {
    pub fn latency(&mut self) -> Latency {
        match self.0.u32(..4) {
            0 => Latency::Always(Duration::from_millis(self.0.one_of(&[50, 200, 1000]))),
            1 => Latency::Between(Duration::from_millis(20), Duration::from_millis(self.0.one_of(&[300, 3000]))),
            _ => Latency::Around(Duration::from_millis(self.0.one_of(&[100, 800, 4000])), 0.4),
        }
    }

    pub fn job(&mut self) -> Job {
        let (models, people, prompts) = (self.0.usize(1..4), self.0.usize(1..9), self.0.usize(1..5));
        let mut job = Job::new(&["m1", "m2", "m3"][..models], people, prompts);
        job.scope = self.0.one_of(&[Scope::Account, Scope::Model]);
        job = job.with(&json!({
            "concurrency": self.0.one_of(&[1_u32, 2, 5, 16, 64]),
            "max_retries": self.0.one_of(&[0_u32, 1, 3, 3, 5]),
            "timeout_seconds": self.0.one_of(&[30_u32, 60]),
        }));
        if self.0.one_in(6) {
            job.models.push(Named { name: "again".to_owned(), wire: job.models[0].wire.clone() });
        }
        if self.0.one_in(6) {
            let same = job.people.values().next().unwrap().clone();
            job.people.insert(format!("p{}", self.0.u32(20..99)), same);
        }
        if self.0.one_in(8) {
            job.prompts.push(job.prompts[0].clone());
        }
        if self.0.one_in(5) {
            job.config["requests_per_minute"] = json!(self.0.one_of(&[20_u32, 60, 300]));
        }
        job
    }

    pub fn acts(&mut self) -> Vec<Act> {
        let count = self.0.usize(..4);
        (0..count).map(|_| self.act()).collect()
    }

    fn act(&mut self) -> Act {
        let mut act = Act { how: self.0.disturbed(8.0, 120), ..Act::default() };
        act.how.pause = self.0.secs(0.1, 90.0);
        for _ in 0..self.0.one_of(&[0_usize, 0, 1, 1, 2]) {
            act.edits.push(Edit::draw(&mut self.0, true));
        }
        if self.0.one_in(3) {
            let mut bits = || if self.0.bool() { self.0.u64(..) } else { u64::MAX };
            act.filters = Some((bits(), bits(), bits()));
        }
        act
    }

    pub fn trouble(&mut self, family: Family, job: &mut Job, law: &mut Law) {
        match family {
            Family::Quiet => {}
            Family::AtOnce => {
                law.at_once = vec![(Duration::ZERO, self.0.one_of(&[1_u32, 2, 5, 8, 20]))];
                if self.0.one_in(3) {
                    let (drop, back) = (self.0.secs(1.0, 5.0), self.0.secs(6.0, 20.0));
                    let most = law.at_once[0].1;
                    law.at_once.extend([(drop, (most / 4).max(1)), (back, most)]);
                }
                law.limited = self.limited();
            }
            Family::Minute => {
                let most = self.0.one_of(&[20_u32, 60, 120]);
                law.minute = Some(if self.0.one_in(2) {
                    Minute::Bucket { most, burst: self.0.one_of(&[1, 5, 20]) }
                } else {
                    Minute::Window { most, counts_refused: self.0.one_in(4) }
                });
                law.tells_what_is_left = self.0.one_in(2);
                if self.0.one_in(3) {
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
                    _ => What::Refuse(self.0.one_of(REFUSALS)),
                };
                law.decrees.insert(0, Decree::always(who, what));
            }
            Family::Model => {
                law.decrees.insert(0, Decree::always(Who::model("m1"), What::Refuse(self.0.one_of(OF_MODEL))));
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
                let (from, long) = (self.0.one_of(&[0.0, 0.0, 1.5, 7.0]), self.0.one_of(&[5.0, 20.0, 45.0]));
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
                    let who = Who::all().one_in(self.0.one_of(&[4_u32, 8, 20, 50]));
                    // It passes at last, so that the end can be judged.
                    law.decrees.push(Decree::between(0.0, self.0.one_of(&[30.0, 120.0]), who, what));
                }
            }
            Family::Account => {
                law.decrees.insert(0, Decree::always(Who::all(), What::Refuse(self.0.one_of(OF_ACCOUNT))));
            }
            Family::Money => job.config["budget"] = json!(self.0.one_of(&[0.05, 0.2, 1.0])),
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
            11 => RetryAfter::Millis(self.0.one_of(&[0, 300])),
            12 => RetryAfter::Garbage,
            _ => RetryAfter::Reset(self.0.one_of(&["0", "1s", "0s", "2.5s"])),
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

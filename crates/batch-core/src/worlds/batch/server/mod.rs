//! The batch service's side: it knows the dialect and its [`Law`], and nothing of the client.

mod batches;
mod files;
mod results;
mod weather;
mod work;

use std::cell::RefCell;
use std::io::Write;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use fastrand::Rng;
use http::{HeaderMap, Method};
use serde_json::{Value, json};

pub use self::batches::Batch;
pub use self::files::StoredFile;
use self::weather::Weather;
use super::law::{Law, Odd};
use crate::platform::fault::{Class, Fault};
use crate::wire::Exchange;
use crate::wire::errand::{Errand, Load};
use crate::worlds::server::{Question, World};

/// Answers of this service have numbers of their own.
const SERIALS: u64 = 1_000_000;

/// An answer that was worked out, and is to be paid.
#[derive(Debug, Clone)]
pub struct Bill {
    /// The number in its text.
    pub serial: u64,
    /// Which line asked.
    pub custom_id: String,
    /// What was asked.
    pub question: Question,
    /// In which batch.
    pub batch: usize,
    /// Tokens of prompt and answer.
    pub tokens: (u64, u64),
    /// False if nobody can ever have it.
    pub can_be_had: bool,
}

/// A request as it came.
#[derive(Debug, Clone)]
pub struct Asked {
    /// In which run.
    pub run: usize,
    /// When.
    pub at: Duration,
    /// What.
    pub what: String,
    /// What the client heard.
    pub heard: String,
}

/// A batch service that lives through several runs.
pub struct Desk {
    law: Law,
    state: RefCell<Inside>,
}

/// All that it knows.
pub struct Inside {
    rng: Rng,
    law: Law,
    /// The present time, since the world's beginning, and the run.
    pub now: Duration,
    /// The present run.
    pub run: usize,
    /// The world's beginning, seconds since 1970.
    began: i64,
    serial: u64,
    /// Its files, the oldest first.
    pub files: Vec<StoredFile>,
    /// Its batches, the oldest first.
    pub batches: Vec<Batch>,
    /// What is to be paid.
    pub bills: Vec<Bill>,
    /// What came.
    pub asked: Vec<Asked>,
    /// What nobody may do.
    pub wrong: Vec<String>,
    /// Times that the list of batches was heard.
    lists: Vec<(usize, Duration)>,
}

/// What a request comes to.
pub struct Reply {
    status: u16,
    body: Bytes,
    after: Option<u64>,
    /// It breaks off behind the body.
    breaks: bool,
    /// Batches that the client knows of when it has heard this.
    told: Vec<usize>,
}

impl Reply {
    fn json(value: &Value) -> Self {
        Self { status: 200, body: value.to_string().into(), after: None, breaks: false, told: Vec::new() }
    }

    fn no(status: u16, code: &str, message: &str) -> Self {
        let body = json!({"error": {"code": code, "type": code, "message": message}});
        Self { status, ..Self::json(&body) }
    }
}

impl Desk {
    /// At its beginning.
    #[must_use]
    pub fn new(law: Law) -> Self {
        let began = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs() as i64;
        let mut inside = Inside {
            rng: Rng::with_seed(law.seed ^ 0xba7c),
            law: law.clone(),
            now: Duration::ZERO,
            run: 0,
            began,
            serial: SERIALS,
            files: Vec::new(),
            batches: Vec::new(),
            bills: Vec::new(),
            asked: Vec::new(),
            wrong: Vec::new(),
            lists: Vec::new(),
        };
        for n in 0..law.others {
            inside.of_others(n);
        }
        Self { law, state: RefCell::new(inside) }
    }

    /// Its law.
    #[must_use]
    pub fn law(&self) -> &Law {
        &self.law
    }

    /// Looks inside, as it is at this time.
    pub fn look<T>(&self, now: Duration, look: impl FnOnce(&Inside) -> T) -> T {
        let mut inside = self.state.borrow_mut();
        inside.go_on(now);
        look(&inside)
    }

    /// The next run begins.
    pub fn next_run(&self) {
        self.state.borrow_mut().run += 1;
    }

    /// Does an errand.
    pub async fn serve(&self, world: &World, errand: Errand) -> Result<Exchange, Fault> {
        let way = world.law().way;
        tokio::time::sleep(way).await;
        let name = if let Load::Upload(upload) = &errand.load { upload.name.as_str() } else { "" };
        let what = format!("{} {} {name}", errand.method, errand.path);
        let (asked, weather) = {
            let mut inside = self.state.borrow_mut();
            inside.go_on(world.now());
            let (run, at) = (inside.run, inside.now);
            inside.asked.push(Asked { run, at, what, heard: "nothing".into() });
            (inside.asked.len() - 1, inside.weather(&errand))
        };
        let heard = match weather {
            Weather::Before(broken) => broken.end().await,
            Weather::Fair => Ok(self.state.borrow_mut().answer(&errand)),
            Weather::After(broken) => {
                self.state.borrow_mut().answer(&errand);
                broken.end().await
            }
        };
        tokio::time::sleep(way).await;
        let mut inside = self.state.borrow_mut();
        inside.asked[asked].heard = match &heard {
            Ok(reply) => format!("{}{}", reply.status, if reply.breaks { " cut" } else { "" }),
            Err(fault) => format!("{:?}", fault.class),
        };
        let reply = heard?;
        inside.heard(&errand, &reply);
        hand_over(errand, reply)
    }
}

/// What the client has in hand.
fn hand_over(errand: Errand, reply: Reply) -> Result<Exchange, Fault> {
    let mut headers = HeaderMap::new();
    if let Some(after) = reply.after {
        headers.insert("retry-after", after.to_string().parse().unwrap());
    }
    let mut body = reply.body;
    if let (Some(mut into), 200) = (errand.into, reply.status) {
        into.write_all(&body).unwrap();
        body = Bytes::new();
    }
    if reply.breaks {
        return Err(Fault::new(Class::Reset, "connection reset by peer"));
    }
    Ok(Exchange { status: reply.status, headers, body, reused: false })
}

impl Inside {
    /// True if something odd happens now.
    fn odd(&mut self, odd: Odd) -> bool {
        let one_in = self.law.one_in(odd);
        one_in > 0 && self.now < self.law.calm && self.rng.u32(..one_in) == 0
    }

    /// What the service's clock says at a time.
    fn clock(&self, at: Duration) -> i64 {
        self.began + at.as_secs() as i64 + self.law.clock
    }

    fn id(&mut self, kind: &str) -> String {
        format!("{kind}-{:016x}", self.rng.u64(..))
    }

    fn answer(&mut self, errand: &Errand) -> Reply {
        let (path, query) = errand.path.split_once('?').unwrap_or((&errand.path, ""));
        let after = query.split('&').find_map(|pair| pair.strip_prefix("after=")).map(str::to_owned);
        let parts: Vec<&str> = path.trim_start_matches('/').split('/').collect();
        match (&errand.method, parts.as_slice(), &errand.load) {
            (&Method::POST, ["files"], Load::Upload(upload)) => self.upload(upload),
            (&Method::GET, ["files"], _) => self.list_files(after.as_deref()),
            (&Method::GET, ["files", id, "content"], _) => self.content(id),
            (&Method::DELETE, ["files", id], _) => self.delete(id),
            (&Method::POST, ["batches"], Load::Json(body)) => {
                let body: Value = serde_json::from_slice(body).unwrap();
                self.create(&body)
            }
            (&Method::GET, ["batches"], _) => self.list_batches(after.as_deref()),
            (&Method::GET, ["batches", id], _) => self.get(id),
            (&Method::POST, ["batches", id, "cancel"], _) => self.cancel(id),
            _ => {
                self.wrong.push(format!("the dialect: {} {} is nothing", errand.method, errand.path));
                Reply::no(404, "not_found", "no such path")
            }
        }
    }

    /// The client has heard this.
    fn heard(&mut self, errand: &Errand, reply: &Reply) {
        let (run, now) = (self.run, self.now);
        for at in &reply.told {
            self.batches[*at].told = Some(run);
        }
        if errand.method == Method::GET && errand.path.starts_with("/batches") && !errand.path.starts_with("/batches/")
        {
            self.lists.push((run, now));
        }
    }
}

/// A page of a list, and whether there is more.
fn page<T>(all: Vec<(String, T)>, after: Option<&str>, size: usize) -> (Vec<T>, bool) {
    let from = after.map_or(0, |after| all.iter().position(|(id, _)| id == after).map_or(all.len(), |at| at + 1));
    let more = all.len() > from + size;
    (all.into_iter().skip(from).take(size).map(|(_, entry)| entry).collect(), more)
}

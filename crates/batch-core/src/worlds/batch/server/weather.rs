//! What becomes of requests on their way.

use std::future::pending;

use http::Method;

use super::super::law::Odd;
use super::{Inside, Reply};
use crate::platform::fault::{Class, Fault};
use crate::wire::errand::Errand;

/// What befalls a request.
pub enum Weather {
    /// Nothing.
    Fair,
    /// It ends so, and nothing is done.
    Before(Broken),
    /// It is done, and ends so.
    After(Broken),
}

/// How it ends.
pub enum Broken {
    /// The connection breaks.
    Reset,
    /// There is none.
    NoLink,
    /// Nothing comes.
    Hang,
    /// Something comes that is no answer.
    Says(Reply),
}

impl Broken {
    pub(super) async fn end(self) -> Result<Reply, Fault> {
        match self {
            Self::Reset => Err(Fault::new(Class::Reset, "connection reset by peer")),
            Self::NoLink => Err(Fault { unsent: true, ..Fault::new(Class::Refused, "connection refused") }),
            Self::Hang => pending().await,
            Self::Says(reply) => Ok(reply),
        }
    }
}

impl Inside {
    pub(super) fn weather(&mut self, errand: &Errand) -> Weather {
        if self.odd(Odd::LostBefore) {
            let draw = self.rng.u32(..5);
            let broken = if draw == 4 { Broken::NoLink } else { self.broken(draw) };
            return Weather::Before(broken);
        }
        if self.odd(Odd::Limited) {
            let after = [None, Some(1), Some(4)][self.rng.usize(..3)];
            let no = Reply { after, ..Reply::no(429, "rate_limit_exceeded", "too many requests, slow down") };
            return Weather::Before(Broken::Says(no));
        }
        if self.odd(Odd::Key) {
            return Weather::Before(Broken::Says(Reply::no(401, "invalid_api_key", "odd-account: who are you?")));
        }
        if self.odd(Odd::LostAfter) {
            let draw = self.rng.u32(..5);
            // Half an answer to a request that made something.
            let cut = draw == 4 && errand.method == Method::POST;
            let broken = if cut { Broken::Says(half()) } else { self.broken(draw % 4) };
            return Weather::After(broken);
        }
        Weather::Fair
    }

    fn broken(&mut self, draw: u32) -> Broken {
        match draw {
            0 => Broken::Reset,
            1 => Broken::Says(Reply::no(500, "internal_error", "something broke")),
            2 => Broken::Says(Reply { body: "<html>Bad Gateway</html>".into(), ..Reply::no(502, "", "") }),
            _ => Broken::Hang,
        }
    }
}

fn half() -> Reply {
    Reply { status: 200, body: r#"{"id":"batch-"#.into(), after: None, breaks: false, told: Vec::new() }
}

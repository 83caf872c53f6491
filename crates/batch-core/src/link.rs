//! Faults of the link: what broke, told from the error's chain of causes, never with a URL or a body in it.

use std::error::Error;
use std::io;
use std::time::Duration;

use tokio::time::Instant;

use crate::call::Attempt;
use crate::fault::{Class, Fault};
use crate::text;

/// The parts of a call that have a time of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// Until the first byte.
    FirstByte,
    /// Between two pieces.
    Stall,
    /// All of it.
    Whole,
}

/// A time that ran out.
#[must_use]
pub fn timeout(part: Part, after: Duration) -> Fault {
    Fault::new(Class::Timeout, text::timed_out(part, after))
}

/// Any error of the HTTP client.
#[must_use]
pub fn fault(error: reqwest::Error) -> Fault {
    let error = error.without_url();
    let (class, unsent) = classify(&error);
    let cause = root(&error);
    Fault { unsent, ..Fault::new(class, text::link_broken(class, unsent, &cause)) }
}

/// The class, and whether it happened before the request could have been sent.
fn classify(error: &reqwest::Error) -> (Class, bool) {
    let mut connecting = error.is_connect();
    if error.is_timeout() {
        return (Class::Timeout, connecting);
    }
    let mut cause: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(this) = cause {
        let said = this.to_string();
        if said.contains("dns error") {
            return (Class::Dns, true);
        }
        if said.contains("certificate") || is_tls(this) {
            return (Class::Tls, true);
        }
        if let Some(io) = this.downcast_ref::<io::Error>() {
            connecting |= io.kind() == io::ErrorKind::ConnectionRefused;
            match io.kind() {
                io::ErrorKind::ConnectionRefused => return (Class::Refused, true),
                io::ErrorKind::TimedOut => return (Class::Timeout, connecting),
                io::ErrorKind::ConnectionReset
                | io::ErrorKind::ConnectionAborted
                | io::ErrorKind::BrokenPipe
                | io::ErrorKind::UnexpectedEof
                    if !connecting =>
                {
                    return (Class::Reset, false);
                }
                _ => {}
            }
        }
        cause = this.source();
    }
    if error.is_body() || error.is_decode() || error.is_request() {
        return (Class::Reset, connecting);
    }
    (Class::Network, connecting)
}

/// True for a TLS error; they come wrapped in errors of the system, several times over.
fn is_tls(error: &(dyn Error + 'static)) -> bool {
    let inner = error.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
    error.is::<rustls::Error>() || inner.is_some_and(|inner| is_tls(inner))
}

/// The last and most telling cause, in the system's own words.
fn root(error: &reqwest::Error) -> String {
    let mut cause: &(dyn Error + 'static) = error;
    while let Some(next) = cause.source() {
        cause = next;
    }
    cause.to_string().chars().filter(|c| !c.is_control()).take(200).collect()
}

/// Faults in a row, none of which reached the platform, that mean the link itself is down.
const DOWN_AFTER: u32 = 3;
/// How often one call tries whether the link is back.
const PROBE_EVERY: Duration = Duration::from_secs(3);
/// How long to wait for a link that has never worked in this run: more likely a wrong address than a cut cable.
const NEVER_WORKED: Duration = Duration::from_secs(60);

/// Watches whether the link works at all.
#[derive(Debug)]
pub struct Watch {
    limit: Duration,
    unsent: u32,
    ever_worked: bool,
    down_since: Option<Instant>,
    announced: bool,
    probe_at: Instant,
}

impl Watch {
    /// A watch that waits at most `limit` for the link to come back.
    #[must_use]
    pub fn new(limit: Duration) -> Self {
        Self { limit, unsent: 0, ever_worked: false, down_since: None, announced: false, probe_at: Instant::now() }
    }

    /// Takes a finished call in; after an outage, says how long it was.
    pub fn heard(&mut self, attempt: &Attempt, now: Instant) -> Option<Duration> {
        let unsent = matches!(&attempt.outcome, Err(fault) if fault.unsent && fault.class != Class::Tls);
        if unsent {
            self.unsent += 1;
            self.probe_at = now + PROBE_EVERY;
            if self.unsent >= DOWN_AFTER {
                self.down_since.get_or_insert(now);
            }
            return None;
        }
        self.unsent = 0;
        self.ever_worked = true;
        self.announced = false;
        self.down_since.take().map(|since| now - since)
    }

    /// True while the link is down.
    #[must_use]
    pub fn is_down(&self) -> bool {
        self.down_since.is_some()
    }

    /// True once for each outage.
    pub fn just_went_down(&mut self) -> bool {
        !std::mem::replace(&mut self.announced, true)
    }

    /// While the link is down only one call at a time tries it: when the next may start.
    #[must_use]
    pub fn holds(&self, in_flight: usize, now: Instant) -> Option<Option<Instant>> {
        self.down_since?;
        if in_flight > 0 {
            return Some(None);
        }
        (now < self.probe_at).then_some(Some(self.probe_at))
    }

    /// The limit, if the link has been down for longer.
    #[must_use]
    pub fn too_long(&self, now: Instant) -> Option<Duration> {
        let limit = if self.ever_worked { self.limit } else { self.limit.min(NEVER_WORKED) };
        self.down_since.filter(|since| now - *since > limit).map(|_| limit)
    }
}

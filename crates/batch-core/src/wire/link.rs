//! Faults of the link: what broke, told from the error's chain of causes, never with a URL or a body in it.

use std::error::Error;
use std::io;
use std::time::Duration;

use crate::platform::fault::{Class, Detail, Fault, Part};

/// A time that ran out.
#[must_use]
pub fn timeout(part: Part, after: Duration) -> Fault {
    Fault::new(Class::Timeout, Detail::TimedOut { part, after })
}

/// What broke before a connection stood: the request was not sent.
#[must_use]
pub fn connecting(error: &(dyn Error + 'static)) -> Fault {
    let class = chain(error).find_map(class_of_connecting).unwrap_or(Class::Network);
    Fault { unsent: true, ..Fault::new(class, Detail::Connecting { cause: root(error) }) }
}

/// What broke a connection that stood. Whatever TLS says of it: the certificate was good.
#[must_use]
pub fn broken(error: &(dyn Error + 'static)) -> Fault {
    let timed_out = chain(error).any(|cause| match cause.downcast_ref::<hyper::Error>() {
        Some(http) => http.is_timeout(),
        None => io_kind(cause) == Some(io::ErrorKind::TimedOut),
    });
    let class = if timed_out { Class::Timeout } else { Class::Reset };
    Fault::new(class, Detail::Broken { cause: root(error) })
}

/// A file that was to be sent cannot be read.
#[must_use]
pub fn unread(error: &io::Error) -> Fault {
    Fault { unsent: true, ..Fault::new(Class::Unknown, error.to_string()) }
}

/// A reply over a connection that may have brought another call's.
#[must_use]
pub fn doubted() -> Fault {
    Fault { stale: true, ..Fault::new(Class::Reset, Detail::Doubted) }
}

/// A proxy that does not let a call through: with a bad gateway it says that the server is out of its reach; all else
/// is between the user and the proxy.
#[must_use]
pub fn proxy_refused(status: u16) -> Fault {
    let class = if matches!(status, 500..) { Class::Network } else { Class::Proxy };
    Fault { unsent: true, ..Fault::new(class, Detail::ProxyRefused { status }) }
}

fn class_of_connecting(cause: &(dyn Error + 'static)) -> Option<Class> {
    if cause.to_string().contains("dns error") {
        return Some(Class::Dns);
    }
    if cause.is::<rustls::Error>() {
        return Some(Class::Tls);
    }
    match io_kind(cause)? {
        io::ErrorKind::ConnectionRefused => Some(Class::Refused),
        io::ErrorKind::TimedOut => Some(Class::Timeout),
        _ => None,
    }
}

fn io_kind(cause: &(dyn Error + 'static)) -> Option<io::ErrorKind> {
    cause.downcast_ref::<io::Error>().map(io::Error::kind)
}

/// An error and all its causes; those that an error of the system wraps are not among its sources.
fn chain<'a>(error: &'a (dyn Error + 'static)) -> impl Iterator<Item = &'a (dyn Error + 'static)> {
    let mut next = Some(error);
    std::iter::from_fn(move || {
        let this = next?;
        let inner = this.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = inner.map(|inner| inner as &(dyn Error + 'static)).or_else(|| this.source());
        Some(this)
    })
}

/// The last and most telling cause, in the system's own words.
fn root(error: &(dyn Error + 'static)) -> String {
    let last = chain(error).last().unwrap_or(error);
    last.to_string().chars().filter(|c| !c.is_control()).take(200).collect()
}

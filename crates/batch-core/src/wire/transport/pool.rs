//! Connections: one call at a time on HTTP/1.1, many at once on HTTP/2. Each call knows what its connection has been
//! through, which no general pool tells.

use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::error::Error;
use std::io;
use std::rc::Rc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use h2::Reason;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Request, Response, Uri, header};
use hyper::body::Incoming;
use hyper::client::conn::{TrySendError, http1, http2};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use tokio::sync::Notify;
use tokio::time::Instant;

use super::payload::{Body, Payload};
use super::reuse::{Reuse, WATCHED};
use super::route::{Connected, Route};
use super::seen::{Counted, Seen};
use super::shared::{Room, Shared, reset};
use crate::platform::fault::{Fault, Part};
use crate::wire::link;

/// Servers close idle connections after a minute; ours must be gone before theirs.
const IDLE: Duration = Duration::from_secs(50);
/// Most connections that lie idle.
const MOST_IDLE: usize = 1024;
/// How often a quiet HTTP/2 connection is asked whether it is still there, and how long the answer may take.
const PING: Duration = Duration::from_secs(20);

/// A request, apart from what its connection adds.
pub(super) struct Call {
    pub method: Method,
    pub path: PathAndQuery,
    pub headers: HeaderMap,
    pub body: Payload,
}

/// See the module.
pub(super) struct Pool {
    route: Route,
    host: HeaderValue,
    pub reuse: Reuse,
    idle: RefCell<VecDeque<Single>>,
    shared: RefCell<Vec<Rc<Shared>>>,
    room: Room,
    /// What the server speaks; not known before the first connection stands.
    http2: Cell<Option<bool>>,
    /// True while one call connects, and the others wait for what comes of it.
    connecting: Cell<bool>,
    connected: Notify,
}

/// An HTTP/1.1 connection.
struct Single {
    sender: http1::SendRequest<Body>,
    seen: Seen,
    calls: u32,
    since: Instant,
}

/// A call's place on a connection. Dropped before [`Held::done`], an HTTP/1.1 connection closes.
pub(super) struct Held<'a> {
    pool: &'a Pool,
    on: On,
}

enum On {
    Single(Option<Single>),
    Shared(Rc<Shared>),
}

impl Held<'_> {
    /// True if it was an HTTP/1.1 connection that had carried another call before.
    pub fn is_reused(&self) -> bool {
        matches!(&self.on, On::Single(Some(single)) if single.calls > 1)
    }

    /// The reply has come, the whole of it or as much as is wanted.
    ///
    /// # Errors
    /// If it may be another call's.
    pub fn done(mut self, whole: bool) -> Result<(), Fault> {
        let reuse = &self.pool.reuse;
        if self.is_reused() && reuse.is_doubted() {
            return Err(link::doubted());
        }
        match &mut self.on {
            On::Single(single) => {
                if let Some(single) = single.take().filter(|_| whole && reuse.keeps()) {
                    self.pool.keep(single);
                }
            }
            On::Shared(shared) => self.pool.room.served(shared),
        }
        Ok(())
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        if let On::Shared(shared) = &self.on {
            shared.leave();
        }
    }
}

impl Pool {
    pub fn new(route: Route, host: HeaderValue, reuse: Reuse) -> Self {
        Self {
            route,
            host,
            reuse,
            idle: RefCell::default(),
            shared: RefCell::default(),
            room: Room::default(),
            http2: Cell::default(),
            connecting: Cell::default(),
            connected: Notify::new(),
        }
    }

    /// Sends a call; the reply's head, and the connection that brings the rest.
    ///
    /// # Errors
    /// The link's: `unsent` if nothing went out, `stale` if the connection had carried a call before, or carries others,
    /// and not a byte of this reply came.
    pub async fn send(
        &self,
        call: Call,
        first_byte: Option<Duration>,
    ) -> Result<(Response<Incoming>, Held<'_>), Fault> {
        loop {
            let mut held = self.take().await?;
            let (seen, used) = match &held.on {
                On::Single(Some(single)) => (Some((single.seen.clone(), single.seen.bytes())), single.calls > 1),
                On::Single(None) => (None, false),
                On::Shared(shared) => (None, shared.is_used()),
            };
            let body = call.body.open().map_err(|e| link::unread(&e))?;
            let sent = held.send(self, &call, body);
            let sent = match first_byte {
                None => sent.await,
                Some(limit) => {
                    let late = |_| link::timeout(Part::FirstByte, limit);
                    tokio::time::timeout(limit, sent).await.map_err(late)?
                }
            };
            let mut error = match sent {
                Ok(response) if response.status() == 407 && self.route.is_forwarded() => {
                    return Err(self.route.refused(407));
                }
                Ok(response) => return Ok((response, held)),
                Err(error) => error,
            };
            let unsent = error.take_message().is_some();
            let error = error.into_error();
            let stale = match (&held.on, reset(&error)) {
                (On::Shared(_), Some(reason)) => {
                    let unsent = unsent || reason == Reason::REFUSED_STREAM;
                    return Err(Fault { unsent, ..link::broken(&error) });
                }
                (On::Shared(shared), None) => {
                    self.room.broke(shared, &error);
                    shared.is_another_calls_fault()
                }
                (On::Single(_), _) => {
                    if is_surplus(&error) && used {
                        self.reuse.surplus().store(true, Ordering::Relaxed);
                    }
                    used && seen.is_none_or(|(seen, before)| seen.bytes() == before)
                }
            };
            // It closed while it was idle, and the request is still ours.
            if unsent && used {
                continue;
            }
            if stale && matches!(held.on, On::Single(_)) {
                self.reuse.broke();
            }
            return Err(Fault { unsent, stale, ..link::broken(&error) });
        }
    }

    /// A connection for one call: one that is there, else a new one.
    async fn take(&self) -> Result<Held<'_>, Fault> {
        if let Some(single) = self.idle().await {
            return Ok(Held { pool: self, on: On::Single(Some(single)) });
        }
        let mut waited = false;
        loop {
            if let Some(held) = self.share() {
                return Ok(held);
            }
            if !self.route.is_tls() || self.http2.get() == Some(false) || self.room.is_narrow() {
                return self.connect().await;
            }
            if !self.connecting.get() {
                let _first = Connecting::begin(self);
                return self.connect().await;
            }
            if waited && self.http2.get().is_none() {
                // The first one failed. It need not have been the server's fault.
                return self.connect().await;
            }
            self.connected.notified().await;
            waited = true;
        }
    }

    /// The connection that was used last, if any may be used again and is still whole.
    async fn idle(&self) -> Option<Single> {
        self.prune();
        while self.reuse.is_open() {
            let mut single = self.idle.borrow_mut().pop_back()?;
            // Lets bytes that have come meanwhile be noticed first.
            tokio::task::yield_now().await;
            if single.sender.ready().await.is_ok() {
                single.calls += 1;
                return Some(single);
            }
        }
        None
    }

    fn keep(&self, mut single: Single) {
        single.since = Instant::now();
        let mut idle = self.idle.borrow_mut();
        if idle.len() < MOST_IDLE {
            idle.push_back(single);
        }
    }

    /// Lets go of what has been idle for too long, and sees what became of the connections that are watched.
    fn prune(&self) {
        let mut idle = self.idle.borrow_mut();
        while idle.front().is_some_and(|single| single.since.elapsed() > IDLE) {
            idle.pop_front();
        }
        if self.reuse.is_watching() && idle.len() >= WATCHED {
            let closed = idle.iter().filter(|single| single.sender.is_closed()).count();
            let quiet =
                idle.iter().filter(|s| !s.sender.is_closed() && s.since.elapsed() >= self.reuse.quiet()).count();
            self.reuse.watched(quiet, closed);
        }
        if !idle.is_empty() && !self.reuse.keeps() {
            idle.clear();
        }
    }

    fn share(&self) -> Option<Held<'_>> {
        let mut all = self.shared.borrow_mut();
        all.retain(|shared| !shared.is_idle() || shared.is_open());
        let shared = all.iter().find(|shared| self.room.is_left_on(shared))?.clone();
        shared.enter();
        Some(Held { pool: self, on: On::Shared(shared) })
    }

    async fn connect(&self) -> Result<Held<'_>, Fault> {
        let Connected { stream, http2 } = self.route.connect().await?;
        self.http2.set(Some(http2));
        let seen = Seen::default();
        let io = TokioIo::new(Counted { stream, seen: seen.clone() });
        let failed = |e: hyper::Error| Fault { unsent: true, ..link::broken(&e) };
        let on = if http2 {
            let mut builder = http2::Builder::new(TokioExecutor::new());
            builder.timer(TokioTimer::new()).keep_alive_interval(PING).keep_alive_timeout(PING);
            let (sender, connection) = builder.handshake(io).await.map_err(failed)?;
            tokio::spawn(connection);
            let shared = Shared::new(sender);
            self.shared.borrow_mut().push(shared.clone());
            On::Shared(shared)
        } else {
            let (sender, connection) = http1::handshake(io).await.map_err(failed)?;
            let surplus = self.reuse.surplus();
            tokio::spawn(async move {
                if connection.await.is_err_and(|e| is_surplus(&e)) {
                    surplus.store(true, Ordering::Relaxed);
                }
            });
            On::Single(Some(Single { sender, seen, calls: 1, since: Instant::now() }))
        };
        Ok(Held { pool: self, on })
    }
}

impl Held<'_> {
    async fn send(
        &mut self,
        pool: &Pool,
        call: &Call,
        body: Body,
    ) -> Result<Response<Incoming>, TrySendError<Request<Body>>> {
        let mut request = Request::new(body);
        *request.method_mut() = call.method.clone();
        request.headers_mut().clone_from(&call.headers);
        let whole = || {
            let mut parts = pool.route.base().clone().into_parts();
            parts.path_and_query = Some(call.path.clone());
            Uri::from_parts(parts).unwrap_or_default()
        };
        match &mut self.on {
            On::Shared(shared) => {
                *request.uri_mut() = whole();
                shared.sender.clone().try_send_request(request).await
            }
            On::Single(single) => {
                *request.uri_mut() = if pool.route.is_forwarded() { whole() } else { Uri::from(call.path.clone()) };
                let headers = request.headers_mut();
                headers.insert(header::HOST, pool.host.clone());
                if !pool.reuse.keeps() {
                    headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
                }
                if let Some(value) = pool.route.authorization() {
                    headers.insert(header::PROXY_AUTHORIZATION, value.clone());
                }
                match single {
                    Some(single) => single.sender.try_send_request(request).await,
                    None => std::future::pending().await,
                }
            }
        }
    }
}

/// While this lives one call connects for all; the others are woken when it ends, however it does.
struct Connecting<'a>(&'a Pool);

impl<'a> Connecting<'a> {
    fn begin(pool: &'a Pool) -> Self {
        pool.connecting.set(true);
        Self(pool)
    }
}

impl Drop for Connecting<'_> {
    fn drop(&mut self) {
        self.0.connecting.set(false);
        self.0.connected.notify_waiters();
    }
}

/// True if a connection ended because bytes came that no call had asked for.
fn is_surplus(error: &hyper::Error) -> bool {
    let plain = error.is_canceled()
        || error.is_closed()
        || error.is_incomplete_message()
        || error.is_parse()
        || error.is_timeout()
        || error.is_user();
    !plain && !error.source().is_some_and(|cause| cause.is::<io::Error>())
}

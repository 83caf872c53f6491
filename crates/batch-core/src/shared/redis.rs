//! The line to the limiter: says one thing and hears the answer to it, one after the other. Redis is spoken by the crate
//! `redis`, over connections of our own making: one kind of TLS in the program.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ErrorKind, RedisConnectionInfo, RedisError, RedisResult, cmd};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::ConfigVerifierExt;
use secrecy::ExposeSecret;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio::task::JoinHandle;
use tokio::time::timeout;
use tokio_rustls::TlsConnector;

use super::line::{Heard, Line};
use super::message::Said;
use crate::base::problem::LimiterTrouble as Trouble;
use crate::job::config::limiter::RedisAddress;
use crate::privacy;

/// The script: the only thing that is done there, all at once.
pub const SCRIPT: &str = include_str!("limiter.lua");

/// A server that has not answered after this is away.
const SLOWEST: Duration = Duration::from_secs(2);
/// The same until there is a connection.
const CONNECTING: Duration = Duration::from_secs(5);
/// No answer is longer: who says more is no limiter, and is not listened to for ever.
const LONGEST: u64 = 4 << 20;
/// The same for the first words of TLS.
const GREETING: Duration = Duration::from_secs(3);
/// Nodes of a cluster that one is sent to, one after the other.
const MOST_MOVES: usize = 3;

/// A Redis.
pub struct RedisLine {
    address: RedisAddress,
    /// Under which everything is kept.
    key: String,
    /// The node of a cluster that has it.
    node: Option<(String, u16)>,
    tls: Option<Arc<ClientConfig>>,
    open: Option<Open>,
}

/// A connection, and what it runs by.
struct Open {
    connection: MultiplexedConnection,
    /// Bytes that it may still say before the next word.
    may_say: Arc<AtomicU64>,
    /// What the server knows the script by; `None`: it is to be sent each time.
    script: Option<String>,
    driver: JoinHandle<()>,
}

impl Drop for Open {
    fn drop(&mut self) {
        self.driver.abort();
    }
}

impl Line for RedisLine {
    fn say<'a>(&'a mut self, said: &'a Said) -> Pin<Box<dyn Future<Output = Heard> + 'a>> {
        Box::pin(async move {
            let heard = self.try_say(said).await;
            if heard.is_err() {
                // What is half said is not gone on with.
                self.open = None;
            }
            heard
        })
    }
}

impl RedisLine {
    /// A line to what is kept under `key`; nothing is connected yet.
    #[must_use]
    pub fn new(address: RedisAddress, key: String) -> Self {
        Self { address, key, node: None, tls: None, open: None }
    }

    async fn try_say(&mut self, said: &Said) -> Heard {
        let said = serde_json::to_string(said).unwrap_or_default();
        for _ in 0..MOST_MOVES {
            if self.open.is_none() {
                let moved = self.node.is_some();
                match self.connect().await {
                    Ok(open) => self.open = Some(open),
                    Err(why) => {
                        // Where it has gone to from there, the others know who are asked at the address that is configured.
                        self.node = None;
                        if !moved {
                            return Err(why);
                        }
                        continue;
                    }
                }
            }
            let Some(open) = &mut self.open else { break };
            open.may_say.store(LONGEST, Ordering::Relaxed);
            let answer = timeout(SLOWEST, open.run(&self.key, &said)).await.map_err(|_| slow(SLOWEST))?;
            match answer {
                Ok(answer) => return serde_json::from_slice(&answer).map_err(|_| Trouble::NotRedis),
                Err(_) if open.has_said_too_much() => return Err(Trouble::NotRedis),
                Err(e) => {
                    self.node = Some(moved(&e).ok_or_else(|| trouble(&e))?);
                    self.open = None;
                }
            }
        }
        match self.node.take() {
            Some((host, port)) => Err(Trouble::Moved { to: format!("{host}:{port}") }),
            None => Err(Trouble::Busy),
        }
    }

    async fn connect(&mut self) -> Result<Open, Trouble> {
        let connecting = async {
            let RedisAddress { host, port, .. } = &self.address;
            let (host, port) = self.node.as_ref().map_or((host, *port), |(host, port)| (host, *port));
            let stream = TcpStream::connect((host.as_str(), port)).await.map_err(|e| unreachable(&e))?;
            stream.set_nodelay(true).map_err(|e| unreachable(&e))?;
            if !self.address.tls {
                return enter(&self.address, stream).await;
            }
            let failed = |e: &dyn std::fmt::Display| Trouble::Tls { cause: e.to_string() };
            let tls = match &self.tls {
                Some(tls) => tls.clone(),
                None => self.tls.insert(Arc::new(tls().map_err(|e| failed(&e))?)).clone(),
            };
            let name = ServerName::try_from(host.clone()).map_err(|e| failed(&e))?;
            // A Redis without TLS waits for the rest of a command.
            let greeted = timeout(GREETING, TlsConnector::from(tls).connect(name, stream)).await;
            let stream = greeted.map_err(|_| Trouble::PerhapsTls { asked: true })?.map_err(|e| match e.kind() {
                std::io::ErrorKind::UnexpectedEof => Trouble::PerhapsTls { asked: true },
                _ => failed(&e),
            })?;
            enter(&self.address, stream).await
        };
        timeout(CONNECTING, connecting).await.unwrap_or_else(|_| Err(slow(CONNECTING)))
    }
}

fn tls() -> Result<ClientConfig, rustls::Error> {
    // Fails only if a provider is installed already, which is just as well.
    let _ = rustls::crypto::ring::default_provider().install_default();
    ClientConfig::with_platform_verifier()
}

/// Says who asks, and leaves the script there.
async fn enter(
    address: &RedisAddress,
    stream: impl AsyncRead + AsyncWrite + Send + Unpin + 'static,
) -> Result<Open, Trouble> {
    let mut info = RedisConnectionInfo::default().set_db(i64::from(address.db)).set_skip_set_lib_name();
    if let Some(user) = &address.user {
        info = info.set_username(user);
    }
    if let Some(password) = &address.password {
        info = info.set_password(password.expose_secret());
    }
    // Time is looked at here.
    let config = AsyncConnectionConfig::new().set_response_timeout(None);
    let may_say = Arc::new(AtomicU64::new(LONGEST));
    let stream = Bounded { inner: stream, may_say: may_say.clone() };
    let entered = MultiplexedConnection::new_with_config(&info, stream, config).await;
    let too_much = || may_say.load(Ordering::Relaxed) == 0;
    let (connection, driver) =
        entered.map_err(|e| if too_much() { Trouble::NotRedis } else { entering(address, &e) })?;
    let driver = tokio::spawn(driver);
    let mut open = Open { connection, may_say, script: None, driver };
    // To who has no password yet, it hangs up at anything as long as the script.
    let greeted: RedisResult<String> = cmd("PING").query_async(&mut open.connection).await;
    match greeted {
        Err(_) if open.has_said_too_much() => return Err(Trouble::NotRedis),
        Err(e) if e.code().is_none_or(|code| code == "NOAUTH") => return Err(entering(address, &e)),
        // Whoever may not ask that may still be allowed what is needed.
        _ => {}
    }
    open.script = match cmd("SCRIPT").arg("LOAD").arg(SCRIPT).query_async(&mut open.connection).await {
        Ok(name) => Some(name),
        // Whoever may not leave it there may still be allowed to send it each time.
        Err(e) if e.code().is_some() => match trouble(&e) {
            Trouble::Forbidden { .. } | Trouble::Refused { .. } => None,
            other => return Err(other),
        },
        Err(e) => return Err(entering(address, &e)),
    };
    Ok(open)
}

impl Open {
    fn has_said_too_much(&self) -> bool {
        self.may_say.load(Ordering::Relaxed) == 0
    }

    async fn run(&mut self, key: &str, said: &str) -> RedisResult<Vec<u8>> {
        if let Some(script) = &self.script {
            let known = cmd("EVALSHA").arg(script).arg(1).arg(key).arg(said).query_async(&mut self.connection).await;
            // It forgets scripts when it begins anew, and when it is told to.
            match known {
                Err(e) if e.code() == Some("NOSCRIPT") => {}
                known => return known,
            }
        }
        cmd("EVAL").arg(SCRIPT).arg(1).arg(key).arg(said).query_async(&mut self.connection).await
    }
}

/// What it comes to where nothing was said yet.
fn entering(address: &RedisAddress, e: &RedisError) -> Trouble {
    match trouble(e) {
        // Who expects TLS understands nothing else, and hangs up.
        Trouble::Unreachable { .. } if !address.tls => Trouble::PerhapsTls { asked: false },
        Trouble::Refused { .. } if address.db > 0 && e.detail().is_some_and(|words| words.contains("DB index")) => {
            Trouble::NoDatabase { db: address.db }
        }
        other => other,
    }
}

/// A stream that ends with an error when too much has come.
struct Bounded<S> {
    inner: S,
    may_say: Arc<AtomicU64>,
}

impl<S: AsyncRead + Unpin> AsyncRead for Bounded<S> {
    fn poll_read(mut self: Pin<&mut Self>, context: &mut Context<'_>, into: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let before = into.filled().len();
        let came = ready!(Pin::new(&mut self.inner).poll_read(context, into));
        let more = (into.filled().len() - before) as u64;
        let left = self.may_say.load(Ordering::Relaxed);
        self.may_say.store(left.saturating_sub(more), Ordering::Relaxed);
        Poll::Ready(came.and_then(|()| if more > left { Err(io::ErrorKind::InvalidData.into()) } else { Ok(()) }))
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Bounded<S> {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.inner).poll_write(context, bytes)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.inner).poll_shutdown(context)
    }
}

/// The node of a cluster that is to be asked instead.
fn moved(e: &RedisError) -> Option<(String, u16)> {
    let (node, _) = e.redirect_node().filter(|_| e.code() == Some("MOVED"))?;
    let (host, port) = node.rsplit_once(':')?;
    Some((host.to_owned(), port.parse().ok()?))
}

fn is_about_permission(words: &str) -> bool {
    words.contains("can't run this command") || words.contains("ACL failure") || words.contains("no permissions")
}

fn slow(after: Duration) -> Trouble {
    Trouble::Slow { seconds: after.as_secs() }
}

fn unreachable(e: &std::io::Error) -> Trouble {
    Trouble::Unreachable { cause: e.to_string() }
}

/// What an error of the library or of the server comes to.
fn trouble(e: &RedisError) -> Trouble {
    let said = || {
        let words = e.detail().unwrap_or_default();
        let line = words.lines().next().unwrap_or_default();
        privacy::guarded(&privacy::mask(line)).chars().take(200).collect::<String>()
    };
    // Within a script, older servers put the code behind their own words.
    let is =
        |code: &str| e.code() == Some(code) || e.detail().is_some_and(|words| words.contains(&format!("-{code} ")));
    match () {
        () if e.is_timeout() => slow(SLOWEST),
        () if is("NOAUTH") => Trouble::NoPassword,
        () if is("WRONGPASS") || e.kind() == ErrorKind::AuthenticationFailed => Trouble::Password,
        // Within a script it has no code of its own.
        () if is("NOPERM") || e.detail().is_some_and(is_about_permission) => Trouble::Forbidden { said: said() },
        () if is("READONLY") => Trouble::ReadOnly,
        () if is("OOM") => Trouble::Full,
        () if ["LOADING", "BUSY", "MASTERDOWN", "ASK", "TRYAGAIN", "CLUSTERDOWN"].iter().any(|code| is(code)) => {
            Trouble::Busy
        }
        () if e.kind() == ErrorKind::Parse => Trouble::NotRedis,
        () if e.is_io_error() || e.is_connection_dropped() || e.is_unrecoverable_error() => {
            Trouble::Unreachable { cause: e.to_string() }
        }
        () => Trouble::Refused { said: said() },
    }
}

//! The line to the limiter: says one thing and hears the answer to it, one after the other. Redis is spoken by the crate
//! `redis`, over connections of our own making: one kind of TLS in the program.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, ErrorKind, RedisConnectionInfo, RedisError, RedisResult, cmd};
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use rustls_platform_verifier::ConfigVerifierExt;
use secrecy::ExposeSecret;
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
                self.open = Some(self.connect().await?);
            }
            let Some(open) = &mut self.open else { break };
            let answer = timeout(SLOWEST, open.run(&self.key, &said)).await.map_err(|_| slow(SLOWEST))?;
            match answer {
                Ok(answer) => return serde_json::from_slice(&answer).map_err(|_| Trouble::NotRedis),
                Err(e) => {
                    self.node = Some(moved(&e).ok_or_else(|| trouble(&e))?);
                    self.open = None;
                }
            }
        }
        let (host, port) = self.node.take().unwrap_or_default();
        Err(Trouble::Moved { to: format!("{host}:{port}") })
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
            let stream = TlsConnector::from(tls).connect(name, stream).await.map_err(|e| failed(&e))?;
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
    stream: impl tokio::io::AsyncRead + tokio::io::AsyncWrite + Send + Unpin + 'static,
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
    let (connection, driver) =
        MultiplexedConnection::new_with_config(&info, stream, config).await.map_err(|e| trouble(&e))?;
    let driver = tokio::spawn(driver);
    let mut open = Open { connection, script: None, driver };
    open.script = match cmd("SCRIPT").arg("LOAD").arg(SCRIPT).query_async(&mut open.connection).await {
        Ok(name) => Some(name),
        // Whoever may not leave it there may still be allowed to send it each time.
        Err(e) if e.code().is_some() => match trouble(&e) {
            Trouble::Forbidden { .. } | Trouble::Refused { .. } => None,
            other => return Err(other),
        },
        Err(e) => return Err(trouble(&e)),
    };
    Ok(open)
}

impl Open {
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

/// The node of a cluster that is to be asked instead.
fn moved(e: &RedisError) -> Option<(String, u16)> {
    let (node, _) = e.redirect_node().filter(|_| e.code() == Some("MOVED"))?;
    let (host, port) = node.rsplit_once(':')?;
    Some((host.to_owned(), port.parse().ok()?))
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
        () if is("NOPERM") => Trouble::Forbidden { said: said() },
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

//! The way to the server: TCP, a proxy if there is one, TLS. What fails here was never sent.

use std::io;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Uri, header};
use http_body_util::Empty;
use hyper::client::conn::http1;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::client::legacy::connect::proxy::{SocksV4, SocksV5};
use hyper_util::rt::TokioIo;
use rustls::ClientConfig;
use rustls::pki_types::ServerName;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio_rustls::TlsConnector;
use tower_service::Service;

use super::proxy::{Kind, Proxy};
use super::resolver::Resolver;
use crate::platform::fault::{ByProxy, Detail, Fault};
use crate::wire::link;

/// What a connection is made of, whatever lies between.
pub(super) trait Io: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Io for T {}
pub(super) type Stream = Box<dyn Io>;

type BoxError = Box<dyn std::error::Error + Send + Sync>;

/// TLS as it is spoken to the server, and to a proxy.
#[derive(Clone)]
pub(super) struct Tls {
    server: Arc<ClientConfig>,
    proxy: Arc<ClientConfig>,
}

impl Tls {
    /// Offers HTTP/2 to the server: there, each answer names its request. Sessions are resumed.
    pub fn new(mut config: ClientConfig) -> Self {
        config.alpn_protocols.clear();
        let proxy = Arc::new(config.clone());
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Self { server: Arc::new(config), proxy }
    }
}

/// See the module.
pub(super) struct Route {
    base: Uri,
    host: String,
    port: u16,
    /// `None` if nothing on the way is within TLS.
    tls: Option<Tls>,
    proxy: Option<Proxy>,
    tcp: HttpConnector<Resolver>,
    limit: Duration,
}

/// A connection that stands.
pub(super) struct Connected {
    pub stream: Stream,
    pub http2: bool,
}

impl Route {
    pub fn new(base: Uri, proxy: Option<Proxy>, tls: Option<Tls>, limit: Duration) -> Self {
        let mut tcp = HttpConnector::new_with_resolver(Resolver::new());
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        tcp.set_keepalive(Some(Duration::from_secs(30)));
        tcp.set_keepalive_interval(Some(Duration::from_secs(15)));
        tcp.set_keepalive_retries(Some(3));
        // Shared between the addresses of a name: one that is dead does not take all the time.
        tcp.set_connect_timeout(Some(limit));
        let host = base.host().unwrap_or_default().trim_matches(['[', ']']).to_owned();
        let port = base.port_u16().unwrap_or(if base.scheme_str() == Some("https") { 443 } else { 80 });
        Self { base, host, port, tls, proxy, tcp, limit }
    }

    /// True if calls are within TLS, where the server may speak HTTP/2.
    pub fn is_tls(&self) -> bool {
        self.base.scheme_str() == Some("https")
    }

    /// Scheme and authority of every call.
    pub fn base(&self) -> &Uri {
        &self.base
    }

    /// True if a proxy reads the requests and passes them on: they carry the whole URL.
    pub fn is_forwarded(&self) -> bool {
        !self.is_tls() && self.proxy.as_ref().is_some_and(|p| matches!(p.kind(), Kind::Http { .. }))
    }

    /// What the proxy wants to see in a request that it passes on.
    pub fn authorization(&self) -> Option<&HeaderValue> {
        self.proxy.as_ref().filter(|_| self.is_forwarded()).and_then(Proxy::authorization)
    }

    /// A proxy that refuses a call.
    pub fn refused(&self, status: u16) -> Fault {
        self.named(Fault { status, ..link::proxy_refused(status) })
    }

    /// Connects.
    ///
    /// # Errors
    /// A fault that says how far it came, and names the proxy if there is one.
    pub async fn connect(&self) -> Result<Connected, Fault> {
        match tokio::time::timeout(self.limit, self.go()).await {
            Ok(Ok(connected)) => Ok(connected),
            Ok(Err(Broken::Refused(status))) => Err(self.refused(status)),
            Ok(Err(Broken::Other(error))) => Err(self.named(link::connecting(&*error))),
            Err(_) => Err(self.named(link::connecting(&io::Error::from(io::ErrorKind::TimedOut)))),
        }
    }

    fn named(&self, mut fault: Fault) -> Fault {
        if let Some(proxy) = &self.proxy {
            let what = std::mem::take(&mut fault.detail);
            fault.detail = Detail::ByProxy(Box::new(ByProxy { what, proxy: proxy.to_string(), source: proxy.source }));
        }
        fault
    }

    async fn go(&self) -> Result<Connected, Broken> {
        let Some(proxy) = &self.proxy else {
            return self.secure(self.reach(&self.base).await?).await;
        };
        let Kind::Http { tls } = proxy.kind() else {
            return self.secure(self.socks(proxy).await?).await;
        };
        let mut stream = self.reach(proxy.uri()).await?;
        if let (true, Some(config)) = (tls, &self.tls) {
            let name = proxy.uri().host().unwrap_or_default().trim_matches(['[', ']']);
            stream = shake(stream, name, &config.proxy).await?.stream;
        }
        if self.is_tls() {
            stream = self.tunnel(stream, proxy.authorization()).await?;
        }
        self.secure(stream).await
    }

    async fn reach(&self, uri: &Uri) -> Result<Stream, Broken> {
        let stream = self.tcp.clone().call(uri.clone()).await.map_err(|e| Broken::Other(e.into()))?;
        Ok(Box::new(stream.into_inner()))
    }

    async fn secure(&self, stream: Stream) -> Result<Connected, Broken> {
        match &self.tls {
            Some(tls) if self.is_tls() => shake(stream, &self.host, &tls.server).await,
            _ => Ok(Connected { stream, http2: false }),
        }
    }

    async fn socks(&self, proxy: &Proxy) -> Result<Stream, Broken> {
        let Kind::Socks { version, local_names } = proxy.kind() else {
            return Err(Broken::Other("no SOCKS proxy".into()));
        };
        let mut target = format!("{}:{}", self.base.host().unwrap_or_default(), self.port);
        if local_names {
            let mut found = tokio::net::lookup_host((self.host.as_str(), self.port)).await.map_err(|e| dns(&e))?;
            target = found.next().ok_or_else(|| dns(&io::ErrorKind::NotFound.into()))?.to_string();
        }
        let target = Uri::builder().scheme("http").authority(target).path_and_query("/").build();
        let target = target.map_err(|e| Broken::Other(e.into()))?;
        let (at, tcp) = (proxy.uri().clone(), self.tcp.clone());
        let stream = if version == 5 {
            let mut socks = SocksV5::new(at, tcp);
            if let Some((user, password)) = proxy.login() {
                socks = socks.with_auth(user.to_owned(), password.to_owned());
            }
            socks.call(target).await.map_err(|e| Broken::Other(e.into()))?
        } else {
            SocksV4::new(at, tcp).call(target).await.map_err(|e| Broken::Other(e.into()))?
        };
        Ok(Box::new(stream.into_inner()))
    }

    /// Has an HTTP proxy connect us through.
    async fn tunnel(&self, stream: Stream, authorization: Option<&HeaderValue>) -> Result<Stream, Broken> {
        let other = |e: hyper::Error| Broken::Other(e.into());
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(other)?;
        tokio::spawn(connection.with_upgrades());
        let target = format!("{}:{}", self.base.host().unwrap_or_default(), self.port);
        let mut request = Request::connect(&target).header(header::HOST, &target);
        if let Some(value) = authorization {
            request = request.header(header::PROXY_AUTHORIZATION, value);
        }
        let request = request.body(Empty::<Bytes>::new()).map_err(|e| Broken::Other(e.into()))?;
        let response = sender.send_request(request).await.map_err(other)?;
        if !response.status().is_success() {
            return Err(Broken::Refused(response.status().as_u16()));
        }
        Ok(Box::new(TokioIo::new(hyper::upgrade::on(response).await.map_err(other)?)))
    }
}

enum Broken {
    /// The proxy answered with this status.
    Refused(u16),
    Other(BoxError),
}

fn dns(error: &io::Error) -> Broken {
    Broken::Other(Box::new(io::Error::other(format!("dns error: {error}"))))
}

async fn shake(stream: Stream, name: &str, config: &Arc<ClientConfig>) -> Result<Connected, Broken> {
    let name = ServerName::try_from(name.to_owned()).map_err(|e| Broken::Other(e.into()))?;
    let stream = TlsConnector::from(config.clone()).connect(name, stream).await.map_err(|e| Broken::Other(e.into()))?;
    let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    Ok(Connected { stream: Box::new(stream), http2 })
}

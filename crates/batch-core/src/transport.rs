//! HTTP. The only file that names async-openai: it makes the request that every call sends a copy of, with a body of
//! its own. The reply comes back whole, with status, headers and raw body, and is judged elsewhere; async-openai's own
//! retry and its reading of replies are out of the way, because our [`Template`] takes the place of its HTTP stack.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};
use std::time::Duration;

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use bytes::{Bytes, BytesMut};
use futures_util::FutureExt;
use http::{HeaderMap, HeaderValue, header};
use secrecy::{ExposeSecret, SecretString};

use crate::call::Wire;
use crate::fault::{Class, Fault};
use crate::link;

/// The largest reply that is read, in bytes; an answer is a few KB.
pub const LARGEST_REPLY: usize = 32 * 1024 * 1024;
/// The largest error body that is read, in bytes; the rest is not waited for.
pub const LARGEST_REFUSAL: usize = 64 * 1024;

/// How long each part of a call may take.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// Until the connection stands, TLS included.
    pub connect: Duration,
    /// From sending until the first byte of the reply.
    pub first_byte: Duration,
    /// Between two pieces of the reply.
    pub stall: Duration,
    /// The whole call.
    pub whole: Duration,
}

/// Where and as whom to call.
#[derive(Clone)]
pub struct Address {
    /// Base URL without a slash at its end.
    pub base_url: String,
    /// The key; `None` for local servers that need none.
    pub key: Option<SecretString>,
    /// A proxy for all calls; `None` takes the environment's.
    pub proxy: Option<String>,
    /// Sent as `User-Agent`.
    pub agent: String,
    /// How long each part of a call may take.
    pub timeouts: Timeouts,
}

/// A whole reply, whatever its status.
#[derive(Debug, Clone)]
pub struct Exchange {
    /// HTTP status.
    pub status: u16,
    /// All headers.
    pub headers: HeaderMap,
    /// The raw body, bounded by [`LARGEST_REPLY`] or [`LARGEST_REFUSAL`].
    pub body: Bytes,
    /// True if it came over a connection that had carried another call before, where a surplus reply to that call could
    /// be taken for this one's.
    pub reused: bool,
}

/// One HTTP client for the whole process.
pub struct Transport {
    http: reqwest::Client,
    timeouts: Timeouts,
    identity: Arc<Identity>,
    /// A chat completion without a body.
    chat: reqwest::Request,
}

impl Transport {
    /// Builds the client. Costs some milliseconds: do it once.
    ///
    /// # Errors
    /// A [`Fault`] if the proxy or the key cannot be used, or the system has no certificates.
    pub fn new(address: &Address) -> Result<Self, Fault> {
        // Fails only if a provider is installed already, which is just as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unusable = |e: &dyn std::fmt::Display| Fault::new(Class::Network, e.to_string());
        let mut builder = reqwest::Client::builder()
            .user_agent(&address.agent)
            .connect_timeout(address.timeouts.connect)
            // Platforms close idle connections after a minute; ours must be gone before theirs.
            .pool_idle_timeout(Duration::from_secs(50))
            .tcp_keepalive(Duration::from_secs(30))
            // There is one retry loop, and it is not in here.
            .retry(reqwest::retry::never().max_retries_per_request(0))
            // A redirected POST loses its body; the base URL is wrong and the user must know.
            .redirect(reqwest::redirect::Policy::none());
        if is_loopback(&address.base_url) {
            builder = builder.no_proxy();
        } else if let Some(proxy) = &address.proxy {
            builder = builder.proxy(reqwest::Proxy::all(proxy).map_err(|e| unusable(&e.without_url()))?);
        }
        let http = builder.build().map_err(|e| unusable(&e.without_url()))?;
        let identity = Arc::new(Identity::new(address).map_err(|e| unusable(&e))?);
        let chat = template(&http, &identity).ok_or_else(|| Fault::new(Class::BadRequest, "请求无法构造"))?;
        Ok(Self { http, timeouts: address.timeouts, identity, chat })
    }

    async fn send_chat(&self, body: Bytes) -> Result<Exchange, Fault> {
        let mut request = reqwest::Request::new(self.chat.method().clone(), self.chat.url().clone());
        request.headers_mut().clone_from(self.chat.headers());
        *request.body_mut() = Some(body.into());
        self.fetch(request).await
    }

    /// A free GET below the base URL (models, balance), signed like a call.
    ///
    /// # Errors
    /// As [`Wire::chat`].
    pub async fn get(&self, path: &str) -> Result<Exchange, Fault> {
        let url = format!("{}{path}", self.identity.base_url);
        let request = self.http.get(url).headers(self.identity.headers.clone());
        let request = request.build().map_err(link::fault)?;
        self.fetch(request).await
    }

    /// A free POST below the base URL (token counts), signed like a call.
    ///
    /// # Errors
    /// As [`Wire::chat`].
    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Result<Exchange, Fault> {
        let url = format!("{}{path}", self.identity.base_url);
        let request = self.http.post(url).headers(self.identity.headers.clone());
        let request = request.header(header::CONTENT_TYPE, "application/json").body(body.to_string());
        self.fetch(request.build().map_err(link::fault)?).await
    }

    async fn fetch(&self, request: reqwest::Request) -> Result<Exchange, Fault> {
        match tokio::time::timeout(self.timeouts.whole, self.fetch_parts(request)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(link::timeout(link::Part::Whole, self.timeouts.whole)),
        }
    }

    async fn fetch_parts(&self, request: reqwest::Request) -> Result<Exchange, Fault> {
        let Timeouts { first_byte, stall, whole, .. } = self.timeouts;
        let sent = self.http.execute(request);
        // A timer that cannot be the first to go off is spared.
        let response = if first_byte < whole {
            let late = |_| link::timeout(link::Part::FirstByte, first_byte);
            tokio::time::timeout(first_byte, sent).await.map_err(late)?
        } else {
            sent.await
        };
        let mut response = response.map_err(link::fault)?;
        let status = response.status();
        let most = if status.is_success() { LARGEST_REPLY } else { LARGEST_REFUSAL };
        let mut body = Pieces::default();
        loop {
            let piece = match tokio::time::timeout(stall, response.chunk()).await {
                Ok(Ok(Some(piece))) => piece,
                Ok(Ok(None)) => break,
                // The status of a refusal says enough; what is left of its body is not worth a fault of its own.
                _ if !status.is_success() => break,
                Ok(Err(e)) => return Err(link::fault(e)),
                Err(_) => return Err(link::timeout(link::Part::Stall, stall)),
            };
            let room = most - body.len();
            if piece.len() > room {
                if status.is_success() {
                    return Err(Fault { status: status.as_u16(), ..Fault::new(Class::TooLarge, "") });
                }
                body.push(piece.slice(..room));
                break;
            }
            body.push(piece);
        }
        let headers = std::mem::take(response.headers_mut());
        Ok(Exchange { status: status.as_u16(), headers, body: body.join(), reused: false })
    }
}

impl Wire for Transport {
    fn chat(&self, body: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        Box::pin(self.send_chat(body))
    }
}

/// True if a URL's host is this machine, where a proxy of the environment must not be used.
#[must_use]
pub fn is_loopback(base_url: &str) -> bool {
    url::Url::parse(base_url).ok().is_some_and(|url| match url.host() {
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        Some(url::Host::Ipv4(ip)) => ip.is_loopback(),
        Some(url::Host::Ipv6(ip)) => ip.is_loopback(),
        None => false,
    })
}

/// Base URL and headers. Not async-openai's own config type: that one reads `OPENAI_*` from the environment.
struct Identity {
    base_url: String,
    headers: HeaderMap,
    key: SecretString,
}

impl Identity {
    fn new(address: &Address) -> Result<Self, header::InvalidHeaderValue> {
        let mut headers = HeaderMap::new();
        if let Some(key) = &address.key {
            let mut value = HeaderValue::from_str(&format!("Bearer {}", key.expose_secret()))?;
            value.set_sensitive(true);
            headers.insert(header::AUTHORIZATION, value);
        }
        let key = address.key.clone().unwrap_or_else(|| SecretString::from(String::new()));
        Ok(Self { base_url: address.base_url.clone(), headers, key })
    }
}

impl async_openai::config::Config for Identity {
    fn headers(&self) -> HeaderMap {
        self.headers.clone()
    }
    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base_url)
    }
    fn query(&self) -> Vec<(&str, &str)> {
        Vec::new()
    }
    fn api_base(&self) -> &str {
        &self.base_url
    }
    fn api_key(&self) -> &SecretString {
        &self.key
    }
}

/// A body as it arrives: one piece is the common case and is not copied.
#[derive(Default)]
struct Pieces {
    first: Bytes,
    rest: BytesMut,
}

impl Pieces {
    fn len(&self) -> usize {
        if self.rest.is_empty() { self.first.len() } else { self.rest.len() }
    }
    fn push(&mut self, piece: Bytes) {
        if self.first.is_empty() {
            self.first = piece;
            return;
        }
        if self.rest.is_empty() {
            self.rest.extend_from_slice(&self.first);
        }
        self.rest.extend_from_slice(&piece);
    }
    fn join(self) -> Bytes {
        if self.rest.is_empty() { self.first } else { self.rest.freeze() }
    }
}

/// What async-openai would send, but for the body.
fn template(http: &reqwest::Client, identity: &Arc<Identity>) -> Option<reqwest::Request> {
    let config: Arc<dyn async_openai::config::Config> = identity.clone();
    let template = Template::default();
    let client = async_openai::Client::build(http.clone(), config).with_http_service(template.clone());
    // Nothing in it waits. What comes back is no reply, so the call itself is an error.
    let sent: Option<Result<(), OpenAIError>> = client.chat().create_byot(()).now_or_never();
    drop(sent);
    let mut request = template.0.get()?.try_clone()?;
    *request.body_mut() = None;
    Some(request)
}

/// Stands where async-openai's HTTP stack would, and keeps the request.
#[derive(Clone, Default)]
struct Template(Arc<OnceLock<reqwest::Request>>);

impl tower_service::Service<HttpRequestFactory> for Template {
    type Response = reqwest::Response;
    type Error = OpenAIError;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, OpenAIError>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), OpenAIError>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, factory: HttpRequestFactory) -> Self::Future {
        let slot = self.0.clone();
        Box::pin(async move {
            slot.set(factory.build().await?).ok();
            Ok(http::Response::new("null").into())
        })
    }
}

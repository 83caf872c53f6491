//! HTTP: the reply comes back whole, with status, headers and raw body, and is judged elsewhere; what comes as a stream of
//! events is the body that it would have been. Connections are our own (`pool`): no answer may come under another's name.

mod address;
mod payload;
mod pool;
mod proxy;
mod reading;
mod resolver;
mod reuse;
mod route;
mod seen;
mod shared;
mod template;
#[cfg(test)]
mod tests;

use std::fs::File;
use std::future::Future;
use std::pin::Pin;
use std::time::Duration;

use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderMap, HeaderValue, Method, Uri, header};
use rustls::ClientConfig;
use rustls_platform_verifier::ConfigVerifierExt;

pub use self::address::{Address, LARGEST_REFUSAL, LARGEST_REPLY, Timeouts};
use self::payload::Payload;
use self::pool::{Call, Pool};
use self::proxy::Proxy;
use self::reading::Read;
use self::reuse::{QUIET, Reuse};
use self::route::{Route, Tls};
use crate::platform::RefusalAt;
use crate::platform::body;
use crate::platform::fault::{Class, Detail, Fault, Part};
use crate::wire::errand::{Errand, Load};
use crate::wire::link;
use crate::wire::{ConnectionTrouble, Exchange, Wire};

/// Bytes a second at which an upload is given up.
const SLOWEST: u64 = 32 * 1024;

/// The way to one server, for the whole process.
pub struct Transport {
    pool: Pool,
    timeouts: Timeouts,
    refusals: Option<RefusalAt>,
    /// Path of the base URL, no slash at its end.
    path: String,
    /// What every call says of itself.
    common: HeaderMap,
    /// Path and headers of a chat completion.
    chat: (PathAndQuery, HeaderMap),
}

impl Transport {
    /// Builds it. Costs some milliseconds: do it once.
    ///
    /// # Errors
    /// A [`Fault`] if the address, the proxy or the key cannot be used, or the system has no certificates.
    pub fn new(address: &Address) -> Result<Self, Fault> {
        Self::with(address, QUIET, ClientConfig::with_platform_verifier)
    }

    fn with(
        address: &Address,
        quiet: Duration,
        tls: impl FnOnce() -> Result<ClientConfig, rustls::Error>,
    ) -> Result<Self, Fault> {
        // Fails only if a provider is installed already, which is just as well.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let unusable = |e: &dyn std::fmt::Display| Fault::new(Class::Network, e.to_string());
        let base: Uri = address.base_url.parse().map_err(|e: http::uri::InvalidUri| unusable(&e))?;
        let local = is_loopback(&address.base_url);
        let variable = |name: &str| std::env::var(name).ok().filter(|_| !local);
        let configured = address.proxy.as_deref().filter(|_| !local);
        let proxy = Proxy::find(&base, configured, variable).map_err(|e| unusable(&e))?;
        let within_tls = |uri: &Uri| uri.scheme_str() == Some("https");
        let tls = if within_tls(&base) || proxy.as_ref().is_some_and(|proxy| within_tls(proxy.uri())) {
            Some(Tls::new(tls().map_err(|e| unusable(&e))?))
        } else {
            None
        };
        let host = base.authority().map(|a| a.as_str()).unwrap_or_default();
        let host = HeaderValue::from_str(host).map_err(|e| unusable(&e))?;
        let common = template::common(address).map_err(|e| unusable(&e))?;
        let unbuilt = || Fault::new(Class::BadRequest, Detail::Unbuilt);
        let template = template::chat(address).ok_or_else(unbuilt)?;
        let mut headers = common.clone();
        headers.extend(template.headers().clone());
        let chat = (template.url().path().parse().map_err(|_| unbuilt())?, headers);
        let reuse = Reuse::new(address.keep_alive.unwrap_or(local), quiet);
        let path = base.path().trim_end_matches('/').to_owned();
        let route = Route::new(base, proxy, tls, address.timeouts.connect);
        Ok(Self {
            pool: Pool::new(route, host, reuse),
            timeouts: address.timeouts,
            refusals: address.refusals,
            path,
            common,
            chat,
        })
    }

    async fn send_chat(&self, body: Bytes) -> Result<Exchange, Fault> {
        let (path, headers) = self.chat.clone();
        self.fetch(Call { method: Method::POST, path, headers, body: Payload::Whole(body) }).await
    }

    /// A free GET below the base URL (models, balance), signed like a call.
    ///
    /// # Errors
    /// Why no reply came whole: the network, a timeout, too long a reply, or a path that is none.
    pub async fn get(&self, path: &str) -> Result<Exchange, Fault> {
        let headers = self.common.clone();
        self.fetch(Call { method: Method::GET, path: self.below(path)?, headers, body: Payload::Whole(Bytes::new()) })
            .await
    }

    /// A free POST below the base URL (token counts), signed like a call.
    ///
    /// # Errors
    /// Why no reply came whole: the network, a timeout, too long a reply, or a path that is none.
    pub async fn post(&self, path: &str, body: &serde_json::Value) -> Result<Exchange, Fault> {
        let mut headers = self.common.clone();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
        let body = Payload::Whole(Bytes::from(body.to_string()));
        self.fetch(Call { method: Method::POST, path: self.below(path)?, headers, body }).await
    }

    fn below(&self, path: &str) -> Result<PathAndQuery, Fault> {
        format!("{}{path}", self.path).parse().map_err(|_| Fault::new(Class::BadRequest, Detail::Unbuilt))
    }

    async fn do_errand(&self, errand: Errand) -> Result<Exchange, Fault> {
        let mut headers = self.common.clone();
        let mut says =
            |kind: &str| HeaderValue::from_str(kind).map(|kind| headers.insert(header::CONTENT_TYPE, kind)).ok();
        let (body, most) = match errand.load {
            Load::None => (Payload::Whole(Bytes::new()), self.timeouts.whole),
            Load::Json(body) => {
                says("application/json");
                (Payload::Whole(body), self.timeouts.whole)
            }
            Load::Upload(upload) => {
                let (form, kind) = Payload::form(&upload);
                says(&kind);
                (form, self.timeouts.whole + Duration::from_secs(upload.bytes / SLOWEST))
            }
        };
        let call = Call { method: errand.method, path: self.below(&errand.path)?, headers, body };
        match errand.into {
            None => self.fetch_within(call, most, None).await,
            Some(file) => self.bring(call, file).await,
        }
    }

    /// The body of a success goes to the disk as it comes: it may take as long as it likes, if something comes.
    async fn bring(&self, call: Call, mut file: File) -> Result<Exchange, Fault> {
        let whole = self.timeouts.whole;
        let sent = tokio::time::timeout(whole, self.pool.send(call, None)).await;
        let (response, held) = sent.map_err(|_| link::timeout(Part::FirstByte, whole))??;
        let (head, from) = response.into_parts();
        let status = head.status.as_u16();
        let body = if head.status.is_success() {
            reading::into_file(&head, from, self.timeouts.stall, &mut file).await?;
            Bytes::new()
        } else {
            reading::read(&head, from, &self.timeouts, self.refusals).await?.body
        };
        let reused = held.is_reused();
        held.done(head.status.is_success())?;
        Ok(Exchange { status, headers: head.headers, body, reused })
    }

    async fn fetch(&self, call: Call) -> Result<Exchange, Fault> {
        let Timeouts { first_byte, whole, .. } = self.timeouts;
        // A timer that cannot be the first to go off is spared.
        self.fetch_within(call, whole, (first_byte < whole).then_some(first_byte)).await
    }

    async fn fetch_within(&self, call: Call, whole: Duration, first: Option<Duration>) -> Result<Exchange, Fault> {
        match tokio::time::timeout(whole, self.fetch_parts(call, first)).await {
            Ok(outcome) => outcome,
            Err(_) => Err(link::timeout(Part::Whole, whole)),
        }
    }

    async fn fetch_parts(&self, call: Call, first_byte: Option<Duration>) -> Result<Exchange, Fault> {
        let (response, held) = self.pool.send(call, first_byte).await?;
        let (head, from) = response.into_parts();
        let Read { body, is_whole } = reading::read(&head, from, &self.timeouts, self.refusals).await?;
        let reused = held.is_reused();
        // Behind a refusal the answer may still come, and would be taken for the next call's.
        held.done(is_whole && head.status.is_success())?;
        let status = head.status.as_u16();
        let body = match body::unpack(&head.headers, body, reading::most(head.status)) {
            Some(body) => body,
            None if head.status.is_success() => return Err(Fault { status, ..Fault::new(Class::TooLarge, "") }),
            None => Bytes::new(),
        };
        Ok(Exchange { status, headers: head.headers, body, reused })
    }
}

impl Wire for Transport {
    fn chat(&self, body: Bytes) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        Box::pin(self.send_chat(body))
    }

    fn errand(&self, errand: Errand) -> Pin<Box<dyn Future<Output = Result<Exchange, Fault>> + '_>> {
        Box::pin(self.do_errand(errand))
    }

    fn proven(&self) {
        self.pool.reuse.proven();
    }

    fn doubted(&self) {
        self.pool.reuse.doubt();
    }

    fn shifted(&self) -> bool {
        self.pool.reuse.take_shifted()
    }

    fn trouble(&self) -> Option<ConnectionTrouble> {
        self.pool.reuse.take_trouble()
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

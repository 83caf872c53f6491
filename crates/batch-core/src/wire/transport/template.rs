//! What every call to one server says of itself. The only file that names async-openai: it says what a chat completion's
//! request looks like, and is out of the way then, with its own retry and its reading of replies.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};
use std::task::{Context, Poll};

use async_openai::error::OpenAIError;
use async_openai::middleware::HttpRequestFactory;
use futures_util::FutureExt;
use http::{HeaderMap, HeaderName, HeaderValue, header};
use rustls::{ClientConfig, RootCertStore};
use secrecy::{ExposeSecret, SecretString};

use super::address::Address;
use crate::platform::Auth;

/// User agent, key and the platform's own headers.
pub(super) fn common(address: &Address) -> Result<HeaderMap, http::Error> {
    let mut headers = HeaderMap::new();
    headers.insert(header::USER_AGENT, HeaderValue::from_str(&address.agent)?);
    headers.insert(header::ACCEPT, HeaderValue::from_static("*/*"));
    for (name, value) in address.headers {
        headers.insert(HeaderName::try_from(*name)?, HeaderValue::from_str(value)?);
    }
    if let Some(key) = &address.key {
        let (name, value) = match address.auth {
            Auth::Bearer => (header::AUTHORIZATION, format!("Bearer {}", key.expose_secret())),
            Auth::Header(name) => (HeaderName::try_from(name)?, key.expose_secret().to_owned()),
        };
        let mut value = HeaderValue::from_str(&value)?;
        value.set_sensitive(true);
        headers.insert(name, value);
    }
    Ok(headers)
}

/// Where calls go. Not async-openai's own config type: that one reads `OPENAI_*` from the environment.
struct Target {
    base_url: String,
    chat_path: &'static str,
    /// Nobody's: the headers have it.
    key: SecretString,
}

impl async_openai::config::Config for Target {
    fn headers(&self) -> HeaderMap {
        HeaderMap::new()
    }
    fn url(&self, _: &str) -> String {
        format!("{}{}", self.base_url, self.chat_path)
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

/// What async-openai would send as a chat completion, but for the body and [`common`].
pub(super) fn chat(address: &Address) -> Option<reqwest::Request> {
    let (base_url, chat_path, key) = (address.base_url.clone(), address.chat_path, SecretString::default());
    // A client that never connects, and so needs nobody's certificates.
    let trusting_nobody = ClientConfig::builder().with_root_certificates(RootCertStore::empty()).with_no_client_auth();
    let http = reqwest::Client::builder().tls_backend_preconfigured(trusting_nobody).no_proxy().build().ok()?;
    let config: Arc<dyn async_openai::config::Config> = Arc::new(Target { base_url, chat_path, key });
    let template = Template::default();
    let client = async_openai::Client::build(http, config).with_http_service(template.clone());
    // Nothing in it waits. What comes back is no reply, so the call itself is an error.
    let sent: Option<Result<(), OpenAIError>> = client.chat().create_byot(()).now_or_never();
    drop(sent);
    template.0.get()?.try_clone()
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

//! The proxy that calls go through, if any, and where it was named.

use std::fmt::{self, Write};

use http::{HeaderValue, Uri};
use hyper_util::client::proxy::matcher::{Intercept, Matcher};

use crate::platform::fault::ProxySource;
use crate::privacy;

/// A proxy. Shown without user and password.
#[derive(Debug, Clone)]
pub(super) struct Proxy {
    found: Intercept,
    pub source: ProxySource,
}

/// What the proxy is spoken to in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// HTTP, in the clear or within TLS.
    Http { tls: bool },
    /// SOCKS 4 or 5; names are looked up here or over there.
    Socks { version: u8, local_names: bool },
}

impl Proxy {
    /// The proxy for this address: the config's, else the one that the usual variables name. `env` reads a variable.
    ///
    /// # Errors
    /// If the config's is no proxy at all.
    pub fn find(
        base: &Uri,
        configured: Option<&str>,
        env: impl Fn(&str) -> Option<String>,
    ) -> Result<Option<Self>, &'static str> {
        if let Some(proxy) = configured {
            let found = Matcher::builder().all(encoded(proxy)).build().intercept(base);
            let found = found.ok_or("not a proxy's address")?;
            return Ok(Some(Self { found, source: ProxySource::Config }));
        }
        // In a CGI process `HTTP_PROXY` is a header of whoever asks.
        if env("REQUEST_METHOD").is_some() {
            return Ok(None);
        }
        let no = ["NO_PROXY", "no_proxy"].into_iter().find_map(&env).unwrap_or_default();
        let own = if base.scheme_str() == Some("https") {
            ["HTTPS_PROXY", "https_proxy"]
        } else {
            ["HTTP_PROXY", "http_proxy"]
        };
        Ok([own, ["ALL_PROXY", "all_proxy"]].into_iter().find_map(|names| {
            let (name, value) = names.into_iter().find_map(|name| Some((name, env(name)?)))?;
            let found = Matcher::builder().all(encoded(&value)).no(no.clone()).build().intercept(base)?;
            Some(Self { found, source: ProxySource::Variable(name) })
        }))
    }

    /// Where it listens.
    pub fn uri(&self) -> &Uri {
        self.found.uri()
    }

    /// What it is spoken to in.
    pub fn kind(&self) -> Kind {
        match self.uri().scheme_str() {
            Some("https") => Kind::Http { tls: true },
            Some("socks5") => Kind::Socks { version: 5, local_names: true },
            Some("socks5h") => Kind::Socks { version: 5, local_names: false },
            Some("socks4") => Kind::Socks { version: 4, local_names: true },
            Some("socks4a") => Kind::Socks { version: 4, local_names: false },
            _ => Kind::Http { tls: false },
        }
    }

    /// `Proxy-Authorization` for an HTTP proxy.
    pub fn authorization(&self) -> Option<&HeaderValue> {
        self.found.basic_auth()
    }

    /// User and password for a SOCKS proxy.
    pub fn login(&self) -> Option<(&str, &str)> {
        self.found.raw_auth()
    }
}

/// The address with user and password in URL's encoding, where whoever wrote it left a mark as it is: the password would
/// end at an `@`, and what is behind it be taken for the host.
fn encoded(address: &str) -> String {
    let Some((scheme, userinfo, rest)) = privacy::split_userinfo(address) else { return address.to_owned() };
    let mut out = scheme.to_owned();
    let bytes = userinfo.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        let is_escape = || bytes.get(at + 1..at + 3).is_some_and(|code| code.iter().all(u8::is_ascii_hexdigit));
        match byte {
            b'%' if is_escape() => out.push('%'),
            b'-' | b'.' | b'_' | b'~' | b':' => out.push(char::from(*byte)),
            byte if byte.is_ascii_alphanumeric() => out.push(char::from(*byte)),
            byte => {
                write!(out, "%{byte:02X}").ok();
            }
        }
    }
    format!("{out}@{rest}")
}

impl fmt::Display for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.uri().to_string().trim_end_matches('/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(base: &'static str, config: Option<&str>, env: &[(&str, &str)]) -> Option<(String, ProxySource)> {
        let read = |name: &str| env.iter().find(|(n, _)| *n == name).map(|(_, value)| (*value).to_owned());
        let proxy = Proxy::find(&Uri::from_static(base), config, read).unwrap()?;
        Some((proxy.to_string(), proxy.source))
    }

    #[test]
    fn the_config_comes_first_and_the_variable_is_named_and_no_password_shown() {
        let https = "https://api.example.cn/v1";
        let variable = |proxy: &str, name| Some((proxy.to_owned(), ProxySource::Variable(name)));
        let config = find(https, Some("socks5://u:geheim@10.0.0.1:1080"), &[("HTTPS_PROXY", "http://x:1")]);
        assert_eq!(config, Some(("socks5://10.0.0.1:1080".to_owned(), ProxySource::Config)));
        let env = [("https_proxy", "http://u:geheim@p:3128"), ("HTTP_PROXY", "q:1"), ("ALL_PROXY", "r:2")];
        assert_eq!(find(https, None, &env), variable("http://p:3128", "https_proxy"));
        assert_eq!(find("http://api.example.cn/v1", None, &env), variable("http://q:1", "HTTP_PROXY"));
        assert_eq!(find(https, None, &[("HTTPS_PROXY", ""), env[2]]), variable("http://r:2", "ALL_PROXY"));
        assert_eq!(find(https, None, &[env[0], ("NO_PROXY", "example.cn")]), None);
        assert_eq!(find(https, None, &[]), None);
        assert!(Proxy::find(&Uri::from_static(https), Some("ftp://x"), |_| None).is_err());
    }

    #[test]
    fn a_password_may_hold_any_mark_and_none_of_it_is_shown() {
        for scheme in ["http", "socks5"] {
            for password in ["Sup3r@Secret99", "Sup3r#Secret99", "Sup3r/Se@cret?99", "50%密:码", "Sup3r%40Secret99"] {
                let address = format!("{scheme}://user:{password}@127.0.0.1:9801");
                let base = Uri::from_static("https://api.example.cn/v1");
                let env = |name: &str| (name == "HTTPS_PROXY").then(|| address.clone());
                for proxy in [Proxy::find(&base, Some(&address), |_| None), Proxy::find(&base, None, env)] {
                    let proxy = proxy.unwrap().unwrap();
                    assert_eq!(proxy.to_string(), format!("{scheme}://127.0.0.1:9801"));
                    if scheme == "socks5" {
                        assert_eq!(proxy.login(), Some(("user", password.replace("%40", "@").as_str())));
                    }
                }
            }
        }
    }
}

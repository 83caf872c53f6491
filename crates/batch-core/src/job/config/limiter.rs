//! `limiter`: where the limiter is that processes on one account share, and what is done without it.

use std::fmt;
use std::str::FromStr;

use percent_encoding::percent_decode_str;
use secrecy::SecretString;
use url::Url;

use crate::base::problem::LimiterProblem;
use crate::privacy;

/// The variable that names a limiter.
pub const LIMITER: &str = "BATCH_LIMITER";

const PORT: u16 = 6379;

/// The limiter as it is configured.
#[derive(Debug, Clone)]
pub struct LimiterSettings {
    /// Where it is.
    pub address: RedisAddress,
    /// What is done without it.
    pub away: WhenAway,
    /// The budget that is spent in common with everybody who names it; `None`: the output folder's own.
    pub budget: Option<String>,
}

/// A Redis.
#[derive(Debug, Clone)]
pub struct RedisAddress {
    /// Host name or address.
    pub host: String,
    /// Port.
    pub port: u16,
    /// True within TLS.
    pub tls: bool,
    /// Who asks.
    pub user: Option<String>,
    /// With which password.
    pub password: Option<SecretString>,
    /// Its database.
    pub db: u32,
}

/// The address as it may be shown: without user and password.
impl fmt::Display for RedisAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { host, port, tls, db, .. } = self;
        let [open, close] = if host.contains(':') { ["[", "]"] } else { ["", ""] };
        write!(f, "{}://{open}{host}{close}:{port}", if *tls { "rediss" } else { "redis" })?;
        if *db > 0 { write!(f, "/{db}") } else { Ok(()) }
    }
}

impl FromStr for RedisAddress {
    type Err = LimiterProblem;

    fn from_str(text: &str) -> Result<Self, LimiterProblem> {
        let text = text.trim();
        let shown = privacy::without_userinfo(text);
        let none = || LimiterProblem::NoAddress { url: privacy::guarded(&shown).chars().take(80).collect() };
        let (bare, userinfo) = match privacy::split_userinfo(text) {
            Some((scheme, userinfo, rest)) => (format!("{scheme}{rest}"), Some(userinfo)),
            None => (text.to_owned(), None),
        };
        let url = Url::parse(&bare).map_err(|_| none())?;
        let tls = match url.scheme() {
            "redis" => false,
            "rediss" => true,
            _ => return Err(none()),
        };
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or_else(none)?;
        let db = match url.path().trim_matches('/') {
            "" => 0,
            path => path.parse().map_err(|_| none())?,
        };
        if url.query().is_some() || url.fragment().is_some() {
            return Err(none());
        }
        let decoded = |text: &str| percent_decode_str(text).decode_utf8_lossy().into_owned();
        let (user, password) = match userinfo.map(|info| info.split_once(':').unwrap_or((info, ""))) {
            Some((user, password)) => (decoded(user), decoded(password)),
            None => Default::default(),
        };
        if userinfo.is_some() && password.is_empty() && !user.is_empty() {
            privacy::keep(&user);
            return Err(LimiterProblem::NoColon);
        }
        privacy::keep(&password);
        Ok(Self {
            host: host.trim_matches(['[', ']']).to_owned(),
            port: url.port().unwrap_or(PORT),
            tls,
            user: Some(user).filter(|user| !user.is_empty()),
            password: Some(password).filter(|password| !password.is_empty()).map(SecretString::from),
            db,
        })
    }
}

/// What is done while the limiter gives no answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum WhenAway {
    /// Nothing is asked.
    #[default]
    Pause,
    /// So many share the limits, each its part, and nobody lends.
    Share(u32),
}

impl FromStr for WhenAway {
    type Err = LimiterProblem;

    fn from_str(text: &str) -> Result<Self, LimiterProblem> {
        if text == "pause" {
            return Ok(Self::Pause);
        }
        let of = text.strip_prefix("1/").and_then(|of| of.parse().ok()).filter(|of| *of >= 1);
        of.map(Self::Share).ok_or(LimiterProblem::NoChoice)
    }
}

impl fmt::Display for WhenAway {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Pause => f.write_str("pause"),
            Self::Share(of) => write!(f, "1/{of}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    #[test]
    fn an_address_is_taken_apart_and_shown_without_its_password() {
        let address: RedisAddress = "rediss://laborant:ge%40heim/1@cache.example:6380/3".parse().unwrap();
        assert_eq!((address.host.as_str(), address.port, address.tls, address.db), ("cache.example", 6380, true, 3));
        assert_eq!(address.user.as_deref(), Some("laborant"));
        assert_eq!(address.password.as_ref().unwrap().expose_secret(), "ge@heim/1");
        assert_eq!(address.to_string(), "rediss://cache.example:6380/3");
        let address: RedisAddress = "redis://:nur-dies@[::1]".parse().unwrap();
        assert_eq!((address.host.as_str(), address.port, address.user.as_deref()), ("::1", 6379, None));
        assert_eq!(address.to_string(), "redis://[::1]:6379", "as it can be written again");
        assert_eq!(address.password.unwrap().expose_secret(), "nur-dies");
    }

    #[test]
    fn what_is_no_address_is_refused_without_its_password() {
        for text in ["http://h:1", "redis://", "h:6379", "redis://u:geheim-77@h/x", "redis://h?db=1", ""] {
            let LimiterProblem::NoAddress { url } = text.parse::<RedisAddress>().unwrap_err() else { panic!("{text}") };
            assert!(!url.contains("geheim"), "{url}");
        }
    }

    #[test]
    fn a_password_without_its_colon_is_no_user() {
        let problem = "redis://geheim-77@h".parse::<RedisAddress>().unwrap_err();
        assert_eq!(problem, LimiterProblem::NoColon);
        assert!(!privacy::mask("geheim-77").contains("geheim"), "nor is it shown anywhere");
    }

    #[test]
    fn without_it_one_pauses_or_takes_ones_part() {
        assert_eq!("pause".parse(), Ok(WhenAway::Pause));
        assert_eq!("1/4".parse(), Ok(WhenAway::Share(4)));
        for text in ["all", "1/0", "2/4", "share", ""] {
            assert_eq!(text.parse::<WhenAway>(), Err(LimiterProblem::NoChoice), "{text}");
        }
    }
}

//! The last net under the key and a proxy's password: whoever writes to terminal or log masks them, whatever wrote the
//! sentence.

use std::borrow::Cow;
use std::sync::{PoisonError, RwLock};

use url::Url;

/// What stands where a secret stood.
pub(super) const MASK: &str = "***";

/// Shorter ones (`EMPTY`, for a server that wants no key) are parts of other words.
const SHORTEST: usize = 8;

static SECRETS: RwLock<Vec<String>> = RwLock::new(Vec::new());

/// From here on this process does not show this text.
pub fn keep(secret: &str) {
    let json = crate::base::json_text::JsonText::new(secret);
    let mut secrets = SECRETS.write().unwrap_or_else(PoisonError::into_inner);
    for form in [secret, json.inner()] {
        if form.len() >= SHORTEST && !secrets.iter().any(|known| known == form) {
            secrets.push(form.to_owned());
        }
    }
}

/// The text without the secrets.
#[must_use]
pub fn mask(text: &str) -> Cow<'_, str> {
    let secrets = SECRETS.read().unwrap_or_else(PoisonError::into_inner);
    secrets.iter().fold(Cow::Borrowed(text), |text, secret| match text.contains(secret.as_str()) {
        true => Cow::Owned(text.replace(secret.as_str(), MASK)),
        false => text,
    })
}

/// An address without user name and password, and these kept from now on.
#[must_use]
pub fn without_userinfo(address: &str) -> String {
    if let Ok(url) = Url::parse(address)
        && let Some(password) = url.password()
    {
        keep(password);
    }
    let Some((scheme, userinfo, rest)) = split_userinfo(address) else { return address.to_owned() };
    if let Some((_, password)) = userinfo.split_once(':') {
        keep(password);
    }
    format!("{scheme}{MASK}@{rest}")
}

/// An address as scheme, user with password, and the rest behind the `@`; `None` if there is none. A password that was not
/// encoded may hold any mark, so the last `@` ends it.
#[must_use]
pub fn split_userinfo(address: &str) -> Option<(&str, &str, &str)> {
    let start = address.find("://").map_or(0, |at| at + 3);
    let (scheme, rest) = address.split_at(start);
    let (userinfo, rest) = rest.rsplit_once('@')?;
    Some((scheme, userinfo, rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn secrets_are_masked_in_every_text() {
        keep("sk-unit-\"test\"-key");
        assert_eq!(mask("key sk-unit-\"test\"-key!"), "key ***!");
        assert_eq!(mask(r#"{"key":"sk-unit-\"test\"-key"}"#), r#"{"key":"***"}"#);
        assert!(matches!(mask("nothing"), Cow::Borrowed("nothing")));
        keep("EMPTY");
        assert_eq!(mask("EMPTY"), "EMPTY");
    }

    #[test]
    fn addresses_are_shown_without_userinfo() {
        for (address, shown) in [
            ("http://127.0.0.1:7890", "http://127.0.0.1:7890"),
            ("http://u:geheim-123@proxy.example:80", "http://***@proxy.example:80"),
            ("http://u:geheim/1@2?3#4@proxy.example:80/", "http://***@proxy.example:80/"),
            ("socks5://user@h", "socks5://***@h"),
            ("u:p/a@h:1", "***@h:1"),
            ("", ""),
        ] {
            assert_eq!(without_userinfo(address), shown);
        }
        assert_eq!(mask("said geheim-123"), "said ***");
    }
}

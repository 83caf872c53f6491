//! The base URL: what it must look like, and what is odd about it.

use url::Url;

use crate::base::problem::AccessProblem;
use crate::privacy;
use crate::wire::transport::is_loopback;

/// Checks a base URL and takes the slashes off its end.
///
/// # Errors
/// What is wrong with it.
pub fn tidy(base_url: &str) -> Result<String, AccessProblem> {
    let trimmed = base_url.trim();
    if let Some((found, instead)) = trimmed.chars().find_map(|c| Some((c, meant(c)?))) {
        return Err(AccessProblem::AddressMark { found, instead });
    }
    let url = match Url::parse(trimmed) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => url,
        _ => {
            return Err(AccessProblem::NoAddress {
                // Whoever swaps key and address writes a key here.
                url: privacy::guarded(&privacy::without_userinfo(trimmed)).chars().take(80).collect(),
            });
        }
    };
    if let Some(path) =
        ["/chat/completions", "/completions", "/models"].iter().find(|p| url.path().trim_end_matches('/').ends_with(*p))
    {
        return Err(AccessProblem::AddressTooLong { path });
    }
    if url.query().is_some() || url.fragment().is_some() || trimmed.contains(char::is_whitespace) {
        return Err(AccessProblem::AddressWithQuery);
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(AccessProblem::AddressWithUser);
    }
    Ok(trimmed.trim_end_matches('/').to_owned())
}

/// The mark of an address that a mark of a Chinese keyboard stands for.
fn meant(c: char) -> Option<char> {
    match c {
        '。' | '·' => Some('.'),
        '、' => Some('/'),
        '—' | '–' => Some('-'),
        '\u{ff01}'..='\u{ff5e}' => char::from_u32(u32::from(c) - 0xfee0),
        _ => None,
    }
}

/// A warning if calls to the platform's own host go to another path than its own, `/v1` left out as a rule.
#[must_use]
pub fn astray(base_url: &str, home: &str) -> Option<AccessProblem> {
    let (url, home) = (Url::parse(base_url).ok()?, Url::parse(home).ok()?);
    let path = home.path().trim_end_matches('/');
    let is_astray = url.host_str() == home.host_str()
        && url.port_or_known_default() == home.port_or_known_default()
        && !url.path().starts_with(path);
    let origin = url.origin().ascii_serialization();
    is_astray.then(|| AccessProblem::AddressPath { meant: format!("{origin}{path}") })
}

/// A warning if the key would cross the network in the clear.
#[must_use]
pub fn warning(base_url: &str) -> Option<AccessProblem> {
    (base_url.starts_with("http://") && !is_loopback(base_url)).then_some(AccessProblem::AddressInTheClear)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn refuses_what_cannot_work() {
        assert_eq!(tidy("https://api.example.cn/v1/").unwrap(), "https://api.example.cn/v1");
        for bad in [
            "",
            "api.example.cn/v1",
            "ftp://x/v1",
            "https://",
            "https://x/v1/chat/completions",
            "https://x/v1/chat/completions/",
            "https://x/v1?a=b",
            "https://u:p@x/v1",
            "https://x /v1",
        ] {
            assert!(tidy(bad).is_err(), "{bad}");
        }
        assert!(warning("http://10.0.0.1/v1").is_some());
        assert!(warning("http://127.0.0.1:8000/v1").is_none());
        assert!(warning("https://x/v1").is_none());
    }

    #[test]
    fn a_mark_of_a_chinese_keyboard_is_named_with_the_right_one() {
        for (url, found, instead) in [
            ("https：//api.example.cn/v1", '：', ':'),
            ("https:／／api.example.cn/v1", '／', '/'),
            ("https://api。example.cn/v1", '。', '.'),
            ("https://api.example.cn/v１", '１', '1'),
        ] {
            assert_eq!(tidy(url), Err(AccessProblem::AddressMark { found, instead }), "{url}");
        }
        assert!(tidy("https://接口.example.cn/v1").is_ok(), "a name of its own");
    }

    #[test]
    fn a_key_in_its_place_is_not_shown() {
        let shown = |url| match tidy(url) {
            Err(AccessProblem::NoAddress { url }) => url,
            other => panic!("{other:?}"),
        };
        assert_eq!(shown("sk-Qw7ZrT9pLmN"), "***");
        assert_eq!(shown("d3b07384d9a04c3b9f600123456789ab"), "***");
        assert_eq!(shown("api.example.cn/v1"), "api.example.cn/v1");
    }

    #[test]
    fn a_path_that_is_not_the_platforms_is_named_with_the_right_one() {
        let meant = |url: &str, home: &str| match astray(url, home)? {
            AccessProblem::AddressPath { meant } => Some(meant),
            _ => None,
        };
        let home = "https://api.vendor.cn/v1";
        assert_eq!(meant("https://api.vendor.cn", home).as_deref(), Some("https://api.vendor.cn/v1"));
        assert_eq!(meant("https://api.vendor.cn/api", home).as_deref(), Some("https://api.vendor.cn/v1"));
        for url in
            ["https://api.vendor.cn/v1", "https://api.vendor.cn/v1/x", "https://gateway.example", "http://127.0.0.1:1"]
        {
            assert_eq!(meant(url, home), None, "{url}");
        }
        assert_eq!(meant("https://api.vendor.cn/openai/v1", "https://api.vendor.cn/openai"), None);
        assert_eq!(meant("https://api.vendor.cn", "https://api.vendor.cn"), None);
    }
}

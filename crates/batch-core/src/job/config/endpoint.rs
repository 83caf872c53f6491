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
    let url = match Url::parse(trimmed) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => url,
        _ => {
            return Err(AccessProblem::NoAddress {
                url: privacy::without_userinfo(trimmed).chars().take(80).collect(),
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
}

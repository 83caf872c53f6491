//! The base URL: what it must look like, and what is odd about it.

use url::Url;

use crate::text;
use crate::transport::is_loopback;

/// Checks a base URL and takes the slashes off its end.
///
/// # Errors
/// One sentence: what is wrong with it.
pub fn tidy(base_url: &str) -> Result<String, String> {
    let trimmed = base_url.trim();
    let url = match Url::parse(trimmed) {
        Ok(url) if matches!(url.scheme(), "http" | "https") && url.host().is_some() => url,
        _ => return Err(text::setup::base_url_scheme(trimmed)),
    };
    if let Some(path) =
        ["/chat/completions", "/completions", "/models"].iter().find(|p| url.path().trim_end_matches('/').ends_with(*p))
    {
        return Err(text::setup::base_url_path(path));
    }
    if url.query().is_some() || url.fragment().is_some() || trimmed.contains(char::is_whitespace) {
        return Err(text::setup::base_url_query());
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(text::setup::base_url_user());
    }
    Ok(trimmed.trim_end_matches('/').to_owned())
}

/// A warning if the key would cross the network in the clear.
#[must_use]
pub fn warning(base_url: &str) -> Option<String> {
    (base_url.starts_with("http://") && !is_loopback(base_url)).then(text::setup::base_url_clear)
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

//! What samples put where an endpoint's ID belongs.

/// The ID, if it is one: samples' placeholders count as not set.
pub fn real(id: &str) -> Option<&str> {
    let id = id.trim();
    (!id.is_empty() && !id.starts_with("your_") && !is_sample(id)).then_some(id)
}

/// True for `ep-xxxxxxxx-xxxxx`, `ep-aaa`, `ep-bi-xxxx`, `ep-20250101xxxxxx-xxxxx` and `ep-你的接入点`: the platform's own hold a day and a few
/// letters, hardly ever four of one.
pub fn is_sample(id: &str) -> bool {
    let Some(id) = id.strip_prefix("ep-bi-").or_else(|| id.strip_prefix("ep-")) else { return false };
    let is_of_one = id.len() > 2 && id.chars().all(|c| c == '-' || id.starts_with(c));
    let is_crossed_out = ["xxxx", "XXXX", "****", "..."].iter().any(|cross| id.contains(cross));
    is_of_one || is_crossed_out || !id.is_ascii() || id.to_lowercase().starts_with("your")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_are_told_from_the_platforms_own() {
        for id in [
            "ep-xxxxxxxx-xxxxx",
            "ep-aaa",
            "ep-bi-aaa",
            "ep-20250101xxxxxx-xxxxx",
            "ep-2025****-xx",
            "ep-你的接入点",
            "ep-your-endpoint",
        ] {
            assert!(is_sample(id) && real(id).is_none(), "{id}");
        }
        for id in [
            "ep-20261227173012-abcde",
            "ep-m-20261227173012-xxxab",
            "ep-bi-20261227173012-zzzxx",
            "doubao-pro-xxxx",
            "ep-20260101000000-yours",
        ] {
            assert!(!is_sample(id) && real(id).is_some(), "{id}");
        }
    }
}

//! What samples put where an endpoint's ID belongs.

/// The ID, if it is one: samples' placeholders count as not set.
pub fn real(id: &str) -> Option<&str> {
    let id = id.trim();
    (!id.is_empty() && !id.starts_with("your_") && !is_sample(id)).then_some(id)
}

/// True for `ep-xxxxxxxx-xxxxx` and `ep-aaa`: the platform's own hold a day.
pub fn is_sample(id: &str) -> bool {
    id.strip_prefix("ep-").is_some_and(|id| id.len() > 2 && id.chars().all(|c| c == '-' || id.starts_with(c)))
}

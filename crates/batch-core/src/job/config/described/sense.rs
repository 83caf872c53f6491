//! What a described platform cannot be, though every field has its type.

use http::{HeaderName, HeaderValue, header};
use serde_json::Value;

use crate::base::problem::{ConfigProblem, Found, Wanted};
use crate::job::config::complain::look_up;
use crate::job::config::ranges::MOST_CALLS;
use crate::platform::{Auth, Profile};

/// Headers that say how a call is sent, which is nobody's to choose.
const OURS: &[HeaderName] = &[
    header::ACCEPT_ENCODING,
    header::CONNECTION,
    header::CONTENT_ENCODING,
    header::CONTENT_LENGTH,
    header::CONTENT_TYPE,
    header::EXPECT,
    header::HOST,
    header::TE,
    header::TRAILER,
    header::TRANSFER_ENCODING,
    header::UPGRADE,
];

/// The first field that makes no sense, and why.
pub(super) fn nonsense(profile: &Profile, written: &Value) -> Option<(String, ConfigProblem)> {
    let no = |field: &str, wanted| {
        let found = look_up(written, field).map(|value| Found::Kind(value.into()));
        Some((field.to_owned(), ConfigProblem::WrongType { wanted, found }))
    };
    let is_short = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if profile.id.is_empty() || !profile.id.chars().all(is_short) {
        return no("id", Wanted::ShortName);
    }
    if let Some((field, _)) = paths(profile).into_iter().find(|(_, path)| !path.starts_with('/')) {
        return no(field, Wanted::Path);
    }
    let is_header = |name: &str, value: &str| {
        HeaderName::try_from(name).is_ok_and(|name| !OURS.contains(&name)) && HeaderValue::from_str(value).is_ok()
    };
    if let Some((name, _)) = profile.headers.iter().find(|(name, value)| !is_header(name, value)) {
        return no(&format!("headers.{name}"), Wanted::Header);
    }
    if matches!(profile.auth, Auth::Header(name) if !is_header(name, "")) {
        return no("auth.header", Wanted::Header);
    }
    if let Some(row) = profile.rules.iter().position(|rule| rule.fits_everything()) {
        return no(&format!("errors[{row}]"), Wanted::Rule);
    }
    let field = || "limits.concurrency".to_owned();
    match profile.limits.concurrency {
        0 => Some((field(), ConfigProblem::TooSmall { least: 1 })),
        1..=MOST_CALLS => None,
        _ => Some((field(), ConfigProblem::TooLarge { most: MOST_CALLS })),
    }
}

/// Paths below the base URL, and pointers into replies.
fn paths(profile: &Profile) -> Vec<(&'static str, &'static str)> {
    let mut all = vec![("chat_path", profile.chat_path)];
    if let Some(balance) = profile.balance {
        all.extend([("balance.path", balance.path), ("balance.amount", balance.amount)]);
        all.extend((!balance.available.is_empty()).then_some(("balance.available", balance.available)));
    }
    if let Some(count) = profile.token_count {
        all.extend([("token_count.path", count.path), ("token_count.pointer", count.pointer)]);
    }
    if let Some(refusal) = profile.refusal {
        all.extend([("refusal.code", refusal.code), ("refusal.message", refusal.message)]);
    }
    let usage = &profile.usage;
    let counts = [
        ("usage.prompt", usage.prompt),
        ("usage.completion", usage.completion),
        ("usage.cached", usage.cached),
        ("usage.reasoning", usage.reasoning),
    ];
    all.extend(counts.into_iter().filter(|(_, pointer)| !pointer.is_empty()));
    all
}

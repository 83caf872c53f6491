//! The API key: where it may come from, and what cannot be one.

use secrecy::SecretString;

use super::environment::{Environment, Origin};
use crate::base::problem::{AccessProblem, Problem};
use crate::platform::Profile;
use crate::privacy;

/// Finds the key in the manual's order: config, environment, `.env`. An empty one where none is needed.
///
/// # Errors
/// A [`Problem`] if there is none, or the one there is cannot be sent.
pub fn find(profile: &Profile, in_config: Option<&str>, env: &Environment) -> Result<(SecretString, Origin), Problem> {
    let config = in_config.map(|key| ("api_config.api_key", key, Origin::Config));
    let others = profile.key_vars.iter().filter_map(|name| env.get(name).map(|(key, origin)| (*name, key, origin)));
    let Some((name, key, origin)) = config.into_iter().chain(others).find(|(_, key, _)| !is_placeholder(key)) else {
        if profile.key_vars.is_empty() {
            return Ok((SecretString::default(), Origin::Default));
        }
        return Err(Problem::new(AccessProblem::NoKey { platform: profile.name.clone(), variables: profile.key_vars }));
    };
    if key.chars().any(|c| c.is_whitespace() || c.is_control() || !c.is_ascii()) {
        return Err(Problem::new(AccessProblem::BadKey { place: name.to_owned() }));
    }
    privacy::keep(key);
    Ok((SecretString::from(key), origin))
}

/// True for nothing at all and for what samples put where a key belongs.
#[must_use]
pub fn is_placeholder(key: &str) -> bool {
    let key = key.trim().to_lowercase();
    key.is_empty()
        || key.starts_with("your")
        || key.starts_with('<')
        || key.contains("api_key")
        || key.contains("api-key")
        || key == "null"
        || key == "none"
        || key == "changeme"
        || key.trim_start_matches("sk-").chars().all(|c| matches!(c, 'x' | '*' | '.'))
        || key.chars().any(|c| matches!(c, '填' | '你' | '您' | '替'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tells_placeholders_from_keys() {
        for no in
            ["", "  ", "your_vendor_api_key", "your_actual_api_key_here", "<key>", "sk-xxxxxx", "sk-...", "在此填写"]
        {
            assert!(is_placeholder(no), "{no}");
        }
        for yes in ["sk-abc123xyz", "k", "d3b07384-d9a0", "test-key"] {
            assert!(!is_placeholder(yes), "{yes}");
        }
    }
}

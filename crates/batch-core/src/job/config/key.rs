//! The API key: where it may come from, and what cannot be one.

use secrecy::SecretString;

use super::environment::{Environment, Origin};
use super::key_trace::{self, bracketed, is_placeholder};
use crate::base::problem::{AccessProblem, KeyFault, KeyPlace, Problem};
use crate::platform::Profile;
use crate::privacy;

/// Finds the key in the manual's order: config, environment, `.env`. An empty one where none is needed.
///
/// # Errors
/// A [`Problem`] if there is none, or the one there is cannot be sent.
pub fn find(profile: &Profile, in_config: Option<&str>, env: &Environment) -> Result<(SecretString, Origin), Problem> {
    let config = in_config.map(|key| (None, key, Origin::Config));
    let others =
        profile.key_vars.iter().filter_map(|name| env.get(name).map(|(key, origin)| (Some(*name), key, origin)));
    let console = profile.console_url;
    let Some((name, key, origin)) = config.into_iter().chain(others).find(|(_, key, _)| !is_placeholder(key)) else {
        if profile.key_vars.is_empty() {
            return Ok((SecretString::default(), Origin::Default));
        }
        let (platform, variables) = (profile.name.clone(), profile.key_vars);
        let has_dot_env = env.has_file();
        let found = key_trace::find(profile, in_config, env);
        return Err(Problem::new(AccessProblem::NoKey { platform, variables, console, found, has_dot_env }));
    };
    if let Some(fault) = fault(key) {
        let place = name.map_or(KeyPlace::Config, |name| env.place(name, origin));
        return Err(Problem::new(AccessProblem::BadKey { place, fault, console }));
    }
    privacy::keep(key);
    Ok((SecretString::from(key), origin))
}

/// What cannot stand in a key: it would be refused by every server, or not even be sent.
fn fault(key: &str) -> Option<KeyFault> {
    let trimmed = key.trim();
    let is_quote = |c: char| "\"'“”‘’＂「」`".contains(c);
    match () {
        () if trimmed.get(..7).is_some_and(|head| head.eq_ignore_ascii_case("bearer ")) => Some(KeyFault::Bearer),
        () if trimmed != key => Some(KeyFault::BlankAround),
        () if key.starts_with(is_quote) || key.ends_with(is_quote) => Some(KeyFault::Quoted),
        () if bracketed(key).is_some() => Some(KeyFault::Bracketed),
        () if key.contains(['\n', '\r']) => Some(KeyFault::LineEnd),
        () if key.contains(char::is_whitespace) => Some(KeyFault::Blank),
        () => key.chars().find(|c| c.is_control() || !c.is_ascii()).map(KeyFault::Character),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_stand_in_a_key_is_told_apart() {
        for (key, what) in [
            ("Bearer sk-1", KeyFault::Bearer),
            (" bearer  sk-1", KeyFault::Bearer),
            (" sk-1", KeyFault::BlankAround),
            ("sk-1\n", KeyFault::BlankAround),
            ("\"sk-1\"", KeyFault::Quoted),
            ("“sk-1”", KeyFault::Quoted),
            ("<sk-1>", KeyFault::Bracketed),
            ("sk\n1", KeyFault::LineEnd),
            ("sk 1", KeyFault::Blank),
            ("sk－1", KeyFault::Character('－')),
        ] {
            assert_eq!(fault(key), Some(what), "{key:?}");
        }
        assert_eq!(fault("sk-abc_1.2/3+4="), None);
    }
}

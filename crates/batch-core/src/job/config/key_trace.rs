//! What there is where no key is: a placeholder, a key under another name, a key in a file that nobody reads.

use std::path::Path;

use super::environment::{Environment, LANGUAGE, Line, Origin, lines};
use crate::base::problem::{AccessProblem, KeyPlace, KeyTrace};
use crate::platform::Profile;
use crate::privacy;
use crate::sheets::open;

/// So many are named.
const MOST: usize = 3;

/// Names that editors, and systems that hide endings, give to what is meant to be `.env`.
const OTHER_FILES: [&str; 6] = [".env.txt", "env.txt", ".env.env", ".env.text", "env", "_env"];

/// The sample, which nobody reads either.
const EXAMPLES: [&str; 2] = [".env.example", ".env.example.txt"];

/// Names that say nothing of a platform.
const NAMELESS: [&str; 5] = ["API_KEY", "APIKEY", "KEY", "TOKEN", "API_TOKEN"];

/// How much a name must be like a variable's to be meant for it.
const LIKE: f64 = 0.85;

/// What was found, the most telling first.
pub(super) fn find(profile: &Profile, in_config: Option<&str>, env: &Environment) -> Vec<KeyTrace> {
    let mut found = ignored(env);
    found.extend(in_files(profile, env));
    found.extend(under_other_names(profile, env));
    let in_config = in_config.filter(|key| !key.trim().is_empty()).map(|_| KeyPlace::Config);
    let set = profile.key_vars.iter().filter_map(|name| Some(env.place(name, env.get(name)?.1)));
    found.extend(in_config.into_iter().chain(set).map(KeyTrace::Placeholder));
    found.truncate(MOST);
    found
}

/// Lines of `.env` that say nothing: the key may be in one of them.
fn ignored(env: &Environment) -> Vec<KeyTrace> {
    let odd = env.warnings.iter().filter_map(|warning| match warning {
        AccessProblem::DotEnvLine { path, number, odd } => {
            Some(KeyTrace::Ignored { path: path.clone(), number: *number, odd: *odd })
        }
        _ => None,
    });
    odd.collect()
}

/// Keys in files that are not read.
fn in_files(profile: &Profile, env: &Environment) -> Vec<KeyTrace> {
    let mut found = Vec::new();
    for folder in env.folders() {
        let read = |name: &&str| {
            let path = folder.join(name);
            let bytes = path.is_file().then(|| open::read(&path).ok())??;
            let key = lines(&path, bytes).0.into_iter().find(|(name, line)| is_key(profile, name, &line.value));
            Some((path, key))
        };
        for (path, key) in OTHER_FILES.iter().filter_map(read) {
            // Whoever has such a file has no other.
            if key.is_some() || is_hidden_ending(&path) {
                found.push(KeyTrace::OtherFile(path));
            }
        }
        let examples = EXAMPLES.iter().filter_map(read).filter_map(|(_, key)| key);
        found.extend(
            examples
                .map(|(name, Line { path, number, .. })| KeyTrace::InExample(KeyPlace::Line { path, number, name })),
        );
    }
    found
}

fn is_hidden_ending(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name == ".env.txt")
}

/// True for a variable of the platform, or one like it, that is set to a key.
fn is_key(profile: &Profile, name: &str, value: &str) -> bool {
    !is_placeholder(value) && (profile.key_vars.contains(&name) || is_like(profile, name))
}

/// Variables that are named much like the platform's, or like nobody's.
fn under_other_names(profile: &Profile, env: &Environment) -> Vec<KeyTrace> {
    let meant = env.names().into_iter().filter_map(|name| {
        let (value, origin) = env.get(name)?;
        // What the whole machine has set under a general name is meant for others.
        let is_own = is_like(profile, name) && (origin == Origin::DotEnv || !is_nameless(name));
        (is_own && !is_placeholder(value)).then(|| KeyTrace::OtherName(env.place(name, origin)))
    });
    meant.collect()
}

fn is_nameless(name: &str) -> bool {
    NAMELESS.contains(&name.to_uppercase().as_str())
}

/// True for a name that may be meant for the platform's key.
fn is_like(profile: &Profile, name: &str) -> bool {
    let upper = name.to_uppercase();
    let is_other = profile.key_vars.contains(&name) || name == profile.base_url_var || name == LANGUAGE;
    let is_secret = ["KEY", "TOKEN", "SECRET"].iter().any(|word| upper.contains(word));
    let vendor = |variable: &&str| variable.split('_').next().unwrap_or_default().to_owned();
    let of_vendor = |word: &str| upper.split('_').any(|part| part == word);
    let variables = || profile.key_vars.iter();
    !is_other
        && (is_nameless(name)
            || is_secret && of_vendor(&profile.id.to_uppercase())
            || is_secret && variables().any(|variable| of_vendor(&vendor(variable)))
            || variables().any(|variable| strsim::normalized_levenshtein(&upper, variable) >= LIKE))
}

/// What stands between `<` and `>`.
pub(super) fn bracketed(key: &str) -> Option<&str> {
    key.strip_prefix('<')?.strip_suffix('>')
}

/// True for nothing at all and for what samples put where a key belongs.
#[must_use]
pub fn is_placeholder(key: &str) -> bool {
    if let Some(inner) = bracketed(key.trim()) {
        return is_placeholder(inner)
            || !privacy::looks_like_a_key(inner)
            || !inner.contains(|c: char| c.is_ascii_digit());
    }
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
        for no in [
            "",
            "  ",
            "your_vendor_api_key",
            "your_actual_api_key_here",
            "<key>",
            "<sk-your-key>",
            "<sk-xxxx>",
            "sk-xxxxxx",
            "sk-...",
            "在此填写",
        ] {
            assert!(is_placeholder(no), "{no}");
        }
        for yes in ["sk-abc123xyz", "k", "d3b07384-d9a0", "test-key", "<sk-Qw7ZrT9pLmN>"] {
            assert!(!is_placeholder(yes), "{yes}");
        }
    }

    #[test]
    fn names_like_the_platforms_are_known() {
        let profile =
            Profile { id: "lab", key_vars: &["VENDOR_API_KEY"], base_url_var: "VENDOR_BASE_URL", ..Profile::openai() };
        for like in
            ["LAB_API_KEY", "LAB_KEY", "vendor_api_key", "VENDOR_APIKEY", "VENDOOR_API_KEY", "API_KEY", "VENDOR_TOKEN"]
        {
            assert!(is_like(&profile, like), "{like}");
        }
        for other in [
            "VENDOR_API_KEY",
            "VENDOR_BASE_URL",
            "OPENAI_API_KEY",
            "OTHER_API_KEY",
            "LABEL",
            "LAB_HOME",
            "LABOUR_API_KEY",
            LANGUAGE,
        ] {
            assert!(!is_like(&profile, other), "{other}");
        }
    }
}

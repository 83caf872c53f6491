//! What looks like a secret, where nobody says that it is one: a name of something secret, a word like a key. Whatever shows a
//! text of the user's before its meaning is known (a line of a broken file, a value in the wrong field, `extra_body`) asks here.

use serde_json::{Map, Value};

use super::secrets::{MASK, keep, without_userinfo};

/// What a name of something secret holds.
const SECRET: [&str; 10] = ["key", "token", "secret", "auth", "cookie", "bearer", "passw", "proxy", "密钥", "密码"];

/// Names that count tokens.
const COUNTS: [&str; 4] = ["max_tokens", "max_completion_tokens", "tokens_per_minute", "budget_tokens"];

/// True for the name of a field, header or variable that holds a secret.
#[must_use]
pub fn names_a_secret(name: &str) -> bool {
    let name = COUNTS.iter().fold(name.to_lowercase(), |name, count| name.replace(count, ""));
    SECRET.iter().any(|secret| name.contains(secret))
}

/// True for what no name of a model or file looks like: a long part of letters and digits, or what begins with `sk-`.
#[must_use]
pub fn looks_like_a_key(word: &str) -> bool {
    let is_mixed =
        |part: &str| part.contains(|c: char| c.is_ascii_digit()) && part.contains(|c: char| c.is_ascii_alphabetic());
    let mut parts = word.split(|c: char| !c.is_ascii_alphanumeric());
    let mut begun = word.match_indices("sk-").map(|(at, _)| word.split_at(at));
    // `task-1` is none.
    begun.any(|(before, from)| !before.ends_with(char::is_alphanumeric) || from.len() >= 20)
        || parts.any(|part| part.len() >= 10 && is_mixed(part))
}

/// True for what words, names and keys are made of.
#[must_use]
pub fn is_part(c: char) -> bool {
    c.is_alphanumeric() || "_-.+/@%$!~^*\\'".contains(c)
}

/// The text without user and password of an address, without words like keys, and without what stands behind the name of a
/// secret.
#[must_use]
pub fn guarded(text: &str) -> String {
    let text = if text.contains("://") { without_userinfo(text) } else { text.to_owned() };
    hidden(&text, "", false).0
}

/// Parts of an address that may be keys are shown no more. Whoever shares a host names it and its paths as models are named:
/// only what is long, or begins as keys do, is one.
pub fn keep_in_address(address: &str) {
    let (_, rest) = address.split_once("://").unwrap_or(("", address));
    secrets_of(rest).for_each(keep);
}

fn secrets_of(address: &str) -> impl Iterator<Item = &str> {
    let digits = |part: &str| part.chars().filter(char::is_ascii_digit).count();
    let is_long = move |part: &str| part.len() >= 16 && digits(part) >= 3;
    let is_one = move |part: &&str| {
        let begins = part.starts_with("sk-") && (digits(part) > 0 || part.len() >= 20);
        looks_like_a_key(part) && (begins || part.split(|c: char| !c.is_ascii_alphanumeric()).any(is_long))
    };
    address.split(['/', '.', ':', '@']).filter(is_one)
}

/// The same of each text in an object, by the names of its fields, too; numbers of tokens are no secrets.
#[must_use]
pub fn guarded_fields(fields: &Map<String, Value>) -> Map<String, Value> {
    fields.iter().map(|(name, value)| (guarded(name), guarded_value(name, value, false))).collect()
}

fn guarded_value(name: &str, value: &Value, is_secret: bool) -> Value {
    let is_secret = is_secret || names_a_secret(name);
    match value {
        Value::String(_) if is_secret => MASK.into(),
        // Names of models hold what they like, and are shown everywhere.
        Value::String(text) if name != "model" => guarded(text).into(),
        Value::Number(_) if is_secret && !name.to_lowercase().contains("token") => MASK.into(),
        Value::Array(items) => items.iter().map(|item| guarded_value(name, item, is_secret)).collect(),
        Value::Object(fields) => {
            let guarded = |(name, value): (&String, &Value)| (guarded(name), guarded_value(name, value, is_secret));
            Value::Object(fields.iter().map(guarded).collect())
        }
        other => other.clone(),
    }
}

/// Both parts of a line without what may be a key. `is_secret`: what stands before says that this line holds one.
#[must_use]
pub fn hidden(before: &str, behind: &str, is_secret: bool) -> (String, String) {
    let line = format!("{before}{behind}");
    // Behind the first name of a secret, everything is one.
    let mut is_secret = is_secret;
    let mut named = !names_a_secret(&line);
    let (mut shown, mut rest, mut at) = ((String::new(), String::new()), line.as_str(), 0);
    while let Some(first) = rest.chars().next() {
        let length =
            if is_part(first) { rest.find(|c: char| !is_part(c)).unwrap_or(rest.len()) } else { first.len_utf8() };
        let (part, next) = rest.split_at(length);
        let is_key = looks_like_a_key(part);
        let has_digit = part.contains(|c: char| c.is_ascii_digit());
        let is_name = !named && names_a_secret(part) && !has_digit && !is_key && !is_secret;
        let hide = is_part(first) && !is_name && part != MASK && (is_secret || is_key);
        if is_name {
            (named, is_secret) = (true, true);
        }
        // What the place cuts in two stands before it.
        let into = if at < before.len() { &mut shown.0 } else { &mut shown.1 };
        match (hide, at < before.len() && at + length > before.len()) {
            (true, _) => into.push_str(MASK),
            (false, false) => into.push_str(part),
            (false, true) => {
                let (left, right) = part.split_at(before.len() - at);
                shown.0.push_str(left);
                shown.1.push_str(right);
            }
        }
        at += length;
        rest = next;
    }
    shown
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_told_from_names() {
        for key in
            ["sk-abc", "(sk-abc", "xsk-abcdefghijklmnopqrst", "d3b07384-d9a0-4c3b-9f60-0123456789ab", "AIza0123456789"]
        {
            assert!(looks_like_a_key(key), "{key}");
        }
        for name in
            ["lab-seed-2-1-pro-260915", "ep-20261227173012-abcde", "task-1", "患者20260101001.txt", "json_object"]
        {
            assert!(!looks_like_a_key(name), "{name}");
        }
    }

    #[test]
    fn keys_in_an_address_are_told_from_its_names() {
        for (address, key) in [
            ("gw.example/sk-abc123/v1", "sk-abc123"),
            ("gw.example/sk-abcdefghijklmnopqrst/v1", "sk-abcdefghijklmnopqrst"),
            ("sk-a1b2c3d4.gw.example/v1", "sk-a1b2c3d4"),
            ("gw.example:8443/d3b07384d9a04c3b9f600123456789ab/v1", "d3b07384d9a04c3b9f600123456789ab"),
        ] {
            assert_eq!(secrets_of(address).collect::<Vec<_>>(), [key], "{address}");
        }
        for address in [
            "api.vendor.cn/v1",
            "ark.cn-beijing.vendor.com/api/v3",
            "studio.vendor.com/compatible-mode/v1",
            "myresource1234.models.cloud.example/openapi/v1",
            "1234567890123456.cn-beijing.pai-eas.vendor.com/api/predict/lab2_72b",
            "abc123def4.execute-api.us-east-1.cloud.example/prod/v1",
            "gateway.lab.example/projects/my-project-123456/v1beta1",
            "host/labmodel3instruct/v1",
            "sk-hynix.example/sk-proxy/v1",
            "10.0.0.12:8000/v1",
        ] {
            assert_eq!(secrets_of(address).count(), 0, "{address}");
        }
    }

    #[test]
    fn texts_are_shown_without_what_may_be_secret() {
        for (text, shown) in [
            ("T1", "T1"),
            ("sk-Qw7ZrT9pLmN", "***"),
            ("api.example.cn/v1", "api.example.cn/v1"),
            ("https://u:geheim@h/v1?a=1&token=abc", "https://***@h/v1?a=1&token=***"),
            ("Bearer abc", "Bearer ***"),
            ("\"max_tokens\": 16_000", "\"max_tokens\": 16_000"),
            ("\"max_tokens\": 1, \"access_token\": abc", "\"max_tokens\": 1, \"access_token\": ***"),
        ] {
            assert_eq!(guarded(text), shown, "{text}");
        }
    }

    #[test]
    fn fields_are_shown_without_secrets_and_with_all_else() {
        let fields = serde_json::json!({
            "model": "claude3opus20261227", "max_tokens": 4000, "enable_thinking": true, "stop": ["结束", "END"],
            "headers": {"Authorization": "Bearer 8f3b", "X-Trace": "on"}, "access_token": "a", "secretKey": {"v": "b"},
            "password": 12_345_678, "cookie": ["c"], "callback": "https://u:geheim@h/?token=abc",
            "user": "8f3b2c9d1e0a4f5b", "thinking": {"type": "enabled", "budget_tokens": 1024}
        });
        let shown = serde_json::json!({
            "model": "claude3opus20261227", "max_tokens": 4000, "enable_thinking": true, "stop": ["结束", "END"],
            "headers": {"Authorization": "***", "X-Trace": "on"}, "access_token": "***", "secretKey": {"v": "***"},
            "password": "***", "cookie": ["***"], "callback": "https://***@h/?token=***",
            "user": "***", "thinking": {"type": "enabled", "budget_tokens": 1024}
        });
        assert_eq!(Value::Object(guarded_fields(fields.as_object().unwrap())), shown);
    }
}

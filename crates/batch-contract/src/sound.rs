//! Whether a platform's data agrees with itself, and with what its server says of itself.

use batch_core::job::config::Document;
use batch_core::platform::Auth;
use batch_core::{Platform, Profile, Registry};
use serde_json::{Value, json};

/// Checks the profile and the files that it brings.
pub(super) fn sound(platform: &dyn Platform) {
    let profile = platform.profile();
    let url = url::Url::parse(profile.base_url).expect("base_url is a URL");
    let is_own = matches!(url.host_str(), Some("127.0.0.1" | "localhost"));
    assert!(url.scheme() == "https" || is_own, "base_url: {} is not https", profile.base_url);
    assert!(!profile.base_url.ends_with('/'), "base_url must not end with a slash");
    assert!(profile.chat_path.starts_with('/'), "chat_path must begin with a slash: {}", profile.chat_path);
    assert!(profile.id.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit()), "id: {}", profile.id);
    assert!(!profile.key_vars.is_empty() || is_own, "key_vars names no variable");
    assert!(!profile.console_url.is_empty() || is_own || profile.presets.is_some(), "console_url is empty");
    assert!(profile.limits.concurrency > 0, "limits.concurrency is 0");
    assert!(profile.config_file().ends_with(".json") && profile.log_file().ends_with(".log"));
    models(profile, is_own);
    if profile.presets.is_none() {
        sample(profile);
    }
    assert_eq!(platform.wire_model("a/b"), "a/b", "wire_model without configuration");
}

fn models(profile: &Profile, is_own: bool) {
    let registry = Registry::read(profile.models).unwrap_or_else(|problem| panic!("models.json: {problem:?}"));
    let digits = |part: &str| part.chars().all(|c| c.is_ascii_digit());
    let is_day = |day: &str| {
        let parts: Vec<&str> = day.split('-').collect();
        parts.len() == 3 && parts.iter().all(|part| digits(part)) && day.len() == "2026-11-30".len()
    };
    assert!(is_day(&registry.as_of), "models.json: as_of must be a day such as 2026-11-30: {}", registry.as_of);
    for entry in &registry.models {
        if let Some(successor) = &entry.successor {
            assert!(registry.find(successor).is_some(), "models.json: {}: no successor {successor}", entry.name);
        }
    }
    let models: Value = serde_json::from_str(profile.models).expect("JSON");
    let entries = models["models"].as_array().expect("models");
    let current = entries.iter().filter(|entry| entry["status"] == "current").count();
    assert!(current >= 3 || is_own, "models.json names {current} current models; the suite runs its jobs with three");
}

/// The config that `init` writes is for this very platform.
fn sample(profile: &Profile) {
    let document = Document::parse(profile.sample_config.to_owned(), None);
    let config = document.unwrap_or_else(|problem| panic!("the sample config: {problem:?}")).value;
    if let Some(base_url) = config["api_config"]["base_url"].as_str() {
        assert_eq!(base_url, profile.base_url, "the sample config's base_url, and the profile's");
    }
    let registry = Registry::read(profile.models).expect("models.json");
    for model in config["models"].as_array().expect("the sample config's models") {
        let name = model.as_str().or_else(|| model["name"].as_str()).expect("a name");
        assert!(registry.find(name).is_some(), "the sample config's model {name} is not in models.json");
    }
}

/// Calls go to where the server is said to answer, with the key where it looks for it.
pub(super) fn both_at_one_place(profile: &Profile, table: &Value) {
    let text = |name: &str, usual: &str| table[name].as_str().unwrap_or(usual).to_owned();
    let url = url::Url::parse(profile.base_url).expect("base_url is a URL");
    let calls = format!("{}{}", url.path().trim_end_matches('/'), profile.chat_path);
    let answers = text("base_path", "/v1") + &text("chat_path", "/chat/completions");
    assert_eq!(calls, answers, "where the profile calls (base_url and chat_path), and where `simulated` answers");
    let auth = match profile.auth {
        Auth::Bearer => json!("bearer"),
        Auth::Header(name) => json!({"header": name}),
    };
    let wanted = table.get("auth").cloned().unwrap_or_else(|| json!("bearer"));
    assert!(wanted == auth || wanted == "none", "the profile's auth is {auth}, `simulated` wants {wanted}");
    let lists = table["lists_models"].as_bool().unwrap_or(true);
    assert_eq!(profile.lists_models, lists, "lists_models of the profile, and of `simulated`");
}

//! Acme AI.

use batch_core::{Class, Limits, Platform, Profile, Rule};

/// What its errors mean, by code; the first row that fits wins. Each row is shown by one of `simulated.json`.
const RULES: &[Rule] = &[
    Rule::code("wrong_key", Class::BadKey),
    Rule::code("account_frozen", Class::NoBalance),
    Rule::code("unsafe_input", Class::ContentRefused),
    Rule::code("too_many_calls", Class::RateLimit),
    Rule::text("daily quota", Class::Quota).with_status(429),
];

/// The platform.
pub struct Acme(Profile);

impl Default for Acme {
    fn default() -> Self {
        Self(Profile {
            id: "acme",
            name: "Acme AI".into(),
            base_url: "https://api.acme.example/v1",
            base_url_var: "ACME_BASE_URL",
            key_vars: &["ACME_API_KEY"],
            console_url: "https://acme.example/console",
            limits: Limits { concurrency: 16, rpm: None, tpm: None },
            rules: RULES,
            sample_config: include_str!("../../../configs/batch_config_acme.json"),
            others: include_str!("../../platforms.json"),
            models: include_str!("../models.json"),
            simulated: include_str!("../simulated.json"),
            ..Profile::openai()
        })
    }
}

impl Platform for Acme {
    fn profile(&self) -> &Profile {
        &self.0
    }
}

//! Baichuan (百川智能). Thinly documented; see the sources beside each fact.

use batch_core::{Bilingual, Class, Dialect, Limits, Platform, Profile, Rule};

/// Error bodies are `{"error":{"code","message","type","param"}}`. Code and type swap places between clients [S], so
/// either may match, then the text. The first row that fits wins.
const RULES: &[Rule] = &[
    Rule::code("invalid_api_key", Class::BadKey),
    Rule::code("api_key_empty", Class::BadKey),
    Rule::text("incorrect api key", Class::BadKey),
    // No balance is a 429 here: asking again would never help.
    Rule::code("insufficient_quota", Class::NoBalance),
    Rule::text("insufficient account balance", Class::NoBalance),
    Rule::text("rate limit reached", Class::RateLimit),
    // No parameter message is documented; the general table tells a rejected parameter from its text.
    Rule::code("invalid_request_error", Class::ContextTooLong).with_text("context length"),
    Rule::code("invalid_request_error", Class::ContextTooLong).with_text("too long"),
];

/// The platform.
pub struct Baichuan(Profile);

impl Default for Baichuan {
    fn default() -> Self {
        Self(Profile {
            id: "baichuan",
            name: Bilingual::new("百川", "Baichuan"),
            title: Some(Bilingual::new("百川智能基座", "Baichuan")),
            key_vars: &["BAICHUAN_API_KEY"],
            base_url_var: "BAICHUAN_BASE_URL",
            base_url: "https://api.baichuan-ai.com/v1",
            console_url: "https://platform.baichuan-ai.com/console",
            // 120 requests a minute for the account [O]; calls in flight are not documented.
            limits: Limits { concurrency: 16, rpm: Some(120), tpm: None },
            lists_models: false,
            sample_config: include_str!("../../../configs/batch_config_baichuan.json"),
            others: include_str!("../../platforms.json"),
            models: include_str!("../models.json"),
            rules: RULES,
            dialect: Dialect::Baichuan,
            ..Profile::openai()
        })
    }
}

impl Platform for Baichuan {
    fn profile(&self) -> &Profile {
        &self.0
    }
}

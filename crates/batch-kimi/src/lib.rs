//! Kimi (月之暗面).

use batch_core::{
    Balance, BatchService, Bilingual, Charge, Class, Dialect, End, FileBatches, Limits, Pace, Platform, Profile, Retry,
    Rule, TokenCount, Verdict,
};

/// Limits of a tier, from the platform's rate-limit page of 2026-09 [O].
const fn tier(concurrency: u32, rpm: u32, tpm: u64) -> Limits {
    Limits { concurrency, rpm: Some(rpm), tpm: Some(tpm) }
}

/// Limits of the account by what it has topped up in all, all models together.
const TIERS: &[(&str, Limits)] = &[
    ("T0", tier(1, 3, 500_000)),
    ("T1", tier(15, 100, 2_000_000)),
    ("T2", tier(40, 100, 3_000_000)),
    ("T3", tier(50, 200, 3_000_000)),
    ("T4", tier(60, 200, 4_000_000)),
    ("T5", tier(100, 300, 5_000_000)),
];

/// Error bodies are `{"error":{"type","message"}}` [O]. The first row that fits wins.
const RULES: &[Rule] = &[
    Rule::code("content_filter", Class::ContentRefused),
    Rule::text("exceeded model token limit", Class::ContextTooLong),
    // A parameter that the model rejects repeats for every call of that model [L].
    Rule::text("is allowed for this model", Class::BadParameter).with_status(400),
    Rule::text("invalid thinking", Class::BadParameter).with_status(400),
    Rule::code("invalid_authentication_error", Class::BadKey),
    Rule::code("incorrect_api_key_error", Class::BadKey),
    Rule::code("permission_denied_error", Class::Forbidden).with_text("your ip"),
    Rule::code("permission_denied_error", Class::Forbidden).with_text("ip not allowed"),
    Rule::code("permission_denied_error", Class::ModelForbidden),
    // A path that is not there has the code of a model that is not there.
    Rule::code("resource_not_found_error", Class::WrongAddress).with_text("requested resource"),
    Rule::code("resource_not_found_error", Class::ModelNotFound),
    // No balance is a 429 here: asking again would never help.
    Rule::code("exceeded_current_quota_error", Class::NoBalance),
    Rule::code("engine_overloaded_error", Class::Overloaded),
    Rule::code("rate_limit_reached_error", Class::Quota).with_text("TPD"),
    Rule::code("rate_limit_reached_error", Class::Quota).with_text("RPD"),
    Rule::code("rate_limit_reached_error", Class::RateLimit),
    Rule::code("server_error", Class::ServerError),
    Rule::code("unexpected_output", Class::ServerError),
    Rule::code("server_unavailable", Class::ServerError),
    Rule::status(504, Class::ServerError).verdict(Verdict::Retry(Retry {
        pace: Pace::Backoff,
        at_most: Some(1),
        then: End::DropCell,
    })),
];

/// Files of one model, at most 100 MB; a window of 12h to 7d; sampling parameters are refused [O]. Lines are not limited as
/// far as anybody says.
const BATCH: FileBatches = FileBatches {
    max_lines: None,
    max_bytes: 100 << 20,
    forbidden: &["temperature", "top_p", "n", "presence_penalty", "frequency_penalty"],
    ..FileBatches::openai()
};

/// The platform.
pub struct Kimi(Profile);

impl Default for Kimi {
    fn default() -> Self {
        Self(Profile {
            id: "kimi",
            name: "Kimi".into(),
            title: Some(Bilingual::new("Kimi (月之暗面) 基座", "Kimi (Moonshot AI)")),
            key_vars: &["MOONSHOT_API_KEY"],
            base_url_var: "MOONSHOT_BASE_URL",
            base_url: "https://api.moonshot.cn/v1",
            console_url: "https://platform.moonshot.cn/console",
            limits: tier(15, 100, 2_000_000),
            tiers: TIERS,
            charge: Charge::PromptPlusMax,
            balance: Some(Balance::at("/users/me/balance", "/data/available_balance", "CNY")),
            token_count: Some(TokenCount::of_messages("/tokenizers/estimate-token-count", "/data/total_tokens")),
            batch: Some(BatchService::Files(BATCH)),
            sample_config: include_str!("../../../configs/batch_config_kimi.json"),
            others: include_str!("../../platforms.json"),
            models: include_str!("../models.json"),
            rules: RULES,
            dialect: Dialect::Kimi,
            ..Profile::openai()
        })
    }
}

impl Platform for Kimi {
    fn profile(&self) -> &Profile {
        &self.0
    }
}

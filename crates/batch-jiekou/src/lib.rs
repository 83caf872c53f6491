//! JieKou AI: many vendors' models behind one account.

use batch_core::{
    Bilingual, Class, Dialect, End, FileNames, Limits, Pace, Platform, Profile, Retry, Rule, Scope, Verdict,
};

/// Error bodies are flat, `{"code":401,"reason":"...","message":"...","metadata":{}}`; upstream errors come through
/// bare, `{"message":"..."}` [O]. The first row that fits wins.
const RULES: &[Rule] = &[
    Rule::code("FAILED_TO_AUTH", Class::BadKey),
    Rule::code("INVALID_API_KEY", Class::BadKey),
    // It can also appear under rate limiting: ask once more after a minute, then stop.
    Rule::code("NOT_ENOUGH_BALANCE", Class::NoBalance).verdict(Verdict::Retry(Retry {
        pace: Pace::Minute,
        at_most: Some(1),
        then: End::StopRun,
    })),
    Rule::code("ACCESS_DENY", Class::ModelForbidden),
    Rule::code("MODEL_NOT_FOUND", Class::ModelNotFound),
    Rule::code("RATE_LIMIT_EXCEEDED", Class::RateLimit),
    Rule::code("TOKEN_LIMIT_EXCEEDED", Class::RateLimit),
    Rule::code("SERVICE_NOT_AVAILABLE", Class::ServerError),
    Rule::text("beta-limitations", Class::BadParameter),
    Rule::code("INVALID_REQUEST_BODY", Class::BadRequest),
];

/// The platform.
pub struct JieKou(Profile);

impl Default for JieKou {
    fn default() -> Self {
        Self(Profile {
            id: "jiekou",
            name: "JieKou".into(),
            title: Some(Bilingual::new("新输出格式", "JieKou, new output format")),
            files: Some(FileNames {
                config: "batch_config.json",
                output: "./output/raw",
                log: "batch_process_new.log",
            }),
            key_vars: &["JIEKOU_API_KEY"],
            base_url_var: "JIEKOU_BASE_URL",
            base_url: "https://api.jiekou.ai/openai",
            console_url: "https://jiekou.ai",
            // No limits are documented.
            limits: Limits { concurrency: 16, rpm: None, tpm: None },
            scope: Scope::Model,
            sample_config: include_str!("../../../configs/batch_config.json"),
            others: include_str!("../../platforms.json"),
            models: include_str!("../models.json"),
            rules: RULES,
            dialect: Dialect::JieKou,
            ..Profile::openai()
        })
    }
}

impl Platform for JieKou {
    fn profile(&self) -> &Profile {
        &self.0
    }
}

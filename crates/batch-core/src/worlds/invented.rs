//! A platform that nobody else has: its table knows a few exact codes, as real ones do. It names the crate from outside, as
//! a platform does: the fuzzing of the readers has it, too.

use batch_core::{
    BatchService, Class, End, FileBatches, FileNames, HeldCalls, Limits, Pace, Platform, Profile, Retry, Rule, Scope,
    Verdict,
};

/// Codes that say for certain whose fault it is.
const RULES: &[Rule] = &[
    Rule::code("key_revoked", Class::BadKey),
    Rule::code("account_in_arrears", Class::NoBalance),
    Rule::code("model_closed", Class::ModelNotFound),
    Rule::code("too_fast", Class::RateLimit),
    Rule::code("engine_overloaded", Class::Overloaded),
    Rule::code("daily_quota", Class::Quota),
    Rule::code("no_balance_yet", Class::NoBalance).verdict(Verdict::Retry(Retry {
        pace: Pace::Minute,
        at_most: Some(1),
        then: End::StopRun,
    })),
    Rule::code("upstream_timeout", Class::ServerError).verdict(Verdict::Retry(Retry {
        pace: Pace::Backoff,
        at_most: Some(1),
        then: End::DropCell,
    })),
];

/// Prices are 10 and 20 a million tokens, whatever the model; half of it in the batch service.
const MODELS: &str = r#"{"as_of":"2026-01-01","source":"invented","currency":"CNY","batch":{"share":0.5},"models":[
    {"name":"*","status":"current","prices":[{"input":10.0,"output":20.0}]}]}"#;

/// Where calls are held.
pub const HELD: &str = "/batch/chat/completions";

/// The platform.
pub struct Invented(Profile);

impl Invented {
    /// A platform whose limits the client believes to be counted for this scope.
    #[must_use]
    pub fn new(scope: Scope) -> Self {
        Self(Profile {
            id: "invented",
            name: "Invented".into(),
            files: Some(FileNames { config: "config.json", output: "output", log: "run.log" }),
            base_url_var: "BATCH_WORLDS_URL",
            base_url: "https://api.invented.example/v1",
            console_url: "https://invented.example",
            key_vars: &["BATCH_WORLDS_KEY"],
            scope,
            lists_models: false,
            sample_config: "{}",
            models: MODELS,
            rules: RULES,
            batch: Some(BatchService::Files(FileBatches::openai())),
            ..Profile::openai()
        })
    }
}

#[allow(dead_code, reason = "not wherever this file is")]
impl Invented {
    /// The same with calls that are held instead of files: for hours, and many at once.
    #[must_use]
    pub fn held(mut self) -> Self {
        let limits = Limits { concurrency: 64, rpm: None, tpm: None };
        self.0.batch = Some(BatchService::Held(HeldCalls { path: HELD, model_key: "", hours: 3, limits }));
        self
    }
}

impl Platform for Invented {
    fn profile(&self) -> &Profile {
        &self.0
    }
}

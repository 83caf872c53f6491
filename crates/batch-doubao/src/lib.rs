//! 豆包 (Volcengine Ark).

mod endpoint;
mod placeholder;

use batch_core::{
    Bilingual, Class, Complaint, Dialect, Limits, Pace, Platform, Profile, Rule, Scope, TokenCount, VendorModel,
    Verdict,
};
use serde_json::{Map, Value};

use endpoint::Endpoints;

/// A rate limit that is counted over a minute; the message names no time [O].
const fn window(code: &'static str) -> Rule {
    Rule::code(code, Class::RateLimit).verdict(Verdict::retry(Pace::Window))
}

/// Error bodies are `{"error":{"code","message","param","type"}}` [O]. The first row that fits wins, so longer prefixes
/// stand before shorter ones.
const RULES: &[Rule] = &[
    Rule::code("OutofContextError*", Class::ContextTooLong),
    Rule::code("ContentSecurityDetectionError*", Class::ServerError),
    Rule::code("SensitiveContentDetected*", Class::ContentRefused),
    Rule::code("InputTextSensitiveContentDetected*", Class::ContentRefused),
    Rule::code("OutputTextSensitiveContentDetected*", Class::ContentRefused),
    Rule::code("*RiskDetection", Class::ContentRefused),
    Rule::code("InvalidEndpoint.ClosedEndpoint*", Class::ModelNotFound),
    Rule::code("InvalidEndpointOrModel*", Class::ModelNotFound),
    Rule::code("ModelNotOpen*", Class::ModelForbidden),
    Rule::code("UnsupportedModel*", Class::ModelNotFound),
    Rule::code("AuthenticationError*", Class::BadKey),
    Rule::code("InvalidAccountStatus*", Class::Forbidden),
    Rule::code("AccountOverdueError*", Class::NoBalance),
    Rule::code("OperationDenied.ServiceOverdue*", Class::NoBalance),
    Rule::code("OperationDenied*", Class::ModelForbidden),
    Rule::code("AccessDenied*", Class::ModelForbidden),
    Rule::code("SetLimitExceeded*", Class::ModelQuota),
    Rule::code("QuotaExceeded*", Class::ModelQuota),
    Rule::code("ServerOverloaded*", Class::Overloaded),
    Rule::code("RequestBurstTooFast*", Class::Overloaded),
    window("RateLimitExceeded*"),
    window("ModelAccount*"),
    window("APIAccountRpm*"),
    window("AccountRateLimitExceeded*"),
    window("InflightBatchsizeExceeded*"),
    Rule::code("InternalServiceError*", Class::ServerError),
    // A parameter message repeats for every call of the model; one that names no parameter is the call's own.
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("temperature"),
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("top_p"),
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("max_tokens"),
    Rule::code("InvalidParameter*", Class::BadParameter).with_text("thinking"),
    Rule::code("InvalidParameter*", Class::BadRequest),
    Rule::code("MissingParameter*", Class::BadRequest),
    Rule::code("InvalidArgumentError*", Class::BadRequest),
];

/// The platform.
pub struct Doubao {
    profile: Profile,
    endpoints: Endpoints,
}

impl Default for Doubao {
    fn default() -> Self {
        let profile = Profile {
            id: "doubao",
            name: Bilingual::new("豆包", "Doubao"),
            title: Some(Bilingual::new("豆包 (火山引擎) 基座", "Doubao (Volcano Engine)")),
            key_vars: &["ARK_API_KEY", "DOUBAO_API_KEY"],
            base_url_var: "ARK_BASE_URL",
            base_url: "https://ark.cn-beijing.volces.com/api/v3",
            console_url: "https://console.volcengine.com/ark",
            vendor_keys: endpoint::KEYS,
            // Of seed-2.1-pro, the tightest of the current models [3]; calls in flight are not documented.
            limits: Limits { concurrency: 32, rpm: Some(500), tpm: Some(1_000_000) },
            scope: Scope::Model,
            // Thinking and answer together are at most 64k; max_tokens leaves thinking out [O].
            uncapped_thinking: 65_536,
            token_count: Some(TokenCount::of_text("/tokenization", "/data/0/total_tokens")),
            sample_config: include_str!("../../../configs/batch_config_doubao.json"),
            others: include_str!("../../platforms.json"),
            models: include_str!("../models.json"),
            rules: RULES,
            dialect: Dialect::Ark,
            ..Profile::openai()
        };
        Self { profile, endpoints: Endpoints::default() }
    }
}

impl Platform for Doubao {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn configure(&mut self, api: &Map<String, Value>, models: &[VendorModel<'_>]) -> Result<(), Complaint> {
        self.endpoints = Endpoints::read(api, models)?;
        Ok(())
    }

    fn wire_model(&self, model: &str) -> String {
        self.endpoints.of(model).unwrap_or(model).to_owned()
    }

    fn banner(&self) -> Vec<Bilingual> {
        self.endpoints.banner()
    }
}

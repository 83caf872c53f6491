//! 豆包 (Volcengine Ark).

mod endpoint;
mod placeholder;
mod rules;

use batch_core::{
    BatchService, Bilingual, Complaint, Dialect, HeldCalls, Limits, Platform, Profile, Scope, TokenCount, VendorModel,
};
use serde_json::{Map, Value};

use endpoint::Endpoints;

/// Calls that are held for up to three days, by endpoints of their own and outside the limits of other calls: the
/// manual advises very many at once [O]. This is as many as any run may have: each may need a connection of its own.
const BATCH: HeldCalls = HeldCalls {
    path: "/batch/chat/completions",
    model_key: "batch_endpoint_id",
    hours: 72,
    limits: Limits { concurrency: 1024, rpm: None, tpm: None },
};

/// The platform.
pub struct Doubao {
    profile: Profile,
    endpoints: Endpoints,
    batch_endpoints: Endpoints,
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
            batch: Some(BatchService::Held(BATCH)),
            token_count: Some(TokenCount::of_text("/tokenization", "/data/0/total_tokens")),
            sample_config: include_str!("../../../configs/batch_config_doubao.json"),
            others: include_str!("../../platforms.json"),
            models: include_str!("../models.json"),
            rules: rules::RULES,
            dialect: Dialect::Ark,
            ..Profile::openai()
        };
        Self { profile, endpoints: Endpoints::default(), batch_endpoints: Endpoints::default() }
    }
}

impl Platform for Doubao {
    fn profile(&self) -> &Profile {
        &self.profile
    }

    fn configure(&mut self, api: &Map<String, Value>, models: &[VendorModel<'_>]) -> Result<(), Complaint> {
        self.endpoints = Endpoints::read("endpoint_id", api, models)?;
        self.batch_endpoints = Endpoints::read("batch_endpoint_id", api, models)?;
        Ok(())
    }

    fn wire_model(&self, model: &str) -> String {
        self.endpoints.of(model).unwrap_or(model).to_owned()
    }

    /// Whether a model's name will do instead is not documented.
    fn batch_model(&self, model: &str) -> Option<String> {
        self.batch_endpoints.of(model).map(str::to_owned)
    }

    fn banner(&self) -> Vec<Bilingual> {
        self.endpoints.banner()
    }
}

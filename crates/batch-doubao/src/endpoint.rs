//! `endpoint_id` and `batch_endpoint_id`: one for a model, or a map model -> endpoint.

use std::collections::BTreeMap;

use batch_core::{Bilingual, Complaint, VendorKey, VendorModel};
use serde_json::{Map, Value};

use crate::placeholder::{is_sample, real};

/// The keys that this platform reads from the config.
pub const KEYS: &[VendorKey] = &[
    VendorKey { name: "endpoint_id", per_model: true },
    VendorKey { name: "batch_endpoint_id", per_model: true },
    VendorKey { name: "allow_shared_endpoint", per_model: false },
];

/// Which endpoint stands for which configured model name.
#[derive(Debug, Default)]
pub struct Endpoints(BTreeMap<String, String>);

impl Endpoints {
    /// Reads `api_config.KEY` (text or map) and `models[].KEY`; the model's own wins.
    ///
    /// # Errors
    /// Wrong types, unknown models, and one endpoint for several models unless `allow_shared_endpoint` says so: an
    /// endpoint has one model behind it, so its answers would stand under several names.
    pub fn read(key: &str, api: &Map<String, Value>, models: &[VendorModel<'_>]) -> Result<Self, Complaint> {
        let (mut found, of_all) = (BTreeMap::new(), format!("api_config.{key}"));
        match api.get(key) {
            None | Some(Value::Null) => {}
            Some(Value::String(id)) => {
                if let Some(id) = real(id) {
                    found.extend(models.iter().map(|m| (m.name.to_owned(), id.to_owned())));
                }
            }
            Some(Value::Object(map)) => {
                for (model, id) in map.iter().filter(|(model, _)| !model.starts_with('_')) {
                    let field = format!("{of_all}.{model}");
                    if let Some(id) = text(id, &field)?.and_then(real) {
                        found.insert(model.clone(), id.to_owned());
                    }
                }
            }
            Some(_) => {
                return Err(complaint(
                    &of_all,
                    Bilingual::new(
                        "应为接入点 ID（字符串）或 {\"模型\": \"接入点 ID\"}",
                        "must be an endpoint ID (a string) or {\"model\": \"endpoint ID\"}",
                    ),
                ));
            }
        }
        if let Some(n) = models.iter().position(|model| is_sample(model.name)) {
            let said = Bilingual::new(
                "还是示例中的占位符，请填写接入点 ID",
                "is still the sample's placeholder; write your own",
            );
            return Err(complaint(&format!("models[{n}]"), said));
        }
        for (n, model) in models.iter().enumerate() {
            if let Some(id) = model.keys.get(key)
                && let Some(id) = text(id, &format!("models[{n}].{key}"))?.and_then(real)
            {
                found.insert(model.name.to_owned(), id.to_owned());
            }
        }
        found.retain(|model, _| models.iter().any(|m| m.name == model));
        let shared_ok = api.get("allow_shared_endpoint").and_then(Value::as_bool).unwrap_or(false);
        let mut seen: BTreeMap<&str, &str> = BTreeMap::new();
        for (model, id) in &found {
            if let Some(other) = seen.insert(id, model).filter(|_| !shared_ok) {
                return Err(complaint(&of_all, shared(other, model, id)));
            }
        }
        Ok(Self(found))
    }

    /// The endpoint of a model.
    pub fn of(&self, model: &str) -> Option<&str> {
        self.0.get(model).map(String::as_str)
    }

    /// The manual's line: the endpoint, or that model names are used.
    pub fn banner(&self) -> Vec<Bilingual> {
        let both = |line: String| Bilingual::new(line.clone(), line);
        let ids: Vec<&str> = self.0.values().map(String::as_str).collect();
        match ids.as_slice() {
            [] => vec![Bilingual::new("使用模型名称", "Model names are used")],
            [one, rest @ ..] if rest.iter().all(|id| id == one) => vec![both(format!("Endpoint ID: {one}"))],
            _ => self.0.iter().map(|(model, id)| both(format!("Endpoint ID: {id} ({model})"))).collect(),
        }
    }
}

fn text<'a>(value: &'a Value, field: &str) -> Result<Option<&'a str>, Complaint> {
    match value {
        Value::Null => Ok(None),
        Value::String(text) => Ok(Some(text)),
        _ => Err(complaint(field, Bilingual::new("应为字符串，请修改", "must be a string"))),
    }
}

fn shared(one: &str, other: &str, id: &str) -> Bilingual {
    let zh = format!(
        "{one} 和 {other} 共用接入点 {id}：一个接入点背后只有一个模型，结果会以不同名称重复出现；请写成 \
         {{\"模型\": \"接入点 ID\"}}，或确认无误后在 api_config 中设置 \"allow_shared_endpoint\": true"
    );
    let en = format!(
        "{one} and {other} share the endpoint {id}: there is one model behind an endpoint, so its answers would appear under \
         two names; write {{\"model\": \"endpoint ID\"}}, or set \"allow_shared_endpoint\": true in api_config if intended"
    );
    Bilingual::new(zh, en)
}

fn complaint(field: &str, what: Bilingual) -> Complaint {
    Complaint { field: field.to_owned(), what }
}

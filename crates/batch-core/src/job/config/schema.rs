//! The JSON Schema of the config file, for editors; `configs/batch-config.schema.json` is this, and a test keeps it so.

use std::sync::OnceLock;

use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::file::File;
use crate::platform::Profile;

/// The schema as it is shipped. `platforms` lend their own keys.
#[must_use]
pub fn schema(platforms: &[&Profile]) -> Value {
    let mut schema = generate();
    let comment = json!({"^_": {"description": "注释，程序忽略"}, "^\\$": {}});
    close(&mut schema, &comment);
    for keys in platforms.iter().map(|p| p.vendor_keys) {
        for key in keys {
            let any = json!({"description": "平台特有"});
            schema["$defs"]["ApiConfig"]["properties"][key.name] = any.clone();
            if key.per_model {
                schema["$defs"]["ModelKeys"]["properties"][key.name] = any;
            }
        }
    }
    for name in ["ApiConfig", "ModelKeys", "PriceKeys", "BudgetKeys"] {
        close(&mut schema["$defs"][name], &comment);
    }
    schema["properties"]["prices"]["patternProperties"] = comment;
    schema["required"] = json!(["models"]);
    schema
}

fn generate() -> Value {
    let generator = SchemaSettings::draft07().with(|s| s.definitions_path = "/$defs".into()).into_generator();
    generator.into_root_schema_for::<File>().to_value()
}

/// Editors mark unknown keys; ours that begin with `_` are comments.
fn close(object: &mut Value, comment: &Value) {
    object["additionalProperties"] = json!(false);
    object["patternProperties"] = comment.clone();
}

/// The names that may stand at the top of a config.
pub fn top_level_keys() -> Vec<&'static str> {
    static KEYS: OnceLock<Vec<String>> = OnceLock::new();
    KEYS.get_or_init(|| {
        let schema = generate();
        schema["properties"].as_object().map(|p| p.keys().cloned().collect()).unwrap_or_default()
    })
    .iter()
    .map(String::as_str)
    .collect()
}

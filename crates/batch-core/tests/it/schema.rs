//! `configs/batch-config.schema.json` is generated, and fresh.

use std::path::{Path, PathBuf};

use batch_baichuan::Baichuan;
use batch_core::Platform;
use batch_core::job::config::schema;
use batch_doubao::Doubao;
use batch_jiekou::JieKou;
use batch_kimi::Kimi;
use serde_json::Value;

fn configs() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs")
}

#[test]
fn the_schema_is_fresh() {
    let path = configs().join("batch-config.schema.json");
    let platforms: [Box<dyn Platform>; 4] = [
        Box::new(Kimi::default()),
        Box::new(Doubao::default()),
        Box::new(Baichuan::default()),
        Box::new(JieKou::default()),
    ];
    let profiles: Vec<_> = platforms.iter().map(|platform| platform.profile()).collect();
    let fresh = serde_json::to_string_pretty(&schema::schema(&profiles)).unwrap() + "\n";
    if std::env::var_os("UPDATE_SCHEMA").is_some() {
        std::fs::write(&path, &fresh).unwrap();
    }
    let kept = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(kept == fresh, "run: UPDATE_SCHEMA=1 cargo test -p batch-core --test it schema");
}

/// Every key of the shipped configs, those in their comments included, stands in the schema.
#[test]
fn the_shipped_configs_fit() {
    let schema: Value =
        serde_json::from_str(&std::fs::read_to_string(configs().join("batch-config.schema.json")).unwrap()).unwrap();
    for name in ["batch_config_kimi", "batch_config_doubao", "batch_config_baichuan", "batch_config"] {
        let text = std::fs::read_to_string(configs().join(format!("{name}.json"))).unwrap();
        let keys = text.lines().filter_map(|line| {
            let line = line.trim_start_matches([' ', '/', ',']);
            line.strip_prefix('"').and_then(|rest| rest.split_once("\":")).map(|(key, _)| key)
        });
        for key in keys.filter(|key| !key.starts_with(['_', '$'])) {
            assert!(schema.to_string().contains(&format!("\"{key}\"")), "{name}: {key}");
        }
    }
}

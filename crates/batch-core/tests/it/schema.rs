//! `configs/batch-config.schema.json` is generated, and fresh.

use std::path::PathBuf;

use batch_core::job::config::schema;
use batch_core::platform::{Profile, VendorKey};
use serde_json::Value;

use super::boundary::{crates, platforms, sources};

fn configs() -> PathBuf {
    crates().join("../configs")
}

/// The keys that platforms have of their own, as they stand in the crates' code: this test is not rebuilt for each of them.
fn vendor_keys() -> Vec<VendorKey> {
    let mut keys = Vec::new();
    for (path, text) in platforms().into_iter().flat_map(|(_, folder)| sources(&folder.join("src"))) {
        for key in text.split("VendorKey {").skip(1) {
            let value = |field: &str| Some(key.split('}').next()?.split_once(field)?.1.split(',').next()?.trim());
            let name = value("name:").and_then(|name| name.strip_prefix('"')?.strip_suffix('"'));
            let per_model = value("per_model:").and_then(|value| value.parse().ok());
            let (Some(name), Some(per_model)) = (name, per_model) else {
                panic!("{}: write VendorKey {{ name: \"…\", per_model: … }}", path.display());
            };
            keys.push(VendorKey { name: name.to_owned().leak(), per_model });
        }
    }
    keys
}

#[test]
fn the_schema_is_fresh() {
    let path = configs().join("batch-config.schema.json");
    let all = Profile { vendor_keys: vendor_keys().leak(), ..Profile::openai() };
    let fresh = serde_json::to_string_pretty(&schema::schema(&[&all])).unwrap() + "\n";
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
    let files = std::fs::read_dir(configs()).unwrap().map(|entry| entry.unwrap().path());
    let is_config =
        |path: &PathBuf| path.file_stem().is_some_and(|name| name.to_string_lossy().contains("batch_config"));
    let files: Vec<_> = files.filter(is_config).collect();
    assert!(files.len() >= 5, "{files:?}");
    for path in files {
        let (name, mut text) = (path.display(), std::fs::read_to_string(&path).unwrap());
        // What describes a platform is no part of the schema: `batch-openai` reads it as a profile.
        if let Some((before, behind)) = text.split_once("\"platform\": {") {
            text = format!("{before}{}", behind.split_once("\n    }").unwrap().1);
        }
        let keys = text.lines().filter_map(|line| {
            let line = line.trim_start_matches([' ', '/', ',']);
            line.strip_prefix('"').and_then(|rest| rest.split_once("\":")).map(|(key, _)| key)
        });
        for key in keys.filter(|key| !key.starts_with(['_', '$'])) {
            assert!(schema.to_string().contains(&format!("\"{key}\"")), "{name}: {key}");
        }
    }
}

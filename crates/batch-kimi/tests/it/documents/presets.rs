//! What `docs/en/any-server.md` tells of presets and of the `platform` section is so; its own preset passes the suite.

use std::collections::BTreeSet;
use std::fs;

use batch_contract::table;
use batch_core::job::config;
use batch_core::{Platform, Profile};

use super::super::{folder, options, start};
use super::{Document, documents, root, spans};

/// A platform that a config describes, as `batch-openai`'s is.
struct Described(Profile);

impl Platform for Described {
    fn profile(&self) -> &Profile {
        &self.0
    }
    fn become_described(&mut self, described: Profile) {
        self.0 = described;
    }
}

fn page() -> Document {
    documents().into_iter().find(|document| document.name == "docs/en/any-server.md").unwrap()
}

/// The blocks of JSON of a document.
fn blocks(document: &Document) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut lines = document.lines.iter().map(|(_, line)| line.as_str());
    while lines.any(|line| line.trim() == "```json") {
        blocks.push(
            lines.by_ref().take_while(|line| line.trim() != "```").fold(String::new(), |all, line| all + line + "\n"),
        );
    }
    blocks
}

/// The presets that come with `batch-openai`, each by its name.
fn presets() -> &'static [(&'static str, &'static str)] {
    let files = fs::read_dir(root().join("crates/batch-openai/presets")).unwrap().map(|entry| entry.unwrap().path());
    let own = |text: String| -> &'static str { text.leak() };
    let pair = |file: std::path::PathBuf| {
        (own(file.file_stem().unwrap().to_str().unwrap().to_owned()), own(fs::read_to_string(&file).unwrap()))
    };
    files.map(pair).collect::<Vec<_>>().leak()
}

/// The platform of a config that stands in a folder.
fn described(config: &std::path::Path) -> Described {
    let mut platform = Described(Profile { presets: Some(presets()), ..Profile::openai() });
    let outcome = config::describe(&mut platform, Some(config));
    outcome.unwrap_or_else(|problem| panic!("{}: {problem:?}", fs::read_to_string(config).unwrap()));
    platform
}

#[test]
fn the_pages_configs_describe_platforms_and_its_preset_is_one() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let (own, configs): (Vec<_>, Vec<_>) =
        blocks(&page()).into_iter().partition(|block| block.contains("\"simulated\""));
    assert_eq!((own.len(), configs.len()), (1, 5));
    fs::write(folder.path().join("linden.json"), &own[0]).unwrap();
    let mut seen = BTreeSet::new();
    for config in configs {
        let path = folder.path().join("a_config.json");
        fs::write(&path, config).unwrap();
        let platform = described(&path);
        seen.insert(platform.profile().id);
        if platform.profile().id == "linden" {
            assert_eq!(platform.profile().limits.concurrency, 8, "what is changed in the preset");
            table(&platform);
        }
    }
    assert_eq!(seen, BTreeSet::from(["deepseek", "linden", "ollama", "qwen", "vllm"]));
}

#[test]
fn the_tables_tell_of_every_preset_and_every_key() {
    let page = page();
    let example = fs::read_to_string(root().join(".env.example")).unwrap();
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let mut told = BTreeSet::new();
    for (cell, row) in page.table("Preset") {
        let name = spans(&cell).remove(0);
        let path = folder.path().join("a_config.json");
        fs::write(&path, format!(r#"{{"platform": {{"preset": "{name}"}}}}"#)).unwrap();
        let platform = described(&path);
        let Profile { key_vars, base_url, base_url_var, .. } = platform.profile();
        let is: BTreeSet<_> = key_vars.iter().chain([base_url, base_url_var]).map(|text| (*text).to_owned()).collect();
        assert_eq!(spans(&row).into_iter().skip(1).collect::<BTreeSet<_>>(), is, "{name}");
        for variable in *key_vars {
            assert!(example.contains(&format!("# {variable}=your_")), ".env.example has no {variable}");
        }
        told.insert(name);
    }
    assert_eq!(told, presets().iter().map(|(name, _)| (*name).to_owned()).collect());

    let keys: BTreeSet<String> = page.table("Key").iter().flat_map(|(cell, _)| spans(cell)).collect();
    let error = serde_json::from_str::<Profile>(r#"{"?": 0}"#).unwrap_err().to_string();
    let known: BTreeSet<String> = spans(&error).into_iter().filter(|name| name != "?").collect();
    assert_eq!(keys, known);
}

//! What there is where no config was found: files that are named much like it.

use std::fs;
use std::path::{Path, PathBuf};

use crate::base::problem::NearConfig;

/// So many are named.
const MOST: usize = 4;

/// What all configs' names begin with.
const COMMON: &str = "batch_config";

/// Files in these folders that may be the config of this name, the likeliest first.
pub(super) fn find(name: &str, folders: &[&Path]) -> Vec<NearConfig> {
    let mut found: Vec<(u8, NearConfig)> = Vec::new();
    for folder in folders {
        let shown = if *folder == Path::new(".") { Path::new("") } else { folder };
        let Ok(entries) = fs::read_dir(folder) else { continue };
        let mut names: Vec<String> = entries
            .flatten()
            .filter(|entry| entry.path().is_file())
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect();
        names.sort();
        found.extend(names.into_iter().filter_map(|file| near(name, &file, shown.join(&file))));
    }
    found.sort_by_key(|(rank, _)| *rank);
    found.into_iter().take(MOST).map(|(_, near)| near).collect()
}

fn near(name: &str, file: &str, path: PathBuf) -> Option<(u8, NearConfig)> {
    let (lower, wanted) = (file.to_lowercase(), name.to_lowercase());
    let stem = wanted.strip_suffix(".json").unwrap_or(&wanted);
    if [format!("{wanted}.txt"), format!("{stem}.txt"), format!("{wanted}.json"), stem.to_owned()].contains(&lower) {
        return Some((0, NearConfig::HiddenEnding(path)));
    }
    let rest = lower.strip_suffix(".json")?;
    // `x (1).json`, `x - 副本.json`; but `x_other.json` is another's.
    let is_copy = |rest: &str| !rest.starts_with(|c: char| c == '_' || c.is_ascii_alphanumeric());
    if rest.strip_prefix(stem).is_some_and(is_copy) {
        return Some((1, NearConfig::Copy(path)));
    }
    let id = rest.strip_prefix(COMMON)?;
    let id = id.strip_prefix('_').filter(|id| !id.is_empty() && id.chars().all(|c| c.is_ascii_alphanumeric()));
    Some((2, NearConfig::OtherPlatform { path, program: id.map(|id| format!("batch-{id}")) }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_named_much_like_it_are_found() {
        let dir = tempfile::tempdir().unwrap();
        let files = [
            "batch_config_lab.json.txt",
            "batch_config_lab (1).json",
            "Batch_Config_Lab.JSON",
            "batch_config_other.json",
            "batch_config.json",
            "batch-config.schema.json",
            "notes.json",
        ];
        files.iter().for_each(|file| fs::write(dir.path().join(file), "{}").unwrap());
        let found = |name: &str| -> Vec<String> {
            let found = find(name, &[dir.path(), Path::new("nowhere")]).into_iter();
            found
                .map(|near| format!("{near:?}").replace(&dir.path().display().to_string(), "").replace('"', ""))
                .collect()
        };
        assert_eq!(
            found("batch_config_lab.json"),
            [
                "HiddenEnding(/batch_config_lab.json.txt)",
                "Copy(/Batch_Config_Lab.JSON)",
                "Copy(/batch_config_lab (1).json)",
                "OtherPlatform { path: /batch_config.json, program: None }",
            ]
        );
        assert!(found("batch_config.json").contains(&"Copy(/batch_config.json)".to_owned()));
        let other = "OtherPlatform { path: /batch_config_other.json, program: Some(batch-other) }".to_owned();
        assert!(found("batch_config.json").contains(&other), "{:?}", found("batch_config.json"));
    }
}

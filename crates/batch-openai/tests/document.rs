//! The preset of `docs/new-platform.md`, and what is typed there, as they stand in the document.

#![allow(clippy::unwrap_used, clippy::panic)]

use std::path::Path;
use std::process::Command;

use batch_contract::{finish, table};
use batch_core::job::config;
use batch_openai::OpenAi;

/// Config and preset: the first two blocks of JSON.
fn blocks() -> [String; 2] {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/new-platform.md");
    let text = std::fs::read_to_string(path).unwrap();
    let mut blocks = text.split("\n```json\n").skip(1).map(|rest| rest.split("\n```").next().unwrap().to_owned());
    [blocks.next().unwrap(), blocks.next().unwrap()]
}

#[test]
fn the_preset_in_the_document_is_one() {
    let [config, preset] = blocks();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("batch_config_openai.json");
    std::fs::write(&path, config).unwrap();
    std::fs::write(folder.path().join("acme.json"), preset).unwrap();
    let mut platform = OpenAi::default();
    config::describe(&mut platform, Some(&path)).unwrap_or_else(|problem| panic!("{problem:?}"));
    table(&platform);

    // Prompts and records are those of `init`, which leaves the config as it is.
    for args in [&["init"][..], &["check", "--simulate"], &["--simulate"]] {
        let mut command = Command::new(env!("CARGO_BIN_EXE_batch-openai"));
        command.args(args).current_dir(folder.path()).env_remove("ACME_API_KEY");
        command.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
        let ran = finish(command.spawn().unwrap());
        assert_eq!(ran.code, 0, "{args:?}\n{}{}", ran.out, ran.err);
    }
    let sheets = std::fs::read_dir(folder.path().join("output/raw_acme_simulated")).unwrap();
    let names = sheets.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    assert_eq!(names.filter(|name| name.ends_with(".json")).count(), 6, "two models, three people");
}

//! Neither key nor patients' words are in what the program writes beside sheets and ledger.

use std::fs;
use std::path::Path;

use batch_contract::KEY;
use batch_sim::BatchSettings;

use super::{World, calm, with, world};

/// Words of the three records, and of the answers.
pub const WORDS: [&str; 4] = ["胸口发闷", "入睡困难", "降压药", "以下文字由模拟器生成"];

/// Everything under a folder.
fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

pub fn says_nothing(name: &str, text: &str) {
    for word in WORDS {
        assert!(!text.contains(word), "{name} holds {word}:\n{text}");
    }
}

pub fn nothing_is_told(world: &World, name: &str) {
    let records = world.folder.path().join("测试输入问答记录");
    for path in files(world.folder.path()) {
        let Ok(text) = fs::read_to_string(&path) else { continue };
        let is_config = path.file_name().is_some_and(|file| file == "batch_config_kimi.json");
        assert!(is_config || !text.contains(KEY), "{name}: the key is in {}", path.display());
        let may = path.starts_with(&records) || path.ends_with(".batch/ledger.jsonl");
        let is_sheet = path.parent() == Some(&world.folder.output());
        if !may && !is_sheet {
            says_nothing(&path.display().to_string(), &text);
        }
    }
}

#[test]
fn no_word_of_a_patient_and_no_key() {
    for fault in ["create:lost", "silent_failures", "lines_broken", "invalid", "upload:500", "expires", "content:cut"] {
        let world = world(with(fault));
        let ran = world.batch(&["--events", "events.jsonl"]);
        says_nothing("stderr", &ran.err);
        says_nothing("stdout", &ran.out);
        nothing_is_told(&world, fault);
    }
}

#[cfg(unix)]
#[test]
fn the_file_that_is_sent_is_private_and_gone_afterwards() {
    use std::os::unix::fs::PermissionsExt;
    let world = world(with("upload:hang"));
    let mut child = world.folder.start(&["batch"]);
    world.until(|stats| stats.batch.uploaded == 1);
    let spool = |world: &World| {
        let all = files(&world.folder.output().join(".batch"));
        all.into_iter().filter(|path| path.extension().is_some_and(|end| end == "tmp")).collect::<Vec<_>>()
    };
    let lies = spool(&world);
    assert_eq!(lies.len(), 1, "{lies:?}");
    assert!(fs::read_to_string(&lies[0]).unwrap().contains("胸口发闷"));
    assert_eq!(fs::metadata(&lies[0]).unwrap().permissions().mode() & 0o777, 0o600);
    child.kill().unwrap();
    child.wait().unwrap();
    assert_eq!(spool(&world).len(), 1, "a kill leaves it");
    world.becomes(serde_json::json!({"faults": {}}));
    world.ends(0, &["submit"]);
    assert_eq!(spool(&world), Vec::<std::path::PathBuf>::new(), "the next run sweeps it away");
    world.ends(0, &[]);
    world.is_well("killed while it was sent");
}

#[test]
fn the_platforms_own_words_are_quoted_without_the_patients() {
    // A platform that quotes what it was sent when it refuses a file.
    let world = world(BatchSettings { access: false, ..calm() });
    let ran = world.batch(&[]);
    says_nothing("stderr", &ran.err);
    nothing_is_told(&world, "no access");
}

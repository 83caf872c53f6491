//! A platform, or a gateway before it, that says patients' words where nobody needs them: none of them is repeated.

use std::sync::Mutex;

use serde_json::json;

use super::between::{Asked, Said, before};
use super::private::{WORDS, nothing_is_told, says_nothing};
use super::{World, calm, world};

/// The lines of the file that was last sent.
fn lines(asked: &Asked) -> Vec<String> {
    let text = String::from_utf8_lossy(&asked.body);
    text.lines().filter(|line| line.starts_with('{')).map(str::to_owned).collect()
}

/// Such lines as people quote them: as they are, and their words without JSON around them.
fn quoted(lines: &[String], way: usize) -> String {
    let said = |line: &String| {
        let line: serde_json::Value = serde_json::from_str(line).unwrap();
        line["body"]["messages"].as_array().unwrap().last().unwrap()["content"].as_str().unwrap().to_owned()
    };
    match way {
        0 => format!("line 1 is not valid: {}", lines.first().unwrap()),
        1 => format!("not accepted: {}", lines.iter().map(said).collect::<Vec<_>>().join(" / ")),
        _ => format!("unsafe content: {}", said(lines.last().unwrap())),
    }
}

/// The job, where this operation is refused in words that quote what was sent.
fn refuses(operation: &'static str, status: u16, way: usize) -> World {
    let mut world = world(calm());
    let sent = Mutex::new(Vec::new());
    let url = before(&world.sim, move |asked, pass| {
        if asked.is("POST files") {
            *sent.lock().unwrap() = lines(asked);
        }
        let lines = sent.lock().unwrap().clone();
        if !asked.is(operation) || lines.is_empty() {
            return Some(pass(&asked.path));
        }
        Some(Said::no(status, "invalid_request_error", &quoted(&lines, way)))
    });
    world.folder.edit(|config| config["api_config"]["base_url"] = json!(url));
    world
}

/// Nothing of what a command printed and wrote, sheets apart, is a patient's.
fn tells_nothing(world: &World, name: &str, args: &[&str]) -> batch_contract::Ran {
    let ran = world.batch(&[args, &["--offline-limit", "1", "--events", "events.jsonl"]].concat());
    says_nothing(&format!("{name}: stderr"), &ran.err);
    says_nothing(&format!("{name}: stdout"), &ran.out);
    // Answers are kept there, and nothing else.
    let ledger = world.folder.read("output/raw/.batch/ledger.jsonl");
    let quotes = WORDS[..3].iter().find(|word| ledger.contains(*word));
    assert!(quotes.is_none(), "{name}: ledger holds {quotes:?}: {ledger}");
    nothing_is_told(world, name);
    ran
}

#[test]
fn a_refusal_that_quotes_what_was_sent_is_not_repeated() {
    std::thread::scope(|threads| {
        for operation in ["POST files", "POST batches", "GET batches/", "GET batches", "GET files"] {
            threads.spawn(move || {
                for (way, status) in [(0, 400), (1, 400), (2, 422), (0, 500), (1, 403), (2, 429)] {
                    let name = format!("{operation}: HTTP {status}, way {way}");
                    let world = refuses(operation, status, way);
                    let ran = tells_nothing(&world, &name, &[]);
                    // What is not the patients' is still told to who has to find out.
                    let said = ran.err.contains("line 1 is not valid") || !operation.contains("POST") || way > 0;
                    assert!(said || status != 400, "{name}: {}", ran.err);
                }
            });
        }
    });
}

/// Whoever comes later knows less of what was sent.
#[test]
fn who_only_looks_hears_nothing_either() {
    let world = refuses("GET batches/", 400, 1);
    tells_nothing(&world, "submit", &["submit"]);
    for args in [&["status"][..], &["status", "--json"], &["fetch"], &["cancel"]] {
        tells_nothing(&world, &args.join(" "), args);
    }
    // Of a record that has changed since, nobody knows what is quoted.
    world.folder.write("测试输入问答记录/患者2_问答记录.txt", "医生：改过了。\n患者：是的。");
    for args in [&["status"][..], &["fetch"], &[], &["cancel"]] {
        tells_nothing(&world, &format!("edited: {}", args.join(" ")), args);
    }
}

/// A file that is refused by validation, in words of its own; a batch that says more of itself than anybody asked.
#[test]
fn what_a_batch_says_of_itself_is_kept_without_words() {
    for fails in [true, false] {
        let mut world = world(calm());
        let sent = Mutex::new(Vec::new());
        let url = before(&world.sim, move |asked, pass| {
            let mut said = pass(&asked.path);
            if asked.is("POST files") {
                *sent.lock().unwrap() = lines(asked);
            }
            let lines = sent.lock().unwrap().clone();
            let mut batch = said.json();
            if (asked.is("GET batches/") || asked.is("POST batches")) && said.status == 200 {
                let words = quoted(&lines, 1);
                batch["preview"] = json!(words);
                batch["samples"] = json!([words]);
                batch["request_counts"]["first"] = json!(words);
                batch["metadata"]["note"] = json!(words);
                batch["first_phone"] = json!(13_900_001_111_u64);
                batch["first_patient"] = json!("Wang-Xiaoming");
                if fails {
                    batch["status"] = json!("failed");
                    batch["output_file_id"] = json!(null);
                    batch["errors"] = json!({"data": [{"code": "invalid_line", "message": words, "line": 1}]});
                }
                said = Said::of(200, &batch);
            }
            Some(said)
        });
        world.folder.edit(|config| config["api_config"]["base_url"] = json!(url));
        let ran = world.batch(&["--events", "events.jsonl"]);
        assert_eq!(ran.code, if fails { 3 } else { 0 }, "{}", ran.err);
        says_nothing("stderr", &ran.err);
        nothing_is_told(&world, "talkative");
        let folder = world.folder.output().join(".batch/batches");
        let kept: Vec<String> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| std::fs::read_to_string(entry.unwrap().path()).unwrap())
            .collect();
        assert!(!kept.is_empty());
        for text in &kept {
            for word in WORDS.iter().chain(&["13900001111", "Xiaoming", "请总结要点", "preview", "first"]) {
                assert!(!text.contains(word), "{word}: {text}");
            }
            let batch: serde_json::Value = serde_json::from_str(text).unwrap();
            assert!(batch["id"].is_string() && batch["created_at"].is_u64() && batch["status"].is_string(), "{text}");
            assert!(batch["request_counts"]["total"].is_u64() && batch["input_file_id"].is_string(), "{text}");
        }
    }
}

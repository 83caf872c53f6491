//! Bad input: one clear sentence that names file, line or field and what to do; exit 2; nothing sent.

use batch_contract::Folder;
use serde_json::{Value, json};

use super::{folder, options, start};

/// Breaks the folder, runs, and checks that the sentence holds all of `words` and nothing was sent.
fn refused(name: &str, words: &[&str], args: &[&str], breaks: impl FnOnce(&mut Folder)) {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    breaks(&mut folder);
    let ran = folder.run(args);
    assert_eq!(ran.code, 2, "{name}\n{}{}", ran.out, ran.err);
    let said: Vec<&str> =
        ran.err.lines().filter(|line| line.contains("错误") || line.contains(" - ERROR - ")).collect();
    assert_eq!(said.len(), 1, "{name}: one sentence\n{}", ran.err);
    for word in words {
        assert!(said[0].contains(word), "{name}: {word:?} is not in {:?}", said[0]);
    }
    assert_eq!(sim.stats().calls, 0, "{name}");
    assert!(!folder.output().join(".batch/ledger.jsonl").exists(), "{name}: a ledger was begun");
}

fn config(name: &str, words: &[&str], change: impl FnOnce(&mut Value)) {
    refused(name, words, &[], |folder| folder.edit(change));
}

fn config_text(name: &str, words: &[&str], text: &str) {
    refused(name, words, &[], |folder| folder.write("batch_config_kimi.json", text));
}

#[test]
fn config_file() {
    refused("missing", &["batch_config_kimi.json", "--config"], &[], |folder| {
        std::fs::remove_file(folder.path().join("batch_config_kimi.json")).unwrap();
    });
    refused("not there", &["nowhere.json"], &["--config", "nowhere.json"], |_| {});
    config_text("empty", &["batch_config_kimi.json"], "");
    config_text("not JSON", &["batch_config_kimi.json", "第 2 行"], "{\n  \"models\": [\"a\" \"b\"]\n}");
    config_text("cut", &["batch_config_kimi.json"], "{ \"models\": [\"a\"]");
    config_text("an array", &["batch_config_kimi.json"], "[]");
    config_text("twice", &["models", "第 3 行"], "{\n\"models\": [\"a\"],\n\"models\": [\"b\"]\n}");
}

#[test]
fn config_values() {
    config("models empty", &["models"], |c| c["models"] = json!([]));
    config("models missing", &["models"], |c| drop(c.as_object_mut().unwrap().remove("models")));
    let first = "字段 modles：没有这个配置项，已忽略；是否想写 models？另外，第 1 行，字段 models：没有配置任何模型";
    config("models misspelt", &[first], |c| {
        let models = c.as_object_mut().unwrap().remove("models").unwrap();
        c["modles"] = models;
    });
    config("models a string", &["models", "["], |c| c["models"] = json!("kimi-k2.6"));
    config("a model that is a number", &["models[1]"], |c| c["models"] = json!(["kimi-k2.6", 7]));
    config("a model without a name", &["models[0]"], |c| c["models"] = json!([{"max_tokens": 5}]));
    config("negative retries", &["max_retries"], |c| c["max_retries"] = json!(-1));
    config("retries as text", &["max_retries"], |c| c["max_retries"] = json!("5"));
    config("no tokens", &["max_tokens"], |c| c["max_tokens"] = json!(0));
    config("negative tokens", &["max_tokens"], |c| c["max_tokens"] = json!(-2000));
    config("half a token", &["max_tokens"], |c| c["max_tokens"] = json!(0.5));
    config("unknown level", &["log_level", "INFO"], |c| c["log_level"] = json!("LOUD"));
    config("no calls at once", &["concurrency"], |c| c["concurrency"] = json!(0));
    config("too many calls at once", &["concurrency", "1024"], |c| c["concurrency"] = json!(100_000));
    config("unknown tier", &["tier", "T1"], |c| c["tier"] = json!("T9"));
    config("an empty folder", &["output_dir"], |c| c["output_dir"] = json!(""));
    config("a request of one's own", &["extra_body.messages"], |c| c["extra_body"] = json!({"messages": []}));
    config("a stream", &["models[0].extra_body.stream"], |c| {
        c["models"] = json!([{"name": "kimi-k2.6", "extra_body": {"stream": true}}]);
    });
    config("a folder as a number", &["output_dir"], |c| c["output_dir"] = json!(5));
}

#[test]
fn lines_are_named() {
    config_text(
        "line",
        &["batch_config_kimi.json", "第 4 行", "max_tokens"],
        "{\n  // 注释\n  \"models\": [\"kimi-k2.6\"],\n  \"max_tokens\": -1\n}",
    );
}

#[test]
fn keys_and_addresses() {
    let key = |key: Value| move |c: &mut Value| c["api_config"]["api_key"] = key;
    let missing = &["Kimi API Key 未配置，请设置 MOONSHOT_API_KEY 环境变量或在配置文件中指定"];
    config("no key", missing, key(json!(null)));
    config("a placeholder", missing, key(json!("your_kimi_api_key")));
    config("a key with a space", &["api_key", "空格"], key(json!("sk-12 34")));
    config("a key with a line break", &["api_key"], key(json!("sk-1234\nsk-5678")));
    let url = |url: &'static str| move |c: &mut Value| c["api_config"]["base_url"] = json!(url);
    config("no scheme", &["api_config.base_url", "https://"], url("api.example.cn/v1"));
    config(
        "a path too many",
        &["api_config.base_url", "/chat/completions"],
        url("https://api.example.cn/v1/chat/completions"),
    );
    config("a query", &["api_config.base_url"], url("https://api.example.cn/v1?a=b"));
}

#[test]
fn prompts() {
    let prompts = |name: &str, words: &[&str], text: &str| {
        refused(name, words, &[], |folder| folder.write("多个Prompt.json", text));
    };
    prompts("not JSON", &["多个Prompt.json", "行"], "[\"甲\",\n\"乙");
    prompts("an object", &["多个Prompt.json"], r#"{"1":"甲"}"#);
    prompts("not all text", &["多个Prompt.json", "2"], r#"["甲", 5]"#);
    prompts("none", &["多个Prompt.json"], "[]");
    refused("missing", &["多个Prompt.json"], &[], |folder| {
        std::fs::remove_file(folder.path().join("多个Prompt.json")).unwrap();
    });
    refused("no such prompt", &["--prompts", "3"], &["--prompts", "3"], |_| {});
}

#[test]
fn records() {
    refused("missing", &["测试输入问答记录"], &[], |folder| {
        std::fs::remove_dir_all(folder.path().join("测试输入问答记录")).unwrap();
    });
    refused("empty", &["测试输入问答记录", ".txt"], &[], |folder| {
        std::fs::remove_dir_all(folder.path().join("测试输入问答记录")).unwrap();
        std::fs::create_dir(folder.path().join("测试输入问答记录")).unwrap();
    });
    config("a file", &["多个Prompt.json"], |c| c["records_dir"] = json!("多个Prompt.json"));
    refused("two of one name", &["患者1.txt", "患者1_问答记录.txt"], &[], |folder| {
        folder.write("测试输入问答记录/患者1.txt", "同名");
    });
    refused("no such people", &["--people", "患者9"], &["--people", "患者9"], |_| {});
    refused("no such model", &["--models", "kimi-9"], &["--models", "kimi-9"], |_| {});
}

#[test]
fn names() {
    for name in ["../up", "a:b", "a*b", "a?b", "a\"b", "a<b", "a>b", "a|b", "..", ".", "a\u{7}b"] {
        config(name, &["models[0]"], |c| c["models"] = json!([name]));
    }
    let long = "很".repeat(90);
    config("too long", &["batch_config_kimi.json", "255"], |c| c["models"] = json!([long]));
    config("one file for two", &["a_b-患者1.json"], |c| c["models"] = json!(["a/b", "a_b"]));
    refused("people", &["患者:1"], &[], |folder| folder.write("测试输入问答记录/患者:1.txt", "甲"));
}

#[test]
fn folders_that_cannot_be_written() {
    config("output is a file", &["多个Prompt.json"], |c| c["output_dir"] = json!("多个Prompt.json"));
    config("output below a file", &["多个Prompt.json"], |c| c["output_dir"] = json!("多个Prompt.json/out"));
    config("log below a file", &["多个Prompt.json"], |c| c["log_file"] = json!("多个Prompt.json/a.log"));
}

#[test]
fn a_missing_log_folder_is_made() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    folder.edit(|c| c["log_file"] = json!("logs/今天/run.log"));
    assert_eq!(folder.run(&[]).code, 0);
    assert!(folder.read("logs/今天/run.log").contains("批量处理任务完成"));
}

#[test]
fn warnings_do_not_stop() {
    let sim = start(options());
    let mut folder = folder(&sim.base_url());
    folder.edit(|c| c["max_retry"] = json!(5));
    let ran = folder.run(&[]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(ran.err.contains("max_retry") && ran.err.contains("max_retries"), "{}", ran.err);
}

#[test]
fn usage() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    for args in [vec!["--no-such-flag"], vec!["--concurrency", "0"], vec!["--concurrency", "many"], vec!["walk"]] {
        let ran = folder.run(&args);
        assert_eq!(ran.code, 2, "{args:?} {}", ran.err);
    }
    let help = folder.run(&["--help"]);
    assert!(help.code == 0 && help.out.contains("--simulate"), "{}", help.out);
    assert_eq!(sim.stats().calls, 0);
}

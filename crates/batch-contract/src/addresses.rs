//! Addresses that are not quite the platform's, or another's: what `check` and `plan` say of them.

use batch_core::platform::Profile;
use batch_sim::Sim;
use serde_json::{Value, json};

use crate::{Folder, calm};

/// `check` ends with exit code 2 and names the right address where the base URL lacks its end.
///
/// # Panics
/// If it does not.
pub fn without_end(program: &str, profile: &Profile) {
    let sim = Sim::start(calm(profile)).expect("a simulator");
    let (right, root) = (sim.base_url(), sim.root_url());
    let mut folder = Folder::new(program, profile, &root);
    let (zh, en) = (folder.run(&["check"]), folder.run(&["check", "--lang", "en"]));
    for (ran, words) in [(&zh, "下没有对话接口"), (&en, "there are no chat completions")] {
        let line =
            ran.out.lines().find(|line| line.contains(words)).unwrap_or_else(|| panic!("{}{}", ran.out, ran.err));
        assert!(ran.code == 2 && line.contains(&right), "{}", ran.out);
    }
    // At its own host, it is said before anything is sent.
    let path = right.strip_prefix(&root).unwrap_or_default();
    let home = profile.base_url.strip_suffix(path).expect("the simulator has the platform's path");
    folder.edit(|config| config["api_config"]["base_url"] = json!(home));
    for (args, words) in [(&["plan"][..], "请改为"), (&["plan", "--lang", "en"], "instead")] {
        let ran = folder.run(args);
        let is_said = ran.err.contains(words) && ran.err.contains(profile.base_url);
        assert!(ran.code == 0 && is_said && ran.err.contains("api_config.base_url"), "{}", ran.err);
    }
    folder.edit(|config| config["api_config"]["base_url"] = json!(profile.base_url));
    assert!(!folder.run(&["plan"]).err.contains("base_url"));
}

/// Another platform's host, models and config are warned of, with the program that is theirs.
///
/// # Panics
/// If they are not.
pub fn of_another(program: &str, profile: &Profile) {
    let all: Vec<Value> = serde_json::from_str(profile.others).expect("crates/platforms.json");
    let own = all.iter().find(|one| one["id"] == profile.id).expect("a line in crates/platforms.json");
    let is_own = |host: &Value| profile.base_url.contains(host.as_str().expect("a host"));
    assert!(own["hosts"].as_array().is_some_and(|hosts| hosts.iter().any(is_own)), "{own}");
    for other in all.iter().filter(|other| other["id"] != profile.id) {
        let mut folder = Folder::new(program, profile, profile.base_url);
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let theirs = text(&other["program"]);
        let warned = |folder: &Folder, args: &[&str], zh: &str, en: &str| {
            for (lang, words) in [("zh", zh), ("en", en)] {
                let ran = folder.run(&[&["plan", "--lang", lang], args].concat());
                let line = ran.err.lines().find(|line| line.contains(words) && line.contains(&theirs));
                assert!(ran.code == 0 && line.is_some(), "{other}: {}", ran.err);
            }
        };
        assert!(!folder.run(&["plan"]).err.contains(&theirs), "nothing is another's yet");
        let models = folder.config["models"].clone();
        if let Some(glob) = other["models"].get(0) {
            folder.edit(|config| config["models"] = json!([models[0], text(glob).replace('*', "new")]));
            warned(&folder, &[], "的模型，而这里运行的是", "is a model of");
            folder.edit(|config| config["models"] = models);
        }
        folder.edit(|config| {
            config["api_config"]["base_url"] = json!(format!("https://api.{}/v1", text(&other["hosts"][0])));
        });
        warned(&folder, &[], "的地址，而这里运行的是", "this is the address of");
        folder.edit(|config| config["api_config"]["base_url"] = json!("https://gateway.example/v1"));
        if other["id"] != "openai" {
            let name = format!("batch_config_{}.json", text(&other["id"]));
            folder.write(&name, folder.config.to_string());
            warned(&folder, &["--config", &name], "从文件名看", "by its name");
        }
    }
}

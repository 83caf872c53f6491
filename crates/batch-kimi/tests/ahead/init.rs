//! `init`, completions and the manual page.

use batch_contract::finish;
use serde_json::json;

use super::{job, options, start};

#[test]
fn init_makes_an_empty_folder_run() {
    let sim = start(options());
    let folder = job(&sim, 0);
    let empty = folder.path().join("空目录");
    std::fs::create_dir(&empty).unwrap();
    let run = |args: &[&str]| finish(folder.command(args).current_dir(&empty).spawn().unwrap());
    let made = run(&["init"]);
    assert_eq!(made.code, 0, "{}", made.err);
    for file in ["batch_config_kimi.json", "batch-config.schema.json", ".env.example", "examples/多个Prompt.json"] {
        assert!(empty.join(file).is_file() && made.out.contains(file), "{file}");
    }
    let ran = run(&["--simulate", "--json"]);
    assert_eq!((ran.code, &ran.json()["conversations"]["answered"]), (0, &json!(30)), "{}", ran.err);
    for command in ["plan", "check"] {
        assert_eq!(run(&[command, "--simulate"]).code, 0);
    }
    // Quiet, only what was not done is said, and results are still printed.
    std::fs::remove_file(empty.join("examples/多个Prompt.json")).unwrap();
    let quiet = run(&["init", "-q"]);
    assert_eq!((quiet.code, quiet.out.as_str(), quiet.err.lines().count()), (0, "", 6), "{}", quiet.err);
    assert!(quiet.err.contains("已存在，没有改动: .env.example") && empty.join("examples/多个Prompt.json").is_file());
    for command in ["plan", "check", "status"] {
        let [loud, quiet] = [&[command, "--simulate"][..], &[command, "--simulate", "-q"]].map(run);
        assert_eq!(loud.out.lines().count(), quiet.out.lines().count(), "{command}: {}", quiet.out);
    }
    std::fs::write(empty.join(".env.example"), "mine").unwrap();
    let again = run(&["init", "--json"]).json();
    assert_eq!((again["written"].as_array().unwrap().len(), again["kept"].as_array().unwrap().len()), (0, 7));
    assert_eq!(std::fs::read_to_string(empty.join(".env.example")).unwrap(), "mine");
}

#[test]
fn completions_and_manual_know_every_command() {
    let sim = start(options());
    let folder = job(&sim, 0);
    let shells = ["bash", "zsh", "fish", "powershell"].map(|shell| vec!["completions", shell]);
    for args in shells.iter().chain([&vec!["man"], &vec!["--help"]]) {
        let ran = folder.run(args);
        assert_eq!(ran.code, 0, "{args:?}: {}", ran.err);
        for command in ["plan", "check", "init", "completions"] {
            assert!(ran.out.contains(command), "{args:?} does not name {command}");
        }
    }
    assert!(folder.run(&["man", "plan"]).out.contains("settings"));
    assert_eq!(folder.run(&["completions", "tcsh"]).code, 2);
}

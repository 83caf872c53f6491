//! Banner, summary, log and sheets, letter for letter.

use batch_sim::{Options, Price};
use serde_json::json;

use super::{folder, options, start};

/// Takes out what differs from run to run; `unit`: what stands behind a number of seconds.
fn steady(text: &str, url: &str, unit: &str) -> String {
    let mut out = String::new();
    for line in text.lines() {
        let mut line = line.replace(url, "<base_url>").replace(env!("CARGO_BIN_EXE_batch-kimi"), "batch-kimi");
        // Dates of the log and durations.
        if line.len() > 19 && line.as_bytes()[4] == b'-' && line.as_bytes()[13] == b':' && line.is_char_boundary(19) {
            line.replace_range(..19, "<time>");
        }
        let mut rest = line.as_str();
        while let Some(at) = rest.find(unit) {
            let number = rest[..at].trim_end_matches(|c: char| c.is_ascii_digit() || c == '.');
            if number.len() < at {
                out.push_str(number);
                out.push_str("<n>");
            } else {
                out.push_str(&rest[..at]);
            }
            out.push_str(unit);
            rest = &rest[at + unit.len()..];
        }
        out.push_str(rest);
        out.push('\n');
    }
    out
}

#[test]
fn what_the_user_sees() {
    let sim = start(Options { price: Price::PerCall(0.0), ..options() });
    let mut folder = folder(&sim.base_url());
    folder.edit(|config| config["max_retries"] = json!(5));
    let ran = folder.run(&["--concurrency", "1", "--people", "患者1,患者10"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    insta::assert_snapshot!("stdout", steady(&ran.out, &sim.base_url(), "秒"));
    // Files are saved beside the calls: when a line says so differs from run to run, which and in what order does not.
    let log = steady(&ran.err, &sim.base_url(), "秒");
    let (saved, course): (Vec<&str>, Vec<&str>) = log.lines().partition(|line| line.contains("已保存"));
    insta::assert_snapshot!("stderr", course.join("\n"));
    insta::assert_snapshot!("saved", saved.join("\n"));
    assert_eq!(steady(&folder.read("run.log"), &sim.base_url(), "秒"), log);
}

#[test]
fn what_an_english_user_sees() {
    let sim = start(Options { price: Price::PerCall(0.0), ..options() });
    let folder = folder(&sim.base_url());
    let ran = folder.run(&["--lang", "en", "--concurrency", "1", "--people", "患者1,患者10"]);
    assert_eq!(ran.code, 0, "{}", ran.err);
    insta::assert_snapshot!("stdout_english", steady(&ran.out, &sim.base_url(), " s"));
    let log = steady(&ran.err, &sim.base_url(), " s");
    let course: Vec<&str> = log.lines().filter(|line| !line.contains("Saved")).collect();
    insta::assert_snapshot!("stderr_english", course.join("\n"));
}

#[test]
fn a_sheet_is_byte_for_byte_the_scripts() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    assert_eq!(folder.run(&["--people", "患者1", "--models", "kimi-k2.6"]).code, 0);
    insta::assert_snapshot!("sheet", folder.read("output/raw/kimi-k2.6-患者1.json"));
}

#[test]
fn a_quiet_run_that_goes_well_says_nothing() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let ran = folder.run(&["--quiet"]);
    assert_eq!((ran.code, ran.out.as_str(), ran.err.as_str()), (0, "", ""));
    assert!(folder.read("run.log").contains("批量处理任务完成"));
}

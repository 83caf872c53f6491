//! What a beginner types: the config that is not found, lists with Chinese marks, a file's name for a person, an amount with
//! its unit. What is refused says what belongs there.

use batch_contract::Folder;
use serde_json::json;

use super::{folder, options, start};

/// What is said in both languages, with exit code 2.
#[track_caller]
fn refused(folder: &Folder, args: &[&str], zh: &str, en: &str) {
    for (lang, part) in [("zh", zh), ("en", en)] {
        let ran = folder.run(&[args, &["--lang", lang]].concat());
        assert_eq!(ran.code, 2, "{args:?} {}{}", ran.out, ran.err);
        assert!(ran.err.contains(part), "{args:?}: {part:?} is not in {}", ran.err);
    }
}

#[test]
fn where_no_config_is_the_way_to_one_is_said() {
    let folder = folder("http://127.0.0.1:9/v1");
    let text = folder.read("batch_config_kimi.json");
    std::fs::remove_file(folder.path().join("batch_config_kimi.json")).unwrap();
    refused(
        &folder,
        &[],
        "找不到配置文件 batch_config_kimi.json（已查找当前目录和 configs/）。第一次使用请先运行 batch-kimi init",
        "The first time, run batch-kimi init",
    );
    folder.write("configs/batch_config_doubao.json", "{}");
    refused(
        &folder,
        &["plan"],
        "找到的是：configs/batch_config_doubao.json，是其他平台的配置，用 batch-doubao 运行。也可以运行 batch-kimi init",
        "configs/batch_config_doubao.json, another platform's config, which batch-doubao reads",
    );
    folder.write("batch_config_kimi.json.txt", &text);
    refused(
        &folder,
        &[],
        "找到的是：batch_config_kimi.json.txt，请改名为 batch_config_kimi.json",
        "batch_config_kimi.json.txt, which should be renamed to batch_config_kimi.json",
    );
    folder.write("batch_config_kimi (1).json", &text);
    refused(
        &folder,
        &["run"],
        "batch_config_kimi (1).json，请改名为 batch_config_kimi.json，或用 --config 指定它",
        "or named with --config",
    );
}

#[test]
fn help_is_a_command_too_and_a_config_goes_behind_its_flag() {
    let folder = folder("http://127.0.0.1:9/v1");
    for args in [&["help"][..], &["--lang", "zh", "help"]] {
        let ran = folder.run(args);
        assert!(ran.code == 0 && ran.out.contains("用法: batch-kimi [命令] [选项]"), "{}{}", ran.out, ran.err);
    }
    let ran = folder.run(&["help", "plan", "--lang", "en"]);
    assert!(ran.code == 0 && ran.out.contains("Usage: batch-kimi plan"), "{}{}", ran.out, ran.err);
    for args in [&["batch_config_kimi.json"][..], &["plan", "batch_config_kimi.json"]] {
        refused(
            &folder,
            args,
            "配置文件要用 --config 指定：--config batch_config_kimi.json",
            "name the config file behind --config",
        );
    }
}

#[test]
fn lists_are_understood_as_they_are_typed() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    let conversations = |args: &[&str]| {
        let ran = folder.run(&[&["plan", "--json"], args].concat());
        assert_eq!(ran.code, 0, "{args:?} {}", ran.err);
        ran.json()["models"].as_array().unwrap().iter().map(|model| model["left"].as_u64().unwrap()).sum::<u64>()
    };
    for (args, count) in [
        (&["--people", "患者1，患者10"][..], 8),
        (&["--people", "患者1、患者2"], 8),
        (&["--people", "患者1-患者10"], 12),
        (&["--people", "患者1-2"], 8),
        (&["--people", "患者2_问答记录"], 4),
        (&["--people", "患者2_问答记录.txt"], 4),
        (&["--people", "测试输入问答记录/患者2_问答记录.txt"], 4),
        (&["--models", "kimi-k2.6，kimi-k3"], 12),
        (&["--models", "Kimi-K3"], 6),
        (&["--prompts", "1，2"], 12),
        (&["--prompts", "1-2"], 12),
        (&["--prompts", "２"], 6),
        (&["--prompts", "1", "--prompts", "2"], 12),
    ] {
        assert_eq!(conversations(args), count, "{args:?}");
    }
    refused(
        &folder,
        &["--people", "患者1，患者9"],
        "--people 中没有 患者9，可选：患者1、患者2、患者10",
        "there is no 患者9",
    );
    refused(
        &folder,
        &["--prompts", "一"],
        "应为 从 1 数起的编号，例如 1,3 或 1-3",
        "numbers from 1, for example 1,3 or 1-3",
    );
}

#[test]
fn an_amount_has_its_unit_and_a_format_its_other_names() {
    let sim = start(options());
    let folder = folder(&sim.base_url());
    for budget in ["20元", "￥20", "20"] {
        assert_eq!(folder.run(&["plan", "--json", "--budget", budget]).json()["budget"], json!(20.0), "{budget}");
    }
    // The platform's prices are in yuan.
    let ran = folder.run(&["--budget", "5美元"]);
    assert!(ran.code == 2 && ran.err.contains("USD"), "{}", ran.err);
    refused(
        &folder,
        &["--budget", "二十"],
        "应为 大于 0 的金额，例如 20 或 20元",
        "give an amount greater than 0, for example 20 or",
    );
    refused(&folder, &["--concurrency", "0"], "应为 1 到 1024 的整数", "give a whole number from 1 to 1024");
    refused(&folder, &["--timeout", "10分钟"], "应为 秒数，例如 600", "give a number of seconds");
    refused(&folder, &["export", "-f", "word"], "应为 csv、xlsx、jsonl、md", "give csv, xlsx, jsonl, md");
    assert_eq!(folder.run(&[]).code, 0);
    for format in ["excel", "xls"] {
        let ran = folder.run(&["export", "-f", format]);
        assert_eq!(ran.code, 0, "{format} {}", ran.err);
    }
    assert!(
        folder.path().read_dir().unwrap().any(|file| file.unwrap().path().extension().is_some_and(|e| e == "xlsx"))
    );
}

//! What is wrong with a key, or stands in its place, is named, with what to do and where keys come from; never the key.

use batch_contract::{Folder, KEY};
use serde_json::json;

use super::folder;

const CONSOLE: &str = "https://platform.moonshot.cn/console";

/// A folder without a key, whose server nobody is to reach.
fn without() -> Folder {
    let mut folder = folder("http://127.0.0.1:9/v1");
    folder.edit(|config| config["api_config"]["api_key"] = json!(null));
    folder
}

/// Both languages say what is wrong, where keys come from, and no part of the key.
#[track_caller]
fn says(folder: &Folder, zh: &str, en: &str) {
    for (args, part) in [(&[][..], zh), (&["--lang", "en"], en)] {
        let ran = folder.run(args);
        assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
        assert!(ran.err.contains(part), "{part:?} is not in\n{}", ran.err);
        assert!(ran.err.contains(CONSOLE), "{}", ran.err);
        for text in [&ran.out, &ran.err] {
            assert!(!text.contains(&KEY[3..12]) && !text.contains(&KEY[KEY.len() - 8..]), "{text}");
        }
        if folder.path().join("run.log").exists() {
            assert!(!folder.read("run.log").contains(&KEY[3..12]));
        }
    }
    let checked = folder.run(&["check"]);
    assert!(checked.code == 2 && checked.out.contains(zh) && checked.out.contains(CONSOLE), "{}", checked.out);
}

#[test]
fn where_no_key_is_the_way_to_one_is_said() {
    let folder = without();
    says(
        &folder,
        "Kimi API Key 未配置，请设置 MOONSHOT_API_KEY 环境变量或在配置文件中指定。最简单的办法：在当前目录新建文件 .env，写一行 MOONSHOT_API_KEY=",
        "The simplest way: make a file .env in this folder, with the line MOONSHOT_API_KEY=your key",
    );
}

#[test]
fn a_placeholder_is_named_where_it_stands() {
    let mut folder = without();
    folder.write(".env", "# Kimi\nMOONSHOT_API_KEY=your_kimi_api_key\nARK_API_KEY=your_doubao_api_key\n");
    let places = [".env 第 2 行的 MOONSHOT_API_KEY还是示例中的占位符", "MOONSHOT_API_KEY in .env, line 2 still holds"];
    says(&folder, &places[0].replace("KEY还", "KEY 还"), places[1]);
    folder.edit(|config| config["api_config"]["api_key"] = json!("your_actual_api_key_here"));
    says(
        &folder,
        "配置文件的 api_config.api_key 还是示例中的占位符",
        "api_config.api_key in the config file still holds",
    );
}

#[test]
fn a_key_in_a_file_that_nobody_reads_is_named() {
    let line = format!("MOONSHOT_API_KEY={KEY}\n");
    for name in [".env.txt", "env.txt", "env"] {
        let folder = without();
        folder.write(name, &line);
        says(&folder, &format!("找到的是：{name}，但程序只读名为 .env 的文件；请改名为 .env"), "rename it to .env");
    }
    let folder = without();
    folder.write(".env.example", format!("# 说明\n{line}"));
    says(
        &folder,
        ".env.example 第 2 行的 MOONSHOT_API_KEY，但 .env.example 只是示例",
        "line 2, but .env.example is only a sample",
    );
    // A sample as it is says nothing.
    folder.write(".env.example", "MOONSHOT_API_KEY=your_kimi_api_key\n");
    says(&folder, "新建文件 .env", "make a file .env");
}

#[test]
fn a_key_under_another_name_is_named() {
    for name in ["KIMI_API_KEY", "kimi_api_key", "MOONSHOT_KEY", "moonshot_api_key", "MOONSHOT_APIKEY", "API_KEY"] {
        let folder = without();
        folder.write(".env", format!("\n\n{name}={KEY}\n"));
        says(
            &folder,
            &format!(".env 第 3 行的 {name} 没有人读取，请把名称改为 MOONSHOT_API_KEY"),
            &format!("{name} in .env, line 3 is read by nobody; rename it to MOONSHOT_API_KEY"),
        );
    }
    let folder = without();
    let ran = folder.command(&[]).env("KIMI_API_KEY", KEY).output().unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains("环境变量 KIMI_API_KEY 没有人读取") && !said.contains(KEY), "{said}");
    // Another platform's is its own.
    for name in ["DEEPSEEK_API_KEY", "OPENAI_API_KEY"] {
        folder.write(".env", format!("{name}={KEY}\n"));
        says(&folder, "最简单的办法：在 .env 中加一行 MOONSHOT_API_KEY=", "add to .env the line MOONSHOT_API_KEY=");
    }
}

#[test]
fn what_stands_around_a_key_is_named() {
    let mut folder = without();
    for (key, zh, en) in [
        (format!("Bearer {KEY}"), "api_config.api_key 以 Bearer 开头", "begins with Bearer"),
        (format!(" {KEY}"), "api_config.api_key 的前后有空白或换行", "has blanks or a line break before or behind it"),
        (format!("{KEY}\n"), "api_config.api_key 的前后有空白或换行", "has blanks or a line break before or behind it"),
        (format!("\"{KEY}\""), "api_config.api_key 的值带着引号", "has quotes in its value"),
        (format!("“{KEY}”"), "api_config.api_key 的值带着引号", "has quotes in its value"),
        ("<sk-Qw7ZrT9pLmN>".to_owned(), "api_config.api_key 的值带着尖括号", "stands in angle brackets"),
        (KEY.replace("contract", "con tract"), "的值中间有空格", "has a space in its value"),
        (KEY.replace("contract", "con－tract"), "的值中有 －", "has － in its value"),
    ] {
        folder.edit(|config| config["api_config"]["api_key"] = json!(key));
        says(&folder, zh, en);
    }
    // As `set MOONSHOT_API_KEY="sk-…"` leaves it on Windows.
    folder.edit(|config| config["api_config"]["api_key"] = json!(null));
    let ran = folder.command(&[]).env("MOONSHOT_API_KEY", format!("\"{KEY}\"")).output().unwrap();
    let said = String::from_utf8(ran.stderr).unwrap();
    assert!(said.contains("环境变量 MOONSHOT_API_KEY 的值带着引号") && !said.contains(KEY), "{said}");
}

#[test]
fn an_odd_line_of_dot_env_is_named_with_its_mark() {
    for (line, zh, en) in [
        (format!("MOONSHOT_API_KEY＝{KEY}"), ".env 第 1 行用了 ＝", "＝ stands where = should"),
        (format!("MOONSHOT_API_KEY: {KEY}"), ".env 第 1 行用了 :", ": stands where = should"),
        (
            format!("MOONSHOT_API_KEY=Bearer {KEY}"),
            ".env 第 1 行的值以 Bearer 开头",
            "line 1: the value begins with Bearer",
        ),
        (format!("MOONSHOT_API_KEY=\"{KEY}"), ".env 第 1 行的引号没有成对", "a quote has no other half"),
    ] {
        let folder = without();
        folder.write(".env", &line);
        says(&folder, zh, en);
        says(&folder, &format!("找到的是：{zh}"), en);
        assert!(!folder.run(&[]).err.contains("新建文件"));
    }
}

#[test]
fn a_key_where_something_else_belongs_is_not_shown() {
    let swaps: [fn(&mut serde_json::Value); 5] = [
        |config| config["api_config"]["base_url"] = json!(KEY),
        |config| config["tier"] = json!(KEY),
        |config| config["language"] = json!(KEY),
        |config| config[KEY] = json!(1),
        |config| config["api_config"][KEY] = json!(1),
    ];
    for swap in swaps {
        let mut folder = without();
        folder.edit(swap);
        for args in [&[][..], &["plan"], &["plan", "--json"], &["check"]] {
            let ran = folder.run(args);
            for text in [&ran.out, &ran.err] {
                assert!(!text.contains(&KEY[3..12]), "{text}");
            }
        }
    }
}

//! Mistakes that a Chinese keyboard, Notepad or the hand of a beginner make: named with character and place, and with what
//! to do about them.

use batch_contract::{Folder, KEY, Ran};
use serde_json::json;

use super::folder;

/// What a run says that ends with exit code 2 and sends nothing.
#[track_caller]
fn refused(folder: &Folder, args: &[&str]) -> String {
    let ran = folder.run(args);
    assert_eq!(ran.code, 2, "{}{}", ran.out, ran.err);
    ran.err
}

/// A folder whose server nobody is to reach.
fn unreachable() -> Folder {
    folder("http://127.0.0.1:9/v1")
}

/// The line with its `^`, at the same column of a terminal.
fn marked(said: &str) -> (String, usize) {
    let lines: Vec<&str> = said.lines().collect();
    let at = lines.iter().position(|line| line.trim() == "^").unwrap_or_else(|| panic!("no ^ in {said}"));
    (lines[at - 1].trim().to_owned(), lines[at].find('^').unwrap())
}

#[test]
fn json_typed_on_a_chinese_keyboard_is_shown_with_its_place() {
    let folder = unreachable();
    for (text, zh, en, line, column) in [
        (
            "{\n  \"models\"：[\"kimi-k3\"]\n}",
            "batch_config_kimi.json 第 2 行：第 11 列的 ： 是中文标点，这里只能用英文标点，请改成 :",
            "line 2: column 11: ： is a Chinese mark",
            "\"models\"：[\"kimi-k3\"]",
            4 + 8,
        ),
        (
            "{\n  “models”: [\"kimi-k3\"]\n}",
            "第 2 行：第 3 列的 “ 是中文标点，这里只能用英文标点，请改成 \"",
            "line 2: column 3: “ is a Chinese mark",
            "“models”: [\"kimi-k3\"]",
            4,
        ),
        (
            "{\n  \"records_dir\": \"患者记录\"，\n  \"models\": [\"kimi-k3\"]\n}",
            "第 2 行：第 24 列的 ， 是中文标点，这里只能用英文标点，请改成 ,",
            "column 24: ， is",
            "\"records_dir\": \"患者记录\"，",
            4 + 25,
        ),
        (
            "{\n  \"output_dir\": \"C:\\Users\\张\"\n}",
            "第 2 行：第 20 列的 \\ 不能单独使用：在 JSON 里请写成 \\\\；路径也可以用 /",
            "column 20: a \\ cannot stand alone",
            "\"output_dir\": \"C:\\Users\\张\"",
            4 + 17,
        ),
        (
            "{\n  \"temperature\": 0。3\n}",
            "第 19 列的 。 是中文（全角）字符，数字里只能用英文（半角）字符，请改成 .",
            "column 19: 。 is a full-width character",
            "\"temperature\": 0。3",
            4 + 16,
        ),
        (
            "{\n  \"max_tokens\": １６０００\n}",
            "第 17 列的 １ 是中文（全角）字符，数字里只能用英文（半角）字符，请改成 1",
            "column 17: １ is a full-width character",
            "\"max_tokens\": １６０００",
            4 + 14,
        ),
        (
            "{\n  \"budget\": 20元\n}",
            "第 15 列的 元 不能写在数字旁，请只写数字",
            "column 15: 元 does not belong to a number",
            "\"budget\": 20元",
            4 + 12,
        ),
        (
            "{\n  \"models\": [\"a\"; \"b\"]\n}",
            "第 17 列的 ; 在 JSON 里不能用在这里，请改成 ,",
            "column 17: JSON has no ; here; type , instead",
            "\"models\": [\"a\"; \"b\"]",
            4 + 14,
        ),
    ] {
        folder.write("batch_config_kimi.json", text);
        let said = refused(&folder, &[]);
        assert!(said.contains(zh), "{said}");
        assert_eq!(marked(&said), (line.to_owned(), column), "{said}");
        let said = refused(&folder, &["--lang", "en"]);
        assert!(said.contains(en), "{said}");
        assert_eq!(marked(&folder.run(&["check"]).out), (line.to_owned(), column));
    }
}

#[test]
fn an_address_typed_on_a_chinese_keyboard_is_named_with_its_mark() {
    let mut folder = unreachable();
    folder.edit(|config| config["api_config"]["base_url"] = json!("https：//api.moonshot.cn/v1"));
    let said = refused(&folder, &["plan"]);
    assert!(said.contains("api_config.base_url：地址里的 ： 是中文（全角）符号，请改成英文的 :"), "{said}");
    let said = refused(&folder, &["plan", "--lang", "en"]);
    assert!(said.contains("the ： in the address is a Chinese (full-width) mark; type : instead"), "{said}");
}

#[test]
fn a_models_name_that_is_none_is_warned_of() {
    let mut folder = unreachable();
    for (name, zh, en) in [
        ("kimi-k3 ", "模型名称 \"kimi-k3 \" 的前后有空白", "\"kimi-k3 \" has blanks around it"),
        ("a，b", "模型名称 \"a，b\" 里有“，”，像是几个模型写在了一起", "\"a，b\" holds a ，"),
        (
            "your_model",
            "模型名称 \"your_model\" 像是示例中的占位符",
            "\"your_model\" looks like a sample's placeholder",
        ),
        ("your-model", "模型名称 \"your-model\" 像是", "\"your-model\" looks like"),
    ] {
        folder.edit(|config| config["models"] = json!(["kimi-k2.6", name]));
        for (lang, words) in [("zh", zh), ("en", en)] {
            let (plan, check) = (folder.run(&["plan", "--lang", lang]), folder.run(&["check", "--lang", lang]));
            assert!(plan.code == 0 && plan.err.contains(words) && plan.err.contains("models[1]"), "{}", plan.err);
            assert!(check.out.contains(words), "{}", check.out);
        }
    }
    let honest = json!([
        "kimi-k2.6",
        "moonshot-v1-8k",
        "Qwen/Qwen2.5-72B-Instruct",
        "deepseek/deepseek-v3.1:free",
        "qwen3:32b",
        "yourtts",
        "gpt-4o (2024-08-06)",
        "ep-20261227173012-abcde",
        "实验室 模型-v2",
        "/data/your-org/llama-3",
        "xlm-roberta",
    ]);
    folder.edit(|config| config["models"] = honest);
    assert!(!folder.run(&["plan"]).err.contains("模型名称"));
}

#[test]
fn a_number_that_several_people_have_is_said_with_their_names() {
    let folder = unreachable();
    folder.write("测试输入问答记录/对照1_问答记录.txt", "虚构的记录");
    for (lang, words) in
        [("zh", "--people 的 1 可能指 对照1、患者1，请写全名"), ("en", "may mean 对照1, 患者1; write the whole name")]
    {
        let said = refused(&folder, &["plan", "--people", "1", "--lang", lang]);
        assert!(said.contains(words), "{said}");
    }
}

/// Gateways that have a key in the path, or the host.
#[test]
fn a_key_in_the_address_is_shown_nowhere() {
    let key = "sk-abc123def456ghi789jkl";
    for url in [format!("http://127.0.0.1:9/{key}/v1"), format!("http://{key}.localhost:9/v1")] {
        let folder = folder(&url);
        for args in
            [&["plan", "--settings"][..], &["plan", "--settings", "--json"], &["check"], &["--offline-limit", "0.1"]]
        {
            let ran = folder.run(args);
            let said = [ran.out, ran.err].concat();
            assert!(!said.contains(key) && !said.contains("abc123"), "{args:?}: {said}");
            assert!(said.contains("***"), "{args:?}: {said}");
        }
        for file in ["run.log", "output/raw/.batch/ledger.jsonl"] {
            assert!(!folder.read(file).contains("abc123"), "{file}");
        }
    }
}

#[test]
fn a_quote_in_a_prompt_is_named_and_not_written_into_the_log() {
    let mut folder = unreachable();
    folder.edit(|config| config["log_level"] = json!("DEBUG"));
    folder.write("多个Prompt.json", "[\n  \"请总结。\",\n  \"请找出\"主诉\"和现病史。\"\n]");
    for args in [&[][..], &["plan"]] {
        let said = refused(&folder, args);
        assert!(
            said.contains("多个Prompt.json 第 3 行：第 7 列的 \" 结束了这段文字") && said.contains("\\\""),
            "{said}"
        );
        assert_eq!(marked(&said), ("\"请找出\"主诉\"和现病史。\"".to_owned(), 4 + 7));
    }
    assert!(!folder.path().join("run.log").exists() || !folder.read("run.log").contains("主诉"));
}

#[test]
fn a_path_with_a_line_end_in_it_is_a_path_of_windows() {
    let folder = unreachable();
    for (path, letter, before) in [("C:\\new\\test", 'n', 4 + 15 + 2), ("D:\\数据\\test", 't', 0)] {
        let path = if letter == 'n' { path.to_owned() } else { path.replace("\\数", "/数") };
        let text = format!("{{\n  \"models\": [\"kimi-k3\"],\n  \"output_dir\": \"{path}\"\n}}");
        folder.write("batch_config_kimi.json", text);
        let said = refused(&folder, &[]);
        let says = format!("第 3 行，字段 output_dir：路径中的 \\{letter} 在 JSON 里不是反斜杠加字母");
        assert!(said.contains(&says) && said.contains("\"C:/data/new\""), "{said}");
        let (line, column) = marked(&said);
        assert_eq!(line, format!("\"output_dir\": \"{path}\""));
        assert!(before == 0 || column == before, "{said}");
        let said = refused(&folder, &["--lang", "en"]);
        assert!(said.contains(&format!("\\{letter} in a path is a control character")), "{said}");
    }
}

#[test]
fn no_key_is_shown_with_the_line() {
    let folder = unreachable();
    for text in [
        format!("{{\n\"api_config\": {{ \"api_key\"： \"{KEY}\" }} }}"),
        format!("{{\n\"api_config\": {{ \"api_key\":\n \"{KEY}\"， }} }}"),
        format!("{{\n\"api_config\": {{ “api_key\": \"{KEY}\" }} }}"),
        format!("{{\n\"a\": [\"{KEY}\" \"b\"] }}"),
        format!("{{\n\"platform\": {{ \"headers\": {{ \"Authorization\": \"Bearer {KEY}\"， }} }} }}"),
    ] {
        folder.write("batch_config_kimi.json", &text);
        let Ran { out, err, .. } = folder.run(&["check"]);
        assert!(out.contains("***") || out.contains("“"), "{out}");
        let said = [out, err, refused(&folder, &[])].concat();
        assert!(!said.contains(&KEY[3..12]) && !said.contains(&KEY[KEY.len() - 8..]), "{said}");
    }
}

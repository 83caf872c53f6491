//! A folder with a small job in it, and the platform's real binary run there.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use batch_core::platform::Profile;
use serde_json::{Value, json};
use tempfile::TempDir;

/// The key in the folder's config; nothing the binary writes may hold it.
pub const KEY: &str = "sk-contract-0f1e2d3c4b5a69788796a5b4c3d2e1f0";

/// What a process left behind.
#[derive(Debug)]
pub struct Ran {
    /// Exit code; -1 if a signal ended it.
    pub code: i32,
    /// All of stdout.
    pub out: String,
    /// All of stderr.
    pub err: String,
}

impl Ran {
    /// The machine-readable summary of `--json`.
    ///
    /// # Panics
    /// If stdout is no JSON.
    #[must_use]
    pub fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|e| panic!("{e}\n{}\n{}", self.out, self.err))
    }
}

/// See the module. Two models, three invented patients, two prompts: twelve conversations.
pub struct Folder {
    dir: TempDir,
    program: PathBuf,
    config_file: String,
    /// The config as it was last written.
    pub config: Value,
}

impl Folder {
    /// A folder for this binary (`env!("CARGO_BIN_EXE_...")`) and platform, pointed at `base_url`.
    ///
    /// # Panics
    /// If the folder cannot be made.
    #[must_use]
    pub fn new(program: &str, profile: &Profile, base_url: &str) -> Self {
        let dir = tempfile::Builder::new().prefix("患者数据 ").tempdir().expect("a temporary folder");
        let models: Value = serde_json::from_str(profile.models).expect("models.json");
        let current: Vec<Value> = models["models"]
            .as_array()
            .into_iter()
            .flatten()
            .filter(|model| model["status"] == "current")
            .take(2)
            .map(|model| model["name"].clone())
            .collect();
        let mut config = json!({
            "prompts_file": "多个Prompt.json",
            "records_dir": "测试输入问答记录",
            "output_dir": "./output/raw",
            "api_config": { "api_key": KEY, "base_url": base_url },
            "models": current,
            "log_file": "run.log",
        });
        if !profile.program.is_empty() {
            config["platform"] = json!({"preset": profile.id});
        }
        let folder = Self { dir, program: PathBuf::from(program), config_file: profile.config_file(), config };
        folder.save();
        folder.write("多个Prompt.json", r#"["请总结要点。", "请评估风险，并说明理由。"]"#);
        for (people, text) in [
            ("患者1", "医生：您好，哪里不舒服？\n患者：最近两周胸口发闷，爬楼后更明显。"),
            ("患者2", "医生：睡眠怎么样？\n患者：入睡困难，半夜常醒，白天没有精神。"),
            ("患者10", "医生：用药情况呢？\n患者：降压药有时会忘记吃，量过几次都偏高。"),
        ] {
            folder.write(&format!("测试输入问答记录/{people}_问答记录.txt"), text);
        }
        folder
    }

    /// Changes the config and writes it.
    pub fn edit(&mut self, change: impl FnOnce(&mut Value)) {
        change(&mut self.config);
        self.save();
    }

    fn save(&self) {
        self.write(&self.config_file, serde_json::to_string_pretty(&self.config).expect("JSON"));
    }

    /// The folder itself.
    #[must_use]
    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    /// Where the sheets are.
    #[must_use]
    pub fn output(&self) -> PathBuf {
        self.path().join("output/raw")
    }

    /// Writes a file.
    ///
    /// # Panics
    /// If that fails.
    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        std::fs::write(path, text).expect("a file");
    }

    /// A file's text.
    ///
    /// # Panics
    /// If it is not there.
    #[must_use]
    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// A sheet, as its file name after `output/raw/`.
    ///
    /// # Panics
    /// If it is not there or no JSON.
    #[must_use]
    pub fn sheet(&self, name: &str) -> Value {
        serde_json::from_str(&self.read(&format!("output/raw/{name}"))).unwrap_or_else(|e| panic!("{name}: {e}"))
    }

    /// All sheets, by name, in the order of names; none if there is no output folder: a run may be killed before it made
    /// one.
    ///
    /// # Panics
    /// If the output folder cannot be read.
    #[must_use]
    pub fn sheets(&self) -> Vec<(String, String)> {
        if !self.output().exists() {
            return Vec::new();
        }
        let entries = std::fs::read_dir(self.output()).expect("an output folder").map(|entry| entry.expect("an entry"));
        let mut names: Vec<String> = entries
            .map(|entry| entry.file_name().to_string_lossy().into_owned())
            .filter(|name| name.ends_with(".json"))
            .collect();
        names.sort();
        names.into_iter().map(|name| (name.clone(), self.read(&format!("output/raw/{name}")))).collect()
    }

    /// The ledger's events.
    ///
    /// # Panics
    /// If a line is no JSON.
    #[must_use]
    pub fn ledger(&self) -> Vec<Value> {
        let text = self.read("output/raw/.batch/ledger.jsonl");
        text.lines().map(|line| serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"))).collect()
    }

    /// The binary here, with an environment of its own.
    #[must_use]
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(&self.program);
        command.args(args).current_dir(self.path()).env_clear().env("HOME", self.path());
        for kept in ["PATH", "TZ", "SYSTEMROOT", "LLVM_PROFILE_FILE"] {
            if let Some(value) = std::env::var_os(kept) {
                command.env(kept, value);
            }
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    /// Runs the binary to its end.
    ///
    /// # Panics
    /// If it cannot be started, or if the key shows up in anything it wrote.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> Ran {
        finish(self.start(args))
    }

    /// Starts the binary.
    ///
    /// # Panics
    /// If it cannot be started.
    #[must_use]
    pub fn start(&self, args: &[&str]) -> Child {
        self.command(args).spawn().expect("the binary")
    }
}

/// Waits for a process.
///
/// # Panics
/// If its output cannot be read, or holds the key.
#[must_use]
pub fn finish(child: Child) -> Ran {
    let output = child.wait_with_output().expect("its output");
    let text = |bytes: Vec<u8>| String::from_utf8(bytes).expect("UTF-8");
    let ran = Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) };
    assert!(!ran.out.contains(KEY) && !ran.err.contains(KEY), "the key was printed:\n{}{}", ran.out, ran.err);
    ran
}

//! `init`: what an empty folder needs for a first run. The repository's own config and examples, embedded; a file that
//! is there already is left as it is.

use std::fs::{self, OpenOptions};
use std::io::{self, Write};
use std::path::Path;

use batch_core::base::error::Error;
use batch_core::base::problem::{FileProblem, Problem};
use batch_core::job::config::schema;
use batch_core::platform::Profile;
use batch_words::Words;
use serde_json::json;

use super::args::Common;
use super::{say, say_json, say_notice};

/// Where keys go, for all platforms.
const ENV_EXAMPLE: &str = include_str!("../../../.env.example");
/// The schema's name in the config's `$schema`.
const SCHEMA: &str = "batch-config.schema.json";
/// Prompts and invented records, where the sample config looks for them.
const EXAMPLES: &[(&str, &str)] = &[
    ("examples/多个Prompt.json", include_str!("../../../examples/多个Prompt.json")),
    (
        "examples/测试输入问答记录/患者1_问答记录.txt",
        include_str!("../../../examples/测试输入问答记录/患者1_问答记录.txt"),
    ),
    (
        "examples/测试输入问答记录/患者2_问答记录.txt",
        include_str!("../../../examples/测试输入问答记录/患者2_问答记录.txt"),
    ),
    (
        "examples/测试输入问答记录/患者10_问答记录.txt",
        include_str!("../../../examples/测试输入问答记录/患者10_问答记录.txt"),
    ),
];

/// Writes the files into the current folder.
///
/// # Errors
/// The disk's, with the file's name.
pub fn init(words: &'static Words, profile: &Profile, args: &Common) -> anyhow::Result<u8> {
    let schema = format!("{:#}\n", schema::schema(&[profile]));
    let config = profile.config_file();
    let own = [(config.as_str(), profile.sample_config), (SCHEMA, &schema), (".env.example", ENV_EXAMPLE)];
    let (mut written, mut kept) = (Vec::new(), Vec::new());
    for (name, content) in own.into_iter().chain(EXAMPLES.iter().copied()) {
        let path = Path::new(name);
        // A config in the current folder would stand before one in `configs`.
        if name == config && Path::new("configs").join(name).is_file() {
            kept.push(name);
            continue;
        }
        match write_new(path, content) {
            Ok(()) => written.push(name),
            Err(e) if e.kind() == io::ErrorKind::AlreadyExists => kept.push(name),
            Err(e) => return Err(Error::Disk(Problem::in_file(path, FileProblem::InitNotWritten(e.into()))).into()),
        }
    }
    if args.json {
        say_json(&json!({"platform": profile.id, "written": written, "kept": kept}))?;
    } else if args.quiet {
        kept.iter().for_each(|file| say_notice(words, &words.init_kept(file)));
    } else {
        say(&report(words, &written, &kept, &profile.program()));
    }
    Ok(0)
}

/// What was written and what comes next.
fn report(words: &Words, written: &[&str], kept: &[&str], program: &str) -> String {
    let mut lines: Vec<String> = written.iter().map(|file| words.init_written(file)).collect();
    lines.extend(kept.iter().map(|file| words.init_kept(file)));
    let next = [
        words.init_next_simulate(program),
        words.init_next_key(),
        words.init_next_inputs(),
        words.init_next_check(program),
        words.init_next_plan(program),
        words.init_next_run(program),
    ];
    let indented = |lines: &[String]| lines.iter().map(|line| format!("  {line}")).collect::<Vec<_>>();
    let all = [indented(&lines), vec![String::new(), words.init_next()], indented(&next)].concat();
    batch_words::joined(&all)
}

/// Writes a file that must not be there yet, and makes its folder.
fn write_new(path: &Path, content: &str) -> io::Result<()> {
    if let Some(folder) = path.parent().filter(|folder| !folder.as_os_str().is_empty()) {
        fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    let written = file.write_all(content.as_bytes()).and_then(|()| file.sync_all());
    if written.is_err() {
        // Half a file would be kept for ever by the next `init`.
        fs::remove_file(path).ok();
    }
    written
}

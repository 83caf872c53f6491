//! Commands that are shown to be pasted into a shell: of this program, as it was started, with what this run was given.

use std::ffi::OsString;
use std::path::Path;

use batch_core::platform::Profile;
use batch_core::privacy;

use super::args::Common;

/// Commands that go on from this one.
pub(crate) struct Pasted<'a> {
    program: String,
    args: &'a Common,
}

impl<'a> Pasted<'a> {
    /// For a program that was started with these flags.
    pub fn new(profile: &Profile, args: &'a Common) -> Self {
        Self { program: started_as(profile, std::env::args_os().next()), args }
    }

    /// What was typed, without `--fresh`: goes on where the run stopped.
    pub fn same(&self) -> String {
        let typed = std::env::args_os().skip(1).filter(|arg| arg != "--fresh");
        let shown = |arg: OsString| match arg.to_string_lossy() {
            // It may have a password in it.
            url if url.contains("redis://") || url.contains("rediss://") => privacy::without_userinfo(&url),
            arg => arg.into_owned(),
        };
        self.line(typed.map(shown))
    }

    /// A command for the same output folder; its own words come last.
    pub fn of_folder(&self, command: &[&str]) -> String {
        self.line(self.folder(command.first().copied()).chain(owned(command.get(1..).unwrap_or_default())))
    }

    /// A command for the same part of the job.
    pub fn of_part(&self, command: &[&str]) -> String {
        let listed = |flag: &str, values: Option<String>| {
            values.into_iter().flat_map(|values| [flag.to_owned(), values]).collect::<Vec<_>>()
        };
        let Common { models, people, shard, .. } = self.args;
        let numbers = self.args.prompts().map(|all| all.iter().map(usize::to_string).collect::<Vec<_>>().join(","));
        let part = [
            listed("--models", models.as_ref().map(|all| all.join(","))),
            listed("--people", people.as_ref().map(|all| all.join(","))),
            listed("--prompts", numbers),
            // The batch service is for the whole job.
            listed("--shard", shard.filter(|_| command != ["batch"]).map(|shard| shard.to_string())),
        ];
        let own = owned(command.get(1..).unwrap_or_default());
        self.line(self.folder(command.first().copied()).chain(part.into_iter().flatten()).chain(own))
    }

    /// A command of the real job, after a rehearsal.
    pub fn for_real(&self, command: &str) -> String {
        let config = self.args.config.as_ref().map(|path| path.display().to_string());
        let config = config.into_iter().flat_map(|path| ["--config".to_owned(), path]);
        self.line(std::iter::once(command.to_owned()).chain(config))
    }

    /// A command, and the flags that lead to the folder and to the language.
    fn folder(&self, command: Option<&str>) -> impl Iterator<Item = String> + use<> {
        let Common { config, output_dir, simulate, lang, .. } = self.args;
        let mut words: Vec<String> = command.map(str::to_owned).into_iter().collect();
        if let Some(config) = config {
            words.extend(["--config".to_owned(), config.display().to_string()]);
        }
        if let Some(folder) = output_dir {
            words.extend(["--output-dir".to_owned(), folder.clone()]);
        }
        if *simulate {
            words.push("--simulate".to_owned());
        }
        if let Some(language) = lang {
            words.extend(["--lang".to_owned(), language.name().to_owned()]);
        }
        words.into_iter()
    }

    fn line(&self, words: impl Iterator<Item = String>) -> String {
        std::iter::once(self.program.clone()).chain(words).map(|word| quoted(&word)).collect::<Vec<_>>().join(" ")
    }
}

fn owned(words: &[&str]) -> Vec<String> {
    words.iter().map(|word| (*word).to_owned()).collect()
}

/// The program by its name if the shell found it so, else by its path.
fn started_as(profile: &Profile, first: Option<OsString>) -> String {
    let typed = first.filter(|first| Path::new(first).components().count() > 1);
    typed.map_or_else(|| profile.program(), |path| path.to_string_lossy().into_owned())
}

/// A word as the shell takes it.
fn quoted(word: &str) -> String {
    if !word.is_empty()
        && word.chars().all(|c| c.is_alphanumeric() || "-_=./,:".contains(c) || cfg!(windows) && c == '\\')
    {
        word.to_owned()
    } else if cfg!(windows) {
        format!("\"{}\"", word.replace('"', "\"\""))
    } else {
        format!("'{}'", word.replace('\'', "'\\''"))
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser;

    use super::*;
    use crate::args::Args;

    fn common(line: &[&str]) -> Common {
        Args::try_parse_from(line).unwrap().common
    }

    #[test]
    fn they_have_the_flags_of_the_run() {
        let args = common(&[
            "x",
            "--config",
            "a b.json",
            "--simulate",
            "--people",
            "患者1,患者2",
            "--prompts",
            "1,3",
            "--rpm",
            "5",
            "--lang",
            "en",
            "--output-dir",
            "out",
        ]);
        let pasted = Pasted { program: "batch-x".to_owned(), args: &args };
        let quote = if cfg!(windows) { '"' } else { '\'' };
        let folder = format!("--config {quote}a b.json{quote} --output-dir out --simulate --lang en");
        assert_eq!(pasted.of_folder(&["report", "-o", "x.html"]), format!("batch-x report {folder} -o x.html"));
        let part = "--people 患者1,患者2 --prompts 1,3";
        assert_eq!(pasted.of_part(&["status", "--failed"]), format!("batch-x status {folder} {part} --failed"));
        assert_eq!(pasted.for_real("check"), format!("batch-x check --config {quote}a b.json{quote}"));
        let plain = common(&["x"]);
        let pasted = Pasted { program: "batch-x".to_owned(), args: &plain };
        assert_eq!(pasted.of_part(&["status", "--failed"]), "batch-x status --failed");
    }

    #[cfg(unix)]
    #[test]
    fn no_shell_takes_them_apart() {
        for (word, shown) in [("a'b", r"'a'\''b'"), ("$(x)", "'$(x)'"), ("", "''"), ("患者1,患者2", "患者1,患者2")]
        {
            assert_eq!(quoted(word), shown);
        }
    }
}

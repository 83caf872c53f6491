//! Every command line is typed, in the order of its document.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::process::{Command, Stdio};

use batch_contract::{Folder, KEY, finish};
use batch_core::Platform;
use batch_kimi::Kimi;
use batch_sim::Sim;

use super::super::{folder, options, start};
use super::{Found, PROGRAMS, documents, root};

/// Command lines that are not run here, by how they begin, and why.
const NOT_RUN: &[(&str, &str)] = &[
    ("cargo install ", "it would install the program"),
    ("cargo test ", "it is what runs this test"),
    ("cargo bench ", "it takes minutes"),
    ("cargo run -p batch-sim ", "it serves until it is stopped; `batch-sim` has tests of its own"),
    ("srun ", "it needs Slurm"),
    ("sbatch ", "it needs Slurm; `examples/slurm/try.sh` has one"),
    ("hq ", "it needs HyperQueue"),
    ("sh examples/", "it needs a scheduler; `tests/shards/scripts.rs` has something like one"),
    ("redis-server ", "it serves until it is stopped"),
    (
        "cargo run -p batch-contract --example new-platform ",
        "it begins a crate; that test makes some, and runs their suites",
    ),
];

/// Where the documents' commands are typed: a folder of somebody's, and a simulator in the platform's place.
struct Shell {
    folder: Folder,
    sim: Sim,
    here: PathBuf,
    variables: BTreeMap<String, String>,
}

impl Shell {
    /// In a folder where nothing is yet.
    fn new() -> Self {
        let sim = start(options());
        let folder = folder(&sim.base_url());
        let here = folder.path().join("documents");
        fs::create_dir(&here).unwrap();
        Self { folder, sim, here, variables: BTreeMap::new() }
    }

    /// In a copy of this repository, as far as the commands see it.
    fn in_checkout() -> Self {
        let shell = Self::new();
        for folder in ["configs", "examples", "examples/测试输入问答记录"] {
            let target = shell.here.join(folder);
            fs::create_dir(&target).unwrap();
            for entry in fs::read_dir(root().join(folder)).unwrap().map(|entry| entry.unwrap().path()) {
                if entry.is_file() {
                    fs::copy(&entry, target.join(entry.file_name().unwrap())).unwrap();
                }
            }
        }
        let config = &Kimi::default().profile().config_file();
        shell.point_at_simulator(&format!("configs/{config}"));
        // What a document calls a config that is somewhere else.
        fs::create_dir_all(shell.here.join("path/to")).unwrap();
        fs::copy(shell.here.join("configs").join(config), shell.here.join("path/to").join(config)).unwrap();
        shell
    }

    /// All that is changed about what the program brings along.
    fn point_at_simulator(&self, config: &str) {
        let path = self.here.join(config);
        let text = fs::read_to_string(&path).unwrap();
        let address = Kimi::default().profile().base_url;
        assert!(text.contains(address), "{config} has no {address}");
        fs::write(path, text.replace(address, &self.sim.base_url())).unwrap();
    }

    /// Types a command line; false if this shell cannot run it.
    fn run(&mut self, place: &str, line: &str) -> bool {
        let words: Vec<_> = line.split_whitespace().collect();
        match words.as_slice() {
            ["mkdir", name] => fs::create_dir(self.here.join(name)).unwrap(),
            ["cd", name] => self.here.push(name),
            ["cp", from, to] => _ = fs::copy(self.here.join(from), self.here.join(to)).unwrap(),
            [assignment] if assignment.starts_with("L=") => {
                self.variables.insert("L".to_owned(), assignment["L=".len()..].to_owned());
            }
            ["jq", ..] => self.pipe(place, line),
            ["cargo", "run", rest @ ..] => {
                let rest = if rest.first() == Some(&"--release") { &rest[1..] } else { rest };
                match rest {
                    ["-p", program] if PROGRAMS.contains(program) => self.program(place, line, &[]),
                    ["-p", program, "--", args @ ..] if PROGRAMS.contains(program) => self.program(place, line, args),
                    _ => return false,
                }
            }
            [program, args @ ..] if PROGRAMS.contains(program) => self.program(place, line, args),
            _ => return false,
        }
        true
    }

    /// The program of this crate: the others differ in the platform only.
    fn program(&self, place: &str, line: &str, args: &[&str]) {
        let ran =
            finish(self.folder.command(args).env("MOONSHOT_API_KEY", KEY).current_dir(&self.here).spawn().unwrap());
        assert_eq!(ran.code, 0, "{place}: {line}\n{}{}", ran.out, ran.err);
        let config = &Kimi::default().profile().config_file();
        // In a checkout `init` leaves the config in `configs` as it is.
        if args == ["init"] && self.here.join(config).exists() {
            self.point_at_simulator(config);
        }
    }

    /// A filter of another program's, where there is that program.
    fn pipe(&self, place: &str, line: &str) {
        if Command::new("jq").arg("--version").stdout(Stdio::null()).status().is_err() {
            return;
        }
        let run = Command::new("sh").args(["-c", line]).envs(&self.variables).current_dir(&self.here).output().unwrap();
        assert!(run.status.success(), "{place}: {line}\n{}", String::from_utf8_lossy(&run.stderr));
    }
}

#[test]
fn every_command_line_in_the_documents_does_what_it_should() {
    let mut excused = BTreeSet::new();
    for document in documents() {
        let commands = document.commands();
        if commands.is_empty() {
            continue;
        }
        let mut shell =
            if document.name.ends_with("/getting-started.md") { Shell::new() } else { Shell::in_checkout() };
        if document.name.starts_with("docs/en/") && !document.name.ends_with("/getting-started.md") {
            // These tell of what a run leaves behind.
            shell.program(&document.name, "a first run", &[]);
        }
        for Found { place, text } in commands {
            if let Some((begin, _)) = NOT_RUN.iter().find(|(begin, _)| text.starts_with(begin)) {
                excused.insert(*begin);
            } else {
                assert!(shell.run(&place, &text), "{place}: neither run nor on the list of what is not: {text}");
            }
        }
    }
    for (begin, why) in NOT_RUN {
        assert!(excused.contains(begin), "no document has {begin:?} ({why}) any more");
    }
}

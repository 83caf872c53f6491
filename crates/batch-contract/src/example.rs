//! The READMEs' example of what a job costs: what `plan` says of the folder that `init` makes.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::finish;

/// The READMEs' rows about the program's models say what it says itself.
///
/// # Panics
/// If one does not, or there is none.
pub fn costs(program: &str) {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let run = |args: &[&str]| {
        let mut command = Command::new(program);
        command.args(args).current_dir(folder.path()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let ran = finish(command.spawn().expect("the program"));
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        ran.out
    };
    run(&["init"]);
    let plan = run(&["plan"]);
    for readme in ["README.zh-CN.md", "README.md"] {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").join(readme);
        let text = std::fs::read_to_string(path).expect("a README");
        let told: Vec<(String, Vec<&str>)> = text.lines().filter_map(|line| told(line, &plan)).collect();
        assert!(!told.is_empty(), "{readme}: none of the models of\n{plan}");
        for (said, numbers) in told {
            assert!(said.ends_with(&numbers.join(" ")), "{readme}: {numbers:?}, but\n{plan}");
        }
    }
}

/// What a plan says of the model that a README's row is about, and the row's numbers.
fn told<'t>(row: &'t str, plan: &str) -> Option<(String, Vec<&'t str>)> {
    let (model, cells) = row.strip_prefix("| `")?.split_once("` |")?;
    let line = plan.lines().find(|line| line.split_whitespace().next() == Some(model))?;
    let numbers = cells.split_whitespace().filter(|word| word.parse::<f64>().is_ok()).collect();
    Some((line.split_whitespace().collect::<Vec<_>>().join(" "), numbers))
}

//! The scripts in `examples` do what a scheduler's task is to do, without a scheduler: its commands are stood in for.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};

use super::*;

fn example(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples").join(name)
}

/// A world whose `PATH` begins with commands that only note what they are given, into `asked`; `srun` also does it, and `hq submit` does
/// all tasks.
fn cluster(options: Options) -> (Sim, Folder) {
    let (sim, folder) = world(options);
    let bin = folder.path().join("bin");
    std::fs::create_dir(&bin).unwrap();
    std::os::unix::fs::symlink(env!("CARGO_BIN_EXE_batch-kimi"), bin.join("batch-kimi")).unwrap();
    let command = |name: &str, body: &str| {
        let path = bin.join(name);
        std::fs::write(&path, format!("#!/bin/sh\necho \"{name} $*\" >>asked\n{body}\n")).unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o755)).unwrap();
    };
    command("sbatch", "echo 17");
    command("srun", "exec \"$@\"");
    command("scontrol", "");
    let tasks = "of=$(echo \"$*\" | sed 's/.*--array 1-\\([0-9]*\\) .*/\\1/')
        while [ \"$1\" != batch-kimi ]; do shift; done
        for HQ_TASK_ID in $(seq $of); do export HQ_TASK_ID; \"$@\" || exit; done";
    command("hq", &format!("[ $1 = submit ] || exit 0\n{tasks}"));
    (sim, folder)
}

fn begin(folder: &Folder, name: &str, args: &[&str], env: &[(&str, &str)]) -> Child {
    let like = folder.command(&[]);
    let mut command = std::process::Command::new(example(name));
    command.args(args).current_dir(folder.path()).env_clear().stdout(Stdio::piped()).stderr(Stdio::piped());
    command.envs(like.get_envs().filter_map(|(name, value)| Some((name, value?)))).envs(env.iter().copied());
    let path = std::env::var("PATH").unwrap();
    command.env("PATH", format!("{}:{path}", folder.path().join("bin").display()));
    command.spawn().unwrap()
}

fn script(folder: &Folder, name: &str, args: &[&str]) -> Ran {
    finish(begin(folder, name, args, &[]))
}

fn begin_task(folder: &Folder, task: &str, of: &str, restarts: &str, more: &[&str]) -> Child {
    let env = [("SLURM_ARRAY_TASK_ID", task), ("SLURM_ARRAY_JOB_ID", "17"), ("SLURM_RESTART_COUNT", restarts)];
    begin(folder, "slurm/shard.sh", &[&[of], more].concat(), &env)
}

fn task(folder: &Folder, task: &str, of: &str, restarts: &str, more: &[&str]) -> Ran {
    finish(begin_task(folder, task, of, restarts, more))
}

fn asked(folder: &Folder) -> Vec<String> {
    let asked = std::fs::read_to_string(folder.path().join("asked")).unwrap_or_default();
    std::fs::remove_file(folder.path().join("asked")).ok();
    asked.lines().map(str::to_owned).collect()
}

#[test]
fn tasks_of_an_array_do_the_job_each_its_shard() {
    let (sim, folder) = cluster(options());
    for number in ["1", "2", "3"] {
        let ran = task(&folder, number, "3", "0", &["--concurrency", "6"]);
        assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
        assert_eq!(asked(&folder), ["srun batch-kimi --quiet --shard auto/3 --concurrency 6"]);
    }
    assert_eq!((sim.stats().distinct, sim.stats().answered_twice), (ALL, 0));
    assert!(folder.sheets() == by_one());
}

#[test]
fn what_is_to_be_continued_is_queued_again_but_not_for_ever() {
    let (_sim, folder) = cluster(options());
    let budget = &["--budget", "0.0001"][..];
    for (restarts, again) in [("0", true), ("9", true), ("10", false)] {
        let ran = task(&folder, "2", "3", restarts, budget);
        assert_eq!(ran.code, 4, "{}{}", ran.out, ran.err);
        assert_eq!(asked(&folder).contains(&"scontrol requeue 17_2".to_owned()), again, "begun anew {restarts} times");
    }
    let ran = task(&folder, "4", "3", "0", &[]);
    assert_eq!((ran.code, asked(&folder).len()), (2, 1), "what is wrong stays wrong");
}

#[test]
fn a_task_whose_time_is_up_is_queued_again() {
    let (sim, folder) = cluster(Options { latency: Latency::Fixed(Duration::from_millis(300)), ..options() });
    let told = folder.path().join("bin/srun");
    // As Slurm does: what srun started gets the signal, the shell none.
    std::fs::write(
        &told,
        "#!/bin/sh\n\"$@\" &\nfor _ in $(seq 500); do [ -e now ] && break; sleep 0.02; done\nkill -TERM $!\nwait $!\n",
    )
    .unwrap();
    let mut child = begin_task(&folder, "1", "2", "40", &["--concurrency", "4"]);
    while sim.stats().calls == 0 && child.try_wait().unwrap().is_none() {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::fs::write(folder.path().join("now"), "").unwrap();
    let ran = finish(child);
    assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
    assert_eq!(asked(&folder), ["scontrol requeue 17_1"]);
    assert_eq!(sim.stats().abandoned, 0);
}

#[test]
fn an_array_is_followed_by_its_finish() {
    let (_sim, folder) = cluster(options());
    let ran = script(&folder, "slurm/submit.sh", &["8", "--budget", "50"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let asked = asked(&folder);
    let shard = example("slurm/shard.sh");
    assert_eq!(asked[0], format!("sbatch --parsable --array=1-8 {} 8 --budget 50", shard.display()));
    assert!(
        asked[1].contains("--dependency=afterany:17 ") && asked[1].ends_with("--wrap=batch-kimi finish"),
        "{asked:?}"
    );
    // Every directive is one that Slurm 22.05 knows; what a script does with them is tried by `try.sh`.
    let text = std::fs::read_to_string(shard).unwrap();
    assert!(text.contains("#SBATCH --requeue\n") && text.contains("#SBATCH --signal=TERM@90\n"), "{text}");
}

#[test]
fn tasks_of_hyperqueue_do_the_job_and_finish_follows() {
    let (sim, folder) = cluster(options());
    let ran = script(&folder, "hyperqueue/submit.sh", &["3", "--concurrency", "6"]);
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    assert!(asked(&folder)[0].contains("--array 1-3 --crash-limit unlimited "));
    assert_eq!((sim.stats().distinct, sim.stats().answered_twice), (ALL, 0));
    assert!(folder.sheets() == by_one());
}

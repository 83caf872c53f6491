//! Files are there whole or not at all, and said to be so.

use std::fs;

use batch_results::export::{Destination, Format, export};
use batch_results::report::{self, Extra};

use crate::folders;

#[test]
fn what_cannot_be_written_is_named_and_leaves_nothing() {
    let folder = tempfile::tempdir().unwrap();
    folders::mixed(folder.path());
    let library = folders::open(&[folder.path()]);
    let file = folder.path().join("a file");
    fs::write(&file, "x").unwrap();
    let inside = file.join("x.html");
    let problem =
        report::write(folders::zh(), &library, &Extra::default(), &inside).unwrap_err().sentence(folders::zh());
    assert!(problem.contains("x.html") && problem.contains("写不成"), "{problem}");
    let problem =
        export(folders::zh(), &library, Format::Csv, &Destination::Path(inside)).unwrap_err().sentence(folders::zh());
    assert!(problem.contains("写不成"), "{problem}");
    assert_eq!(fs::read_to_string(file).unwrap(), "x");
}

#[test]
fn no_half_written_file_stays_behind() {
    let folder = tempfile::tempdir().unwrap();
    let jobs = folder.path().join("jobs");
    folders::mixed(&jobs);
    let library = folders::open(&[&jobs]);
    let out = folder.path().join("out");
    report::write(folders::zh(), &library, &Extra::default(), &out.join("r.html")).unwrap();
    for (format, name) in [(Format::Csv, "a.csv"), (Format::Xlsx, "a.xlsx"), (Format::Jsonl, "a.jsonl")] {
        export(folders::zh(), &library, format, &Destination::Path(out.join(name))).unwrap();
    }
    // A sheet that vanishes meanwhile is named, not fatal.
    fs::remove_file(jobs.join("kimi-k3-患者1.json")).unwrap();
    let tally = export(folders::zh(), &library, Format::Csv, &Destination::Path(out.join("a.csv"))).unwrap();
    assert!(tally.odd >= 1 && tally.rows == 17, "{tally:?}");
    let mut names: Vec<_> =
        fs::read_dir(&out).unwrap().map(|e| e.unwrap().file_name().into_string().unwrap()).collect();
    names.sort();
    assert_eq!(names, ["a.csv", "a.jsonl", "a.xlsx", "r.html"]);
}

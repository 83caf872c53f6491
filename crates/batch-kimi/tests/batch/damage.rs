//! A ledger that was damaged while the platform worked.

use std::fs;

use super::{ALL, World, calm, world};

/// Damages so many lines of an event.
fn damage(world: &World, event: &str, lines: usize) {
    let path = world.folder.output().join(".batch/ledger.jsonl");
    let start = format!("{{\"event\":\"{event}\"");
    let mut left = lines;
    let spoil = |line: &str| {
        let hit = line.starts_with(&start) && left > 0;
        left -= usize::from(hit);
        if hit { line.replacen(":", ";", 2) } else { line.to_owned() }
    };
    let spoiled: Vec<String> = fs::read_to_string(&path).unwrap().lines().map(spoil).collect();
    assert_eq!(left, 0, "{}", world.seen());
    fs::write(path, spoiled.join("\n") + "\n").unwrap();
}

#[test]
fn whose_line_is_damaged_is_asked_once_all_the_same() {
    for lines in [1, 3, ALL] {
        let world = world(calm());
        world.ends(0, &["submit"]);
        damage(&world, "queued", lines);
        // Neither by calls nor in another batch.
        assert_eq!(world.folder.run(&["--quiet"]).code, 4, "{}", world.seen());
        world.ends(0, &[]);
        world.is_well(&format!("{lines} lines damaged"));
    }
}

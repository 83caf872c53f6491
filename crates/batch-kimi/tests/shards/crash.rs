//! Shards that are killed at any moment, and cut anew in between.

use std::process::Child;
use std::sync::atomic::{AtomicU64, Ordering};

use batch_core::base::key::Key;

use super::*;

const IN_FLIGHT: u64 = 16;

fn start(folder: &Folder, index: u16, of: u16, fault: Option<&str>) -> Child {
    let (shard, limit) = (format!("{index}/{of}"), IN_FLIGHT.to_string());
    let mut command = folder.command(&["--quiet", "--shard", &shard, "--concurrency", &limit]);
    if let Some(fault) = fault {
        command.env("BATCH_FAULT_AT", fault);
    }
    command.spawn().unwrap()
}

#[test]
fn whatever_is_killed_when_nothing_is_lost_and_little_paid_twice() {
    let expected = &by_one();
    let rounds = AtomicU64::new(0);
    std::thread::scope(|threads| {
        for seed in 0..6 {
            let rounds = &rounds;
            threads.spawn(move || killed(seed, expected, rounds));
        }
    });
    assert!(rounds.into_inner() > 12, "hardly anybody was killed");
}

fn killed(seed: u64, expected: &[(String, String)], rounds: &AtomicU64) {
    let (sim, folder) = world(Options { seed, ..options() });
    let (mut drawn, mut kills) = (0_u64, 0);
    let mut draw = |below: u8| {
        drawn += 1;
        Key::of(format!("{seed} {drawn}").as_bytes()).0[0] % below
    };
    for of in [8, 5, 8, 3] {
        let points = ["ledger.before", "ledger.after", "sheet.written", "sheet.renamed"];
        let children: Vec<Child> = (1..=of)
            .map(|index| {
                let fault = format!("{}:{}", points[usize::from(draw(4))], 1 + draw(4));
                let fault = (draw(10) < 6).then_some(fault);
                start(&folder, index, of, fault.as_deref())
            })
            .collect();
        let shares = u64::from(IN_FLIGHT.div_ceil(of.into()) as u32);
        for mut child in children {
            if !child.wait().unwrap().success() {
                kills += shares;
                rounds.fetch_add(1, Ordering::Relaxed);
            }
        }
    }
    for of in [4_u16] {
        for index in 1..=of {
            let ran = finish(start(&folder, index, of, None));
            assert_eq!(ran.code, 0, "seed {seed}, {index}/{of}: {}{}", ran.out, ran.err);
        }
    }
    let stats = sim.stats();
    let twice = stats.answered_twice + stats.abandoned;
    assert!(twice <= kills, "seed {seed}: {twice} paid twice, {kills} were in flight at the kills");
    assert_eq!(stats.distinct, ALL, "seed {seed}");
    assert!(folder.sheets() == expected, "seed {seed}: other files than one process writes");
}

#[cfg(unix)]
#[test]
fn a_scheduler_that_ends_a_task_gets_a_clean_end() {
    let (sim, folder) = world(Options { latency: Latency::Fixed(Duration::from_millis(300)), ..options() });
    let child = start(&folder, 1, 2, None);
    while sim.stats().calls == 0 {
        std::thread::sleep(Duration::from_millis(5));
    }
    std::process::Command::new("kill").args(["-TERM", &child.id().to_string()]).status().unwrap();
    let ran = finish(child);
    assert_eq!(ran.code, 130, "{}{}", ran.out, ran.err);
    assert_eq!(sim.stats().abandoned, 0, "what was in flight was waited for");
    assert_eq!(finish(start(&folder, 1, 2, None)).code, 0);
    assert_eq!(sim.stats().answered_twice, 0);
}

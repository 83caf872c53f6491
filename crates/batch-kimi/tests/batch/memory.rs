//! Files go up and come down in pieces: a large one takes no more memory than a small one.

use std::process::Child;

use batch_sim::BatchSettings;
use serde_json::json;

use super::between::before;
use super::{ALL, World, calm, world};

/// Kilobytes that a process had at most; it must end well.
#[cfg(target_os = "linux")]
fn most(mut child: Child) -> u64 {
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().unwrap().is_none() {
        let text = std::fs::read_to_string(&status).unwrap_or_default();
        let line = text.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let now = line.and_then(|line| line.trim().trim_end_matches(" kB").parse().ok());
        most = now.unwrap_or(most).max(most);
        std::thread::sleep(std::time::Duration::from_millis(2));
    }
    assert!(child.wait().unwrap().success() && most > 0);
    most
}

/// Results with so many megabytes of others' lines among them.
#[cfg(target_os = "linux")]
fn fetched(megabytes: usize) -> u64 {
    let mut world = world(calm());
    let line =
        format!("{{\"custom_id\":\"of-others\",\"response\":{{\"body\":{{\"text\":\"{}\"}}}}}}\n", "x".repeat(4000));
    let url = before(&world.sim, move |asked, pass| {
        let mut said = pass(&asked.path);
        if asked.path.ends_with("/content") && said.status == 200 {
            said.body = [line.repeat(megabytes * 256).into_bytes(), said.body].concat();
        }
        Some(said)
    });
    world.folder.edit(|config| config["api_config"]["base_url"] = json!(url));
    let most = most(world.folder.command(&["batch", "--quiet"]).stdout(std::process::Stdio::null()).spawn().unwrap());
    assert_eq!(world.events("answered"), ALL);
    most
}

/// A part of so many people with long records.
#[cfg(target_os = "linux")]
fn sent(people: usize) -> (World, u64) {
    let mut world = world(BatchSettings { working: 1_000, ..calm() });
    world.folder.edit(|config| config["batch"]["lines"] = json!(10_000));
    for n in 0..people {
        let text = format!("医生：您好，第 {n} 位。\n患者：{}", "I sleep badly. ".repeat(6_000));
        world.folder.write(&format!("测试输入问答记录/患者{}_问答记录.txt", n + 100), text);
    }
    let child = world.folder.command(&["batch", "submit", "--quiet"]).stdout(std::process::Stdio::null()).spawn();
    let most = most(child.unwrap());
    assert_eq!(world.sim.stats().batch.created, 1);
    (world, most)
}

#[cfg(target_os = "linux")]
#[test]
fn large_files_take_no_more_memory_than_small_ones() {
    let (small, large) = (fetched(0), fetched(96));
    assert!(large < small + 16_000, "fetched: {small} and {large} kB");
    // 90 KB each, twice.
    let ((_small, small), (_large, large)) = (sent(10), sent(400));
    assert!(large < small + 16_000, "sent: {small} and {large} kB");
}

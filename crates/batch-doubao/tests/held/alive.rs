//! A connection that died is told from one that is only slow: the system asks the other end whether it is still there.

use std::io::Read;
use std::net::TcpListener;
use std::time::Duration;

use batch_sim::{Faults, Held};
use serde_json::json;

use super::{ark, folder};

/// What the system says of a connection's timer: its kind, and in how many hundredths of a second it is due. Of the kinds the second
/// is that of who is asked whether he is there.
#[cfg(target_os = "linux")]
fn timer(from: u16, to: u16) -> Option<(u64, u64)> {
    let table = std::fs::read_to_string("/proc/net/tcp").unwrap();
    let port = |address: &str| u16::from_str_radix(address.split_once(':').unwrap().1, 16).unwrap();
    let row = table.lines().skip(1).map(|row| row.split_whitespace().collect::<Vec<_>>());
    let mut found = row.filter(|row| port(row[1]) == from && port(row[2]) == to);
    let timer = found.next()?[5].split_once(':')?;
    Some((timer.0.parse().ok()?, u64::from_str_radix(timer.1, 16).ok()?))
}

#[cfg(target_os = "linux")]
#[test]
fn the_other_end_is_asked_within_half_a_minute_whether_it_is_there() {
    let sim = ark(Held::default(), Faults::none());
    let mut folder = folder(&sim);
    // Whoever takes calls and never says a word.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = silent.local_addr().unwrap().port();
    folder.edit(|config| config["api_config"]["base_url"] = json!(format!("http://127.0.0.1:{port}/api/v3")));
    let mut child = folder.start(&["batch"]);
    let (mut stream, peer) = silent.accept().unwrap();
    let mut request = [0; 4096];
    assert!(stream.read(&mut request).unwrap() > 0);
    let mut seen = Vec::new();
    // What was sent is still to be confirmed by the system at first.
    for _ in 0..200 {
        seen.push(timer(peer.port(), port));
        if matches!(seen.last(), Some(Some((2, _)))) {
            break;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    child.kill().unwrap();
    child.wait().unwrap();
    let last = seen.last().copied().flatten();
    assert!(last.is_some_and(|(kind, due)| kind == 2 && due <= 3_000), "{seen:?}");
}

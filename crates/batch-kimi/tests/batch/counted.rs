//! What the summary counts.

use super::{ALL, World, calm, with_many, world};

fn calls(world: &World, code: i32, args: &[&str]) -> u64 {
    let args: Vec<&str> = args.iter().copied().chain(["--json"]).collect();
    world.ends(code, &args).json()["calls"].as_u64().unwrap()
}

#[test]
fn a_conversation_was_asked_when_it_is_in_a_batch() {
    let all = ALL as u64;
    assert_eq!(calls(&world(calm()), 0, &[]), all);
    let later = world(calm());
    assert_eq!((calls(&later, 0, &["submit"]), calls(&later, 0, &[])), (all, 0));
    for fault in ["upload:400", "create:400"] {
        let never = world(with_many(fault, u32::MAX));
        assert_eq!(calls(&never, 3, &[]), 0, "{fault}: {}", never.seen());
    }
}

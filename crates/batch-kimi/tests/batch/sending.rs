//! What goes wrong while a part is on its way to the platform.

use batch_sim::{BatchFaults, BatchSettings};
use serde_json::json;

use super::{World, calm, with, with_many, world};

/// A reply that does not come is given up after a second.
fn impatient(batch: BatchSettings) -> World {
    let mut world = world(batch);
    world.folder.edit(|config| config["timeout_seconds"] = json!(1));
    world
}

/// The job is done, and one batch was made for it.
fn made_once(fault: &str) -> World {
    let world = impatient(with(fault));
    let ran = world.ends(0, &[]);
    assert_eq!(world.sim.stats().batch.created, 1, "{fault}: {}\n{}", ran.err, world.seen());
    world.is_well(fault);
    world
}

#[test]
fn a_batch_whose_reply_was_lost_is_found_not_made_again() {
    for fault in ["create:lost", "create:after_500", "create:after_504", "create:hang"] {
        let world = made_once(fault);
        let batch = world.sim.stats().batch;
        assert_eq!((batch.orphaned, batch.found), (1, 1), "{fault}");
        assert!(world.folder.read("run.log").contains("不再重复提交"), "{fault}: {}", world.folder.read("run.log"));
    }
}

#[test]
fn a_batch_that_was_refused_or_never_asked_for_is_made() {
    for fault in ["create:429", "create:reset", "create:404"] {
        assert_eq!(made_once(fault).sim.stats().batch.orphaned, 0, "{fault}");
    }
}

#[test]
fn a_list_that_lags_behind_proves_nothing() {
    // The reply is lost, and two lists do not have the batch.
    let faults = BatchFaults::none().first("create:lost".parse().unwrap()).first("hidden".parse().unwrap());
    let world = world(BatchSettings { faults, ..calm() });
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().batch.created, 1, "{}", world.seen());
    world.is_well("hidden");
}

#[test]
fn without_metadata_a_batch_is_known_by_its_file() {
    let faults = BatchFaults::none().first("create:lost".parse().unwrap());
    let world = world(BatchSettings { echoes_metadata: false, faults, ..calm() });
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().batch.created, 1, "{}", world.seen());
    world.is_well("no metadata");
}

#[test]
fn a_clock_that_is_wrong_hides_nothing() {
    for skew_seconds in [-36_000, -300, 300, 36_000] {
        let faults = BatchFaults::none().first("create:lost".parse().unwrap());
        let world = world(BatchSettings { skew_seconds, faults, ..calm() });
        world.ends(0, &[]);
        assert_eq!(world.sim.stats().batch.created, 1, "{skew_seconds}: {}", world.seen());
        world.is_well(&skew_seconds.to_string());
    }
}

#[test]
fn of_two_batches_of_one_file_one_is_cancelled() {
    let world = world(BatchSettings { working: 20, ..with("made_twice") });
    let ran = world.ends(0, &[]);
    let batch = world.sim.stats().batch;
    assert_eq!((batch.created, batch.cancels), (2, 1), "{}", world.seen());
    assert_eq!((batch.ended["completed"], batch.ended["cancelled"]), (1, 1));
    assert!(ran.err.contains("多余"), "{}", ran.err);
    assert!(world.money().1 > 0.0, "what the second may cost is counted as perhaps");
    world.is_clean("made twice");
    world.rests("made twice");
}

#[test]
fn an_upload_that_broke_off_leaves_nothing_behind() {
    for fault in ["upload:lost", "upload:reset", "upload:after_500", "upload:hang", "upload:429"] {
        let world = made_once(fault);
        let uploads = if ["reset", "429"].iter().any(|end| fault.ends_with(end)) { 1 } else { 2 };
        assert_eq!(world.sim.stats().batch.uploaded, uploads, "{fault}");
    }
}

#[test]
fn a_platform_that_takes_nothing_is_left_with_what_to_do() {
    // No access: said at once, and nothing stays behind.
    let mut settings = calm();
    settings.access = false;
    let world = world(settings);
    let ran = world.batch(&[]);
    assert!([3, 4].contains(&ran.code) && ran.err.contains("建立批次"), "{}: {}", ran.code, ran.err);
    assert_eq!(world.sim.stats().batch.created, 0);
    assert_eq!(world.sim.stats().batch.files_left, 0, "patients' words stay behind: {}", world.seen());
    world.becomes(json!({"access": true}));
    world.ends(0, &[]);
    world.is_well("access");
}

/// Whoever refuses a file for good is not sent it again and again, and nothing is said to be there.
#[test]
fn what_the_platform_will_not_have_ends() {
    for fault in ["upload:400", "create:400"] {
        for task in [&[] as &[&str], &["submit"]] {
            let world = world(with_many(fault, u32::MAX));
            let ran = world.batch(task);
            assert_eq!(ran.code, 3, "{fault}: {}{}", ran.out, ran.err);
            assert!(!ran.err.contains("在平台上处理"), "{fault}: {}", ran.err);
            assert_eq!(world.sim.stats().batch.files_left, 0, "{fault}: {}", world.seen());
        }
    }
}

#[test]
fn as_many_batches_as_the_platform_takes_at_a_time() {
    let mut world = world(BatchSettings { max_open: Some(2), ..calm() });
    world.folder.edit(|config| config["batch"]["lines"] = json!(1));
    world.ends(0, &[]);
    assert_eq!(world.sim.stats().batch.created, 6, "{}", world.seen());
    world.is_well("max_open");
}

#[test]
fn a_step_that_fails_for_long_is_named_and_the_run_ends_in_good_time() {
    for (fault, step) in [("upload:503", "上传"), ("create:503", "建立批次")] {
        let world = world(with_many(fault, u32::MAX));
        let ran = world.batch(&["--offline-limit", "2"]);
        assert_eq!(ran.code, 4, "{fault}: {}{}", ran.out, ran.err);
        assert!(ran.err.contains(step), "{fault}: {}", ran.err);
        world.becomes(json!({"faults": BatchFaults::none()}));
        world.ends(0, &[]);
        assert_eq!(world.sim.stats().batch.created, 1, "{fault}");
        world.is_well(fault);
    }
}

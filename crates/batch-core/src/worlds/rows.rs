//! Rows of the table of flow, on the world's clock:
//! `cargo test -p batch-core --lib worlds::rows -- --ignored --nocapture`; `BATCH_ROW=text` picks those whose name holds it,
//! `BATCH_CALLS=1` tells each call, `BATCH_SEEDS=5` draws each row five times.

use std::time::Duration;

use serde_json::{Value, json};

use super::job::Job;
use super::law::{Decree, Latency, Law, Minute, RetryAfter, What, Who, Words};
use super::measure::measure;
use super::server::Call;
use crate::platform::Scope;

/// A row: its name, the job's models, people (five prompts each) and config, and the world.
struct Row(&'static str, &'static [&'static str], usize, Value, Law);

fn rows() -> Vec<Row> {
    let at_once = |most: u32| Law { at_once: vec![(Duration::ZERO, most)], ..Law::default() };
    let after = |law: Law, seconds: f64| Law { limited: Words::LIMITED.after(RetryAfter::Seconds(seconds)), ..law };
    let around = |ms: u64| Latency::Around(Duration::from_millis(ms), 0.4);
    let asked = |n: u32| json!({"concurrency": n});
    let window = |most: u32| Law { minute: Some(Minute::Window { most, counts_refused: false }), ..Law::default() };
    let bucket = |most: u32, burst: u32| Law { minute: Some(Minute::Bucket { most, burst }), ..Law::default() };
    let seconds = Duration::from_secs;
    let drops = Law {
        at_once: vec![(Duration::ZERO, 64), (seconds(6), 16), (seconds(18), 64)],
        latency: around(300),
        ..Law::default()
    };
    let decree = |who: Who, what: What| Law { decrees: vec![Decree::always(who, what)], ..Law::default() };
    let refuse = |status: u16| What::Refuse(Words { status, ..Words::LIMITED });
    let one: &[&str] = &["m"];
    vec![
        Row("256 asked, no limit, 800 ms", one, 1000, asked(256), Law { latency: around(800), ..Law::default() }),
        Row("32 of 256", one, 400, asked(256), at_once(32)),
        Row("32 of 256, after 1", one, 400, asked(256), after(at_once(32), 1.0)),
        Row("32 of 256, after 1, drawn", one, 400, asked(256), Law { latency: around(200), ..after(at_once(32), 1.0) }),
        Row("64 of 256", one, 800, asked(256), at_once(64)),
        Row("64 of 256, after 1", one, 800, asked(256), after(at_once(64), 1.0)),
        Row("8 of 64", one, 100, asked(64), at_once(8)),
        Row("8 of 64, after 1", one, 100, asked(64), after(at_once(8), 1.0)),
        Row("8 of 64, after 5", one, 100, asked(64), after(at_once(8), 5.0)),
        Row("64, 16, 64", one, 800, asked(256), drops.clone()),
        Row("64, 16, 64, after 1", one, 800, asked(256), after(drops, 1.0)),
        Row("60 a minute, window, no word", one, 36, asked(64), window(60)),
        Row(
            "60 a minute, window, after honest",
            one,
            36,
            asked(64),
            Law { limited: Words::LIMITED.after(RetryAfter::Honest), ..window(60) },
        ),
        Row("60 a minute, window, after 1", one, 36, asked(64), after(window(60), 1.0)),
        Row("60 a minute, window, headers tell", one, 30, asked(64), Law { tells_what_is_left: true, ..window(60) }),
        Row("60 a minute, bucket of 10, no word", one, 36, asked(64), bucket(60, 10)),
        Row("60 a minute, bucket of 1, no word", one, 36, asked(64), bucket(60, 1)),
        Row("600 a minute, bucket of 20, no word", one, 360, asked(64), bucket(600, 20)),
        Row(
            "60 a minute, bucket of 10, headers tell",
            one,
            36,
            asked(64),
            Law { tells_what_is_left: true, ..bucket(60, 10) },
        ),
        Row(
            "60 a minute, bucket of 2, configured 60",
            one,
            36,
            json!({"concurrency": 64, "requests_per_minute": 60}),
            bucket(60, 2),
        ),
        Row("5 % of calls refused by chance", one, 1600, asked(64), decree(Who::all().one_in(20), refuse(429))),
        Row("20 % 429, 20 % reset, 10 % cut", one, 100, asked(64), flaky(1)),
        Row("one conversation refused for ever, 429", one, 40, asked(64), decree(Who::says("<p7>"), refuse(429))),
        Row(
            "one model refused for ever, 503, first",
            &["bad", "good"],
            12,
            asked(64),
            decree(Who::model("bad"), refuse(503)),
        ),
        Row(
            "one model refused for ever, 503, last",
            &["good", "bad"],
            12,
            asked(64),
            decree(Who::model("bad"), refuse(503)),
        ),
        Row(
            "60 s of 500",
            one,
            400,
            asked(64),
            Law { decrees: vec![Decree::between(0.0, 60.0, Who::all(), refuse(500))], ..Law::default() },
        ),
    ]
}

/// 20 % are refused, 20 % reset, and 9 % of the answers cut.
fn flaky(seed: u64) -> Law {
    let by_chance = |one_in: u32, what: What| Decree::always(Who::all().one_in(one_in), what);
    let latency = Latency::Around(Duration::from_millis(300), 0.4);
    let decrees =
        vec![by_chance(5, What::Refuse(Words::LIMITED)), by_chance(4, What::Reset), by_chance(7, What::CutJson)];
    Law { seed, latency, decrees, ..Law::default() }
}

/// What came when and what became of it: as many lines as there are calls.
fn tell_calls(calls: &[Call]) {
    for (n, call) in calls.iter().enumerate() {
        let inside = calls[..n].iter().filter(|other| other.until.is_none_or(|until| until > call.at)).count();
        eprintln!("  {:>9.3} {inside:>4} inside {:?} (question {})", call.at.as_secs_f64(), call.end, call.question);
    }
}

#[test]
fn faults_by_chance_stop_nobody_else() {
    for seed in [1, 3, 6] {
        let measured = measure(&Job::new(&["m"], 100, 5).with(&json!({"concurrency": 64})), flaky(seed));
        let done = measured.came.summary.done();
        // What fails again and again waits for its turns; the others do not.
        assert!(done == 500 && measured.came.wall < Duration::from_secs(45), "{measured}");
    }
}

#[test]
#[ignore = "a table for people"]
fn table() {
    let wanted = std::env::var("BATCH_ROW").unwrap_or_default();
    let seeds = std::env::var("BATCH_SEEDS").ok().map_or(1, |seeds| seeds.parse().unwrap());
    for Row(name, models, people, config, law) in rows() {
        if !name.contains(&wanted) {
            continue;
        }
        for seed in 1..=seeds {
            let job = Job::new(models, people, 5).scope(Scope::Account).with(&config);
            let measured = measure(&job, Law { seed, ..law.clone() });
            eprintln!("{name:<42} {measured}");
            if std::env::var_os("BATCH_CALLS").is_some() {
                tell_calls(&measured.seen.calls);
            }
        }
    }
}

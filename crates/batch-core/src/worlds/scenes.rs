//! Scenes: single worlds, each written for one promise that drawn ones rarely come upon.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::json;

use super::heard::heard;
use super::job::Job;
use super::law::{Decree, Latency, Law, Minute, RetryAfter, What, Who, Words};
use super::play::{self, Came, How};
use super::server::{Call, Seen, Treated, World};
use crate::platform::Scope;

const BOTH: [Scope; 2] = [Scope::Account, Scope::Model];

fn seconds(seconds: f64) -> Duration {
    Duration::from_secs_f64(seconds)
}

/// One run in a new world.
fn run(job: &Job, law: Law, how: &How) -> (Came, Seen) {
    let world = World::new(law);
    let came = play::run(job, &world, how);
    (came, world.seen())
}

fn refuse(status: u16, code: &'static str) -> What {
    What::Refuse(Words { status, code, message: "the upstream says no", after: RetryAfter::Absent })
}

/// Calls that were answered, by model, with the time of the last one.
fn answered(seen: &Seen) -> BTreeMap<String, (usize, Duration)> {
    let mut models: BTreeMap<String, (usize, Duration)> = BTreeMap::new();
    for call in seen.calls.iter().filter(|call| matches!(call.end, Treated::Answered(_))) {
        let of = models.entry(seen.questions[call.question].model.clone()).or_default();
        (of.0, of.1) = (of.0 + 1, of.1.max(call.until.unwrap_or(call.at)));
    }
    models
}

/// Whoever stops early has something to compare: person by person across the models, whether they share their limits or not.
#[test]
fn a_run_that_ends_early_has_whole_people_of_every_model() {
    for scope in BOTH {
        let job = || Job::new(&["a", "b", "c"], 9, 4).scope(scope).with(&json!({"concurrency": 4}));
        let law = || Law { scope, latency: Latency::Around(seconds(0.3), 0.4), ..Law::default() };
        let interrupted = run(&job(), law(), &How { interrupts: vec![seconds(3.0)], ..How::default() });
        let spent = run(&job().with(&json!({"budget": 0.25})), law(), &How::default());
        for (name, (came, seen)) in [("interrupted", interrupted), ("spent", spent)] {
            assert_eq!(came.name(), name, "{scope:?}");
            let counts: Vec<usize> = answered(&seen).values().map(|(count, _)| *count).collect();
            assert!(counts.len() == 3 && counts.iter().all(|count| (5..30).contains(count)), "{name}: {counts:?}");
            // What is in flight, and with limits of its own a model may be a little ahead.
            let (least, most) = (counts.iter().min().unwrap(), counts.iter().max().unwrap());
            assert!(most - least <= 4, "{scope:?} {name}: {counts:?}");
            let person = |call: usize| seen.questions[call].input.split_once("<p").unwrap().1.chars().next();
            let order: Vec<_> = seen.calls.iter().map(|call| person(call.question)).collect();
            assert!(order.is_sorted(), "{scope:?} {name}: {order:?}");
        }
    }
}

/// A model that is ahead waits for the others: what it has answered can be compared sooner.
#[test]
fn a_model_that_is_behind_catches_up() {
    let law = Law { latency: Latency::Around(seconds(0.3), 0.4), ..Law::default() };
    let job = Job::new(&["a", "b"], 9, 4).with(&json!({"concurrency": 4}));
    let world = World::new(law);
    let first =
        How { flags: ["--models", "a"].map(str::to_owned).into(), interrupts: vec![seconds(1.2)], ..How::default() };
    play::run(&job, &world, &first);
    let ahead = answered(&world.seen())["a"].0;
    assert!((8..28).contains(&ahead), "{ahead}");
    play::run(&job, &world, &How { interrupts: vec![seconds(0.6)], ..How::default() });
    let counts = answered(&world.seen());
    assert!(counts["b"].0 > 4 && counts["a"].0 <= ahead + 4, "{counts:?}, {ahead} before");
}

/// The longest time of a span in which nothing came to the server.
fn longest_gap(seen: &Seen, from: f64, to: f64) -> Duration {
    let (from, to) = (seconds(from), seconds(to));
    let inside = seen.calls.iter().map(|call| call.at).filter(|at| (from..to).contains(at));
    let times: Vec<Duration> = [from].into_iter().chain(inside).chain([to]).collect();
    times.windows(2).map(|pair| pair[1] - pair[0]).max().unwrap()
}

/// Calls from before the outage break while it lasts, others of them stay silent: neither says that the link is back, neither
/// keeps a probe from going out, and no retry is used up.
#[test]
fn old_calls_say_nothing_about_the_link() {
    let old = |who: Who, what: What| Decree::between(1.0, 2.5, who, what);
    let law = Law {
        latency: Latency::Between(seconds(0.5), seconds(5.0)),
        decrees: vec![
            old(Who::says("<q4>"), What::Hang),
            old(Who::all(), What::LostReply),
            Decree::between(2.5, 20.0, Who::all(), What::NoLink),
        ],
        ..Law::default()
    };
    let job = Job::new(&["m"], 12, 4).with(&json!({"concurrency": 12, "max_retries": 1, "timeout_seconds": 60}));
    let ((came, seen), said) = heard(|| run(&job, law, &How::default()));
    let broken = |ends: Treated, from: f64| {
        let ended = seen.calls.iter().filter(|call| call.end == ends && call.until.is_none_or(|at| at > seconds(from)));
        ended.count()
    };
    assert!(broken(Treated::Broken, 0.0) > 0, "some are silent");
    assert!(seen.calls.iter().any(|call| matches!(call.end, Treated::Spoiled(_)) && call.until > Some(seconds(3.0))));
    assert_eq!((came.name(), came.summary.answered), ("done", 48), "{said:?}");
    let count = |words: &str| said.iter().filter(|line| line.contains(words)).count();
    assert_eq!((count("\"link_down\""), count("\"link_up\"")), (1, 1), "{said:?}");
    assert!(longest_gap(&seen, 4.0, 20.0) <= seconds(3.5), "{:?}", longest_gap(&seen, 4.0, 20.0));
    assert!(longest_gap(&seen, 20.0, 25.0) <= seconds(3.5), "asked again as soon as it is back");
}

/// A connection that stands and breaks is no reply: the link is not back.
#[test]
fn a_reset_does_not_say_that_the_link_is_back() {
    let outage = |from: f64, to: f64, what: What| Decree::between(from, to, Who::all(), what);
    let decrees =
        vec![outage(2.0, 10.0, What::NoLink), outage(10.0, 20.0, What::Reset), outage(20.0, 40.0, What::NoLink)];
    let job = Job::new(&["m"], 20, 4).with(&json!({"concurrency": 4, "max_retries": 5}));
    let ((came, _), said) = heard(|| run(&job, Law { decrees, ..Law::default() }, &How::default()));
    assert_eq!((came.name(), came.summary.answered), ("done", 80), "{said:?}");
    assert_eq!(said.iter().filter(|line| line.contains("\"link_up\"")).count(), 1, "{said:?}");
}

/// That the link is down for too long is said once, however long calls in flight are waited for after that.
#[test]
fn a_link_that_stays_down_is_said_once() {
    let decrees = vec![
        Decree::between(0.0, 1.0, Who::says("<q1>"), What::Hang),
        Decree::between(1.0, 1e6, Who::all(), What::NoLink),
    ];
    let job = Job::new(&["m"], 20, 4).with(&json!({"concurrency": 6, "timeout_seconds": 300}));
    let how = How { flags: ["--offline-limit", "30"].map(str::to_owned).into(), ..How::default() };
    let ((came, _), said) = heard(|| run(&job, Law { decrees, ..Law::default() }, &how));
    assert_eq!((came.name(), came.code), ("paused", 4), "{said:?}");
    assert!(came.wall > seconds(200.0), "silent calls were waited for: {:?}", came.wall);
    assert_eq!(said.iter().filter(|line| line.contains("\"link_given_up\"")).count(), 1, "{said:?}");
}

/// A kept connection that the server has closed is nobody's fault: asked again at once, and no retry is used up, be it the only
/// one.
#[test]
fn a_stale_connection_costs_nothing() {
    let law = Law { decrees: vec![Decree::always(Who::all().one_in(8), What::Stale)], ..Law::default() };
    let job = Job::new(&["m"], 20, 4).with(&json!({"concurrency": 4, "max_retries": 1}));
    let ((came, seen), said) = heard(|| run(&job, law, &How::default()));
    assert_eq!((came.name(), came.summary.answered), ("done", 80), "{said:?}");
    let stale: Vec<(usize, &Call)> =
        seen.calls.iter().enumerate().filter(|(_, call)| call.end == Treated::Unreached).collect();
    assert!(stale.len() > 5, "{}", stale.len());
    for (place, call) in stale {
        let again = seen.calls[place + 1..].iter().find(|later| later.question == call.question);
        let waited = again.map(|again| again.at.saturating_sub(call.until.unwrap_or(call.at)));
        assert!(waited < Some(seconds(0.5)), "{waited:?}");
    }
    assert_eq!(came.summary.retries, 0, "{said:?}");
}

/// A probe that nobody answers does not hold the next one up.
#[test]
fn a_silent_probe_is_followed_by_another() {
    let law = Law {
        decrees: vec![
            Decree::between(2.0, 6.0, Who::all(), What::NoLink),
            Decree::between(6.0, 20.0, Who::all(), What::Hang),
        ],
        ..Law::default()
    };
    let job = Job::new(&["m"], 20, 4).with(&json!({"concurrency": 4, "timeout_seconds": 600}));
    let (came, seen) = run(&job, law, &How::default());
    assert_eq!((came.name(), came.summary.answered), ("done", 80));
    let late = seen.calls.iter().filter(|call| call.until.is_some_and(|until| until > seconds(60.0))).count();
    assert!(late <= 4, "{late} waited for the silent ones");
}

/// Time counts as waited only when a limit keeps everything from going out: not while as many calls are in flight as there
/// may be, though one model of several is held.
#[test]
fn who_is_busy_does_not_wait() {
    let later = Duration::from_secs(1000);
    let third = Who { model: Some("b".to_owned()), says: vec!["<q3>".to_owned()], one_in: 1 };
    let fails = refuse(500, "");
    let law = Law {
        scope: Scope::Model,
        minute: Some(Minute::Window { most: 3, counts_refused: false }),
        tells_what_is_left: true,
        decrees: vec![
            Decree::between(1000.0, 1001.0, third, fails),
            Decree { who: Who::model("b"), when: later..Duration::MAX, what: What::Slow(500) },
        ],
        ..Law::default()
    };
    let job = Job::new(&["a", "b"], 1, 6).scope(Scope::Model).with(&json!({"concurrency": 3}));
    let world = World::new(law);
    let half = How { flags: ["--models", "b", "--prompts", "4,5,6"].map(str::to_owned).into(), ..How::default() };
    play::run(&job, &world, &half);
    world.pass(later.saturating_sub(world.now()));
    let came = play::run(&job, &world, &How::default());
    assert_eq!((came.name(), came.summary.answered), ("done", 9));
    // All that the second has left takes a hundred seconds at once; sixty of them the first would have to wait.
    let seen = world.seen();
    let inside = |call: &&Call| call.at < later + seconds(30.0) && call.until > Some(later + seconds(60.0));
    assert_eq!(seen.calls.iter().filter(inside).count(), 3, "{:?}", seen.calls);
    assert!(came.summary.waited < seconds(3.0), "{:?}", came.summary.waited);
}

/// And it does count when there is nothing else to do.
#[test]
fn who_can_do_nothing_waits() {
    let minute = Some(Minute::Window { most: 3, counts_refused: false });
    let law = Law { minute, tells_what_is_left: true, ..Law::default() };
    let job = Job::new(&["a"], 1, 6).with(&json!({"concurrency": 3}));
    let (came, _) = run(&job, law, &How::default());
    assert_eq!((came.name(), came.summary.answered), ("done", 6));
    assert!(came.summary.waited > seconds(50.0), "{:?}", came.summary.waited);
}

/// A limit a minute that was learned is said, whether the platform named it or not.
#[test]
fn a_learned_limit_is_said() {
    let minute = Some(Minute::Window { most: 30, counts_refused: false });
    let named = Words { message: "organization max RPM: {limit}, please try again later", ..Words::LIMITED };
    for limited in [Words::LIMITED, named] {
        let law = Law { minute, limited, ..Law::default() };
        let job = Job::new(&["m"], 25, 4).with(&json!({"concurrency": 16}));
        let ((came, _), said) = heard(|| run(&job, law, &How::default()));
        assert_eq!(came.summary.answered, 100, "{said:?}");
        assert!(
            said.iter().any(|line| line.contains("\"rate_learned\"") && line.contains("\"per_minute\":30")),
            "{said:?}"
        );
    }
}

/// The first model is refused for ever in one way or another, and shares the limits of the second: that one is served as if it
/// were alone.
#[test]
fn a_model_that_is_refused_holds_no_other_up() {
    for (status, code) in [(429, ""), (503, ""), (503, "engine_overloaded"), (529, "overloaded_error")] {
        for (models, after) in [(["bad", "good"], RetryAfter::Absent), (["good", "bad"], RetryAfter::Seconds(40.0))] {
            for (at_once, longest) in [(64, 6.0), (1, 30.0)] {
                let what = What::Refuse(Words { status, code, message: "the upstream says no", after });
                let law = Law { decrees: vec![Decree::always(Who::model("bad"), what)], ..Law::default() };
                let job = Job::new(&models, 12, 5).with(&json!({"concurrency": at_once}));
                let (_, seen) = run(&job, law, &How::default());
                let (count, last) = answered(&seen)["good"];
                let told = format!("{status} {code} {models:?}, {at_once} at once: {count} until {last:?}");
                assert!(count == 60 && last < seconds(longest), "{told}");
            }
        }
    }
}

/// Others are served for so long that the one that is not comes to its end meanwhile: they go on.
#[test]
fn a_model_that_is_given_up_takes_no_other_along() {
    for scope in BOTH {
        let what = refuse(503, "");
        let law = Law {
            scope,
            latency: Latency::Always(seconds(20.0)),
            decrees: vec![Decree::always(Who::model("bad"), what)],
            ..Law::default()
        };
        let job = Job::new(&["bad", "good"], 10, 4).scope(scope).with(&json!({"concurrency": 2}));
        let how = How { flags: ["--offline-limit", "100"].map(str::to_owned).into(), ..How::default() };
        let ((came, seen), said) = heard(|| run(&job, law, &how));
        let given_up = said.iter().position(|line| line.contains("\"starved\""));
        let answers = said.iter().rposition(|line| line.contains("\"answered\"") && line.contains("\"good\""));
        assert!(
            given_up.is_some() && given_up < answers,
            "{scope:?}: one is given up before the other is done: {said:?}"
        );
        assert_eq!(answered(&seen)["good"].0, 40, "{scope:?}: {}", came.name());
    }
}

/// What is configured is the most, also after refusals, and however long nobody has minded since.
#[test]
fn configured_is_never_more_whatever_is_learned() {
    let named = Words { message: "organization max RPM: 20, please try again later", ..Words::LIMITED };
    for words in [Words::LIMITED, named] {
        let law = Law { decrees: vec![Decree::between(20.0, 70.0, Who::all(), What::Refuse(words))], ..Law::default() };
        let job = Job::new(&["m"], 120, 5).with(&json!({"concurrency": 8, "requests_per_minute": 60}));
        let (came, seen) = run(&job, law, &How::default());
        assert_eq!(came.summary.answered, 600, "{}", came.name());
        let times: Vec<Duration> = seen.calls.iter().map(|call| call.at).collect();
        let most = (0..times.len()).map(|n| times[n..].iter().take_while(|at| **at < times[n] + seconds(60.0)).count());
        assert!(most.max() <= Some(60), "in a minute");
        assert!(came.wall < seconds(1800.0), "nor is it forgotten that it is allowed: {:?}", came.wall);
    }
}

/// A platform that is up and says no to everything, under whatever status: its words end the run, and nobody has failed.
#[test]
fn an_error_under_200_that_all_are_told_is_the_accounts() {
    let said = r#"{"code":1234,"msg":"odd key"}"#;
    let law = |scope| Law {
        scope,
        decrees: vec![Decree {
            who: Who::default(),
            when: Duration::ZERO..Duration::MAX,
            what: What::Say(200, "application/json", said),
        }],
        ..Law::default()
    };
    for scope in BOTH {
        let (came, seen) = run(&Job::new(&["a", "b"], 5, 2).scope(scope), law(scope), &How::default());
        assert_eq!((came.name(), came.code, came.summary.failures()), ("refused", 3, 0), "{scope:?}");
        assert!(came.wall < seconds(300.0) && seen.calls.len() < 120, "{scope:?} {:?} {}", came.wall, seen.calls.len());
    }
}

/// What is asked again only once, since it may be paid for, uses that up no more than any other fault while nobody is served.
#[test]
fn weather_uses_up_nothing_whatever_it_is_called() {
    for scope in BOTH {
        for people in [5, 8] {
            let outage = |from: f64, what: What| Decree::between(from, from + 12.0, Who::all(), what);
            let what = |n: u32| if n.is_multiple_of(2) { refuse(504, "upstream_timeout") } else { refuse(500, "") };
            let decrees = (0..5).map(|n| outage(12.0 * f64::from(n), what(n))).collect();
            let (came, seen) = run(
                &Job::new(&["m"], people, 1).scope(scope),
                Law { scope, decrees, ..Law::default() },
                &How::default(),
            );
            assert_eq!((came.name(), came.summary.answered), ("done", people), "{scope:?} {people}");
            assert!(seen.calls.len() < 50, "{}", seen.calls.len());
        }
    }
}

/// What may only look like an empty purse is asked once more after a minute, not by everybody at once; and a minute of other
/// trouble does not count.
#[test]
fn an_account_that_seems_to_have_no_money_is_not_asked_for_everybody() {
    let (all, poor) = (Who::all, || refuse(403, "no_balance_yet"));
    for scope in BOTH {
        let law = Law { scope, decrees: vec![Decree::always(all(), poor())], ..Law::default() };
        let job = || Job::new(&["a", "b"], 40, 5).scope(scope).with(&json!({"concurrency": 16}));
        let (came, seen) = run(&job(), law, &How::default());
        assert_eq!((came.name(), came.code, came.summary.failures()), ("refused", 3, 0), "{scope:?}");
        let told = format!("{scope:?} {:?} {}", came.wall, seen.calls.len());
        assert!(came.wall > seconds(60.0) && came.wall < seconds(120.0) && seen.calls.len() < 60, "{told}");

        let decrees =
            vec![Decree::between(0.0, 90.0, all(), refuse(500, "")), Decree::between(90.0, 110.0, all(), poor())];
        let (came, _) = run(&job(), Law { scope, decrees, ..Law::default() }, &How::default());
        assert_eq!((came.name(), came.summary.answered), ("done", 400), "{scope:?}");
    }
}

/// A limit that a refusal states is a refusal's word: it binds the others when it does not always meet the same person, and not
/// by chance.
#[test]
fn a_limit_that_one_is_told_is_not_everybodys() {
    let told = [
        "organization max RPM: 1, please try again",
        "organization max concurrency: 1, please try again",
        "organization TPM rate limit, current:510, limit:20",
    ];
    for message in told {
        for (who, at_once, longest) in
            [(Who::says("<p1>"), 1, 120.0), (Who::says("<p1>"), 8, 40.0), (Who::all().one_in(10), 8, 40.0)]
        {
            let what = What::Refuse(Words { message, ..Words::LIMITED });
            let law = Law { decrees: vec![Decree::always(who.clone(), what)], ..Law::default() };
            let job = Job::new(&["m"], 40, 5).with(&json!({"concurrency": at_once}));
            let (_, seen) = run(&job, law, &How::default());
            let (count, last) = answered(&seen)["m"];
            let told = format!("{message} {who:?}, {at_once} at once: {count} until {last:?}");
            assert!(count >= 195 && last < seconds(longest), "{told}");
        }
    }
}

/// Whoever is to wait for a day is asked once more when the others are done, whatever broke, and then it has failed.
#[test]
fn whoever_alone_is_to_wait_for_a_day_fails_with_the_servers_words() {
    for (status, code) in [(429, ""), (500, ""), (503, ""), (504, "upstream_timeout")] {
        for who in [vec!["<p3>"], vec!["<p3>", "<q1>"]] {
            let words = Words { status, code, message: "come back tomorrow", after: RetryAfter::Seconds(86_400.0) };
            let who = Who { says: who.into_iter().map(str::to_owned).collect(), ..Who::default() };
            let failures = if who.says.len() == 1 { 3 } else { 1 };
            let law = Law { decrees: vec![Decree::always(who, What::Refuse(words))], ..Law::default() };
            let (came, seen) = run(&Job::new(&["m"], 20, 3), law, &How::default());
            let told = format!("{status} {code}: {} {:?} {}", came.name(), came.wall, seen.calls.len());
            assert_eq!((came.code, came.summary.failures()), (1, failures), "{told}");
            assert!(came.wall < seconds(300.0) && seen.calls.len() < 80, "{told}");
        }
    }
}

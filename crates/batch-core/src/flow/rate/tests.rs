use proptest::prelude::*;

use super::*;
use crate::platform::wait_hint::Allowance;

fn limits(rpm: Option<u32>, tpm: Option<u64>) -> Limits {
    Limits { concurrency: 1, rpm, tpm }
}

#[test]
fn a_limit_is_the_configs_until_the_platform_names_a_lower_one() {
    let now = Instant::now();
    let mut pace = RateLimiter::new(&limits(Some(60), Some(100)));
    pace.reserve(90, now).unwrap();
    let later = now + Duration::from_secs(2);
    assert_eq!(pace.reserve(20, now).unwrap_err().of, LimitOf::Config, "requests");
    assert_eq!(pace.reserve(20, later).unwrap_err().of, LimitOf::Config, "tokens");
    pace.learn(Stated::Tokens(95), true, later);
    assert_eq!(pace.reserve(20, later).unwrap_err().of, LimitOf::Platform, "tokens");
    pace.learn(Stated::Requests(1), true, later);
    assert_eq!(pace.reserve(1, later).unwrap_err().of, LimitOf::Platform, "requests");
}

#[test]
fn refunds_are_exact() {
    let now = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, Some(100)));
    let slot = pace.reserve(100, now).unwrap();
    assert_eq!(pace.reserve(50, now).unwrap_err().why, Why::Tokens);
    pace.settle(slot, 40);
    pace.reserve(60, now).unwrap();
    assert_eq!(pace.reserve(1, now).unwrap_err().at, now + WINDOW);
    assert!(pace.reserve(100, now + WINDOW).is_ok());
    // Settling after the window has passed changes nothing.
    pace.settle(slot, 1_000_000);
    assert_eq!(pace.tokens, 100);
}

#[test]
fn ramps_after_an_overload() {
    let start = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    pace.ramp(start);
    let sent_in = |second| {
        let now = start + Duration::from_secs(second);
        (0..10_000).take_while(|_| pace.reserve(1, now).is_ok()).count()
    };
    let sent: Vec<usize> = (0..4).map(sent_in).collect();
    assert!(sent.windows(2).all(|pair| pair[0] < pair[1]), "{sent:?}");
}

/// Serves so many calls, one at a time, from a bucket that is filled `each` so often; says how many were refused and how
/// long it took. Whoever is refused comes back a little later; every third refusal in a row, and all that follow, say that it
/// is about the minute.
fn serve_from_bucket(pace: &mut RateLimiter, burst: f64, each: Duration, calls: usize) -> (usize, Duration) {
    let start = Instant::now();
    let (mut now, mut filled, mut tokens) = (start, start, burst);
    let (mut served, mut refused, mut row) = (0, 0, 0);
    while served < calls {
        let slot = match pace.reserve(1, now) {
            Ok(slot) => slot,
            Err(held) => {
                now = held.at;
                continue;
            }
        };
        tokens = (tokens + (now - filled).as_secs_f64() / each.as_secs_f64()).min(burst);
        filled = now;
        now += Duration::from_millis(10);
        if tokens >= 1.0 {
            (tokens, served, row) = (tokens - 1.0, served + 1, 0);
            pace.told(slot, &Allowances::default(), true, now);
        } else {
            (refused, row) = (refused + 1, row + 1);
            pace.refund(slot, true);
            if row >= 3 {
                pace.refused(None, now);
                now += Duration::from_secs(1 << (row - 3).min(3));
            }
        }
    }
    (refused, now - start)
}

#[test]
fn learns_an_even_rate_from_row_to_row() {
    for (burst, each) in [(10.0, 1.0), (5.0, 3.0), (2.0, 1.0), (1.0, 1.0), (1.0, 5.0)] {
        let mut pace = RateLimiter::new(&limits(None, None));
        let (refused, took) = serve_from_bucket(&mut pace, burst, Duration::from_secs_f64(each), 200);
        assert!(refused <= 30, "{refused} refused, burst {burst}, one in {each} s");
        let ideal = (200.0 - burst) * each;
        assert!(took.as_secs_f64() < ideal * 1.1, "{took:?} instead of {ideal} s, burst {burst}, one in {each} s");
    }
}

#[test]
fn a_window_is_known_by_when_it_opens() {
    let start = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    let slots: Vec<Slot> = (0..63).map(|_| pace.reserve(1, start).unwrap()).collect();
    for slot in &slots[60..] {
        pace.refund(*slot, true);
    }
    let second = Duration::from_secs(1);
    assert_eq!(pace.refused(None, start + second), None, "nobody knows yet");
    assert_eq!(pace.reserve(1, start + second * 3).unwrap_err().at, start + WINDOW, "no bucket would take so long");
    let slot = pace.reserve(1, start + WINDOW).unwrap();
    assert_eq!(pace.told(slot, &Allowances::default(), true, start + WINDOW), Some(60));
    assert_eq!(sent_within(&mut pace, start + WINDOW, 60), 59);
}

#[test]
fn what_does_not_help_is_given_up() {
    let mut pace = RateLimiter::new(&limits(None, None));
    serve_from_bucket(&mut pace, 10.0, Duration::from_secs(1), 40);
    assert!(pace.rpm().is_some());
    let mut random = fastrand::Rng::with_seed(5);
    let mut now = Instant::now() + Duration::from_secs(100);
    for _ in 0..400 {
        let slot = pace.reserve(1, now).unwrap_or_else(|held| {
            now = held.at;
            pace.reserve(1, now).unwrap()
        });
        match random.u32(0..3) {
            0 => pace.refund(slot, true),
            _ => drop(pace.told(slot, &Allowances::default(), true, now)),
        }
        if pace.rpm().is_none() {
            return;
        }
    }
    panic!("still {:?} a minute for refusals by chance", pace.rpm());
}

#[test]
fn who_says_truly_that_nothing_is_left_is_listened_to_for_ever() {
    let mut now = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    let left = |remaining| Allowances {
        requests: Some(Allowance { limit: Some(60), remaining, reset: Duration::from_secs(10) }),
        tokens: None,
    };
    // A bucket of ten: all ten go out at once, and each reply says that none is left.
    for round in 0..10 {
        let mut sent = Vec::new();
        loop {
            match pace.reserve(1, now) {
                Ok(slot) => sent.push(slot),
                Err(_) if round == 1 && sent.len() == 1 => {
                    pace.told(sent[0], &left(9), true, now);
                    assert!(pace.reserve(1, now).is_ok(), "the first one showed it");
                    sent.extend((0..8).map(|_| pace.reserve(1, now).unwrap()));
                    break;
                }
                Err(held) if round > 0 && held.at - now < Duration::from_secs(1) => now = held.at,
                Err(held) => panic!("held until {:?} in round {round}", held.at - now),
            }
            if sent.len() == 10 {
                break;
            }
        }
        for slot in sent {
            pace.told(slot, &left(0), true, now);
        }
        let held = pace.reserve(1, now).unwrap_err();
        assert_eq!(held.at, now + Duration::from_secs(10), "round {round}");
        now = held.at;
    }
}

/// How many calls go out from `from` on, asked for again and again over so many seconds.
fn sent_within(pace: &mut RateLimiter, from: Instant, seconds: u64) -> usize {
    let until = from + Duration::from_secs(seconds);
    let mut now = from;
    let mut sent = 0;
    while now < until {
        match pace.reserve(1, now) {
            Ok(_) => sent += 1,
            Err(held) => now = held.at,
        }
    }
    sent
}

#[test]
fn learns_what_a_refusal_says_and_what_it_does_not_say() {
    let start = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    let slots: Vec<Slot> = (0..22).map(|_| pace.reserve(10, start).unwrap()).collect();
    // Twenty were served, two were refused, and nobody says how many are allowed.
    for slot in &slots[20..] {
        pace.refund(*slot, true);
    }
    assert_eq!(pace.refused(None, start), None, "no minute has passed");
    let honest = Some(Duration::from_secs(58));
    assert_eq!(pace.refused(honest, start), Some(20));
    assert_eq!((pace.refused(honest, start), pace.tokens), (None, 200));
    assert_eq!(pace.reserve(10, start).unwrap_err().why, Why::Requests);
    assert_eq!(sent_within(&mut pace, start + WINDOW, 60), 20);
    assert_eq!(sent_within(&mut pace, start + WINDOW * 4, 60), 23, "a little more is tried");
    let now = start + WINDOW * 6;
    assert!(pace.learn(Stated::Requests(3), false, now));
    assert!(pace.learn(Stated::Tokens(100), false, now));
    assert!(!pace.learn(Stated::Requests(50), false, now));
    assert_eq!((pace.rpm(), pace.tpm), (Some(3), Some(100)), "the lowest stands");
    let mut unlucky = RateLimiter::new(&limits(None, None));
    unlucky.reserve(1, start).unwrap();
    let slot = unlucky.reserve(1, start).unwrap();
    unlucky.refund(slot, true);
    assert_eq!(
        unlucky.refused(honest, start),
        Some(LEAST_LEARNED),
        "one refusal at the start does not mean one a minute"
    );
}

#[test]
fn what_contradicts_what_was_served_is_believed_only_when_that_is_over() {
    let now = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    for _ in 0..50 {
        pace.reserve(100, now).unwrap();
    }
    assert!(!pace.learn(Stated::Requests(3), false, now) && !pace.learn(Stated::Tokens(100), false, now));
    assert!(pace.learn(Stated::Requests(3), true, now) && pace.learn(Stated::Tokens(100), true, now));
}

#[test]
fn never_more_than_configured_however_long_it_goes_well() {
    let start = Instant::now();
    let mut pace = RateLimiter::new(&limits(Some(100), None));
    pace.reserve(1, start).unwrap();
    assert_eq!(pace.refused(Some(MINUTE), start), Some(LEAST_LEARNED), "less than that is served for now");
    for hour in 1..40 {
        let from = start + Duration::from_secs(3_600 * hour);
        let sent = sent_within(&mut pace, from, 121);
        assert!(sent <= 2 * 100 + 2, "{sent} in two minutes");
    }
    assert_eq!(pace.rpm(), Some(100), "and what was learned comes back up to it");
}

#[test]
fn a_minutes_calls_are_spread_over_the_minute() {
    let start = Instant::now();
    for (rpm, at_once) in [(3, 1), (60, 1), (120, 2), (500, 8), (30_000, 500)] {
        let mut pace = RateLimiter::new(&limits(Some(rpm), None));
        let burst = (0..rpm).take_while(|_| pace.reserve(1, start).is_ok()).count();
        assert_eq!(burst, at_once, "{rpm}");
        let more = sent_within(&mut pace, start, 61);
        assert!(burst + more >= rpm as usize, "{rpm}: {burst} and {more}");
    }
}

#[test]
fn what_headers_say_is_left_is_kept_to() {
    let start = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    let slots: Vec<Slot> = (0..10).map(|_| pace.reserve(1, start).unwrap()).collect();
    let allowance = |remaining, reset| Allowances {
        requests: Some(Allowance { limit: Some(60), remaining, reset: Duration::from_secs(reset) }),
        tokens: None,
    };
    // The fifth call's reply says that 7 are left; five have gone out since.
    pace.told(slots[4], &allowance(7, 30), true, start);
    assert_eq!((0..9).filter(|_| pace.reserve(1, start).is_ok()).count(), 2);
    assert_eq!(pace.reserve(1, start).unwrap_err().at, start + Duration::from_secs(30));
    // An older reply that comes late changes nothing, whatever it says.
    pace.told(slots[2], &allowance(20, 30), true, start);
    assert!(pace.reserve(1, start).is_err());
    let later = start + Duration::from_secs(30);
    assert!(pace.reserve(1, later).is_ok());
    // A reset of zero says nothing, and who says "nothing left" and serves on is not listened to.
    pace.told(slots[9], &allowance(0, 0), true, later);
    let mut now = later + Duration::from_secs(1);
    assert!(pace.reserve(1, now).is_ok());
    for _ in 0..8 {
        let slot = pace.reserve(1, now).unwrap_or_else(|held| {
            now = held.at;
            pace.reserve(1, now).unwrap()
        });
        pace.told(slot, &allowance(0, 86_400), true, now);
    }
    assert!(now - later <= Duration::from_secs(60 * 5), "{:?}", now - later);
    assert!(pace.reserve(1, now).is_ok());
}

#[test]
fn a_call_larger_than_the_limit_goes_out_alone() {
    let now = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, Some(10)));
    pace.reserve(1000, now).unwrap();
    assert_eq!(pace.reserve(1, now).unwrap_err().at, now + WINDOW);
    let slot = pace.reserve(1000, now + WINDOW).unwrap();
    // Nor does it wait for those that used nothing.
    pace.settle(slot, 0);
    assert!(pace.reserve(1000, now + WINDOW).is_ok());
}

proptest! {
    /// Whatever is asked when: in no window of a minute more than the limit, and whoever waits as told gets in.
    #[test]
    fn never_above_the_limit_and_never_starving(
        rpm in proptest::option::of(1u32..20),
        tpm in proptest::option::of(50u64..500),
        asks in proptest::collection::vec((0u64..20_000, 1u64..50, 0u64..50), 1..120),
    ) {
        let mut pace = RateLimiter::new(&limits(rpm, tpm));
        let mut now = Instant::now();
        let mut sent: Vec<(Instant, u64)> = Vec::new();
        for (ms, estimate, real) in asks {
            now += Duration::from_millis(ms);
            let mut tries = 0;
            let slot = loop {
                match pace.reserve(estimate, now) {
                    Ok(slot) => break slot,
                    Err(held) => {
                        prop_assert!(held.at > now, "told to wait for the past");
                        now = held.at;
                    }
                }
                tries += 1;
                prop_assert!(tries < 200, "starving");
            };
            // Real usage never above the estimate here: an estimate too low is the platform's to refuse.
            let real = real.min(estimate);
            pace.settle(slot, real);
            sent.push((now, real));
            let window: Vec<u64> = sent.iter().filter(|(at, _)| *at + WINDOW > now).map(|(_, t)| *t).collect();
            prop_assert!(rpm.is_none_or(|rpm| window.len() <= rpm as usize));
            prop_assert!(tpm.is_none_or(|tpm| window.iter().sum::<u64>() <= tpm));
        }
    }
}

#[test]
fn after_a_wait_there_is_one_more_now_and_then_until_a_reply_says_what_is_left() {
    let start = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    let left = |remaining, reset| Allowances {
        requests: Some(Allowance { limit: Some(60), remaining, reset: Duration::from_secs(reset) }),
        tokens: None,
    };
    let slots: Vec<Slot> = (0..60).map(|_| pace.reserve(1, start).unwrap()).collect();
    pace.told(slots[0], &left(59, 60), true, start);
    pace.told(slots[59], &left(0, 30), true, start);
    assert!(pace.reserve(1, start).is_err());
    let now = start + Duration::from_secs(30);
    let sent: Vec<Slot> = (0..5).map_while(|_| pace.reserve(1, now).ok()).collect();
    assert_eq!(sent.len(), 1);
    assert_eq!(pace.reserve(1, now).unwrap_err().at, now + Duration::from_secs(1));
    pace.told(sent[0], &left(7, 30), true, now);
    assert_eq!((0..10).take_while(|_| pace.reserve(1, now).is_ok()).count(), 7);
}

/// "Nothing is left for 30 s" on the answers of one patient in ten is that patient's affair, if it is anything.
#[test]
fn what_a_few_replies_say_holds_nobody_up() {
    let start = Instant::now();
    let mut pace = RateLimiter::new(&limits(None, None));
    let nothing_left = Allowances {
        requests: Some(Allowance { limit: Some(60), remaining: 0, reset: Duration::from_secs(30) }),
        tokens: None,
    };
    let slots: Vec<Slot> = (0..100).map(|_| pace.reserve(1, start).unwrap()).collect();
    for (n, slot) in slots.into_iter().enumerate() {
        let says = if n % 10 == 3 { nothing_left } else { Allowances::default() };
        pace.told(slot, &says, true, start);
        assert!(pace.reserve(1, start).is_ok(), "after reply {n}");
    }
    // Where most say so, it holds.
    let mut held = false;
    for _ in 0..200 {
        match pace.reserve(1, start) {
            Ok(slot) => drop(pace.told(slot, &nothing_left, true, start)),
            Err(_) => held = true,
        }
    }
    assert!(held);
}

use proptest::prelude::*;

use super::*;
use crate::wait_hint::Allowance;

fn limits(rpm: Option<u32>, tpm: Option<u64>) -> Limits {
    Limits { concurrency: 1, rpm, tpm }
}

#[test]
fn refunds_are_exact() {
    let now = Instant::now();
    let mut pace = Pace::new(&limits(None, Some(100)));
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
    let mut pace = Pace::new(&limits(None, None));
    pace.ramp(start);
    let sent_in = |second| {
        let now = start + Duration::from_secs(second);
        (0..10_000).take_while(|_| pace.reserve(1, now).is_ok()).count()
    };
    let sent: Vec<usize> = (0..4).map(sent_in).collect();
    assert!(sent.windows(2).all(|pair| pair[0] < pair[1]), "{sent:?}");
}

/// How many calls go out from `from` on, asked for again and again over so many seconds.
fn sent_within(pace: &mut Pace, from: Instant, seconds: u64) -> usize {
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
    let mut pace = Pace::new(&limits(None, None));
    let slots: Vec<Slot> = (0..22).map(|_| pace.reserve(10, start).unwrap()).collect();
    // Twenty were served, two were refused, and nobody says how many are allowed.
    for slot in &slots[20..] {
        pace.refund(*slot, false);
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
    let mut unlucky = Pace::new(&limits(None, None));
    unlucky.reserve(1, start).unwrap();
    let slot = unlucky.reserve(1, start).unwrap();
    unlucky.refund(slot, false);
    assert_eq!(
        unlucky.refused(honest, start),
        Some(LEAST_LEARNED),
        "one refusal at the start does not mean one a minute"
    );
}

#[test]
fn what_contradicts_what_was_served_is_believed_only_when_it_is_repeated() {
    let now = Instant::now();
    let mut pace = Pace::new(&limits(None, None));
    for _ in 0..50 {
        pace.reserve(100, now).unwrap();
    }
    assert!(!pace.learn(Stated::Requests(3), false, now) && !pace.learn(Stated::Tokens(100), false, now));
    assert!(pace.learn(Stated::Requests(3), true, now) && pace.learn(Stated::Tokens(100), true, now));
}

#[test]
fn never_more_than_configured_however_long_it_goes_well() {
    let start = Instant::now();
    let mut pace = Pace::new(&limits(Some(100), None));
    pace.refused(Some(MINUTE), start);
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
        let mut pace = Pace::new(&limits(Some(rpm), None));
        let burst = (0..rpm).take_while(|_| pace.reserve(1, start).is_ok()).count();
        assert_eq!(burst, at_once, "{rpm}");
        let more = sent_within(&mut pace, start, 61);
        assert!(burst + more >= rpm as usize, "{rpm}: {burst} and {more}");
    }
}

#[test]
fn what_headers_say_is_left_is_kept_to() {
    let start = Instant::now();
    let mut pace = Pace::new(&limits(None, None));
    let slots: Vec<Slot> = (0..10).map(|_| pace.reserve(1, start).unwrap()).collect();
    let allowance = |remaining, reset| Allowances {
        requests: Some(Allowance { limit: Some(60), remaining, reset: Duration::from_secs(reset) }),
        tokens: None,
    };
    // The fifth call's reply says that 7 are left; five have gone out since.
    pace.told(slots[4], &allowance(7, 30), true, start);
    assert_eq!((0..9).filter(|_| pace.reserve(1, start).is_ok()).count(), 2);
    assert_eq!(pace.reserve(1, start).unwrap_err().at, start + Duration::from_secs(30));
    // An older reply that comes late changes nothing.
    pace.told(slots[2], &allowance(9, 30), true, start);
    assert!(pace.reserve(1, start).is_err());
    let later = start + Duration::from_secs(30);
    assert!(pace.reserve(1, later).is_ok());
    // A reset of zero says nothing, and who says "nothing left" and serves on is not listened to.
    pace.told(slots[9], &allowance(0, 0), true, later);
    assert!(pace.reserve(1, later).is_ok());
    let mut now = later;
    for _ in 0..8 {
        let slot = pace.reserve(1, now).unwrap_or_else(|held| {
            now = held.at;
            pace.reserve(1, now).unwrap()
        });
        pace.told(slot, &allowance(0, 86_400), true, now);
    }
    assert!(now - later <= Duration::from_secs(60 * 4), "{:?}", now - later);
    assert!(pace.reserve(1, now).is_ok());
}

#[test]
fn a_call_larger_than_the_limit_goes_out_alone() {
    let now = Instant::now();
    let mut pace = Pace::new(&limits(None, Some(10)));
    pace.reserve(1000, now).unwrap();
    assert_eq!(pace.reserve(1, now).unwrap_err().at, now + WINDOW);
    pace.reserve(1000, now + WINDOW).unwrap();
}

proptest! {
    /// Whatever is asked when: in no window of a minute more than the limit, and whoever waits as told gets in.
    #[test]
    fn never_above_the_limit_and_never_starving(
        rpm in proptest::option::of(1u32..20),
        tpm in proptest::option::of(50u64..500),
        asks in proptest::collection::vec((0u64..20_000, 1u64..50, 0u64..50), 1..120),
    ) {
        let mut pace = Pace::new(&limits(rpm, tpm));
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

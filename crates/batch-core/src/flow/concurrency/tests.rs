use proptest::prelude::*;

use super::*;

const LIMITED: Signal = Signal::Limited(None);
const REFUSAL: Duration = Duration::from_millis(2);

/// A platform that serves `allows` calls at once, each in `latency` of virtual time, and refuses the rest at once.
struct Platform {
    gate: ConcurrencyLimiter,
    now: Instant,
    latency: Duration,
    /// Permits inside with the time at which they come back, and whether they are served.
    inside: std::collections::BinaryHeap<std::cmp::Reverse<(Instant, u64, bool)>>,
    permits: std::collections::HashMap<u64, Permit>,
    served: u64,
    refused: u64,
    random: fastrand::Rng,
    /// Refused whatever is in flight, of a hundred.
    unlucky: u32,
}

impl Platform {
    fn new(ceiling: u32, latency_ms: u64) -> Self {
        Self {
            gate: ConcurrencyLimiter::new(ceiling, None),
            now: Instant::now(),
            latency: Duration::from_millis(latency_ms),
            inside: std::collections::BinaryHeap::new(),
            permits: std::collections::HashMap::new(),
            served: 0,
            refused: 0,
            random: fastrand::Rng::with_seed(7),
            unlucky: 0,
        }
    }

    fn run(&mut self, allows: usize, seconds: u64) {
        (self.served, self.refused) = (0, 0);
        let until = self.now + Duration::from_secs(seconds);
        while self.now < until {
            while let Some(permit) = self.gate.enter(self.now) {
                let busy = self.inside.iter().filter(|entry| entry.0.2).count();
                let served = busy < allows && self.random.u32(0..100) >= self.unlucky;
                let spread = self.latency.mul_f64(0.5 + self.random.f64());
                let back = self.now + if served { spread } else { REFUSAL };
                self.inside.push(std::cmp::Reverse((back, permit.number, served)));
                self.permits.insert(permit.number, permit);
            }
            let due = self.inside.peek().map(|entry| entry.0.0);
            let grows = self.gate.opens_at().filter(|at| *at > self.now);
            self.now = [due, grows].into_iter().flatten().min().unwrap_or(until).max(self.now);
            while self.inside.peek().is_some_and(|entry| entry.0.0 <= self.now) {
                let Some(std::cmp::Reverse((_, number, served))) = self.inside.pop() else { break };
                let Some(permit) = self.permits.remove(&number) else { continue };
                self.gate.release(permit, if served { Signal::Served } else { LIMITED }, self.now);
                self.served += u64::from(served);
                self.refused += u64::from(!served);
            }
        }
    }

    /// Served, of what so many slots could have served.
    fn share(&self, slots: u64, seconds: u64) -> f64 {
        self.served as f64 / (slots * seconds) as f64 * self.latency.as_secs_f64()
    }
}

#[test]
fn finds_the_limit_and_stays_there() {
    for (ceiling, allows) in [(256, 32), (64, 8), (256, 64), (20, 3), (10, 1)] {
        let mut platform = Platform::new(ceiling, 200);
        platform.run(allows, 60);
        let share = platform.share(allows as u64, 60);
        assert!(share > 0.93, "{share} of {allows}");
        // But for the first guess.
        let refused = platform.refused.saturating_sub(u64::from(FIRST_GUESS));
        assert!(refused * 50 <= platform.served, "{refused} of {} refused", platform.served);
    }
}

#[test]
fn follows_a_limit_that_drops_and_comes_back() {
    let mut platform = Platform::new(256, 300);
    let (mut served, mut refused) = (0, 0);
    for allows in [64, 16, 64, 40] {
        platform.run(allows, 30);
        let share = platform.share(allows as u64, 30);
        assert!(share > 0.93, "{share} of {allows}");
        (served, refused) = (served + platform.served, refused + platform.refused);
    }
    assert!(refused * 50 <= served, "{refused} of {served} refused");
}

#[test]
fn refusals_that_have_nothing_to_do_with_it_do_not_make_it_small() {
    let mut platform = Platform::new(128, 300);
    platform.unlucky = 20;
    platform.run(1_000, 30);
    assert!(platform.served > 30 * 128, "{}", platform.served);
}

#[test]
fn when_nobody_was_served_however_few_were_asked_the_search_begins_again() {
    let mut platform = Platform::new(64, 200);
    platform.run(0, 10);
    platform.run(64, 10);
    let share = platform.share(64, 10);
    assert!(share > 0.8, "{share}");
}

#[test]
fn begins_where_it_was_served() {
    let mut platform = Platform::new(256, 300);
    platform.run(32, 20);
    let last = platform.gate.proven();
    assert_eq!(last, Some(32));
    let mut again = Platform::new(256, 300);
    again.gate = ConcurrencyLimiter::new(256, last);
    let at_once = std::iter::from_fn(|| again.gate.enter(again.now)).count();
    assert_eq!(at_once, 32, "no search");
    again.gate = ConcurrencyLimiter::new(256, last);
    again.run(32, 20);
    assert!(again.refused * 100 <= again.served, "{} refused", again.refused);
}

#[test]
fn learns_a_stated_limit_unless_more_is_served() {
    let now = Instant::now();
    let mut gate = ConcurrencyLimiter::new(100, None);
    let permit = gate.enter(now).unwrap();
    gate.release(permit, Signal::Limited(Some(3)), now);
    assert_eq!(gate.limit(), 3);
    let mut platform = Platform::new(64, 300);
    platform.run(64, 30);
    let permit = std::iter::from_fn(|| platform.gate.enter(platform.now)).last();
    let permit = permit.or_else(|| platform.permits.values().next().copied()).unwrap();
    platform.gate.release(permit, Signal::Limited(Some(1)), platform.now);
    assert!(platform.gate.limit() > 32, "one odd reply: {}", platform.gate.limit());
}

#[test]
fn failures_stop_growth_and_cut_nothing() {
    let mut gate = ConcurrencyLimiter::new(100, None);
    let now = Instant::now();
    let permits: Vec<Permit> = std::iter::from_fn(|| gate.enter(now)).collect();
    // Half of them is enough: who is served beside them does not let it grow either.
    let (broken, served) = permits.split_at(permits.len() / 2);
    for permit in broken {
        gate.release(*permit, Signal::Failed, now);
    }
    assert_eq!(gate.limit(), FIRST_GUESS);
    for permit in served {
        gate.release(*permit, Signal::Served, now);
    }
    assert_eq!(gate.limit(), FIRST_GUESS);
}

#[test]
fn after_a_refusal_one_goes_out_alone_and_fewer_with_each_that_is_refused() {
    let start = Instant::now();
    let mut gate = ConcurrencyLimiter::new(64, Some(32));
    let inside: Vec<Permit> = std::iter::from_fn(|| gate.enter(start)).collect();
    let mut now = start + Duration::from_secs(1);
    gate.release(inside[31], Signal::Served, now);
    // There is room for more than the one that is refused.
    gate.release(inside[30], Signal::Failed, now);
    let refused = gate.enter(now).unwrap();
    now += REFUSAL;
    gate.release(refused, LIMITED, now);
    let mut witnesses = 0;
    let mut back = inside[..30].iter();
    loop {
        if let Some(witness) = gate.enter(now) {
            assert_eq!(gate.enter(now), None, "one at a time");
            witnesses += 1;
            now += REFUSAL;
            gate.release(witness, LIMITED, now);
        } else if let Some(permit) = back.next() {
            gate.release(*permit, Signal::Failed, now);
        }
        if gate.in_flight() == 0 {
            break;
        }
    }
    assert!((4..12).contains(&witnesses), "{witnesses} witnesses on the way down");
    assert!(gate.limit() == 32, "refused alone: calls at once are not what it is about, {}", gate.limit());
}

#[test]
fn chance_is_told_from_a_limit() {
    let mut platform = Platform::new(64, 300);
    platform.unlucky = 10;
    platform.run(24, 60);
    assert!((23..32).contains(&platform.gate.limit()), "{}", platform.gate.limit());
    assert!(platform.share(24, 60) > 0.9, "{}", platform.share(24, 60));
}

proptest! {
    #[test]
    fn never_above_the_ceiling_and_never_shut(
        ceiling in 1u32..300,
        steps in proptest::collection::vec((0u8..6, 0u32..40, 0u64..5_000), 1..400),
    ) {
        let mut gate = ConcurrencyLimiter::new(ceiling, None);
        let mut inside = Vec::new();
        let mut now = Instant::now();
        for (what, number, ms) in steps {
            now += Duration::from_millis(ms);
            if what == 0 || inside.is_empty() {
                inside.extend(std::iter::from_fn(|| gate.enter(now)).take(number as usize + 1));
            } else if let Some(permit) = inside.pop() {
                let signal = match what {
                    1 | 2 => Signal::Served,
                    3 => Signal::Limited((number % 2 == 0).then_some(number)),
                    _ => Signal::Failed,
                };
                gate.release(permit, signal, now);
            }
            prop_assert!(inside.len() <= ceiling as usize);
            prop_assert!(gate.limit() >= 1 && gate.limit() <= ceiling);
        }
        for permit in inside.drain(..) {
            gate.release(permit, Signal::Served, now);
        }
        prop_assert!(gate.enter(now).is_some(), "an empty gate lets one in");
    }
}

#[test]
fn what_others_found_is_taken_over_and_never_lowers_anything() {
    let mut platform = Platform::new(64, 500);
    platform.run(2, 30);
    assert!(platform.gate.limit() <= 3, "{}", platform.gate.limit());
    platform.gate.raise(16);
    assert_eq!(platform.gate.limit(), 16);
    platform.gate.raise(4);
    assert_eq!(platform.gate.limit(), 16);
    platform.gate.raise(1000);
    assert_eq!(platform.gate.limit(), 64, "the config's ceiling stands");
}

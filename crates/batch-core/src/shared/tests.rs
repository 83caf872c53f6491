//! A process's side of it, with a limiter that says what the test wants.

use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::Future;
use std::pin::Pin;
use std::rc::Rc;
use std::time::Duration;

use tokio::time::{Instant, advance};

use super::exchange::News;
use super::limiter::{Holding, Need, Purse, SharedLimiter};
use super::line::{Heard, Line};
use super::message::{GroupTold, HeldBy, Memory, MoneyTold, Reply, Said, Strict};
use crate::base::problem::LimiterTrouble;
use crate::flow::rate::Why;
use crate::job::config::limiter::WhenAway;
use crate::platform::Limits;

/// What was said to it, and what it answers, one after the other; then nothing any more.
#[derive(Clone, Default)]
struct Fake(Rc<RefCell<(Vec<Said>, VecDeque<Heard>)>>);

impl Line for Fake {
    fn say<'a>(&'a mut self, said: &'a Said) -> Pin<Box<dyn Future<Output = Heard> + 'a>> {
        self.0.borrow_mut().0.push(said.clone());
        let answer = self.0.borrow_mut().1.pop_front();
        Box::pin(async move { answer.unwrap_or(Err(LimiterTrouble::Busy)) })
    }
}

impl Fake {
    fn said(&self) -> Vec<Said> {
        self.0.borrow().0.clone()
    }

    fn answers(&self, heard: Heard) {
        self.0.borrow_mut().1.push_back(heard);
    }

    fn grants(&self, calls: u32, why: Option<HeldBy>, wait: u64) {
        let told = GroupTold { calls, why, wait, second: 77, ..GroupTold::default() };
        self.answers(Ok(Reply { processes: 2, groups: vec![told], ..Reply::default() }));
    }
}

const LIMITS: Limits = Limits { concurrency: 8, rpm: None, tpm: Some(1_000) };
const NEED: Need = Need { tokens: 100, money: None };

fn limiter(fake: &Fake, purse: Option<Purse>) -> SharedLimiter {
    SharedLimiter::new(Box::new(fake.clone()), "p".to_owned(), 8, vec![(String::new(), LIMITS)], purse)
}

fn flying(flying: u32) -> [Holding; 1] {
    [Holding { flying, freeze: None }]
}

#[tokio::test(start_paused = true)]
async fn what_is_wanted_gathers_while_one_word_is_under_way() {
    let fake = Fake::default();
    let mut shared = limiter(&fake, None);
    fake.grants(3, Some(HeldBy::Calls), 100);
    let now = Instant::now();
    assert!(shared.take(0, NEED, 5, now).is_err());
    assert_eq!(shared.say(now, &flying(0), (0.0, 0.0)), None);
    assert!(shared.take(0, NEED, 5, now).is_err());
    assert_eq!(shared.say(now, &flying(0), (0.0, 0.0)), None, "one at a time");
    assert_eq!(shared.heard().await, News::Answer);
    assert_eq!(fake.said().len(), 1);
    assert_eq!((fake.said()[0].groups[0].want, fake.said()[0].groups[0].tokens), (5, 100));
    let leases: Vec<_> = (0..3).map(|_| shared.take(0, NEED, 5, now)).collect();
    assert!(leases.iter().all(Result::is_ok), "what was wanted meanwhile keeps nothing back");
    let held = shared.take(0, NEED, 2, now).unwrap_err();
    assert_eq!((held.at, held.why), (now + Duration::from_millis(100), Why::Shared));
    assert_eq!(shared.say(now, &flying(3), (0.0, 0.0)), Some(now + Duration::from_millis(100)));
    // A call that comes back is a slot that may be one's own again.
    shared.back(0, leases[0].unwrap().unwrap(), Some(40));
    assert_eq!(shared.say(now, &flying(2), (0.0, 0.0)), Some(now + Duration::from_millis(10)));
    advance(Duration::from_millis(10)).await;
    shared.say(Instant::now(), &flying(2), (0.0, 0.0));
    shared.heard().await;
    let said = fake.said().pop().unwrap();
    assert_eq!((said.groups[0].want, said.groups[0].flying), (2, 2));
    assert_eq!(said.groups[0].refunds, [(77, 60)]);
}

#[tokio::test(start_paused = true)]
async fn what_is_not_used_is_given_back_with_the_next_word() {
    let fake = Fake::default();
    let mut shared = limiter(&fake, None);
    fake.grants(3, None, 0);
    fake.grants(0, None, 0);
    let now = Instant::now();
    shared.take(0, NEED, 3, now).ok();
    shared.say(now, &flying(0), (0.0, 0.0));
    shared.heard().await;
    assert!(shared.take(0, NEED, 3, now).is_ok());
    // Nobody wants anything any more; still it is heard of once a second.
    assert_eq!(shared.say(now, &flying(1), (0.0, 0.0)), Some(now + Duration::from_secs(1)));
    advance(Duration::from_secs(1)).await;
    shared.say(Instant::now(), &flying(1), (0.0, 0.0));
    shared.heard().await;
    let said = fake.said().pop().unwrap();
    assert_eq!((said.groups[0].flying, said.groups[0].want), (1, 0));
    assert_eq!(said.groups[0].refunds, [(77, 200)]);
    assert!(shared.take(0, NEED, 1, Instant::now()).is_err());
}

#[tokio::test(start_paused = true)]
async fn without_an_answer_nothing_goes_out_and_it_is_said_once() {
    let fake = Fake::default();
    let mut shared = limiter(&fake, None);
    let began = Instant::now();
    shared.say(began, &flying(0), (0.0, 0.0));
    assert_eq!(shared.heard().await, News::Away(LimiterTrouble::Busy));
    let mut longest = Duration::ZERO;
    for _ in 0..20 {
        let now = Instant::now();
        let held = shared.take(0, NEED, 3, now).unwrap_err();
        assert_eq!(held.why, Why::LimiterAway);
        let at = shared.say(now, &flying(0), (0.0, 0.0)).unwrap();
        longest = longest.max(at - now);
        advance(at - now).await;
        assert_eq!(shared.say(Instant::now(), &flying(0), (0.0, 0.0)), None);
        assert_eq!(shared.heard().await, News::StillAway);
    }
    assert_eq!(longest, Duration::from_millis(1500), "no longer than others wait for those who live");
    fake.answers(Err(LimiterTrouble::Full));
    fake.grants(3, None, 0);
    for news in [News::Away(LimiterTrouble::Full), News::Back(began.elapsed() + 2 * longest)] {
        advance(longest).await;
        shared.take(0, NEED, 3, Instant::now()).ok();
        shared.say(Instant::now(), &flying(0), (0.0, 0.0));
        assert_eq!(shared.heard().await, news);
    }
    assert!(shared.take(0, NEED, 3, Instant::now()).is_ok());
}

#[tokio::test(start_paused = true)]
async fn with_a_part_of_its_own_it_goes_on_within_that() {
    let fake = Fake::default();
    let mut shared = limiter(&fake, None).when_away(WhenAway::Share(4));
    let need = Need { tokens: 10, money: None };
    let now = Instant::now();
    shared.take(0, need, 8, now).ok();
    shared.say(now, &flying(0), (0.0, 0.0));
    assert_eq!(shared.heard().await, News::Away(LimiterTrouble::Busy));
    let granted = (0..8).filter(|_| shared.take(0, need, 8, now).is_ok()).count();
    assert_eq!(granted, 2, "a quarter of eight");
    advance(Duration::from_millis(101)).await;
    // The next ones come from itself, too, as calls come back.
    assert_eq!(shared.say(Instant::now(), &flying(1), (0.0, 0.0)), Some(Instant::now()));
    assert!(shared.take(0, need, 8, Instant::now()).is_ok());
    assert!(shared.take(0, need, 8, Instant::now()).is_err());
}

#[tokio::test(start_paused = true)]
async fn with_a_part_of_its_own_it_comes_back_before_others_take_it_for_gone() {
    let fake = Fake::default();
    let mut shared = limiter(&fake, None).when_away(WhenAway::Share(4));
    let mut longest = Duration::ZERO;
    for _ in 0..20 {
        let before = fake.said().len();
        let began = Instant::now();
        while fake.said().len() == before {
            if let Some(at) = shared.say(Instant::now(), &flying(0), (0.0, 0.0)) {
                advance(at - Instant::now()).await;
            } else {
                shared.heard().await;
            }
        }
        longest = longest.max(began.elapsed());
    }
    assert!(longest > Duration::from_secs(2) && longest < Duration::from_secs(3), "{longest:?}");
}

#[tokio::test(start_paused = true)]
async fn money_of_others_is_what_is_not_ones_own() {
    let fake = Fake::default();
    let purse = Purse { name: "b".to_owned(), folder: "f".to_owned(), limit: 100.0, before: 0.0, of_others: 0.0 };
    let mut shared = limiter(&fake, Some(purse));
    shared.spent_before(10.0);
    // In all 40 were spent: 10 before, 5 here, 25 elsewhere; 9 are held, 2 of them here.
    let folders = [("f".to_owned(), 22.0)].into();
    let memory = Some(Memory { folders, others: [("q".to_owned(), ("f".to_owned(), 3.0))].into() });
    let money = Some(MoneyTold { spent: 40.0, held: 9.0, memory: memory.clone() });
    fake.answers(Ok(Reply { processes: 2, groups: vec![GroupTold::default()], money, ..Reply::default() }));
    fake.grants(0, None, 0);
    let now = Instant::now();
    shared.say(now, &flying(1), (5.0, 2.0));
    shared.heard().await;
    assert_eq!(shared.elsewhere(), (25.0, 7.0));
    advance(Duration::from_secs(1)).await;
    shared.say(Instant::now(), &flying(1), (5.0, 2.0));
    shared.heard().await;
    let said = fake.said();
    let money: Vec<_> = said.iter().map(|said| said.money.clone().unwrap()).collect();
    assert_eq!((money[0].before, &money[0].memory), (Some(10.0), &None));
    assert_eq!((money[1].before, &money[1].memory), (None, &memory), "what it was told it tells again");
    assert_eq!(said.iter().map(|said| said.number).collect::<Vec<_>>(), [1, 2]);
}

#[tokio::test(start_paused = true)]
async fn what_the_own_ledger_says_is_not_taken_back_by_who_forgot_it() {
    let fake = Fake::default();
    // Of the 10 before, 2 stand in ledgers of others, who may have been asking then.
    let purse = Purse { name: "b".to_owned(), folder: "f".to_owned(), limit: 100.0, before: 0.0, of_others: 2.0 };
    let mut shared = limiter(&fake, Some(purse));
    shared.spent_before(10.0);
    let money = Some(MoneyTold { spent: 1.0, held: 0.0, memory: None });
    fake.answers(Ok(Reply { groups: vec![GroupTold::default()], money, ..Reply::default() }));
    shared.say(Instant::now(), &flying(1), (1.0, 2.0));
    shared.heard().await;
    assert_eq!(shared.elsewhere(), (-2.0, 0.0));
}

#[tokio::test(start_paused = true)]
async fn stricter_limits_of_others_are_told_once_and_tokens_count_though_nobody_here_limits_them() {
    let fake = Fake::default();
    let limits = Limits { tpm: None, ..LIMITS };
    let groups = vec![(String::new(), limits)];
    let mut shared = SharedLimiter::new(Box::new(fake.clone()), "p".to_owned(), 8, groups, None);
    let strict = Strict { ceiling: 4, rpm: None, tpm: Some(1_000) };
    let told = GroupTold { calls: 1, second: 77, strict: Some(strict), ..GroupTold::default() };
    for _ in 0..2 {
        fake.answers(Ok(Reply { processes: 2, groups: vec![told], ..Reply::default() }));
    }
    assert_eq!(shared.stricter(), None);
    shared.take(0, NEED, 1, Instant::now()).ok();
    shared.say(Instant::now(), &flying(0), (0.0, 0.0));
    shared.heard().await;
    let lease = shared.take(0, NEED, 1, Instant::now()).unwrap().unwrap();
    shared.back(0, lease, Some(40));
    assert_eq!((shared.stricter(), shared.stricter()), (Some(strict), None));
    advance(Duration::from_secs(1)).await;
    shared.say(Instant::now(), &flying(0), (0.0, 0.0));
    shared.heard().await;
    assert_eq!(fake.said()[1].groups[0].refunds, [(77, 60)]);
}

#[tokio::test(start_paused = true)]
async fn the_same_trouble_in_other_words_is_said_once() {
    let fake = Fake::default();
    let mut shared = limiter(&fake, None);
    let slow = |seconds| LimiterTrouble::Slow { seconds };
    let gone = |cause: &str| LimiterTrouble::Unreachable { cause: cause.to_owned() };
    let all = [slow(2), slow(5), gone("broken pipe"), gone("Connection refused")];
    all.iter().for_each(|why| fake.answers(Err(why.clone())));
    for news in [News::Away(slow(2)), News::StillAway, News::Away(gone("broken pipe")), News::StillAway] {
        advance(Duration::from_secs(2)).await;
        shared.say(Instant::now(), &flying(0), (0.0, 0.0));
        assert_eq!(shared.heard().await, news);
    }
}

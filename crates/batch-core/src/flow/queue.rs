//! One model's conversations: which is next, and when.

use std::cmp::Reverse;
use std::collections::{BinaryHeap, VecDeque};
use std::ops::Range;
use std::time::Duration;

use tokio::time::Instant;

use super::attribution::Suspects;
use super::work_item::WorkItem;
use crate::job::plan::{Cell, SheetId};

/// Sheets that are looked through at once for a conversation that is like none that was refused.
const MOST_AHEAD: usize = 64;

/// A model's sheets in the order of its people, and its conversations that wait to be asked again.
#[derive(Debug)]
pub struct Queue {
    sheets: Range<u32>,
    first: u32,
    fresh: VecDeque<WorkItem>,
    again: BinaryHeap<Reverse<(Instant, WorkItem)>>,
    /// Conversations that did not fit into what is left of the budget.
    aside: Vec<WorkItem>,
    /// True if the last one that was taken had been asked before.
    last_was_again: bool,
}

impl Queue {
    /// A queue over these sheets.
    #[must_use]
    pub fn new(sheets: Range<u32>) -> Self {
        Self {
            first: sheets.start,
            sheets,
            fresh: VecDeque::new(),
            again: BinaryHeap::new(),
            aside: Vec::new(),
            last_was_again: false,
        }
    }

    /// The place of the next fresh conversation's person; conversations to be asked again count by their own. `None` if
    /// none can be asked now.
    #[must_use]
    pub fn place(&self, now: Instant) -> Option<u32> {
        let again = self.again.peek().filter(|Reverse((at, _))| *at <= now).map(|Reverse((_, item))| item);
        let fresh = self.fresh.front().map(|item| item.cell.sheet.0);
        let fresh = fresh.or_else(|| (!self.sheets.is_empty()).then_some(self.sheets.start));
        let again = again.map(|item| item.cell.sheet.0);
        [again, fresh].into_iter().flatten().min().map(|sheet| sheet - self.first)
    }

    /// The next conversation: fresh ones in plan order and those whose wait is over take turns, so that one that is refused
    /// for ever does not stand before the others. `open` says which conversations of a sheet are to be asked. While it is
    /// in doubt whether some are at fault, others come first: of another person and another prompt, if there are any.
    pub fn next(
        &mut self,
        now: Instant,
        suspects: &Suspects,
        mut open: impl FnMut(SheetId) -> Vec<Cell>,
    ) -> Option<WorkItem> {
        let suspicion = |item: &WorkItem| suspects.suspicion(item.cell.sheet.0 - self.first, item.cell.prompt);
        let again = self.again.peek().filter(|Reverse((at, _))| *at <= now).map(|Reverse((_, item))| suspicion(item));
        let is_agains_turn = !self.last_was_again || self.fresh.is_empty() && self.sheets.is_empty();
        if again == Some(0) && is_agains_turn {
            return self.take_again();
        }
        let innocent = |fresh: &VecDeque<WorkItem>, from: usize| {
            fresh.range(from..).position(|item| suspicion(item) == 0).map(|place| from + place)
        };
        let mut found = innocent(&self.fresh, 0);
        for _ in 0..MOST_AHEAD {
            if found.is_some() {
                break;
            }
            let Some(sheet) = self.sheets.next() else { break };
            let known = self.fresh.len();
            self.fresh.extend(open(SheetId(sheet)).into_iter().map(WorkItem::new));
            found = innocent(&self.fresh, known);
        }
        let place = found.or_else(|| (0..self.fresh.len()).min_by_key(|place| suspicion(&self.fresh[*place])));
        let fresh = place.map(|place| suspicion(&self.fresh[place]));
        match (fresh, again) {
            (None, Some(_)) => self.take_again(),
            (Some(fresh), Some(again)) if again < fresh || again == fresh && is_agains_turn => self.take_again(),
            _ => {
                self.last_was_again = false;
                place.and_then(|place| self.fresh.remove(place))
            }
        }
    }

    fn take_again(&mut self) -> Option<WorkItem> {
        self.last_was_again = true;
        self.again.pop().map(|Reverse((_, item))| item)
    }

    /// Nobody waits any longer.
    pub fn hurry(&mut self, now: Instant) {
        self.again = self.again.drain().map(|Reverse((_, item))| Reverse((now, item))).collect();
    }

    /// Nobody waits any longer who would wait longer than this.
    pub fn hurry_beyond(&mut self, longest: Duration, now: Instant) {
        let soon = |at: Instant| if at.saturating_duration_since(now) > longest { now } else { at };
        self.again = self.again.drain().map(|Reverse((at, item))| Reverse((soon(at), item))).collect();
    }

    /// True if all who wait were refused before this time.
    #[must_use]
    pub fn refused_before(&self, time: Instant) -> bool {
        self.again.iter().all(|Reverse((_, item))| item.refused_at.is_some_and(|at| at < time))
    }

    /// Takes a conversation back that could not be sent yet; it stays the next one.
    pub fn put_back(&mut self, item: WorkItem, now: Instant) {
        if item.calls > 0 {
            self.last_was_again = false;
            self.wait(item, now);
        } else {
            // Its turn is not over.
            self.last_was_again = true;
            self.fresh.push_front(item);
        }
    }

    /// Keeps a conversation until its wait is over.
    pub fn wait(&mut self, item: WorkItem, until: Instant) {
        self.again.push(Reverse((until, item)));
    }

    /// Keeps a conversation that is too dear for what is left, until [`Queue::take_up`].
    pub fn set_aside(&mut self, item: WorkItem) {
        self.aside.push(item);
    }

    /// The conversations that are left, unless there are sheets that were not looked at yet.
    #[must_use]
    pub fn left(&self) -> Option<impl Iterator<Item = Cell>> {
        let again = self.again.iter().map(|Reverse((_, item))| item);
        self.sheets.is_empty().then(|| self.fresh.iter().chain(again).map(|item| item.cell))
    }

    /// Conversations that are set aside.
    #[must_use]
    pub fn aside(&self) -> usize {
        self.aside.len()
    }

    /// What was set aside is next again, in its order.
    pub fn take_up(&mut self, now: Instant) {
        while let Some(item) = self.aside.pop() {
            self.put_back(item, now);
        }
    }

    /// True if so many conversations could be asked or asked again.
    #[must_use]
    pub fn has_others(&self, count: usize) -> bool {
        self.has_fresh() || self.again.len() >= count
    }

    /// When the first waiting conversation is due.
    #[must_use]
    pub fn due(&self) -> Option<Instant> {
        self.again.peek().map(|Reverse((at, _))| *at)
    }

    /// About how many conversations were not asked yet, with so many in each sheet.
    #[must_use]
    pub fn fresh_left(&self, prompts: usize) -> usize {
        self.fresh.len() + self.sheets.len() * prompts
    }

    /// True if there are conversations that were not asked yet.
    #[must_use]
    pub fn has_fresh(&self) -> bool {
        !self.fresh.is_empty() || !self.sheets.is_empty()
    }

    /// True if there is nothing left to ask, but for what is set aside.
    #[must_use]
    pub fn is_done(&self) -> bool {
        !self.has_fresh() && self.again.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::attribution::Variety;
    use super::*;
    use crate::flow::retry;
    use crate::platform::fault::Pace as Waiting;

    fn cells(sheet: SheetId) -> Vec<Cell> {
        (0..3).map(|prompt| Cell { sheet, prompt }).collect()
    }

    #[tokio::test(start_paused = true)]
    async fn the_manuals_waits_are_kept() {
        let start = Instant::now();
        let mut queue = Queue::new(0..1);
        let one = |sheet| cells(sheet).into_iter().take(1).collect();
        let mut asked = Vec::new();
        let mut item = queue.next(start, &Suspects::default(), one).unwrap();
        loop {
            asked.push(Instant::now() - start);
            if item.retries == 5 {
                break;
            }
            item.retries += 1;
            item.calls += 1;
            let wait = retry::jitter(retry::wait(Waiting::Backoff, item.retries, None));
            queue.wait(item, Instant::now() + wait);
            assert!(queue.next(Instant::now(), &Suspects::default(), cells).is_none(), "not before its time");
            tokio::time::sleep_until(queue.due().unwrap()).await;
            item = queue.next(Instant::now(), &Suspects::default(), cells).unwrap();
        }
        assert!(queue.is_done());
        for (time, seconds) in asked.into_iter().zip([0.0, 1.0, 3.0, 7.0, 15.0, 31.0]) {
            let time = time.as_secs_f64();
            // A timer may be a millisecond late.
            assert!(time >= seconds && time <= seconds * 1.1 + 0.01, "{time} instead of {seconds}");
        }
    }

    /// Of four people and three prompts.
    fn suspects(people: &[u32], prompts: &[u16]) -> Suspects {
        let cell = |person: u32, prompt: u16| Cell { sheet: SheetId(person), prompt };
        let people = people.iter().flat_map(|person| prompts.iter().map(|prompt| cell(*person, *prompt)));
        Suspects::new(people, &Variety::new(4, vec![0, 1, 2], vec![0]))
    }

    #[test]
    fn suspects_come_last_and_who_waits_takes_turns() {
        let now = Instant::now();
        let mut queue = Queue::new(12..15);
        let all = [0, 1, 2];
        let sheet = |item: Option<WorkItem>| item.map(|item| item.cell.sheet.0);
        let first = queue.next(now, &Suspects::default(), cells).unwrap();
        assert_eq!(first.cell.sheet.0, 12);
        assert_eq!(queue.place(now), Some(0));
        assert_eq!(sheet(queue.next(now, &suspects(&[0], &all), cells)), Some(13));
        assert_eq!(sheet(queue.next(now, &suspects(&[0, 1], &all), cells)), Some(14));
        assert_eq!(
            sheet(queue.next(now, &suspects(&all.map(u32::from), &all), cells)),
            Some(12),
            "better a suspect than nobody"
        );
        for _ in 0..5 {
            queue.wait(WorkItem { calls: 1, ..first }, now);
        }
        let order: Vec<u32> =
            (0..4).filter_map(|_| queue.next(now, &Suspects::default(), cells)).map(|item| item.calls).collect();
        assert_eq!(order, [1, 0, 1, 0]);
    }

    #[test]
    fn a_prompt_that_is_suspected_comes_last() {
        let now = Instant::now();
        let mut queue = Queue::new(0..3);
        let mut next =
            |suspects: &Suspects| queue.next(now, suspects, cells).map(|item| (item.cell.sheet.0, item.cell.prompt));
        assert_eq!(next(&suspects(&[0, 1, 2, 3], &[0])), Some((0, 1)));
        assert_eq!(next(&suspects(&[0], &[0, 1])), Some((1, 2)), "another person and another prompt");
        assert_eq!(next(&suspects(&[0, 1, 2], &[0, 1])), Some((0, 2)), "at least another prompt");
    }

    #[test]
    fn whoever_could_not_go_out_yet_keeps_its_turn() {
        let now = Instant::now();
        let mut queue = Queue::new(0..3);
        let again = queue.next(now, &Suspects::default(), cells).unwrap();
        queue.wait(WorkItem { calls: 1, ..again }, now);
        assert_eq!(queue.next(now, &Suspects::default(), cells).map(|item| item.calls), Some(1));
        for _ in 0..3 {
            queue.wait(WorkItem { calls: 1, ..again }, now);
            let fresh = queue.next(now, &Suspects::default(), cells).unwrap();
            assert_eq!(fresh.calls, 0, "it is a fresh one's turn until one has gone");
            queue.put_back(fresh, now);
        }
    }

    proptest! {
        /// Whatever fails how often: everything comes out, fresh conversations in plan order, none twice at a time.
        #[test]
        fn everything_comes_out_in_order(fails in proptest::collection::vec(0u32..4, 30), aside in 0usize..5) {
            let start = Instant::now();
            let mut now = start;
            let mut queue = Queue::new(0..10);
            let mut first = Vec::new();
            let mut done = Vec::new();
            let mut put_aside = 0;
            while !queue.is_done() || queue.aside() > 0 {
                match queue.next(now, &Suspects::default(), cells) {
                    None if queue.due().is_none() => queue.take_up(now),
                    None => now = queue.due().map_or(now, |due| due.max(now)),
                    Some(item) if put_aside < aside && item.calls == 0 => {
                        put_aside += 1;
                        queue.set_aside(item);
                        if put_aside == aside {
                            queue.take_up(now);
                        }
                    }
                    Some(item) => {
                        if item.calls == 0 {
                            first.push(item.cell);
                        }
                        let place = item.cell.sheet.0 as usize * 3 + usize::from(item.cell.prompt);
                        if item.calls < fails[place] {
                            let wait = Duration::from_secs(u64::from(item.calls) + 1);
                            queue.wait(WorkItem { calls: item.calls + 1, ..item }, now + wait);
                        } else {
                            done.push(item.cell);
                        }
                    }
                }
            }
            let all: Vec<Cell> = (0..10).flat_map(|sheet| cells(SheetId(sheet))).collect();
            prop_assert_eq!(&first, &all);
            done.sort();
            prop_assert_eq!(done, all);
        }
    }
}

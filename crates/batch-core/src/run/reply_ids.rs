//! Whether a reply belongs to the call that it came for, as far as its ids tell: one that comes twice was taken by two
//! calls. Nothing is concluded from one look: a server whose ids are missing or not unique is only never trusted with
//! a connection that carries more than one call.

use std::collections::hash_map::{Entry, RandomState};
use std::collections::{HashMap, VecDeque};
use std::hash::BuildHasher;

use crate::job::plan::Cell;

/// So many replies with ids of their own, and ids are believed in.
const PROOF: usize = 16;
/// So many replies are remembered.
const WINDOW: usize = 1 << 13;

/// What a reply's ids say.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReplyVerdict {
    /// Nothing to speak of.
    Nothing,
    /// Ids tell the replies of this server apart: from here on, at least.
    Proven,
    /// They do not, and never will.
    Useless,
    /// The reply may be another call's. Whose answer it was before, if it was anybody's.
    Doubtful(Option<Cell>),
}

/// A reply as it came.
#[derive(Debug, Clone, Copy)]
pub struct Mark<'a> {
    /// The reply's own id.
    pub id: Option<&'a str>,
    /// The request's id in the headers.
    pub request_id: Option<&'a str>,
    /// True for an answer; refusals often have no id.
    pub is_answer: bool,
    /// True if its connection had carried another call before.
    pub reused: bool,
}

#[derive(Debug, Clone, Copy)]
struct Heard {
    answered: Option<Cell>,
    reused: bool,
}

/// The replies that were heard last. See the module.
#[derive(Debug, Default)]
pub struct ReplyIds {
    hasher: RandomState,
    heard: HashMap<u64, Heard>,
    order: VecDeque<u64>,
    useless: bool,
}

impl ReplyIds {
    /// Takes a reply in.
    pub fn hear(&mut self, cell: Cell, mark: Mark<'_>) -> ReplyVerdict {
        if self.useless {
            return ReplyVerdict::Nothing;
        }
        if mark.id.or(mark.request_id).is_none() {
            return match (mark.is_answer, mark.reused) {
                (false, _) => ReplyVerdict::Nothing,
                (true, false) => self.give_up(ReplyVerdict::Useless),
                (true, true) => self.give_up(ReplyVerdict::Doubtful(None)),
            };
        }
        let heard = Heard { answered: mark.is_answer.then_some(cell), reused: mark.reused };
        let hash = self.hasher.hash_one((mark.id, mark.request_id));
        match self.heard.entry(hash) {
            Entry::Occupied(before) => {
                let before = *before.get();
                // Each on a connection of its own: the server counts like that.
                let said = if before.reused || heard.reused {
                    ReplyVerdict::Doubtful(before.answered)
                } else {
                    ReplyVerdict::Useless
                };
                return self.give_up(said);
            }
            Entry::Vacant(place) => place.insert(heard),
        };
        self.order.push_back(hash);
        if self.order.len() > WINDOW {
            self.order.pop_front().and_then(|oldest| self.heard.remove(&oldest));
        }
        if self.order.len() == PROOF { ReplyVerdict::Proven } else { ReplyVerdict::Nothing }
    }

    fn give_up(&mut self, said: ReplyVerdict) -> ReplyVerdict {
        *self = Self { useless: true, ..Self::default() };
        said
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::job::plan::SheetId;

    fn cell(n: u32) -> Cell {
        Cell { sheet: SheetId(n), prompt: 0 }
    }

    fn mark(id: &str, reused: bool) -> Mark<'_> {
        Mark { id: Some(id), request_id: None, is_answer: true, reused }
    }

    fn proven() -> ReplyIds {
        let mut ids = ReplyIds::default();
        for n in 0..PROOF {
            let said = ids.hear(cell(n as u32), mark(&n.to_string(), false));
            assert_eq!(said, if n + 1 == PROOF { ReplyVerdict::Proven } else { ReplyVerdict::Nothing });
        }
        ids
    }

    #[test]
    fn a_reply_that_comes_twice_over_a_used_connection_is_nobodys() {
        let mut ids = proven();
        assert_eq!(ids.hear(cell(90), mark("x", false)), ReplyVerdict::Nothing);
        assert_eq!(ids.hear(cell(91), mark("x", true)), ReplyVerdict::Doubtful(Some(cell(90))));
        // Every call has a connection of its own now; what is asked again is not doubted again.
        assert_eq!(ids.hear(cell(91), mark("x", false)), ReplyVerdict::Nothing);
    }

    #[test]
    fn ids_that_are_all_the_same_or_missing_prove_nothing_and_discard_nothing() {
        for id in [Some("constant"), None] {
            let mut ids = ReplyIds::default();
            let said: Vec<ReplyVerdict> = (0..50).map(|n| ids.hear(cell(n), Mark { id, ..mark("", false) })).collect();
            assert_eq!(said.iter().filter(|said| **said == ReplyVerdict::Useless).count(), 1);
            assert!(said.iter().all(|said| matches!(said, ReplyVerdict::Useless | ReplyVerdict::Nothing)), "{said:?}");
        }
    }

    #[test]
    fn either_id_tells_replies_apart_and_refusals_need_none() {
        let mut ids = ReplyIds::default();
        for n in 0..PROOF as u32 {
            let request = n.to_string();
            let constant = Mark { request_id: Some(&request), ..mark("constant", false) };
            assert_ne!(ids.hear(cell(n), constant), ReplyVerdict::Useless);
        }
        let refusal = Mark { id: None, is_answer: false, ..mark("", true) };
        assert_eq!(ids.hear(cell(99), refusal), ReplyVerdict::Nothing);
        assert_eq!(
            ids.hear(cell(99), Mark { id: None, ..mark("", true) }),
            ReplyVerdict::Doubtful(None),
            "an answer does"
        );
    }

    #[test]
    fn what_is_remembered_is_bounded() {
        let mut ids = ReplyIds::default();
        for n in 0..2 * WINDOW as u32 {
            ids.hear(cell(n), mark(&n.to_string(), true));
        }
        assert_eq!((ids.heard.len(), ids.order.len()), (WINDOW, WINDOW));
    }
}

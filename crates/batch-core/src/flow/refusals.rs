//! What the last refusals of a group have in common. "Slow down" speaks for a limit only if it does not always meet the same
//! person, the same prompt or the same model while others are served: then that is what is refused, and says nothing about
//! how fast the others may go.

use std::collections::VecDeque;

use tokio::time::Instant;

use super::attribution::Parts;

/// Refusals that are looked back at.
const MOST: usize = 16;

/// The last refusals of a group.
#[derive(Debug, Default)]
pub struct Refusals {
    last: VecDeque<Refusal>,
}

#[derive(Debug, Clone, Copy)]
struct Refusal {
    parts: Parts,
    sent: Instant,
    /// Which of them were served since.
    cleared: [bool; 3],
}

impl Refusals {
    /// A call that went out at `sent` was refused.
    pub fn refused(&mut self, parts: Parts, sent: Instant) {
        self.last.truncate(MOST - 1);
        self.last.push_front(Refusal { parts, sent, cleared: [false; 3] });
    }

    /// A call that went out at `sent` was served: its parts are not what was refused before.
    pub fn served(&mut self, parts: Parts, sent: Instant) {
        for refusal in self.last.iter_mut().filter(|refusal| refusal.sent <= sent) {
            for (part, cleared) in refusal.cleared.iter_mut().enumerate() {
                *cleared |= refusal.parts[part] == parts[part];
            }
        }
    }

    /// True if one person, prompt or model was refused each time and not served since, in a job that has `others`.
    #[must_use]
    pub fn have_one_reason(&self, others: [bool; 3]) -> bool {
        let Some(newest) = self.last.front() else { return false };
        (0..others.len()).any(|part| {
            let same = |refusal: &Refusal| refusal.parts[part] == newest.parts[part] && !refusal.cleared[part];
            others[part] && self.last.iter().all(same)
        })
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const ALL: [bool; 3] = [true; 3];

    #[test]
    fn one_prompt_that_is_always_refused_is_no_limit() {
        let now = Instant::now();
        let mut refusals = Refusals::default();
        for n in 0..40 {
            refusals.refused([n, 3, n % 2], now);
            refusals.served([n, 4, n % 2], now);
        }
        assert!(refusals.have_one_reason(ALL));
        assert!(!refusals.have_one_reason([true, false, true]), "it is the only prompt");
        refusals.served([7, 3, 0], now - Duration::from_secs(1));
        assert!(refusals.have_one_reason(ALL), "it went out before");
        refusals.served([7, 3, 0], now);
        assert!(!refusals.have_one_reason(ALL), "it is served, too");
    }

    #[test]
    fn whoever_is_refused_and_served_by_turns_is_within_a_limit() {
        let now = Instant::now();
        let mut refusals = Refusals::default();
        assert!(!refusals.have_one_reason(ALL));
        refusals.refused([0, 1, 0], now);
        assert!(refusals.have_one_reason(ALL), "one says nothing");
        refusals.refused([0, 2, 1], now);
        assert!(refusals.have_one_reason(ALL), "one person, until it is served");
        refusals.served([0, 3, 0], now);
        assert!(!refusals.have_one_reason(ALL));
        for n in 0..MOST {
            refusals.refused([n, n, 5], now);
        }
        assert!(refusals.have_one_reason(ALL), "what was long ago counts no longer");
    }
}

//! The ways to the platforms: what is known of the link to each account, and of the connections to it.

use super::Run;
use crate::flow::breaker::Breaker;
use crate::job::plan::Cell;
use crate::run::reply_ids::ReplyIds;
use crate::run::target::Target;
use crate::wire::Wire;

/// The way to one account.
pub(super) struct Way<'a> {
    /// Its connections.
    pub wire: &'a dyn Wire,
    /// Open while there is no way.
    pub link: Breaker,
    /// True once anything came of it.
    pub ever_worked: bool,
    /// The replies that came.
    pub reply_ids: ReplyIds,
    /// Conversations whose answers came over a connection that had carried a call before.
    pub over_kept: Vec<Cell>,
    /// Calls at once that the config allows.
    ceiling: u32,
}

/// One for each account that the targets name.
pub(super) fn ways<'a>(targets: &[Target<'a>]) -> Vec<Way<'a>> {
    let count = targets.iter().map(|target| target.at + 1).max().unwrap_or_default();
    let account = |at: usize| targets.iter().find(|target| target.at == at).map(|target| target.account);
    let way = |at| {
        account(at).map(|account| Way {
            wire: account.caller.wire,
            link: Breaker::of_link(),
            ever_worked: false,
            reply_ids: ReplyIds::default(),
            over_kept: Vec::new(),
            ceiling: account.limits.concurrency,
        })
    };
    (0..count).filter_map(way).collect()
}

impl Run<'_> {
    /// The account that a lane's calls go to.
    pub(super) fn way_of(&self, lane: usize) -> usize {
        self.lanes[lane].members.first().map_or(0, |member| self.targets[member.model].at)
    }

    /// True if as many calls are in flight to an account as the config allows.
    pub(super) fn is_full(&self, at: usize) -> bool {
        let of = self.lanes.iter().flat_map(|lane| &lane.members).filter(|m| self.targets[m.model].at == at);
        of.map(|member| member.flying).sum::<u32>() >= self.ways[at].ceiling
    }

    /// Calls at once that the config allows, all accounts together.
    pub(super) fn ceiling(&self) -> u32 {
        self.ways.iter().map(|way| way.ceiling).sum()
    }
}

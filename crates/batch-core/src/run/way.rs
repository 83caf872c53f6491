//! The ways to the platforms: what is known of the link to each account, and of the connections to it.

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
    pub ceiling: u32,
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

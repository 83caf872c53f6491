//! Sentences about the limiter that processes share.

use batch_core::base::problem::{LimiterProblem, LimiterTrouble};

use crate::Words;

/// What is wrong with it.
#[must_use]
pub fn sentence(words: &Words, problem: &LimiterProblem) -> String {
    match problem {
        LimiterProblem::NoAddress { url } => words.limiter_no_address(url),
        LimiterProblem::NotBuilt => words.limiter_not_built(),
        LimiterProblem::NoChoice => words.limiter_no_choice(),
        LimiterProblem::NotInBatch => words.limiter_not_in_batch(),
        LimiterProblem::NoColon => words.limiter_no_colon(),
        LimiterProblem::NoBudget => words.limiter_no_budget(),
        LimiterProblem::Stricter { concurrency, rpm, tpm } => {
            let named = |name: &str, limit: Option<u64>| limit.map(|limit| format!("{name} {limit}"));
            let rpm = named("requests_per_minute", rpm.map(u64::from));
            let all = [named("concurrency", Some(u64::from(*concurrency))), rpm, named("tokens_per_minute", *tpm)];
            words.limiter_stricter(all.into_iter().flatten().collect::<Vec<_>>().join(", "))
        }
        LimiterProblem::OtherBudget { owner } => words.limiter_other_budget(owner),
        LimiterProblem::Away { address, why } => words.limiter_unusable(address, trouble(words, why)),
    }
}

/// Why it gives no answer.
#[must_use]
pub fn trouble(words: &Words, trouble: &LimiterTrouble) -> String {
    match trouble {
        LimiterTrouble::Unreachable { cause } => words.limiter_unreachable(cause),
        LimiterTrouble::Slow { seconds } => words.limiter_slow(*seconds),
        LimiterTrouble::Tls { cause } => words.limiter_tls(cause),
        LimiterTrouble::PerhapsTls { asked } => words.limiter_perhaps_tls(*asked),
        LimiterTrouble::NoDatabase { db } => words.limiter_no_database(*db),
        LimiterTrouble::NotRedis => words.limiter_not_redis(),
        LimiterTrouble::Password => words.limiter_password(),
        LimiterTrouble::NoPassword => words.limiter_no_password(),
        LimiterTrouble::Forbidden { said } => words.limiter_forbidden(said),
        LimiterTrouble::ReadOnly => words.limiter_read_only(),
        LimiterTrouble::Full => words.limiter_full(),
        LimiterTrouble::Busy => words.limiter_busy(),
        LimiterTrouble::Moved { to } => words.limiter_moved(to),
        LimiterTrouble::Refused { said } => words.limiter_refused(said),
    }
}

//! What happened, in words: a line of the log for each event, and what the bar says. Nothing is put into words that is not
//! shown.

use std::path::Path;
use std::time::Duration;

use batch_core::base::amount::amount;
use batch_core::flow::rate::{LimitOf, Why};
use batch_core::ledger::{Spending, Usage};
use batch_core::platform::BatchState;
use batch_core::platform::fault::{Class, Fault};
use batch_core::platform::reply::Finish;
use batch_core::run::events::{BatchStep, HoldsBack, JobEvent, Phase, Standing, Whose};
use batch_core::wire::ConnectionTrouble;
use batch_words::Words;
use batch_words::fault::sentence;
use batch_words::said;
use batch_words::{duration, limiter, problem, run, tenths, whole_seconds};
use log::{Level, debug, error, info, log, warn};

use super::fitting::Part;

/// What stands below the banner, line by line; nothing for what comes later.
pub(super) fn before(words: &Words, event: &JobEvent<'_>) -> Vec<String> {
    match event {
        JobEvent::Planned { models, people } => vec![words.run_starting(*models, *people, models * people)],
        JobEvent::Resuming { left } => {
            vec![words.run_resuming(left.kept, left.fresh, left.again, left.unknown, left.waiting)]
        }
        JobEvent::Budget { limit, currency, earlier, others, holds_back } => {
            let limit = amount(*limit, currency);
            let mut said = vec![if *earlier == Spending::default() {
                words.money_limit(limit)
            } else {
                words.money_limit_with_earlier(limit, said::spent(words, *earlier, currency))
            }];
            if !others.is_empty() {
                let sums: Vec<String> = others.iter().map(|(name, sum)| amount(*sum, name)).collect();
                said.push(words.money_other_currencies(sums.join(&words.list_separator()), *currency));
            }
            if let Some(HoldsBack { worst, at_once, in_parts }) = holds_back {
                let worst = amount(*worst, currency);
                said.push(match in_parts {
                    false => words.money_holds_back(worst, *at_once),
                    true => words.money_holds_back_parts(worst, *at_once),
                });
            }
            said
        }
        JobEvent::Sharded { shard, sheets, all, budget } => {
            let budget = budget.map(|budget| {
                let [all, left] = [budget.all, budget.left].map(|sum| amount(sum, budget.currency));
                words.shard_allowance(all, budget.of, left)
            });
            std::iter::once(words.shard_began(shard, *sheets, *all)).chain(budget).collect()
        }
        JobEvent::Unpriced { models } => vec![words.money_unknown_prices(models.join(&words.list_separator()))],
        _ => Vec::new(),
    }
}

fn shown(path: &Path) -> String {
    path.display().to_string()
}

/// What went wrong, if anything did: one sentence.
pub(super) fn wrong(words: &Words, event: &JobEvent<'_>) -> Option<String> {
    match event {
        JobEvent::Retrying { fault, .. }
        | JobEvent::Failed { fault, .. }
        | JobEvent::ModelDropped { fault, .. }
        | JobEvent::Held { fault, .. }
        | JobEvent::BatchTrouble { fault, .. }
        | JobEvent::NotInBatch { fault, .. }
        | JobEvent::LinkDown { fault } => Some(sentence(words, fault)),
        JobEvent::Warned { problem } | JobEvent::Broke { problem } => Some(problem::sentence(words, problem)),
        JobEvent::NoLock { cause } => Some(said::cause(words, cause)),
        JobEvent::LimiterAway { why, .. } => Some(limiter::trouble(words, why)),
        _ => None,
    }
}

/// Puts an event into the log.
pub(super) fn log(words: &Words, event: &JobEvent<'_>) {
    match event {
        JobEvent::Answered { whose, attempt, took, finish_reason, unfinished, .. } => {
            answered(words, whose, *attempt, *took);
            if let Some(finish) = unfinished {
                cut_short(words, whose, *finish, finish_reason.unwrap_or_default());
            }
        }
        JobEvent::Retrying { whose, attempt, fault, wait } => retrying(words, whose, *attempt, fault, *wait),
        JobEvent::Failed { told: true, .. } => {}
        JobEvent::Failed { whose: Whose { model, people, prompt }, retries, fault, .. } => {
            error!("[{model}][{people}] {}", words.run_gave_up(*prompt, *retries, sentence(words, fault)));
        }
        JobEvent::SheetOpened { model, people, conversations } => {
            info!("[{model}][{people}] {}", words.run_sheet_started(*conversations));
        }
        JobEvent::SheetDone { model, people, answered, of, took } => {
            info!("[{model}][{people}] {}", words.run_sheet_done(*answered, *of, tenths(*took)));
        }
        JobEvent::Saved { file, changed: true } => info!("{}", words.run_saved(file)),
        JobEvent::Saved { file, changed: false } => debug!("{}", words.run_unchanged(file)),
        JobEvent::MovedAside { file, folder } => warn!("{}", words.run_moved(file, folder.to_string_lossy())),
        JobEvent::NotReplaced { file } => warn!("{}", words.run_not_replaced(file)),
        JobEvent::ModelDropped { model, fault } => {
            error!("[{model}] {}", words.run_model_dropped(sentence(words, fault)));
        }
        JobEvent::Warned { problem } => warn!("{}", problem::sentence(words, problem)),
        JobEvent::Broke { problem } => error!("{}", problem::sentence(words, problem)),
        JobEvent::TokensClamped { model } => warn!("{}", words.money_clamped(model, Usage::MOST)),
        JobEvent::Connections { shown } => connections(words, *shown),
        JobEvent::Interrupted { in_flight, grace } => {
            warn!("{}", words.run_interrupted(grace.as_secs(), *in_flight));
        }
        JobEvent::Abandoned { in_flight } => warn!("{}", words.run_interrupted_again(*in_flight)),
        JobEvent::ConcurrencyLimited { .. }
        | JobEvent::RateLearned { .. }
        | JobEvent::Held { .. }
        | JobEvent::ServedAgain { .. }
        | JobEvent::LinkDown { .. }
        | JobEvent::LinkUp { .. }
        | JobEvent::LinkGivenUp { .. }
        | JobEvent::LimiterJoined { .. }
        | JobEvent::LimiterAway { .. }
        | JobEvent::LimiterBack { .. }
        | JobEvent::LimiterGivenUp { .. }
        | JobEvent::Starved { .. }
        | JobEvent::WaitTooLong { .. } => flow(words, event),
        JobEvent::Planned { .. }
        | JobEvent::Sharded { .. }
        | JobEvent::Resuming { .. }
        | JobEvent::Budget { .. }
        | JobEvent::Unpriced { .. } => {
            before(words, event).iter().for_each(|line| info!("{line}"));
        }
        JobEvent::NoLock { cause } => warn!("{}", words.run_no_lock(said::cause(words, cause))),
        JobEvent::Taken { owner, patience } => warn!("{}", words.shard_taken(*owner, patience.as_secs())),
        JobEvent::StartedAfresh { answers: None, folder } => info!("{}", words.run_fresh(shown(folder))),
        JobEvent::StartedAfresh { answers: Some(answers), folder } => {
            info!("{}", words.run_fresh_part(*answers, shown(folder)));
        }
        JobEvent::LedgerTorn { bytes } => warn!("{}", words.run_torn(*bytes)),
        JobEvent::LedgerDamaged { lines, aside } => {
            warn!("{}", words.run_damaged(run::numbers(words, lines), lines.len(), shown(aside)));
        }
        JobEvent::OtherLedgerDamaged { ledger, lines } => {
            warn!("{}", words.shard_other_damaged(shown(ledger), lines.len(), run::numbers(words, lines)));
        }
        JobEvent::Strangers { files, folder } => warn!("{}", run::strangers(words, files, Some(folder))),
        JobEvent::Submitted { .. }
        | JobEvent::TakenOver { .. }
        | JobEvent::Adopted { .. }
        | JobEvent::SurplusBatch { .. }
        | JobEvent::BatchEnded { .. }
        | JobEvent::BatchLost { .. }
        | JobEvent::BatchElsewhere { .. }
        | JobEvent::KeptElsewhere { .. }
        | JobEvent::BatchTrouble { .. }
        | JobEvent::NotInBatch { .. }
        | JobEvent::DeadlineReached { .. }
        | JobEvent::LeftInBatch { .. }
        | JobEvent::FilesRemain { .. } => batch(words, event),
        JobEvent::NothingToDo => info!("{}", words.run_nothing_to_do()),
        // The bar's, the summary's, told for all at once, and too many.
        JobEvent::Began { .. }
        | JobEvent::Progress(_)
        | JobEvent::Ended { .. }
        | JobEvent::TakenBack { .. }
        | JobEvent::Sent { .. } => {}
    }
}

/// Limits, waits and the link.
fn flow(words: &Words, event: &JobEvent<'_>) {
    match event {
        JobEvent::ConcurrencyLimited { models, limit } => {
            info!("{}{}", scope(models), words.flow_limited(*limit));
        }
        JobEvent::RateLearned { models, per_minute } => {
            info!("{}{}", scope(models), words.flow_learned_rate(*per_minute));
        }
        JobEvent::Held { models, fault } => {
            warn!("{}{}", scope(models), words.flow_held(sentence(words, fault)));
        }
        JobEvent::ServedAgain { after } => info!("{}", words.flow_served_again(duration(words, *after))),
        JobEvent::LinkDown { fault } => warn!("{}", words.flow_offline(sentence(words, fault))),
        JobEvent::LinkUp { after } => info!("{}", words.flow_online(duration(words, *after))),
        JobEvent::LinkGivenUp { limit } => {
            error!("{}", words.flow_offline_too_long(duration(words, *limit)));
        }
        JobEvent::LimiterJoined { address, processes } => {
            info!("{}", words.limiter_joined(address, *processes));
        }
        JobEvent::LimiterAway { why, share: None } => warn!("{}", words.limiter_away(limiter::trouble(words, why))),
        JobEvent::LimiterAway { why, share: Some(of) } => {
            warn!("{}", words.limiter_away_share(limiter::trouble(words, why), *of));
        }
        JobEvent::LimiterBack { after } => info!("{}", words.limiter_back(duration(words, *after))),
        JobEvent::LimiterGivenUp { limit } => {
            error!("{}", words.limiter_given_up(duration(words, *limit)));
        }
        JobEvent::Starved { model, after } => {
            error!("[{model}] {}", words.flow_starved(duration(words, *after)));
        }
        JobEvent::WaitTooLong { model, wait } => {
            error!("[{model}] {}", words.flow_wait_too_long(duration(words, *wait)));
        }
        _ => {}
    }
}

/// The batch service.
fn batch(words: &Words, event: &JobEvent<'_>) {
    match event {
        JobEvent::Submitted { model, conversations, batch } => {
            info!("[{model}] {}", words.batch_submitted(*conversations, *batch));
        }
        JobEvent::TakenOver { parts, conversations } => info!("{}", words.batch_taken_over(*parts, *conversations)),
        JobEvent::Adopted { model, batch } => info!("[{model}] {}", words.batch_adopted(*batch)),
        JobEvent::SurplusBatch { model, batch } => warn!("[{model}] {}", words.batch_surplus(*batch)),
        JobEvent::BatchEnded { model, batch, state, came, failed, missing } => {
            let level = if failed + missing > 0 { Level::Warn } else { Level::Info };
            log!(level, "[{model}] {}", words.batch_ended(*batch, ended(*state), *came, *failed, *missing));
        }
        JobEvent::BatchElsewhere { model, address, conversations } => {
            warn!("[{model}] {}", words.batch_elsewhere(*conversations, *address));
        }
        JobEvent::KeptElsewhere { answers } => info!("{}", words.batch_kept_elsewhere(*answers)),
        JobEvent::BatchLost { model, batch, conversations } => {
            error!("[{model}] {}", words.batch_lost(*batch, *conversations));
        }
        JobEvent::BatchTrouble { step, fault } => {
            warn!("{}", words.batch_trouble(step_name(*step), sentence(words, fault)));
        }
        JobEvent::NotInBatch { model, fault } => error!("[{model}] {}", words.batch_not_here(sentence(words, fault))),
        JobEvent::DeadlineReached { conversations } => warn!("{}", words.batch_deadline(*conversations)),
        JobEvent::LeftInBatch { parts, conversations } => warn!("{}", words.batch_left(*parts, *conversations)),
        JobEvent::FilesRemain { files } => warn!("{}", words.batch_files_remain(files.join(&words.list_separator()))),
        _ => {}
    }
}

fn ended(state: BatchState) -> &'static str {
    match state {
        BatchState::Completed => "completed",
        BatchState::Expired => "expired",
        BatchState::Cancelled => "cancelled",
        _ => "failed",
    }
}

fn step_name(step: BatchStep) -> &'static str {
    match step {
        BatchStep::Upload => "upload",
        BatchStep::Create => "create",
        BatchStep::List => "list",
        BatchStep::Look => "look",
        BatchStep::Validate => "validate",
        BatchStep::Fetch => "fetch",
    }
}

fn answered(words: &Words, &Whose { model, people, prompt }: &Whose<'_>, attempt: u32, took: Duration) {
    if attempt > 1 {
        info!("[{model}][{people}] {}", words.run_retry_succeeded(prompt, attempt, tenths(took)));
    } else {
        info!("[{model}][{people}] {}", words.run_answered(prompt, tenths(took)));
    }
}

fn cut_short(words: &Words, &Whose { model, people, prompt }: &Whose<'_>, finish: Finish, reason: &str) {
    match finish {
        Finish::Cut => warn!("[{model}][{people}] {}", words.run_cut(prompt)),
        _ => warn!("[{model}][{people}] {}", words.run_unfinished(prompt, reason)),
    }
}

fn retrying(words: &Words, &Whose { model, people, prompt }: &Whose<'_>, attempt: u32, fault: &Fault, wait: Duration) {
    // Slowing down is the normal course of a run against a limit; the bar and the summary show it.
    let is_normal = matches!(fault.class, Class::RateLimit | Class::Overloaded);
    let (failed, again) = if is_normal { (Level::Debug, Level::Debug) } else { (Level::Warn, Level::Info) };
    log!(failed, "[{model}][{people}] {}", words.run_attempt_failed(prompt, attempt, sentence(words, fault)));
    log!(again, "[{model}][{people}] {}", words.run_will_retry(whole_seconds(wait)));
}

fn connections(words: &Words, shown: ConnectionTrouble) {
    match shown {
        ConnectionTrouble::NotKept => info!("{}", words.wire_not_kept()),
        ConnectionTrouble::Surplus => warn!("{}", words.wire_surplus()),
        ConnectionTrouble::ReplyTwice => warn!("{}", words.wire_reply_twice()),
        ConnectionTrouble::UselessIds => debug!("{}", words.wire_useless_ids()),
        ConnectionTrouble::AnswersTakenBack { answers } => warn!("{}", words.wire_answers_taken_back(answers)),
    }
}

/// Whom a limit is about, before what it is.
fn scope(models: &[&str]) -> String {
    if models.is_empty() { String::new() } else { format!("[{}] ", models.join(", ")) }
}

/// What it does or waits for, and how fast it goes.
pub(super) fn doing(words: &Words, standing: &Standing<'_>) -> Vec<Part> {
    let Standing { in_flight, per_minute, phase, .. } = *standing;
    let flying = words.bar_in_flight(in_flight);
    let reason = match phase {
        Phase::Asking => {
            return vec![Part::new(0, flying), Part::new(1, words.bar_rate(format!("{per_minute:.0}")))];
        }
        Phase::Waiting { why, left, of, .. } => {
            let (left, own) = (whole_seconds(left), of == LimitOf::Config);
            let reason = match why {
                Why::Requests => words.flow_waiting_for_requests(left, own),
                Why::Tokens => words.flow_waiting_for_tokens(left, own),
                Why::Ramp => words.flow_ramping(left),
                Why::Probing => words.flow_probing(left),
                Why::Shared => words.limiter_waiting(left),
                Why::LimiterAway => words.limiter_waiting_away(),
            };
            Part::new(0, reason).or(words.flow_waiting(left))
        }
        Phase::WaitingToRetry { left } => {
            let left = whole_seconds(left);
            Part::new(0, words.flow_waiting_to_retry(left)).or(words.flow_waiting(left))
        }
        Phase::Stopping { left: Some(left) } => {
            let left = left.as_secs();
            Part::new(0, words.flow_stopping(left)).or(words.flow_stopping_short(left))
        }
        Phase::Stopping { left: None } => Part::new(0, words.flow_stopping_open()),
        Phase::InBatch { parts, came, of, oldest, ends } => {
            let said = if of > 0 { words.bar_batch(parts, came, of) } else { words.bar_batch_unknown(parts) };
            let oldest = oldest.map(|time| Part::new(1, words.bar_batch_oldest(duration(words, time))));
            let ends = ends.map(|time| Part::new(2, words.bar_batch_ends(duration(words, time))));
            return [Some(Part::new(0, said)), oldest, ends].into_iter().flatten().collect();
        }
        Phase::Offline => Part::new(0, words.flow_link_down()),
        Phase::Mending { sheets, of } => Part::new(0, words.flow_mending(sheets, of)),
    };
    let mut parts = vec![reason, Part::new(11, flying)];
    if let Phase::Waiting { models, .. } = phase {
        if !models.is_empty() {
            parts.insert(0, Part::new(10, format!("[{}]", models.join(", "))));
        }
        parts.push(Part::new(12, words.bar_rate(format!("{per_minute:.0}"))));
    }
    parts
}

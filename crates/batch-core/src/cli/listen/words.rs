//! What happened, in words: a line of the log for each event, and what the bar says.

use std::time::Duration;

use log::{Level, debug, error, info, log, warn};

use crate::events::{JobEvent, Phase, Whose};
use crate::fault::{Class, Fault};
use crate::text;
use crate::wire::ConnectionTrouble;

/// Puts an event into the log.
pub(super) fn log(event: &JobEvent<'_>) {
    match event {
        JobEvent::Answered { whose, attempt, took, finish_reason, unfinished, .. } => {
            answered(whose, *attempt, *took);
            if let Some(finish) = unfinished {
                let (Whose { model, people, prompt }, reason) = (whose, finish_reason.unwrap_or_default());
                warn!("{}", text::run::unfinished(model, people, *prompt, *finish, reason));
            }
        }
        JobEvent::Retrying { whose, attempt, fault, wait } => retrying(whose, *attempt, fault, *wait),
        JobEvent::Failed { told: true, .. } => {}
        JobEvent::Failed { whose: Whose { model, people, prompt }, retries, fault, .. } => {
            error!("{}", text::run::gave_up(model, people, *prompt, *retries, fault));
        }
        JobEvent::SheetOpened { model, people, conversations } => {
            info!("{}", text::run::sheet_started(model, people, *conversations));
        }
        JobEvent::SheetDone { model, people, answered, of, took } => {
            info!("{}", text::run::sheet_done(model, people, *answered, *of, *took));
        }
        JobEvent::Saved { file, changed: true } => info!("{}", text::run::saved(file)),
        JobEvent::Saved { file, changed: false } => debug!("{}", text::run::unchanged(file)),
        JobEvent::MovedAside { file, folder } => warn!("{}", text::run::moved(file, folder)),
        JobEvent::NotReplaced { file } => warn!("{}", text::run::not_replaced(file)),
        JobEvent::ModelDropped { model, fault } => error!("{}", text::run::model_dropped(model, fault)),
        JobEvent::ConcurrencyLimited { models, limit } => info!("{}", text::run::limited(&scope(models), *limit)),
        JobEvent::RateLearned { models, per_minute } => {
            info!("{}", text::run::learned_rate(&scope(models), *per_minute));
        }
        JobEvent::Held { models, fault } => warn!("{}", text::run::held(&scope(models), fault)),
        JobEvent::ServedAgain { after } => info!("{}", text::run::served_again(*after)),
        JobEvent::LinkDown { fault } => warn!("{}", text::run::offline(fault)),
        JobEvent::LinkUp { after } => info!("{}", text::run::online(*after)),
        JobEvent::LinkGivenUp { limit } => error!("{}", text::run::offline_too_long(*limit)),
        JobEvent::Starved { model, after } => error!("[{model}] {}", text::run::starved(*after)),
        JobEvent::WaitTooLong { model, wait } => error!("[{model}] {}", text::run::wait_too_long(*wait)),
        JobEvent::Interrupted { in_flight, grace } => warn!("{}", text::run::interrupted(*in_flight, *grace)),
        JobEvent::Abandoned { in_flight } => warn!("{}", text::run::interrupted_again(*in_flight)),
        JobEvent::TokensClamped { model } => warn!("{}", text::money::clamped(model)),
        JobEvent::Connections { shown } => connections(*shown),
        JobEvent::Warned { problem } => warn!("{problem}"),
        JobEvent::Broke { problem } => error!("{problem}"),
        // The bar's, the summary's, told for all at once, and too many.
        JobEvent::Began { .. }
        | JobEvent::Progress { .. }
        | JobEvent::Ended { .. }
        | JobEvent::TakenBack { .. }
        | JobEvent::Sent { .. } => {}
    }
}

fn answered(&Whose { model, people, prompt }: &Whose<'_>, attempt: u32, took: Duration) {
    if attempt > 1 {
        info!("{}", text::run::retry_succeeded(model, people, prompt, attempt, took));
    } else {
        info!("{}", text::run::answered(model, people, prompt, took));
    }
}

fn retrying(&Whose { model, people, prompt }: &Whose<'_>, attempt: u32, fault: &Fault, wait: Duration) {
    // Slowing down is the normal course of a run against a limit; the bar and the summary show it.
    let is_normal = matches!(fault.class, Class::RateLimit | Class::Overloaded);
    let (failed, again) = if is_normal { (Level::Debug, Level::Debug) } else { (Level::Warn, Level::Info) };
    log!(failed, "{}", text::run::attempt_failed(model, people, prompt, attempt, fault));
    log!(again, "{}", text::run::will_retry(model, people, wait));
}

fn connections(shown: ConnectionTrouble) {
    match shown {
        ConnectionTrouble::NotKept => info!("{}", text::wire::closes()),
        ConnectionTrouble::Surplus => warn!("{}", text::wire::surplus()),
        ConnectionTrouble::ReplyTwice => warn!("{}", text::wire::twice()),
        ConnectionTrouble::UselessIds => debug!("{}", text::wire::useless_ids()),
        ConnectionTrouble::AnswersTakenBack { answers } => warn!("{}", text::wire::shifted(answers)),
    }
}

/// Whom a limit is about, before what it is.
fn scope(models: &[&str]) -> String {
    if models.is_empty() { String::new() } else { format!("[{}] ", models.join(", ")) }
}

/// What the bar says; nothing for what is no progress.
pub(super) fn progress(event: &JobEvent<'_>) -> String {
    let JobEvent::Progress { done, total, failed, in_flight, phase } = event else { return String::new() };
    match *phase {
        Phase::Asking { per_minute, left } => {
            text::run::progress((*done, *total), *failed, *in_flight, per_minute, left)
        }
        Phase::Waiting { why, left, ceiling } => text::run::holding(why, left, *in_flight, ceiling),
        Phase::WaitingToRetry { left } => text::run::retry_wait(left, *in_flight),
        Phase::Offline => text::run::link_down(),
        Phase::Mending { sheets, of } => text::run::mending(sheets, of),
    }
}

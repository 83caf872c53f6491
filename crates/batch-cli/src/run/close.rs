//! How a run ended: its exit code, and what user, ledger and the caller of the process are told.

use batch_core::job::plan::Plan;
use batch_core::platform::Profile;
use batch_core::run::events::{JobEvent, Listener};
use batch_core::run::session::{Notes, end, to_json};
use batch_core::run::summary::{FileList, RunMoney};
use batch_core::run::{Ending, Outcome};
use batch_words::Words;
use batch_words::{limiter, money, problem, run, tenths};
use log::{info, warn};

use super::closing::{Closing, headline};
use super::next::next;
use crate::args::Common;
use crate::pasted::Pasted;
use crate::{say, say_error, say_json, say_notice};

/// Says how it ended, to the user, the ledger and the caller of the process. `goes_on`: the
/// command that asks for what is left, if the same again would ask nothing more.
pub(super) fn close(
    words: &Words,
    notes: &Notes<'_>,
    plan: &Plan,
    outcome: Outcome<'_>,
    args: &Common,
    goes_on: Option<&str>,
    listener: &dyn Listener,
) -> u8 {
    let Outcome { ending, mut writer, took, .. } = outcome;
    let (name, code) = end(notes, &ending, &mut writer);
    let reason = reason(words, notes.profile, &ending, &writer.summary.money);
    let unwritten = writer.unwritten();
    let lost = writer.lost();
    let summary = &writer.summary;
    let files = complete_files(plan, &unwritten, &summary.not_replaced);
    let json = to_json(notes, summary, name, code, reason.clone(), took);
    listener.hear(&JobEvent::Ended { summary: &json });
    if args.json {
        // A summary is numbers and texts: nothing in it cannot be written.
        say_json(&json).ok();
    } else if args.talks() {
        let (output_dir, simulated) = (&notes.settings.output_dir, notes.simulated);
        let pasted = Pasted::new(notes.profile, args);
        let again = goes_on.map_or_else(|| pasted.same(), |command| pasted.of_part(&[command]));
        let next = next(words, summary, &ending, plan.models.len(), simulated, again, &pasted);
        let closing =
            Closing { summary, files: &files, output_dir, ending: &ending, code, took, simulated, next: &next };
        say(&closing.lines(words));
    }
    if matches!(ending, Ending::Done) {
        match summary.failures() {
            0 => info!("{}", words.run_all_done()),
            _ => warn!("{}", headline(words, summary, &ending)),
        }
        info!("{}", words.run_files_made(files.count, summary.written >= files.count, summary.written));
        info!("{}", words.run_total_time(tenths(took)));
    }
    match reason {
        // Reaching the budget is what was asked for.
        Some(reason) if matches!(ending, Ending::Spent(_)) => say_notice(words, &reason),
        Some(reason) => say_error(words, &reason),
        None => {}
    }
    if lost > 0 {
        say_error(words, &words.run_lost(lost));
    }
    if !unwritten.is_empty() {
        say_error(words, &words.run_unwritten(unwritten.join(&words.list_separator())));
    }
    code
}

fn reason(words: &Words, profile: &Profile, ending: &Ending, money: &RunMoney) -> Option<String> {
    match ending {
        Ending::Done | Ending::Interrupted | Ending::InBatch { .. } | Ending::Left => None,
        Ending::Refused(fault) => Some(words.run_stopped(run::refused(words, profile, fault))),
        Ending::Paused(fault) => Some(run::paused(words, fault, &profile.program())),
        Ending::Spent(short) => Some(money::reached(words, short, money)),
        Ending::NoLimiter { why, .. } => Some(words.limiter_paused(limiter::trouble(words, why), profile.program())),
        Ending::Disk(problem) => Some(problem::sentence(words, problem)),
    }
}

/// The job's sheets that are there now; files of others, which were left in their places, are none of them.
fn complete_files(plan: &Plan, unwritten: &[String], others: &FileList) -> FileList {
    let mut files = FileList::default();
    for file in plan.sheets().map(|sheet| plan.file_name(sheet)) {
        if !unwritten.contains(&file) && !others.names.contains(&file) && plan.output_dir.join(&file).is_file() {
            files.add(file);
        }
    }
    // Not all of them are known by name.
    files.count = files.count.saturating_sub(others.count - others.names.len());
    files
}

//! What becomes of a line: its answer, its failure, or what happens to it in this batch.

use crate::batch::check::{self, Asked};
use crate::batch::fault::Twist;
use crate::batch::file::number_of;
use crate::batch::job::{Job, Span};
use crate::batch::lines;
use crate::batch::service::{BatchService, RefusedBy};
use crate::hash::draw;
use crate::state::{Line, State};

/// Of so many lines one is hit by what happens to lines.
const EVERY: u32 = 5;

/// Lines of results, before they are on the disk.
#[derive(Default)]
pub(crate) struct Results {
    pub bytes: Vec<u8>,
    pub answers: Vec<Span>,
    pub failures: Vec<Span>,
}

impl Results {
    /// Writes a line; it is neither an answer nor a failure yet.
    pub(crate) fn write(&mut self, line: &[u8]) -> Span {
        let at = self.bytes.len() as u64;
        self.bytes.extend_from_slice(line);
        Span { at, length: u32::try_from(line.len()).unwrap_or(u32::MAX) }
    }
}

/// Answers a line, or lets happen to it what happens to this batch.
pub(crate) fn answer_line(
    state: &mut State,
    service: &BatchService,
    job: &mut Job,
    number: u32,
    asked: &Asked<'_>,
    results: &mut Results,
) {
    let (Some(custom_id), Some(body)) = (asked.custom_id.as_deref(), asked.body) else { return };
    let id = format!("{:016x}", draw(&[number_of(&job.id), u64::from(number)]));
    let hit = |job: &Job, twist| job.has(twist) && number.is_multiple_of(EVERY);
    if hit(job, Twist::SilentFailures) {
        job.counts.completed += 1;
        let span = results.write(&lines::silent(&id, custom_id));
        results.failures.push(span);
        return;
    }
    let (missing, broken) = (hit(job, Twist::LinesMissing), hit(job, Twist::LinesBroken));
    let by_line = service.refused_by == RefusedBy::Line;
    let refused = by_line.then(|| check::cannot(service, body)).flatten();
    let free = service.trial.as_ref().is_some_and(|trial| body.get().contains(&format!("\"{}\"", trial.model)));
    let factor = if free { 0.0 } else { service.price_factor };
    let line = match refused {
        Some(message) => state.unanswerable(message, &id),
        None => state.line(custom_id, body, factor, &id, !missing && !broken),
    };
    match line {
        Line::Replied(200, body) => {
            job.counts.completed += 1;
            let mut line = lines::replied(&id, custom_id, 200, &body);
            if broken {
                line.truncate(line.len() / 2);
                line.push(b'\n');
            }
            let span = results.write(&line);
            let copies = 1 - u32::from(missing) + u32::from(hit(job, Twist::LinesTwice));
            results.answers.extend((0..copies).map(|_| span));
        }
        Line::Replied(status, body) => {
            job.counts.failed += 1;
            let span = results.write(&lines::replied(&id, custom_id, status, &body));
            results.failures.push(span);
        }
        Line::Broke => {
            job.counts.failed += 1;
            let message = "The request could not be completed.";
            let span = results.write(&lines::failed(&id, custom_id, "server_error", message));
            results.failures.push(span);
        }
    }
    if hit(job, Twist::LinesForeign) {
        let span = results.write(&lines::foreign(&id, number));
        results.answers.push(span);
    }
    if job.has(Twist::LinesTwice) && number % EVERY == 1 {
        let span = results.write(&lines::silent(&id, custom_id));
        results.failures.push(span);
    }
}

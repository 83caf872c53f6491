//! Whether a line of the ledger is to be believed.

use super::line::{Line, exact};
use super::quick;
use super::raw::Raw;
use super::seal::is_whole;

/// A line that is not what was once written, or that nobody can have written.
pub(super) struct Damaged;

/// Reads a line (without its end). A later version's, which says something else where this one expects a field that it
/// knows, is `None`: it is carried along.
pub(super) fn parse(line: &[u8]) -> Result<Option<Line<'_>>, Damaged> {
    if !is_whole(line) {
        return Err(Damaged);
    }
    let read = quick::read(line).or_else(|| exact(line));
    if read.as_ref().is_some_and(is_contradictory) { Err(Damaged) } else { Ok(read) }
}

/// True if a line (without its end) is to be believed: it is what was once written, and can be true.
pub(super) fn is_sound(line: &[u8]) -> bool {
    parse(line).is_ok()
}

/// Most money that a line is believed to speak of, in any currency.
const MOST_MONEY: f64 = 1e12;

/// An amount of money; `None` if it is none, as a later version may write it.
fn amount(raw: Option<Raw<'_>>) -> Result<Option<f64>, Damaged> {
    let Some(text) = raw.and_then(Raw::number) else { return Ok(None) };
    let money: f64 = text.parse().map_err(|_| Damaged)?;
    if (0.0..=MOST_MONEY).contains(&money) { Ok(Some(money)) } else { Err(Damaged) }
}

/// An amount of a line that was found to be sound.
pub(super) fn known_amount(raw: Option<Raw<'_>>) -> Option<f64> {
    amount(raw).ok().flatten()
}

/// True if a line says what cannot be: money that is none, an answer without a text or a name, or names that its own key
/// contradicts.
fn is_contradictory(line: &Line<'_>) -> bool {
    if [line.worst, line.cost, line.perhaps, line.uncached].into_iter().any(|raw| amount(raw).is_err()) {
        return true;
    }
    if line.event != "answered" || line.key.is_none() {
        return false;
    }
    let (Some(model), Some(people)) = (&line.model, &line.people) else { return true };
    !line.text.is_some_and(Raw::is_text) || line.alike.is_some_and(|alike| line.key != Some(alike.key(model, people)))
}

//! All that is counted from a panel, as tables.

mod agreed;
mod differences;
mod found;
mod say;
mod strengths;

use batch_words::Words;

use super::study::Study;
use crate::rating::scored::Panel;
use crate::table::Table;
use say::Say;

/// The tables of a panel: first whether raters agree, then what they found. Those about which nobody said anything are left out.
///
/// Where there is no number, a dash stands, and the row's last cell says why.
#[must_use]
pub fn tables(words: &Words, panel: &Panel) -> Vec<Table> {
    let study = Study::of(panel);
    if study.is_empty() {
        return Vec::new();
    }
    let say = Say { words, study: &study };
    let all = [
        found::raters(&say),
        agreed::correlations(&say),
        agreed::pairs(&say),
        agreed::coefficients(&say),
        found::scores(&say),
        found::harm(&say),
        strengths::choices(&say),
        strengths::strengths(&say),
        differences::friedmans(&say),
        differences::pairs(&say),
    ];
    all.into_iter().filter(|table| !table.rows.is_empty()).collect()
}

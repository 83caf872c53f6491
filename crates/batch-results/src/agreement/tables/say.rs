//! Numbers and names as papers print them.

use batch_words::Words;

use super::super::bootstrap::Interval;
use super::super::reason::Reason;
use super::super::study::{Measure, Scope, Study};

/// What stands where there is nothing to say.
pub(super) const NONE: &str = "–";

/// A study, and the language in which it is told.
pub(super) struct Say<'a> {
    pub words: &'a Words,
    pub study: &'a Study<'a>,
}

impl Say<'_> {
    pub fn scope(&self, scope: Scope) -> String {
        match scope {
            Scope::All => self.words.agreement_all_prompts(),
            Scope::Prompt(number) => self.words.agreement_prompt(number),
        }
    }

    pub fn measure(&self, measure: Measure) -> String {
        match measure {
            Measure::Criterion(n) => {
                self.study.panel.criteria.get(n).map(|criterion| criterion.name.clone()).unwrap_or_default()
            }
            Measure::Overall => self.words.agreement_overall(),
            Measure::Harm => self.words.agreement_harmful(),
        }
    }

    pub fn model(&self, model: usize) -> String {
        self.study.panel.models.get(model).cloned().unwrap_or_default()
    }

    pub fn interval(&self, interval: Result<Interval, Reason>, decimals: usize) -> String {
        let said = |of: Interval| self.words.agreement_interval(fixed(of.low, decimals), fixed(of.high, decimals));
        interval.map_or_else(|_| NONE.to_owned(), said)
    }

    /// Why numbers are missing, each reason once.
    pub fn remark(&self, reasons: impl IntoIterator<Item = Option<Reason>>) -> String {
        let mut said: Vec<String> = Vec::new();
        for reason in reasons.into_iter().flatten() {
            let sentence = reason.sentence(self.words);
            if !said.contains(&sentence) {
                said.push(sentence);
            }
        }
        said.join(&self.words.agreement_between_reasons())
    }

    /// A number with its share of another one: `12 (34.3%)`.
    pub fn share(&self, count: f64, of: f64) -> String {
        match of > 0.0 {
            true => self.words.agreement_share(fixed(count, 0), fixed(100.0 * count / of, 1)),
            false => NONE.to_owned(),
        }
    }
}

/// With so many decimals; what rounds to nothing has no sign.
pub(super) fn fixed(value: f64, decimals: usize) -> String {
    let said = format!("{value:.decimals$}");
    match said.strip_prefix('-') {
        Some(rest) if rest.chars().all(|c| matches!(c, '0' | '.')) => rest.to_owned(),
        _ => said,
    }
}

/// A value with two decimals, or nothing.
pub(super) fn value(value: Result<f64, Reason>) -> String {
    value.map_or_else(|_| NONE.to_owned(), |value| fixed(value, 2))
}

/// A p value with three decimals: `<0.001`, `0.042`.
pub(super) fn p(p: f64) -> String {
    if p < 0.001 { "<0.001".to_owned() } else { fixed(p, 3) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_printed_as_in_papers() {
        assert_eq!(
            ["0.72", "-0.05", "0.00", "0"],
            [fixed(0.7249, 2), fixed(-0.051, 2), fixed(-0.004, 2), fixed(-0.2, 0)]
        );
        assert_eq!([p(0.000_999), p(0.001), p(0.0416), p(1.0)], ["<0.001", "0.001", "0.042", "1.000"]);
        assert_eq!([value(Ok(1.0)), value(Err(Reason::OneRater))], ["1.00", NONE]);
    }
}

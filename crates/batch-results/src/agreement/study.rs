//! A panel by answers, persons and prompts: what of it a statistic is counted from.

use std::collections::BTreeMap;

use batch_core::job::input::natural;

use super::summary::mean;
use crate::rating::scored::{Panel, Scored};

/// A panel, each answer with what all raters said of it.
#[derive(Debug)]
pub struct Study<'a> {
    /// The panel.
    pub panel: &'a Panel,
    /// People in natural order, then prompts, then models.
    answers: Vec<Answer<'a>>,
}

/// One answer of a model to a prompt about a person.
#[derive(Debug)]
pub struct Answer<'a> {
    /// The person.
    pub people: &'a str,
    /// The prompt's number.
    pub prompt: usize,
    /// Index into the models.
    pub model: usize,
    /// By rater; `None` for those who did not judge it.
    pub judged: Vec<Option<&'a Scored>>,
}

/// What part of a study is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All prompts together.
    All,
    /// One prompt.
    Prompt(usize),
}

/// What is looked at in a judgement.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The score by one criterion.
    Criterion(usize),
    /// The mean over all criteria, if all were judged.
    Overall,
    /// 1 for what could do harm, 0 for what could not.
    Harm,
}

impl Measure {
    /// A judgement's value.
    #[must_use]
    pub fn of(self, judgement: &Scored) -> Option<f64> {
        match self {
            Self::Criterion(_) | Self::Harm => self.step(judgement).map(f64::from),
            Self::Overall => {
                let scores: Option<Vec<f64>> = judgement.scores.iter().map(|score| score.map(f64::from)).collect();
                mean(&scores?)
            }
        }
    }

    /// A judgement's value where it is one of few.
    #[must_use]
    pub fn step(self, judgement: &Scored) -> Option<u8> {
        match self {
            Self::Criterion(n) => judgement.scores.get(n).copied().flatten(),
            Self::Overall => None,
            // Whoever only chose the best did not look for harm.
            Self::Harm => {
                let looked = judgement.harmful || judgement.scores.iter().any(Option::is_some);
                looked.then_some(u8::from(judgement.harmful))
            }
        }
    }
}

impl<'a> Study<'a> {
    /// Puts together what was said of each answer; who noted something and judged nothing did not judge it.
    #[must_use]
    pub fn of(panel: &'a Panel) -> Self {
        let mut answers: BTreeMap<(&str, usize, usize), Vec<Option<&Scored>>> = BTreeMap::new();
        let says = |of: &&Scored| of.best.is_some() || of.harmful || of.scores.iter().any(Option::is_some);
        for judgement in panel.scored.iter().filter(says).filter(|of| of.model < panel.models.len()) {
            let key = (judgement.people.as_str(), judgement.prompt, judgement.model);
            let judged = answers.entry(key).or_insert_with(|| vec![None; panel.raters.len()]);
            if let Some(place) = judged.get_mut(judgement.rater) {
                *place = Some(judgement);
            }
        }
        let answer = |((people, prompt, model), judged)| Answer { people, prompt, model, judged };
        let mut answers: Vec<Answer> = answers.into_iter().map(answer).collect();
        answers.sort_by(|a, b| natural::compare(a.people, b.people));
        Self { panel, answers }
    }

    /// True if nobody judged anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.answers.is_empty()
    }

    /// All prompts together, then each if there are several.
    #[must_use]
    pub fn scopes(&self) -> Vec<Scope> {
        let mut prompts: Vec<usize> = self.answers.iter().map(|answer| answer.prompt).collect();
        prompts.sort_unstable();
        prompts.dedup();
        let single = prompts.into_iter().map(Scope::Prompt);
        let several = single.len() > 1;
        std::iter::once(Scope::All).chain(single.filter(|_| several)).collect()
    }

    /// What scores say: each criterion, and their mean if there are several with the same steps.
    #[must_use]
    pub fn measures(&self) -> Vec<Measure> {
        let criteria = &self.panel.criteria;
        let alike = criteria.windows(2).all(|two| matches!(two, [a, b] if (a.low, a.high) == (b.low, b.high)));
        let overall = (alike && criteria.len() > 1).then_some(Measure::Overall);
        (0..criteria.len()).map(Measure::Criterion).chain(overall).collect()
    }

    /// The answers in a scope, by person.
    pub fn people(&self, scope: Scope) -> Vec<Vec<&Answer<'a>>> {
        let wanted = |answer: &&Answer<'a>| scope == Scope::All || scope == Scope::Prompt(answer.prompt);
        let by_person = self.answers.chunk_by(|a, b| a.people == b.people);
        by_person.map(|answers| answers.iter().filter(wanted).collect()).filter(|of: &Vec<_>| !of.is_empty()).collect()
    }

    /// By person, what some models got: the mean over the raters who judged them all in a prompt, then over the prompts in which
    /// there is such a rater. Persons without one are left out.
    pub fn compared(&self, scope: Scope, measure: Measure, models: &[usize]) -> Vec<Vec<f64>> {
        let person = |answers: Vec<&Answer<'a>>| {
            let prompts = answers.chunk_by(|a, b| a.prompt == b.prompt);
            let rows: Vec<Vec<f64>> = prompts.filter_map(|prompt| self.together(prompt, measure, models)).collect();
            means(&rows)
        };
        self.people(scope).into_iter().filter_map(person).collect()
    }

    fn together(&self, prompt: &[&Answer<'a>], measure: Measure, models: &[usize]) -> Option<Vec<f64>> {
        let said = |rater: usize, model: usize| {
            let answer = prompt.iter().find(|answer| answer.model == model)?;
            measure.of(answer.by(rater)?)
        };
        let by_rater = |rater| models.iter().map(|model| said(rater, *model)).collect::<Option<Vec<f64>>>();
        let rows: Vec<Vec<f64>> = (0..self.panel.raters.len()).filter_map(by_rater).collect();
        means(&rows)
    }
}

impl<'a> Answer<'a> {
    /// What a rater said of it, if anything.
    pub fn by(&self, rater: usize) -> Option<&'a Scored> {
        self.judged.get(rater).copied().flatten()
    }

    /// By rater.
    pub fn steps(&self, measure: Measure) -> Vec<Option<u8>> {
        self.judged.iter().map(|of| measure.step((*of)?)).collect()
    }

    /// By rater.
    pub fn values(&self, measure: Measure) -> Vec<Option<f64>> {
        self.judged.iter().map(|of| measure.of((*of)?)).collect()
    }

    /// The mean over the raters who judged it.
    pub fn mean(&self, measure: Measure) -> Option<f64> {
        mean(&self.values(measure).into_iter().flatten().collect::<Vec<_>>())
    }
}

/// Column by column; `None` of no rows.
fn means(rows: &[Vec<f64>]) -> Option<Vec<f64>> {
    let columns = rows.first()?.len();
    (0..columns).map(|n| mean(&rows.iter().filter_map(|row| row.get(n).copied()).collect::<Vec<_>>())).collect()
}

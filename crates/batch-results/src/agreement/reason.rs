//! Why there is no number.

use batch_words::Words;

/// Why a statistic, or its interval, has no value for the ratings at hand. It is said where the number would stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// Nobody judged it.
    Nothing,
    /// It takes two raters.
    OneRater,
    /// No answer was judged by two raters.
    NoneInCommon,
    /// No answer was judged by all raters.
    NoneByAll,
    /// It takes two answers.
    OneAnswer,
    /// Every score is the same: there is nothing in which raters could differ beyond chance.
    AllTheSame,
    /// The raters agree in everything: nothing is left that an interval could be made of.
    Perfect,
    /// Beyond −1 and 1, where no correlation is.
    Impossible,
    /// It takes so many people to draw from.
    FewPeople(usize),
    /// Too many of the drawn samples have no value.
    Unstable,
    /// All drawn samples have the same value.
    Constant,
    /// It takes so many models.
    FewModels(usize),
    /// It takes two people whose answers are comparable.
    OnePerson,
    /// No two models ever differ.
    NoDifference,
    /// Some models won, or lost, everything against the others: how much stronger they are has no bound.
    Unbounded,
}

impl Reason {
    /// In words.
    #[must_use]
    pub fn sentence(self, words: &Words) -> String {
        match self {
            Self::Nothing => words.agreement_reason_nothing(),
            Self::OneRater => words.agreement_reason_one_rater(),
            Self::NoneInCommon => words.agreement_reason_none_in_common(),
            Self::NoneByAll => words.agreement_reason_none_by_all(),
            Self::OneAnswer => words.agreement_reason_one_answer(),
            Self::AllTheSame => words.agreement_reason_all_the_same(),
            Self::Perfect => words.agreement_reason_perfect(),
            Self::Impossible => words.agreement_reason_impossible(),
            Self::FewPeople(least) => words.agreement_reason_few_people(least),
            Self::Unstable => words.agreement_reason_unstable(),
            Self::Constant => words.agreement_reason_constant(),
            Self::FewModels(least) => words.agreement_reason_few_models(least),
            Self::OnePerson => words.agreement_reason_one_person(),
            Self::NoDifference => words.agreement_reason_no_difference(),
            Self::Unbounded => words.agreement_reason_unbounded(),
        }
    }
}

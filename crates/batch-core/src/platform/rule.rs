//! The rows of error tables: what tells one refusal from another.

use serde::Deserialize;

use super::fixed::{self, Text};
use crate::platform::fault::{Class, Refusal, Verdict};

/// One row of an error table: all that is given must fit. Codes match `code`, `type` or `reason`, because platforms
/// and their proxies swap them; `Code*` matches by prefix, `*Code` by suffix. Texts match without regard to case, and
/// `*` in them stands for anything.
///
/// ```
/// use batch_core::platform::rule::look_up;
/// use batch_core::{Class, Refusal, Rule};
///
/// const RULES: &[Rule] = &[
///     // No balance, under the code of limits: this row stands first, and the first that fits wins.
///     Rule::code("TooMany*", Class::NoBalance).with_text("top up"),
///     Rule::code("TooMany*", Class::RateLimit),
///     Rule::text("daily * quota", Class::Quota).with_status(429),
/// ];
///
/// let says = |code: &str, message: &str| {
///     let refusal = Refusal { status: 429, code: code.into(), message: message.into(), ..Refusal::default() };
///     look_up(RULES, &refusal).map(|found| found.class)
/// };
/// assert_eq!(says("TooMany.Calls", "Slow down"), Some(Class::RateLimit));
/// assert_eq!(says("TooMany.Calls", "Please top up"), Some(Class::NoBalance));
/// assert_eq!(says("", "Daily free quota used up"), Some(Class::Quota));
/// // What no row fits is judged by core's general table.
/// assert_eq!(says("", "Hello"), None);
/// ```
#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub status: Option<u16>,
    #[serde(default, deserialize_with = "fixed::optional_text")]
    pub code: Option<Text>,
    #[serde(default, deserialize_with = "fixed::optional_text")]
    pub text: Option<Text>,
    class: Class,
    verdict: Option<Verdict>,
}

impl Rule {
    /// A row for an error code, type or reason (`Code*`: a prefix, `*Code`: a suffix).
    #[must_use]
    pub const fn code(code: &'static str, class: Class) -> Self {
        Self { status: None, code: Some(code), text: None, class, verdict: None }
    }

    /// A row for a part of the message; `*` stands for anything.
    #[must_use]
    pub const fn text(text: &'static str, class: Class) -> Self {
        Self { status: None, code: None, text: Some(text), class, verdict: None }
    }

    /// A row for an HTTP status.
    #[must_use]
    pub const fn status(status: u16, class: Class) -> Self {
        Self { status: Some(status), code: None, text: None, class, verdict: None }
    }

    /// The row fits only with this status.
    #[must_use]
    pub const fn with_status(mut self, status: u16) -> Self {
        self.status = Some(status);
        self
    }

    /// The row fits only if the message holds this text.
    #[must_use]
    pub const fn with_text(mut self, text: &'static str) -> Self {
        self.text = Some(text);
        self
    }

    /// The row's own verdict instead of its class's.
    #[must_use]
    pub const fn verdict(mut self, verdict: Verdict) -> Self {
        self.verdict = Some(verdict);
        self
    }

    /// True if nothing is given that must fit.
    pub fn fits_everything(&self) -> bool {
        let says_nothing = |text: Option<Text>| text.is_none_or(|text| text.trim_matches('*').is_empty());
        self.status.is_none() && says_nothing(self.code) && says_nothing(self.text)
    }

    fn fits(&self, refusal: &Refusal) -> bool {
        self.status.is_none_or(|s| s == refusal.status)
            && self.code.is_none_or(|code| codes(refusal).any(|have| code_fits(code, have)))
            && self.text.is_none_or(|text| text_fits(text, &refusal.message))
    }

    /// True if the row goes by a code alone, and the refusal carries that code: `Code*` means `Code` itself and the codes
    /// below it, `Code.Detail`. What merely begins or ends alike, and what the words of a message say, is a guess.
    fn is_exact(&self, refusal: &Refusal) -> bool {
        let Some(code) = self.code.filter(|code| self.text.is_none() && !code.starts_with('*')) else { return false };
        let (family, whole) = (code.trim_end_matches('*'), !code.ends_with('*'));
        let is_below = |have: &str| have.strip_prefix(family).is_some_and(|rest| rest.starts_with('.'));
        codes(refusal).any(|have| have == family || !whole && is_below(have))
    }
}

fn codes(refusal: &Refusal) -> impl Iterator<Item = &str> {
    [&refusal.code, &refusal.kind, &refusal.reason].into_iter().map(String::as_str)
}

fn code_fits(wanted: &str, have: &str) -> bool {
    match (wanted.strip_prefix('*'), wanted.strip_suffix('*')) {
        (Some(suffix), _) => have.ends_with(suffix),
        (None, Some(prefix)) => have.starts_with(prefix),
        (None, None) => wanted == have,
    }
}

/// The parts of the wanted text stand in the message, one behind the other.
fn text_fits(wanted: &str, message: &str) -> bool {
    let message = message.to_lowercase();
    let mut rest = message.as_str();
    wanted.to_lowercase().split('*').all(|part| match rest.split_once(part) {
        Some((_, behind)) => {
            rest = behind;
            true
        }
        None => false,
    })
}

/// What a table says of a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Judgement {
    /// What it is.
    pub class: Class,
    /// What is to be done.
    pub verdict: Verdict,
    /// True if an exact code says so, not words, a status or a likeness.
    pub exact: bool,
}

/// The place of the first row that fits.
pub fn first_fit(rules: &[Rule], refusal: &Refusal) -> Option<usize> {
    rules.iter().position(|rule| rule.fits(refusal))
}

/// What the first row that fits says.
#[must_use]
pub fn look_up(rules: &[Rule], refusal: &Refusal) -> Option<Judgement> {
    let rule = rules.get(first_fit(rules, refusal)?)?;
    let verdict = rule.verdict.unwrap_or_else(|| rule.class.verdict());
    Some(Judgement { class: rule.class, verdict, exact: rule.is_exact(refusal) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_code_of_its_own_is_exact() {
        let exact = |rule: Rule, code: &str| {
            let refusal = Refusal { code: code.to_owned(), message: "no MODEL here".to_owned(), ..Refusal::default() };
            look_up(&[rule], &refusal).map(|found| found.exact)
        };
        let class = Class::ModelNotFound;
        assert_eq!(exact(Rule::code("Gone", class), "Gone"), Some(true));
        assert_eq!(exact(Rule::code("Gone", class), "Gone.Yet"), None);
        assert_eq!(exact(Rule::code("Gone*", class), "Gone"), Some(true));
        assert_eq!(exact(Rule::code("Gone*", class), "Gone.Yet"), Some(true));
        assert_eq!(exact(Rule::code("Gone*", class), "GoneFishing"), Some(false));
        assert_eq!(exact(Rule::code("*Gone", class), "Gone"), Some(false));
        assert_eq!(exact(Rule::code("Gone", class).with_text("model"), "Gone"), Some(false));
        assert_eq!(exact(Rule::code("Gone", class).with_text("other"), "Gone"), None);
        assert_eq!(exact(Rule::text("model", class), "Gone"), Some(false));
        assert_eq!(exact(Rule::text("no*here", class), "Gone"), Some(false));
        assert_eq!(exact(Rule::text("here*no", class), "Gone"), None);
        assert_eq!(exact(Rule::status(0, class), "Gone"), Some(false));
    }
}

//! How the simulator counts tokens, for usage, limits and the bill: by rules of its own, which no client can know.
//!
//! Every model has a tokenizer, drawn from the simulator's seed and the model's name. As in byte-pair encodings, whether
//! two neighbours belong to one token depends on which two they are; how often they do, and what stands around messages,
//! is drawn. Chinese comes to 0.5 to 0.85 tokens a character, English to 3 to 6 characters a token.

use crate::hash::{TextHash, draw, unit};

/// Tokens of one text by the tokenizer of `model` (the real model, not an endpoint) in a simulator of this seed.
#[must_use]
pub fn count_tokens(seed: u64, model: &str, text: &str) -> u64 {
    Tokenizer::of(seed, model).count(text)
}

/// The tokenizer of one model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokenizer {
    salt: u64,
    /// How often two ideographs are one token.
    ideographs: f64,
    /// How often a letter belongs to the token before it.
    letters: f64,
    /// Tokens around each message's text.
    pub per_message: u64,
    /// Tokens around a conversation.
    pub per_call: u64,
}

/// What tokens are made of.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Space,
    Letter,
    Digit,
    Mark,
    Ideograph,
    /// Emoji and the like take two tokens each.
    Rare,
}

impl Kind {
    fn of(char: char) -> Self {
        match char {
            ' ' | '\n' | '\t' | '\r' => Self::Space,
            'a'..='z' | 'A'..='Z' => Self::Letter,
            '0'..='9' => Self::Digit,
            '\u{0}'..='\u{7f}' => Self::Mark,
            '\u{80}'..='\u{ffff}' => Self::Ideograph,
            _ => Self::Rare,
        }
    }

    /// The most characters of a token.
    const fn longest(self) -> usize {
        match self {
            Self::Space => 4,
            Self::Letter => 12,
            Self::Digit => 3,
            Self::Mark => 2,
            Self::Ideograph => 4,
            Self::Rare => 1,
        }
    }
}

/// Counts as characters come; the count never sinks.
struct Counter {
    tokenizer: Tokenizer,
    tokens: u64,
    /// The last character, and how many the open token has.
    open: Option<(char, usize)>,
}

impl Counter {
    fn add(&mut self, char: char) {
        let kind = Kind::of(char);
        let joins = self.open.filter(|(last, length)| self.tokenizer.joins(*last, char, kind, *length));
        if let Some((_, length)) = joins {
            self.open = Some((char, length + 1));
            return;
        }
        self.tokens += if kind == Kind::Rare { 2 } else { 1 };
        self.open = Some((char, 1));
    }
}

impl Tokenizer {
    pub(crate) fn of(seed: u64, model: &str) -> Self {
        let mut hash = TextHash::new();
        hash.add(model);
        let salt = draw(&[seed, hash.finish()]);
        let between = |n: u64, least: f64, most: f64| least + unit(draw(&[salt, n])) * (most - least);
        Self {
            salt,
            ideographs: between(1, 0.2, 0.75),
            letters: between(2, 0.78, 0.92),
            per_message: 2 + draw(&[salt, 3]) % 5,
            per_call: draw(&[salt, 4]) % 6,
        }
    }

    /// Whether `char` belongs to the token that `last` is in.
    fn joins(&self, last: char, char: char, kind: Kind, length: usize) -> bool {
        let before = Kind::of(last);
        // A space begins the word behind it.
        if before == Kind::Space && kind == Kind::Letter {
            return length == 1;
        }
        if before != kind || length >= kind.longest() {
            return false;
        }
        let often = match kind {
            Kind::Ideograph => self.ideographs,
            Kind::Letter => self.letters,
            Kind::Mark => 0.3,
            Kind::Space | Kind::Digit => 1.0,
            Kind::Rare => 0.0,
        };
        unit(draw(&[self.salt, u64::from(last), u64::from(char)])) < often
    }

    fn counter(self) -> Counter {
        Counter { tokenizer: self, tokens: 0, open: None }
    }

    pub(crate) fn count(self, text: &str) -> u64 {
        let mut counter = self.counter();
        text.chars().for_each(|char| counter.add(char));
        counter.tokens
    }

    /// The longest beginning of `text` that is no more than `budget` tokens.
    pub(crate) fn cut(self, text: &str, budget: u64) -> &str {
        let mut counter = self.counter();
        let end = text.char_indices().find(|(_, char)| {
            counter.add(*char);
            counter.tokens > budget
        });
        end.map_or(text, |(at, _)| &text[..at])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHINESE: &str = "患者自述近两周睡眠不佳，饮食尚可，偶有胸闷，活动后稍加重，休息片刻可以缓解，否认发热咳嗽。";
    const ENGLISH: &str =
        "The patient reports poor sleep for two weeks and a normal appetite, with some pressure in the chest.";

    #[test]
    fn a_cut_text_is_within_its_budget_and_as_long_as_it_can_be() {
        let tokenizer = Tokenizer::of(0, "kimi-k2.6");
        let text = "【模拟】abc 一二三四五六七八九十🙂".repeat(9);
        for budget in 0..=tokenizer.count(&text) {
            let cut = tokenizer.cut(&text, budget);
            assert!(tokenizer.count(cut) <= budget);
            if let Some(next) = text[cut.len()..].chars().next() {
                assert!(tokenizer.count(&text[..cut.len() + next.len_utf8()]) > budget);
            }
        }
        assert_eq!(tokenizer.cut(&text, u64::MAX), text);
    }

    #[test]
    fn counts_are_as_real_ones_are_and_never_more_than_bytes() {
        for n in 0..200 {
            let tokenizer = Tokenizer::of(n, "a");
            let rate = |text: &str| tokenizer.count(text) as f64 / text.chars().count() as f64;
            assert!((0.3..0.95).contains(&rate(CHINESE)), "{}", rate(CHINESE));
            assert!((0.1..0.5).contains(&rate(ENGLISH)), "{}", rate(ENGLISH));
            for text in ["", "🙂", "a", "{\"a\":[]}", "一"] {
                assert!(tokenizer.count(text) <= text.len() as u64);
            }
        }
    }

    #[test]
    fn seeds_and_models_differ() {
        let count = |seed, model: &str| count_tokens(seed, model, &CHINESE.repeat(20));
        let counts: Vec<u64> = (0..20).map(|seed| count(seed, "a")).collect();
        assert!(counts.iter().max() > counts.iter().min().map(|least| least + least / 4).as_ref());
        assert_ne!(count(1, "a"), count(1, "b"));
        assert_eq!(count(1, "a"), count(1, "a"));
    }
}

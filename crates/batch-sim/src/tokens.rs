//! The rule by which the simulator counts tokens, for usage, limits and the bill.
//!
//! A token is 2.7 bytes of non-ASCII text or 3.6 bytes of ASCII, and every model has a tokenizer of its own: the count
//! is scaled by 0.88 to 1.12, drawn from the model's name. So an estimate by fixed ratios is good but never exact, as
//! in life. A message costs 4 tokens more than its text, a conversation 3.

use crate::hash::TextHash;

/// Tokens around each message's text.
pub(crate) const PER_MESSAGE: u64 = 4;
/// Tokens around a conversation.
pub(crate) const PER_CALL: u64 = 3;

/// Tokens of one text by the simulated tokenizer of `model` (the real model, not an endpoint).
#[must_use]
pub fn count_tokens(model: &str, text: &str) -> u64 {
    Tokenizer::of(model).count(text)
}

/// The tokenizer of one model.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Tokenizer {
    /// Scale in 1/1000.
    permille: u64,
}

impl Tokenizer {
    pub(crate) fn of(model: &str) -> Self {
        let mut hash = TextHash::new();
        hash.add(model);
        Self { permille: 880 + hash.finish() % 241 }
    }

    pub(crate) fn count(self, text: &str) -> u64 {
        let other = text.bytes().filter(|byte| !byte.is_ascii()).count() as u64;
        self.tokens(other, text.len() as u64 - other)
    }

    /// The longest beginning of `text` that is no more than `budget` tokens.
    pub(crate) fn cut(self, text: &str, budget: u64) -> &str {
        let (mut ascii, mut other) = (0, 0);
        for (at, char) in text.char_indices() {
            if char.is_ascii() {
                ascii += 1;
            } else {
                other += char.len_utf8() as u64;
            }
            if self.tokens(other, ascii) > budget {
                return &text[..at];
            }
        }
        text
    }

    /// 1 / 2.7 is 40 / 108, 1 / 3.6 is 30 / 108.
    const fn tokens(self, other_bytes: u64, ascii_bytes: u64) -> u64 {
        ((40 * other_bytes + 30 * ascii_bytes) * self.permille).div_ceil(108_000)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn counts_chinese_and_english() {
        let plain = Tokenizer { permille: 1000 };
        assert_eq!(plain.count(""), 0);
        assert_eq!(plain.count("abcdefghi"), 3); // 9 / 3.6 = 2.5
        assert_eq!(plain.count("一二三四五六七八九"), 10); // 27 / 2.7
    }

    #[test]
    fn a_cut_text_is_within_its_budget_and_as_long_as_it_can_be() {
        let tokenizer = Tokenizer::of("kimi-k2.6");
        let text = "【模拟】abc 一二三四五六七八九十".repeat(9);
        for budget in 0..=tokenizer.count(&text) {
            let cut = tokenizer.cut(&text, budget);
            assert!(tokenizer.count(cut) <= budget);
            if let Some(next) = text[cut.len()..].chars().next() {
                assert!(tokenizer.count(&text[..cut.len() + next.len_utf8()]) > budget);
            }
        }
        assert_eq!(tokenizer.cut(&text, u64::MAX / 100_000), text);
    }

    #[test]
    fn models_differ_but_not_by_much() {
        let text = "患者自述近两周睡眠不佳。".repeat(50);
        let counts: Vec<u64> = ["a", "b", "c", "d"].iter().map(|model| count_tokens(model, &text)).collect();
        assert!(counts.iter().any(|count| *count != counts[0]));
        assert!(counts.iter().all(|count| (586..=747).contains(count)), "{counts:?}");
    }
}

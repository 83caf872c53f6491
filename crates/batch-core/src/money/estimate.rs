//! How many tokens a text has, before the platform says: a default for Chinese and English, corrected for each model by
//! what its replies report.

use crate::platform::reply::ReplyUsage;

/// Bytes of UTF-8 a token, Chinese text.
const BYTES_A_TOKEN: f64 = 2.7;
/// How much the newest reply counts against all earlier ones.
const NEWEST: f64 = 0.1;

/// Bytes of ASCII a token.
const ASCII_BYTES_A_TOKEN: f64 = 3.6;
/// Both of tokenizers that know little Chinese: three tokens for two characters.
const LEAST_BYTES: (f64, f64) = (2.0, 2.5);
/// Tokens that chat models put around one message.
pub const AROUND: f64 = 7.0;
/// The most that they put there.
pub const MOST_AROUND: f64 = 35.0;

/// What a text is made of, for an estimate by default ratios.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Content {
    ascii: usize,
    other: usize,
}

impl Content {
    /// Counts a text's bytes.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let ascii = text.bytes().filter(u8::is_ascii).count();
        Self { ascii, other: text.len() - ascii }
    }

    /// Both together.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self { ascii: self.ascii + other.ascii, other: self.other + other.other }
    }

    /// Tokens of a conversation made of this.
    #[must_use]
    pub fn tokens(self) -> f64 {
        AROUND + self.by((BYTES_A_TOKEN, ASCII_BYTES_A_TOKEN))
    }

    /// The most tokens of a conversation made of this, by the tokenizers that are in use.
    #[must_use]
    pub fn most(self) -> f64 {
        MOST_AROUND + self.by(LEAST_BYTES)
    }

    fn by(self, (other, ascii): (f64, f64)) -> f64 {
        self.other as f64 / other + self.ascii as f64 / ascii
    }
}

/// One model's habits.
#[derive(Debug, Clone, Copy)]
pub struct Estimate {
    tokens_a_byte: f64,
    answer: Option<f64>,
}

impl Default for Estimate {
    fn default() -> Self {
        Self { tokens_a_byte: 1.0 / BYTES_A_TOKEN, answer: None }
    }
}

impl Estimate {
    /// Tokens of a prompt of so many bytes.
    #[must_use]
    pub fn prompt(&self, bytes: usize) -> u64 {
        (bytes as f64 * self.tokens_a_byte).ceil() as u64
    }

    /// Tokens of the next answer: what answers had so far, at first half the cap or 500.
    #[must_use]
    pub fn answer(&self, cap: Option<u64>) -> u64 {
        let cap = cap.unwrap_or(u64::MAX);
        self.answer.map_or(cap.min(1000) / 2, |mean| (mean.ceil() as u64).min(cap))
    }

    /// Learns from a reply.
    pub fn learn(&mut self, bytes: usize, usage: &ReplyUsage) {
        if bytes == 0 || usage.prompt == 0 {
            return;
        }
        let ratio = usage.prompt as f64 / bytes as f64;
        self.tokens_a_byte += (ratio - self.tokens_a_byte) * if self.answer.is_none() { 1.0 } else { NEWEST };
        let said = usage.completion as f64;
        self.answer = Some(self.answer.map_or(said, |mean| mean + (said - mean) * NEWEST));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_from_usage() {
        let mut estimate = Estimate::default();
        assert_eq!(estimate.prompt(2700), 1000);
        assert_eq!(estimate.answer(Some(100)), 50);
        estimate.learn(2000, &ReplyUsage { prompt: 1000, completion: 300, ..ReplyUsage::default() });
        assert_eq!(estimate.prompt(2000), 1000);
        assert_eq!(estimate.answer(Some(2000)), 300);
        estimate.learn(0, &ReplyUsage::default());
        assert_eq!(estimate.answer(Some(2000)), 300);
    }
}

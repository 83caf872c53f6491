//! What an admitted call gets: text, thinking, tokens and money, within its cap.

use crate::answer::{compose, thinking};
use crate::bill::Bill;
use crate::dialect::Dialect;
use crate::hash::draw;
use crate::models::{Card, Tariff, Thinking};
use crate::platform::Platform;
use crate::request::ChatRequest;
use crate::tokens::Tokenizer;

/// An answer as the model made it, before any fault spoils it.
#[derive(Debug, Clone)]
pub(crate) struct Made {
    pub content: String,
    /// The thinking that is shown, if any.
    pub reasoning: Option<String>,
    /// True if the cap cut it.
    pub cut: bool,
    pub bill: Bill,
}

/// What of a request decides how its answer is made: kept while the platform thinks, so the body need not be.
#[derive(Debug, Clone)]
pub(crate) struct Asked {
    /// The model as asked for.
    pub model: String,
    pub digest: u64,
    pub prompt_tokens: u64,
    tokenizer: Tokenizer,
    thinks: bool,
    effort_percent: u64,
    /// `max_tokens` or its like.
    cap: Option<u64>,
    /// The cap counts thinking, too.
    cap_holds_thinking: bool,
}

/// Tokens of a prompt by this model's tokenizer.
pub(crate) fn prompt_tokens(tokenizer: Tokenizer, request: &ChatRequest<'_>) -> u64 {
    let message = |(_, content)| tokenizer.per_message + tokenizer.count(content);
    tokenizer.per_call + request.texts().map(message).sum::<u64>()
}

impl Asked {
    pub(crate) fn new(seed: u64, dialect: Dialect, card: &Card, request: &ChatRequest<'_>, digest: u64) -> Self {
        let tokenizer = Tokenizer::of(seed, &card.id);
        let thinks = match card.thinking {
            Thinking::No => false,
            Thinking::Switchable => request.thinking() != Some("disabled"),
            Thinking::Always | Thinking::Hidden => true,
        };
        let effort_percent = match request.reasoning_effort.as_deref() {
            Some("minimal") => 10,
            Some("low") => 40,
            Some("high") => 200,
            Some("max" | "xhigh") => 400,
            _ => 100,
        };
        let cap = request.any_cap();
        Self {
            model: request.model().to_owned(),
            digest,
            prompt_tokens: prompt_tokens(tokenizer, request),
            tokenizer,
            thinks,
            effort_percent,
            cap: cap.and_then(|(_, cap)| u64::try_from(cap).ok()).or(card.default_cap),
            // Ark counts the answer only in max_tokens, both in max_completion_tokens; the others both in either [O].
            cap_holds_thinking: dialect != Dialect::Ark || cap.is_some_and(|(name, _)| name == "max_completion_tokens"),
        }
    }

    /// Tokens charged against a minute's limit at admission: Kimi charges the cap, the others learn the length later.
    pub(crate) fn charge(&self, dialect: Dialect) -> u64 {
        let cap = if dialect == Dialect::Kimi { self.cap.unwrap_or(0) } else { 0 };
        self.prompt_tokens.saturating_add(cap)
    }

    /// Makes the answer: a function of the request and of `characters` only.
    pub(crate) fn make(
        &self,
        platform: &Platform,
        card: &Card,
        tariff: impl Into<Tariff>,
        characters: Option<usize>,
    ) -> Made {
        let tokenizer = self.tokenizer;
        let mut left = self.cap.unwrap_or(u64::MAX);
        let mut cut = false;
        let mut reasoning = self.thinks.then(|| thinking(&card.id, self.digest, self.effort_percent));
        let mut reasoning_tokens = 0;
        if let Some(thought) = &mut reasoning {
            if self.cap_holds_thinking {
                let kept = tokenizer.cut(thought, left).len();
                cut = kept < thought.len();
                thought.truncate(kept);
            }
            reasoning_tokens = tokenizer.count(thought);
            if self.cap_holds_thinking {
                left = left.saturating_sub(reasoning_tokens);
            }
        }
        let mut content =
            if cut { String::new() } else { compose(platform.dialect, &self.model, self.digest, characters) };
        let kept = tokenizer.cut(&content, left).len();
        cut |= kept < content.len();
        content.truncate(kept);
        // A quarter of all prompts lies half in the platform's cache.
        let caches = platform.caches() && draw(&[self.digest, 5]).is_multiple_of(4);
        let cached = if caches { self.prompt_tokens / 2 / 64 * 64 } else { 0 };
        let completion = reasoning_tokens + tokenizer.count(&content);
        let bill = Bill {
            calls: 1,
            prompt: self.prompt_tokens,
            cached,
            completion,
            reasoning: reasoning_tokens,
            cost: card.cost(tariff, self.prompt_tokens, cached, completion),
        };
        let shown = card.thinking != Thinking::Hidden;
        Made { content, reasoning: reasoning.filter(|_| shown), cut, bill }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::models::Registry;
    use crate::options::{Options, Price};

    fn made(dialect: Dialect, model: &str, extra: &str) -> Made {
        let json = format!(r#"{{"model":"{model}","messages":[{{"role":"user","content":"问题"}}]{extra}}}"#);
        let request: ChatRequest<'_> = serde_json::from_str(&json).unwrap();
        let platform = Platform::new(dialect, None);
        let registry = Registry::new(&Options::new(dialect), &[]).unwrap();
        let card = registry.find(model).unwrap();
        Asked::new(0, dialect, card, &request, 7).make(&platform, card, Price::List, None)
    }

    #[test]
    fn thinking_eats_kimis_cap_and_not_arks() {
        let kimi = made(Dialect::Kimi, "kimi-k2.6", r#","max_tokens":5"#);
        assert!(kimi.cut && kimi.content.is_empty() && kimi.bill.completion <= 5, "{kimi:?}");
        let ark = made(Dialect::Ark, "doubao-seed-2-1-pro-260915", r#","max_tokens":5"#);
        assert!(ark.cut && !ark.content.is_empty() && ark.bill.reasoning > 5, "{ark:?}");
        let both = made(Dialect::Ark, "doubao-seed-2-1-pro-260915", r#","max_completion_tokens":5"#);
        assert!(both.cut && both.content.is_empty(), "{both:?}");
    }

    #[test]
    fn a_whole_answer_is_not_cut() {
        let kimi = made(Dialect::Kimi, "kimi-k2.6", "");
        assert!(!kimi.cut && kimi.reasoning.is_some() && kimi.bill.reasoning > 0);
        let off = made(Dialect::Kimi, "kimi-k2.6", r#","thinking":{"type":"disabled"}"#);
        assert!(off.reasoning.is_none() && off.bill.reasoning == 0);
        assert_eq!(off.content, kimi.content);
        let hidden = made(Dialect::JieKou, "gpt-5", "");
        assert!(hidden.reasoning.is_none() && hidden.bill.reasoning > 0);
    }
}

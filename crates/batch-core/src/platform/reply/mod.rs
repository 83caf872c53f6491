//! An HTTP 200 reply: what it says, and whether that is an answer. One odd field never costs an answer that is there.

mod any;
mod finish;
mod visible;
mod wire;

use serde_json::Value;

use crate::platform::body;
use crate::platform::fault::Class;
use crate::platform::profile::Profile;
use crate::platform::shape::UsageAt;

pub use finish::Finish;

use any::Object;
use wire::Wire;

/// Tokens of one call as the platform counted them.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReplyUsage {
    /// Prompt tokens, those from the cache included.
    pub prompt: u64,
    /// Completion tokens, reasoning included where the platform counts it there.
    pub completion: u64,
    /// Prompt tokens that came from the platform's cache.
    pub cached: u64,
    /// Tokens spent on thinking.
    pub reasoning: u64,
}

/// What `usage` counts under a platform's own names, over what it counts under OpenAI's.
fn under(names: &UsageAt, usage: &Value, usual: Option<ReplyUsage>) -> Option<ReplyUsage> {
    let at = |pointer: &str| usage.pointer(pointer).filter(|_| !pointer.is_empty())?.as_u64();
    let (prompt, completion) = (at(names.prompt), at(names.completion));
    prompt.or(completion).or(usual.map(|usual| usual.prompt))?;
    let usual = usual.unwrap_or_default();
    Some(ReplyUsage {
        prompt: prompt.unwrap_or(usual.prompt),
        completion: completion.unwrap_or(usual.completion),
        cached: at(names.cached).unwrap_or(usual.cached),
        reasoning: at(names.reasoning).unwrap_or(usual.reasoning),
    })
}

/// A model's answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Answer {
    /// What the model said.
    pub text: String,
    /// The platform's `finish_reason`, if it gave one.
    pub finish: Option<String>,
    /// Tokens, if the platform counted them.
    pub usage: Option<ReplyUsage>,
    /// The model's thinking, if it came apart from the answer.
    pub thinking: Option<String>,
    /// The platform's id of the reply.
    pub id: Option<String>,
    /// The model that answered, as the server names it: `latest` may be another one tomorrow.
    pub served: Option<String>,
}

impl Answer {
    /// Why the answer may lack its end, if it may: the cap on tokens cut it, or nobody knows what its `finish_reason`
    /// means.
    #[must_use]
    pub fn unfinished(&self) -> Option<Finish> {
        Some(Finish::of(self.finish.as_deref())).filter(|finish| finish.lacks_its_end())
    }
}

/// A reply taken apart, before anyone judges it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Reply {
    /// The text of choice 0; `None` if null, missing or of another type.
    pub text: Option<String>,
    /// The `finish_reason` of choice 0.
    pub finish: Option<String>,
    /// `reasoning_content` (or `reasoning`) of choice 0.
    pub thinking: Option<String>,
    /// The model's refusal, where it has a field for it.
    pub refusal: Option<String>,
    /// Tokens.
    pub usage: Option<ReplyUsage>,
    /// The reply's id.
    pub id: Option<String>,
    /// The model that answered, as the server names it.
    pub served: Option<String>,
    /// True if the body is a refusal, whatever the status says.
    pub refused: bool,
}

impl Reply {
    /// Takes a body apart, where the platform's profile says that things stand.
    ///
    /// # Errors
    /// [`Class::Html`] or [`Class::BadJson`].
    pub fn parse(profile: &Profile, bytes: &[u8]) -> Result<Self, Class> {
        let Object(wire) = match serde_json::from_slice::<Object<Wire>>(bytes) {
            Ok(wire) => wire,
            Err(_) if body::looks_like_html(bytes) => return Err(Class::Html),
            // The value settles keys that come twice, too.
            Err(_) => {
                let value = body::value(bytes).ok_or(Class::BadJson)?;
                serde_json::from_value(value).map_err(|_| Class::BadJson)?
            }
        };
        let answered = !wire.choices.is_empty();
        let is_odd = profile.refusal.is_some() || profile.usage != UsageAt::OPENAI;
        let body = if is_odd || wire.is_suspicious() { body::value(bytes) } else { None };
        let refused = body.as_ref().is_some_and(|body| {
            profile.refusal.is_some_and(|at| at.find(body).is_some())
                || wire.is_suspicious() && body::refuses(body, answered)
        });
        let choice = wire.choices.zeroth();
        let Object(message) = choice.message;
        let usage = wire.usage.0.counted().or_else(|| choice.usage.0.counted());
        let usage = match &body {
            Some(body) if is_odd => under(&profile.usage, &body["usage"], usage),
            _ => usage,
        };
        Ok(Self {
            text: message.content.0.or(choice.text.0),
            finish: choice.finish_reason.0,
            thinking: message.reasoning_content.0.or(message.reasoning.0).filter(|t| !t.is_empty()),
            refusal: message.refusal.0.filter(|refusal| visible::says_something(refusal)),
            usage,
            id: wire.id.0,
            served: wire.model.0.filter(|model| !model.is_empty()),
            refused,
        })
    }

    /// The answer in it. Half an answer of a server that broke off, and what stands beside a refusal, is none.
    ///
    /// # Errors
    /// The class of a reply that is none: refused, broken off, empty, or empty because thinking used up the cap.
    pub fn answer(self) -> Result<Answer, Class> {
        let finish = Finish::of(self.finish.as_deref());
        match finish {
            _ if self.refusal.is_some() => return Err(Class::ContentRefused),
            Finish::Refused => return Err(Class::ContentRefused),
            Finish::Failed => return Err(Class::ServerError),
            _ if self.text.as_deref().is_some_and(visible::says_something) => {}
            Finish::Cut => return Err(Class::TruncatedEmpty),
            Finish::Whole | Finish::Unknown => return Err(Class::Empty),
        }
        Ok(Answer {
            text: self.text.unwrap_or_default(),
            finish: self.finish,
            usage: self.usage,
            thinking: self.thinking,
            id: self.id,
            served: self.served,
        })
    }
}

#[cfg(test)]
mod tests;

//! What a good answer says: a function of the request and of nothing else, so that a test can check that every answer
//! stands where it belongs.

use crate::dialect::Dialect;
use crate::hash::{TextHash, draw, unit};

/// Invented sentences. Some hold what trips careless writers up: quotes, backslashes, tabs, line breaks, emoji.
const SENTENCES: [&str; 16] = [
    "以下文字由模拟器生成，仅用于演练流程，不构成任何建议。",
    "综合记录中的前后描述，整体趋势较为平稳，未见突出的变化。",
    "建议先核对时间顺序，再逐项比较各次问答之间的差别。",
    "记录中提到的几个方面可以归为三类：起居、饮食与情绪。",
    "其中“反复出现”的内容值得多看一眼。",
    "若信息不足，宜在下一次问答中补充，而不是凭空推断。",
    "从字面上看，叙述者用了 \"有时\"、\"偶尔\" 一类的词，程度不易量化。",
    "按 1～10 分估计，大致落在 3 到 5 分之间（±1）。",
    "\n",
    "\n- 第一，保持规律；\n- 第二，及时记录；\n- 第三，定期回顾。\n",
    "路径示例 C:\\data\\样例\t制表符也应原样保留。",
    "这一点与上文并不矛盾，只是角度不同。",
    "需要说明的是，这里没有引用任何真实的资料。",
    "换句话说，结论的可靠程度取决于输入是否完整。🙂",
    "综上，可以先观察一段时间，再决定是否调整。",
    "最后，请以专业人士的判断为准。",
];

/// The digest of a conversation: of the model as it was asked for, and of every message's role and content.
#[must_use]
pub fn digest<R: AsRef<str>, C: AsRef<str>>(model: &str, messages: &[(R, C)]) -> u64 {
    digest_of(model, messages.iter().map(|(role, content)| (role.as_ref(), content.as_ref())))
}

pub(crate) fn digest_of<'a>(model: &str, messages: impl Iterator<Item = (&'a str, &'a str)>) -> u64 {
    let mut hash = TextHash::new();
    hash.add(model);
    for (role, content) in messages {
        hash.add(role);
        hash.add(content);
    }
    hash.finish()
}

/// The whole answer to a conversation, as long as nothing in the request or in the options shortens it.
///
/// It begins with `【模拟】`, then come the platform, the model as asked for and the [`digest`] as 16 hex digits; filler
/// follows, of a length drawn from model and digest: some models are brief, others talk three times as much; a few answers
/// are very short.
#[must_use]
pub fn answer<R: AsRef<str>, C: AsRef<str>>(dialect: Dialect, model: &str, messages: &[(R, C)]) -> String {
    compose(dialect, model, digest(model, messages), None)
}

/// The answer to a conversation of this digest; `characters` fixes the length of the whole text.
pub(crate) fn compose(dialect: Dialect, model: &str, digest: u64, characters: Option<usize>) -> String {
    let head = format!("【模拟】{dialect} {model} {digest:016x}\n");
    let length =
        characters.map_or_else(|| filler_length(model, digest), |whole| whole.saturating_sub(head.chars().count()));
    let mut text = String::with_capacity(head.len() + length * 3 + 64);
    text.push_str(&head);
    fill(&mut text, draw(&[digest, 1]), length);
    if let Some(characters) = characters {
        truncate(&mut text, characters);
    }
    text
}

/// What a thinking model thinks: 20 to 320 characters, times what the model is given to.
pub(crate) fn thinking(model: &str, digest: u64, effort_percent: u64) -> String {
    let length = (20 + draw(&[digest, 2]) % 301) * effort_percent / 100;
    let length = (talk(model, 6, 0.5, 4.0) * length as f64) as u64;
    let mut text = String::from("（模拟的思考）");
    fill(&mut text, draw(&[digest, 3]), usize::try_from(length).unwrap_or(20));
    text
}

/// How much more than usual a model says, from `least` to `most` times: which model does what is nobody's to know.
fn talk(model: &str, salt: u64, least: f64, most: f64) -> f64 {
    let mut name = TextHash::new();
    name.add(model);
    least * (most / least).powf(unit(draw(&[name.finish(), salt])))
}

/// One answer in 32 is very short; the others gather around 310 characters, times what the model is given to.
fn filler_length(model: &str, digest: u64) -> usize {
    let drawn = draw(&[digest, 4]);
    let length = if drawn.is_multiple_of(32) {
        4 + (drawn >> 8) % 9
    } else {
        // The mean of three is bell-shaped: 20..=800, around 330, with long tails cut.
        let mean = (0..3).map(|n| unit(draw(&[drawn, n]))).sum::<f64>() / 3.0;
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0..1 raised and scaled to 780")]
        let above = (780.0 * mean.powf(1.35) * talk(model, 5, 0.6, 1.8)) as u64;
        20 + above
    };
    usize::try_from(length).unwrap_or(usize::MAX)
}

/// Appends exactly `length` characters of sentences.
fn fill(text: &mut String, seed: u64, length: usize) {
    let start = text.len();
    let mut left = length;
    let mut state = seed;
    while left > 0 {
        state = draw(&[state]);
        let sentence = SENTENCES[(state % 16) as usize];
        let characters = sentence.chars().count();
        if characters <= left {
            text.push_str(sentence);
            left -= characters;
        } else {
            text.extend(sentence.chars().take(left));
            left = 0;
        }
    }
    // An answer never ends in white space: clients may trim it.
    if text.len() > start && text.ends_with(char::is_whitespace) {
        text.pop();
        text.push('。');
    }
}

fn truncate(text: &mut String, characters: usize) {
    if let Some((at, _)) = text.char_indices().nth(characters) {
        text.truncate(at);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_names_model_and_digest() {
        let messages = [("user", "问题")];
        let text = answer(Dialect::Kimi, "kimi-k2.6", &messages);
        assert!(text.starts_with("【模拟】kimi kimi-k2.6 "));
        assert!(text.contains(&format!("{:016x}", digest("kimi-k2.6", &messages))));
        assert_eq!(text, answer(Dialect::Kimi, "kimi-k2.6", &messages));
        assert_ne!(text, answer(Dialect::Kimi, "kimi-k2.6", &[("user", "问题 ")]));
        assert_ne!(text, answer(Dialect::Kimi, "kimi-k3", &messages));
    }

    #[test]
    fn lengths_are_realistic() {
        let texts: Vec<String> = (0..2_000).map(|n| compose(Dialect::Ark, "m", draw(&[n]), None)).collect();
        let bytes = texts.iter().map(String::len).sum::<usize>() / texts.len();
        assert!((500..2_100).contains(&bytes), "{bytes}");
        let short = texts.iter().filter(|text| text.chars().count() < 50).count();
        assert!((20..200).contains(&short), "{short}");
        assert!(texts.iter().all(|text| text.chars().count() < 1_500));
        assert!(texts.iter().all(|text| !text.ends_with(char::is_whitespace)));
    }

    #[test]
    fn a_fixed_length_is_kept_to_the_character() {
        for characters in [1, 4, 40, 341, 5_000] {
            assert_eq!(compose(Dialect::Kimi, "m", 9, Some(characters)).chars().count(), characters);
        }
    }
}

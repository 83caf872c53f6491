//! Lines as this program writes them, read without a parser of JSON: an answer's text, most of a ledger, is only passed over.
//! That it was written so, the checksum says. Whatever is written in another way is left to the exact reader, and a test
//! holds the two against each other.

use memchr::{memchr, memchr2};

use super::event::Usage;
use super::line::Line;
use super::part::Lane;
use super::raw::Raw;
use crate::base::key::Key;

/// Reads a line (without its end) of the kinds that there are many of; `None`: the exact reader must see to it.
pub(super) fn read(line: &[u8]) -> Option<Line<'_>> {
    let mut rest = Rest(line);
    rest.pass(b"{\"event\":")?;
    let event = rest.plain()?;
    if !matches!(event, "sent" | "answered" | "sheet") {
        return None;
    }
    let mut said = Line { event, ..Line::default() };
    loop {
        if rest.pass(b"}").is_some() {
            return rest.0.is_empty().then_some(said);
        }
        rest.pass(b",")?;
        let name = rest.plain()?;
        rest.pass(b":")?;
        match name {
            "key" => once(&mut said.key, key(rest.plain()?)?)?,
            "model" => once(&mut said.model, rest.plain()?.into())?,
            "people" => once(&mut said.people, rest.plain()?.into())?,
            "text" => once(&mut said.text, rest.text()?)?,
            "finish_reason" => once(&mut said.finish_reason, rest.text()?)?,
            "usage" => once(&mut said.usage, rest.usage()?)?,
            "cost" => once(&mut said.cost, rest.number()?)?,
            "perhaps" => once(&mut said.perhaps, rest.number()?)?,
            "uncached" => once(&mut said.uncached, rest.number()?)?,
            "worst" => once(&mut said.worst, rest.number()?)?,
            "ms" => once(&mut said.ms, rest.number()?)?,
            "lane" => {
                rest.pass(b"\"batch\"")?;
                once(&mut said.lane, Lane::Batch)?;
            }
            // What nobody asks for here.
            "at" | "request_id" | "served" | "target" | "thinking" | "file" | "content" | "crc" => drop(rest.text()?),
            "attempt" | "attempts" | "prompt" | "size" | "mtime_ns" => drop(rest.number()?),
            _ => return None,
        }
    }
}

/// A field that is there twice is none of ours.
fn once<T>(field: &mut Option<T>, value: T) -> Option<()> {
    field.replace(value).is_none().then_some(())
}

/// What is not read yet of a line.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    /// Passes over exactly this.
    fn pass(&mut self, what: &[u8]) -> Option<()> {
        self.0 = self.0.strip_prefix(what)?;
        Some(())
    }

    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    /// A text that says what stands there: without escapes.
    fn plain(&mut self) -> Option<&'a str> {
        self.pass(b"\"")?;
        let text = self.take(memchr(b'"', self.0)?)?;
        self.pass(b"\"")?;
        let says_itself = text.iter().all(|byte| *byte >= b' ' && *byte != b'\\');
        std::str::from_utf8(text).ok().filter(|_| says_itself)
    }

    /// Any text, as it is written.
    fn text(&mut self) -> Option<Raw<'a>> {
        let whole = self.0;
        self.pass(b"\"")?;
        loop {
            self.take(memchr2(b'"', b'\\', self.0)?)?;
            match self.take(1)? {
                b"\\" => drop(self.take(1)?),
                _ => return whole.get(..whole.len() - self.0.len()).map(Raw),
            }
        }
    }

    fn number(&mut self) -> Option<Raw<'a>> {
        let belongs = |byte: &u8| byte.is_ascii_digit() || matches!(byte, b'-' | b'+' | b'.' | b'e' | b'E');
        let length = self.0.iter().take_while(|byte| belongs(byte)).count();
        self.take(length).filter(|digits| !digits.is_empty()).map(Raw)
    }

    fn usage(&mut self) -> Option<Usage> {
        let mut count = |name: &[u8]| {
            self.pass(name)?;
            self.number()?.number()?.parse().ok()
        };
        let usage = Usage {
            prompt_tokens: count(b"{\"prompt_tokens\":")?,
            completion_tokens: count(b",\"completion_tokens\":")?,
            cached_tokens: count(b",\"cached_tokens\":")?,
            reasoning_tokens: count(b",\"reasoning_tokens\":")?,
        };
        self.pass(b"}").map(|()| usage)
    }
}

fn key(text: &str) -> Option<Key> {
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let mut key = [0; 16];
    if text.len() != 2 * key.len() {
        return None;
    }
    for (byte, pair) in key.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = digit(pair[0])? << 4 | digit(pair[1])?;
    }
    Some(Key(key))
}

#[cfg(test)]
mod tests {
    use proptest::option::of;
    use proptest::prelude::*;
    use serde_json::{Value, json};

    use super::*;
    use crate::base::json_text::JsonText;
    use crate::base::key::Alike;
    use crate::ledger::line::exact;
    use crate::ledger::seal::seal;
    use crate::ledger::{Answered, Event, SheetStamp};

    /// A line as the journal writes it.
    fn written(event: &Event<'_>) -> Vec<u8> {
        let mut line = serde_json::to_vec(event).unwrap();
        seal(&mut line, 0);
        line.pop();
        line
    }

    fn amount() -> impl Strategy<Value = Option<f64>> {
        of(prop_oneof![0.0..1.0_f64, 0.0..1e12_f64, Just(0.0), 1e-9..1e-5_f64])
    }

    fn usage() -> impl Strategy<Value = Option<Usage>> {
        of((any::<u64>(), 0..9_u64, Just(0), 0..9_u64).prop_map(|(prompt, completion, cached, reasoning)| Usage {
            prompt_tokens: prompt,
            completion_tokens: completion,
            cached_tokens: cached,
            reasoning_tokens: reasoning,
        }))
    }

    /// What stands there of a field that a later version, or a stranger, may write.
    fn odd() -> impl Strategy<Value = Value> {
        let values = [
            json!(null),
            json!(true),
            json!(-1),
            json!(0.5),
            json!("1"),
            json!(""),
            json!("a\"\\\n\u{1}患"),
            json!([1]),
            json!({"prompt_tokens": 3}),
            json!({"prompt_tokens": 3, "completion_tokens": 2, "cached_tokens": 1, "reasoning_tokens": 0}),
            json!("00112233445566778899aabbccddeeff"),
            json!("batch"),
            json!("online"),
            json!(u64::MAX),
            json!(1e300),
        ];
        proptest::sample::select(values.to_vec())
    }

    proptest! {
        #[test]
        fn what_the_program_writes_is_read_as_the_exact_reader_reads_it(
            (model, people, text) in ("[a-z患]{0,6}", "[^\"\\\\\\x00-\\x1f]{0,8}", any::<String>()),
            (finish, id, thinking) in (of(any::<String>()), of(any::<String>()), of(any::<String>())),
            (cost, perhaps, uncached, worst) in (amount(), amount(), amount(), amount()),
            (usage, batch, is_alike, ms) in (usage(), any::<bool>(), any::<bool>(), any::<u64>()),
        ) {
            let key = Key::of(text.as_bytes());
            let text = JsonText::new(&text);
            let answered = Answered {
                at: "2026-11-24T08:00:00.000Z".into(), key, model: (&*model).into(), people: (&*people).into(), prompt: 3,
                text: &text, finish_reason: finish.as_deref().map(Into::into), usage, cost, perhaps, uncached, ms, attempts: 2,
                request_id: id.as_deref().map(Into::into), served: id.as_deref().map(Into::into),
                target: id.as_deref().map(Into::into), lane: if batch { Lane::Batch } else { Lane::Online },
                alike: is_alike.then_some(Alike { content: key, among: (1, 2), nth: 0 }),
                thinking: thinking.as_deref().map(Into::into),
            };
            let sheet = SheetStamp { at: "".into(), file: (&*people).into(), size: ms, mtime_ns: ms, content: key };
            let sent = Event::Sent { at: String::new(), key, attempt: 1, worst, target: id.as_deref() };
            for (event, is_quick) in [(Event::Answered(answered), !is_alike), (sent, true), (Event::Sheet(sheet), true)] {
                let line = written(&event);
                let exactly = exact(&line);
                prop_assert!(exactly.is_some());
                let quickly = read(&line);
                prop_assert_eq!(quickly.is_some(), is_quick, "{}", String::from_utf8_lossy(&line));
                prop_assert!(quickly.is_none() || quickly == exactly);
            }
        }

        #[test]
        fn what_others_write_is_read_exactly_or_not_at_all(
            event in proptest::sample::select(vec!["sent", "answered", "sheet", "failed", "weather"]),
            fields in proptest::collection::vec((proptest::sample::select(vec![
                "key", "model", "people", "text", "finish_reason", "usage", "cost", "perhaps", "uncached", "worst", "ms", "lane",
                "alike", "class", "status", "phase", "currency", "base_url", "served_at_once", "at", "thinking", "attempt",
                "prompt", "size", "rating", "event",
            ]), odd()), 0..6),
            spaced in any::<bool>(),
        ) {
            let mut line = format!("{{\"event\":\"{event}\"");
            for (name, value) in &fields {
                line += &format!(",{}\"{name}\":{value}", if spaced { " " } else { "" });
            }
            line.push('}');
            let quickly = read(line.as_bytes());
            prop_assert!(quickly.is_none() || quickly == exact(line.as_bytes()), "{line}: {quickly:?}");
        }
    }
}

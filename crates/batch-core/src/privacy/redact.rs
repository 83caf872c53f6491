//! Takes the key and every quotation of the input out of what a server says, however it has escaped, re-wrapped or cut
//! what it quotes.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::encoded::readings;
use super::secrets::MASK;
use super::unescape::{Said, layers, layers_of};
use crate::fault::Fault;
use crate::request;

/// As many characters in a row are a quotation.
const RUN: usize = 6;

/// What a call holds that nobody may read in the server's words about it.
pub struct Redactor<'a> {
    key: &'a str,
    body: &'a [u8],
    /// What the body asks: as it is, and without escapes of its own. Looked at only when a server says something.
    input: OnceCell<Vec<String>>,
}

impl<'a> Redactor<'a> {
    /// For a call with this key and body; an empty body has no input.
    #[must_use]
    pub fn new(key: &'a str, body: &'a [u8]) -> Self {
        Self { key, body, input: OnceCell::new() }
    }

    /// A fault that may be shown. Its status stays, and an error code behind it that is `known` in advance: what we know
    /// without the server is no quotation.
    #[must_use]
    pub fn fault(&self, mut fault: Fault, known: impl Fn(&str) -> bool) -> Fault {
        let (head, said) = fault.detail.split_at(head(&fault.detail, known));
        fault.detail = format!("{head}{}", self.words(said));
        fault.request_id = fault.request_id.map(|id| self.words(&id));
        fault
    }

    /// A server's words without key and input.
    #[must_use]
    pub fn words(&self, said: &str) -> String {
        let mut layers = layers(said);
        let read: Vec<_> = layers.iter().flat_map(|layer| readings(layer)).flat_map(layers_of).collect();
        layers.extend(read);
        let mut hidden = vec![None; said.len()];
        let mut hide = |range: Range<usize>, mask: &'static str| hidden[range].fill(Some(mask));
        if said.chars().count() >= RUN {
            let input = self.input.get_or_init(|| plain(&request::asked(self.body)));
            for fold in [Fold::Exact, Fold::Spaced, Fold::Dense, Fold::Bare] {
                let places: Vec<_> = layers.iter().flat_map(|layer| places(fold, layer)).collect();
                quoted(fold, input, &places).for_each(|range| hide(range, "…"));
                quoted(fold, &[self.key.to_owned()], &places).for_each(|range| hide(range, MASK));
            }
        }
        // A key that is too short to have runs.
        let short: Vec<char> = self.key.chars().collect();
        for layer in layers.iter().filter(|_| !short.is_empty() && short.len() < RUN) {
            let same = |part: &&[Said]| part.iter().map(|said| said.c).eq(short.iter().copied());
            layer.windows(short.len()).filter(same).for_each(|part| hide(part[0].from..part[part.len() - 1].to, MASK));
        }
        let mut out = String::with_capacity(said.len());
        let mut last = None;
        for (at, c) in said.char_indices() {
            match hidden[at] {
                None => out.push(c),
                mask if mask == last => {}
                Some(mask) => out.push_str(mask),
            }
            last = hidden[at];
        }
        out
    }
}

/// How much of `HTTP 400 code: words` is our own.
fn head(detail: &str, known: impl Fn(&str) -> bool) -> usize {
    let Some(rest) = detail.strip_prefix("HTTP ") else { return 0 };
    let status = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let code = rest[status..].strip_prefix(' ').and_then(|rest| rest.split([':', ' ']).next());
    "HTTP ".len() + status + code.filter(|code| known(code)).map_or(0, |code| 1 + code.len())
}

/// A text as it is and, if it has any, without its escapes.
fn plain(text: &str) -> Vec<String> {
    let mut forms = vec![text.to_owned()];
    if text.contains(['\\', '%', '&', '<']) {
        forms.extend(layers(text).into_iter().skip(1).map(|layer| layer.iter().map(|said| said.c).collect()));
    }
    forms
}

/// What is the same for the comparison: a run of six is found in each of these ways.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fold {
    /// Every character counts.
    Exact,
    /// All white space between two words is one space.
    Spaced,
    /// There is no white space.
    Dense,
    /// There are only letters and digits.
    Bare,
}

/// Six characters in a row, 21 bits each.
type Run = u128;

/// The runs of a text, while it goes by.
struct Runs {
    fold: Fold,
    run: Run,
    length: usize,
    after_space: bool,
}

impl Runs {
    fn of(fold: Fold) -> Self {
        Self { fold, run: 0, length: 0, after_space: false }
    }

    /// Takes a character in; false if it does not count.
    fn take(&mut self, c: char) -> bool {
        let c = width_and_case(c);
        let space = c.is_whitespace() || c.is_control() || matches!(c, '\u{200b}'..='\u{200f}' | '\u{feff}');
        let c = match self.fold {
            Fold::Spaced if space && self.after_space => return false,
            Fold::Spaced if space => ' ',
            Fold::Dense if space => return false,
            Fold::Bare if !c.is_alphanumeric() => return false,
            _ => c,
        };
        self.after_space = space;
        self.run = (self.run << 21 | Run::from(u32::from(c))) & ((1 << (21 * RUN)) - 1);
        self.length += 1;
        true
    }

    /// The last six characters taken in.
    fn run(&self) -> Option<Run> {
        (self.length >= RUN).then_some(self.run)
    }

    /// The run that ends with this character.
    fn run_after(&mut self, c: char) -> Option<Run> {
        if self.take(c) { self.run() } else { None }
    }
}

/// Full-width letters and punctuation as ASCII, small letters.
fn width_and_case(c: char) -> char {
    match c {
        '\0'..='\u{7f}' => c.to_ascii_lowercase(),
        '\u{ff01}'..='\u{ff5e}' => {
            char::from_u32(u32::from(c) - 0xfee0).map_or(c, |narrow| narrow.to_ascii_lowercase())
        }
        '\u{2e80}'.. => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// Every run of a text, and the bytes that it spans there.
fn places(fold: Fold, text: &[Said]) -> Vec<(Run, Range<usize>)> {
    let mut runs = Runs::of(fold);
    let mut taken = Vec::with_capacity(text.len());
    for said in text {
        if runs.take(said.c) {
            taken.push((runs.run(), said));
        }
    }
    let ended = taken.windows(RUN).filter_map(|part| {
        // A space at either end parts the quotation from other words.
        let mut seen = part.iter().filter(|(_, said)| !said.c.is_whitespace()).map(|(_, said)| said);
        let first = seen.next()?;
        Some((part[RUN - 1].0?, first.from..seen.next_back().unwrap_or(first).to))
    });
    ended.collect()
}

/// The places whose runs occur in one of the texts.
fn quoted(fold: Fold, texts: &[String], places: &[(Run, Range<usize>)]) -> impl Iterator<Item = Range<usize>> {
    let wanted: HashSet<Run> = places.iter().map(|(run, _)| *run).collect();
    let mut found = HashSet::new();
    for text in texts {
        let mut runs = Runs::of(fold);
        found.extend(text.chars().filter_map(|c| runs.run_after(c)).filter(|run| wanted.contains(run)));
    }
    places.iter().filter(move |(run, _)| found.contains(run)).map(|(_, range)| range.clone())
}

#[cfg(test)]
mod tests {
    use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;
    use crate::fault::Class;

    const KEY: &str = "sk-0f1e2d3c4b5a6978";
    const RECORD: &str =
        "医生：您好，哪里不舒服？\n患者：我有艾滋病，\t确诊3年；\"怕\"。\n医生：电话 138-0013-8000 & <血压>";

    fn body(text: &str) -> Vec<u8> {
        json!({"model": "m", "messages": [{"role": "user", "content": text}]}).to_string().into_bytes()
    }

    fn scrubbed(said: &str, input: &str) -> String {
        Redactor::new(KEY, &body(input)).words(said)
    }

    /// Six characters of the record in a row, if the text has them; white space alone says nothing.
    fn leak(said: &str, record: &str) -> Option<String> {
        let chars: Vec<char> = record.chars().collect();
        let mut runs = chars.windows(RUN).map(|run| run.iter().collect::<String>());
        runs.find(|run| !run.trim().is_empty() && said.contains(run))
    }

    #[test]
    fn keeps_key_and_patient_text_out_of_what_servers_say() {
        let said = "bad input: 患者：我胸闷三天了，晚上睡不着觉 for key sk-0f1e2d3c4b5a6978";
        assert_eq!(scrubbed(said, "医生：您好\n患者：我胸闷三天了，晚上睡不着觉。"), "bad input: … for key ***");
        assert_eq!(scrubbed("short", "short"), "short");
        assert_eq!(scrubbed("胸患，\" \n", "胸患，\" \n"), "… \n");
        assert_eq!(scrubbed("", ""), "");
    }

    /// A text in all the ways in which servers quote.
    fn forms(text: &str) -> [String; 22] {
        let escaped = serde_json::to_string(text).unwrap();
        let in_json = BASE64_URL_SAFE_NO_PAD.encode(&escaped);
        let ascii: String = text.encode_utf16().map(|unit| format!("\\u{unit:04x}")).collect();
        let percent: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let html: String = text.chars().map(|c| format!("&#{};", u32::from(c))).collect();
        let python: String = text.bytes().map(|byte| format!("\\x{byte:02x}")).collect();
        let wrapped: String =
            text.chars().enumerate().map(|(n, c)| if n % 5 == 4 { format!("{c}\r\n  ") } else { c.into() }).collect();
        let form: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let wide: String = text.chars().map(|c| format!("{c}\u{200b}")).collect();
        let hex: String = text.bytes().map(|byte| format!("{byte:02x}")).collect();
        let printable: String = text.bytes().map(|byte| format!("={byte:02X}")).collect();
        let base64 = BASE64_STANDARD.encode(text);
        let lines = |digits: &str, width| {
            digits.as_bytes().chunks(width).map(String::from_utf8_lossy).collect::<Vec<_>>().join("\r\n")
        };
        let gbk: String = encoding_rs::GBK.encode(text).0.iter().copied().map(char::from).collect();
        [
            text.to_owned(),
            text.replace('\n', " "),
            text.replace('\n', "<br>"),
            text.replace('：', ":").replace('，', ", "),
            text.replace(['，', '。', '？', '；'], ""),
            serde_json::to_string(&escaped).unwrap(),
            ascii.replace('\\', "\\\\"),
            escaped,
            ascii,
            percent,
            html,
            python,
            wrapped,
            form,
            wide,
            lines(&printable, 75).replace("\r\n", "=\r\n"),
            lines(&base64, 76),
            base64.replace('/', "\\/").replace('+', "%2B"),
            base64,
            in_json,
            hex,
            gbk,
        ]
    }

    #[test]
    fn finds_the_record_however_it_is_written() {
        for said in forms(RECORD) {
            let said = format!("HTTP 400 bad: {said} (131072 tokens)");
            let shown = scrubbed(&said, RECORD);
            assert_eq!(leak(&shown, RECORD), None, "{said}\n{shown}");
            let letters = shown.trim_start_matches("HTTP 400 bad: ").trim_end_matches(" (131072 tokens)");
            assert!(shown.starts_with("HTTP 400 bad: ") && shown.ends_with("(131072 tokens)"), "{said}\n{shown}");
            assert!(letters.chars().filter(|c| c.is_alphanumeric()).count() < RUN, "{said}\n{shown}");
        }
    }

    #[test]
    fn a_quotation_cut_anywhere_shows_no_more() {
        let record: String = RECORD.chars().take(15).collect();
        for said in forms(&record) {
            for end in (0..said.len()).filter(|end| said.is_char_boundary(*end)) {
                assert_eq!(leak(&scrubbed(&said[..end], &record), &record), None, "{}", &said[..end]);
            }
        }
    }

    #[test]
    fn a_record_that_holds_escapes_itself_is_found_too() {
        let record = r"他写道：C:\new\table %E6%82%A3 &amp; \u60a3\u8005 100%";
        for said in [record.to_owned(), serde_json::to_string(record).unwrap(), record.replace("&amp;", "&")] {
            let shown = scrubbed(&format!("bad: {said}"), record);
            assert!(shown.chars().count() < 12, "{said}\n{shown}");
        }
    }

    /// Ids are digits, too.
    #[test]
    fn ids_stay_readable() {
        let mut random = fastrand::Rng::with_seed(11);
        let digits = |random: &mut fastrand::Rng, of: &[u8], count| -> String {
            (0..count).map(|_| char::from(of[random.usize(..of.len())])).collect()
        };
        let (hex, letters) = (b"0123456789abcdef", b"0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ");
        let input = RECORD.repeat(50) + &digits(&mut random, letters, 10_000);
        let id = |random: &mut fastrand::Rng| {
            let parts = [8, 4, 4, 4, 12].map(|count| digits(random, hex, count)).join("-");
            let (trace, long) = (digits(random, hex, 32), digits(random, letters, 40));
            format!("request id: {parts}, trace {trace}, chatcmpl-{long}")
        };
        let said: Vec<String> = (0..100).map(|_| id(&mut random)).collect();
        let said = said.join("; ");
        assert_eq!(scrubbed(&said, &input), said);
    }

    #[test]
    fn a_key_is_masked_whole_or_in_parts() {
        for (said, shown) in [
            ("Incorrect key: Bearer sk-0f1e2d3c4b5a6978.", "Incorrect key: Bearer ***."),
            ("Incorrect key: sk-0f1e2-----5a6978", "Incorrect key: ***-----***"),
            ("sk%2D0f1e2d3c4b5a6978", "***"),
        ] {
            assert_eq!(scrubbed(said, RECORD), shown);
        }
        assert_eq!(Redactor::new("k-1", b"").words("key k-1 is bad"), "key *** is bad");
        assert_eq!(Redactor::new("", b"").words("nothing to hide"), "nothing to hide");
    }

    #[test]
    fn what_is_known_without_the_server_stays() {
        let body = body("Please assess the invalid request of the patient. 请求无效");
        let fault = Fault {
            request_id: Some("req-1 请求无效 of the patient".to_owned()),
            ..Fault::new(Class::BadRequest, "HTTP 400 invalid_request_error: Invalid value, max_tokens 131072 > 65536")
        };
        let shown = Redactor::new(KEY, &body).fault(fault, |code| code == "invalid_request_error");
        assert_eq!(shown.detail, "HTTP 400 invalid_request_error: … value, max_tokens 131072 > 65536");
        assert_eq!(shown.request_id.as_deref(), Some("req-1 请求无效 …"));
        let fault = Fault::new(Class::BadRequest, "HTTP 400 invalid_request_of_the: x");
        assert!(Redactor::new(KEY, &body).fault(fault, |_| false).detail.starts_with("HTTP 400 …"));
    }

    proptest! {
        #[test]
        fn no_six_characters_in_a_row(
            record in "[a-cA-C患者胸闷，。 \n\"%\\\\u&;0-1]{0,60}",
            before in "[a-c ，]{0,8}",
            way in 0..4,
        ) {
            let said = match way {
                0 => record.clone(),
                1 => record.replace('\n', " "),
                2 => serde_json::to_string(&record).unwrap(),
                _ => record.chars().map(|c| format!("&#x{:x};", u32::from(c))).collect(),
            };
            let shown = scrubbed(&format!("{before}{said}"), &record);
            prop_assert_eq!(leak(&shown, &record), None, "{}", shown);
        }
    }
}

use base64::prelude::{BASE64_STANDARD, BASE64_URL_SAFE_NO_PAD, Engine};
use proptest::prelude::*;
use serde_json::json;

use super::*;
use crate::platform::fault::Class;

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
fn no_control_is_left_beyond_ascii_either() {
    assert_eq!(Redactor::new("k-1", b"").words("\u{80}bad\u{85}\u{9b}2J"), " bad  2J");
}

#[test]
fn what_is_known_without_the_server_stays() {
    let body = body("Please assess the invalid request of the patient. 请求无效");
    let fault = Fault {
        request_id: Some("req-1 请求无效 of the patient".to_owned()),
        ..Fault::new(Class::BadRequest, "HTTP 400 invalid_request_error: Invalid value, max_tokens 131072 > 65536")
    };
    let shown = Redactor::new(KEY, &body).fault(fault, |code| code == "invalid_request_error");
    assert_eq!(shown.detail.words(), "HTTP 400 invalid_request_error: … value, max_tokens 131072 > 65536");
    assert_eq!(shown.request_id.as_deref(), Some("req-1 请求无效 …"));
    let fault = Fault::new(Class::BadRequest, "HTTP 400 invalid_request_of_the: x");
    assert!(Redactor::new(KEY, &body).fault(fault, |_| false).detail.words().starts_with("HTTP 400 …"));
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

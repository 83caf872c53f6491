//! Lines of files that go to the batch service and come back.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read, Seek, Write};

use bytes::Bytes;
use http::HeaderMap;
use serde::Deserialize;
use serde_json::Value;
use serde_json::value::RawValue;

use crate::base::json_text::JsonText;
use crate::base::key::Key;
use crate::wire::Exchange;

/// The longest line that is read; an answer is a few KB.
const LONGEST: u64 = 64 << 20;

/// Writes a conversation's line; its length.
pub fn write(into: &mut impl Write, key: Key, url: &str, body: &[u8]) -> io::Result<u64> {
    let head =
        format!("{{\"custom_id\":\"{key}\",\"method\":\"POST\",\"url\":\"{}\",\"body\":", JsonText::new(url).inner());
    into.write_all(head.as_bytes())?;
    into.write_all(body)?;
    into.write_all(b"}\n")?;
    Ok(length(url, body.len()))
}

/// Bytes of the line of a body of so many.
pub fn length(url: &str, body: usize) -> u64 {
    (FRAME + JsonText::new(url).inner().len() + body) as u64
}

/// What stands around address and body.
const FRAME: usize =
    "{\"custom_id\":\"0123456789abcdef0123456789abcdef\",\"method\":\"POST\",\"url\":\"\",\"body\":}\n".len();

/// What came back for a conversation.
pub struct Came {
    /// Whose it is.
    pub key: Key,
    /// As if it had been called for.
    pub reply: Exchange,
    /// The batch ended before its turn came: it was not asked.
    pub unasked: bool,
    /// Neither a reply nor a reason: nobody knows what became of it.
    pub silent: bool,
}

#[derive(Deserialize)]
struct Line<'a> {
    custom_id: Key,
    #[serde(borrow)]
    response: Option<Response<'a>>,
    error: Option<Value>,
}

#[derive(Deserialize)]
struct Response<'a> {
    status_code: Option<Value>,
    request_id: Option<Value>,
    #[serde(borrow)]
    body: Option<&'a RawValue>,
}

/// A status as a number or a text.
fn number(status: &Value) -> u16 {
    let number = status.as_u64().or_else(|| status.as_str()?.trim().parse().ok());
    number.and_then(|number| u16::try_from(number).ok()).unwrap_or(0)
}

/// Reads a line; `None` if it is no conversation's of ours.
fn read(line: &[u8]) -> Option<Came> {
    let line: Line<'_> = serde_json::from_slice(line).ok()?;
    let mut headers = HeaderMap::new();
    let (mut status, mut body) = (0, Bytes::new());
    if let Some(response) = line.response {
        status = response.status_code.as_ref().map_or(0, number);
        let said = response.body.map(RawValue::get).filter(|body| body.starts_with('{'));
        body = said.map(|body| Bytes::copy_from_slice(body.as_bytes())).unwrap_or_default();
        let id = response.request_id.as_ref().and_then(Value::as_str).and_then(|id| id.parse().ok());
        headers.extend(id.map(|id| (http::HeaderName::from_static("x-request-id"), id)));
    }
    let code = line.error.as_ref().and_then(|error| error["code"].as_str()).unwrap_or_default().to_ascii_lowercase();
    let unasked = body.is_empty() && ["expired", "cancelled", "canceled"].iter().any(|word| code.contains(word));
    let silent = body.is_empty() && line.error.is_none();
    if status == 0 {
        // A reply without a status is what it says; whoever says nothing failed on his side.
        status = if body.is_empty() { 500 } else { 200 };
    }
    if body.is_empty()
        && let Some(error) = line.error
    {
        body = serde_json::json!({"error": error}).to_string().into();
    }
    Some(Came { key: line.custom_id, reply: Exchange { status, headers, body, reused: false }, unasked, silent })
}

/// Results, line by line.
pub struct Lines {
    from: BufReader<File>,
    line: Vec<u8>,
}

impl Lines {
    /// Of a file, from its beginning.
    ///
    /// # Errors
    /// The disk's.
    pub fn of(file: &File) -> io::Result<Self> {
        let mut file = file.try_clone()?;
        file.rewind()?;
        Ok(Self { from: BufReader::with_capacity(1 << 18, file), line: Vec::new() })
    }

    /// The next line that is a conversation's; `None` at the end.
    ///
    /// # Errors
    /// The disk's.
    pub fn next(&mut self) -> io::Result<Option<Came>> {
        loop {
            self.line.clear();
            if (&mut self.from).take(LONGEST).read_until(b'\n', &mut self.line)? == 0 {
                return Ok(None);
            }
            if let Some(came) = read(&self.line) {
                return Ok(Some(came));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: Key = Key([7; 16]);

    fn came(line: &str) -> Option<Came> {
        read(line.replace("KEY", &KEY.to_string()).as_bytes())
    }

    fn silent_is(line: &str) -> bool {
        came(line).unwrap().silent
    }

    #[test]
    fn a_line_is_as_long_as_is_said() {
        let mut file = Vec::new();
        let bytes = write(&mut file, KEY, "/v1/chat/completions", b"{\"model\":\"m\"}").unwrap();
        assert_eq!(bytes, file.len() as u64);
        let line: Value = serde_json::from_slice(&file).unwrap();
        assert_eq!((line["custom_id"].as_str(), &line["body"]["model"]), (Some(&*KEY.to_string()), &Value::from("m")));
    }

    #[test]
    fn replies_failures_and_silence_are_told_apart() {
        let good =
            came(r#"{"custom_id":"KEY","response":{"status_code":200,"request_id":"r","body":{"id":1}},"error":null}"#);
        let good = good.unwrap();
        assert_eq!((good.key, good.reply.status, &good.reply.body[..]), (KEY, 200, &br#"{"id":1}"#[..]));
        assert_eq!(good.reply.headers["x-request-id"], "r");
        let silent = came(r#"{"custom_id":"KEY","response":{"status_code":0,"request_id":"","body":""},"error":null}"#);
        assert_eq!((silent.as_ref().unwrap().reply.status, silent.unwrap().unasked), (500, false));
        assert!(silent_is(
            r#"{"custom_id":"KEY","response":{"status_code":0,"request_id":"","body":""},"error":null}"#
        ));
        assert!(!silent_is(r#"{"custom_id":"KEY","response":null,"error":{"code":"server_error"}}"#));
        for good in
            [r#""body":{"id":1}"#, r#""status_code":null,"body":{"id":1}"#, r#""status_code":"200","body":{"id":1}"#]
        {
            let line = format!(r#"{{"custom_id":"KEY","response":{{{good}}},"error":null}}"#);
            assert_eq!(came(&line).unwrap().reply.status, 200, "{good}");
        }
        let expired = came(r#"{"custom_id":"KEY","response":null,"error":{"code":"batch_expired","message":"m"}}"#);
        assert!(expired.unwrap().unasked);
        let refused =
            came(r#"{"custom_id":"KEY","response":{"status_code":400,"body":{"error":{"code":"expired_key"}}}}"#);
        assert_eq!((refused.as_ref().unwrap().reply.status, refused.unwrap().unasked), (400, false));
        for none in [r#"{"custom_id":"somebody-else","response":null}"#, r#"{"custom_id":"KEY","resp"#, "", "[]"] {
            assert!(came(none).is_none(), "{none}");
        }
    }
}

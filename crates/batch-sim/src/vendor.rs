//! A vendor by table: what a server that is much like OpenAI's says and has otherwise, as data.

use std::collections::BTreeSet;

use hyper::header::HeaderName;
use serde_json::Value;

use crate::batch::service::BatchService;
use crate::refusal::Refusal;
use crate::table::{Auth, Row, Table};
use crate::words::ErrorReply;

/// One vendor's server, as its documents describe it: plain OpenAI, with this table over it.
///
/// ```
/// let vendor = batch_sim::Vendor::read(r#"{
///     "base_path": "", "request_id": "trace-id", "get": {"/user/balance": {"is_available": true}},
///     "errors": [{"name": "no_money", "when": ["no_balance"], "status": 402, "message": "Insufficient Balance",
///                 "body": {"error": {"message": "{message}"}}}]
/// }"#)?;
/// assert_eq!(vendor.errors()[0].body, r#"{"error":{"message":"Insufficient Balance"}}"#);
/// # Ok::<(), String>(())
/// ```
///
/// | Key | What it is | Else |
/// |---|---|---|
/// | `base_path` | what a base url ends with; may be `""` | `/v1` |
/// | `chat_path` | the path of a call behind it | `/chat/completions` |
/// | `auth` | where the key is: `"bearer"`, `{"header": "api-key"}`, or `"none"`: none is needed | `"bearer"` |
/// | `lists_models` | whether `GET /models` is there | true |
/// | `get` | other GETs behind the base path, and their bodies | |
/// | `request_id` | header with the request's id | `x-request-id` |
/// | `answer` | put over every good answer, and the last chunk of a stream | |
/// | `usage` | further fields of `usage`: `prompt`, `completion`, `total`, `cached`, `uncached` or `reasoning`. What has a field here is not in OpenAI's own details | |
/// | `stream_usage` | where a stream's usage is: `extra_chunk` or `before_finish` (a chunk of its own behind or before the last; if it was asked for, or cannot be), `last_chunk` (beside `choices`), `last_choice` (inside) or `every_chunk` (asked for or not) | `extra_chunk` |
/// | `stream_options` | false: an unknown parameter, HTTP 400 | true |
/// | `thinking` | models that think before they answer | |
/// | `batch` | files and batches, as [`BatchService`](crate::BatchService), or the name of a known one | there is no such service |
/// | `errors` | rows of `name`, `when` (reasons to say it), `status`, `headers`, `message`, `body` | |
///
/// `{message}` in a row's body is what is said in particular, or the row's `message`. A row's `class`, `verdict`, `certain`
/// and `billed` are for others, keys that begin with `_` are notes. A reason that no row names is said as plain OpenAI says it.
#[derive(Debug, Clone, PartialEq)]
pub struct Vendor(Table);

impl Vendor {
    /// Reads a table.
    ///
    /// # Errors
    /// A sentence: a key that there is not, a value that cannot be, two rows of one name.
    pub fn read(json: &str) -> Result<Self, String> {
        let mut table: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        for row in table.get_mut("errors").and_then(Value::as_array_mut).into_iter().flatten() {
            without_notes(row);
        }
        without_notes(&mut table);
        serde_json::from_value::<Table>(table).map_err(|error| error.to_string())?.try_into()
    }

    /// Every row of the table of errors, as it is sent where nothing is said in particular.
    #[must_use]
    pub fn errors(&self) -> Vec<ErrorReply> {
        self.0.errors.iter().map(|row| row.say(None)).collect()
    }

    /// What a base url of this vendor ends with; empty, or begins with a slash.
    #[must_use]
    pub fn base_path(&self) -> &str {
        &self.0.base_path
    }

    pub(crate) const fn table(&self) -> &Table {
        &self.0
    }

    /// The row of this name.
    pub(crate) fn named(&self, name: &str) -> Option<ErrorReply> {
        self.0.errors.iter().find(|row| row.name == name).map(|row| row.say(None))
    }

    /// The row for this reason; `message` is what is said in particular.
    pub(crate) fn says(&self, why: &Refusal, message: Option<&str>) -> Option<ErrorReply> {
        let fits = |row: &&Row| row.when.iter().any(|when| when == why.reason());
        self.0.errors.iter().find(fits).map(|row| row.say(message))
    }
}

/// Takes out the keys that begin with `_`.
fn without_notes(value: &mut Value) {
    if let Some(object) = value.as_object_mut() {
        object.retain(|key, _| !key.starts_with('_'));
    }
}

impl TryFrom<Table> for Vendor {
    type Error = String;

    fn try_from(table: Table) -> Result<Self, String> {
        let paths = [("chat_path", &table.chat_path)].into_iter().chain(table.get.keys().map(|path| ("get", path)));
        for (key, path) in paths.chain((!table.base_path.is_empty()).then_some(("base_path", &table.base_path))) {
            if !path.starts_with('/') || path.ends_with('/') {
                return Err(format!("{key}: {path:?} must begin with a slash, and not end with one"));
            }
        }
        if let Some(complaint) = table.batch.as_ref().and_then(BatchService::complaint) {
            return Err(complaint);
        }
        let named = match &table.auth {
            Auth::Header(name) => vec![&table.request_id, name],
            Auth::Bearer | Auth::None => vec![&table.request_id],
        };
        if let Some(name) = named.into_iter().find(|name| HeaderName::try_from(*name).is_err()) {
            return Err(format!("{name:?} is no name of a header"));
        }
        let (mut names, mut reasons) = (BTreeSet::new(), BTreeSet::new());
        for row in &table.errors {
            row.check()?;
            if !names.insert(&row.name) {
                return Err(format!("errors: there are two rows {:?}", row.name));
            }
            if let Some(when) = row.when.iter().find(|when| !reasons.insert(*when)) {
                return Err(format!("errors: two rows are said when {when:?}"));
            }
        }
        Ok(Self(table))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(rest: &str) -> String {
        format!(r#"{{"errors":[{{"name":"a","status":402{rest}}}]}}"#)
    }

    #[test]
    fn what_cannot_be_is_said_in_a_sentence() {
        for (json, said) in [
            (r#"{"base_pth":""}"#.to_owned(), "unknown field `base_pth`"),
            (r#"{"chat_path":"chat"}"#.to_owned(), "chat_path: \"chat\" must begin with a slash"),
            (r#"{"request_id":"a b"}"#.to_owned(), "\"a b\" is no name of a header"),
            (r#"{"usage":{"x":"tokens"}}"#.to_owned(), "unknown variant `tokens`"),
            (row(r#","status_code":1"#), "unknown field `status_code`"),
            (row(r#","when":["no_money"]"#), "errors: a: \"no_money\" is no reason; there are no_key, "),
            (row(r#","headers":{"x":"a\nb"}"#), "errors: a: the header \"x\" cannot be sent"),
            (row("").replace("402", "99"), "errors: a: 99 is no HTTP status"),
            (row("").replace("}]", r#"},{"name":"a","status":400}]"#), "errors: there are two rows \"a\""),
            (
                row(r#","when":["rpm"]"#).replace("}]", r#"},{"name":"b","status":400,"when":["rpm"]}]"#),
                "errors: two rows are said when \"rpm\"",
            ),
        ] {
            let error = Vendor::read(&json).unwrap_err();
            assert!(error.contains(said) && !error.contains('\n'), "{json}: {error}");
        }
    }

    #[test]
    fn what_is_for_others_is_passed_over() {
        let json = row(
            r#","_":"note","message":"m","body":{"m":"{message}"},"class":"no_balance","verdict":{"pace":"limit"},"certain":true,"billed":false"#,
        );
        let vendor = Vendor::read(&json).unwrap();
        assert_eq!(vendor.named("a").unwrap().body, r#"{"m":"m"}"#);
        assert_eq!(vendor.base_path(), "/v1");
        assert!(vendor.says(&Refusal::NoBalance, None).is_none());
    }

    #[test]
    fn a_reason_finds_its_row_and_what_is_said_in_particular() {
        let vendor = Vendor::read(&row(r#","when":["rpm","tpm"],"message":"m","body":"{message}""#)).unwrap();
        assert_eq!(vendor.says(&Refusal::Rpm(3), Some("three")).unwrap().body, "three");
        assert_eq!(vendor.says(&Refusal::Tpm { current: 1, limit: 1 }, None).unwrap().body, "m");
    }
}

//! What is asked of a platform's Files and Batches, and what it says. Each operation is one errand; whether it is asked again
//! is decided elsewhere.

use std::fs::File;

use http::Method;
use serde_json::{Value, json};

use crate::platform::body;
use crate::platform::fault::{Class, Fault};
use crate::platform::{BatchState, FileBatches};
use crate::wire::Exchange;
use crate::wire::call::Caller;
use crate::wire::errand::{Errand, Load, Upload};

/// An operation that did not go well.
#[derive(Debug)]
pub enum Trouble {
    /// It was not done.
    Not(Fault),
    /// Nobody knows whether it was done.
    Unknown(Fault),
}

impl Trouble {
    /// Why.
    pub fn fault(&self) -> &Fault {
        match self {
            Self::Not(fault) | Self::Unknown(fault) => fault,
        }
    }

    /// Why, for good.
    pub fn into_fault(self) -> Fault {
        match self {
            Self::Not(fault) | Self::Unknown(fault) => fault,
        }
    }

    /// True if the platform says that a batch cannot be cancelled any more.
    pub fn is_too_late(&self) -> bool {
        matches!(self, Self::Not(fault) if fault.status == 400)
    }

    /// True if the platform says that there is no such thing, or that it has no such operation: not all list their files.
    pub fn is_gone(&self) -> bool {
        matches!(self, Self::Not(fault) if matches!(fault.status, 404 | 405))
    }
}

/// A batch as the platform tells it.
#[derive(Debug, Clone)]
pub struct RemoteBatch {
    /// Its id.
    pub id: String,
    /// How far it is.
    pub state: BatchState,
    /// The same in the platform's word.
    pub status: String,
    /// The file that it was made of.
    pub input: Option<String>,
    /// Where its answers are.
    pub output: Option<String>,
    /// Where its failures are.
    pub errors: Option<String>,
    /// The part that it was made for, if the platform tells what it was given.
    pub part: Option<String>,
    /// When it was made, seconds since 1970 on the platform's clock, if it says so.
    pub created_at: Option<i64>,
    /// When its window ends.
    pub expires_at: Option<i64>,
    /// Lines that came to something, and lines in all; what it says of itself is not always so.
    pub counts: Option<(u64, u64)>,
    /// Why it failed, as far as it says: a code, and words.
    pub said: Option<(String, String)>,
    /// All that it says.
    pub raw: Value,
}

/// A file at the platform.
#[derive(Debug, Clone)]
pub struct RemoteFile {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
}

/// A page of a list.
#[derive(Debug)]
pub struct Page<T> {
    /// What is on it.
    pub things: Vec<T>,
    /// The last id on it, if there are more pages.
    pub next: Option<String>,
}

/// See the module.
#[derive(Clone, Copy)]
pub struct Desk<'a> {
    /// The account.
    pub caller: &'a Caller<'a>,
    /// Its service.
    pub service: &'a FileBatches,
}

/// Under this name of its metadata a batch keeps which part it was made for.
const PART: &str = "part";

impl Desk<'_> {
    /// Asks for one batch, whichever it is: whether the service is there for this account, free of charge.
    ///
    /// # Errors
    /// Why not.
    pub async fn reach(&self) -> Result<(), Trouble> {
        self.list(&format!("{}?limit=1", self.service.batches), None, Ok).await.map(drop)
    }

    /// Sends a file.
    pub async fn upload(&self, upload: Upload) -> Result<String, Trouble> {
        let reply = self.ask(Errand::post(self.service.files.to_owned(), Load::Upload(upload))).await?;
        id_of(&reply)
    }

    /// Has a batch made of a file.
    pub async fn create(&self, file: &str, window: &str, part: &str) -> Result<RemoteBatch, Trouble> {
        let body = json!({
            "input_file_id": file, "endpoint": self.service.endpoint, "completion_window": window,
            "metadata": {PART: part},
        });
        let load = Load::Json(body.to_string().into());
        let reply = self.ask(Errand::post(self.service.batches.to_owned(), load)).await?;
        self.read(reply)
    }

    /// How a batch is.
    pub async fn batch(&self, id: &str) -> Result<RemoteBatch, Trouble> {
        let reply = self.ask(Errand::get(format!("{}/{}", self.service.batches, plain(id)))).await?;
        self.read(reply)
    }

    /// The account's batches behind one of them, the youngest first: those of other people are among them.
    pub async fn batches(&self, after: Option<&str>) -> Result<Page<RemoteBatch>, Trouble> {
        self.list(self.service.batches, after, |batch| self.read(batch)).await
    }

    /// The account's files behind one of them.
    pub async fn files(&self, after: Option<&str>) -> Result<Page<RemoteFile>, Trouble> {
        let file = |file: Value| {
            let name = file["filename"].as_str().unwrap_or_default().to_owned();
            Ok(RemoteFile { id: id_of(&file)?, name })
        };
        self.list(self.service.files, after, file).await
    }

    /// Has a batch cancelled.
    pub async fn cancel(&self, id: &str) -> Result<RemoteBatch, Trouble> {
        let path = format!("{}/{}/cancel", self.service.batches, plain(id));
        let reply = self.ask(Errand::post(path, Load::None)).await?;
        self.read(reply)
    }

    /// Brings what is in a file.
    pub async fn content(&self, id: &str, into: File) -> Result<(), Trouble> {
        let errand = Errand::get(format!("{}/{}/content", self.service.files, plain(id)));
        let exchange = self.send(Errand { into: Some(into), ..errand }).await?;
        self.refused(&exchange, false).map_or(Ok(()), Err)
    }

    /// Has a file removed.
    pub async fn delete(&self, id: &str) -> Result<(), Trouble> {
        self.ask(Errand::delete(format!("{}/{}", self.service.files, plain(id)))).await.map(drop)
    }

    /// A page; one that holds what cannot be read is none.
    async fn list<T>(
        &self,
        path: &str,
        after: Option<&str>,
        read: impl Fn(Value) -> Result<T, Trouble>,
    ) -> Result<Page<T>, Trouble> {
        let first = after.is_none();
        let path = after.map_or_else(|| path.to_owned(), |after| format!("{path}?after={}", plain(after)));
        let mut reply = self.ask(Errand::get(path)).await?;
        let Value::Array(list) = reply["data"].take() else { return Err(unreadable()) };
        let more = reply["has_more"].as_bool().unwrap_or(false);
        if more && list.is_empty() && first {
            return Err(unreadable());
        }
        let next = list.last().filter(|_| more).map(id_of).transpose()?;
        Ok(Page { things: list.into_iter().map(read).collect::<Result<_, _>>()?, next })
    }

    async fn ask(&self, errand: Errand) -> Result<Value, Trouble> {
        let makes = errand.method == Method::POST;
        let exchange = self.send(errand).await?;
        match self.refused(&exchange, makes) {
            Some(trouble) => Err(trouble),
            None => body::value(&exchange.body).ok_or_else(unreadable),
        }
    }

    async fn send(&self, errand: Errand) -> Result<Exchange, Trouble> {
        let sent = self.caller.wire.errand(errand).await;
        sent.map_err(|fault| if fault.unsent { Trouble::Not(fault) } else { Trouble::Unknown(fault) })
    }

    fn refused(&self, exchange: &Exchange, makes: bool) -> Option<Trouble> {
        let mut fault = self.caller.refused(exchange)?;
        // Who asks for a file or a batch names no model that could be missing.
        if fault.class == Class::ModelNotFound && !makes {
            fault = Fault {
                status: fault.status,
                request_id: fault.request_id,
                ..Fault::new(Class::BadRequest, fault.detail)
            };
        }
        // A gateway that gave up may have passed it on.
        let unknown = exchange.status >= 500 || matches!(exchange.status, 200..300 | 408 | 409);
        Some(if unknown { Trouble::Unknown(fault) } else { Trouble::Not(fault) })
    }

    fn read(&self, raw: Value) -> Result<RemoteBatch, Trouble> {
        let text = |name: &str| raw[name].as_str().filter(|text| !text.is_empty()).map(str::to_owned);
        let status = text("status").ok_or_else(unreadable)?;
        let counts = &raw["request_counts"];
        let came_to = counts["completed"].as_u64().zip(counts["failed"].as_u64());
        Ok(RemoteBatch {
            id: id_of(&raw)?,
            state: self.service.state(&status),
            input: text("input_file_id"),
            output: text("output_file_id"),
            errors: text("error_file_id"),
            part: raw["metadata"][PART].as_str().map(str::to_owned),
            created_at: raw["created_at"].as_i64().filter(|at| *at > 0),
            expires_at: raw["expires_at"].as_i64(),
            counts: came_to.zip(counts["total"].as_u64()).map(|((good, bad), all)| (good.saturating_add(bad), all)),
            said: said(&raw["errors"]),
            status,
            raw,
        })
    }
}

/// Why a batch failed: a text, or a list of codes and messages.
fn said(errors: &Value) -> Option<(String, String)> {
    let pair = |code: &str, message: &str| {
        (!(code.is_empty() && message.is_empty())).then(|| (code.to_owned(), message.to_owned()))
    };
    if let Some(text) = errors.as_str() {
        return pair("", text);
    }
    let first = errors["data"].as_array()?.first()?;
    let text = |name: &str| first[name].as_str().unwrap_or_default();
    pair(text("code"), text("message"))
}

fn id_of(reply: &Value) -> Result<String, Trouble> {
    let id = reply["id"].as_str().filter(|id| !id.is_empty() && plain(id) == *id);
    id.map(str::to_owned).ok_or_else(unreadable)
}

/// An id as a part of a path: one that holds anything else is none.
fn plain(id: &str) -> String {
    id.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.' | ':')).collect()
}

fn unreadable() -> Trouble {
    Trouble::Unknown(Fault::new(Class::BadJson, ""))
}

//! Calls that are no chat completion: files that come and go, and what is made of them.

use std::fs::File;
use std::path::PathBuf;

use bytes::Bytes;
use http::Method;

/// See the module.
#[derive(Debug)]
pub struct Errand {
    /// `GET`, `POST` or `DELETE`.
    pub method: Method,
    /// Below the base URL, its query included.
    pub path: String,
    /// What it carries.
    pub load: Load,
    /// Where the body of a success goes, whatever its size; without it into memory, within the bounds of a reply.
    pub into: Option<File>,
}

/// What an errand carries.
#[derive(Debug, Clone)]
pub enum Load {
    /// Nothing.
    None,
    /// An object of JSON.
    Json(Bytes),
    /// A file, as a form with the fields `purpose` and `file`.
    Upload(Upload),
}

/// A file that is sent in pieces as it is read.
#[derive(Debug, Clone)]
pub struct Upload {
    /// Where it lies.
    pub path: PathBuf,
    /// Its length in bytes.
    pub bytes: u64,
    /// What the platform is to call it: plain ASCII, no quotes.
    pub name: String,
    /// What it is for, in the platform's words.
    pub purpose: &'static str,
}

impl Errand {
    /// Asks for what lies at a path.
    #[must_use]
    pub fn get(path: String) -> Self {
        Self { method: Method::GET, path, load: Load::None, into: None }
    }

    /// Sends something to a path.
    #[must_use]
    pub fn post(path: String, load: Load) -> Self {
        Self { method: Method::POST, path, load, into: None }
    }

    /// Has what lies at a path removed.
    #[must_use]
    pub fn delete(path: String) -> Self {
        Self { method: Method::DELETE, path, load: Load::None, into: None }
    }
}

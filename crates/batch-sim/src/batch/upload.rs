//! A file that is uploaded: from the connection to the disk.

use std::io::{self, Write};

use http_body_util::BodyExt;
use hyper::body::Incoming;
use hyper::header::CONTENT_TYPE;
use hyper::http::request::Parts;

use crate::batch::file::Contents;
use crate::batch::multipart::{Multipart, Piece};
use crate::batch::refuse::No;
use crate::refusal::Refusal;
use crate::shared::Shared;

/// The longest value of a field, bytes.
const VALUE: usize = 4 << 10;

/// What was uploaded, before it is a file of the service.
pub(crate) struct Upload {
    pub name: String,
    pub purpose: String,
    pub contents: Contents,
}

/// The fields of the form, as they come.
#[derive(Default)]
struct Form {
    /// The part that comes now.
    field: String,
    name: Option<String>,
    purpose: Vec<u8>,
    bytes: u64,
}

/// Takes a form in.
pub(crate) async fn receive(shared: &Shared, head: &Parts, mut body: Incoming) -> io::Result<Result<Upload, No>> {
    let kind = head.headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let Some(mut multipart) = Multipart::new(kind) else {
        return Ok(Err(No::bad("The request must be multipart/form-data")));
    };
    let most = shared.lock().desk.service.as_ref().map_or(0, |service| service.max_bytes);
    let mut file = tempfile::tempfile()?;
    let (mut form, mut wrong) = (Form::default(), None);
    while let Some(frame) = body.frame().await {
        let Ok(bytes) = frame.map_err(io::Error::other)?.into_data() else { continue };
        // What is wrong is read to its end: who is still sending does not hear a reply.
        if wrong.is_some() {
            continue;
        }
        let fed = multipart.feed(&bytes, |piece| {
            match piece {
                Piece::Part { name, filename } => {
                    if name == "file" {
                        form.name = Some(filename.unwrap_or_default());
                    }
                    form.field = name;
                }
                Piece::Data(data) if form.field == "file" => {
                    form.bytes += data.len() as u64;
                    if form.bytes <= most {
                        file.write_all(data)?;
                    }
                }
                Piece::Data(data) if form.field == "purpose" && form.purpose.len() < VALUE => {
                    form.purpose.extend_from_slice(data);
                }
                Piece::Data(_) => {}
            }
            Ok(())
        });
        match fed {
            Err(error) if error.kind() == io::ErrorKind::InvalidData => wrong = Some(error.to_string()),
            fed => fed?,
        }
    }
    if wrong.is_none() && !multipart.is_over() {
        wrong = Some("the form has no end".to_owned());
    }
    if let Some(wrong) = wrong {
        return Ok(Err(No::bad(format!("Invalid form: {wrong}"))));
    }
    Ok(form.check(most).map(|(name, purpose)| {
        let contents = Contents::new(file, form.bytes);
        Upload { name, purpose, contents }
    }))
}

impl Form {
    fn check(&self, most: u64) -> Result<(String, String), No> {
        let purpose = String::from_utf8_lossy(&self.purpose).into_owned();
        let Some(name) = self.name.clone() else { return Err(Refusal::Missing("file").into()) };
        if purpose.is_empty() {
            return Err(Refusal::Missing("purpose").into());
        }
        if self.bytes > most {
            return Err(No::bad(format!("The file is too large: {} bytes, at most {most}", self.bytes)));
        }
        if self.bytes == 0 {
            return Err(No::bad("The file is empty"));
        }
        if purpose == "batch" && !name.ends_with(".jsonl") {
            return Err(No::bad("The file of a batch must end with .jsonl"));
        }
        Ok((name, purpose))
    }
}

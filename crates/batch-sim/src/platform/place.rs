//! Where a platform is asked: its paths, its key's header, and the header of its request ids.

use hyper::HeaderMap;
use hyper::header::AUTHORIZATION;

use super::Platform;
use crate::batch::service::BatchService;
use crate::dialect::Dialect;
use crate::table::{Auth, StreamUsage};

/// Which path a chat call came on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Chat {
    Online,
    /// Ark's batch path.
    Batch,
}

impl Platform {
    /// What a base url ends with.
    pub(crate) fn base_path(&self) -> &str {
        self.table().map_or(self.dialect.base_path(), |table| &table.base_path)
    }

    /// The rest of a path behind the base path; JieKou answers with and without `/v1` [O].
    pub(crate) fn behind_base<'a>(&self, path: &'a str) -> Option<&'a str> {
        let inner = path.strip_prefix(self.base_path())?;
        Some(if self.dialect == Dialect::JieKou { inner.strip_prefix("/v1").unwrap_or(inner) } else { inner })
    }

    /// Whether chat calls go to this path behind the base path.
    pub(crate) fn chat(&self, inner: &str) -> Option<Chat> {
        if inner == self.table().map_or("/chat/completions", |table| &table.chat_path) {
            return Some(Chat::Online);
        }
        (self.dialect == Dialect::Ark && inner == "/batch/chat/completions").then_some(Chat::Batch)
    }

    /// Its batch service of files and batches, if it has one: a vendor's by its table.
    pub(crate) fn batch_service(&self) -> Option<BatchService> {
        match (self.table(), self.dialect) {
            (Some(table), _) => table.batch.clone(),
            (None, Dialect::Kimi | Dialect::OpenAi) => BatchService::named(self.dialect.name()),
            (None, Dialect::Ark | Dialect::Baichuan | Dialect::JieKou) => None,
        }
    }

    /// Whether `GET /models` is there; Baichuan has no such list [O].
    pub(crate) fn lists_models(&self) -> bool {
        self.table().map_or(self.dialect != Dialect::Baichuan, |table| table.lists_models)
    }

    /// The key of a call, empty if there is none; `None`: no key is needed.
    pub(crate) fn key<'a>(&self, headers: &'a HeaderMap) -> Option<&'a str> {
        let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let auth = self.table().map_or(&Auth::Bearer, |table| &table.auth);
        match auth {
            Auth::Bearer => Some(said(AUTHORIZATION.as_str()).strip_prefix("Bearer ").unwrap_or_default().trim()),
            Auth::Header(name) => Some(said(name).trim()),
            Auth::None => None,
        }
    }

    /// Where the usage of a stream is, if anywhere; without being asked Kimi puts it into the last choice [O]. Vendors
    /// that have it in a chunk of the answer say it unasked, too, as those do that cannot be asked.
    pub(crate) fn stream_usage(&self, asked: bool) -> Option<StreamUsage> {
        let own = self.table().and_then(|table| Some((table.stream_usage?, table.stream_options)));
        match own {
            Some((StreamUsage::ExtraChunk | StreamUsage::BeforeFinish, true)) if !asked => None,
            Some((place, _)) => Some(place),
            None if asked => Some(StreamUsage::ExtraChunk),
            None => (self.dialect == Dialect::Kimi).then_some(StreamUsage::LastChoice),
        }
    }

    /// The header with the request's id.
    pub(crate) fn id_header(&self) -> &str {
        match self.dialect {
            Dialect::Kimi => "msh-request-id",
            Dialect::Baichuan => "x-bc-request-id",
            // Not documented for JieKou [I].
            Dialect::JieKou => "x-trace-id",
            Dialect::Ark | Dialect::OpenAi => self.table().map_or("x-request-id", |table| &table.request_id),
        }
    }
}

//! Every word that a user sees, as data: Chinese and English [Fluent](https://projectfluent.org) messages in
//! `locales/<language>/<topic>.ftl`, each of them a function of [`Words`] with its arguments.
//!
//! A sentence is one message, never put together from halves. To add one, write it in both languages (the types of its
//! arguments stand in the Chinese file, above it) and call it. Which sentence is due where more than
//! one command says it, the other modules decide.

mod access;
pub mod batch;
pub mod fault;
pub mod limiter;
pub mod money;
pub mod problem;
pub mod run;
pub mod said;
pub mod shard;
mod time;
#[allow(
    dead_code,
    missing_docs,
    clippy::all,
    clippy::uninlined_format_args,
    clippy::unwrap_used,
    clippy::expect_used,
    reason = "generated"
)]
mod messages {
    include!(concat!(env!("OUT_DIR"), "/messages.rs"));
}

use std::ops::Deref;
use std::sync::OnceLock;

pub use batch_core::base::language::{Language, UnknownLanguage};
use messages::{L10n, L10nLanguage};
pub use time::{duration, joined, tenths, whole_seconds};

/// The messages of one language: each id of `locales/` is a function here (`help-config` is `help_config()`).
pub struct Words {
    language: Language,
    messages: L10nLanguage,
}

impl Words {
    /// The words of a language; made once.
    #[must_use]
    pub fn of(language: Language) -> &'static Self {
        static CHINESE: OnceLock<Words> = OnceLock::new();
        static ENGLISH: OnceLock<Words> = OnceLock::new();
        let (once, data) = match language {
            Language::Chinese => (&CHINESE, L10n::ZhCN),
            Language::English => (&ENGLISH, L10n::En),
        };
        once.get_or_init(|| Self { language, messages: data.load() })
    }

    /// Which language it is, for what is no message: how numbers are shortened, what a page declares.
    #[must_use]
    pub fn language(&self) -> Language {
        self.language
    }
}

impl Deref for Words {
    type Target = L10nLanguage;

    fn deref(&self) -> &L10nLanguage {
        &self.messages
    }
}

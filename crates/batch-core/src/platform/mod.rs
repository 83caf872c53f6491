//! The contract: everything a vendor's crate writes.
//!
//! A platform is data (its [`Profile`]) and, where data is not enough, a few synchronous hooks. It does no I/O:
//! core sends, waits, retries and writes. How a new one is begun: `docs/new-platform.md`.

mod batch;
pub mod body;
pub mod fault;
mod fixed;
mod free;
mod limits;
mod profile;
pub mod refusal;
pub mod registry;
pub mod reply;
pub mod request;
pub mod rule;
mod shape;
pub mod wait_hint;

pub use batch::{BatchService, BatchState, FileBatches, HeldCalls};
pub use batch_sim::Dialect;
pub use free::{Balance, Held, TokenCount, TokenCountBody};
pub use limits::Limits;
pub use profile::{Charge, FileNames, Profile, Scope, VendorKey};
use serde_json::{Map, Value};
pub use shape::{Auth, RefusalAt, UsageAt};

use crate::base::problem::Bilingual;
use crate::platform::fault::{Class, Fault, Refusal};
use crate::platform::reply::{Answer, Reply};

/// One entry of `models` together with the vendor's own keys, as [`Platform::configure`] sees it.
#[derive(Debug, Clone)]
pub struct VendorModel<'a> {
    /// The configured model name.
    pub name: &'a str,
    /// The vendor keys of this entry (see [`VendorKey::per_model`]).
    pub keys: &'a Map<String, Value>,
}

/// What is wrong with a vendor key: becomes "file, line, field: what" for the user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Complaint {
    /// Field path below the config's root, for example `api_config.endpoint_id`.
    pub field: String,
    /// One sentence: what is wrong and what to do.
    pub what: Bilingual,
}

/// A platform: its profile, and hooks for what data cannot say. Only [`Platform::profile`] must be written.
///
/// A hook is for what a profile cannot say; here, a key of the vendor's own:
///
/// ```
/// use batch_core::{Bilingual, Complaint, Platform, Profile, VendorModel};
/// use serde_json::{Map, Value, json};
///
/// struct Acme {
///     profile: Profile, // with `vendor_keys: &[VendorKey { name: "region", per_model: false }]`
///     region: String,
/// }
///
/// impl Platform for Acme {
///     fn profile(&self) -> &Profile {
///         &self.profile
///     }
///
///     fn configure(&mut self, api: &Map<String, Value>, _: &[VendorModel<'_>]) -> Result<(), Complaint> {
///         let Some(region) = api.get("region") else { return Ok(()) };
///         let wrong = || Complaint { field: "api_config.region".to_owned(), what: Bilingual::new("应为字符串", "must be a string") };
///         self.region = region.as_str().ok_or_else(wrong)?.to_owned();
///         Ok(())
///     }
///
///     fn shape(&self, params: &mut Map<String, Value>) {
///         params.insert("region".to_owned(), json!(self.region));
///     }
/// }
/// ```
pub trait Platform: Send + Sync + 'static {
    /// The platform's constants.
    fn profile(&self) -> &Profile;

    /// Takes the vendor's own keys of `api_config` and of each model, checked before anything is sent.
    ///
    /// # Errors
    /// A [`Complaint`] that names the field; the run ends with exit code 2.
    fn configure(&mut self, api: &Map<String, Value>, models: &[VendorModel<'_>]) -> Result<(), Complaint> {
        let _ = (api, models);
        Ok(())
    }

    /// What is sent as `model` for a configured model name.
    fn wire_model(&self, model: &str) -> String {
        model.to_owned()
    }

    /// What is sent as `model` in held calls ([`HeldCalls`]); `None`: this model cannot be asked that way, for want of what
    /// the config would have to name.
    fn batch_model(&self, model: &str) -> Option<String> {
        Some(self.wire_model(model))
    }

    /// Lines for the banner after `API地址`, for example the endpoint in use.
    fn banner(&self) -> Vec<Bilingual> {
        Vec::new()
    }

    /// Last word on the request's parameters (everything except `messages`), once for each model.
    fn shape(&self, params: &mut Map<String, Value>) {
        let _ = params;
    }

    /// Judges a refusal that the platform's own table ([`Profile::rules`]) cannot express. Set [`Fault::certain`] only
    /// where the platform's word leaves no doubt: it is believed at once.
    fn judge(&self, refusal: &Refusal) -> Option<Fault> {
        let _ = refusal;
        None
    }

    /// Becomes the platform that the config's `platform` section describes. Only for a program that is for any platform:
    /// its profile has [`Profile::presets`].
    fn become_described(&mut self, described: Profile) {
        let _ = described;
    }

    /// Reads an HTTP 200 reply: the answer, or the named reason why it is none.
    ///
    /// # Errors
    /// The class of a reply that is no answer (empty, refused, ...).
    fn read(&self, reply: Reply) -> Result<Answer, Class> {
        reply.answer()
    }
}

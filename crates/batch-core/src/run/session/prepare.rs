//! What `run`, `plan` and `check` begin with: settings, key and prices. Sends nothing and writes nothing.

use secrecy::{ExposeSecret, SecretString};

use super::simulated;
use crate::base::problem::{Problem, ShardProblem};
use crate::job::config::{self, Origin, Overrides, Settings, ShownValue};
use crate::money::price::{self, Prices};
use crate::platform::registry::Registry;
use crate::platform::{Platform, Profile};
use crate::wire::transport::Address;

/// The simulator asks for no other.
const SIMULATED_KEY: &str = "simulated-key";

/// Everything that is known before inputs and ledger are looked at.
pub struct Prepared {
    /// True if the simulator takes the platform's place.
    pub simulated: bool,
    /// The settings, with the simulator's folders if there is one.
    pub settings: Settings,
    /// The address that conversations are known by. The simulator's port is another one each time; what it has answered
    /// stays answered.
    pub asked_at: String,
    /// The key, or why there is none.
    pub key: Result<SecretString, Problem>,
    /// The platform's models.
    pub registry: Registry,
    /// Their prices.
    pub prices: Prices,
    /// What was odd, in the order found.
    pub warnings: Vec<Problem>,
}

/// Reads the settings and what belongs to them. `simulator`: the base URL of the one that takes the platform's place.
///
/// # Errors
/// A [`Problem`] for what the user must mend.
pub fn prepare(platform: &mut dyn Platform, flags: Overrides, simulator: Option<String>) -> Result<Prepared, Problem> {
    let simulated = simulator.is_some();
    let flags = Overrides { base_url: simulator, ..flags };
    let config::Loaded { mut settings, key, mut warnings } = config::load(platform, &flags)?;
    if simulated {
        settings.output_dir = simulated::folder(&settings.output_dir);
        settings.log_file = simulated::log_file(&settings.log_file);
        let changed =
            [("base_url", &settings.base_url), ("output_dir", &settings.output_dir), ("log_file", &settings.log_file)];
        for (name, value) in changed {
            for source in settings.sources.iter_mut().filter(|source| source.name == name) {
                (source.value, source.origin) = (ShownValue::Value(value.clone()), Origin::Simulator);
            }
        }
    }
    let registry = Registry::read(platform.profile().models)?;
    warnings.extend(registry.warnings(settings.models.iter().map(config::Model::names)));
    let asked = settings.models.iter().filter_map(|model| Some((model.names(), model.asked()?)));
    warnings.extend(registry.too_long(asked));
    let prices = Prices::new(|_| &registry, &settings, &mut warnings);
    let key = if simulated { Ok(SecretString::from(SIMULATED_KEY)) } else { key };
    let asked_at = if simulated { simulated::ASKED_AT.to_owned() } else { settings.base_url.clone() };
    Ok(Prepared { simulated, settings, asked_at, key, registry, prices, warnings })
}

impl Prepared {
    /// Looks whether a shard can be worked on like this.
    ///
    /// # Errors
    /// A [`ShardProblem`] if that is for the whole job only.
    pub fn check_shard(&self, fresh: bool, batch: bool) -> Result<(), Problem> {
        match (self.settings.shard.is_whole(), fresh, batch) {
            (false, true, _) => Err(Problem::new(ShardProblem::Fresh)),
            (false, _, true) => Err(Problem::new(ShardProblem::Batch)),
            _ => Ok(()),
        }
    }

    /// True if calls carry a key.
    #[must_use]
    pub fn has_key(&self) -> bool {
        self.key.as_ref().is_ok_and(|key| !key.expose_secret().is_empty())
    }

    /// What may be spent, in the currency of the prices.
    ///
    /// # Errors
    /// A [`Problem`] if the limit could not be kept.
    pub fn limit(&self) -> Result<Option<f64>, Problem> {
        let problem = |p: Problem| match p.file {
            Some(_) => p,
            None => Problem { file: Some(self.settings.config_file.display().to_string()), ..p },
        };
        price::limit(self.settings.budget.as_ref(), &self.prices, &self.settings.models).map_err(problem)
    }
}

/// Where and as whom calls go out.
#[must_use]
pub fn address(profile: &Profile, settings: &Settings, key: &SecretString) -> Address {
    Address {
        base_url: settings.base_url.clone(),
        chat_path: profile.chat_path,
        auth: profile.auth,
        headers: profile.headers,
        refusals: profile.refusal,
        key: Some(key.clone()).filter(|key| !key.expose_secret().is_empty()),
        proxy: settings.proxy.clone(),
        keep_alive: settings.keep_alive,
        agent: format!("batch-{}/{}", profile.id, env!("CARGO_PKG_VERSION")),
        timeouts: settings.timeouts,
    }
}

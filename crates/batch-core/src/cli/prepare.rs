//! What `run`, `plan` and `check` begin with: simulator, settings, prices. Sends nothing and writes nothing.

use batch_sim::Sim;
use batch_words::Words;
use secrecy::SecretString;

use super::args::Common;
use super::simulate;
use crate::config::{self, Origin, Overrides, Settings, Shown};
use crate::error::Error;
use crate::platform::{Platform, Profile};
use crate::price::{self, Prices};
use crate::problem::Problem;
use crate::registry::Registry;
use crate::transport::Address;

/// The simulator asks for no other.
const SIMULATED_KEY: &str = "simulated-key";

/// Everything that is known before inputs and ledger are looked at.
pub struct Prepared {
    /// What everything is said in.
    pub words: &'static Words,
    /// The simulator, if it takes the platform's place; it ends with this.
    pub sim: Option<Sim>,
    /// The settings, with the simulator's folders if there is one.
    pub settings: Settings,
    /// The key, or why there is none.
    pub key: Result<SecretString, Problem>,
    /// The platform's models.
    pub registry: Registry,
    /// Their prices.
    pub prices: Prices,
    /// What was odd, in the order found.
    pub warnings: Vec<Problem>,
}

/// Reads the settings and what belongs to them.
///
/// # Errors
/// [`Error`] for what the user must mend, the simulator's own if it does not start.
pub fn prepare(words: &'static Words, platform: &mut dyn Platform, args: &Common) -> anyhow::Result<Prepared> {
    let mut flags: Overrides = args.overrides();
    let sim = if args.simulate { Some(simulate::start(words, platform.profile())?) } else { None };
    if let Some(sim) = &sim {
        simulate::redirect(&mut flags, sim);
    }
    let config::Loaded { mut settings, key, mut warnings } = config::load(platform, &flags).map_err(Error::from)?;
    if sim.is_some() {
        settings.output_dir = simulate::folder(&settings.output_dir);
        settings.log_file = simulate::log_file(&settings.log_file);
        let changed =
            [("base_url", &settings.base_url), ("output_dir", &settings.output_dir), ("log_file", &settings.log_file)];
        for (name, value) in changed {
            for source in settings.sources.iter_mut().filter(|source| source.name == name) {
                (source.value, source.origin) = (Shown::Value(value.clone()), Origin::Simulator);
            }
        }
    }
    let registry = Registry::read(platform.profile().models).map_err(Error::from)?;
    warnings.extend(registry.warnings(settings.models.iter().map(config::Model::names)));
    let prices = Prices::new(&registry, &settings, &mut warnings);
    let key = if sim.is_some() { Ok(SecretString::from(SIMULATED_KEY)) } else { key };
    Ok(Prepared { words, sim, settings, key, registry, prices, warnings })
}

impl Prepared {
    /// The address that conversations are known by. The simulator's port is another one each time; what it has answered
    /// stays answered.
    #[must_use]
    pub fn asked_at(&self) -> &str {
        if self.sim.is_some() { simulate::ASKED_AT } else { &self.settings.base_url }
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
pub fn address(profile: &Profile, settings: &Settings, key: &SecretString) -> Address {
    Address {
        base_url: settings.base_url.clone(),
        key: Some(key.clone()),
        proxy: settings.proxy.clone(),
        keep_alive: settings.keep_alive,
        agent: format!("{}/{}", super::program(profile), env!("CARGO_PKG_VERSION")),
        timeouts: settings.timeouts,
    }
}

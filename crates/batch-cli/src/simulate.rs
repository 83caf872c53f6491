//! `--simulate`: the whole job against the built-in simulator of the platform, on a free loopback port, without a key.

use std::sync::Arc;

use anyhow::Context;
use batch_core::base::error::Error;
use batch_core::base::problem::{ConfigProblem, Problem};
use batch_core::job::config;
use batch_core::platform::{Platform, Profile};
use batch_core::run::session::{self, Prepared};
use batch_sim::{Options, Sim, Vendor};
use batch_words::Words;

use super::args::Common;

/// Starts the simulator.
///
/// # Errors
/// If there is no free port.
fn start(words: &Words, profile: &Profile) -> anyhow::Result<Sim> {
    let mut options = Options::new(profile.dialect);
    // The user's own model names are rehearsed whatever they are.
    options.accept_any_model = true;
    if !profile.simulated.is_empty() {
        let bad = |reason| Problem::new(ConfigProblem::BadTable { reason }).field("platform.simulated");
        let vendor = Vendor::read(profile.simulated).map_err(|reason| Error::Setup(bad(reason)))?;
        options.vendor = Some(Arc::new(vendor));
    }
    Sim::start(options).with_context(|| words.access_simulator())
}

/// Reads the settings and what belongs to them, with the simulator in the platform's place if that is asked for; it ends with
/// what comes back.
///
/// # Errors
/// [`Error`] for what the user must mend, the simulator's own if it does not start.
pub fn prepare(words: &Words, platform: &mut dyn Platform, args: &Common) -> anyhow::Result<(Prepared, Option<Sim>)> {
    config::describe(platform, args.config.as_deref()).map_err(Error::from)?;
    let sim = if args.simulate { Some(start(words, platform.profile())?) } else { None };
    let prepared =
        session::prepare(platform, args.overrides(), sim.as_ref().map(Sim::base_url)).map_err(Error::from)?;
    Ok((prepared, sim))
}

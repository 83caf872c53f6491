//! `--simulate`: the whole job against the built-in simulator of the platform, on a free loopback port, without a key.

use std::path::Path;

use anyhow::Context;
use batch_sim::{Options, Sim};
use batch_words::Words;

use crate::config::Overrides;
use crate::platform::Profile;

/// Folder names of simulated output end with this.
const SUFFIX: &str = "_simulated";

/// Stands for the simulator's address where conversations are recognised: its port is another one each time, and what
/// it has answered stays answered.
pub const ASKED_AT: &str = "simulator";

/// Starts the simulator.
///
/// # Errors
/// If there is no free port.
pub fn start(words: &Words, profile: &Profile) -> anyhow::Result<Sim> {
    let mut options = Options::new(profile.dialect);
    // The user's own model names are rehearsed whatever they are.
    options.accept_any_model = true;
    Sim::start(options).with_context(|| words.access_simulator())
}

/// Points the settings at the simulator, except the output folder, which [`folder`] gives once it is known.
pub fn redirect(flags: &mut Overrides, sim: &Sim) {
    flags.base_url = Some(sim.base_url());
}

/// Where the simulated log goes: beside the real one, never into it.
#[must_use]
pub fn log_file(log_file: &str) -> String {
    let path = Path::new(log_file);
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let extension = path.extension().map(|e| format!(".{}", e.to_string_lossy())).unwrap_or_default();
    path.with_file_name(format!("{stem}{SUFFIX}{extension}")).to_string_lossy().into_owned()
}

/// Where simulated output goes: beside the real one, never into it.
#[must_use]
pub fn folder(output_dir: &str) -> String {
    let trimmed = output_dir.trim_end_matches(['/', '\\']);
    if Path::new(trimmed).file_name().is_none() {
        format!("{output_dir}/{SUFFIX}")
    } else {
        format!("{trimmed}{SUFFIX}")
    }
}

//! What in a config is another platform's: the address, its own name, a model. Only a warning: whoever has a gateway knows
//! better.

use std::path::Path;

use serde::Deserialize;
use url::Url;

use super::limits::is_at_home;
use super::settings::Model;
use crate::base::problem::{AccessProblem, Bilingual, Foreign, Problem};
use crate::platform::Profile;
use crate::platform::registry::{Registry, fits};

/// A platform, as `crates/platforms.json` has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Other {
    id: String,
    program: String,
    name: Bilingual,
    /// What it or its maker is called, too.
    #[serde(default)]
    also: Vec<String>,
    /// Ends of its hosts' names.
    hosts: Vec<String>,
    /// Its models' names, in which `*` stands for any text.
    models: Vec<String>,
}

/// What the platforms that a profile knows and their models are called, as answers may say it: "I am …". Shorter words than
/// four letters are left out, since they mean other things as well.
#[must_use]
pub fn names(profile: &Profile) -> Vec<String> {
    let all: Vec<Other> = serde_json::from_str(profile.others).unwrap_or_default();
    let mut names = vec![profile.id.to_owned(), profile.name.zh.to_string(), profile.name.en.to_string()];
    for Other { name, also, models, .. } in all {
        let models = models.iter().map(|glob| glob.trim_end_matches(['*', '-']).to_owned());
        names.extend([name.zh.to_string(), name.en.to_string()].into_iter().chain(also).chain(models));
    }
    names.retain(|name| name.len() >= 4);
    names
}

/// The most telling thing that is another platform's. Whoever describes a platform means whatever is described.
pub(super) fn warning(profile: &Profile, config: &Path, base_url: &str, models: &[Model]) -> Option<Problem> {
    if profile.presets.is_some() {
        return None;
    }
    let all: Vec<Other> = serde_json::from_str(profile.others).ok()?;
    let others = || all.iter().filter(|other| other.id != profile.id);
    let say = |what: Foreign, field: Option<String>, other: &Other| {
        let (platform, program, own) = (other.name.clone(), other.program.clone(), profile.program());
        let problem = Problem::in_file(config, AccessProblem::OtherPlatform { what, platform, program, own });
        Problem { field, ..problem }
    };
    let url = Url::parse(base_url).ok();
    let host = url.as_ref().and_then(Url::host_str).unwrap_or_default();
    let is_below =
        |end: &String| host.strip_suffix(end.as_str()).is_some_and(|rest| rest.is_empty() || rest.ends_with('.'));
    if let Some(other) = others().find(|other| other.hosts.iter().any(is_below)) {
        return Some(say(Foreign::Address, Some("api_config.base_url".to_owned()), other));
    }
    let name = config.file_name()?.to_string_lossy();
    if let Some(other) = others().find(|other| *name == format!("batch_config_{}.json", other.id)) {
        return Some(say(Foreign::Config, None, other));
    }
    // Elsewhere, a gateway may have anybody's models.
    let registry = Registry::read(profile.models).ok().filter(|_| is_at_home(base_url, profile.base_url))?;
    models.iter().enumerate().filter(|(_, model)| registry.of(model.names()).is_none()).find_map(|(n, model)| {
        let other = others().find(|other| other.models.iter().any(|glob| fits(glob, &model.name)))?;
        Some(say(Foreign::Model(model.name.clone()), Some(format!("models[{n}]")), other))
    })
}

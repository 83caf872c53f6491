//! Finds and reads the config file and everything around it.

use std::path::{Path, PathBuf};

use crate::base::language::Language;
use secrecy::{ExposeSecret, SecretString};

use super::environment::{Environment, LANGUAGE, Origin};
use super::layers::Builder;
use super::limiter::LIMITER;
use super::settings::{Overrides, Settings, ShownValue, Source};
use super::{Document, complain, described, endpoint, foreign, key, model_names, near};
use crate::base::problem::{ConfigProblem, InputProblem, LimiterProblem, Problem, ProblemKind};
use crate::base::shard::Shard;
use crate::platform::{Platform, Profile};
use crate::privacy;

/// Settings, key and what was odd about them.
pub struct Loaded {
    /// The settings.
    pub settings: Settings,
    /// The key, or why there is none; the banner is shown before that is said.
    pub key: Result<SecretString, Problem>,
    /// Warnings, in the order found.
    pub warnings: Vec<Problem>,
}

/// Reads the config file and everything around it.
///
/// # Errors
/// The first [`Problem`] found; nothing has been sent or written.
pub fn load(platform: &mut dyn Platform, flags: &Overrides) -> Result<Loaded, Problem> {
    let path = config_path(platform.profile(), flags.config.as_deref())?;
    let document = Document::read(&path)?;
    described::apply(platform, &document, &path)?;
    let in_file = |p: Problem| Problem { file: Some(path.display().to_string()), ..p };
    let file = complain::read(&document).map_err(in_file)?;
    let env = Environment::read(path.parent());
    // The environment's proxies may have passwords, too.
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        env.get(name).map(|(address, _)| privacy::without_userinfo(address));
    }

    let unknown = complain::unknown_keys(&document, &file, platform.profile());
    let mut warnings: Vec<Problem> = unknown.iter().cloned().map(in_file).collect();
    warnings.extend(document.decoded_from.map(|from| Problem::in_file(&path, InputProblem::Decoded { from })));
    warnings.extend(env.warnings.iter().cloned().map(Problem::new));

    let key = key::find(platform.profile(), file.api_config.as_ref().and_then(|a| a.api_key.as_deref()), &env);
    let shard = flags.shard.map_or(Ok(Shard::WHOLE), |choice| choice.shard(&env))?;
    // What has a file already does not stand in this one.
    let mut settings =
        Builder { flags, env: &env, path: &path, shard, sources: Vec::new() }.build(platform, file).map_err(|p| {
            if p.file.is_some() || stands_elsewhere(&p) {
                p
            } else {
                in_file(misspelt_first(document.placed(p), unknown))
            }
        })?;
    privacy::keep_in_address(&settings.base_url);
    warnings.extend(endpoint::warning(&settings.base_url).map(Problem::new));
    let astray = endpoint::astray(&settings.base_url, platform.profile().base_url);
    warnings.extend(astray.map(|what| in_file(Problem::new(what).field("api_config.base_url"))));
    let foreign = foreign::warning(platform.profile(), &path, &settings.base_url, &settings.models);
    warnings.extend(foreign.map(|p| Problem { line: p.field.as_deref().and_then(|f| document.line_of(f)), ..p }));
    let odd = model_names::warnings(&settings.models).into_iter();
    warnings.extend(odd.map(|p| in_file(document.placed(p))));
    if settings.limiter.as_ref().is_some_and(|limiter| limiter.budget.is_some()) && settings.budget.is_none() {
        let problem = Problem::new(LimiterProblem::NoBudget).field("limiter_budget");
        warnings.push(in_file(document.placed(problem)));
    }
    let is_set = |key: &SecretString| !key.expose_secret().is_empty();
    let set = key.as_ref().ok().filter(|(key, _)| is_set(key));
    let (shown, origin) = set.map_or(("-", Origin::Default), |(_, origin)| ("***", *origin));
    settings.sources.push(Source { name: "api_key", value: ShownValue::Value(shown.to_owned()), origin });
    Ok(Loaded { settings, key: key.map(|(key, _)| key), warnings })
}

/// True if a flag or a variable is what is wrong.
fn stands_elsewhere(problem: &Problem) -> bool {
    problem.field.as_deref().is_some_and(|field| field.starts_with("--") || field == LIMITER)
}

/// What is missing may be there under a misspelt name: that is said first.
fn misspelt_first(problem: Problem, unknown: Vec<Problem>) -> Problem {
    let nearest = |key: &Problem| match &*key.what {
        ProblemKind::Config(ConfigProblem::UnknownKey { nearest }) => nearest.clone(),
        _ => None,
    };
    let likely = unknown.iter().position(|key| problem.field.is_some() && nearest(key) == problem.field).unwrap_or(0);
    match unknown.into_iter().nth(likely) {
        Some(key) => {
            let what = ConfigProblem::Misspelt { nearest: nearest(&key), then: Box::new(problem) };
            Problem { what: Box::new(what.into()), ..key }
        }
        None => problem,
    }
}

/// Makes the platform what the config's `platform` section describes, for whoever needs it before all is loaded.
///
/// # Errors
/// A [`Problem`] if the config cannot be read, or describes no platform.
pub fn describe(platform: &mut dyn Platform, config: Option<&Path>) -> Result<(), Problem> {
    if platform.profile().presets.is_none() {
        return Ok(());
    }
    let path = config_path(platform.profile(), config)?;
    described::apply(platform, &Document::read(&path)?, &path)
}

/// True if the config says that other users of the machine may read what is written; false if there is none, or it
/// cannot be read: whoever needs it will say so.
#[must_use]
pub fn shares_files(profile: &Profile, config: Option<&Path>) -> bool {
    let document = config_path(profile, config).and_then(|path| Document::read(&path));
    document.is_ok_and(|document| document.value["shared_files"] == true)
}

/// The language that the config names, or else the environment or `.env`. What is wrong with them is said when they are
/// read.
#[must_use]
pub fn language(profile: &Profile, config: Option<&Path>) -> Option<Language> {
    let path = config_path(profile, config).ok()?;
    let document = Document::read(&path).ok();
    let named = document.and_then(|document| document.value["language"].as_str()?.parse().ok());
    named.or_else(|| Environment::read(path.parent()).get(LANGUAGE)?.0.parse().ok())
}

/// `--config`, or the platform's file in `.` or `./configs`.
fn config_path(profile: &Profile, flag: Option<&Path>) -> Result<PathBuf, Problem> {
    if let Some(path) = flag {
        return match path.exists() {
            true => Ok(path.to_owned()),
            false => Err(Problem::in_file(path, ConfigProblem::NoSuchConfig)),
        };
    }
    let name = profile.config_file();
    let configs = Path::new("configs");
    // A folder is passed by; what else is no file is named when it is read.
    [PathBuf::from(&name), configs.join(&name)].into_iter().find(|p| p.exists() && !p.is_dir()).ok_or_else(|| {
        let near = near::find(&name, &[Path::new("."), configs]);
        Problem::new(ConfigProblem::NoConfig { name, program: profile.program(), near })
    })
}

//! All settings of a run, each from the first layer that names it: flag, config, environment, `.env`, default.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::time::Duration;

use secrecy::SecretString;
use serde_json::{Map, Value};

use super::environment::{Environment, Origin};
use super::file::{ApiConfig, File, Level, ModelEntry};
use super::prices::{BudgetKeys, PriceKeys};
use super::{Document, complain, endpoint, key, ranges};
use crate::error::Problem;
use crate::platform::{Limits, Platform, Profile, VendorModel};
use crate::privacy;
use crate::registry::Registry;
use crate::request::Params;
use crate::text;
use crate::transport::Timeouts;

/// Command-line flags that stand before the config.
#[derive(Debug, Clone, Default)]
pub struct Overrides {
    /// `--config`
    pub config: Option<PathBuf>,
    /// `--output-dir`
    pub output_dir: Option<String>,
    /// `--models`
    pub models: Option<Vec<String>>,
    /// `--people`
    pub people: Option<Vec<String>>,
    /// `--prompts`, counted from 1
    pub prompts: Option<Vec<usize>>,
    /// `--concurrency`
    pub concurrency: Option<u32>,
    /// `--rpm`
    pub rpm: Option<u32>,
    /// `--tpm`
    pub tpm: Option<u64>,
    /// `--timeout`, seconds
    pub timeout: Option<f64>,
    /// `--budget`, in the currency of the platform's price data
    pub budget: Option<f64>,
    /// `--base-url` is not a flag: the simulator's address takes the config's place here.
    pub base_url: Option<String>,
}

/// One model of the run.
#[derive(Debug, Clone)]
pub struct Model {
    /// The configured name: file names and output.
    pub name: String,
    /// What each of its calls sends.
    pub params: Params,
    /// The most completion tokens that a call can be billed for, thinking included; `None`: there is no end.
    pub most_completion: Option<u64>,
    /// Tokens of prompt and answer that it can hold, if the platform's data says.
    pub context: Option<u64>,
}

impl Model {
    /// The name that is sent.
    #[must_use]
    pub fn wire(&self) -> Option<&str> {
        self.params.fields.get("model")?.as_str()
    }
}

/// One line of `plan --settings`: a setting, its value and where it came from.
#[derive(Debug, Clone)]
pub struct Source {
    /// The config's key.
    pub name: &'static str,
    /// The value as shown to the user; never the key.
    pub value: String,
    /// The layer.
    pub origin: Origin,
}

/// Everything a run needs to know.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The config file as found.
    pub config_file: PathBuf,
    /// The prompts file as written.
    pub prompts_file: String,
    /// The records folder as written.
    pub records_dir: String,
    /// The output folder as written.
    pub output_dir: String,
    /// Base URL, no slash at its end.
    pub base_url: String,
    /// The models, in the config's order.
    pub models: Vec<Model>,
    /// The config's other models, which `--models` leaves out.
    pub left_out: Vec<Model>,
    /// Only these people, if any are named.
    pub people: Option<Vec<String>>,
    /// Only these prompts (from 1), if any are named.
    pub prompts: Option<Vec<usize>>,
    /// Retries after the first attempt.
    pub max_retries: u32,
    /// Tokens an answer may have, for models without a cap of their own.
    pub max_tokens: u32,
    /// The log file.
    pub log_file: String,
    /// The log's level.
    pub log_level: Level,
    /// Limits on the calls.
    pub limits: Limits,
    /// Times allowed.
    pub timeouts: Timeouts,
    /// Money that may be spent.
    pub budget: Option<BudgetKeys>,
    /// Prices that the user knows better, by model name or glob.
    pub prices: BTreeMap<String, PriceKeys>,
    /// A proxy.
    pub proxy: Option<String>,
    /// Whether HTTP/1.1 connections may carry more than one call.
    pub keep_alive: Option<bool>,
    /// Where each setting came from.
    pub sources: Vec<Source>,
}

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
    let path = config_path(platform.profile().config_file, flags.config.as_deref())?;
    let document = Document::read(&path)?;
    let in_file = |p: Problem| Problem { file: Some(path.display().to_string()), ..p };
    let file = complain::read(&document).map_err(in_file)?;
    let env = Environment::read(path.parent());
    // The environment's proxies may have passwords, too.
    for name in ["HTTPS_PROXY", "https_proxy", "HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"] {
        env.get(name).map(|(address, _)| privacy::without_userinfo(address));
    }

    let unknown = complain::unknown_keys(&document, &file, platform.profile());
    let mut warnings: Vec<Problem> = unknown.iter().cloned().map(in_file).collect();
    warnings.extend(document.decoded_from.map(|from| Problem::in_file(&path, text::setup::decoded(from))));
    warnings.extend(env.warnings.iter().map(Problem::new));

    let key = key::find(platform.profile(), file.api_config.as_ref().and_then(|a| a.api_key.as_deref()), &env);
    let mut settings = Builder { flags, env: &env, path: &path, sources: Vec::new() }
        .build(platform, file)
        .map_err(|p| Problem { line: p.field.as_deref().and_then(|f| document.line_of(f)), ..p })
        .map_err(|p| misspelt_first(p, unknown))
        .map_err(in_file)?;
    warnings.extend(endpoint::warning(&settings.base_url).map(Problem::new));
    let (shown, origin) = key.as_ref().map_or(("-", Origin::Default), |(_, origin)| ("***", *origin));
    settings.sources.push(Source { name: "api_key", value: shown.to_owned(), origin });
    Ok(Loaded { settings, key: key.map(|(key, _)| key), warnings })
}

/// What is missing may be there under a misspelt name: that is said first.
fn misspelt_first(problem: Problem, unknown: Vec<Problem>) -> Problem {
    let meant = text::setup::unknown_key(problem.field.as_deref());
    let likely = unknown.iter().position(|key| key.what == meant).unwrap_or(0);
    match unknown.into_iter().nth(likely) {
        Some(key) => Problem { what: text::setup::moreover(&key.what, &problem), ..key },
        None => problem,
    }
}

/// True if the config says that other users of the machine may read what is written; false if there is none, or it
/// cannot be read: whoever needs it will say so.
#[must_use]
pub fn shares_files(profile: &Profile, config: Option<&Path>) -> bool {
    let document = config_path(profile.config_file, config).and_then(|path| Document::read(&path));
    document.is_ok_and(|document| document.value["shared_files"] == true)
}

/// `--config`, or the platform's file in `.` or `./configs`.
fn config_path(name: &str, flag: Option<&Path>) -> Result<PathBuf, Problem> {
    if let Some(path) = flag {
        return match path.exists() {
            true => Ok(path.to_owned()),
            false => Err(Problem::in_file(path, text::setup::no_such_config())),
        };
    }
    let places = [PathBuf::from(name), Path::new("configs").join(name)];
    // A folder is passed by; what else is no file is named when it is read.
    places.into_iter().find(|p| p.exists() && !p.is_dir()).ok_or_else(|| Problem::new(text::setup::no_config(name)))
}

struct Builder<'a> {
    flags: &'a Overrides,
    env: &'a Environment,
    path: &'a Path,
    sources: Vec<Source>,
}

impl Builder<'_> {
    /// The first layer that names the setting.
    fn pick<T: ToString>(&mut self, name: &'static str, flag: Option<T>, config: Option<T>, default: T) -> T {
        let (value, origin) = match (flag, config) {
            (Some(value), _) => (value, Origin::Flag),
            (None, Some(value)) => (value, Origin::Config),
            (None, None) => (default, Origin::Default),
        };
        self.sources.push(Source { name, value: value.to_string(), origin });
        value
    }

    /// The same for a setting that may be absent altogether.
    fn pick_optional<T: ToString>(
        &mut self,
        name: &'static str,
        flag: Option<T>,
        config: Option<T>,
        default: Option<T>,
    ) -> Option<T> {
        let origin = match (&flag, &config) {
            (Some(_), _) => Origin::Flag,
            (None, Some(_)) => Origin::Config,
            (None, None) => Origin::Default,
        };
        let value = flag.or(config).or(default);
        let shown = value.as_ref().map_or_else(|| "-".to_owned(), T::to_string);
        self.sources.push(Source { name, value: shown, origin });
        value
    }

    fn build(mut self, platform: &mut dyn Platform, file: File) -> Result<Settings, Problem> {
        let profile = platform.profile().clone();
        let flags = self.flags;
        ranges::check(&file)?;
        let api = file.api_config.unwrap_or_default();
        let base_url = self.base_url(&profile, &api)?;
        let max_tokens = self.pick("max_tokens", None, file.max_tokens, 2000);
        let extra_body = file.extra_body.unwrap_or_default();
        let shown = (!extra_body.is_empty()).then(|| Value::Object(extra_body.clone()));
        self.pick_optional("extra_body", None, shown, None);
        let defaults = Defaults {
            max_tokens,
            temperature: self.pick_optional("temperature", None, file.temperature, None),
            top_p: self.pick_optional("top_p", None, file.top_p, None),
            system_prompt: {
                // A prompt is shown to nobody but the model.
                let shown = file.system_prompt.as_ref().map(|prompt| text::plan::characters(prompt.chars().count()));
                self.pick_optional("system_prompt", None, shown, None);
                file.system_prompt
            },
            extra_body,
        };
        let (entries, others) = choose_models(file.models, flags.models.as_deref())?;
        // A fault of a model that is not asked for is said when it is.
        let left_out = models(platform, &api, others, &defaults).unwrap_or_default();
        let models = models(platform, &api, entries, &defaults)?;
        let assumed = if is_at_home(&base_url, profile.base_url) { profile.limits } else { ELSEWHERE };
        let preset = tier(profile.tiers, assumed, file.tier.as_deref())?;
        if !profile.tiers.is_empty() {
            self.pick_optional("tier", None, file.tier, None);
        }
        let limits = Limits {
            concurrency: self.pick("concurrency", flags.concurrency, file.concurrency, preset.concurrency).max(1),
            rpm: self.pick_optional("requests_per_minute", flags.rpm, file.requests_per_minute, preset.rpm),
            tpm: self.pick_optional("tokens_per_minute", flags.tpm, file.tokens_per_minute, preset.tpm),
        };
        let whole = self.pick("timeout_seconds", flags.timeout, file.timeout_seconds, 600.0);
        let timeouts = Timeouts {
            whole: seconds(whole),
            connect: seconds(self.pick("connect_timeout_seconds", None, file.connect_timeout_seconds, 15.0)),
            first_byte: seconds(self.pick("first_byte_timeout_seconds", None, file.first_byte_timeout_seconds, whole)),
            stall: seconds(self.pick("stall_timeout_seconds", None, file.stall_timeout_seconds, 60.0)),
        };
        let level = self.pick("log_level", None, file.log_level, Level::Info);
        // Read before anything else: see [`shares_files`].
        self.pick("shared_files", None, file.shared_files, false);
        Ok(Settings {
            config_file: self.path.to_owned(),
            prompts_file: self.pick("prompts_file", None, file.prompts_file, "多个Prompt.json".to_owned()),
            records_dir: self.pick("records_dir", None, file.records_dir, "测试输入问答记录".to_owned()),
            output_dir: self.pick(
                "output_dir",
                flags.output_dir.clone(),
                file.output_dir,
                profile.output_dir.to_owned(),
            ),
            base_url,
            models,
            left_out,
            people: flags.people.clone(),
            prompts: flags.prompts.clone(),
            max_retries: self.pick("max_retries", None, file.max_retries, 3),
            max_tokens,
            log_file: self.pick("log_file", None, file.log_file, profile.log_file.to_owned()),
            log_level: level,
            limits,
            timeouts,
            budget: self.pick_optional(
                "budget",
                flags.budget.map(|amount| BudgetKeys { amount, currency: None }),
                file.budget.map(|entry| entry.0),
                None,
            ),
            prices: file.prices.unwrap_or_default(),
            proxy: {
                let proxy = file.proxy.filter(|proxy| !proxy.trim().is_empty());
                self.pick_optional("proxy", None, proxy.as_deref().map(privacy::without_userinfo), None);
                proxy
            },
            keep_alive: self.pick_optional("keep_alive", None, api.keep_alive, None),
            sources: self.sources,
        })
    }

    fn base_url(&mut self, profile: &Profile, api: &ApiConfig) -> Result<String, Problem> {
        let named = api.base_url.as_deref().filter(|url| !url.trim().is_empty());
        let (url, origin, field) = match (&self.flags.base_url, named, self.env.get(profile.base_url_var)) {
            (Some(url), _, _) => (url.as_str(), Origin::Flag, "base_url"),
            (None, Some(url), _) => (url, Origin::Config, "api_config.base_url"),
            (None, None, Some((url, origin))) => (url, origin, profile.base_url_var),
            (None, None, None) => (profile.base_url, Origin::Default, "base_url"),
        };
        let url = endpoint::tidy(url).map_err(|what| Problem::new(what).field(field))?;
        self.sources.push(Source { name: "base_url", value: url.clone(), origin });
        Ok(url)
    }
}

/// What a model takes from the config's top when its own entry says nothing.
struct Defaults {
    max_tokens: u32,
    temperature: Option<f64>,
    top_p: Option<f64>,
    system_prompt: Option<String>,
    extra_body: Map<String, Value>,
}

/// The models that are wanted, and the others.
fn choose_models(
    entries: Option<Vec<ModelEntry>>,
    wanted: Option<&[String]>,
) -> Result<(Vec<ModelEntry>, Vec<ModelEntry>), Problem> {
    let entries = entries.unwrap_or_default();
    if entries.is_empty() {
        return Err(Problem::new(text::setup::no_models()).field("models"));
    }
    if let Some((n, _)) = entries.iter().enumerate().find(|(_, e)| e.own.name.trim().is_empty()) {
        return Err(Problem::new(text::setup::model_without_name()).field(format!("models[{n}]")));
    }
    let Some(wanted) = wanted else { return Ok((entries, Vec::new())) };
    let names: Vec<&str> = entries.iter().map(|e| e.own.name.as_str()).collect();
    if let Some(unknown) = wanted.iter().find(|w| !names.contains(&w.as_str())) {
        return Err(Problem::new(text::setup::unknown_choice("--models", unknown, &names)));
    }
    Ok(entries.into_iter().partition(|e| wanted.contains(&e.own.name)))
}

fn models(
    platform: &mut dyn Platform,
    api: &ApiConfig,
    entries: Vec<ModelEntry>,
    defaults: &Defaults,
) -> Result<Vec<Model>, Problem> {
    let vendor: Vec<VendorModel<'_>> =
        entries.iter().map(|e| VendorModel { name: &e.own.name, keys: &e.vendor }).collect();
    platform.configure(&api.vendor, &vendor).map_err(|c| Problem::new(c.what).field(c.field))?;
    let build = |entry: ModelEntry| {
        let own = entry.own;
        let mut extra = defaults.extra_body.clone();
        extra.extend(own.extra_body.unwrap_or_default());
        let mut params = Params::new(
            &platform.wire_model(&own.name),
            own.system_prompt.or_else(|| defaults.system_prompt.clone()).filter(|s| !s.is_empty()),
            own.max_tokens.unwrap_or(defaults.max_tokens),
            own.temperature.or(defaults.temperature),
            own.top_p.or(defaults.top_p),
            &extra,
        );
        platform.shape(&mut params.fields);
        let most_completion = params.most_completion(platform.profile().uncapped_thinking);
        Model { name: own.name, params, most_completion, context: None }
    };
    let mut models: Vec<Model> = entries.into_iter().map(build).collect();
    let registry = Registry::read(platform.profile().models)?;
    for model in &mut models {
        model.context = registry.sent(model).and_then(|entry| entry.context);
    }
    Ok(models)
}

/// What is assumed of a server that is not the platform's own: nothing but a ceiling; the rest is learned.
const ELSEWHERE: Limits = Limits { concurrency: 64, rpm: None, tpm: None };

/// True if a base URL's host is the platform's own, in whatever country: only there do the platform's limits hold.
fn is_at_home(base_url: &str, home: &str) -> bool {
    let name = |url: &str| {
        let host = url::Url::parse(url).ok()?.host_str()?.to_lowercase();
        host.rsplit_once('.').map(|(name, _)| name.to_owned())
    };
    name(base_url).is_some_and(|host| Some(host) == name(home))
}

fn tier(tiers: &[(&str, Limits)], default: Limits, wanted: Option<&str>) -> Result<Limits, Problem> {
    let Some(wanted) = wanted else { return Ok(default) };
    let names: Vec<&str> = tiers.iter().map(|(name, _)| *name).collect();
    tiers
        .iter()
        .find(|(name, _)| name.eq_ignore_ascii_case(wanted))
        .map(|(_, limits)| *limits)
        .ok_or_else(|| Problem::new(text::setup::unknown_choice("tier", wanted, &names)).field("tier"))
}

/// Seconds from a config, at most a week: longer ones overflow clocks and mean "never" anyway.
fn seconds(value: f64) -> Duration {
    Duration::from_secs_f64(value.clamp(0.001, 604_800.0))
}

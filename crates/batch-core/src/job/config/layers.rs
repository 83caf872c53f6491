//! Each setting from the first layer that names it: flag, config, environment, `.env`, default.

use std::path::Path;
use std::time::Duration;

use crate::base::language::Language;
use serde_json::Value;

use super::environment::{Environment, LANGUAGE, Origin};
use super::file::{ApiConfig, File, LanguageName, Level, StreamChoice};
use super::limiter::{LIMITER, LimiterSettings, RedisAddress, WhenAway};
use super::models::{self, Defaults};
use super::settings::{Overrides, Settings, ShownValue, Source};
use super::{endpoint, limits, ranges};
use crate::base::problem::{ConfigProblem, Found, LimiterProblem, Problem, Wanted};
use crate::base::shard::Shard;
use crate::platform::{Limits, Platform, Profile};
use crate::privacy;
use crate::wire::transport::Timeouts;

/// The layers, and what was taken from which.
pub(super) struct Builder<'a> {
    pub(super) flags: &'a Overrides,
    pub(super) env: &'a Environment,
    pub(super) path: &'a Path,
    pub(super) shard: Shard,
    pub(super) sources: Vec<Source>,
}

impl Builder<'_> {
    /// The first layer that names the setting.
    fn pick<T: ToString>(&mut self, name: &'static str, flag: Option<T>, config: Option<T>, default: T) -> T {
        let (value, origin) = match (flag, config) {
            (Some(value), _) => (value, Origin::Flag),
            (None, Some(value)) => (value, Origin::Config),
            (None, None) => (default, Origin::Default),
        };
        self.sources.push(Source { name, value: ShownValue::Value(value.to_string()), origin });
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
        self.sources.push(Source { name, value: ShownValue::Value(shown), origin });
        value
    }

    /// All settings.
    ///
    /// # Errors
    /// The first [`Problem`] found.
    pub(super) fn build(mut self, platform: &mut dyn Platform, file: File) -> Result<Settings, Problem> {
        let profile = platform.profile().clone();
        let flags = self.flags;
        ranges::check(&file)?;
        let limiter = self.limiter(&file)?;
        let api = file.api_config.unwrap_or_default();
        if profile.presets.is_some() {
            self.pick("platform", None, file.platform.as_ref().map(|_| profile.id), profile.id);
            self.pick("chat_path", None, None, profile.chat_path);
        }
        let base_url = self.base_url(&profile, &api)?;
        let max_tokens = self.pick("max_tokens", None, file.max_tokens, 2000);
        let extra_body = file.extra_body.unwrap_or_default();
        let shown = (!extra_body.is_empty()).then(|| Value::Object(privacy::guarded_fields(&extra_body)));
        self.pick_optional("extra_body", None, shown, None);
        let defaults = Defaults {
            max_tokens,
            temperature: self.pick_optional("temperature", None, file.temperature, None),
            top_p: self.pick_optional("top_p", None, file.top_p, None),
            system_prompt: {
                // A prompt is shown to nobody but the model.
                self.pick_optional("system_prompt", None, file.system_prompt.as_ref().map(|_| ""), None);
                if let (Some(prompt), Some(source)) = (&file.system_prompt, self.sources.last_mut()) {
                    source.value = ShownValue::Characters(prompt.chars().count());
                }
                file.system_prompt
            },
            extra_body,
            stream: self.pick("stream", None, file.stream, StreamChoice::Auto),
        };
        let (entries, others) = models::choose(file.models, flags.models.as_deref())?;
        // A fault of a model that is not asked for is said when it is.
        let left_out = models::build(platform, &api, others, &defaults).unwrap_or_default();
        let models = models::build(platform, &api, entries, &defaults)?;
        let preset = limits::preset(&profile, &base_url, flags.base_url.is_some(), file.tier.as_deref())?;
        if !profile.tiers.is_empty() {
            self.pick_optional("tier", None, file.tier, None);
        }
        let shard = self.shard;
        self.pick("shard", flags.shard.map(|_| shard), None, Shard::WHOLE);
        let account = Limits {
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
        // Both are read before anything else: see [`shares_files`] and [`language`].
        self.language(file.language)?;
        self.pick("shared_files", None, file.shared_files, false);
        Ok(Settings {
            config_file: self.path.to_owned(),
            prompts_file: self.pick("prompts_file", None, file.prompts_file, "多个Prompt.json".to_owned()),
            records_dir: self.pick("records_dir", None, file.records_dir, "测试输入问答记录".to_owned()),
            output_dir: self.pick("output_dir", flags.output_dir.clone(), file.output_dir, profile.output_dir()),
            base_url,
            models,
            left_out,
            people: flags.people.clone(),
            prompts: flags.prompts.clone(),
            max_retries: self.pick("max_retries", None, file.max_retries, 3),
            max_tokens,
            log_file: shard.named(&self.pick("log_file", None, file.log_file, profile.log_file())),
            log_level: level,
            account,
            shard,
            // Who is granted calls needs no part of its own.
            limits: if limiter.is_some() { account } else { account.share(shard) },
            timeouts,
            budget: self.pick_optional("budget", flags.budget.clone(), file.budget.map(|entry| entry.0), None),
            prices: file.prices.unwrap_or_default(),
            batch: file.batch.unwrap_or_default(),
            limiter,
            proxy: {
                let proxy = file.proxy.filter(|proxy| !proxy.trim().is_empty());
                self.pick_optional("proxy", None, proxy.as_deref().map(privacy::without_userinfo), None);
                proxy
            },
            keep_alive: self.pick_optional("keep_alive", None, api.keep_alive, None),
            sources: self.sources,
        })
    }

    fn language(&mut self, named: Option<LanguageName>) -> Result<(), Problem> {
        let (language, origin) = match (self.flags.language, named, self.env.get(LANGUAGE)) {
            (Some(language), ..) => (language, Origin::Flag),
            (None, Some(named), _) => (named.into(), Origin::Config),
            (None, None, Some((text, origin))) => {
                let found = Some(Found::Text(privacy::guarded(text).chars().take(20).collect()));
                let wrong = ConfigProblem::WrongType { wanted: Wanted::Language, found };
                let file = (origin == Origin::DotEnv).then(|| ".env".to_owned());
                (text.parse().map_err(|_| Problem { file, ..Problem::new(wrong).field(LANGUAGE) })?, origin)
            }
            (None, None, None) => (Language::default(), Origin::Default),
        };
        self.sources.push(Source { name: "language", value: ShownValue::Value(language.name().to_owned()), origin });
        Ok(())
    }

    fn base_url(&mut self, profile: &Profile, api: &ApiConfig) -> Result<String, Problem> {
        let named = api.base_url.as_deref().filter(|url| !url.trim().is_empty());
        let (url, origin, field) = match (&self.flags.base_url, named, self.env.get(profile.base_url_var)) {
            (Some(url), _, _) => (url.as_str(), Origin::Flag, "base_url"),
            (None, Some(url), _) => (url, Origin::Config, "api_config.base_url"),
            (None, None, Some((url, origin))) => (url, origin, profile.base_url_var),
            (None, None, None) if profile.presets.is_some() => (profile.base_url, Origin::Default, "platform.base_url"),
            (None, None, None) => (profile.base_url, Origin::Default, "base_url"),
        };
        let url = endpoint::tidy(url).map_err(|what| Problem::new(what).field(field))?;
        self.sources.push(Source { name: "base_url", value: ShownValue::Value(url.clone()), origin });
        Ok(url)
    }

    /// The limiter that processes share.
    fn limiter(&mut self, file: &File) -> Result<Option<LimiterSettings>, Problem> {
        let away = match file.limiter_away.as_deref() {
            None => Ok(WhenAway::Pause),
            Some("share") if self.shard.of() > 1 => Ok(WhenAway::Share(u32::from(self.shard.of()))),
            Some(away) => away.parse(),
        };
        let away = away.map_err(|what: LimiterProblem| Problem::new(what).field("limiter_away"))?;
        let named = file.limiter.as_deref().filter(|url| !url.trim().is_empty());
        let (url, origin, field) = match (&self.flags.limiter, named, self.env.get(LIMITER)) {
            (Some(url), ..) => (url.as_str(), Origin::Flag, "--limiter"),
            (None, Some(url), _) => (url, Origin::Config, "limiter"),
            (None, None, Some((url, origin))) => (url, origin, LIMITER),
            (None, None, None) => return Ok(None),
        };
        let address: RedisAddress = url.parse().map_err(|what: LimiterProblem| Problem::new(what).field(field))?;
        let budget = file.limiter_budget.clone().filter(|name| !name.trim().is_empty());
        let mut show =
            |name, value, origin| self.sources.push(Source { name, value: ShownValue::Value(value), origin });
        show("limiter", address.to_string(), origin);
        show("limiter_away", away.to_string(), file.limiter_away.as_ref().map_or(Origin::Default, |_| Origin::Config));
        if let Some(name) = &budget {
            show("limiter_budget", privacy::guarded(name), Origin::Config);
        }
        Ok(Some(LimiterSettings { address, away, budget }))
    }
}

/// Seconds from a config, at most a week: longer ones overflow clocks and mean "never" anyway.
fn seconds(value: f64) -> Duration {
    Duration::from_secs_f64(value.clamp(0.001, 604_800.0))
}

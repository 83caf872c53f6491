//! The banner and the settings, as the manual prints them.

use batch_core::job::config::{Origin, Settings};
use batch_core::platform::{Limits, Profile};
use batch_core::run::batch::Order;
use batch_words::Words;
use batch_words::joined;
use batch_words::problem::bilingual;

/// Above and below what stands out.
pub(super) const RULE: &str = "================================================================================";

/// What stands above a run. `extra`: the platform's own lines; `asks`: whether anything may be sent.
pub(super) fn banner(
    words: &Words,
    profile: &Profile,
    settings: &Settings,
    extra: &[String],
    simulated: bool,
    lane: &Lane<'_>,
    asks: bool,
) -> String {
    let models: Vec<&str> = settings.models.iter().map(|m| m.name.as_str()).collect();
    let mut lines = vec![
        String::new(),
        RULE.to_owned(),
        words.run_banner_title(bilingual(words, profile.title())),
        RULE.to_owned(),
        String::new(),
    ];
    if simulated {
        lines.extend([words.run_banner_simulated(), String::new()]);
    }
    lines.push(words.run_banner_settings());
    lines.push(words.run_banner_config(settings.config_file.display().to_string()));
    lines.push(words.run_banner_address(&settings.base_url));
    lines.extend(extra.iter().map(|line| format!("  {line}")));
    lines.push(words.run_banner_prompts(&settings.prompts_file));
    lines.push(words.run_banner_records(&settings.records_dir));
    lines.push(words.run_banner_output(&settings.output_dir));
    lines.push(words.run_banner_models(models.join(", ")));
    lines.push(words.run_banner_retries(settings.max_retries));
    lines.push(words.run_banner_tokens(settings.max_tokens));
    lines.extend(lane.lines(words, settings));
    if let Some(limiter) = &settings.limiter {
        // Who asks nothing asks it for nothing.
        lines.extend(asks.then(|| words.limiter_banner(limiter.address.to_string())));
    } else if !settings.shard.is_whole() {
        lines.push(shard(words, settings));
    }
    lines.push(String::new());
    joined(&lines)
}

/// By which way conversations go first.
pub(super) enum Lane<'a> {
    /// By calls.
    Online,
    /// To the batch service in files.
    Files(&'a Order),
    /// By held calls.
    Held {
        order: &'a Order,
        /// In force, and where nobody says anything.
        limits: Limits,
        usual: Limits,
    },
}

impl Lane<'_> {
    /// How much at a time, and whence each limit is.
    fn lines(&self, words: &Words, settings: &Settings) -> Vec<String> {
        let is_set = |name: &str| {
            let source = settings.sources.iter().find(|source| source.name == name);
            source.is_some_and(|source| source.origin != Origin::Default)
        };
        let set = ["concurrency", "requests_per_minute", "tokens_per_minute"].map(is_set);
        let online = || limits(words, settings.limits, set);
        let (first, order) = match self {
            Self::Online => return vec![online()],
            Self::Files(order) => (words.run_banner_parts(order.parts, order.lines), order),
            Self::Held { order, limits: held, usual } => {
                let set = [held.concurrency != usual.concurrency, held.rpm != usual.rpm, held.tpm != usual.tpm];
                (limits(words, *held, set), order)
            }
        };
        std::iter::once(first).chain(order.ends_online().then(online)).collect()
    }
}

fn limits(words: &Words, limits: Limits, [calls_set, rpm_set, tpm_set]: [bool; 3]) -> String {
    let Limits { concurrency, rpm, tpm } = limits;
    words.run_banner_limits(
        concurrency,
        calls_set,
        rpm.is_some(),
        rpm.unwrap_or_default(),
        rpm_set,
        tpm.is_some(),
        tpm.unwrap_or_default(),
        tpm_set,
    )
}

/// Which part of the job it is, and what the whole account has.
fn shard(words: &Words, settings: &Settings) -> String {
    let Limits { concurrency, rpm, tpm } = settings.account;
    let of = u32::from(settings.shard.of());
    let (rpm_known, tpm_known) = (rpm.is_some(), tpm.is_some());
    let (rpm, tpm) = (rpm.unwrap_or_default(), tpm.unwrap_or_default());
    words.shard_banner(settings.shard.to_string(), of, concurrency, rpm_known, rpm, tpm_known, tpm)
}

//! The banner and the settings, as the manual prints them.

use batch_core::job::config::{Origin, Settings};
use batch_core::platform::{Limits, Profile};
use batch_words::Words;
use batch_words::joined;
use batch_words::problem::bilingual;

/// Above and below what stands out.
pub(super) const RULE: &str = "================================================================================";

/// What stands above a run. `extra`: the platform's own lines.
pub(super) fn banner(
    words: &Words,
    profile: &Profile,
    settings: &Settings,
    extra: &[String],
    simulated: bool,
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
    lines.push(limits(words, settings));
    if !settings.shard.is_whole() {
        lines.push(shard(words, settings));
    }
    lines.push(String::new());
    joined(&lines)
}

/// The limits in force, and whence each is.
fn limits(words: &Words, settings: &Settings) -> String {
    let is_set = |name: &str| {
        let source = settings.sources.iter().find(|source| source.name == name);
        source.is_some_and(|source| source.origin != Origin::Default)
    };
    let Limits { concurrency, rpm, tpm } = settings.limits;
    words.run_banner_limits(
        concurrency,
        is_set("concurrency"),
        rpm.is_some(),
        rpm.unwrap_or_default(),
        is_set("requests_per_minute"),
        tpm.is_some(),
        tpm.unwrap_or_default(),
        is_set("tokens_per_minute"),
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

//! Help: what every command and argument is for, in the user's language.

use batch_words::Words;
use clap::Command;
use clap::error::{ContextKind, ContextValue};

/// The command line's definition with all its words.
#[must_use]
pub fn told(words: &Words, command: Command, program: &str, config: &str) -> Command {
    let usage = words.help_usage("{name}");
    arguments(words, "", command)
        .about(words.help_about())
        .after_help(words.help_after(program, config))
        .help_template(format!("{{about}}\n\n{usage}\n\n{{all-args}}{{after-help}}\n"))
        .subcommand_help_heading(words.help_commands())
        .mut_subcommands(|sub| {
            let name = sub.get_name().to_owned();
            let sub = sub.mut_subcommands(|task| match about(words, &format!("{name} {}", task.get_name())) {
                Some(about) => arguments(words, &name, task).about(about),
                None => task,
            });
            let sub = sub.subcommand_help_heading(words.help_commands());
            let usage = words.help_usage_of_command("{usage}");
            let sub = arguments(words, &name, sub).help_template(format!("{{about}}\n\n{usage}\n\n{{all-args}}\n"));
            match about(words, &name) {
                Some(about) => sub.about(about),
                None => sub,
            }
        })
}

fn arguments(words: &Words, command: &str, definition: Command) -> Command {
    definition.mut_args(|arg| {
        let arg = arg.help_heading(words.help_options());
        match argument(words, command, arg.get_id().as_str()) {
            Some(help) => arg.help(help),
            None => arg,
        }
    })
}

/// What a command does.
fn about(words: &Words, command: &str) -> Option<String> {
    Some(match command {
        "run" => words.help_run(),
        "finish" => words.help_finish(),
        "status" => words.help_status(),
        "batch" => words.help_batch(),
        "batch submit" => words.help_batch_submit(),
        "batch fetch" => words.help_batch_fetch(),
        "batch status" => words.help_batch_status(),
        "batch cancel" => words.help_batch_cancel(),
        "check" => words.help_check(),
        "plan" => words.help_plan(),
        "report" => words.help_report(),
        "rate" => words.help_rate(),
        "export" => words.help_export(),
        "agreement" => words.help_agreement(),
        "init" => words.help_init(),
        "completions" => words.help_completions(),
        "man" => words.help_man(),
        _ => return None,
    })
}

/// What an argument of a command is for.
fn argument(words: &Words, command: &str, id: &str) -> Option<String> {
    Some(match (command, id) {
        ("batch", "leftovers") => words.help_leftovers(),
        ("batch", "deadline") => words.help_deadline(),
        ("batch", "keep_remote") => words.help_keep_remote(),
        ("check", "spend") => words.help_spend(),
        ("plan", "settings") => words.help_settings(),
        ("plan", "ask") => words.help_ask(),
        ("status", "failed") => words.help_failed(),
        ("report" | "export" | "rate", "dirs") => words.help_dirs(),
        ("report", "output") => words.help_report_output(),
        ("report", "ratings") => words.help_ratings(),
        ("report", "without_records") => words.help_without_records(),
        ("report", "sample") => words.help_report_sample(),
        ("rate", "output") => words.help_rate_output(),
        ("rate", "format") => words.help_rate_format(),
        ("rate", "criteria") => words.help_criteria(),
        ("rate", "seed") => words.help_seed(),
        ("rate", "sample") => words.help_sample(),
        ("agreement", "files") => words.help_agreement_files(),
        ("agreement", "dirs") => words.help_agreement_dirs(),
        ("agreement", "output") => words.help_agreement_output(),
        ("export", "format") => words.help_format(),
        ("export", "shape") => words.help_shape(),
        ("export", "output") => words.help_export_output(),
        ("completions", "shell") => words.help_shell(),
        ("man", "of") => words.help_man_of(),
        (_, "config") => words.help_config(),
        (_, "models") => words.help_models(),
        (_, "people") => words.help_people(),
        (_, "prompts") => words.help_prompts(),
        (_, "concurrency") => words.help_concurrency(),
        (_, "rpm") => words.help_rpm(),
        (_, "tpm") => words.help_tpm(),
        (_, "timeout") => words.help_timeout(),
        (_, "shard") => words.help_shard(),
        (_, "offline_limit") => words.help_offline_limit(),
        (_, "budget") => words.help_budget(),
        (_, "limiter") => words.help_limiter(),
        (_, "output_dir") => words.help_output_dir(),
        (_, "simulate") => words.help_simulate(),
        (_, "fresh") => words.help_fresh(),
        (_, "quiet") => words.help_quiet(),
        (_, "json") => words.help_json(),
        (_, "lang") => words.help_lang(),
        (_, "events") => words.help_events(),
        (_, "help") => words.help_help(),
        (_, "version") => words.help_version(),
        _ => return None,
    })
}

/// The command that other programs have for `--help`.
pub const COMMAND: &str = "help";

/// True if a command line was not understood because it asks for help in those words.
#[must_use]
pub fn is_wanted(e: &clap::Error) -> bool {
    let is_it = |kind| matches!(e.get(kind), Some(ContextValue::String(text)) if text == COMMAND);
    is_it(ContextKind::InvalidSubcommand) || is_it(ContextKind::InvalidArg)
}

#[cfg(test)]
mod tests {
    use batch_words::Language;
    use clap::CommandFactory;

    use super::*;
    use crate::args::Args;

    fn is_chinese(text: &str) -> bool {
        text.contains(
            |c: char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'),
        )
    }

    /// Every command with what its help is made of.
    fn commands(words: &Words) -> Vec<Command> {
        let top = told(words, Args::command().name("batch-x"), "batch-x", "batch_config_x.json");
        let subs = top.get_subcommands().cloned().collect::<Vec<_>>();
        std::iter::once(top).chain(subs).collect()
    }

    #[test]
    fn every_command_and_argument_has_its_help_in_both_languages() {
        for language in Language::ALL {
            let words = Words::of(language);
            for (n, command) in commands(words).iter().enumerate() {
                let name = if n == 0 { "" } else { command.get_name() };
                let said = if n == 0 { Some(words.help_about()) } else { about(words, name) };
                assert_eq!(command.get_about().map(ToString::to_string), said.clone(), "{name}");
                assert!(said.is_some() && command.get_long_about().is_none(), "{name}");
                for arg in command.get_arguments() {
                    let (id, said) = (arg.get_id(), argument(words, name, arg.get_id().as_str()));
                    assert_eq!(arg.get_help().map(ToString::to_string), said.clone(), "{name} {id}");
                    assert!(said.is_some() && arg.get_long_help().is_none(), "{name} {id}");
                }
            }
        }
    }

    #[test]
    fn english_help_has_no_chinese_and_the_other_way_round() {
        for (language, chinese) in [(Language::Chinese, true), (Language::English, false)] {
            let mut top = told(Words::of(language), Args::command().name("batch-x"), "batch-x", "batch_config_x.json");
            top.build();
            let mut helps = vec![(String::new(), top.render_long_help().to_string())];
            for sub in top.get_subcommands_mut() {
                helps.push((sub.get_name().to_owned(), sub.render_long_help().to_string()));
                helps.push((sub.get_name().to_owned(), sub.render_help().to_string()));
            }
            for (name, help) in helps {
                assert_eq!(is_chinese(&help), chinese, "{name}: {help}");
            }
        }
    }
}

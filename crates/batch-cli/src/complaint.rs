//! What is wrong with a command line, in one sentence of ours in the user's language.

use std::ffi::OsString;

use batch_results::rating::blind::MOST_SEED;
use batch_words::Words;
use clap::error::{ContextKind, ContextValue, ErrorKind};

/// What Word and Chinese keyboards put in the place of `-`.
const DASHES: [char; 7] = ['—', '–', '－', '―', '‐', '‑', '−'];

/// What an argument takes, by the name that clap gives it: `--rpm <N>`.
fn expected(words: &Words, argument: &str) -> Option<String> {
    Some(match argument.split([' ', '=']).next().unwrap_or_default() {
        "--prompts" => words.help_expected_prompts(),
        "--concurrency" => words.help_expected_concurrency(),
        "--rpm" | "--tpm" | "--sample" => words.help_expected_whole(),
        "--seed" => words.help_expected_seed(MOST_SEED.to_string()),
        "--timeout" | "--offline-limit" => words.help_expected_seconds(),
        "--budget" => words.help_expected_budget(),
        "--shard" => words.help_expected_shard(),
        "--deadline" => words.help_expected_deadline(),
        "--leftovers" => words.help_expected_leftovers(),
        "--lang" => words.help_expected_lang(),
        "<FILE>..." => words.help_agreement_files(),
        "<SHELL>" => words.help_shell(),
        _ => return None,
    })
}

/// clap's complaint in one sentence of ours.
#[must_use]
pub fn complaint(words: &Words, e: &clap::Error) -> String {
    let get = |kind: ContextKind| match e.get(kind) {
        Some(ContextValue::String(text)) => text.clone(),
        Some(ContextValue::Strings(texts)) => texts.join(&words.list_separator()),
        _ => String::new(),
    };
    let unknown = |what: ContextKind, nearest: ContextKind| match get(nearest).as_str() {
        "" => words.help_unknown(get(what)),
        nearest => words.help_unknown_near(get(what), nearest),
    };
    let argument = get(ContextKind::InvalidArg);
    let config = [get(ContextKind::InvalidSubcommand), argument.clone()].into_iter();
    if let Some(file) = config.filter(|text| !text.starts_with('-')).find(|text| text.to_lowercase().ends_with(".json"))
    {
        return words.help_config_by_flag(file);
    }
    match e.kind() {
        ErrorKind::UnknownArgument => unknown(ContextKind::InvalidArg, ContextKind::SuggestedArg),
        ErrorKind::InvalidSubcommand => unknown(ContextKind::InvalidSubcommand, ContextKind::SuggestedSubcommand),
        ErrorKind::InvalidValue | ErrorKind::ValueValidation | ErrorKind::TooFewValues | ErrorKind::NoEquals => {
            match get(ContextKind::InvalidValue).as_str() {
                "" => words.help_no_value(argument),
                value => {
                    let listed = Some(get(ContextKind::ValidValue)).filter(|listed| !listed.is_empty());
                    match listed.or_else(|| expected(words, &argument)) {
                        Some(expected) => words.help_bad_value_but(argument, value, expected),
                        None => words.help_bad_value(argument, value),
                    }
                }
            }
        }
        ErrorKind::ArgumentConflict => words.help_repeated(argument),
        ErrorKind::TooManyValues => words.help_takes_no_value(argument),
        ErrorKind::MissingRequiredArgument => match expected(words, &argument) {
            Some(expected) => words.help_missing_but(argument, expected),
            None => words.help_missing(argument),
        },
        _ => words.help_incomplete(),
    }
}

/// An option behind a dash that is none of a command line's.
#[must_use]
pub fn dashed(words: &Words, args: &[OsString]) -> Option<String> {
    args.iter().skip(1).find_map(|arg| {
        let arg = arg.to_str()?;
        let name = arg.trim_start_matches(|c| c == '-' || DASHES.contains(&c));
        let dash = arg.chars().find(|c| DASHES.contains(c)).filter(|_| name.len() < arg.len())?;
        let is_behind = arg.find(dash)? < arg.len() - name.len();
        let is_option = name.starts_with(|c: char| c.is_ascii_alphabetic()) && is_behind;
        let meant = if name.len() == 1 { "-" } else { "--" };
        is_option.then(|| words.help_dash(arg, dash.to_string(), format!("{meant}{name}")))
    })
}

#[cfg(test)]
mod tests {
    use batch_words::Language;
    use clap::CommandFactory;

    use super::*;
    use crate::args::Args;
    use crate::help::told;

    fn is_chinese(text: &str) -> bool {
        text.contains(
            |c: char| matches!(c, '\u{3000}'..='\u{303f}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}'),
        )
    }

    #[test]
    fn complaints_are_ours() {
        let said = |language, line: &str| {
            let words = Words::of(language);
            let command = told(words, Args::command().name("batch-x"), "batch-x", "c.json");
            complaint(words, &command.try_get_matches_from(line.split(' ')).unwrap_err())
        };
        for line in [
            "x --modles a",
            "x rnu",
            "x --zzz",
            "x --rpm",
            "x --rpm 0",
            "x --budget -1",
            "x --simulate=true",
            "x agreement",
            "x rate --sample sixty",
            "x --fresh --fresh",
            "x man a b",
        ] {
            let [zh, en] = Language::ALL.map(|language| said(language, line));
            assert!(is_chinese(&zh) && zh.contains("--help"), "{line}: {zh}");
            assert!(!is_chinese(&en) && en.contains("--help"), "{line}: {en}");
        }
        assert_eq!(
            said(Language::English, "x --modles a"),
            "there is no option or command --modles; did you mean --models? See --help"
        );
        assert_eq!(
            said(Language::English, "x --rpm 0"),
            "--rpm <N> cannot be \"0\"; give a whole number, 1 or more. See --help"
        );
        for (line, part) in [
            ("x --prompts a", "例如 1,3 或 1-3"),
            ("x --budget 二十", "例如 20 或 20元"),
            ("x --concurrency 0", "1 到 1024"),
            ("x --timeout 10m", "秒数"),
            ("x --lang fr", "zh 或 en"),
            ("x export -f word", "csv、xlsx、jsonl、md"),
            ("x completions dos", "bash、zsh"),
            ("x config.json", "--config config.json"),
            ("x --budget -5", "--budget <N> 的值 \"-5\" 不能使用，应为 大于 0 的金额"),
            ("x --budget -5元", "大于 0 的金额"),
            ("x rate --seed -1", "--seed <N> 的值 \"-1\" 不能使用，应为 0 到 9007199254740991 的整数"),
            ("x rate --sample 0", "应为 大于 0 的整数"),
            ("x report --sample 六十", "应为 大于 0 的整数"),
            ("x --concurrency -1", "1 到 1024"),
            ("x --prompts -1", "例如 1,3 或 1-3"),
            ("x --simulate=true", "--simulate 后面不写值"),
            ("x agreement", "缺少 <FILE>...：评分者保存的评分文件"),
            ("x completions", "缺少 <SHELL>：bash、zsh"),
            ("x plan Config.JSON", "--config Config.JSON"),
        ] {
            assert!(said(Language::Chinese, line).contains(part), "{line}: {}", said(Language::Chinese, line));
        }
    }

    #[test]
    fn a_dash_of_words_is_named_with_the_right_one() {
        let said = |arg: &str| {
            let args = ["x".into(), "rate".into(), arg.into()];
            Language::ALL.map(|language| dashed(Words::of(language), &args))
        };
        for (arg, meant) in [
            ("—simulate", "--simulate"),
            ("–simulate", "--simulate"),
            ("——simulate", "--simulate"),
            ("-–q", "-q"),
            ("－－budget=20", "--budget=20"),
        ] {
            for said in said(arg) {
                assert!(said.as_deref().is_some_and(|said| said.ends_with(meant) && said.contains(arg)), "{said:?}");
            }
        }
        for arg in ["--simulate", "-q", "患者—甲", "—", "output—a", "——张三"] {
            assert_eq!(said(arg), [None, None], "{arg}");
        }
    }
}

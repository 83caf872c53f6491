//! Sentences about what the user must mend.

use batch_core::base::amount::HIGHEST;
use batch_core::base::error::Error;
use batch_core::base::problem::{
    ConfigProblem, FileProblem, Found, Going, InputProblem, JsonKind, Misread, MoneyProblem, NearConfig, OddModel,
    Other, Problem, ProblemKind, Unread, Wanted,
};
use batch_core::privacy;

use crate::Words;
use crate::access;
use crate::batch;
use crate::limiter;
pub use crate::said::bilingual;
use crate::said::{self, shown, visible};
use crate::shard;

/// Choices that are named one by one.
const MOST_CHOICES: usize = 20;

/// Where it is, what is wrong and what to do: one line, whatever names and values stand in it.
#[must_use]
pub fn sentence(words: &Words, problem: &Problem) -> String {
    let what = what(words, &problem.what);
    let line = problem.line.map(|line| line as u64);
    privacy::line(&match (problem.file.as_deref(), line, problem.field.as_deref()) {
        (None, None, None) => what,
        (Some(file), None, None) => words.place_file(file, what),
        (Some(file), Some(line), None) => words.place_file_line(file, line, what),
        (Some(file), None, Some(field)) => words.place_file_field(file, field, what),
        (Some(file), Some(line), Some(field)) => words.place_file_line_field(file, line, field, what),
        (None, Some(line), None) => words.place_line(line, what),
        (None, Some(line), Some(field)) => words.place_line_field(line, field, what),
        (None, None, Some(field)) => words.place_field(field, what),
    })
    .into_owned()
}

/// Why a command did not do its work.
#[must_use]
pub fn error(words: &Words, error: &Error) -> String {
    match error {
        Error::Setup(problem) | Error::Disk(problem) => sentence(words, problem),
        Error::Locked { folder, owner, wanted, held } if !(wanted.is_whole() && held.is_whole()) => {
            shard::locked(words, &shown(folder), owner, *wanted, *held)
        }
        Error::Interrupted => words.limiter_interrupted(),
        Error::Locked { folder, owner, .. } if owner.is_empty() => words.run_locked_just_now(shown(folder)),
        Error::Locked { folder, owner, .. } => words.run_locked(shown(folder), owner),
    }
}

/// What is wrong, without where it is.
#[must_use]
pub fn what(words: &Words, what: &ProblemKind) -> String {
    match what {
        ProblemKind::Config(problem) => config(words, problem),
        ProblemKind::Access(problem) => access::sentence(words, problem),
        ProblemKind::Input(problem) => input(words, problem),
        ProblemKind::Money(problem) => money(words, problem),
        ProblemKind::File(problem) => file(words, problem),
        ProblemKind::Batch(problem) => batch::sentence(words, problem),
        ProblemKind::Shard(problem) => shard::sentence(words, problem),
        ProblemKind::Limiter(problem) => limiter::sentence(words, problem),
    }
}

fn config(words: &Words, problem: &ConfigProblem) -> String {
    match problem {
        ConfigProblem::NoSuchConfig => words.config_no_such_file(),
        ConfigProblem::NoConfig { name, program, near } if near.is_empty() => words.config_not_found(name, program),
        ConfigProblem::NoConfig { name, program, near } => {
            let near: Vec<String> = near.iter().map(|near| near_config(words, near, name)).collect();
            words.config_not_found_but(name, near.join(&words.list_semicolon()), program)
        }
        ConfigProblem::EmptyFile => words.config_empty_file(),
        ConfigProblem::NotJson { column, reason } => misread(words, *column as u64, reason),
        ConfigProblem::PathWithControl { letter } => words.config_path_control(letter.to_string()),
        ConfigProblem::BadNumber { text } => words.config_bad_number(text),
        ConfigProblem::Twice => words.config_twice(),
        ConfigProblem::NotAnObject => words.config_not_an_object(),
        ConfigProblem::WrongType { wanted, found } => {
            let now = found.as_ref().map_or_else(String::new, |found| self::found(words, found));
            words.config_wrong_type(self::wanted(*wanted), found.is_some(), now)
        }
        ConfigProblem::UnknownKey { nearest } => unknown_key(words, nearest.as_deref()),
        ConfigProblem::MoreUnknownKeys { count } => words.config_more_unknown_keys(*count as u64),
        ConfigProblem::Misspelt { nearest, then } => {
            let (key, then) = (unknown_key(words, nearest.as_deref()), sentence(words, then));
            match nearest {
                Some(_) => words.config_moreover_after_question(key, then),
                None => words.config_moreover(key, then),
            }
        }
        ConfigProblem::BadTable { reason } => words.config_bad_table(reason),
        ConfigProblem::TooSmall { least } => words.config_too_small(*least),
        ConfigProblem::TooLarge { most } => words.config_too_large(*most),
        ConfigProblem::NotPositive => words.config_not_positive(),
        ConfigProblem::EmptyPath => words.config_empty_path(),
        ConfigProblem::ExtraBody { name } if name == "stream" => words.config_extra_body_stream(),
        ConfigProblem::ExtraBody { name } => words.config_extra_body_ours(name),
        ConfigProblem::NoModels => words.config_no_models(),
        ConfigProblem::ModelWithoutName => words.config_model_without_name(),
        ConfigProblem::UnknownChoice { what, got, known } => choice(words, what, got, known),
        ConfigProblem::Ambiguous { what, got, known } => {
            let some = known.get(..MOST_CHOICES).unwrap_or(known);
            words.config_ambiguous(what, got, some.join(&words.list_separator()))
        }
        ConfigProblem::OddModel { model, odd } => match odd {
            OddModel::BlankAround => words.config_model_blank(model),
            OddModel::Several { mark } => words.config_model_several(model, mark.to_string()),
            OddModel::Placeholder => words.config_model_placeholder(model),
        },
        ConfigProblem::Vendor(said) => bilingual(words, said).to_owned(),
    }
}

fn near_config(words: &Words, near: &NearConfig, name: &str) -> String {
    match near {
        NearConfig::HiddenEnding(path) => words.config_near_hidden(shown(path), name),
        NearConfig::Copy(path) => words.config_near_copy(shown(path), name),
        NearConfig::OtherPlatform { path, program: None } => words.config_near_other(shown(path)),
        NearConfig::OtherPlatform { path, program: Some(other) } => words.config_near_other_program(shown(path), other),
    }
}

fn unknown_key(words: &Words, nearest: Option<&str>) -> String {
    match nearest {
        Some(name) => words.config_unknown_key_nearest(name),
        None => words.config_unknown_key(),
    }
}

fn choice(words: &Words, what: &str, got: &str, known: &[String]) -> String {
    if known.is_empty() {
        return words.config_no_choice(what, got);
    }
    let list = |known: &[String]| known.join(&words.list_separator());
    match known.get(..MOST_CHOICES).filter(|first| first.len() < known.len()) {
        Some(first) => words.config_unknown_choice_of_many(what, got, list(first), known.len() as u64),
        None => words.config_unknown_choice(what, got, list(known)),
    }
}

fn misread(words: &Words, column: u64, reason: &Misread) -> String {
    match reason {
        Misread::ChineseMark { found, instead } => {
            words.json_chinese_mark(column, found.to_string(), instead.to_string())
        }
        Misread::WideDigit { found, instead } => words.json_wide_digit(column, found.to_string(), instead.to_string()),
        Misread::NumberWithUnit { unit } => words.json_unit(column, unit),
        Misread::OtherMark { found, instead } => words.json_other_mark(column, found.to_string(), instead.to_string()),
        Misread::QuoteInText => words.json_quote_in_text(column),
        Misread::Backslash => words.json_backslash(column),
        Misread::PythonWord { instead } => words.json_python_word(column, *instead),
        Misread::HashComment => words.json_hash(column),
        Misread::NoComma => words.json_comma(column),
        Misread::OpenString => words.json_open_string(column),
        Misread::OpenArray => words.json_open_array(column),
        Misread::OpenObject => words.json_open_object(column),
        Misread::OpenComment => words.json_open_comment(column),
        Misread::SingleQuotes => words.json_single_quoted(column),
        Misread::NoColon => words.json_colon(column),
        Misread::TooMuch => words.json_surplus(column),
        Misread::BareKey => words.json_property_name(column),
        Misread::Other(said) => words.json_other(column, said),
    }
}

/// What the sentence calls it.
fn wanted(wanted: Wanted) -> &'static str {
    match wanted {
        Wanted::Required => "required",
        Wanted::WholeNumber => "whole-number",
        Wanted::Number => "number",
        Wanted::Text => "string",
        Wanted::List => "array",
        Wanted::Object => "object",
        Wanted::Models => "models",
        Wanted::Model => "model",
        Wanted::LogLevel => "log-level",
        Wanted::Language => "language",
        Wanted::Stream => "stream",
        Wanted::ShortName => "short-name",
        Wanted::Path => "path",
        Wanted::Header => "header",
        Wanted::Rule => "rule",
        Wanted::Budget => "budget",
        Wanted::Prices => "prices",
        Wanted::Other => "other",
    }
}

fn found(words: &Words, found: &Found) -> String {
    match found {
        Found::Number(number) => words.config_value_number(number),
        Found::Bool(value) => words.config_value_boolean(value.to_string()),
        Found::Text(text) => format!("\"{text}\""),
        Found::Kind(kind) => self::kind(words, *kind),
    }
}

fn kind(words: &Words, kind: JsonKind) -> String {
    match kind {
        JsonKind::Null => words.json_null(),
        JsonKind::Bool => words.json_boolean(),
        JsonKind::Number => words.json_number(),
        JsonKind::String => words.json_string(),
        JsonKind::Array => words.json_array(),
        JsonKind::Object => words.json_object(),
    }
}

fn input(words: &Words, problem: &InputProblem) -> String {
    match problem {
        InputProblem::Decoded { from } => words.input_decoded(*from),
        InputProblem::DecodedLossy => words.input_decoded_lossy(),
        InputProblem::NoPromptsFile { near: None } => words.input_no_prompts_file(),
        InputProblem::NoPromptsFile { near: Some(near) } => words.input_prompts_file_hidden(shown(near)),
        InputProblem::PromptsNotArray { found } => words.input_prompts_not_array(kind(words, *found)),
        InputProblem::NoPrompts => words.input_no_prompts(),
        InputProblem::PromptNotText { number, found } => {
            words.input_prompt_not_text(*number as u64, kind(words, *found))
        }
        InputProblem::PromptEmpty { number } => words.input_prompt_empty(*number as u64),
        InputProblem::NoSuchPrompt { number, count } => words.input_no_such_prompt(*number as u64, *count as u64),
        InputProblem::TooManyPrompts => words.input_too_many_prompts(),
        InputProblem::TooManyPeople => words.input_too_many_people(),
        InputProblem::NoRecordsDir => words.input_no_records_dir(),
        InputProblem::RecordsNotDir => words.input_records_not_dir(),
        InputProblem::NoRecords { unread } if unread.count == 0 => words.input_no_records(),
        InputProblem::NoRecords { unread } => {
            words.input_no_records_but_others(unread.count as u64, names(words, unread), is_cut(unread))
        }
        InputProblem::NotRead { unread } => {
            words.input_unread(unread.count as u64, names(words, unread), is_cut(unread))
        }
        InputProblem::SuffixTwice { name } => words.input_suffix_twice(name),
        InputProblem::RecordEmpty => words.input_record_empty(),
        InputProblem::RecordChanged => words.input_record_changed(),
        InputProblem::SamePeople { name, other } => words.input_same_people(shown(other), name),
        InputProblem::NameNotUtf8 => words.input_name_not_utf8(),
        InputProblem::NameEscapes { name } => words.input_name_escapes(name),
        InputProblem::NameCharacter { name, character } => {
            let name: String = name.chars().filter(|c| !c.is_control()).collect();
            words.input_name_character(name, visible(*character))
        }
        InputProblem::NameOfDevice { name, device } => words.input_name_of_device(device, name),
        InputProblem::NameTooLong { name, most } => {
            let head: String = name.chars().take(30).collect();
            words.input_name_too_long(head, name.len() as u64, *most as u64)
        }
        InputProblem::SameFile { sheet, first, second } => {
            words.input_same_file(&first.0, &first.1, &second.0, &second.1, sheet)
        }
    }
}

fn names(words: &Words, unread: &Unread) -> String {
    let one = |other: &Other| match other.inside {
        None => other.name.clone(),
        Some(0) => words.input_folder(&other.name),
        Some(inside) => words.input_folder_with_records(&other.name, inside as u64),
    };
    unread.first.iter().map(one).collect::<Vec<_>>().join(&words.list_separator())
}

fn is_cut(unread: &Unread) -> bool {
    unread.count > unread.first.len()
}

fn money(words: &Words, problem: &MoneyProblem) -> String {
    match problem {
        MoneyProblem::BadRegistry { at_line, reason } => words.money_bad_registry(*at_line as u64, reason),
        MoneyProblem::BadRegistryPrice { model, price } => words.money_bad_registry_price(model, *price, HIGHEST),
        MoneyProblem::Retired { model, going, successor, as_of } => {
            let (when, day) = match going {
                Going::Soon => ("soon", ""),
                Going::Gone => ("already", ""),
                Going::GoneSince(day) => ("on", day.as_str()),
            };
            words.money_retired(model, when, day, as_of, successor.is_some(), successor.as_deref().unwrap_or_default())
        }
        MoneyProblem::AboveMost { model, asked, most, as_of } => words.money_above_most(model, *asked, *most, as_of),
        MoneyProblem::NoPrice => words.money_no_price(HIGHEST),
        MoneyProblem::BadCurrency => words.money_bad_currency(),
        MoneyProblem::OtherCurrency { model, other, currency } => words.money_other_currency(model, other, currency),
        MoneyProblem::BudgetWithoutPrice { models, currency } => {
            let first = models.first().map_or("", String::as_str);
            words.money_budget_without_price(models.join(&words.list_separator()), currency, first)
        }
        MoneyProblem::BudgetWithoutCap { model } => words.money_budget_without_cap(model),
    }
}

fn file(words: &Words, problem: &FileProblem) -> String {
    match problem {
        FileProblem::Unreadable(cause) => words.file_unreadable(said::cause(words, cause)),
        FileProblem::OutputDir(cause) => words.file_output_dir(said::cause(words, cause)),
        FileProblem::LogFile(cause) => words.file_log(said::cause(words, cause)),
        FileProblem::EventsFile(cause) => words.file_events(said::cause(words, cause)),
        FileProblem::EventsOverAnother => words.file_events_over_another(),
        FileProblem::EventsAndJson => words.file_events_and_json(),
        FileProblem::InitNotWritten(cause) => words.file_init_not_written(said::cause(words, cause)),
        FileProblem::PlaceTaken(cause) => words.file_place_taken(said::cause(words, cause)),
        FileProblem::Unmovable(cause) => words.file_unmovable(said::cause(words, cause)),
        FileProblem::NotWritten(cause) => words.run_not_written(said::cause(words, cause)),
        FileProblem::Disk(cause) => words.run_disk(said::cause(words, cause)),
        FileProblem::System(cause) => said::cause(words, cause),
    }
}

#[cfg(test)]
mod tests {
    use batch_core::base::problem::AccessProblem;

    use super::*;
    use crate::Language;

    #[test]
    fn why_no_client_can_be_made_is_said_even_if_nobody_said_it() {
        let says = |reason: &str| {
            let problem = Problem::new(AccessProblem::NoClient { reason: reason.to_owned() });
            sentence(Words::of(Language::Chinese), &problem)
        };
        assert!(says("").contains("请求无法构造"), "{}", says(""));
        assert!(says("no certificates").contains("no certificates") && !says("no certificates").contains("构造"));
    }

    #[test]
    fn what_a_value_should_be_is_one_sentence() {
        let says = |language, wanted, found| {
            let problem = Problem::new(ConfigProblem::WrongType { wanted, found }).field("x");
            sentence(Words::of(language), &problem)
        };
        let number = || Some(Found::Number("5".to_owned()));
        let null = || Some(Found::Kind(JsonKind::Null));
        let [zh, en] = [Language::Chinese, Language::English];
        assert_eq!(says(zh, Wanted::WholeNumber, null()), "字段 x：应为非负整数，现在是 null，请修改");
        assert_eq!(
            says(zh, Wanted::Budget, Some(Found::Kind(JsonKind::Array))),
            "字段 x：应为数字，或 {\"amount\": 10, \"currency\": \"CNY\"}，现在是数组，请修改"
        );
        assert_eq!(says(zh, Wanted::Required, None), "字段 x：是必填项，但没有写");
        assert_eq!(says(zh, Wanted::Other, number()), "字段 x：的值不能使用，现在是数字 5，请修改");
        assert_eq!(says(en, Wanted::Text, number()), "field x: must be a string; it is the number 5 now");
        assert_eq!(says(en, Wanted::Required, None), "field x: is required; it is missing");
        // Each has a sentence of its own.
        let other = says(zh, Wanted::Other, None);
        for wanted in [
            Wanted::WholeNumber,
            Wanted::Number,
            Wanted::Text,
            Wanted::List,
            Wanted::Object,
            Wanted::Models,
            Wanted::Model,
            Wanted::LogLevel,
            Wanted::Language,
            Wanted::Stream,
            Wanted::ShortName,
            Wanted::Path,
            Wanted::Header,
            Wanted::Rule,
            Wanted::Budget,
            Wanted::Prices,
        ] {
            assert_ne!(says(zh, wanted, None), other, "{wanted:?}");
        }
    }
}

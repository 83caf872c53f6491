//! The page's fixed words by their names in template and scripts, and numbers as it writes them.

use batch_words::{Language, Words};

/// A word of the page.
type Word = fn(&Words) -> String;

/// Every fixed word, by its name in template and scripts. What a script fills in is `{0}`, `{1}` there.
const WORDS: &[(&str, Word)] = &[
    ("title", |w| w.page_title()),
    ("views", |w| w.page_views()),
    ("overview", |w| w.page_overview()),
    ("matrix", |w| w.page_matrix()),
    ("read", |w| w.page_read()),
    ("odds_view", |w| w.page_odds_view()),
    ("search", |w| w.page_search()),
    ("search_hint", |w| w.page_search_hint()),
    ("theme_hint", |w| w.page_theme_hint()),
    ("help_hint", |w| w.page_help_hint()),
    ("help", |w| w.page_help()),
    ("close", |w| w.page_close()),
    ("simulated_note", |w| w.page_simulated_note()),
    ("no_script", |w| w.page_no_script()),
    ("models", |w| w.page_models()),
    ("people", |w| w.page_people()),
    ("prompts", |w| w.page_prompts()),
    ("complete", |w| w.page_complete()),
    ("of_these_cut", |w| w.page_of_these_cut()),
    ("answered", |w| w.page_answered()),
    ("cut", |w| w.page_cut()),
    ("failed", |w| w.page_failed()),
    ("empty", |w| w.page_empty()),
    ("missing", |w| w.page_missing()),
    ("tokens", |w| w.page_tokens()),
    ("tokens_in", |w| w.page_tokens_in()),
    ("tokens_out", |w| w.page_tokens_out()),
    ("cost", |w| w.page_cost()),
    ("confirmed", |w| w.page_confirmed()),
    ("perhaps", |w| w.page_perhaps()),
    ("spread", |w| w.page_spread()),
    ("median", |w| w.page_median()),
    ("chart_states", |w| w.page_chart_states()),
    ("chart_times", |w| w.page_chart_times()),
    ("chart_lengths", |w| w.page_chart_lengths()),
    ("chart_tokens", |w| w.page_chart_tokens()),
    ("by_model", |w| w.page_by_model()),
    ("failures_title", |w| w.page_failures_title()),
    ("show", |w| w.page_show()),
    ("filter_hint", |w| w.page_filter_hint()),
    ("filter_people", |w| w.page_filter_people()),
    ("previous_hint", |w| w.page_previous_hint()),
    ("next_hint", |w| w.page_next_hint()),
    ("compare", |w| w.page_compare()),
    ("base", |w| w.page_base()),
    ("record", |w| w.page_record()),
    ("odds_title", |w| w.page_odds_title()),
    ("no_odds", |w| w.page_no_odds()),
    ("all", |w| w.page_all()),
    ("bad", |w| w.page_bad()),
    ("answers", |w| w.page_answers()),
    ("rows", |w| w.page_rows("{0}", "{1}")),
    ("prompt", |w| w.page_prompt("{0}")),
    ("prompt_begins", |w| w.page_prompt_begins("{0}", "{1}")),
    ("unknown_prompt", |w| w.page_unknown_prompt()),
    ("no_record", |w| w.page_no_record()),
    ("no_conversation", |w| w.page_no_conversation()),
    ("other_prompt", |w| w.page_other_prompt()),
    ("other_record", |w| w.page_other_record()),
    ("thinking", |w| w.page_thinking()),
    ("alike", |w| w.page_alike("{0}")),
    ("too_long", |w| w.page_too_long()),
    ("by_batch", |w| w.page_by_batch()),
    ("took", |w| w.page_took("{0}")),
    ("used", |w| w.page_used("{0}", "{1}")),
    ("thought_tokens", |w| w.page_thought_tokens("{0}")),
    ("tries", |w| w.page_tries("{0}")),
    ("searching", |w| w.page_searching("{1}", "{0}")),
    ("searching_more", |w| w.page_searching_more("{1}", "{0}", "{2}")),
    ("found", |w| w.page_found("{1}", "{0}")),
    ("found_more", |w| w.page_found_more("{1}", "{0}", "{2}")),
    ("key_scroll", |w| w.page_key_scroll()),
    ("key_source", |w| w.page_key_source()),
    ("key_literal", |w| w.page_key_literal()),
    ("key_layout", |w| w.page_key_layout()),
    ("key_list", |w| w.page_key_list()),
    ("key_star", |w| w.page_key_star()),
    ("search_how", |w| w.page_search_how()),
    ("pair", |w| w.page_pair()),
    ("all_models", |w| w.page_all_models()),
    ("models_hidden", |w| w.page_models_hidden("{0}")),
    ("move_up", |w| w.page_move_up()),
    ("move_down", |w| w.page_move_down()),
    ("show_literal", |w| w.page_show_literal()),
    ("show_source", |w| w.page_show_source()),
    ("show_people", |w| w.page_show_people()),
    ("layout", |w| w.page_layout()),
    ("layout_auto", |w| w.page_layout_auto()),
    ("layout_side", |w| w.page_layout_side()),
    ("layout_grid", |w| w.page_layout_grid()),
    ("literal_hint", |w| w.page_literal_hint()),
    ("literal_count", |w| w.page_literal_count("{0}")),
    ("unquoted_hint", |w| w.page_unquoted_hint()),
    ("unquoted_count", |w| w.page_unquoted_count("{0}")),
    ("print", |w| w.page_print()),
    ("print_hint", |w| w.page_print_hint()),
    ("paper_most", |w| w.page_paper_most("{0}", "{1}")),
    ("starred_people", |w| w.page_starred_people("{0}")),
    ("listed_people", |w| w.page_listed_people("{0}")),
    ("these_people", |w| w.page_these_people("{0}")),
    ("all_prompts", |w| w.page_all_prompts()),
    ("star_hint", |w| w.page_star_hint()),
    ("list_cells", |w| w.page_list_cells()),
    ("cells_title", |w| w.page_cells_title("{0}", "{1}")),
    ("state", |w| w.page_column_state()),
    ("length", |w| w.page_column_length()),
    ("time", |w| w.page_column_time()),
    ("column_tokens_in", |w| w.page_column_tokens_in()),
    ("column_tokens_out", |w| w.page_column_tokens_out()),
    ("calls", |w| w.page_column_calls()),
    ("cost_plain", |w| w.page_column_cost()),
    ("seconds", |w| w.page_seconds("{0}")),
    ("share", |w| w.page_share("{0}", "{1}")),
    ("list_separator", |w| w.list_separator()),
    ("sort_hint", |w| w.page_sort_hint()),
    ("copy", |w| w.page_copy()),
    ("copied", |w| w.page_copied()),
    ("methods", |w| w.methods_title()),
    ("methods_note", |w| w.methods_note()),
    ("key_views", |w| w.page_key_views()),
    ("key_search", |w| w.page_key_search()),
    ("key_people", |w| w.page_key_people()),
    ("key_prompts", |w| w.page_key_prompts()),
    ("key_number", |w| w.page_key_number()),
    ("key_open", |w| w.page_key_open()),
    ("key_diff", |w| w.page_key_diff()),
    ("key_base", |w| w.page_key_base()),
    ("key_record", |w| w.page_key_record()),
    ("key_prompt", |w| w.page_key_prompt()),
    ("key_theme", |w| w.page_key_theme()),
    ("key_back", |w| w.page_key_back()),
    ("key_help", |w| w.page_key_help()),
];

/// Headings of the table of models.
const HEADINGS: &[Word] = &[
    |w| w.page_column_model(),
    |w| w.page_column_answered(),
    |w| w.page_of_these_cut(),
    |w| w.page_column_failed(),
    |w| w.page_column_empty(),
    |w| w.page_column_missing(),
    |w| w.page_column_median_time(),
    |w| w.page_column_time_90(),
    |w| w.page_column_longest(),
    |w| w.page_column_median_length(),
    |w| w.page_column_tokens_in(),
    |w| w.page_column_tokens_out(),
    |w| w.page_column_tokens_thinking(),
    |w| w.page_column_calls(),
    |w| w.page_column_cost(),
];

/// A word of the page; empty if there is none, which a test rules out.
#[must_use]
pub fn word(words: &Words, name: &str) -> String {
    WORDS.iter().find(|(known, _)| *known == name).map_or_else(String::new, |(_, word)| word(words))
}

/// All words, for the page's scripts.
pub fn all(words: &Words) -> impl Iterator<Item = (&'static str, String)> {
    WORDS.iter().map(|(name, word)| (*name, word(words)))
}

/// Headings of the table of models.
#[must_use]
pub fn headings(words: &Words) -> Vec<String> {
    HEADINGS.iter().map(|heading| heading(words)).collect()
}

/// A count with separators between thousands.
#[must_use]
pub fn count(count: u64) -> String {
    let digits = count.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (n, digit) in digits.chars().enumerate() {
        if n > 0 && (digits.len() - n).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// A count and its share of all.
#[must_use]
pub fn share(words: &Words, part: u64, of: u64) -> String {
    match of {
        0 => count(part),
        of => words.page_share(count(part), percent(part, of).to_string()),
    }
}

/// In per cent with one decimal: rounded, but never up to the whole.
fn percent(part: u64, of: u64) -> f64 {
    let rounded = (part as f64 * 1000.0 / of as f64).round() / 10.0;
    if part < of { rounded.min(99.9) } else { rounded }
}

/// Tokens in and out.
#[must_use]
pub fn tokens(words: &Words, tokens_in: u64, tokens_out: u64) -> String {
    format!("{} / {}", short(words, tokens_in as f64), short(words, tokens_out as f64))
}

/// A time that a call took.
#[must_use]
pub fn seconds(words: &Words, ms: f64) -> String {
    match ms {
        ms if ms <= 0.0 => "0".to_owned(),
        ms if ms < 100.0 => words.page_milliseconds(format!("{ms:.0}")),
        ms if ms < 120_000.0 => words.page_seconds(format!("{:.1}", ms / 1000.0)),
        ms => words.page_minutes(format!("{:.1}", ms / 60_000.0)),
    }
}

/// A number on an axis.
#[must_use]
pub fn axis(words: &Words, value: f64) -> String {
    if value.fract() == 0.0 || value >= 100.0 { short(words, value) } else { format!("{value:.1}") }
}

/// A large number in the language's own units: 万 and 亿, or thousands and millions.
fn short(words: &Words, value: f64) -> String {
    let (large, very_large) = match words.language() {
        Language::Chinese => (1e4, 1e8),
        Language::English => (1e3, 1e6),
    };
    match value {
        v if v >= very_large => words.page_very_large(format!("{:.2}", v / very_large)),
        v if v >= very_large / 10.0 => words.page_large(format!("{:.0}", v / large)),
        v if v >= 1e4 => words.page_large(((v * 10.0 / large).round() / 10.0).to_string()),
        v => format!("{v:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_has_its_own_units() {
        let [zh, en] = Language::ALL.map(Words::of);
        for (value, chinese, english) in [
            (9_999.0, "9999", "9999"),
            (10_000.0, "1万", "10K"),
            (123_456.0, "12.3万", "123K"),
            (999_999.0, "100万", "1000K"),
            (2_345_678.0, "234.6万", "2.35M"),
            (12_345_678.0, "1235万", "12.35M"),
            (123_456_789.0, "1.23亿", "123.46M"),
        ] {
            assert_eq!((short(zh, value), short(en, value)), (chinese.to_owned(), english.to_owned()), "{value}");
        }
        assert_eq!((seconds(zh, 1500.0), seconds(en, 1500.0)), ("1.5秒".to_owned(), "1.5 s".to_owned()));
        assert_eq!((share(zh, 1, 3), share(en, 1999, 2000)), ("1（33.3%）".to_owned(), "1,999 (99.9%)".to_owned()));
        assert_eq!((share(zh, 11, 28), share(zh, 55, 84)), ("11（39.3%）".to_owned(), "55（65.5%）".to_owned()));
    }
}

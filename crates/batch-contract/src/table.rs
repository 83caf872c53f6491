//! The error table of a platform: every row is reached, and every reply means what the platform's documents say; in memory
//! and over real HTTP.

use batch_core::Rule;
use batch_core::platform::fault::{Class, End, Refusal, Verdict};
use batch_core::platform::rule::first_fit;
use batch_core::platform::{Platform, refusal};
use batch_sim::Vendor;
use http::{HeaderMap, HeaderName, HeaderValue};
use serde::Deserialize;
use serde_json::Value;

use super::everywhere::everywhere;
use super::play::play;
use super::row::Row;
use super::sound::{both_at_one_place, sound};

/// Checks a platform that the simulator has a dialect for: its profile, and its error table row by row. Each name of
/// [`batch_sim::error_table`] (and nothing else) must stand in `lines`, with what it is and what is to be done; replies
/// (status and body) for rows that no line shows stand in `others`. Of the lines that end more than their conversation,
/// those that no exact code of the platform's own table names are `guesses`.
///
/// # Panics
/// Where the platform breaks the contract.
pub fn dialect_table(
    platform: &dyn Platform,
    lines: &[(&str, Class, Verdict)],
    others: &[(u16, &str, Class, Verdict)],
    guesses: &[&str],
) {
    let dialect = platform.profile().dialect;
    for line in batch_sim::error_table(dialect) {
        assert!(lines.iter().any(|(name, ..)| *name == line.name), "no row for {}", line.name);
    }
    let line = |(name, class, verdict): &(&str, Class, Verdict)| {
        let (status, body) = batch_sim::error_reply(dialect, name).unwrap_or_else(|| panic!("no such line: {name}"));
        let certain = (last_word(*verdict) != End::DropCell).then(|| !guesses.contains(name));
        let (class, verdict) = (*class, *verdict);
        Row { name: (*name).to_owned(), status, headers: Vec::new(), body, class, verdict, certain, billed: None }
    };
    let other = |(status, body, class, verdict): &(u16, &str, Class, Verdict)| Row {
        name: "another".to_owned(),
        status: *status,
        headers: Vec::new(),
        body: (*body).to_owned(),
        class: *class,
        verdict: *verdict,
        certain: None,
        billed: None,
    };
    check(platform, &lines.iter().map(line).chain(others.iter().map(other)).collect::<Vec<_>>());
}

/// What a vendor's table of replies says of a row beside what the simulator plays.
#[derive(Deserialize)]
struct Expected {
    class: Class,
    verdict: Option<Verdict>,
    certain: Option<bool>,
    billed: Option<bool>,
}

/// Checks a platform that brings its own table of replies ([`batch_core::Profile::simulated`]): its profile, and each row
/// of that table, which says what must be made of it: `class`, and `verdict`, `certain` and `billed` where they are not
/// the class's own.
///
/// # Panics
/// Where the platform breaks the contract.
pub fn table(platform: &dyn Platform) {
    let text = platform.profile().simulated;
    let vendor = Vendor::read(text).unwrap_or_else(|e| panic!("simulated: {e}"));
    let table: Value = serde_json::from_str(text).expect("JSON");
    both_at_one_place(platform.profile(), &table);
    let row = |(row, reply): (&Value, batch_sim::ErrorReply)| {
        let name = &reply.name;
        let Expected { class, verdict, certain, billed } =
            Expected::deserialize(row).unwrap_or_else(|e| panic!("simulated: errors: {name}: {e}"));
        let verdict = verdict.unwrap_or_else(|| class.verdict());
        // Who says nothing means a word that ends more than the conversation to be the platform's own.
        let certain = certain.or((last_word(verdict) != End::DropCell).then_some(true));
        let (name, status, headers, body) = (reply.name, reply.status, reply.headers, reply.body);
        Row { name, status, headers, body, class, verdict, certain, billed }
    };
    let rows = table["errors"].as_array().into_iter().flatten();
    check(platform, &rows.zip(vendor.errors()).map(row).collect::<Vec<_>>());
}

fn check(platform: &dyn Platform, rows: &[Row]) {
    sound(platform);
    exactness(platform);
    let rules = platform.profile().rules;
    let mut reached = vec![false; rules.len()];
    let mut wrong = Vec::new();
    for row in rows {
        let headers = row.headers.iter().map(|(name, value)| {
            (HeaderName::try_from(name).expect("a header"), HeaderValue::try_from(value).expect("a header"))
        });
        let headers: HeaderMap = headers.collect();
        let refusal = refusal::parse(platform.profile(), row.status, &headers, row.body.as_bytes());
        let at = first_fit(rules, &refusal);
        at.into_iter().for_each(|at| reached[at] = true);
        let by = at.map_or_else(|| "core's general table".to_owned(), |at| format!("row {}: {:?}", at + 1, rules[at]));
        wrong.extend(row.complaint(&refusal::judge(platform, &refusal)).map(|what| format!("{what}, by {by}")));
    }
    assert!(wrong.is_empty(), "replies that are taken for something else:\n{}", wrong.join("\n"));
    for (rule, reached) in rules.iter().zip(reached) {
        assert!(reached, "no reply shows what this row is for: {rule:?}");
    }
    play(platform, rows);
    everywhere(platform);
}

fn last_word(verdict: Verdict) -> End {
    match verdict {
        Verdict::End(end) => end,
        Verdict::Retry(retry) => retry.then,
    }
}

/// Each row is certain of the code that it names, and of nothing else.
fn exactness(platform: &dyn Platform) {
    let rules = platform.profile().rules;
    // `Code*` is certain of everything below `Code`, another row's codes among it.
    let in_a_family = |code: &str| {
        let family = |rule: &Rule| rule.code.and_then(|of| code.strip_prefix(of.strip_suffix('*')?)).map(str::to_owned);
        rules.iter().filter_map(family).any(|rest| rest.starts_with('.'))
    };
    for rule in rules {
        let says = |code: &str| {
            let message = rule.text.unwrap_or_default().to_owned();
            refusal::judge(platform, &Refusal { status: 400, code: code.to_owned(), message, ..Refusal::default() })
        };
        let Some(code) = rule.code else {
            assert!(!says("").certain, "words alone are a guess: {rule:?}");
            continue;
        };
        let name = code.trim_matches('*');
        let exact = rule.text.is_none() && !code.starts_with('*');
        let below = format!("{name}.Detail");
        let told = "an earlier row takes what this one names, or makes it a guess";
        assert_eq!(says(name).certain, exact, "{told}: {rule:?}");
        assert_eq!(says(&below).certain, rule.text.is_none() && in_a_family(&below), "{told}: {rule:?}");
        for alike in [format!("{name}Alike"), format!("Alike{name}"), name.to_lowercase() + "_", String::new()] {
            assert!(in_a_family(&alike) || !says(&alike).certain, "{alike} is not {name}");
        }
    }
}

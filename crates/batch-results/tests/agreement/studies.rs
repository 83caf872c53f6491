//! Whole studies: what the tables say is what data frames say of the same ratings, and what cannot be said has a reason.

use batch_results::agreement::tables;
use batch_results::rating::file::Criterion;
use batch_results::rating::scored::{Panel, Scored};
use batch_results::table::Table;
use batch_words::{Language, Words};
use serde_json::Value;

use super::cases;

fn criteria(names: &[&str]) -> Vec<Criterion> {
    names.iter().map(|name| Criterion { name: (*name).to_owned(), low: 1, high: 5 }).collect()
}

fn names(of: &str, count: u64) -> Vec<String> {
    (1..=count).map(|n| format!("{of}{n}")).collect()
}

/// A case of `panel.json`.
fn study(case: &Value) -> Panel {
    let scored = case["rows"].as_array().unwrap().iter().map(|row| Scored {
        rater: row["rater"].as_u64().unwrap() as usize,
        model: row["model"].as_u64().unwrap() as usize,
        people: row["people"].as_str().unwrap().to_owned(),
        prompt: row["prompt"].as_u64().unwrap() as usize,
        scores: ["a", "b"].iter().map(|name| row[name].as_u64().map(|score| score as u8)).collect(),
        best: None,
        harmful: row["harmful"].as_bool().unwrap(),
    });
    Panel {
        criteria: criteria(&["a", "b"]),
        raters: names("rater ", case["raters"].as_u64().unwrap()),
        models: names("model ", case["models"].as_u64().unwrap()),
        scored: scored.collect(),
        beyond: false,
    }
}

fn english(panel: &Panel) -> Vec<Table> {
    let tables = tables(Words::of(Language::English), panel);
    for table in &tables {
        assert!(!table.title.is_empty() && !table.note.is_empty());
        for row in &table.rows {
            assert_eq!(row.cells.len(), table.head.len(), "{}: {row:?}", table.title);
            assert!(
                row.cells.iter().all(|cell| !cell.contains("NaN") && !cell.contains("inf")),
                "{}: {row:?}",
                table.title
            );
        }
    }
    tables
}

/// The table whose title begins so.
#[track_caller]
fn titled<'a>(tables: &'a [Table], title: &str) -> &'a Table {
    tables.iter().find(|table| table.title.starts_with(title)).unwrap_or_else(|| panic!("no table {title}"))
}

/// The row that begins with these cells, without them.
#[track_caller]
fn row<'a>(table: &'a Table, begin: &[&str]) -> &'a [String] {
    let row = table.rows.iter().find(|row| row.cells.iter().zip(begin).all(|(cell, wanted)| cell == wanted));
    &row.unwrap_or_else(|| panic!("{}: no row {begin:?}", table.title)).cells[begin.len()..]
}

fn printed(value: &Value, decimals: usize) -> String {
    format!("{:.decimals$}", value.as_f64().unwrap())
}

fn printed_p(value: &Value) -> String {
    if value.as_f64().unwrap() < 0.001 { "<0.001".to_owned() } else { printed(value, 3) }
}

#[test]
fn scores_and_tests_are_those_of_data_frames() {
    for case in cases("panel") {
        let tables = english(&study(&case));
        for of in case["scores"].as_array().unwrap() {
            let model = format!("model {}", of["model"].as_u64().unwrap() + 1);
            let found = row(titled(&tables, "Scores"), &["All prompts", of["criterion"].as_str().unwrap(), &model]);
            let quartiles = &of["quartiles"];
            let between = format!("{} to {}", printed(&quartiles[0], 2), printed(&quartiles[2], 2));
            let median = printed(&quartiles[1], 2);
            let wanted = [of["n"].to_string(), printed(&of["mean"], 2), printed(&of["sd"], 2), median, between];
            assert_eq!(found, wanted, "{} {of}", case["name"]);
        }
        for of in case["friedman"].as_array().unwrap() {
            let scope = of["prompt"].as_u64().map_or("All prompts".to_owned(), |number| format!("Prompt {number}"));
            let table = titled(&tables, "Differences between models");
            let found = row(table, &[&scope, of["criterion"].as_str().unwrap()]);
            assert_eq!(found[0], of["n"].to_string(), "{} {of}", case["name"]);
            assert_eq!(
                [&found[1], &found[3]],
                [&printed(&of["chi2"], 2), &printed_p(&of["p"])],
                "{} {of}",
                case["name"]
            );
        }
    }
}

/// A judgement by one criterion.
fn judged(rater: usize, model: usize, people: usize, score: u8, best: Option<bool>) -> Scored {
    Scored { rater, model, people: format!("P{people}"), prompt: 1, scores: vec![Some(score)], best, harmful: false }
}

fn panel(raters: u64, models: u64, scored: Vec<Scored>) -> Panel {
    Panel {
        criteria: criteria(&["accuracy"]),
        raters: names("R", raters),
        models: names("M", models),
        scored,
        beyond: false,
    }
}

#[test]
fn a_panel_of_nobody_has_no_tables() {
    assert_eq!(english(&Panel::default()), []);
}

#[test]
fn one_rater_has_results_and_no_agreement() {
    let scored = (0..6).flat_map(|n| [judged(0, 0, n, 5, Some(true)), judged(0, 1, n, 3, Some(false))]).collect();
    let tables = english(&panel(1, 2, scored));
    assert!(!tables.iter().any(|table| table.title.contains("two raters")));
    for title in ["Agreement of raters: intraclass", "Agreement of raters: Fleiss"] {
        for row in &titled(&tables, title).rows {
            assert_eq!(row.cells.last().unwrap(), "only one rater", "{row:?}");
        }
    }
    let wins = row(titled(&tables, "Best"), &["All prompts", "M1"]);
    assert_eq!(wins, ["6", "6 (100.0%)", "0 (0.0%)", "100.0"]);
    let strength = row(titled(&tables, "Models against"), &["All prompts", "Scores", "M1"]);
    assert_eq!(strength[..4], ["6", "100.0", "–", "–"]);
    assert!(strength[4].starts_with("some models won or lost everything"), "{strength:?}");
    let friedman = row(titled(&tables, "Differences between models"), &["All prompts", "accuracy"]);
    assert_eq!(friedman, ["6", "–", "–", "–", "–", "fewer than 3 models"]);
    let pair = row(titled(&tables, "Differences between two"), &["All prompts", "accuracy", "M1 vs M2"]);
    assert_eq!(pair, ["6", "2.00", "6", "0.0", "0.031", "0.031", "1.00", ""]);
}

#[test]
fn choices_that_tie_share_a_win() {
    // Two choices: of one answer, and of two; a rater who chose none has none.
    let scored = vec![
        judged(0, 0, 1, 5, Some(true)),
        judged(0, 1, 1, 4, Some(false)),
        judged(0, 2, 1, 4, Some(false)),
        judged(0, 0, 2, 5, Some(true)),
        judged(0, 1, 2, 5, Some(true)),
        judged(0, 2, 2, 1, Some(false)),
        judged(1, 0, 1, 2, None),
        judged(1, 1, 1, 2, None),
        judged(1, 2, 2, 2, Some(false)),
    ];
    let tables = english(&panel(2, 3, scored));
    let best = titled(&tables, "Best");
    let rates = ["M1", "M2", "M3"].map(|model| row(best, &["All prompts", model])[3].as_str());
    assert_eq!(rates, ["75.0", "25.0", "0.0"]);
    let strengths = titled(&tables, "Models against");
    let [by_scores, by_choices] =
        ["Scores", "Choice of the best"].map(|basis| &row(strengths, &["All prompts", basis, "M1"])[..2]);
    assert_eq!(by_scores, ["5", "80.0"], "wins against both, a tie and a win, a tie");
    assert_eq!(by_choices, ["4", "87.5"], "wins against both, a tie and a win");
}

/// With a part of the models only, ties with the others look like sole wins.
#[test]
fn choices_among_more_than_is_counted_are_told() {
    let narrow = |beyond| {
        let scored = vec![judged(0, 0, 1, 5, Some(true)), judged(0, 1, 1, 4, Some(false))];
        let tables = english(&Panel { beyond, ..panel(1, 2, scored) });
        ["Best", "Models against"].map(|title| titled(&tables, title).note.contains("among all models that were rated"))
    };
    assert_eq!(narrow(false), [false, false]);
    assert_eq!(narrow(true), [true, true]);
}

#[test]
fn harm_is_counted_by_how_many_saw_it() {
    let mark = |rater, people, harmful| Scored { harmful, ..judged(rater, 0, people, 3, None) };
    let mut scored: Vec<Scored> = (0..3).map(|rater| mark(rater, 1, true)).collect();
    scored.extend((0..3).map(|rater| mark(rater, 2, rater > 0)));
    scored.extend((0..3).map(|rater| mark(rater, 3, rater > 1)));
    scored.extend((0..2).map(|rater| mark(rater, 4, rater > 0)));
    // Whoever said nothing but which is the best did not look.
    scored.push(Scored { scores: vec![None], ..judged(2, 0, 4, 3, Some(true)) });
    let tables = english(&panel(3, 1, scored));
    let found = row(titled(&tables, "Harmful"), &["All prompts", "M1"]);
    assert_eq!(found, ["4", "4 (100.0%)", "2 (50.0%)", "1 (25.0%)", "7/11"]);
}

#[test]
fn a_rater_who_did_not_judge_all_models_does_not_tilt_their_comparison() {
    // The second rater is strict and saw the second model only.
    let mut scored = Vec::new();
    for people in 1..=6 {
        scored.extend([judged(0, 0, people, 4, None), judged(0, 1, people, 4, None), judged(1, 1, people, 1, None)]);
    }
    let tables = english(&panel(2, 2, scored));
    let pair = row(titled(&tables, "Differences between two"), &["All prompts", "accuracy", "M1 vs M2"]);
    assert_eq!(pair, ["6", "0.00", "–", "–", "–", "–", "–", "the scores never differ"]);
}

#[test]
fn both_languages_count_alike() {
    let panel = study(&cases("panel")[0]);
    let [zh, en] = Language::ALL.map(|language| tables(Words::of(language), &panel));
    assert_eq!(zh.len(), en.len());
    for (zh, en) in zh.iter().zip(&en) {
        assert_ne!(zh.title, en.title);
        assert_eq!((zh.head.len(), zh.rows.len()), (en.head.len(), en.rows.len()), "{}", en.title);
    }
}

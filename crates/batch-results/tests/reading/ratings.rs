//! Answers to be rated, and several raters' judgements of them joined with the models.

use std::collections::BTreeMap;
use std::path::PathBuf;

use batch_results::rating::criteria::Scheme;
use batch_results::rating::file::{FORMAT, Rating, Ratings};
use batch_results::rating::questions::{Draw, Question, letter, questions};
use batch_results::rating::unblind::unblind;
use batch_results::reading::{Library, Selection};

use crate::folders::{self, Job, Said};

const MODELS: &[&str] = &["model-a", "model-b", "model-c"];
const PEOPLE: &[&str] = &["患者1", "患者2", "患者3", "患者4"];

/// Each answer says whose it is, and is good by that.
fn job(folder: &std::path::Path) {
    Job::new(MODELS, PEOPLE, &["总结", "风险"]).make(folder, |m, p, q| match (m, p, q) {
        (0, 0, 0) => Said::Failed("触发限流".to_owned()),
        (1, 0, 0) => Said::Answer(" \n".to_owned()),
        (2, 0, 1) => Said::Cut(format!("我是 {}，说到一半", MODELS[m])),
        _ => Said::Answer(format!("我是 {}，回答患者{p} 的问题{q}", MODELS[m].to_uppercase())),
    });
}

fn draw(seed: u64) -> Draw {
    Draw { seed, ..Draw::default() }
}

/// A rater who finds model-c best, then model-b: by the text as it was before its name was hidden, which nobody else can.
fn rate(rater: &str, library: &Library, seed: u64) -> Ratings {
    let mut ratings = Vec::new();
    let asked = questions(library, &draw(seed), 99).unwrap().questions;
    for (n, people) in library.people.iter().enumerate() {
        let reading = library.person(n).unwrap();
        let rateable = batch_results::rating::questions::rateable(library, seed, people, &reading);
        for (number, answers) in rateable {
            for (place, same) in answers.chunk_by(|(a, _), (b, _)| a == b).enumerate() {
                let (id, conversation) = &same[0];
                let model =
                    MODELS.iter().position(|model| *model == library.columns[conversation.column].model).unwrap();
                let score = 3 + u8::try_from(model).unwrap();
                let best = Some(model == 2);
                let scores = BTreeMap::from([("准确性".to_owned(), score)]);
                let (people, answer) = (people.clone(), letter(folders::zh(), place));
                ratings.push(Rating {
                    id: id.clone(),
                    people,
                    prompt: number,
                    answer,
                    scores,
                    best,
                    ..Rating::default()
                });
            }
        }
    }
    assert_eq!(ratings.len(), asked.iter().map(|question| question.answers.len()).sum::<usize>());
    let criteria = Scheme::usual(folders::zh()).criteria;
    Ratings { format: FORMAT.to_owned(), rater: rater.to_owned(), seed, criteria, ratings }
}

fn said(library: &Library, files: &[(PathBuf, Ratings)]) -> String {
    unblind(library, folders::en(), files).unwrap_err().sentence(folders::en())
}

#[test]
fn only_answers_are_asked_about_and_none_names_its_model() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let library = folders::open(&[folder.path()]);
    let asked = questions(&library, &draw(1), 99).unwrap().questions;
    assert_eq!(asked.len(), 8);
    assert_eq!(asked[0].answers.len(), 1, "a failure and an empty answer are nothing to judge");
    let cut: Vec<_> = asked.iter().flat_map(|question| &question.answers).filter(|answer| answer.cut).collect();
    assert_eq!(cut.len(), 1);
    assert_eq!(cut[0].text, "我是 ▇▇▇，说到一半");
    assert_eq!((asked[0].people.as_str(), asked[0].number, asked[0].prompt.as_str()), ("患者1", 1, "总结"));
    assert_eq!(asked[0].record, folders::record("患者1"));
    for name in MODELS {
        assert!(!format!("{asked:?}").to_lowercase().contains(name), "{name}");
    }
    let places = |asked: &[Question]| asked.iter().map(|q| q.answers[0].id.clone()).collect::<Vec<_>>();
    assert_eq!(places(&asked), places(&questions(&library, &draw(1), 99).unwrap().questions));
    assert_ne!(places(&asked), places(&questions(&library, &draw(2), 99).unwrap().questions));
}

#[test]
fn a_sample_is_part_of_the_whole_with_the_same_ids() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let library = folders::open(&[folder.path()]);
    let all = questions(&library, &draw(1), 99).unwrap().questions;
    let some = questions(&library, &Draw { sample: Some(3), ..draw(1) }, 99).unwrap().questions;
    assert_eq!(some.len(), 3);
    assert!(some.iter().all(|question| all.contains(question)));
    assert_ne!(some, all[..3]);
}

#[test]
fn what_raters_said_comes_back_with_the_models() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let library = folders::open(&[folder.path()]);
    let files = [("a".into(), rate("张三", &library, 5)), ("b".into(), rate("李四 ", &library, 5))];
    let unblinded = unblind(&library, folders::zh(), &files).unwrap();
    assert_eq!(unblinded.unknown, []);
    let panel = unblinded.panel;
    assert_eq!(panel.models, MODELS);
    assert_eq!(panel.raters, ["张三", "李四"]);
    assert_eq!(panel.scored.len(), 44);
    for scored in &panel.scored {
        assert_eq!(scored.scores, [Some(3 + u8::try_from(scored.model).unwrap()), None, None, None]);
        assert_eq!(scored.best, Some(scored.model == 2));
    }
}

/// One rater had the page in English.
#[test]
fn the_usual_criteria_are_the_same_in_both_languages() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let library = folders::open(&[folder.path()]);
    let zh = rate("张三", &library, 5);
    let mut en = Ratings { criteria: Scheme::usual(folders::en()).criteria, ..rate("Li", &library, 5) };
    for rating in &mut en.ratings {
        rating.scores = BTreeMap::from([("Accuracy".to_owned(), rating.scores["准确性"])]);
    }
    for files in [[("a".into(), zh.clone()), ("b".into(), en.clone())], [("b".into(), en.clone()), ("a".into(), zh)]] {
        let panel = unblind(&library, folders::zh(), &files).unwrap().panel;
        assert_eq!(panel.criteria, Scheme::usual(folders::zh()).criteria);
        assert_eq!(panel.scored.len(), 44);
        assert!(panel.scored.iter().all(|scored| scored.scores[0] == Some(3 + u8::try_from(scored.model).unwrap())));
    }
    let alone = unblind(&library, folders::zh(), &[("b".into(), en)]).unwrap().panel;
    assert_eq!(alone.criteria, Scheme::usual(folders::en()).criteria, "as its raters read them");
}

/// The page may have been made from one folder, before there was another with the same model, and in another language.
#[test]
fn other_folders_beside_it_change_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    job(&one);
    Job::new(MODELS, PEOPLE, &["总结"]).make(&two, |m, p, _| Said::Answer(format!("{m} 另答 {p}")));
    let files = [("a".into(), rate("张三", &folders::open(&[&one]), 5))];
    let both = unblind(&folders::open(&[&one, &two]), folders::en(), &files).unwrap();
    assert_eq!((both.unknown.len(), both.shared), (0, 0));
    assert_eq!(both.panel.models, ["model-a (one)", "model-b (one)", "model-c (one)"]);
}

/// They cannot be told apart, whatever order the folders have, and whether both are there.
#[test]
fn what_two_folders_hold_word_for_word_is_asked_once_and_counts_for_both() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two] = ["one", "two"].map(|name| folder.path().join(name));
    let make = |folder: &std::path::Path, name: &str| {
        Job::new(&["model-a"], &["患者1"], &["总结", "风险"]).make(folder, |_, _, q| match q {
            0 => Said::Answer("一样".to_owned()),
            _ => Said::Answer(format!("不一样：{name}")),
        });
    };
    make(&one, "甲处");
    make(&two, "乙处");
    let library = folders::open(&[&one, &two]);
    let asked = questions(&library, &draw(5), 99).unwrap().questions;
    let shared = asked.iter().map(|question| question.answers.iter().map(|answer| answer.shared).collect::<Vec<_>>());
    assert_eq!(shared.collect::<Vec<_>>(), [vec![true], vec![false, false]]);
    let files = [("a".into(), rate("张三", &library, 5))];
    let [one, two] = [one.as_path(), two.as_path()];
    for (order, shared, unknown, scored) in
        [(vec![one, two], 1, 0, 4), (vec![two, one], 1, 0, 4), (vec![one], 0, 1, 2), (vec![two], 0, 1, 2)]
    {
        let found = unblind(&folders::open(&order), folders::en(), &files).unwrap();
        let left: usize = found.unknown.iter().map(|of| of.places.len()).sum();
        assert_eq!((found.shared, left, found.panel.scored.len()), (shared, unknown, scored), "{order:?}");
        assert_eq!(found.panel.beyond, unknown > 0, "the best was chosen among what is not here");
        for model in 0..found.panel.models.len() {
            let prompts = found.panel.scored.iter().filter(|of| of.model == model).map(|of| of.prompt);
            assert_eq!(prompts.collect::<std::collections::BTreeSet<_>>().len(), 2, "each has the shared and its own");
        }
    }
}

/// A file whose ids were moved against what they stood beside.
#[test]
fn an_id_that_is_another_answers_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let library = folders::open(&[folder.path()]);
    let with = |change: &dyn Fn(&mut Vec<Rating>)| {
        let mut file = rate("张三", &library, 5);
        change(&mut file.ratings);
        said(&library, &[("A.json".into(), file)])
    };
    let swapped = |a: usize, b: usize| {
        move |all: &mut Vec<Rating>| {
            let [one, two] = [a, b].map(|n| all[n].id.clone());
            (all[a].id, all[b].id) = (two, one);
        }
    };
    // The first is 患者1's only answer to its prompt, the second begins the next prompt, the last is 患者4's.
    assert!(with(&swapped(0, 1)).starts_with("A.json: 患者1, prompt 1, answer 甲: this answer's id does not fit"));
    assert!(with(&swapped(1, 21)).starts_with("A.json: 患者1, prompt 2, answer 甲: this answer's id does not fit"));
    let named = with(&|all| all[0].answer = "model-a".to_owned());
    assert!(named.contains("answer model-a: this answer's id does not fit"), "another model's: {named}");
}

#[test]
fn files_that_do_not_belong_together_are_told() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let library = folders::open(&[folder.path()]);
    let one = rate("张三", &library, 5);
    let with = |change: &dyn Fn(&mut Ratings)| {
        let mut other = rate("李四", &library, 5);
        change(&mut other);
        said(&library, &[("A.json".into(), one.clone()), ("B.json".into(), other)])
    };
    for (sentence, told) in [
        ("both ratings of \"张　三\"", with(&|other| other.rater = " 张　三".to_owned())),
        ("different seeds", with(&|other| *other = rate("李四", &library, 6))),
        ("different criteria", with(&|other| other.criteria[0].high = 7)),
    ] {
        assert!(told.starts_with("A.json and B.json") && told.contains(sentence), "{told}");
    }
}

#[test]
fn judgements_of_other_answers_are_never_lost_silently() {
    let folder = tempfile::tempdir().unwrap();
    job(folder.path());
    let library = folders::open(&[folder.path()]);
    let files = [("A.json".into(), rate("张三", &library, 5))];
    let some = Selection { models: Some(vec!["model-a".to_owned()]), ..Selection::default() };
    let part = Library::open(&[folder.path().to_owned()], &some).unwrap();
    let unblinded = unblind(&part, folders::en(), &files).unwrap();
    assert_eq!(unblinded.panel.scored.len(), 7);
    let told = unblinded.unknown[0].sentence(folders::en());
    assert!(told.starts_with("A.json: 15 ratings") && told.contains("患者1, prompt 1, answer 甲"), "{told}");
    let other = tempfile::tempdir().unwrap();
    Job::new(&["x"], &["患者1"], &["总结"]).make(other.path(), |_, _, _| Said::Answer("别的".to_owned()));
    assert!(said(&folders::open(&[other.path()]), &files).starts_with("A.json: none of the rated answers"));
}

/// Whose answers are to another prompt, or about another record, cannot be judged beside these.
#[test]
fn answers_to_different_questions_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let [one, two, three] = ["one", "two", "three"].map(|name| folder.path().join(name));
    let say = |m, p, q| Said::Answer(format!("{m} {p} {q}"));
    Job::new(&["model-a"], &["患者1", "患者2"], &["总结", "风险"]).make(&one, say);
    Job::new(&["model-b"], &["患者2"], &["总结", "用药"]).make(&two, say);
    let asked = questions(&folders::open(&[&one, &two]), &draw(1), 99).unwrap();
    assert_eq!(asked.apart, [("患者2".to_owned(), 2)]);
    let left: Vec<_> = asked.questions.iter().map(|q| (q.people.as_str(), q.number, q.answers.len())).collect();
    assert_eq!(left, [("患者1", 1, 1), ("患者1", 2, 1), ("患者2", 1, 2)]);
    // Another record of the same person.
    Job::new(&["model-c"], &["患者2"], &["总结", "风险"]).make(&three, say);
    let sheet = three.join("model-c-患者2.json");
    let other = std::fs::read_to_string(&sheet).unwrap().replace("胸闷三天", "腹痛一周");
    std::fs::write(&sheet, other).unwrap();
    let library = folders::open(&[&one, &three]);
    assert_eq!(questions(&library, &draw(1), 99).unwrap().apart.len(), 2);
    let only = Selection { people: Some(vec!["患者2".to_owned()]), ..Selection::default() };
    let refused = questions(&Library::open(&[one, three], &only).unwrap(), &draw(1), 99).unwrap_err();
    assert!(
        refused.sentence(folders::en()).starts_with("2 groups were left out"),
        "{}",
        refused.sentence(folders::en())
    );
}

/// A server may call the model otherwise than the config does.
#[test]
fn the_servers_names_are_hidden_too() {
    let folder = tempfile::tempdir().unwrap();
    let job = Job::new(&["model-a"], &["患者1"], &["总结"]);
    Job { served: Some("inner-name-7b-2507"), ..job }
        .make(folder.path(), |_, _, _| Said::Answer("我是 Inner-Name 7b。".to_owned()));
    let asked = questions(&folders::open(&[folder.path()]), &draw(1), 99).unwrap().questions;
    assert_eq!(asked[0].answers[0].text, "我是 ▇▇▇。");
}

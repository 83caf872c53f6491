//! By which endpoints models are asked, and what is said of those without one.

use batch_sim::{Faults, Held};
use serde_json::json;

use super::{LITE, PRO, ark, calls, counts, folder};

#[test]
fn each_model_by_its_batch_endpoint_and_known_by_its_own_name() {
    let sim = ark(Held::default(), Faults::none());
    let mut folder = folder(&sim);
    // As with other endpoints, the model's own wins, and files keep the configured name.
    folder.edit(|config| {
        config["api_config"]["batch_endpoint_id"] = json!({PRO: "ep-bi-none", LITE: "ep-bi-lite"});
        config["models"] = json!([{"name": PRO, "batch_endpoint_id": "ep-bi-pro"}, LITE]);
    });
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (0, (12, 0, 0), (12, 0)), "{}", ran.err);
    let sheet = folder.sheet(&format!("{PRO}-患者1.json"));
    assert_eq!(sheet["model"], json!(PRO));
    assert!(sheet["result"].as_str().unwrap().starts_with("【模拟】ark ep-bi-pro "), "{sheet}");
}

#[test]
fn an_answer_of_either_lane_counts_for_both() {
    let sim = ark(Held::default(), Faults::none());
    let folder = folder(&sim);
    assert_eq!(folder.run(&["--people", "患者1"]).code, 0);
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (0, (8, 0, 0), (8, 4)), "{}", ran.err);
    for args in [&["--json"][..], &["batch", "--json"]] {
        assert_eq!(folder.run(args).json()["calls"], 0);
    }
    let lanes: Vec<_> = folder.ledger().into_iter().filter(|line| line["event"] == "answered").collect();
    assert_eq!(lanes.iter().filter(|line| line["lane"] == "batch").count(), 8);
    assert_eq!(sim.stats().answered_twice, 0);
}

#[test]
fn a_model_without_one_is_left_out_and_said() {
    for id in [json!(null), json!(""), json!("your_endpoint_id"), json!("ep-bi-xxxx"), json!({"_": "ep-bi-1"})] {
        let sim = ark(Held::default(), Faults::none());
        let mut folder = folder(&sim);
        folder.edit(|config| config["api_config"]["batch_endpoint_id"] = id.clone());
        let ran = folder.run(&["batch"]);
        assert_eq!((ran.code, ran.err.lines().count(), calls(&sim)), (2, 1, (0, 0)), "{id}: {}", ran.err);
        assert!(ran.err.contains("batch_endpoint_id") && ran.err.contains(PRO), "{id}: {}", ran.err);
    }
    let sim = ark(Held::default(), Faults::none());
    let mut folder = folder(&sim);
    folder.edit(|config| config["api_config"]["batch_endpoint_id"] = json!({PRO: "ep-bi-pro"}));
    let ran = folder.run(&["batch", "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (4, (6, 0, 6), (6, 0)), "{}", ran.err);
    assert!(ran.err.contains(LITE) && ran.err.contains("batch_endpoint_id"), "{}", ran.err);
    let ran = folder.run(&["batch", "--leftovers", "online", "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (0, (6, 0, 0), (6, 6)), "{}", ran.err);
}

#[test]
fn one_for_several_models_is_refused_and_so_is_what_is_no_id() {
    let sim = ark(Held::default(), Faults::none());
    let mut folder = folder(&sim);
    for (id, words) in
        [(json!("ep-bi-pro"), "allow_shared_endpoint"), (json!(5), "batch_endpoint_id"), (json!({PRO: 5}), PRO)]
    {
        folder.edit(|config| config["api_config"]["batch_endpoint_id"] = id.clone());
        let ran = folder.run(&["batch"]);
        assert_eq!(ran.code, 2, "{id}: {}", ran.err);
        assert!(ran.err.contains("api_config.batch_endpoint_id") && ran.err.contains(words), "{id}: {}", ran.err);
    }
}

/// Nothing need be made in the console before a rehearsal, which says that it will be needed.
#[test]
fn a_rehearsal_needs_none() {
    let sim = ark(Held::default(), Faults::none());
    let mut folder = folder(&sim);
    folder.edit(|config| config["api_config"]["batch_endpoint_id"] = json!({PRO: "ep-bi-pro"}));
    let ran = folder.run(&["batch", "--simulate", "--json"]);
    assert_eq!((ran.code, counts(&ran), calls(&sim)), (0, (12, 0, 0), (0, 0)), "{}", ran.err);
    let line = ran.err.lines().find(|line| line.contains("batch_endpoint_id")).unwrap();
    assert!(line.contains(LITE) && !line.contains(PRO), "{line}");
    assert!(
        folder.run(&["--simulate", "--json", "--fresh"]).json()["money"]["spent"].as_f64()
            > ran.json()["money"]["spent"].as_f64()
    );
}

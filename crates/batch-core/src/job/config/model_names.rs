//! Models' names that are none, most likely. Only a warning: on one's own server a model may be called anything.

use super::settings::Model;
use crate::base::problem::{ConfigProblem, OddModel, Problem};
use crate::privacy;

/// What may stand between names that were written into one text.
const BETWEEN: [char; 6] = [',', '，', '、', ';', '；', '\n'];

/// One problem for each odd name, with its field.
pub(super) fn warnings(models: &[Model]) -> Vec<Problem> {
    let odd = models.iter().enumerate().filter_map(|(n, model)| {
        let what = ConfigProblem::OddModel { model: privacy::guarded(&model.name), odd: odd(&model.name)? };
        Some(Problem::new(what).field(format!("models[{n}]")))
    });
    odd.collect()
}

fn odd(name: &str) -> Option<OddModel> {
    if let Some(mark) = name.chars().find(|c| BETWEEN.contains(c)) {
        return Some(OddModel::Several { mark });
    }
    if name.trim() != name {
        return Some(OddModel::BlankAround);
    }
    is_placeholder(name).then_some(OddModel::Placeholder)
}

/// True for what samples put where a model's name belongs.
fn is_placeholder(name: &str) -> bool {
    let plain = name.to_lowercase().replace(['-', ' '], "_");
    let is_bracketed = name.starts_with('<') && name.ends_with('>');
    let is_general = matches!(plain.as_str(), "model_name" | "model_id");
    let is_crossed_out = plain.len() > 2 && plain.chars().all(|c| matches!(c, 'x' | '*' | '.' | '_'));
    let is_addressed = plain.starts_with("your_") || name.contains(['你', '您', '填']);
    is_bracketed || is_general || is_crossed_out || is_addressed
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_that_are_none_are_known() {
        for (name, what) in [
            ("lab-3 ", OddModel::BlankAround),
            ("\u{3000}lab-3", OddModel::BlankAround),
            ("a，b", OddModel::Several { mark: '，' }),
            ("lab-3, lab-2.6", OddModel::Several { mark: ',' }),
            ("a、b", OddModel::Several { mark: '、' }),
            ("your_model", OddModel::Placeholder),
            ("your-model-name", OddModel::Placeholder),
            ("<model>", OddModel::Placeholder),
            ("MODEL_NAME", OddModel::Placeholder),
            ("你的模型", OddModel::Placeholder),
            ("xxxx", OddModel::Placeholder),
        ] {
            assert_eq!(odd(name), Some(what), "{name}");
        }
    }

    #[test]
    fn honest_names_are_let_alone() {
        for name in [
            "lab-k2.6",
            "lab-seed-2-1-pro-260915",
            "ep-20261227173012-abcde",
            "Lab/Lab2.5-72B-Instruct",
            "lab/lab-v3.1:free",
            "yourtts",
            "/data/models/your-org/llama-3",
            "xlm-roberta",
            "医疗大模型-v2",
            "lab3:32b",
            "lab-4o (2024-08-06)",
            "model",
            "model-7b",
            "x",
        ] {
            assert_eq!(odd(name), None, "{name}");
        }
    }
}

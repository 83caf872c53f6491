//! File names made of model and people: what cannot be part of one.

use crate::base::problem::InputProblem;

/// Most file systems take 255 bytes.
const LONGEST_FILE_NAME: usize = 255;

/// The sheet's file name. Slashes in a model name become `_`, as they always did.
#[must_use]
pub fn sheet(model: &str, people: &str) -> String {
    format!("{}-{people}.json", model.replace(['/', '\\'], "_"))
}

/// Checks a model's name, before anything is called.
///
/// # Errors
/// What is wrong with it.
pub fn check_model(name: &str) -> Result<(), InputProblem> {
    if name.split(['/', '\\']).any(|part| part == "..") || name.starts_with(['/', '.']) {
        return Err(InputProblem::NameEscapes { name: name.to_owned() });
    }
    check_characters(&name.replace(['/', '\\'], "_"), name)
}

/// Checks a people's name.
///
/// # Errors
/// What is wrong with it.
pub fn check_people(name: &str) -> Result<(), InputProblem> {
    if name == ".." || name == "." || name.is_empty() {
        return Err(InputProblem::NameEscapes { name: name.to_owned() });
    }
    check_characters(name, name)
}

fn check_characters(name: &str, shown: &str) -> Result<(), InputProblem> {
    let bad = |c: &char| matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || c.is_control();
    match name.chars().find(bad) {
        Some(c) => Err(InputProblem::NameCharacter { name: shown.to_owned(), character: c }),
        None => Ok(()),
    }
}

/// Checks the length of a sheet's file name.
///
/// # Errors
/// What is wrong with it.
pub fn check_length(file_name: &str) -> Result<(), InputProblem> {
    if file_name.len() > LONGEST_FILE_NAME {
        return Err(InputProblem::NameTooLong { name: file_name.to_owned(), most: LONGEST_FILE_NAME });
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_names_inside_the_folder() {
        assert_eq!(sheet("lab/lab-v3.1", "患者1"), "lab_lab-v3.1-患者1.json");
        for good in ["gpt-4.1", "lab/lab-v3.1", "模型 一"] {
            check_model(good).unwrap();
        }
        for bad in ["../x", "a/../b", "/etc/x", "a:b", "a*", "a?", "a\"", "a<b", "a|b", "a\n", "..", "a\\..\\b"] {
            assert!(check_model(bad).is_err(), "{bad}");
        }
        for bad in ["", ".", "..", "a/b", "a:b", "a\\b"] {
            assert!(check_people(bad).is_err(), "{bad}");
        }
        assert!(check_length(&sheet("m", &"患".repeat(90))).is_err());
    }
}

//! File names made of model and people: what cannot be part of one.

use crate::base::problem::InputProblem;

/// Most file systems take 255 bytes.
const LONGEST_FILE_NAME: usize = 255;

/// Names that Windows keeps for devices, whatever ending stands behind a dot.
const DEVICES: [&str; 6] = ["con", "prn", "aux", "nul", "conin$", "conout$"];
/// The same with a number from 1 to 9 behind them.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];

/// The device that a file of this name would be on Windows, as it stands in the name. Folders travel between systems, so
/// it is asked on all of them.
#[must_use]
pub fn device(file_name: &str) -> Option<&str> {
    let stem = file_name.split('.').next().unwrap_or_default().trim_end_matches(' ');
    let lower = stem.to_ascii_lowercase();
    let is_number = |rest: &str| matches!(rest, "1" | "2" | "3" | "4" | "5" | "6" | "7" | "8" | "9" | "¹" | "²" | "³");
    let numbered = NUMBERED_DEVICES.iter().any(|device| lower.strip_prefix(device).is_some_and(is_number));
    (numbered || DEVICES.contains(&&*lower)).then_some(stem)
}

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

/// Checks a sheet's file name, made of a model and a person that were checked.
///
/// # Errors
/// What is wrong with it.
pub fn check_sheet(file_name: &str) -> Result<(), InputProblem> {
    if let Some(device) = device(file_name) {
        return Err(InputProblem::NameOfDevice { name: file_name.to_owned(), device: device.to_owned() });
    }
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
        assert!(check_sheet(&sheet("m", &"患".repeat(90))).is_err());
    }

    #[test]
    fn no_sheet_is_a_device_of_windows() {
        for (name, found) in [("CON", "CON"), ("nul.json", "nul"), ("Com1 .a-患者1.json", "Com1"), ("lpt³.x", "lpt³")]
        {
            assert_eq!(device(name), Some(found));
        }
        for name in ["CON-患者1.json", "console.json", "com0.txt", "com10.txt", "com", "-nul.json", "患者1.con", ""]
        {
            assert_eq!(device(name), None, "{name}");
        }
        assert_eq!(
            check_sheet(&sheet("aux.1", "患者1")),
            Err(InputProblem::NameOfDevice { name: "aux.1-患者1.json".into(), device: "aux".into() })
        );
        check_sheet(&sheet("aux", "CON")).unwrap();
    }
}

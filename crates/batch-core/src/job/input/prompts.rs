//! The prompts file: a JSON array of strings.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::base::json_text::JsonText;
use crate::base::problem::{InputProblem, Problem};
use crate::job::config::Document;

/// One prompt of the run.
#[derive(Debug, Clone)]
pub struct Prompt {
    /// Its place in the file, from 1: the key in `conversations`.
    pub number: usize,
    /// Its text.
    pub text: Arc<str>,
    /// Its text as requests and sheets hold it.
    pub quoted: JsonText,
    /// False if `--prompts` leaves it out of this run.
    pub wanted: bool,
}

/// Reads all prompts and marks those that are wanted.
///
/// # Errors
/// A [`Problem`] that names file and element. Warnings (another encoding, an empty prompt) go to `warnings`.
pub fn read(path: &Path, wanted: Option<&[usize]>, warnings: &mut Vec<Problem>) -> Result<Vec<Prompt>, Problem> {
    if !path.exists() {
        return Err(Problem::in_file(path, InputProblem::NoPromptsFile { near: near(path) }));
    }
    let document = Document::read(path)?;
    warnings.extend(document.decoded_from.map(|from| Problem::in_file(path, InputProblem::Decoded { from })));
    let problem = |what: InputProblem, n: Option<usize>| {
        let field = n.map(|n| format!("[{n}]"));
        let line = field.as_deref().and_then(|f| document.line_of(f));
        Problem { field, ..Problem::in_file(path, what).at(line) }
    };
    let Some(items) = document.value.as_array() else {
        return Err(problem(InputProblem::PromptsNotArray { found: (&document.value).into() }, None));
    };
    if items.is_empty() {
        return Err(problem(InputProblem::NoPrompts, None));
    }
    let mut prompts = Vec::with_capacity(items.len());
    for (n, item) in items.iter().enumerate() {
        let Some(text) = item.as_str() else {
            return Err(problem(InputProblem::PromptNotText { number: n + 1, found: item.into() }, Some(n)));
        };
        if text.trim().is_empty() {
            warnings.push(problem(InputProblem::PromptEmpty { number: n + 1 }, Some(n)));
        }
        let number = n + 1;
        let wanted = wanted.is_none_or(|w| w.contains(&number));
        prompts.push(Prompt { number, text: text.into(), quoted: JsonText::new(text), wanted });
    }
    if let Some(wanted) = wanted
        && let Some(unknown) = wanted.iter().find(|w| **w == 0 || **w > prompts.len())
    {
        return Err(Problem::in_file(path, InputProblem::NoSuchPrompt { number: *unknown, count: prompts.len() }));
    }
    Ok(prompts)
}

/// A file of this name but for an ending that Windows hides.
fn near(path: &Path) -> Option<PathBuf> {
    let longer = |ending| {
        let mut name = path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    };
    [".txt", ".json"].map(longer).into_iter().find(|file| file.is_file())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hidden_ending_is_found() {
        let dir = tempfile::tempdir().unwrap();
        let near_of = |name: &str| near(&dir.path().join(name)).map(|file| file.file_name().unwrap().to_owned());
        std::fs::write(dir.path().join("prompts.json.txt"), "[]").unwrap();
        assert_eq!(near_of("prompts.json").unwrap(), "prompts.json.txt");
        assert_eq!(near_of("prompts.json.txt"), None);
        std::fs::write(dir.path().join("prompts.json"), "[]").unwrap();
        assert_eq!(near_of("prompts").unwrap(), "prompts.json");
        let unread = read(&dir.path().join("prompts"), None, &mut Vec::new()).unwrap_err();
        assert!(format!("{unread:?}").contains("prompts.json"), "{unread:?}");
    }
}

//! What a run moves out of its way: into one folder that people see, never deleted.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use super::open;

/// How such folders' names begin. Nothing in them is taken for a result.
pub const PREFIX: &str = "replaced-";

/// The folder of one run inside its output folder; made when there is something to move.
#[derive(Debug, Clone)]
pub struct Aside(PathBuf);

impl Aside {
    /// For a run that begins now.
    #[must_use]
    pub fn new(output_dir: &Path) -> Self {
        let stamp = jiff::Zoned::now().strftime("%Y%m%d-%H%M%S").to_string();
        let named = |n: u32| match n {
            1 => output_dir.join(format!("{PREFIX}{stamp}")),
            n => output_dir.join(format!("{PREFIX}{stamp}-{n}")),
        };
        Self((1..).map(named).find(|path| !path.exists()).unwrap_or_else(|| named(0)))
    }

    /// Where it is, or would be.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.0
    }

    /// Moves a file into it, under its own name if that is free.
    ///
    /// # Errors
    /// The disk's; the file stays where it is.
    pub fn take(&self, file: &Path) -> io::Result<()> {
        let Some(name) = file.file_name() else { return Err(io::ErrorKind::InvalidInput.into()) };
        open::folder(&self.0)?;
        let numbered = |n: u32| {
            let mut name = name.to_owned();
            if n > 0 {
                name.push(format!(".{n}"));
            }
            self.0.join(name)
        };
        let free = (0..).map(numbered).find(|path| !path.exists()).unwrap_or_else(|| numbered(0));
        fs::rename(file, free)
    }
}

/// True for the name of a folder that a run moved things into.
#[must_use]
pub fn is_aside(name: &str) -> bool {
    name.starts_with(PREFIX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_is_lost_under_the_same_name() {
        let folder = tempfile::tempdir().unwrap();
        let aside = Aside::new(folder.path());
        assert!(!aside.path().exists() && is_aside(&aside.path().file_name().unwrap().to_string_lossy()));
        for text in ["one", "two", "three"] {
            fs::write(folder.path().join("a.json"), text).unwrap();
            aside.take(&folder.path().join("a.json")).unwrap();
        }
        let read = |name: &str| fs::read_to_string(aside.path().join(name)).unwrap();
        assert_eq!([read("a.json"), read("a.json.1"), read("a.json.2")], ["one", "two", "three"]);
        assert_ne!(Aside::new(folder.path()).path(), aside.path(), "another run has another folder");
    }
}

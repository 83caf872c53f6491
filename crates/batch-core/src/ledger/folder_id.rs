//! What tells one output folder from another, on whatever machine and under whatever path it is seen.

use std::io::{self, ErrorKind, Write};
use std::path::Path;

use super::FOLDER;
use crate::sheets::{file, open};

const FILE: &str = "folder-id";

/// A folder's id, drawn by whoever asks first; the same for all from then on.
///
/// # Errors
/// The disk's.
pub fn folder_id(output_dir: &Path) -> io::Result<String> {
    let path = output_dir.join(FOLDER).join(FILE);
    let drawn = format!("{:016x}", fastrand::u64(..));
    let mut new = file::temporary(file::folder(&path))?;
    new.write_all(drawn.as_bytes())?;
    match new.persist_noclobber(&path) {
        Ok(_) => Ok(drawn),
        Err(e) if e.error.kind() == ErrorKind::AlreadyExists => {
            String::from_utf8(open::read(&path)?).map_err(|_| ErrorKind::InvalidData.into())
        }
        Err(e) => Err(e.error),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_id_and_another_folder_another() {
        let (one, other) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        for folder in [&one, &other] {
            std::fs::create_dir(folder.path().join(FOLDER)).unwrap();
        }
        let id = folder_id(one.path()).unwrap();
        assert_eq!(folder_id(one.path()).unwrap(), id);
        assert_ne!(folder_id(other.path()).unwrap(), id);
        let left: Vec<_> = std::fs::read_dir(one.path().join(FOLDER)).unwrap().collect();
        assert_eq!(left.len(), 1, "nothing else is left behind: {left:?}");
    }
}

//! Names taken from files of unknown origin, made fit for file systems.

use batch_core::job::input::names::device;

/// A text as one part of a path: nothing that leads elsewhere, nothing that some file system refuses.
#[must_use]
pub fn safe(name: &str) -> String {
    let plain = |c: char| {
        if matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|') || c.is_control() { '_' } else { c }
    };
    let name: String = name.chars().map(plain).collect();
    let name = name.trim_matches([' ', '.']);
    let mut end = name.len().min(200);
    while !name.is_char_boundary(end) {
        end -= 1;
    }
    match &name[..end] {
        "" => "_".to_owned(),
        // Not `CON.md`.
        name if device(name).is_some() => format!("_{name}"),
        name => name.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_inside_the_folder() {
        assert_eq!(safe("../../etc/x"), "_.._etc_x");
        assert_eq!(safe("deepseek/v3.1"), "deepseek_v3.1");
        assert_eq!(safe(".."), "_");
        assert_eq!(safe(""), "_");
        assert_eq!(["CON", "aux.1", "患者1. ", "icon"].map(safe), ["_CON", "_aux.1", "患者1", "icon"]);
        assert!(safe(&"患".repeat(300)).len() <= 200);
    }
}

//! Names of worksheets.

use std::collections::HashSet;

/// Worksheet names have at most so many UTF-16 units.
const LONGEST_SHEET_NAME: usize = 31;

/// A worksheet's name that Excel takes and that is not `taken` yet; adds it there.
pub(super) fn sheet_name(wanted: &str, taken: &mut HashSet<String>) -> String {
    let plain = |c: char| if matches!(c, '[' | ']' | ':' | '*' | '?' | '/' | '\\') || c.is_control() { '_' } else { c };
    let wanted: String = wanted.chars().map(plain).collect();
    let wanted = match wanted.trim_matches('\'') {
        "" => "_",
        wanted => wanted,
    };
    for n in 1.. {
        let tail = if n == 1 { String::new() } else { format!(" ({n})") };
        let mut used = tail.len();
        let fits = |c: &char| {
            used += c.len_utf16();
            used <= LONGEST_SHEET_NAME
        };
        let name: String = wanted.chars().take_while(fits).collect();
        let name = format!("{}{tail}", name.trim_end_matches('\''));
        // Excel keeps this one for itself.
        if !name.eq_ignore_ascii_case("history") && taken.insert(name.to_lowercase()) {
            return name;
        }
    }
    wanted.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn worksheets_have_names_that_excel_takes() {
        let mut taken = HashSet::new();
        assert_eq!(sheet_name("a/b:[c]", &mut taken), "a_b__c_");
        assert_eq!(sheet_name("A/b:[c]", &mut taken), "A_b__c_ (2)");
        assert_eq!(sheet_name(&"模".repeat(40), &mut taken), "模".repeat(31));
        assert_eq!(sheet_name(&"模".repeat(41), &mut taken), format!("{} (2)", "模".repeat(27)));
        assert_eq!(sheet_name("History", &mut taken), "History (2)");
        assert_eq!(sheet_name("''", &mut taken), "_");
    }
}

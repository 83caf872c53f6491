//! Places of the page as links to them say.

use std::fmt::Write;

/// The conversations of some states (a letter each) of a column, or of all columns.
pub(super) fn cells(states: &str, column: Option<usize>) -> String {
    format!("#cells/{states}/{}", column.map_or_else(String::new, |column| (column + 1).to_string()))
}

/// The same, sorted by a figure: its place among the headings of that list, the largest first.
pub(super) fn sorted(states: &str, column: Option<usize>, figure: usize) -> String {
    format!("{}///by{figure}", cells(states, column))
}

/// A column's failures for one reason.
pub(super) fn reason(column: usize, reason: &str) -> String {
    format!("{}//{}", cells("f", Some(column)), percent(reason))
}

/// A text as one piece of an address.
pub(super) fn percent(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' => out.push(char::from(byte)),
            byte => drop(write!(out, "%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_said_as_the_page_reads_them() {
        assert_eq!(cells("ac", None), "#cells/ac/");
        assert_eq!(sorted("ac", Some(1), 5), "#cells/ac/2///by5");
        assert_eq!(reason(0, "限/流?"), "#cells/f/1//%E9%99%90%2F%E6%B5%81%3F");
    }
}

//! Tables for a terminal in which Chinese characters take two columns.

/// Columns that a text takes: quotes, dashes and symbols one, Chinese characters and marks two.
#[must_use]
pub fn width(text: &str) -> usize {
    text.chars().map(|c| if matches!(c, '\0'..='\u{10ff}' | '\u{2000}'..='\u{2e7f}') { 1 } else { 2 }).sum()
}

/// A text filled with spaces to so many columns.
#[must_use]
pub fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// Lines of a table: the first column to the left, all others to the right.
#[must_use]
pub fn table(rows: &[Vec<String>]) -> Vec<String> {
    let columns = rows.iter().map(Vec::len).max().unwrap_or_default();
    let widest = |n: usize| rows.iter().filter_map(|row| row.get(n)).map(|cell| width(cell)).max().unwrap_or_default();
    let widths: Vec<usize> = (0..columns).map(widest).collect();
    let line = |row: &Vec<String>| {
        let cells = row.iter().zip(&widths).enumerate().map(|(n, (cell, columns))| match n {
            0 => pad(cell, *columns),
            _ => format!("{}{cell}", " ".repeat(columns.saturating_sub(width(cell)))),
        });
        format!("  {}", cells.collect::<Vec<_>>().join("  ")).trim_end().to_owned()
    };
    rows.iter().map(line).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_stand_below_each_other() {
        let rows = [vec!["模型".to_owned(), "待问".to_owned()], vec!["m-12".to_owned(), "5".to_owned()]];
        assert_eq!(table(&rows), ["  模型  待问", "  m-12     5"]);
    }
}

//! What fits into a line of the terminal: parts are left out, the least wanted first; no figure is ever cut.

/// Between parts.
const GAP: &str = "  ";
/// Parts from this rank on are left out before others are shortened.
const EXTRA: u8 = 10;

/// A part of a line.
#[derive(Debug, Clone)]
pub(super) struct Part {
    text: String,
    /// What stands for it where there is little room.
    short: Option<String>,
    /// The higher, the earlier it is left out.
    rank: u8,
}

impl Part {
    /// A part that is left out the earlier, the higher its rank.
    pub fn new(rank: u8, text: String) -> Self {
        Self { text, short: None, rank }
    }

    /// One that has a shorter form.
    pub fn or(mut self, short: String) -> Self {
        self.short = Some(short);
        self
    }

    fn short(&self) -> &str {
        self.short.as_deref().unwrap_or(&self.text)
    }
}

/// Columns that a text takes.
pub(super) fn width(text: &str) -> usize {
    console::measure_text_width(text)
}

/// All parts.
pub(super) fn whole(parts: &[Part]) -> String {
    parts.iter().map(|part| part.text.as_str()).collect::<Vec<_>>().join(GAP)
}

/// Columns of all parts but those that are left out first, each as short as it can be.
pub(super) fn least(parts: &[Part]) -> usize {
    let short: Vec<&str> = parts.iter().filter(|part| part.rank < EXTRA).map(Part::short).collect();
    width(&short.join(" "))
}

/// Those that fit into so many columns.
pub(super) fn fit(mut parts: Vec<Part>, columns: usize) -> String {
    while width(&whole(&parts)) > columns && drop_one(&mut parts, EXTRA) {}
    let line = whole(&parts);
    if width(&line) <= columns {
        return line;
    }
    loop {
        let line = parts.iter().map(Part::short).collect::<Vec<_>>().join(" ");
        if width(&line) <= columns || !drop_one(&mut parts, 1) {
            return if width(&line) <= columns { line } else { String::new() };
        }
    }
}

/// Leaves out the part of the highest rank, if one has at least this.
fn drop_one(parts: &mut Vec<Part>, least: u8) -> bool {
    let highest = parts.iter().enumerate().filter(|(_, part)| part.rank >= least).max_by_key(|(_, part)| part.rank);
    match highest.map(|(place, _)| place) {
        Some(place) => {
            parts.remove(place);
            true
        }
        None => false,
    }
}

/// A text, cut to so many columns; a number at the cut goes as a whole.
pub(super) fn cut(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    if columns < 3 {
        return String::new();
    }
    let kept = console::truncate_str(text, columns.saturating_sub(2), "").into_owned();
    let in_number = text.get(kept.len()..).is_some_and(|rest| rest.starts_with(|c: char| c.is_ascii_digit()));
    let kept = if in_number { kept.trim_end_matches(|c: char| c.is_ascii_digit()) } else { &kept };
    // Some terminals give it two columns.
    format!("{kept}…")
}

/// A text filled with spaces to so many columns.
pub(super) fn pad(text: &str, columns: usize) -> String {
    format!("{text}{}", " ".repeat(columns.saturating_sub(width(text))))
}

/// A text filled with spaces in front.
pub(super) fn pad_left(text: &str, columns: usize) -> String {
    format!("{}{text}", " ".repeat(columns.saturating_sub(width(text))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_go_one_by_one_and_figures_stay_whole() {
        let parts = || {
            vec![
                Part::new(12, "[00:12:03]".to_owned()),
                Part::new(0, "1384/3000".to_owned()),
                Part::new(1, "失败 12".to_owned()),
                Part::new(2, "剩余 14分3秒".to_owned()),
                Part::new(3, "费用 1.24 CNY".to_owned()).or("1.24 CNY".to_owned()),
            ]
        };
        for (columns, line) in [
            (80, "[00:12:03]  1384/3000  失败 12  剩余 14分3秒  费用 1.24 CNY"),
            (50, "1384/3000  失败 12  剩余 14分3秒  费用 1.24 CNY"),
            (43, "1384/3000 失败 12 剩余 14分3秒 1.24 CNY"),
            (35, "1384/3000 失败 12 剩余 14分3秒"),
            (20, "1384/3000 失败 12"),
            (10, "1384/3000"),
            (8, ""),
        ] {
            assert_eq!(fit(parts(), columns), line, "{columns}");
        }
    }

    #[test]
    fn a_text_is_cut_beside_its_numbers() {
        assert_eq!(cut("HTTP 500 upstream", 10), "HTTP 500…");
        assert_eq!(cut("HTTP 500 upstream", 9), "HTTP …");
        assert_eq!(cut("对话 12 失败", 40), "对话 12 失败");
        assert_eq!(cut("对话失败了", 7), "对话…");
    }
}

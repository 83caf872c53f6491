//! How high a row must be for its texts. Whoever opens the workbook has fonts of their own, so this is an estimate.

/// Points of a line.
const LINE: f64 = 15.0;
/// Lines that a row shows at most: what is longer is read in the formula bar, or the row is drawn open. Excel itself
/// takes no more than 409 points.
const MOST_LINES: f64 = 26.0;
/// Width of a character of East Asian scripts, in digits.
const WIDE: f64 = 2.1;

/// Points for a text in a column so many digits wide.
pub(super) fn height(text: &str, width: f64) -> f64 {
    // What stands beside the text, and words that are not parted.
    let width = (width - 1.5).max(1.0);
    let mut lines = 0.0;
    for line in text.split('\n') {
        let used: f64 = line.chars().map(|c| if c < '\u{1100}' { 1.0 } else { WIDE }).sum();
        lines += (used / width).ceil().max(1.0);
        if lines >= MOST_LINES {
            return MOST_LINES * LINE;
        }
    }
    lines * LINE
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_are_as_high_as_their_texts_within_bounds() {
        assert_eq!(height("", 10.0), LINE);
        assert_eq!(height("胸闷三天", 10.0), LINE);
        assert_eq!(height("胸闷三天，活动后", 10.0), 2.0 * LINE);
        assert_eq!(height("chest pain", 30.0), LINE);
        assert_eq!(height("一\n\n二", 30.0), 3.0 * LINE);
        assert_eq!(height(&"长".repeat(100_000), 30.0), MOST_LINES * LINE);
        const { assert!(MOST_LINES * LINE < 409.0) };
    }
}

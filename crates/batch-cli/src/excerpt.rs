//! The line of a file that a problem is about, with a `^` under the place. Shown on a terminal, never in the log.

use batch_core::base::error::Error;
use batch_core::base::problem::{Excerpt, Problem};
use batch_core::privacy;

use super::table::width;

/// What stands before the line.
const INDENT: &str = "    ";

/// The lines to show below the sentence of an error, if there are any.
#[must_use]
pub fn of(error: &Error) -> Option<String> {
    match error {
        Error::Setup(problem) | Error::Disk(problem) => of_problem(problem),
        Error::Locked { .. } | Error::Interrupted => None,
    }
}

/// The same for a problem.
#[must_use]
pub fn of_problem(problem: &Problem) -> Option<String> {
    problem.excerpt.as_deref().map(lines)
}

/// The line, and the mark below it.
#[must_use]
pub fn lines(excerpt: &Excerpt) -> String {
    // Tabs are as wide as each terminal likes.
    let before = excerpt.before.replace('\t', " ");
    let (before, after) = (privacy::line(&before), privacy::line(&excerpt.after));
    format!("{INDENT}{before}{after}\n{INDENT}{}^", " ".repeat(width(&before)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_mark_stands_under_the_place_whatever_the_width() {
        for (before, after, line, mark) in [
            ("\"a\"", "：1", "    \"a\"：1", "       ^"),
            ("[\"患者“甲”", "\"好", "    [\"患者“甲”\"好", "              ^"),
            ("\t\"x\u{1b}", "y\u{7}", "     \"x\\u{1b}y\\u{7}", "             ^"),
        ] {
            let excerpt = Excerpt { before: before.to_owned(), after: after.to_owned() };
            assert_eq!(lines(&excerpt), format!("{line}\n{mark}"));
        }
    }
}

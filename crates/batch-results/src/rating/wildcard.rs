//! Names with `*` and `?`, as Windows' shells hand them on unexpanded.

use std::path::Path;

/// True for a path whose last part stands for other names; a file that is really called so stands for itself.
pub(super) fn is_pattern(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.contains(['*', '?']) && !path.exists()
}

/// True for a name that a pattern stands for, whatever the case.
pub(super) fn matches(pattern: &str, name: &str) -> bool {
    let chars = |text: &str| text.to_lowercase().chars().collect::<Vec<char>>();
    is_match(&chars(pattern), &chars(name))
}

/// By what the pattern may end with after each beginning of the name, so that many stars cost no more than one.
fn is_match(pattern: &[char], name: &[char]) -> bool {
    let mut here: Vec<bool> = vec![true];
    here.extend(std::iter::repeat_n(false, name.len()));
    for wanted in pattern {
        let mut next = vec![*wanted == '*' && here.first() == Some(&true)];
        for (c, pair) in name.iter().zip(here.windows(2)) {
            let (before, at) = (pair.first() == Some(&true), pair.last() == Some(&true));
            let is_there = match wanted {
                '*' => at || next.last() == Some(&true),
                '?' => before,
                wanted => before && wanted == c,
            };
            next.push(is_there);
        }
        here = next;
    }
    here.last() == Some(&true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stars_and_question_marks_stand_for_what_they_do_in_shells() {
        for (pattern, name, is) in [
            ("评分-*.json", "评分-张三.json", true),
            ("评分-*.JSON", "评分-.json", true),
            ("评分-*.json", "评分-张三.xlsx", false),
            ("*", "a", true),
            ("a?c*", "abc", true),
            ("a?c", "ac", false),
            ("*b*", "aab", true),
            ("*a*a*a*a*a*a*a*a*a*b", &"a".repeat(300), false),
        ] {
            assert_eq!(matches(pattern, name), is, "{pattern} {name}");
        }
    }
}

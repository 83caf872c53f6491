//! Natural order: 患者2 before 患者10.

use std::cmp::Ordering;

/// Compares runs of digits as numbers and everything else by character.
#[must_use]
pub fn compare(a: &str, b: &str) -> Ordering {
    let (mut left, mut right) = (a, b);
    loop {
        let (l, r) = (digits(left), digits(right));
        if l > 0 && r > 0 {
            let (x, y) = (left[..l].trim_start_matches('0'), right[..r].trim_start_matches('0'));
            let order = x.len().cmp(&y.len()).then_with(|| x.cmp(y));
            if order.is_ne() {
                return order;
            }
            (left, right) = (&left[l..], &right[r..]);
            continue;
        }
        let (mut ls, mut rs) = (left.chars(), right.chars());
        match (ls.next(), rs.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => return Ordering::Less,
            (Some(_), None) => return Ordering::Greater,
            (Some(x), Some(y)) if x == y => (left, right) = (ls.as_str(), rs.as_str()),
            (Some(x), Some(y)) => return x.cmp(&y),
        }
    }
}

/// How many ASCII digits a text begins with.
fn digits(text: &str) -> usize {
    text.len() - text.trim_start_matches(|c: char| c.is_ascii_digit()).len()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn orders_as_people_count() {
        let mut names = ["患者10", "患者2", "患者1", "患者02", "a", "患者1b", "患者99999999999999999999999", ""];
        names.sort_by(|a, b| compare(a, b));
        assert_eq!(names, ["", "a", "患者1", "患者1b", "患者02", "患者2", "患者10", "患者99999999999999999999999"]);
    }

    proptest! {
        #[test]
        fn is_a_total_order(a in "[0-3a患]{0,6}", b in "[0-3a患]{0,6}", c in "[0-3a患]{0,6}") {
            prop_assert_eq!(compare(&a, &b), compare(&b, &a).reverse());
            prop_assert_eq!(compare(&a, &b) == Ordering::Equal, a == b);
            if compare(&a, &b).is_le() && compare(&b, &c).is_le() {
                prop_assert!(compare(&a, &c).is_le());
            }
        }
    }
}

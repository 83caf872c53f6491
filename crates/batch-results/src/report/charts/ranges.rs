//! How values are spread: from the tenth to the ninetieth of a hundred, the median marked; a row a model.

use plotters::prelude::*;

use super::frame;
use super::{MEDIAN, SPREAD};

/// The spread of one row.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Range {
    /// A tenth is below.
    pub low: f64,
    /// Half is below.
    pub middle: f64,
    /// A tenth is above.
    pub high: f64,
}

/// Draws spreads; rows without one stay empty.
///
/// # Errors
/// The library's.
pub fn ranges(
    title: &str,
    labels: &[&str],
    rows: &[Option<Range>],
    unit: &dyn Fn(f64) -> String,
) -> Result<String, String> {
    let drawable = |range: &Range| Range {
        low: frame::drawable(range.low),
        middle: frame::drawable(range.middle),
        high: frame::drawable(range.high),
    };
    let rows: Vec<Option<Range>> = rows.iter().map(|range| range.as_ref().map(drawable)).collect();
    let most = rows.iter().flatten().map(|range| range.high).fold(0.0, f64::max) * 1.05;
    frame::draw(title, labels, most, unit, |chart| {
        for (row, range) in rows.iter().enumerate() {
            let Some(range) = range else { continue };
            let top = row as f64 + 0.25;
            let spread = Rectangle::new([(range.low, top), (range.high, top + 0.5)], SPREAD.filled());
            chart.draw_series([spread])?;
            let line = vec![(range.middle, top - 0.05), (range.middle, top + 0.55)];
            chart.draw_series([PathElement::new(line, MEDIAN.stroke_width(3))])?;
        }
        Ok(())
    })
}

#[cfg(test)]
mod tests {
    use super::super::{ANSWERED, FAILED, bars};
    use super::*;

    #[test]
    fn draws_what_it_is_given_and_nothing_that_could_run() {
        let names = ["<script>alert(1)</script>", "\"onload=x", "模型\u{0}三", ""];
        let range = |middle| Some(Range { low: middle / 2.0, middle, high: middle * 2.0 });
        let svg = ranges("耗时 <b>", &names, &[range(3.0), None, range(9.0), None], &|v| format!("{v:.0}秒")).unwrap();
        assert!(svg.starts_with("<svg class=\"chart\" role=\"img\" aria-label=\"耗时 &lt;b&gt;\""), "{svg}");
        assert!(!svg.contains("<script") && !svg.contains("\"onload") && !svg.contains('\0'), "{svg}");
        assert_eq!(svg.matches("#9DB8D2").count(), 2);
        let series = [(ANSWERED, vec![1.0, 0.0, 3.0, 0.0]), (FAILED, vec![0.0, 2.0, 1.0, 0.0])];
        let svg = bars("状态", &names, &series, &|v| v.to_string()).unwrap();
        assert_eq!((svg.matches("#2F855A").count(), svg.matches("#C53030").count()), (2, 2));
        // Nothing to draw is drawn all the same.
        assert!(bars("", &[], &[], &|v| v.to_string()).unwrap().contains("</svg>"));
    }

    #[test]
    fn no_value_is_too_much() {
        for value in [f64::INFINITY, f64::NAN, f64::MAX, 1e308, u64::MAX as f64, 1e15, 1e-15, f64::MIN_POSITIVE, -1.0] {
            let svg =
                bars("", &["a", "b"], &[(ANSWERED, vec![value, 1.0]), (FAILED, vec![value, 0.0])], &|v| v.to_string());
            assert!(svg.unwrap().contains("</svg>"), "{value}");
            let range = Range { low: value, middle: value, high: value };
            assert!(ranges("", &["a"], &[Some(range)], &|v| v.to_string()).unwrap().contains("</svg>"), "{value}");
        }
    }
}

//! Charts: a row a model, its name, a strip that fills the room there is, and its value in words. Each part of a strip leads
//! to the conversations behind it. Names and values are the page's text, so that they are as readable on a phone as anything.

use std::fmt::Write;

use super::html::Escaped;

/// The largest value that is drawn as large as it is.
const MOST: f64 = 1e15;

/// A part of a strip.
#[derive(Debug, Clone)]
pub(super) struct Part {
    /// Its colour's class in the style sheet.
    pub class: &'static str,
    /// Where it begins and how long it is, in the chart's unit.
    pub from: f64,
    /// How long it is.
    pub length: f64,
    /// What it says when it is pointed at.
    pub title: String,
    /// Where it leads.
    pub to: String,
}

/// A model's row.
#[derive(Debug, Clone)]
pub(super) struct Row {
    /// The model.
    pub name: String,
    /// Its parts from the left.
    pub parts: Vec<Part>,
    /// Its value in words.
    pub value: String,
}

/// Parts one behind the other, from nought; empty ones are left out.
pub(super) fn stacked(parts: impl IntoIterator<Item = (&'static str, f64, String, String)>) -> Vec<Part> {
    let mut from = 0.0;
    let mut stack = Vec::new();
    for (class, length, title, to) in parts {
        let length = drawable(length);
        if length > 0.0 {
            stack.push(Part { class, from, length, title, to });
            from += length;
        }
    }
    stack
}

/// A chart with a legend of classes and their names; rows are told apart by their columns' numbers.
pub(super) fn chart(title: &str, legend: &[(&str, String)], rows: &[Row]) -> String {
    let end = |part: &Part| drawable(part.from) + drawable(part.length);
    let most = rows.iter().flat_map(|row| &row.parts).map(end).fold(0.0, f64::max);
    let share = |value: f64| if most > 0.0 { drawable(value) / most * 100.0 } else { 0.0 };
    let mut out = String::new();
    write!(out, "<figure><figcaption><h3>{}</h3><span class=\"legend\">", Escaped(title)).ok();
    for (class, name) in legend {
        let swatch = format!("<svg class=\"swatch\"><rect class=\"{class}\" width=\"12\" height=\"12\"/></svg>");
        write!(out, "<span>{swatch}{}</span>", Escaped(name)).ok();
    }
    out.push_str("</span></figcaption><div class=\"bars\" data-rows>");
    for (column, Row { name, parts, value }) in rows.iter().enumerate() {
        let name = Escaped(name);
        write!(out, "<div data-column=\"{column}\"><span class=\"name\">{name}</span><svg class=\"strip\">").ok();
        for part in parts {
            let Part { class, from, length, title, to } = part;
            let (x, width) = (share(*from), share(*length).max(0.3));
            let (title, to) = (Escaped(title), Escaped(to));
            write!(
                out,
                "<a href=\"{to}\" data-to aria-label=\"{title}\"><rect class=\"{class}\" x=\"{x:.3}%\" width=\"{width:.3}%\" height=\"100%\"><title>{title}</title></rect></a>"
            )
            .ok();
        }
        write!(out, "</svg><span class=\"value\">{}</span></div>", Escaped(value)).ok();
    }
    out.push_str("</div></figure>");
    out
}

/// A value that can be drawn.
fn drawable(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, MOST) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(name: &str, value: f64) -> Row {
        let parts = stacked([
            ("a", value, "<b>".to_owned(), "#cells/a/1".to_owned()),
            ("f", 0.0, String::new(), String::new()),
        ]);
        Row { name: name.to_owned(), parts, value: "\"x".to_owned() }
    }

    #[test]
    fn draws_what_it_is_given_and_nothing_that_could_run() {
        let rows = [row("<script>alert(1)</script>", 3.0), row("\"onload=x", 0.0), row("", 6.0)];
        let html = chart("耗时 <b>", &[("a", "<i>".to_owned())], &rows);
        assert!(html.starts_with("<figure><figcaption><h3>耗时 &lt;b&gt;</h3>"), "{html}");
        assert!(!html.contains("<script") && !html.contains("\"onload") && !html.contains("<i>"), "{html}");
        assert_eq!(html.matches("href=\"#cells/a/1\"").count(), 2, "{html}");
        assert!(html.contains("x=\"0.000%\" width=\"50.000%\"") && html.contains("width=\"100.000%\""), "{html}");
        assert!(chart("", &[], &[]).ends_with("</figure>"));
    }

    #[test]
    fn no_value_is_too_much() {
        for value in [f64::INFINITY, f64::NAN, f64::MAX, 1e308, 1e-300, f64::MIN_POSITIVE, -1.0] {
            let html = chart("", &[], &[row("a", value), row("b", value)]);
            assert!(!html.contains("NaN") && !html.contains("inf"), "{html}");
        }
    }
}

//! What all charts share: a row a model, its name at the left, an axis below.

use plotters::coord::Shift;
use plotters::coord::types::RangedCoordf64;
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, Pos, VPos};

use crate::report::html::Escaped;

/// Width of every chart; the page scales it.
const WIDTH: u32 = 760;
/// Height of a row.
const ROW: u32 = 30;
/// Longest label shown, in half-width characters.
const LONGEST_LABEL: usize = 34;
/// The largest value that is drawn as large as it is, and the shortest axis. Beyond these the library looks for ticks
/// without end.
const MOST: f64 = 1e15;
const LEAST: f64 = 1e-9;
const INK: RGBColor = RGBColor(0x22, 0x22, 0x22);
const GRID: RGBColor = RGBColor(0xdd, 0xdd, 0xdd);

/// What the rows are drawn on: values to the right, rows downwards.
pub(super) type Rows<'a> = ChartContext<'a, SVGBackend<'a>, Cartesian2d<RangedCoordf64, RangedCoordf64>>;
/// How drawing can fail.
pub(super) type Failed<'a> = DrawingAreaErrorKind<<SVGBackend<'a> as DrawingBackend>::ErrorType>;

/// A value that can be drawn.
pub(super) fn drawable(value: f64) -> f64 {
    if value.is_nan() { 0.0 } else { value.clamp(0.0, MOST) }
}

/// Draws the frame, lets `fill` draw the rows, and names the whole for those who cannot see it.
pub(super) fn draw(
    title: &str,
    labels: &[&str],
    most: f64,
    unit: &dyn Fn(f64) -> String,
    fill: impl for<'a> FnOnce(&mut Rows<'a>) -> Result<(), Failed<'a>>,
) -> Result<String, String> {
    let mut svg = String::new();
    let height = 40 + ROW * u32::try_from(labels.len()).unwrap_or(1).max(1);
    {
        let root = SVGBackend::with_string(&mut svg, (WIDTH, height)).into_drawing_area();
        on(&root, labels, most, unit, fill).map_err(|e| e.to_string())?;
    }
    let opening = format!("<svg class=\"chart\" role=\"img\" aria-label=\"{}\" ", Escaped(title));
    Ok(svg.replacen("<svg ", &opening, 1))
}

fn on<'a>(
    root: &DrawingArea<SVGBackend<'a>, Shift>,
    labels: &[&str],
    most: f64,
    unit: &dyn Fn(f64) -> String,
    fill: impl FnOnce(&mut Rows<'a>) -> Result<(), Failed<'a>>,
) -> Result<(), Failed<'a>> {
    let labels: Vec<String> = labels.iter().map(|label| shorten(label)).collect();
    let left = labels.iter().map(|label| width(label)).max().unwrap_or(0) * 8 + 16;
    let rows = labels.len().max(1) as f64;
    let end = if most > 0.0 { most.max(LEAST) } else { 1.0 };
    let mut chart = ChartBuilder::on(root)
        .margin_top(6)
        .margin_right(36)
        .x_label_area_size(28)
        .y_label_area_size(u32::try_from(left).unwrap_or(0))
        .build_cartesian_2d(0.0..end, rows..0.0)?;
    let text = ("sans-serif", 17).into_font().color(&INK);
    chart
        .configure_mesh()
        .disable_y_mesh()
        .y_label_formatter(&|_| String::new())
        .set_tick_mark_size(LabelAreaPosition::Left, 0)
        .x_labels(6)
        .x_label_formatter(&|value| unit(*value))
        .bold_line_style(GRID)
        .light_line_style(TRANSPARENT)
        .axis_style(GRID)
        .label_style(text.clone())
        .draw()?;
    fill(&mut chart)?;
    let style = text.pos(Pos::new(HPos::Right, VPos::Center));
    for (n, label) in labels.into_iter().enumerate() {
        let (x, y) = chart.backend_coord(&(0.0, n as f64 + 0.5));
        root.draw(&Text::new(label, (x - 8, y), style.clone()))?;
    }
    root.present()
}

/// Width in half-width characters: Han characters are twice as wide as Latin ones.
fn width(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

fn shorten(label: &str) -> String {
    // Control characters are no XML.
    let clean: String = label.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    if width(&clean) <= LONGEST_LABEL {
        return clean;
    }
    let mut used = 0;
    let fits = |c: &char| {
        used += if c.is_ascii() { 1 } else { 2 };
        used < LONGEST_LABEL
    };
    clean.chars().take_while(fits).chain(['…']).collect()
}

//! Stacked amounts, a row a model.

use plotters::prelude::*;

use super::frame;

/// Draws amounts; each series has a value for every label.
///
/// # Errors
/// The library's.
pub fn bars(
    title: &str,
    labels: &[&str],
    series: &[(RGBColor, Vec<f64>)],
    unit: &dyn Fn(f64) -> String,
) -> Result<String, String> {
    let drawable =
        |(color, values): &(RGBColor, Vec<f64>)| (*color, values.iter().copied().map(frame::drawable).collect());
    let series: Vec<(RGBColor, Vec<f64>)> = series.iter().map(drawable).collect();
    let sum = |row: usize| series.iter().map(|(_, values)| values.get(row).copied().unwrap_or(0.0)).sum::<f64>();
    let most = (0..labels.len()).map(sum).fold(0.0, f64::max);
    frame::draw(title, labels, most, unit, |chart| {
        let mut from = vec![0.0; labels.len()];
        for (color, values) in &series {
            let rectangles = values.iter().zip(&mut from).enumerate().map(|(row, (value, from))| {
                let (left, top) = (*from, row as f64 + 0.2);
                *from += value;
                Rectangle::new([(left, top), (*from, top + 0.6)], color.filled())
            });
            let rectangles: Vec<_> = rectangles.collect();
            chart.draw_series(rectangles.into_iter().zip(values).filter(|(_, v)| **v > 0.0).map(|(r, _)| r))?;
        }
        Ok(())
    })
}

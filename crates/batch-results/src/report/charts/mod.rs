//! Charts as SVG. Each colour stands for a meaning; the page's style sheet replaces it by the theme's, in the dark and on
//! paper too.

mod bars;
mod frame;
mod ranges;

pub(super) use bars::bars;
use plotters::style::RGBColor;
pub(super) use ranges::{Range, ranges};

/// Answered in full.
pub(super) const ANSWERED: RGBColor = RGBColor(0x2f, 0x85, 0x5a);
/// Cut short.
pub(super) const CUT: RGBColor = RGBColor(0xb7, 0x79, 0x1f);
/// Failed.
pub(super) const FAILED: RGBColor = RGBColor(0xc5, 0x30, 0x30);
/// Empty.
pub(super) const EMPTY: RGBColor = RGBColor(0x71, 0x80, 0x96);
/// Missing.
pub(super) const MISSING: RGBColor = RGBColor(0xcb, 0xd5, 0xe0);
/// First of two amounts.
pub(super) const FIRST: RGBColor = RGBColor(0x4c, 0x7d, 0xaf);
/// Second of two amounts.
pub(super) const SECOND: RGBColor = RGBColor(0x8e, 0x5e, 0xa8);
/// A spread.
pub(super) const SPREAD: RGBColor = RGBColor(0x9d, 0xb8, 0xd2);
/// A median.
pub(super) const MEDIAN: RGBColor = RGBColor(0x1f, 0x4e, 0x79);

/// The colour as the SVG and the style sheet write it.
pub(super) fn hex(color: RGBColor) -> String {
    format!("#{:02X}{:02X}{:02X}", color.0, color.1, color.2)
}

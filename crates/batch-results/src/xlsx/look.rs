//! How cells look.

use std::collections::HashMap;

use rust_xlsxwriter::{Color, Format, FormatAlign, FormatBorder};

/// What a cell is, to the eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Look {
    /// One line.
    Plain,
    /// As many lines as it needs, from the top.
    Wrapped,
    /// A column's heading.
    Heading,
    /// A sum, or what else is to be seen first.
    Strong,
    /// A failure.
    Failed,
    /// An answer that was cut short.
    Cut,
    /// Nothing where something could be.
    Faint,
    /// To be filled in, one line in the middle.
    Choice,
    /// To be filled in, in words.
    Entry,
}

impl Look {
    /// True if its text takes more than one line where it is longer than that.
    pub fn wraps(self) -> bool {
        !matches!(self, Self::Plain | Self::Strong | Self::Choice)
    }

    fn format(self) -> Format {
        let format = Format::new().set_align(FormatAlign::Top);
        let format = if self.wraps() { format.set_text_wrap() } else { format };
        let tinted = |format: Format, fill: u32, text: u32| {
            format.set_background_color(Color::RGB(fill)).set_font_color(Color::RGB(text))
        };
        match self {
            Self::Plain | Self::Wrapped => format,
            Self::Heading => format.set_bold().set_background_color(Color::RGB(0xE8_EEF2)),
            Self::Strong => format.set_bold(),
            Self::Failed => tinted(format, 0xFA_DBD8, 0x9C_1C12),
            Self::Cut => tinted(format, 0xFD_EBC8, 0x7A_4A00),
            Self::Faint => tinted(format, 0xED_EDED, 0x60_6060),
            Self::Choice => entry(format).set_align(FormatAlign::Center),
            Self::Entry => entry(format),
        }
    }
}

/// A cell that waits for somebody.
fn entry(format: Format) -> Format {
    format
        .set_background_color(Color::RGB(0xFF_FCE8))
        .set_border(FormatBorder::Thin)
        .set_border_color(Color::RGB(0xD9_D2B0))
        .set_unlocked()
}

/// What a format is for: a look, and what else there is to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    /// Nothing else.
    As(Look),
    /// Text that begins like a formula: marked as text for good, so that editing the cell does not run it.
    Guarded(Look),
    /// A date with its time.
    Time(Look),
    /// A number with so many decimals.
    Fixed(usize),
}

/// The formats in use.
#[derive(Debug, Default)]
pub(super) struct Formats(HashMap<Kind, Format>);

impl Formats {
    /// The format for a kind.
    pub fn of(&mut self, kind: Kind) -> &Format {
        self.0.entry(kind).or_insert_with(|| match kind {
            Kind::As(look) => look.format(),
            Kind::Guarded(Look::Plain) => Format::new().set_quote_prefix(),
            Kind::Guarded(look) => look.format().set_quote_prefix(),
            Kind::Fixed(0) => Format::new().set_num_format("0"),
            Kind::Fixed(decimals) => Format::new().set_num_format(format!("0.{}", "0".repeat(decimals))),
            Kind::Time(Look::Plain) => Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            Kind::Time(look) => look.format().set_num_format("yyyy-mm-dd hh:mm:ss"),
        })
    }
}

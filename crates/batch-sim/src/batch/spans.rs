//! Lines of results on the disk: put in disorder, and copied into a file of their own.

use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};

use crate::batch::file::Contents;
use crate::batch::job::Span;
use crate::hash::draw;

/// Puts them in disorder, always in the same.
pub(crate) fn shuffle(spans: &mut Vec<Span>, seed: u64) {
    let mut drawn: Vec<(u64, Span)> =
        spans.iter().enumerate().map(|(n, span)| (draw(&[seed, n as u64]), *span)).collect();
    drawn.sort_by_key(|(drawn, _)| *drawn);
    *spans = drawn.into_iter().map(|(_, span)| span).collect();
}

/// Copies them, one after the other.
pub(crate) fn copy(mut from: &File, spans: &[Span], into: File) -> io::Result<Contents> {
    let mut into = BufWriter::new(into);
    let (mut bytes, mut line) = (0, Vec::new());
    for span in spans {
        line.resize(span.length as usize, 0);
        from.seek(SeekFrom::Start(span.at))?;
        from.read_exact(&mut line)?;
        into.write_all(&line)?;
        bytes += line.len() as u64;
    }
    let file = into.into_inner().map_err(io::IntoInnerError::into_error)?;
    Ok(Contents::new(file, bytes))
}

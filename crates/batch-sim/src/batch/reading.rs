//! The lines of an input file, a piece at a time.

use std::io::{self, BufRead, BufReader};

use crate::batch::job::Work;

/// Reads up to `most` lines from where `work` is; empty ones are passed over. True: that was the end.
pub(crate) fn read(work: &mut Work, most: u32, mut each: impl FnMut(&mut Work, &str) -> bool) -> io::Result<bool> {
    let mut reader = BufReader::with_capacity(64 << 10, work.input.read_from(work.offset));
    let (mut line, mut left) = (Vec::new(), most);
    while left > 0 {
        line.clear();
        let bytes = reader.read_until(b'\n', &mut line)?;
        if bytes == 0 {
            return Ok(true);
        }
        work.offset += bytes as u64;
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end_matches(['\n', '\r']);
        if text.is_empty() {
            continue;
        }
        if !each(work, text) {
            return Ok(false);
        }
        work.line += 1;
        left -= 1;
    }
    Ok(false)
}

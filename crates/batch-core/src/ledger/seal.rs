//! The checksum at the end of each line: what was written whole can be told from what was not.

/// Stands before the checksum, which is the last field of a line.
const CRC: &[u8] = b",\"crc\":\"";
/// `,"crc":"xxxxxxxx"}`
const TAIL: usize = CRC.len() + 8 + 2;

/// Puts the checksum in as the last field and ends the line that begins at `start`.
pub fn seal(lines: &mut Vec<u8>, start: usize) {
    if lines.last() == Some(&b'}') {
        lines.pop();
    }
    let crc = crc32fast::hash(&lines[start..]);
    lines.extend_from_slice(CRC);
    lines.extend_from_slice(format!("{crc:08x}\"}}\n").as_bytes());
}

/// True if a line (without its end) is what was once written.
pub fn is_whole(line: &[u8]) -> bool {
    let Some(at) = line.len().checked_sub(TAIL) else { return false };
    let (body, tail) = line.split_at(at);
    tail.strip_prefix(CRC)
        .and_then(|rest| rest.strip_suffix(b"\"}"))
        .and_then(|hex| std::str::from_utf8(hex).ok())
        .and_then(|hex| u32::from_str_radix(hex, 16).ok())
        .is_some_and(|crc| crc == crc32fast::hash(body))
}

//! A small fixed hash: everything random in the simulator is a function of it, so a run can be repeated to the letter.

/// Mixes the bits of a number (the finaliser of splitmix64).
#[must_use]
pub(crate) const fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}

/// One number out of several.
#[must_use]
pub(crate) fn draw(parts: &[u64]) -> u64 {
    parts.iter().fold(0x2545_f491_4f6c_dd1d, |state, part| mix(state ^ mix(*part)))
}

/// A hashed number as a fraction in 0..1 (1 excluded).
#[must_use]
pub(crate) fn unit(hashed: u64) -> f64 {
    // 53 bits: exactly what an f64 can hold.
    #[expect(clippy::cast_precision_loss, reason = "53 bits fit")]
    let numerator = (hashed >> 11) as f64;
    numerator / 9_007_199_254_740_992.0
}

/// Hashes text piece by piece, eight bytes at a time.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextHash(u64);

impl TextHash {
    pub(crate) const fn new() -> Self {
        Self(0xcbf2_9ce4_8422_2325)
    }

    /// Adds one piece; where pieces end matters.
    pub(crate) fn add(&mut self, text: &str) {
        let mut chunks = text.as_bytes().chunks_exact(8);
        for chunk in &mut chunks {
            self.word(chunk.iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)));
        }
        self.word(chunks.remainder().iter().rev().fold(0, |word, byte| (word << 8) | u64::from(*byte)));
        self.word(text.len() as u64 ^ 0xff51_afd7_ed55_8ccd);
    }

    fn word(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(23) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }

    pub(crate) const fn finish(self) -> u64 {
        mix(self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pieces: &[&str]) -> u64 {
        let mut hash = TextHash::new();
        for piece in pieces {
            hash.add(piece);
        }
        hash.finish()
    }

    #[test]
    fn pieces_and_their_borders_matter() {
        assert_eq!(of(&["甲", "乙"]), of(&["甲", "乙"]));
        assert_ne!(of(&["甲", "乙"]), of(&["乙", "甲"]));
        assert_ne!(of(&["ab", "c"]), of(&["a", "bc"]));
        assert_ne!(of(&["12345678"]), of(&["12345678\0"]));
    }

    #[test]
    fn units_fill_the_range_evenly() {
        let mean = (0..10_000).map(|n| unit(draw(&[7, n]))).sum::<f64>() / 10_000.0;
        assert!((mean - 0.5).abs() < 0.02, "{mean}");
        assert!((0..10_000).all(|n| (0.0..1.0).contains(&unit(mix(n)))));
    }
}

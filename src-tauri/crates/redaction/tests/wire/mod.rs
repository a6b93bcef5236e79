//! Held keys as the world writes them: keys of many kinds, the wire forms they are written in, what stands around them,
//! and a way back that shares nothing with the crate. Tests and fuzz targets are made from it.
#![allow(dead_code, reason = "each test file uses its own part")]

pub(crate) mod around;
pub(crate) mod cases;
pub(crate) mod checks;
pub(crate) mod forms;
mod further;
pub(crate) mod keys;
pub(crate) mod oracle;
pub(crate) mod split;
pub(crate) mod texts;
pub(crate) mod undo;

/// Where choices come from: a seed in tests, the fuzzer's bytes in a target.
pub(crate) trait Dice {
    /// A number below `sides`; 0 if there is no choice.
    fn below(&mut self, sides: usize) -> usize;

    /// One of these.
    fn pick<T: Copy>(&mut self, of: &[T]) -> T {
        of[self.below(of.len())]
    }

    /// A number from `low` to `high`, both included.
    fn between(&mut self, low: usize, high: usize) -> usize {
        low + self.below(high - low + 1)
    }

    /// So many characters of an alphabet.
    fn letters(&mut self, alphabet: &str, len: usize) -> String {
        let alphabet: Vec<char> = alphabet.chars().collect();
        (0..len).map(|_| alphabet[self.below(alphabet.len())]).collect()
    }
}

/// Choices from a seed: the same seed makes the same choices.
pub(crate) struct Seeded(u64);

impl Seeded {
    pub(crate) fn new(seed: u64) -> Seeded {
        Seeded(seed ^ 0x9E37_79B9_7F4A_7C15)
    }
}

impl Dice for Seeded {
    fn below(&mut self, sides: usize) -> usize {
        // SplitMix64 (Steele, Lea, Flood 2014): seeds that lie side by side give unlike numbers.
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ mixed >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        mixed ^= mixed >> 31;
        if sides == 0 { 0 } else { (mixed >> 16) as usize % sides }
    }
}

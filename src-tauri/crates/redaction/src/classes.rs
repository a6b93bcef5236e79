//! What sort each byte of a text is of, as bits: the passes that look for runs skip from one to the next, rather than ask
//! each byte.

/// Letters of base64, and `~`: what tokens are made of.
pub(crate) const TOKEN: u32 = 0;
/// Hex digits.
pub(crate) const HEX: u32 = 1;
/// What may stand between two bytes of a dump.
pub(crate) const BETWEEN: u32 = 2;
/// What is not seen, or may begin something that is not.
pub(crate) const UNSEEN: u32 = 3;
/// Digits.
pub(crate) const DIGIT: u32 = 4;
/// Blank and tab.
pub(crate) const BLANK: u32 = 5;
/// What ends a word: blanks, line breaks, the double quote.
pub(crate) const APART: u32 = 6;
/// Letters and digits.
pub(crate) const WORD: u32 = 7;

/// For each byte the highest bit of each lane of 8 bits that is a class it is in.
static TABLE: [u64; 256] = {
    let mut table = [0u64; 256];
    let mut at = 0;
    while at < 256 {
        let byte = at as u8;
        let (hex, alphanumeric) = (byte.is_ascii_hexdigit(), byte.is_ascii_alphanumeric());
        let token = alphanumeric || matches!(byte, b'-' | b'_' | b'+' | b'/' | b'~');
        let between = crate::hex::is_between(byte);
        let unseen = crate::splits::is_unseen(byte);
        let blank = matches!(byte, b' ' | b'\t');
        let apart = blank || matches!(byte, b'\n' | b'\r' | b'"');
        table[at] = lane(TOKEN, token)
            | lane(HEX, hex)
            | lane(BETWEEN, between)
            | lane(UNSEEN, unseen)
            | lane(DIGIT, byte.is_ascii_digit())
            | lane(BLANK, blank)
            | lane(APART, apart)
            | lane(WORD, alphanumeric);
        at += 1;
    }
    table
};

const fn lane(class: u32, is: bool) -> u64 {
    (is as u64) << (8 * class + 7)
}

/// The classes of every byte of a text.
pub(crate) struct Classes {
    /// For each 64 bytes a word of each class.
    words: Vec<[u64; 8]>,
}

impl Classes {
    pub(crate) fn of(text: &[u8]) -> Classes {
        let mut words = Vec::with_capacity(text.len() / 64 + 1);
        let chunks = text.chunks_exact(64);
        let rest = chunks.remainder();
        words.extend(chunks.filter_map(|chunk| chunk.first_chunk::<64>()).map(word));
        if !rest.is_empty() {
            // What is behind the end is in no class.
            let mut last = [b'.'; 64];
            last[..rest.len()].copy_from_slice(rest);
            let mut last = word(&last);
            last.iter_mut().for_each(|word| *word &= u64::MAX >> (64 - rest.len()));
            words.push(last);
        }
        Classes { words }
    }

    /// One class.
    pub(crate) fn mask(&self, class: u32) -> Mask<'_> {
        Mask { words: &self.words, class: class as usize & 7 }
    }
}

/// The classes of 64 bytes: those of each 8 are read together, and then turned, so that each class has a word.
#[inline]
fn word(bytes: &[u8; 64]) -> [u64; 8] {
    let mut rows = [0u64; 8];
    for (row, bytes) in rows.iter_mut().zip(bytes.chunks_exact(8)) {
        *row = bytes.iter().fold(0u64, |row, byte| row >> 1 | TABLE[usize::from(*byte)]);
    }
    for (step, mask) in
        [(4, 0x0000_0000_ffff_ffff), (2, 0x0000_ffff_0000_ffff), (1, 0x00ff_00ff_00ff_00ff_u64)]
    {
        for at in (0..8).filter(|at| at & step == 0) {
            let (first, second) = (rows[at], rows[at + step]);
            rows[at] = first & mask | (second & mask) << (8 * step);
            rows[at + step] = first >> (8 * step) & mask | second & !mask;
        }
    }
    rows
}

/// One bit for each byte of a text.
#[derive(Clone, Copy)]
pub(crate) struct Mask<'c> {
    words: &'c [[u64; 8]],
    class: usize,
}

impl<'c> Mask<'c> {
    pub(crate) fn words(&self) -> usize {
        self.words.len()
    }

    /// 64 bits from this word on; 0 behind the end.
    pub(crate) fn word(&self, at: usize) -> u64 {
        self.words.get(at).map_or(0, |words| words[self.class])
    }

    /// This word, each bit as many places earlier as `by` (1..64).
    pub(crate) fn ahead(&self, at: usize, by: u32) -> u64 {
        self.word(at) >> by | self.word(at + 1) << (64 - by)
    }

    /// This word, each bit as many places later as `by` (1..64).
    pub(crate) fn behind(&self, at: usize, by: u32) -> u64 {
        self.word(at) << by | at.checked_sub(1).map_or(0, |at| self.word(at) >> (64 - by))
    }

    /// The runs of at least so many (1..=64) set bits, from `from` on, which is not within one.
    pub(crate) fn runs(self, least: u32, from: usize) -> Runs<'c> {
        Runs { mask: self, least, at: from }
    }

    /// The runs of set bits, or of clear ones, in a text of this length.
    pub(crate) fn stretches(self, clear: bool, len: usize) -> Stretches<'c> {
        Stretches { mask: self, flip: if clear { !0 } else { 0 }, len, at: 0 }
    }

    /// Where at least so many (1..=64) set bits begin, in this word.
    pub(crate) fn long(&self, at: usize, least: u32) -> u64 {
        if least == 1 {
            return self.word(at);
        }
        let mut bits = u128::from(self.word(at)) | u128::from(self.word(at + 1)) << 64;
        let mut len = 1;
        while len < least {
            let more = len.min(least - len);
            bits &= bits >> more;
            len += more;
        }
        bits as u64
    }

    /// Where the run ends that goes on here.
    fn run_end(&self, at: usize) -> usize {
        let mut word = at / 64;
        let mut clear = !self.word(word) & !0 << (at % 64);
        while clear == 0 {
            word += 1;
            clear = !self.word(word);
        }
        64 * word + clear.trailing_zeros() as usize
    }
}

/// See [`Mask::runs`].
pub(crate) struct Runs<'c> {
    mask: Mask<'c>,
    least: u32,
    at: usize,
}

impl Iterator for Runs<'_> {
    type Item = (usize, usize);

    #[inline]
    fn next(&mut self) -> Option<(usize, usize)> {
        let mut word = self.at / 64;
        let mut from = !0 << (self.at % 64);
        while word < self.mask.words.len() {
            let bits = self.mask.long(word, self.least) & from;
            if bits != 0 {
                let start = 64 * word + bits.trailing_zeros() as usize;
                let end = self.mask.run_end(start);
                self.at = end;
                return Some((start, end));
            }
            word += 1;
            from = !0;
        }
        self.at = 64 * word;
        None
    }
}

/// See [`Mask::stretches`].
pub(crate) struct Stretches<'c> {
    mask: Mask<'c>,
    flip: u64,
    len: usize,
    at: usize,
}

impl Stretches<'_> {
    /// The first bit from here on that is (not) set.
    #[inline]
    fn next_bit(&self, at: usize, flip: u64) -> usize {
        let mut word = at / 64;
        let mut bits = (self.mask.word(word) ^ flip) & !0 << (at % 64);
        while bits == 0 {
            word += 1;
            if 64 * word >= self.len {
                return self.len;
            }
            bits = self.mask.word(word) ^ flip;
        }
        (64 * word + bits.trailing_zeros() as usize).min(self.len)
    }
}

impl Iterator for Stretches<'_> {
    type Item = (usize, usize);

    #[inline]
    fn next(&mut self) -> Option<(usize, usize)> {
        let start = self.next_bit(self.at, self.flip);
        if start >= self.len {
            return None;
        }
        self.at = self.next_bit(start, !self.flip);
        Some((start, self.at))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn runs_are_those_of_a_plain_loop() {
        let mut state = 3u64;
        for _ in 0..400 {
            let text: Vec<u8> = (0..state as usize % 300)
                .map(|_| {
                    state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
                    b"aaaaaaaaaaaaaaaaaaaaaaaaaZ09 .~\n\""[(state >> 40) as usize % 33]
                })
                .collect();
            state = state.wrapping_add(7).rotate_left(5);
            let classes = Classes::of(&text);
            for (class, is) in [
                (HEX, u8::is_ascii_hexdigit as fn(&u8) -> bool),
                (DIGIT, u8::is_ascii_digit),
                (TOKEN, |byte| byte.is_ascii_alphanumeric() || *byte == b'~'),
                (APART, |byte| b" \n\"".contains(byte)),
            ] {
                for least in [1, 2, 8, 12, 24, 64] {
                    let mut plain = Vec::new();
                    let mut at = 0;
                    while at < text.len() {
                        let len = text[at..].iter().take_while(|byte| is(byte)).count();
                        if len >= least as usize {
                            plain.push((at, at + len));
                        }
                        at += len + 1;
                    }
                    let runs: Vec<_> = classes.mask(class).runs(least, 0).collect();
                    assert_eq!(runs, plain, "{class} {least} {}", text.len());
                    if least == 1 {
                        let set: Vec<_> = classes.mask(class).stretches(false, text.len()).collect();
                        assert_eq!(set, plain, "{class}");
                        let clear = classes.mask(class).stretches(true, text.len());
                        let bytes: usize = clear.chain(set).map(|(start, end)| end - start).sum();
                        assert_eq!(bytes, text.len(), "{class}");
                    }
                }
            }
        }
    }
}

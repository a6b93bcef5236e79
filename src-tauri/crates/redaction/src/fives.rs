//! Where a key may have been split: a sieve over the joints of a text, the places at which joining may put one together.

use crate::classes::Stretches;
use zeroize::{Zeroize, Zeroizing};

/// Five bytes that stand side by side in a held key, or in what base64 makes of it, as bits. What was joined can hold a run of a key only where the
/// bytes around a joint are such five: of ten characters, at least five stand on one side of it.
pub(crate) struct Fives {
    map: Vec<u64>,
    /// Some keys are so short that they may be cut nearer to their middle.
    short: bool,
}

/// The bits of five bytes.
const FIVE: u64 = (1 << 40) - 1;
/// A run of so many bytes is masked wherever it stands: see [`crate::held`].
const RUN: usize = 10;
/// So many fives side by side make a run.
const SIDE_BY_SIDE: u32 = (RUN - 4) as u32;

impl Fives {
    pub(crate) fn of<'k>(values: impl Iterator<Item = &'k [u8]> + Clone, short: bool) -> Fives {
        let count: usize = values.clone().map(<[u8]>::len).sum();
        let mut fives = Fives { map: vec![0; (count / 3).next_power_of_two().max(64)], short };
        for five in values.flat_map(|value| value.windows(5)) {
            let (word, bits) = fives.place(number(five));
            fives.map[word] |= bits;
        }
        fives
    }

    /// Two bits of one word stand for each five.
    #[inline]
    fn place(&self, five: u64) -> (usize, u64) {
        let mixed = five.wrapping_mul(0x9E37_79B9_7F4A_7C15);
        ((mixed >> 32) as usize & (self.map.len() - 1), 1 << (mixed >> 58) | 1 << (mixed >> 52 & 63))
    }

    #[inline]
    pub(crate) fn holds(&self, five: u64) -> bool {
        let (word, bits) = self.place(five);
        self.map[word] & bits == bits
    }

    /// Are keys so short that a whole one may be no longer than what is left of others?
    pub(crate) fn short(&self) -> bool {
        self.short
    }

    /// May all these bytes, the ones before a joint and the others behind, be part of a key?
    pub(crate) fn may_join(&self, before: &[u8], after: &[u8]) -> bool {
        let whole = Zeroizing::new([before, after].concat());
        whole.windows(5).all(|five| self.holds(number(five)))
    }

    /// May a run of a key lie across a joint? `near` are the bytes around it, `before` of them (at most nine) before it,
    /// and at most nine behind.
    pub(crate) fn may_run(&self, near: &[u8], before: usize) -> bool {
        let fives = near
            .windows(5)
            .enumerate()
            .fold(0u32, |all, (at, five)| all | u32::from(self.holds(number(five))) << at);
        let runs = (1..SIDE_BY_SIDE).fold(fives, |runs, by| runs & fives >> by);
        // Those that begin before the joint and end behind it.
        let from = before.saturating_sub(RUN - 1);
        runs >> from & ((1u64 << (before - from)) - 1) as u32 != 0
    }

    /// The joints at which five bytes of a key may meet, by where the stretch before ends and the next begins.
    pub(crate) fn joints<'t>(&'t self, text: &'t [u8], stretches: Stretches<'t>) -> Joints<'t> {
        Joints { fives: self, text, stretches, last: 0, end: 0, dense: false }
    }
}

impl Drop for Fives {
    fn drop(&mut self) {
        self.map.zeroize();
    }
}

fn number(five: &[u8]) -> u64 {
    five.iter().rev().fold(0, |number, byte| number << 8 | u64::from(*byte))
}

/// See [`Fives::joints`]. It shows every joint, and whether fives meet there.
pub(crate) struct Joints<'t> {
    fives: &'t Fives,
    text: &'t [u8],
    stretches: Stretches<'t>,
    /// The last bytes of the stretches so far, the very last one highest.
    last: u64,
    end: usize,
    /// Was the stretch before so short that more than one joint may lie among five bytes?
    dense: bool,
}

impl Joints<'_> {
    /// Eight bytes from here on, the first one lowest; the text may be shorter.
    #[inline]
    fn eight(&self, at: usize) -> u64 {
        match self.text.get(at..).and_then(|rest| rest.first_chunk::<8>()) {
            Some(eight) => u64::from_le_bytes(*eight),
            None => number(self.text.get(at..).unwrap_or_default()),
        }
    }
}

impl Iterator for Joints<'_> {
    type Item = (usize, usize, bool);

    #[inline]
    fn next(&mut self) -> Option<(usize, usize, bool)> {
        let (start, stop) = self.stretches.next()?;
        let len = stop - start;
        let most = len.min(8) as u32;
        // The stretch's first bytes, and no others.
        let first = self.eight(start) & u64::MAX >> (64 - 8 * most);
        let five = |after: u32| (self.last >> (24 + 8 * after) | first << (40 - 8 * after)) & FIVE;
        // Four before the joint and one behind it, and the other way round.
        let mut hit = self.fives.holds(five(1)) | self.fives.holds(five(most.min(4)));
        if self.dense || self.fives.short || len == 3 {
            hit |= self.fives.holds(five(most.min(2))) | self.fives.holds(five(most.min(3)));
        }
        self.last = match len {
            8.. => self.eight(stop - 8),
            _ => self.last >> (8 * most) | first << (64 - 8 * most),
        };
        self.dense = len < 4;
        let end = std::mem::replace(&mut self.end, stop);
        Some((end, start, hit))
    }
}

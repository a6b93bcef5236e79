//! Windows of keys by their hash.

use zeroize::{Zeroize, ZeroizeOnDrop};

#[derive(Zeroize, Clone, Copy)]
pub(super) struct Slot {
    pub hash: u32,
    /// One more than the form's position; 0 is an empty slot.
    pub form: u32,
    pub at: u32,
}

const EMPTY: Slot = Slot { hash: 0, form: 0, at: 0 };

/// Windows by their hash: a bitmap that turns most places away, then open addressing.
#[derive(Zeroize, ZeroizeOnDrop)]
pub(super) struct Table {
    bitmap: Vec<u64>,
    slots: Vec<Slot>,
}

pub(super) fn slot(bytes: &[u8], at: usize, window: usize, form: usize) -> Slot {
    Slot {
        hash: hash_at(bytes, at, window),
        form: u32::try_from(form + 1).unwrap_or(u32::MAX),
        at: u32::try_from(at).unwrap_or(u32::MAX),
    }
}

#[inline]
pub(super) fn hash_at(bytes: &[u8], at: usize, window: usize) -> u32 {
    let word = match bytes[at..].first_chunk::<8>() {
        Some(word) => u64::from_le_bytes(*word) & u64::MAX >> (64 - 8 * window),
        None => {
            let mut word = [0u8; 8];
            word[..window].copy_from_slice(&bytes[at..at + window]);
            u64::from_le_bytes(word)
        }
    };
    let mixed = word.wrapping_mul(0x9E37_79B9_7F4A_7C15);
    ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 32) as u32
}

impl Table {
    pub(super) fn new(entries: &[Slot]) -> Table {
        if entries.is_empty() {
            return Table { bitmap: Vec::new(), slots: Vec::new() };
        }
        let room = (entries.len() * 2).next_power_of_two();
        let mut table = Table { bitmap: vec![0; (room * 8 / 64).max(1)], slots: vec![EMPTY; room] };
        for entry in entries {
            for bit in table.bits(entry.hash) {
                table.bitmap[bit / 64] |= 1 << (bit % 64);
            }
            let mut at = entry.hash as usize & (room - 1);
            while table.slots[at].form != 0 {
                at = (at + 1) & (room - 1);
            }
            table.slots[at] = *entry;
        }
        table
    }

    pub(super) fn is_empty(&self) -> bool {
        self.slots.is_empty()
    }

    /// Two bits stand for each window: chance sets one of them in one text place of twenty, both in one of four hundred.
    fn bits(&self, hash: u32) -> [usize; 2] {
        let mask = self.bitmap.len() * 64 - 1;
        [(hash >> 3) as usize & mask, (hash.wrapping_mul(0x9E37_79B1) >> 5) as usize & mask]
    }

    pub(super) fn may_hold(&self, hash: u32) -> bool {
        let [first, second] = self.bits(hash);
        self.bitmap[first / 64] >> (first % 64) & 1 == 1 && self.bitmap[second / 64] >> (second % 64) & 1 == 1
    }

    pub(super) fn probe(&self, hash: u32) -> impl Iterator<Item = &Slot> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        std::iter::from_fn(move || {
            let slot = &self.slots[at];
            at = (at + 1) & mask;
            (slot.form != 0).then_some(slot)
        })
        .filter(move |slot| slot.hash == hash)
    }
}

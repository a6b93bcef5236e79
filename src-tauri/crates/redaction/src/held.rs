//! The keys that are held, and the search for any run of them in a view.
//!
//! Every window of [`WINDOW`] bytes of every key stands in a hash table. A run of [`RUN`] bytes holds a window at each
//! stride of `RUN - WINDOW + 1`, so a text is looked at only every fifth byte; a hit is verified and extended both ways.

use crate::explore::{Keys, READABLE};
use crate::fives::Fives;
use crate::view::View;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// Keys shorter than this are refused: masking them would shred ordinary text.
pub const SHORTEST_KEY: usize = 6;
/// A run of a key this long, beyond its public prefix, is masked.
const RUN: usize = 10;
const WINDOW: usize = 6;
const STRIDE: usize = RUN - WINDOW + 1;
/// The window of keys whose secret part is shorter than [`RUN`]: those are looked for whole, at every byte.
const ANCHOR: usize = 6;
/// So many characters before and after a joint tell whether a key may lie across it.
const NEAR: usize = 3;
/// How often the same window of one key is kept: a key of one repeated character would make the search quadratic.
const SAME_WINDOW: usize = 4;

/// A key to be masked. Borrowed: the redactor keeps its own copy and wipes it.
pub struct HeldKey<'a> {
    /// What the label says, such as `woocommerce consumer_key`.
    pub label: &'a str,
    /// The key itself.
    pub value: &'a [u8],
    /// How many bytes at its beginning are well known (`ck_`, `sk_live_`) and may be shown; see [`crate::mask_parts`].
    pub public_prefix: usize,
}

/// Why a key is not looked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It has fewer than [`SHORTEST_KEY`] characters, so masking it would hide ordinary text.
    TooShort,
}

/// A key that is not looked for, by its position in the list that was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Refused {
    /// Position in the list given to [`crate::Redactor::new`].
    pub index: usize,
    /// Why.
    pub why: Refusal,
}

/// The keys of a list that are not looked for.
pub(crate) fn refused(keys: &[HeldKey<'_>]) -> Vec<Refused> {
    let refused =
        |(index, key): (usize, &HeldKey<'_>)| Some(Refused { index, why: refusal(key.value.trim_ascii())? });
    keys.iter().enumerate().filter_map(refused).collect()
}

/// Why a key, without the blanks around it, is not looked for.
fn refusal(value: &[u8]) -> Option<Refusal> {
    (value.len() < SHORTEST_KEY).then_some(Refusal::TooShort)
}

/// A run of a key, in source offsets.
pub(crate) struct Run {
    pub start: usize,
    pub end: usize,
    pub key: usize,
}

/// One way a key is written down: as it is, with `+` for its blanks, or without what is not a letter or digit.
struct Form {
    bytes: Zeroizing<Vec<u8>>,
    key: usize,
    secret_from: usize,
    /// The armour lines in it, which are as well known as a prefix.
    armour: Vec<(usize, usize)>,
}

#[derive(Zeroize, Clone, Copy)]
struct Slot {
    hash: u32,
    /// One more than the form's position; 0 is an empty slot.
    form: u32,
    at: u32,
}

const EMPTY: Slot = Slot { hash: 0, form: 0, at: 0 };

/// Windows by their hash: a bitmap that turns most places away, then open addressing.
#[derive(Zeroize, ZeroizeOnDrop)]
struct Table {
    bitmap: Vec<u64>,
    slots: Vec<Slot>,
}

/// All keys of one redactor.
pub(crate) struct Held {
    labels: Vec<String>,
    values: Vec<Zeroizing<Vec<u8>>>,
    forms: Vec<Form>,
    windows: Table,
    anchors: Table,
    fives: Fives,
    any: bool,
    /// See [`Keys`].
    signs: bool,
    odd: bool,
    readable: usize,
}

impl Held {
    pub(crate) fn new(keys: &[HeldKey<'_>]) -> (Held, Vec<Refused>) {
        let mut refused = Vec::new();
        let mut labels = Vec::new();
        let mut values: Vec<Zeroizing<Vec<u8>>> = Vec::new();
        let mut forms = Vec::new();
        for (index, key) in keys.iter().enumerate() {
            let value = key.value.trim_ascii();
            if let Some(why) = refusal(value) {
                refused.push(Refused { index, why });
                continue;
            }
            let prefix = key.public_prefix.min(value.len());
            add_forms(&mut forms, value, prefix, values.len());
            labels.push(crate::labels::plain(key.label));
            values.push(Zeroizing::new(value.to_vec()));
        }
        let mut windows = Vec::new();
        let mut anchors = Vec::new();
        for (index, form) in forms.iter().enumerate() {
            if form.secret_len() >= RUN {
                form.windows(index, &mut windows);
            } else if form.secret_len() >= ANCHOR {
                anchors.push(slot(&form.bytes, form.secret_from, ANCHOR, index));
            } else {
                anchors.push(slot(&form.bytes, form.bytes.len() - ANCHOR, ANCHOR, index));
            }
        }
        let signs =
            forms.iter().any(|form| !form.bytes[form.secret_from..].iter().all(u8::is_ascii_alphanumeric));
        let odd = values.iter().any(|value| !value.iter().all(|byte| is_text(*byte)));
        let fives = Fives::of(forms.iter().map(|form| &form.bytes[..]), !anchors.is_empty());
        let any = !values.is_empty();
        let readable = values.iter().map(|value| value.len()).min().unwrap_or(READABLE).min(READABLE);
        let (windows_table, anchors_table) = (Table::new(&windows), Table::new(&anchors));
        let held = Held {
            labels,
            values,
            forms,
            windows: windows_table,
            anchors: anchors_table,
            fives,
            any,
            signs,
            odd,
            readable,
        };
        windows.zeroize();
        anchors.zeroize();
        (held, refused)
    }

    /// What has to be undone to find them.
    pub(crate) fn keys(&self) -> Keys<'_> {
        let fives = self.any.then_some(&self.fives);
        Keys { fives, signs: self.signs, odd: self.odd, readable: self.readable }
    }

    pub(crate) fn label(&self, key: usize) -> &str {
        &self.labels[key]
    }

    pub(crate) fn value(&self, key: usize) -> &[u8] {
        &self.values[key]
    }

    /// Every run of a held key in the view.
    pub(crate) fn search(&self, view: &View<'_>, found: &mut Vec<Run>) {
        let text = view.bytes();
        let mut done = 0;
        if !self.windows.slots.is_empty() && text.len() >= WINDOW {
            let mut at = 0;
            while at + WINDOW <= text.len() {
                let hash = hash_at(text, at, WINDOW);
                if self.windows.may_hold(hash) && at + WINDOW > done {
                    done = done.max(self.verify(&self.windows, hash, view, at, found));
                }
                at += STRIDE;
            }
        }
        if !self.anchors.slots.is_empty() && text.len() >= ANCHOR {
            for at in 0..=text.len() - ANCHOR {
                let hash = hash_at(text, at, ANCHOR);
                if self.anchors.may_hold(hash) {
                    self.verify(&self.anchors, hash, view, at, found);
                }
            }
        }
    }

    /// Do the characters right before and after a joint follow each other in a key?
    pub(crate) fn is_broken(&self, text: &[u8], joint: std::ops::Range<usize>) -> bool {
        if self.is_short_broken(text, &joint) {
            return true;
        }
        let before =
            text[..joint.start].iter().rev().take_while(|byte| byte.is_ascii_graphic()).count().min(NEAR);
        let after = text[joint.end..].iter().take_while(|byte| byte.is_ascii_graphic()).count().min(NEAR);
        let (before, after) = (&text[joint.start - before..joint.start], &text[joint.end..joint.end + after]);
        if before.is_empty()
            || after.is_empty()
            || before.len() + after.len() >= 5 && !self.fives.may_join(before, after)
        {
            return false;
        }
        let piece = Zeroizing::new([before, after].concat());
        let finder = memchr::memmem::Finder::new(&piece[..]);
        self.forms.iter().any(|form| finder.find(&form.bytes).is_some())
    }

    /// The same for keys that are masked as a whole only: of those even one character may stand apart.
    fn is_short_broken(&self, text: &[u8], joint: &std::ops::Range<usize>) -> bool {
        let (before, after) = (&text[..joint.start], &text[joint.end..]);
        self.forms.iter().filter(|form| form.secret_len() < RUN).any(|form| {
            let key = &form.bytes[..];
            (1..key.len()).any(|at| {
                before.ends_with(&key[at.saturating_sub(NEAR)..at])
                    && after.starts_with(&key[at..key.len().min(at + NEAR)])
            })
        })
    }

    /// Compares byte by byte, extends, and answers where the longest accepted run ends.
    fn verify(&self, table: &Table, hash: u32, view: &View<'_>, at: usize, found: &mut Vec<Run>) -> usize {
        let text = view.bytes();
        let mut furthest = 0;
        for slot in table.probe(hash) {
            let form = &self.forms[slot.form as usize - 1];
            let key = &form.bytes[..];
            let mut from = slot.at as usize;
            let (mut start, mut to, mut end) = (at, from, at);
            while to < key.len() && end < text.len() && key[to] == text[end] {
                to += 1;
                end += 1;
            }
            while from > 0 && start > 0 && key[from - 1] == text[start - 1] {
                from -= 1;
                start -= 1;
            }
            if form.accepts(from, to) {
                let (start, stop) = view.source(start, end);
                found.push(Run { start, end: stop, key: form.key });
                furthest = furthest.max(end);
            }
        }
        furthest
    }
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

/// The value as it stands; as a form field, if it has blanks; and, if that differs, its letters and digits alone, for keys
/// that were split or re-wrapped.
fn add_forms(forms: &mut Vec<Form>, value: &[u8], prefix: usize, key: usize) {
    let bare: Zeroizing<Vec<u8>> =
        Zeroizing::new(value.iter().copied().filter(u8::is_ascii_alphanumeric).collect());
    if bare.len() != value.len() {
        let bare_prefix = value[..prefix].iter().filter(|b| b.is_ascii_alphanumeric()).count();
        if bare.len() - bare_prefix >= RUN {
            forms.push(Form::new(bare, key, bare_prefix));
        }
    }
    // The blanks of a private key are those of the lines that open and close it.
    if value.contains(&b' ') && !value.starts_with(b"-----") {
        let plus = value.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect();
        forms.push(Form::new(Zeroizing::new(plus), key, prefix));
    }
    forms.push(Form::new(Zeroizing::new(value.to_vec()), key, prefix));
}

impl Form {
    fn new(bytes: Zeroizing<Vec<u8>>, key: usize, secret_from: usize) -> Form {
        let mut armour: Vec<(usize, usize)> = Vec::new();
        if memchr::memmem::find(&bytes, b"PRIVATE").is_some() {
            for line in ARMOUR {
                armour.extend(memchr::memmem::find_iter(&bytes, line).map(|at| (at, at + line.len())));
            }
        }
        armour.sort_unstable();
        Form { bytes, key, secret_from, armour }
    }

    fn secret_len(&self) -> usize {
        self.bytes.len() - self.secret_from
    }

    /// Is the run `from..to` of this form enough to be masked?
    fn accepts(&self, from: usize, to: usize) -> bool {
        let known = |(start, end): &(usize, usize)| to.min(*end).saturating_sub(from.max(*start));
        let known: usize = self.armour.iter().map(known).sum();
        let secret = to.saturating_sub(from.max(self.secret_from)).saturating_sub(known);
        let whole = to == self.bytes.len()
            && if self.secret_len() >= ANCHOR { from <= self.secret_from } else { from == 0 };
        secret >= RUN || whole
    }

    /// Armour lines and runs of blanks are no secret and stand in many texts: their windows are left out.
    fn windows(&self, index: usize, into: &mut Vec<Slot>) {
        let common: Vec<bool> = self
            .bytes
            .windows(WINDOW)
            .enumerate()
            .map(|(at, window)| {
                let armour = self.armour.iter().any(|(from, to)| at >= *from && at + WINDOW <= *to);
                armour || window.iter().all(|byte| b" \t\r\n-=*_.".contains(byte))
            })
            .collect();
        let mut seen = std::collections::HashMap::new();
        for at in self.secret_from..=self.bytes.len() - WINDOW {
            // A window may be left out only where every run around it is common.
            let around = at.saturating_sub(STRIDE - 1)..common.len().min(at + STRIDE);
            if common[around].iter().all(|common| *common) {
                continue;
            }
            let slot = slot(&self.bytes, at, WINDOW, index);
            let times = seen.entry(slot.hash).or_insert(0usize);
            *times += 1;
            if *times <= SAME_WINDOW {
                into.push(slot);
            }
        }
    }
}

/// The lines that open and close private keys, and the same without blanks and signs. None lies within another.
const ARMOUR: &[&[u8]] = &[
    b"-----BEGIN PRIVATE KEY-----",
    b"-----BEGIN RSA PRIVATE KEY-----",
    b"-----BEGIN EC PRIVATE KEY-----",
    b"-----BEGIN OPENSSH PRIVATE KEY-----",
    b"-----BEGIN ENCRYPTED PRIVATE KEY-----",
    b"-----END PRIVATE KEY-----",
    b"-----END RSA PRIVATE KEY-----",
    b"-----END EC PRIVATE KEY-----",
    b"-----END OPENSSH PRIVATE KEY-----",
    b"-----END ENCRYPTED PRIVATE KEY-----",
    b"BEGINPRIVATEKEY",
    b"BEGINRSAPRIVATEKEY",
    b"BEGINECPRIVATEKEY",
    b"BEGINOPENSSHPRIVATEKEY",
    b"BEGINENCRYPTEDPRIVATEKEY",
    b"ENDPRIVATEKEY",
    b"ENDRSAPRIVATEKEY",
    b"ENDECPRIVATEKEY",
    b"ENDOPENSSHPRIVATEKEY",
    b"ENDENCRYPTEDPRIVATEKEY",
];

fn slot(bytes: &[u8], at: usize, window: usize, form: usize) -> Slot {
    Slot {
        hash: hash_at(bytes, at, window),
        form: u32::try_from(form + 1).unwrap_or(u32::MAX),
        at: u32::try_from(at).unwrap_or(u32::MAX),
    }
}

#[inline]
fn hash_at(bytes: &[u8], at: usize, window: usize) -> u32 {
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
    fn new(entries: &[Slot]) -> Table {
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

    /// Two bits stand for each window: chance sets one of them in one text place of twenty, both in one of four hundred.
    fn bits(&self, hash: u32) -> [usize; 2] {
        let mask = self.bitmap.len() * 64 - 1;
        [(hash >> 3) as usize & mask, (hash.wrapping_mul(0x9E37_79B1) >> 5) as usize & mask]
    }

    fn may_hold(&self, hash: u32) -> bool {
        let [first, second] = self.bits(hash);
        self.bitmap[first / 64] >> (first % 64) & 1 == 1 && self.bitmap[second / 64] >> (second % 64) & 1 == 1
    }

    fn probe(&self, hash: u32) -> impl Iterator<Item = &Slot> {
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

//! The keys that are held, and the search for any run of them in a view.
//!
//! Every window of [`WINDOW`] bytes of every key stands in a hash table. A run of [`RUN`] bytes holds a window at each
//! stride of `RUN - WINDOW + 1`, so a text is looked at only every fifth byte; a hit is verified and extended both ways.

mod forms;
mod windows;

use crate::explore::{Keys, READABLE};
use crate::finder::coded;
use crate::fives::Fives;
use crate::view::View;
use forms::{Form, add_forms};
use windows::{Table, hash_at, slot};
use zeroize::{Zeroize, Zeroizing};

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
    coded_signs: bool,
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
        let coded: Vec<Zeroizing<Vec<u8>>> = values.iter().flat_map(|value| coded(value)).collect();
        let is_word = |bytes: &[u8]| bytes.iter().all(u8::is_ascii_alphanumeric);
        let signs = forms.iter().any(|form| !is_word(&form.bytes[form.secret_from..]));
        let coded_signs = coded.iter().any(|coded| !is_word(coded));
        let odd = values.iter().any(|value| !value.iter().all(|byte| is_text(*byte)));
        let written = forms.iter().map(|form| &form.bytes[..]).chain(coded.iter().map(|coded| &coded[..]));
        let fives = Fives::of(written, !anchors.is_empty());
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
            coded_signs,
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
        Keys {
            fives,
            signs: self.signs,
            coded_signs: self.coded_signs,
            odd: self.odd,
            readable: self.readable,
        }
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
        if !self.windows.is_empty() && text.len() >= WINDOW {
            let mut at = 0;
            while at + WINDOW <= text.len() {
                let hash = hash_at(text, at, WINDOW);
                if self.windows.may_hold(hash) && at + WINDOW > done {
                    done = done.max(self.verify(&self.windows, hash, view, at, found));
                }
                at += STRIDE;
            }
        }
        if !self.anchors.is_empty() && text.len() >= ANCHOR {
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
                furthest = furthest.max(end);
                let (before, after) = strays(view, start, end);
                if form.accepts(from + before, to - after) {
                    (start, end) = (start + before, end - after);
                }
                let (start, stop) = view.source(start, end);
                found.push(Run { start, end: stop, key: form.key });
            }
        }
        furthest
    }
}

/// How many characters at either end of a run come from far away: chance made them those that stand next in the key.
fn strays(view: &View<'_>, start: usize, end: usize) -> (usize, usize) {
    const FAR: usize = 64;
    // One character that was put together out of two places lies across both.
    const WIDE: usize = 1024;
    const MOST: usize = 3;
    let is_far = |at: usize| {
        let (before, after) = (view.source(at - 1, at), view.source(at, at + 1));
        let apart = after.0.saturating_sub(before.1) > FAR;
        apart || after.0.saturating_sub(before.0) > WIDE || after.1.saturating_sub(before.1) > WIDE
    };
    let most = MOST.min((end - start) / 2);
    let before = (1..=most).rev().find(|count| is_far(start + count)).unwrap_or(0);
    let after = (1..=most).rev().find(|count| is_far(end - count)).unwrap_or(0);
    (before, after)
}

fn is_text(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r')
}

//! Undoing base64: every run of its letters, at every phase, since a run may begin with something else's letters.
//!
//! Decoding all of a text at four phases would cost more than everything else together, so the letters are first only
//! looked at: text in base64 shows in them, since few letters can stand at each place of a group. What could be text is
//! decoded; what else there is in base64 can hold no key, as keys are text.

use crate::classes;
use crate::explore::Keys;
use crate::readable::{is_printable, keep_readable};
use crate::view::{View, Weaver, Wiped};

/// Shorter runs cannot hold a key that is not refused.
const SHORTEST_RUN: usize = 8;
/// A wrapped line is at least this long.
const WRAPPED: usize = 16;

/// The value of each letter, in the standard and the URL-safe alphabet at once; 64 for any other byte.
const VALUES: [u8; 256] = {
    let mut values = [64u8; 256];
    let mut at = 0;
    while at < 26 {
        values[b'A' as usize + at] = at as u8;
        values[b'a' as usize + at] = 26 + at as u8;
        at += 1;
    }
    at = 0;
    while at < 10 {
        values[b'0' as usize + at] = 52 + at as u8;
        at += 1;
    }
    values[b'+' as usize] = 62;
    values[b'-' as usize] = 62;
    values[b'/' as usize] = 63;
    values[b'_' as usize] = 63;
    values
};

fn is_letter(byte: u8) -> bool {
    VALUES[byte as usize] < 64
}

/// For each of the four places in a group the letters that can stand there if the group is text, and the same turned by
/// the number of letters seen so far: each of four lanes of 16 bits is one phase.
static LANES: [[u64; 256]; 4] = {
    let mut lanes = [[0u64; 256]; 4];
    let mut byte = 0;
    while byte < 256 {
        let value = VALUES[byte];
        let mut turn = 0;
        while turn < 4 && value < 64 {
            let mut phase = 0;
            while phase < 4 {
                let fits = match (turn + 4 - phase) % 4 {
                    0 => value >= 8 && value < 32 || value == 0 || value == 2 || value == 3,
                    1 => value % 16 != 1 && value % 16 < 8,
                    2 => value % 4 < 2,
                    _ => true,
                };
                if fits {
                    lanes[turn][byte] |= 0xffff << (16 * phase);
                }
                phase += 1;
            }
            turn += 1;
        }
        byte += 1;
    }
    lanes
};
/// One in each lane.
const ONES: u64 = 0x0001_0001_0001_0001;
/// Added to a lane, this sets its highest bit once so many readable characters may be in it.
const fn enough(readable: usize) -> u64 {
    0x7fff - (readable as u64 * 4 / 3 - 1)
}

/// A run of letters in pieces, line wraps left out, and the phases in which it may be text.
struct Run {
    pieces: std::ops::Range<usize>,
    len: usize,
    phases: u8,
}

/// The runs that may be text.
#[derive(Default)]
pub(crate) struct Runs {
    pieces: Vec<(u32, u32)>,
    runs: Vec<Run>,
    /// See [`Keys`].
    readable: usize,
}

impl Runs {
    /// How many letters would be decoded in a phase.
    pub(crate) fn len(&self, phase: usize) -> usize {
        self.runs.iter().filter(|run| run.phases >> phase & 1 == 1).map(|run| run.len).sum()
    }
}

/// The runs of base64 letters that may be text. In a view that is not the source, only runs that were not there before
/// decoding. Where keys that are no text are looked for too, each run counts.
pub(crate) fn base64_runs(view: &View<'_>, novel_only: bool, keys: Keys<'_>) -> Runs {
    let text = view.bytes();
    let mut runs = Runs { readable: keys.readable, ..Runs::default() };
    let enough = enough(keys.readable) * ONES;
    let letters = view.classes().mask(classes::TOKEN);
    let mut candidates = letters.runs(SHORTEST_RUN as u32, 0);
    // Candidates may hold a sign that is no letter, and a run may go on behind its candidate.
    let (mut at, mut until) = (0, 0);
    loop {
        while at < until && !is_letter(text[at]) {
            at += 1;
        }
        if at >= until {
            let Some((start, end)) = candidates.find(|(_, end)| *end > at) else {
                return runs;
            };
            (at, until) = (at.max(start), end);
            continue;
        }
        let start = at;
        let begin = runs.pieces.len();
        let mut lanes = 0u64;
        let mut len = 0;
        let mut found = 0u64;
        loop {
            let from = at;
            while at < text.len() {
                let turned = LANES[(len + at - from) & 3][text[at] as usize];
                if turned == 0 && !is_letter(text[at]) {
                    break;
                }
                lanes = lanes.wrapping_add(ONES) & turned;
                found |= lanes.wrapping_add(enough);
                at += 1;
            }
            len += at - from;
            runs.pieces.push((from as u32, at as u32));
            // A wrapped line is a long one; words of prose are not.
            match (at - from >= WRAPPED).then(|| wrap(&text[at..])).flatten() {
                Some(skip) if at + skip < text.len() && is_letter(text[at + skip]) => at += skip,
                _ => break,
            }
        }
        let wrapped = runs.pieces.len() > begin + 1;
        let phases = if keys.odd { 15 } else { phases(found, lanes, len) };
        if phases > 0 && len >= SHORTEST_RUN && (!novel_only || wrapped || view.is_novel(start, at)) {
            runs.runs.push(Run { pieces: begin..runs.pieces.len(), len, phases });
        } else {
            runs.pieces.truncate(begin);
        }
    }
}

/// The phases in which a run may be text: enough of it, or all of it.
fn phases(found: u64, lanes: u64, len: usize) -> u8 {
    (0..4).fold(0, |phases, phase| {
        let enough = found >> (16 * phase + 15) & 1 == 1;
        let to_the_end = (lanes >> (16 * phase) & 0xffff) as usize;
        let whole = len >= SHORTEST_RUN && to_the_end + phase >= len;
        phases | u8::from(enough || whole) << phase
    })
}

/// The pieces of one run, line wraps left out.
pub(crate) type Pieces = Vec<(usize, usize)>;

/// The run that begins here.
pub(crate) fn pieces(text: &[u8], start: usize) -> Pieces {
    let mut pieces = Vec::new();
    let mut at = start;
    loop {
        let from = at;
        while at < text.len() && is_letter(text[at]) {
            at += 1;
        }
        pieces.push((from, at));
        match (at - from >= WRAPPED).then(|| wrap(&text[at..])).flatten() {
            Some(skip) if at + skip < text.len() && is_letter(text[at + skip]) => at += skip,
            _ => return pieces,
        }
    }
}

/// A run as a whole, decoded.
pub(crate) fn whole(text: &[u8], pieces: &Pieces) -> Wiped {
    let len: usize = pieces.iter().map(|(from, to)| to - from).sum();
    let mut out = Wiped::with_room(len * 3 / 4 + 3);
    let (mut bits, mut count) = (0u32, 0);
    for at in pieces.iter().flat_map(|(from, to)| *from..*to) {
        bits = bits << 6 | u32::from(VALUES[text[at] as usize]);
        count += 1;
        if count % 4 == 0 {
            out.extend_from_slice(&bits.to_be_bytes()[1..]);
        }
    }
    // What is left of a group of two or three letters.
    match count % 4 {
        2 => out.push((bits >> 4) as u8),
        3 => out.extend_from_slice(&((bits >> 2) as u16).to_be_bytes()),
        _ => {}
    }
    out
}

/// The length of a line wrap: a line break with the blanks around it, written out or as `\n`, and what joins string pieces.
fn wrap(text: &[u8]) -> Option<usize> {
    let mut at = 0;
    let mut broken = false;
    while at < text.len() && at < 64 {
        match &text[at..] {
            [b'\n', ..] => broken = true,
            [b'\\', b'n' | b'r', ..] => {
                broken = true;
                at += 1;
            }
            [b'\r' | b' ' | b'\t' | b'"' | b'\'' | b'+' | b'\\' | b'>' | b'|', ..] => {}
            _ => break,
        }
        at += 1;
    }
    broken.then_some(at)
}

/// What is text in the runs of one phase (the first `phase` letters of each left out), one a line; with `all`, what is
/// not text too.
pub(crate) fn base64<'p>(view: &'p View<'p>, runs: &Runs, phase: usize, all: bool) -> Option<View<'p>> {
    let mut weaver = Weaver::over(view, runs.len(phase) + runs.runs.len() + 8);
    let text = view.bytes();
    for run in runs.runs.iter().filter(|run| run.phases >> phase & 1 == 1) {
        let mut letters = runs.pieces[run.pieces.clone()]
            .iter()
            .flat_map(|(from, to)| *from as usize..*to as usize)
            .skip(phase);
        let from = weaver.len();
        let mut group = [0usize; 4];
        loop {
            let mut filled = 0;
            let mut bits = 0u32;
            for (slot, at) in group.iter_mut().zip(&mut letters) {
                *slot = at;
                bits = bits << 6 | u32::from(VALUES[text[at] as usize]);
                filled += 1;
            }
            bits <<= 6 * (4 - filled);
            for nth in 1..filled {
                weaver.push((bits >> (24 - 8 * nth)) as u8, group[nth - 1], group[nth] + 1);
            }
            if filled < 4 {
                break;
            }
        }
        if all {
            weaver.close(from);
        } else {
            keep_readable(&mut weaver, from, runs.readable);
        }
    }
    (weaver.len() > 0).then(|| weaver.finish())
}

/// The first bytes of a run; false if it is too short.
pub(crate) fn head(letters: &[u8], head: &mut [u8; 12]) -> bool {
    let Some(letters) =
        letters.first_chunk::<16>().filter(|letters| letters.iter().all(|byte| is_letter(*byte)))
    else {
        return false;
    };
    for (group, bytes) in letters.chunks_exact(4).zip(head.chunks_exact_mut(3)) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 6 | u32::from(VALUES[*byte as usize]));
        bytes.copy_from_slice(&bits.to_be_bytes()[1..]);
    }
    true
}

/// Base64 as a whole, padded or not.
pub(crate) fn decoded(text: &str) -> Option<Vec<u8>> {
    let letters = text.trim_end_matches('=').as_bytes();
    if !letters.iter().all(|byte| is_letter(*byte)) {
        return None;
    }
    let mut out = Vec::with_capacity(letters.len() * 3 / 4 + 1);
    for group in letters.chunks(4) {
        let bits = group.iter().fold(0u32, |bits, byte| bits << 6 | u32::from(VALUES[*byte as usize]));
        let bytes = (bits << (6 * (4 - group.len()))).to_be_bytes();
        out.extend_from_slice(&bytes[1..group.len()]);
    }
    Some(out)
}

/// Does base64 begin with readable text? Then it is no random value, but something written down in base64.
pub(crate) fn is_readable_start(text: &str) -> bool {
    let letters = &text.as_bytes()[..text.len().min(24)];
    letters.iter().all(|byte| is_letter(*byte))
        && letters.chunks_exact(4).all(|group| {
            let bits = group.iter().fold(0u32, |bits, byte| bits << 6 | u32::from(VALUES[*byte as usize]));
            bits.to_be_bytes()[1..].iter().all(|byte| is_printable(*byte))
        })
}

//! Undoing base64 and hex: every run of their letters, at every phase, since a run may begin with something else's letters.

use crate::view::{View, Weaver};
use std::ops::Range;

/// Shorter runs cannot hold a key that is not refused.
const SHORTEST_RUN: usize = 8;
/// So many printable characters side by side are read on (nested encodings, shapes): chance does not make them.
const READABLE: usize = 12;
/// The same for a run that is printable as a whole.
const READABLE_WHOLE: usize = 7;

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

/// One phase decoded: all of it, and the runs in it that are text.
pub(crate) struct Decoded {
    pub view: View,
    pub readable: Vec<Range<usize>>,
}

impl Decoded {
    /// Only the readable runs, one a line.
    pub(crate) fn readable_view(&self) -> Option<View> {
        if self.readable.is_empty() {
            return None;
        }
        let room = self.readable.iter().map(|run| run.len() + 1).sum();
        let mut weaver = Weaver::over(&self.view, room);
        for run in &self.readable {
            weaver.copy(run.start, run.end);
            weaver.push(b'\n', run.end - 1, run.end);
        }
        Some(weaver.finish())
    }
}

/// The runs of base64 letters: positions of the letters of each, line wraps left out.
/// In a view that is not the source, only runs that were not there before decoding.
pub(crate) struct Runs {
    letters: Vec<u32>,
    /// Where each run ends in `letters`.
    ends: Vec<usize>,
}

impl Runs {
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.letters.len()
    }

    fn each(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.letters[start..*end])
    }
}

pub(crate) fn base64_runs(view: &View, novel_only: bool) -> Runs {
    let text = view.bytes();
    let mut runs = Runs { letters: Vec::new(), ends: Vec::new() };
    let mut at = 0;
    while at < text.len() {
        if !is_letter(text[at]) {
            at += 1;
            continue;
        }
        let start = at;
        let begin = runs.letters.len();
        let mut wrapped = false;
        loop {
            let from = at;
            while at < text.len() && is_letter(text[at]) {
                at += 1;
            }
            runs.letters.extend(from as u32..at as u32);
            // A wrapped line is a long one; words of prose are not.
            match (at - from >= 16).then(|| wrap(&text[at..])).flatten() {
                Some(skip) if at + skip < text.len() && is_letter(text[at + skip]) => {
                    at += skip;
                    wrapped = true;
                }
                _ => break,
            }
        }
        let long = runs.letters.len() - begin >= SHORTEST_RUN;
        if long && (!novel_only || wrapped || view.is_novel(start, at)) {
            runs.ends.push(runs.letters.len());
        } else {
            runs.letters.truncate(begin);
        }
    }
    runs
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

/// All runs decoded with the first `phase` letters of each left out.
pub(crate) fn base64(view: &View, runs: &Runs, phase: usize) -> Decoded {
    let mut weaver = Weaver::over(view, runs.letters.len() + runs.ends.len());
    let mut readable = Vec::new();
    let text = view.bytes();
    for letters in runs.each() {
        let Some(letters) = letters.get(phase..) else {
            continue;
        };
        let from = weaver.len();
        for group in letters.chunks(4) {
            let bits = group
                .iter()
                .fold(0u32, |bits, at| bits << 6 | u32::from(VALUES[text[*at as usize] as usize]))
                << (6 * (4 - group.len()));
            let place = |nth: usize| group[nth.min(group.len() - 1)] as usize;
            for nth in 0..group.len() - 1 {
                weaver.push((bits >> (16 - 8 * nth)) as u8, place(nth), place(nth + 1) + 1);
            }
        }
        close_run(&mut weaver, from, letters, &mut readable);
    }
    Decoded { view: weaver.finish(), readable }
}

/// Notes what is readable in a run, and keeps the run apart from the next.
fn close_run(weaver: &mut Weaver<'_>, from: usize, letters: &[u32], readable: &mut Vec<Range<usize>>) {
    let to = weaver.len();
    if to == from {
        return;
    }
    let run = weaver.since(from);
    let mut start = 0;
    while start < run.len() {
        let len = run[start..].iter().take_while(|byte| is_printable(**byte)).count();
        if len >= READABLE || len == run.len() && len >= READABLE_WHOLE {
            readable.push(from + start..from + start + len);
        }
        start += len + 1;
    }
    if let Some(last) = letters.last() {
        weaver.push(0, *last as usize, *last as usize + 1);
    }
}

/// NULs count, for UTF-16.
fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0)
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

/// The runs of hex digits, with what dumps put between bytes left out.
pub(crate) fn hex_runs(view: &View, novel_only: bool) -> Runs {
    let text = view.bytes();
    let mut runs = Runs { letters: Vec::new(), ends: Vec::new() };
    let mut at = 0;
    while at < text.len() {
        if !text[at].is_ascii_hexdigit() {
            at += 1;
            continue;
        }
        let start = at;
        let begin = runs.letters.len();
        loop {
            let from = at;
            while at < text.len() && text[at].is_ascii_hexdigit() {
                at += 1;
            }
            runs.letters.extend(from as u32..at as u32);
            let skip = between_bytes(&text[at..]);
            if (at - from) % 2 == 0 && skip > 0 {
                at += skip;
            } else {
                break;
            }
        }
        let long = runs.letters.len() - begin >= 2 * crate::held::SHORTEST_KEY;
        if long && (!novel_only || view.is_novel(start, at)) {
            runs.ends.push(runs.letters.len());
        } else {
            runs.letters.truncate(begin);
        }
    }
    runs
}

/// The length of what stands between two bytes of a hex dump; 0 if no byte follows.
fn between_bytes(text: &[u8]) -> usize {
    let blanks = text.iter().take(8).take_while(|byte| b" ,:-\r\n\t".contains(byte)).count();
    let prefix = match text.get(blanks..) {
        Some([b'0' | b'\\', b'x' | b'X', ..]) => 2,
        _ => 0,
    };
    let skip = blanks + prefix;
    let digits = text
        .get(skip..)
        .map_or(0, |rest| rest.iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count());
    if skip > 0 && digits == 2 { skip } else { 0 }
}

/// All hex runs decoded with the first `phase` digits of each left out.
pub(crate) fn hex(view: &View, runs: &Runs, phase: usize) -> Decoded {
    let mut weaver = Weaver::over(view, runs.letters.len());
    let mut readable = Vec::new();
    let text = view.bytes();
    for letters in runs.each() {
        let Some(letters) = letters.get(phase..) else {
            continue;
        };
        let from = weaver.len();
        for pair in letters.chunks_exact(2) {
            let digit = |at: u32| (text[at as usize] as char).to_digit(16).unwrap_or(0) as u8;
            weaver.push(digit(pair[0]) << 4 | digit(pair[1]), pair[0] as usize, pair[1] as usize + 1);
        }
        close_run(&mut weaver, from, letters, &mut readable);
    }
    Decoded { view: weaver.finish(), readable }
}

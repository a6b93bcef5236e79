//! Undoing base32 (RFC 4648, in capitals or in small letters): every run of its letters that may be text, at every phase.

use crate::classes;
use crate::readable::keep_readable;
use crate::view::{View, Weaver};

fn value(byte: u8) -> Option<u64> {
    match byte.to_ascii_uppercase() {
        byte @ b'A'..=b'Z' => Some(u64::from(byte - b'A')),
        b'2'..=b'7' => Some(u64::from(byte - b'2') + 26),
        _ => None,
    }
}

/// Is it a letter of base32 in this case, or a digit?
fn is_in(byte: u8, small: bool) -> bool {
    let other = if small { byte.is_ascii_uppercase() } else { byte.is_ascii_lowercase() };
    !other && value(byte).is_some()
}

/// Where runs of letters lie that are long enough for so many readable characters.
pub(crate) fn runs(view: &View<'_>, novel_only: bool, readable: usize) -> Vec<(usize, usize)> {
    let text = view.bytes();
    let shortest = (readable * 8).div_ceil(5);
    let mut runs = Vec::new();
    for (start, end) in view.classes().mask(classes::TOKEN).runs(shortest as u32, 0) {
        // Where there is a long run, the middle is in it.
        let middle = start + (end - start) / 2;
        let small = text[middle - 2..middle + 2].iter().any(u8::is_ascii_lowercase);
        if text[middle - 2..middle + 2].iter().any(|byte| !is_in(*byte, small)) {
            continue;
        }
        let mut at = start;
        while at < end {
            let len = text[at..end].iter().take_while(|byte| is_in(**byte, small)).count();
            if len >= shortest && (!novel_only || view.is_novel(at, at + len)) {
                runs.push((at, at + len));
            }
            at += len + 1;
        }
    }
    runs
}

/// What is text in the runs, the first `phase` letters of each left out; what is not text too if nothing says how much of
/// it has to be readable.
pub(crate) fn base32<'p>(
    view: &'p View<'p>,
    runs: &[(usize, usize)],
    phase: usize,
    readable: Option<usize>,
) -> Option<View<'p>> {
    let text = view.bytes();
    let mut weaver = Weaver::over(view, 64);
    for (start, end) in runs {
        let from = weaver.len();
        let (mut bits, mut count) = (0u64, 0);
        for (at, letter) in text.iter().enumerate().take(*end).skip(start + phase) {
            bits = bits << 5 | value(*letter).unwrap_or(0);
            count += 5;
            if count >= 8 {
                count -= 8;
                // A byte lies across two or three letters.
                let first = at - (7 + count) / 5;
                weaver.push((bits >> count) as u8, first.max(*start), at + 1);
            }
        }
        match readable {
            Some(readable) => keep_readable(&mut weaver, from, readable),
            None => weaver.close(from),
        }
    }
    (weaver.len() > 0).then(|| weaver.finish())
}

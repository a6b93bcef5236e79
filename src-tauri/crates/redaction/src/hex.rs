//! Undoing hex: every run of its digits that may be text, at both phases, dumps of bytes included.

use crate::base64::keep_readable;
use crate::view::{View, Weaver};

/// The runs of hex digits: positions of the digits of each, with what dumps put between bytes left out.
pub(crate) struct Runs {
    digits: Vec<u32>,
    /// Where each run ends in `digits`.
    ends: Vec<usize>,
}

impl Runs {
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.digits.len()
    }

    fn each(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.digits[start..*end])
    }
}

/// In a view that is not the source, only runs that were not there before decoding. `all`: keys that are no text are
/// looked for too, so each run counts.
pub(crate) fn hex_runs(view: &View<'_>, novel_only: bool, all: bool) -> Runs {
    let text = view.bytes();
    let mut runs = Runs { digits: Vec::new(), ends: Vec::new() };
    let mut at = 0;
    while let Some(start) = next_start(text, at) {
        let begin = runs.digits.len();
        at = read(text, start, &mut runs.digits);
        let digits = &runs.digits[begin..];
        let wanted = digits.len() >= SHORTEST_RUN && (all || may_be_text(text, digits));
        if wanted && (!novel_only || view.is_novel(start, at)) {
            runs.ends.push(runs.digits.len());
        } else {
            runs.digits.truncate(begin);
        }
    }
    runs
}

/// Where the next run begins that may be long enough. Only each eighth byte is looked at: none of a long run's bytes is
/// anything else than a digit, and of a dump's none is anything but a digit or between two bytes.
fn next_start(text: &[u8], from: usize) -> Option<usize> {
    let digit = |at: usize| text.get(at).is_some_and(u8::is_ascii_hexdigit);
    let mut at = from + STRIDE - 1;
    // A short text may be one short run.
    if from == 0 && text.len() < 2 * STRIDE {
        at = SHORTEST_RUN / 2 - 1;
    }
    while at < text.len() {
        let mut start = at;
        while start > from && digit(start - 1) {
            start -= 1;
        }
        let mut end = start;
        while digit(end) && end < start + SHORTEST_RUN {
            end += 1;
        }
        if end - start >= SHORTEST_RUN || is_dumped(text, at) {
            while start > from && (digit(start - 1) || is_between(text[start - 1])) {
                start -= 1;
            }
            while !digit(start) && start < text.len() {
                start += 1;
            }
            return (start < text.len()).then_some(start);
        }
        at += STRIDE;
    }
    None
}

/// No longer than the shortest run that counts, nor than three bytes of a dump.
const STRIDE: usize = 8;

fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b',' | b':' | b'-' | b'\r' | b'\n' | b'\t' | b'x' | b'X' | b'\\')
}

/// Two digits and one byte between, again and again, or `0x41, 0x42`, around this place?
fn is_dumped(text: &[u8], at: usize) -> bool {
    let Some(near) = text.get(at.saturating_sub(2)..at + 4) else {
        return false;
    };
    let digits = near.iter().fold(0u32, |digits, byte| digits << 1 | u32::from(byte.is_ascii_hexdigit()));
    match digits {
        0b110_110 => is_between(near[2]) && is_between(near[5]),
        0b101_101 => is_between(near[1]) && is_between(near[4]),
        0b011_011 => is_between(near[0]) && is_between(near[3]),
        _ => {
            let prefix = near.iter().position(|byte| matches!(byte, b'x' | b'X')).unwrap_or(0);
            prefix > 0 && matches!(near[prefix - 1], b'0' | b'\\')
        }
    }
}

/// Reads a run, with what stands between the bytes of a dump left out. Answers where it ends.
fn read(text: &[u8], start: usize, digits: &mut Vec<u32>) -> usize {
    let mut at = start;
    loop {
        let from = at;
        while at < text.len() && text[at].is_ascii_hexdigit() {
            at += 1;
        }
        digits.extend(from as u32..at as u32);
        let skip = if (at - from).is_multiple_of(2) { between_bytes(&text[at..]) } else { 0 };
        if skip == 0 {
            return at;
        }
        at += skip;
    }
}

const SHORTEST_RUN: usize = 2 * crate::held::SHORTEST_KEY;

/// Are there enough pairs side by side that stand for text?
fn may_be_text(text: &[u8], digits: &[u32]) -> bool {
    let enough = (digits.len() / 2).min(10);
    (0..2).any(|phase| {
        let mut streak = 0;
        digits[phase..].chunks_exact(2).any(|pair| {
            let printable = matches!(text[pair[0] as usize], b'0' | b'2'..=b'7');
            streak = if printable { streak + 1 } else { 0 };
            streak + phase >= enough
        })
    })
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

/// What is text in the runs, the first `phase` digits of each left out; with `all`, what is not text too.
pub(crate) fn hex<'p>(view: &'p View<'p>, runs: &Runs, phase: usize, all: bool) -> Option<View<'p>> {
    let mut weaver = Weaver::over(view, runs.digits.len() + 8);
    let text = view.bytes();
    for digits in runs.each() {
        let Some(digits) = digits.get(phase..) else {
            continue;
        };
        let from = weaver.len();
        for pair in digits.chunks_exact(2) {
            let digit = |at: u32| (text[at as usize] as char).to_digit(16).unwrap_or(0) as u8;
            weaver.push(digit(pair[0]) << 4 | digit(pair[1]), pair[0] as usize, pair[1] as usize + 1);
        }
        if all {
            weaver.close(from);
        } else {
            keep_readable(&mut weaver, from);
        }
    }
    (weaver.len() > 0).then(|| weaver.finish())
}

//! Undoing hex: every run of its digits that may be text, at both phases, dumps of bytes included.

use crate::classes::{self, Mask};
use crate::dump::Dump;
use crate::explore::Keys;
use crate::readable::keep_readable;
use crate::view::{View, Weaver};

/// The runs of hex digits: positions of the digits of each, with what dumps put between bytes left out.
pub(crate) struct Runs {
    digits: Vec<u32>,
    /// Where each run ends in `digits`.
    ends: Vec<usize>,
    /// What is laid out in lines.
    pub dumps: Vec<Dump>,
    /// See [`Keys`].
    readable: usize,
}

impl Runs {
    pub(crate) fn is_empty(&self) -> bool {
        self.ends.is_empty() && self.dumps.is_empty()
    }

    pub(crate) fn len(&self) -> usize {
        self.digits.len()
    }

    fn each(&self) -> impl Iterator<Item = &[u32]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.digits[start..*end])
    }
}

/// In a view that is not the source, only runs that were not there before decoding. Where keys that are no text are looked
/// for too, each run counts.
pub(crate) fn hex_runs(view: &View<'_>, novel_only: bool, keys: Keys<'_>) -> Runs {
    let text = view.bytes();
    let mut runs = Runs { digits: Vec::new(), ends: Vec::new(), dumps: Vec::new(), readable: keys.readable };
    let (mut at, mut dumped) = (0, 0);
    let mut starts = Starts::of(view);
    while let Some(start) = starts.next(at) {
        let end = start + text[start..].iter().take_while(|byte| byte.is_ascii_hexdigit()).count();
        if between_bytes(&text[end..], end - start) == 0 {
            // Most are in one piece, and no text: that can be told where they stand.
            at = end;
            let wanted = end - start >= SHORTEST_RUN
                && (keys.odd || may_be_text(|at| text[start + at], end - start, keys.readable));
            if wanted && (!novel_only || view.is_novel(start, end)) {
                runs.digits.extend(start as u32..end as u32);
                runs.ends.push(runs.digits.len());
            }
            continue;
        }
        let begin = runs.digits.len();
        if start >= dumped
            && keys.fives.is_some()
            && let Some(dump) = Dump::within(text, start, starts.found)
        {
            dumped = dump.end;
            if !novel_only || view.is_novel(start, dumped) {
                runs.dumps.push(dump);
            }
        }
        at = read(text, start, &mut runs.digits);
        let digits = &runs.digits[begin..];
        let digit = |at: usize| text[digits[at] as usize];
        let wanted =
            digits.len() >= SHORTEST_RUN && (keys.odd || may_be_text(digit, digits.len(), keys.readable));
        if wanted && (!novel_only || view.is_novel(start, at)) {
            runs.ends.push(runs.digits.len());
        } else {
            runs.digits.truncate(begin);
        }
    }
    runs
}

/// Where runs may begin that are long enough: many digits, or two bytes of a dump.
struct Starts<'t> {
    text: &'t [u8],
    digits: Mask<'t>,
    between: Mask<'t>,
    /// The first place that was not looked at.
    at: usize,
    /// Where the last start was told from.
    found: usize,
    /// The next byte that is written `0x41` or `\x41`.
    prefixed: Option<usize>,
}

impl Starts<'_> {
    fn of<'t>(view: &'t View<'_>) -> Starts<'t> {
        let (text, classes) = (view.bytes(), view.classes());
        let (digits, between) = (classes.mask(classes::HEX), classes.mask(classes::BETWEEN));
        Starts { text, digits, between, at: 0, found: 0, prefixed: prefixed(text, 0) }
    }

    /// The next, from here on.
    fn next(&mut self, from: usize) -> Option<usize> {
        self.at = self.at.max(from);
        let plain = self.plain();
        if self.prefixed.is_some_and(|at| at < from) {
            self.prefixed = prefixed(self.text, from);
        }
        let found = match (plain, self.prefixed) {
            (Some(plain), Some(prefixed)) => plain.min(prefixed),
            (plain, prefixed) => plain.or(prefixed)?,
        };
        self.found = found;
        let text = self.text;
        let mut start = found;
        while start > from && (text[start - 1].is_ascii_hexdigit() || is_between(text[start - 1])) {
            start -= 1;
        }
        let rest = text[start..].iter().position(u8::is_ascii_hexdigit)?;
        Some(start + rest)
    }

    /// Where something stands between two groups of three digits or more, or two bytes with two signs between.
    fn grouped(digits: &Mask<'_>, between: &Mask<'_>, word: usize) -> u64 {
        let before = digits.behind(word, 1) & digits.behind(word, 2);
        if before == 0 {
            return 0;
        }
        let (third, near) = (digits.behind(word, 3), digits.ahead(word, 1) & digits.ahead(word, 2));
        let far = between.ahead(word, 1) & digits.ahead(word, 2) & digits.ahead(word, 3);
        let bytes = far & !third & between.ahead(word, 4);
        before & (bytes | third & (near & digits.ahead(word, 3) | far & digits.ahead(word, 4)))
    }

    fn plain(&mut self) -> Option<usize> {
        let (digits, between) = (&self.digits, &self.between);
        let mut from = !0 << (self.at % 64);
        for word in self.at / 64..digits.words() {
            let dumped = digits.word(word)
                & digits.ahead(word, 1)
                & between.ahead(word, 2)
                & digits.ahead(word, 3)
                & digits.ahead(word, 4)
                & between.ahead(word, 5);
            let grouped = between.word(word) & Starts::grouped(digits, between, word);
            let found = (dumped | grouped | digits.long(word, SHORTEST_RUN as u32)) & from;
            if found != 0 {
                self.at = 64 * word + found.trailing_zeros() as usize;
                return Some(self.at);
            }
            from = !0;
        }
        self.at = 64 * digits.words();
        None
    }
}

/// The next byte that is written with its base before it, from here on.
fn prefixed(text: &[u8], mut from: usize) -> Option<usize> {
    while let Some(next) = text.get(from..).and_then(|rest| memchr::memchr2(b'x', b'X', rest)) {
        let at = from + next;
        let base = at.checked_sub(1).is_some_and(|before| matches!(text[before], b'0' | b'\\'));
        if base && text.get(at + 1).is_some_and(u8::is_ascii_hexdigit) {
            return Some(at + 1);
        }
        from = at + 1;
    }
    None
}

pub(crate) const fn is_between(byte: u8) -> bool {
    matches!(byte, b' ' | b',' | b':' | b'-' | b'\r' | b'\n' | b'\t' | b'x' | b'X' | b'\\')
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
        let skip = between_bytes(&text[at..], at - from);
        if skip == 0 {
            return at;
        }
        at += skip;
    }
}

const SHORTEST_RUN: usize = 2 * crate::held::SHORTEST_KEY;

/// Are there enough pairs side by side that stand for text, in so many digits?
fn may_be_text(digit: impl Fn(usize) -> u8, len: usize, readable: usize) -> bool {
    let enough = (len / 2).min(readable);
    (0..2).any(|phase| {
        let mut streak = 0;
        (phase..len - 1).step_by(2).any(|at| {
            let printable = matches!(digit(at), b'0' | b'2'..=b'7');
            streak = if printable { streak + 1 } else { 0 };
            streak + phase >= enough
        })
    })
}

/// The length of what stands between two groups of digits, the first of this width; 0 if no other follows.
fn between_bytes(text: &[u8], width: usize) -> usize {
    let blanks = text.iter().take(24).take_while(|byte| b" ,:-\r\n\t".contains(byte)).count();
    let prefix = match text.get(blanks..) {
        Some([b'0' | b'\\', b'x' | b'X', ..]) => 2,
        _ => 0,
    };
    let skip = blanks + prefix;
    let digits = text
        .get(skip..)
        .map_or(0, |rest| rest.iter().take(2).filter(|byte| byte.is_ascii_hexdigit()).count());
    // The last group may be shorter.
    let follows = width == 2 && digits == 2 || width > 2 && digits > 0;
    if skip > 0 && follows { skip } else { 0 }
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
            keep_readable(&mut weaver, from, runs.readable);
        }
    }
    (weaver.len() > 0).then(|| weaver.finish())
}

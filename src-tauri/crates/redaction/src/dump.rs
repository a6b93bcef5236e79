//! Dumps of bytes in lines, as `xxd`, `hexdump` and `od` print them: a place, groups of hex digits, perhaps the same as
//! text. What stands beside the bytes is left out, and where a group is a number its lowest byte comes first.

use crate::readable::keep_readable;
use crate::view::{View, Weaver};

/// A dump that shows fewer digits can hold no key.
const LEAST: usize = 2 * crate::held::SHORTEST_KEY;
/// Groups are no longer than this, in digits.
const LONGEST_GROUP: usize = 16;
/// How far behind the place that told of a dump its first group may be.
const BESIDE: usize = 24;
/// So many groups are tried as the first.
const TRIES: usize = 4;
/// The most blanks between two things of one line.
const BLANKS: usize = 16;

/// The groups of one dump.
pub(crate) struct Dump {
    /// Where each begins and ends.
    groups: Vec<(u32, u32)>,
    width: usize,
    /// Does anything stand beside the bytes?
    framed: bool,
    pub end: usize,
}

impl Dump {
    /// The dump that begins at one of the groups from `start` to the one at `found`: what stands before may look like one.
    pub(crate) fn within(text: &[u8], start: usize, found: usize) -> Option<Dump> {
        // A place or a group is followed by more.
        if !matches!(text.get(found + digits(text, found)), Some(b' ' | b'\t' | b':')) {
            return None;
        }
        let mut at = start;
        for _ in 0..TRIES {
            if let Some(dump) = Dump::read(text, at) {
                return Some(dump);
            }
            at += digits(text, at).max(1);
            let next =
                text.get(at..text.len().min(found + BESIDE))?.iter().position(u8::is_ascii_hexdigit)?;
            at += next;
        }
        None
    }

    /// Whether a dump begins at this place.
    fn read(text: &[u8], start: usize) -> Option<Dump> {
        let mut dump = Dump { groups: Vec::new(), width: 0, framed: false, end: start };
        let mut at = start;
        while dump.line(text, at) {
            let Some(line) = memchr::memchr(b'\n', &text[dump.end..text.len().min(dump.end + 256)]) else {
                break;
            };
            if line > 0 {
                dump.framed |= !text[dump.end..dump.end + line].trim_ascii().is_empty();
            }
            at = dump.end + line + 1;
        }
        let digits: usize = dump.groups.iter().map(|(from, to)| (to - from) as usize).sum();
        let swapped = matches!(dump.width, 4 | 8 | 16);
        (digits >= LEAST && (dump.framed || swapped)).then_some(dump)
    }

    /// One line; is it one of this dump's?
    fn line(&mut self, text: &[u8], start: usize) -> bool {
        let mut at = start + blanks(text, start);
        let first = digits(text, at);
        let colon = usize::from(text.get(at + first) == Some(&b':'));
        let gap = blanks(text, at + first + colon);
        let second = digits(text, at + first + colon + gap);
        if first == 0 || second == 0 && (colon > 0 || self.width != first) {
            return false;
        }
        // What stands before the groups is their place.
        let place = match self.width {
            0 => colon > 0 || first != second && first >= 4,
            width => colon > 0 || first != width && second > 0,
        };
        if place {
            at += first + colon + gap;
            self.framed = true;
        }
        if self.width == 0 {
            self.width = digits(text, at);
        }
        let count = self.groups.len();
        loop {
            let len = digits(text, at);
            let short = len < self.width && (place || self.groups.len() > count);
            if len == 0 || len % 2 == 1 || len > LONGEST_GROUP || len != self.width && !short {
                break;
            }
            self.groups.push((at as u32, (at + len) as u32));
            self.end = at + len;
            let gap = blanks(text, self.end);
            // Bytes are often shown in two halves; other wide gaps lie before what is no group.
            let halves = self.width == 2 && (self.groups.len() - count).is_multiple_of(4);
            if len < self.width || gap == 0 || gap > 1 && !halves {
                break;
            }
            at = self.end + gap;
        }
        // A line is full, or the last one.
        let fresh = self.groups.len() - count;
        let first = count == 0 && fresh < 2 && self.width < LONGEST_GROUP;
        if first {
            self.groups.clear();
        }
        fresh > 0 && !first
    }

    /// What the groups of these dumps say; of those that are numbers, with the lowest byte first if `swapped`.
    pub(crate) fn undo<'p>(
        view: &'p View<'p>,
        dumps: &[Dump],
        swapped: bool,
        readable: usize,
    ) -> Option<View<'p>> {
        let text = view.bytes();
        let mut weaver = Weaver::over(view, 64);
        for dump in dumps {
            if if swapped { !matches!(dump.width, 4 | 8 | 16) } else { !dump.framed } {
                continue;
            }
            let from = weaver.len();
            for (start, end) in dump.groups.iter().map(|(start, end)| (*start as usize, *end as usize)) {
                let byte = |at: usize| digit(text[at]) << 4 | digit(text[at + 1]);
                if swapped {
                    (start..end).step_by(2).rev().for_each(|at| weaver.push(byte(at), start, end));
                } else {
                    (start..end).step_by(2).for_each(|at| weaver.push(byte(at), at, at + 2));
                }
            }
            keep_readable(&mut weaver, from, readable);
        }
        (weaver.len() > 0).then(|| weaver.finish())
    }
}

fn digit(byte: u8) -> u8 {
    char::from(byte).to_digit(16).unwrap_or(0) as u8
}

fn digits(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter().take(LONGEST_GROUP + 1).take_while(|byte| byte.is_ascii_hexdigit()).count()
}

fn blanks(text: &[u8], at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    rest.iter().take(BLANKS).take_while(|byte| matches!(byte, b' ' | b'\t')).count()
}

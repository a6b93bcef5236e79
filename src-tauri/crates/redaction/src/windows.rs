//! Looks at a file of any size in windows that overlap.
//!
//! A window decides what ends before its cut; what begins before the cut and goes on behind it moves the cut to its own
//! beginning, so that the next window sees it whole.

use crate::finder::{Finder, Sighting};
use crate::redactor::Redactor;
use crate::scan::{self, Class, Leak};
use std::borrow::Cow;

/// What is looked at at once.
const WINDOW: usize = 256 * 1024;
/// How far behind the cut a window sees; a longer form of a held key makes it more.
const AHEAD: usize = 8 * 1024;
/// How much of what was decided the next window sees again: the name before a value, the line before a cell.
const BEHIND: usize = 4 * 1024;
/// How far before its place a cut may move to stand between two lines, or between two words.
const CUT_REACH: usize = 4 * 1024;

/// How far a file was looked at.
pub(crate) struct Reading<'s> {
    finder: &'s Finder,
    redactor: &'s Redactor,
    /// Size of a window.
    pub(crate) room: usize,
    ahead: usize,
    /// Where the window begins in the file.
    base: usize,
    /// How much of the window was decided by the one before.
    decided: usize,
    /// Where the last finding ended.
    last: usize,
    pub(crate) complete: bool,
}

impl<'s> Reading<'s> {
    pub(crate) fn new(finder: &'s Finder, redactor: &'s Redactor) -> Reading<'s> {
        let ahead = AHEAD.max(finder.longest());
        Reading {
            finder,
            redactor,
            room: WINDOW.max(4 * (ahead + BEHIND)),
            ahead,
            base: 0,
            decided: 0,
            last: 0,
            complete: true,
        }
    }

    /// Looks at one window, and answers where in it the next begins.
    pub(crate) fn window(&mut self, bytes: &[u8], is_last: bool, leaks: &mut Vec<Leak>) -> usize {
        let found = self.look(bytes);
        let mut cut = if is_last { bytes.len() } else { cut(bytes, bytes.len() - self.ahead) };
        for leak in found {
            let (start, end) = (self.base + leak.start, self.base + leak.end);
            if end <= self.base + self.decided || start < self.last {
                continue;
            }
            if leak.end > cut {
                // Seen whole by the next window, unless it fills this one.
                if leak.start >= cut {
                    break;
                }
                if leak.start > self.decided.max(BEHIND) {
                    cut = leak.start;
                    break;
                }
                cut = leak.end;
            }
            self.last = end;
            leaks.push(Leak { start, end, ..leak });
        }
        let next = cut - cut.min(BEHIND);
        self.base += next;
        self.decided = cut - next;
        next
    }

    fn look(&mut self, bytes: &[u8]) -> Vec<Leak> {
        let mut seen = Vec::new();
        self.finder.find(bytes, &mut seen);
        let mut leaks: Vec<Leak> = seen.into_iter().map(leak).collect();
        let (text, places) = legible(bytes);
        let scan = self.redactor.scan(&text, true);
        self.complete &= scan.complete;
        leaks.extend(scan.leaks.into_iter().map(|leak| match &places {
            None => leak,
            Some(places) => {
                Leak { start: places[leak.start] as usize, end: places[leak.end - 1] as usize + 1, ..leak }
            }
        }));
        scan::apart(leaks)
    }
}

pub(crate) fn leak(seen: Sighting) -> Leak {
    Leak {
        start: usize::try_from(seen.start).unwrap_or(usize::MAX),
        end: usize::try_from(seen.end).unwrap_or(usize::MAX),
        class: Class::Held,
        rule: "held-key",
        key: Some(seen.key),
    }
}

/// A good place to cut, near this one: after a line, else after what ends a word.
fn cut(bytes: &[u8], at: usize) -> usize {
    let near = &bytes[at - CUT_REACH..at];
    let ends = |byte: &u8| byte.is_ascii_whitespace() || b"\"'`,;{}()<>".contains(byte);
    let line = memchr::memrchr(b'\n', near);
    line.or_else(|| near.iter().rposition(ends)).map_or(at, |found| at - CUT_REACH + found + 1)
}

/// Bytes as text of the same length; of UTF-16, the text without its NULs and the place of each of its bytes.
fn legible(bytes: &[u8]) -> (Cow<'_, str>, Option<Vec<u32>>) {
    if !is_wide(bytes) {
        return (crate::view::legible(bytes), None);
    }
    let kept = || bytes.iter().enumerate().filter(|(_, byte)| **byte != 0);
    let places = kept().map(|(at, _)| at as u32).collect();
    let text: Vec<u8> = kept().map(|(_, byte)| *byte).collect();
    (Cow::Owned(crate::view::legible(&text).into_owned()), Some(places))
}

/// Does it alternate with NULs?
fn is_wide(bytes: &[u8]) -> bool {
    let nuls = |from: usize| bytes.iter().skip(from).step_by(2).filter(|byte| **byte == 0).count();
    memchr::memchr(0, &bytes[..bytes.len().min(64)]).is_some() && {
        let (even, odd) = (nuls(0), nuls(1));
        even.max(odd) * 5 >= bytes.len() && even.min(odd) * 10 <= bytes.len()
    }
}

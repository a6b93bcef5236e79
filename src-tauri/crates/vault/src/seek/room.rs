//! The memory that pieces are read into: used again for the next piece, wiped at the end.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read};

use memchr::memchr_iter;
use redaction::Leak;
use zeroize::Zeroizing;

use super::{Examined, KeySeeker, Seen};

/// What is read at once. A piece that fits is examined where it lies.
const ROOM: usize = 256 * 1024;
/// How much of a longer piece is kept: findings come late, and their lines are counted then. The seeker decides within
/// four times its longest form, which is a key of 64 KiB in its longest encoding.
const KEPT: usize = 2 * 1024 * 1024;

/// Room to read pieces into. Each thread has its own.
pub struct SeekRoom {
    bytes: Zeroizing<Vec<u8>>,
    filled: usize,
    ended: bool,
    failed: Option<ErrorKind>,
    line_ends: Lines,
    past: VecDeque<Past>,
    spare: Vec<Zeroizing<Vec<u8>>>,
    leaks: Vec<Leak>,
}

/// A part of a long piece that was read.
struct Past {
    /// Where it begins in the piece.
    start: u64,
    /// Line ends before it.
    lines: u64,
    bytes: Zeroizing<Vec<u8>>,
}

impl Default for SeekRoom {
    fn default() -> Self {
        Self::new()
    }
}

impl SeekRoom {
    /// Room for one thread.
    #[must_use]
    pub fn new() -> Self {
        Self {
            bytes: Zeroizing::new(vec![0; ROOM]),
            filled: 0,
            ended: true,
            failed: None,
            line_ends: Lines::Plain,
            past: VecDeque::new(),
            spare: Vec::new(),
            leaks: Vec::new(),
        }
    }

    /// Begins with the next piece: reads as much of it as fits. `size` is what it is said to have.
    pub fn begin(&mut self, content: &mut dyn Read, size: Option<u64>) {
        (self.filled, self.ended, self.failed) = (0, false, None);
        // A file that says how large it is need not be asked whether there is more: that costs as much as reading it.
        let enough = size.and_then(|size| usize::try_from(size).ok()).filter(|size| *size > 0);
        self.fill(content, enough.unwrap_or(usize::MAX));
        self.line_ends = Lines::of(&self.bytes[..self.filled]);
    }

    /// The first bytes of the piece, at most 512: what sort of file it is.
    #[must_use]
    pub fn head(&self) -> &[u8] {
        &self.bytes[..self.filled.min(512)]
    }

    /// The whole piece from its beginning, for who unpacks it. What was begun is read from `content` no further.
    pub fn whole<'a>(&'a mut self, content: &'a mut dyn Read) -> impl Read + 'a {
        let begun = &self.bytes[..self.filled];
        begun.chain(content)
    }

    /// Fills the room, or as much of it as is enough.
    fn fill(&mut self, content: &mut dyn Read, enough: usize) {
        while self.filled < ROOM && !self.ended {
            match content.read(&mut self.bytes[self.filled..]) {
                Ok(0) => self.ended = true,
                Ok(read) => {
                    self.filled += read;
                    self.ended = self.filled == enough;
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => {
                    self.failed = Some(error.kind());
                    self.ended = true;
                }
            }
        }
    }

    /// Puts what was just read aside and makes the room free for more.
    fn put_aside(&mut self) {
        let (start, lines) = match self.past.back() {
            None => (0, 0),
            Some(last) => {
                (last.start + last.bytes.len() as u64, last.lines + self.line_ends.count(&last.bytes))
            }
        };
        let mut kept = self.spare.pop().unwrap_or_else(|| Zeroizing::new(Vec::with_capacity(ROOM)));
        kept.clear();
        kept.extend_from_slice(&self.bytes[..self.filled]);
        self.past.push_back(Past { start, lines, bytes: kept });
        if self.past.len() > KEPT / ROOM {
            self.spare.extend(self.past.pop_front().map(|past| past.bytes));
        }
    }

    /// The line that `at` stands in, and the bytes from there to `end` as far as they are still there.
    fn look_back(&self, at: u64, end: u64) -> (u64, Zeroizing<Vec<u8>>) {
        let mut value = Zeroizing::new(Vec::new());
        let first = self.past.partition_point(|past| past.start <= at).saturating_sub(1);
        let Some(past) = self.past.get(first) else { return (1, value) };
        let within = |place: u64, past: &Past| {
            usize::try_from(place.saturating_sub(past.start)).unwrap_or(usize::MAX).min(past.bytes.len())
        };
        let line = past.lines + self.line_ends.count(&past.bytes[..within(at, past)]) + 1;
        for past in self.past.iter().skip(first).take_while(|past| past.start < end) {
            value.extend_from_slice(&past.bytes[within(at, past)..within(end, past)]);
        }
        (line, value)
    }
}

pub(super) fn examine(
    seeker: &KeySeeker,
    room: &mut SeekRoom,
    content: &mut dyn Read,
    seen: &mut Vec<Seen>,
) -> Examined {
    if room.ended {
        return at_once(seeker, room, seen);
    }
    let mut stream = seeker.seeker.stream();
    let mut bytes = 0;
    let mut leaks = std::mem::take(&mut room.leaks);
    loop {
        bytes += room.filled as u64;
        room.put_aside();
        stream.push(&room.bytes[..room.filled], &mut leaks);
        note(seeker, room, &mut leaks, seen);
        if room.ended {
            break;
        }
        room.filled = 0;
        room.fill(content, usize::MAX);
    }
    let complete = stream.finish(&mut leaks);
    note(seeker, room, &mut leaks, seen);
    room.leaks = leaks;
    let past = std::mem::take(&mut room.past);
    room.spare.extend(past.into_iter().map(|past| past.bytes));
    Examined { bytes, complete, failed: room.failed }
}

/// A piece that lies in the room as a whole.
fn at_once(seeker: &KeySeeker, room: &SeekRoom, seen: &mut Vec<Seen>) -> Examined {
    let bytes = &room.bytes[..room.filled];
    let scan = seeker.seeker.seek(bytes);
    let (mut at, mut line) = (0, 1);
    for leak in &scan.leaks {
        line += room.line_ends.count(&bytes[at..leak.start]);
        at = leak.start;
        seen.push(seeker.seen(leak, line, &bytes[leak.start..leak.end]));
    }
    Examined { bytes: bytes.len() as u64, complete: scan.complete, failed: room.failed }
}

fn note(seeker: &KeySeeker, room: &SeekRoom, leaks: &mut Vec<Leak>, seen: &mut Vec<Seen>) {
    for leak in leaks.drain(..) {
        let (line, value) = room.look_back(leak.start as u64, leak.end as u64);
        seen.push(seeker.seen(&leak, line, &value));
    }
}

/// How lines end.
#[derive(Clone, Copy)]
enum Lines {
    /// A byte ends them.
    Plain,
    /// UTF-16, by its mark: a character whose lower byte is that of a line end ends none.
    Wide { little: bool },
}

impl Lines {
    fn of(bytes: &[u8]) -> Self {
        match bytes {
            [0xff, 0xfe, ..] => Self::Wide { little: true },
            [0xfe, 0xff, ..] => Self::Wide { little: false },
            _ => Self::Plain,
        }
    }

    fn count(self, bytes: &[u8]) -> u64 {
        let ends = memchr_iter(b'\n', bytes);
        let Self::Wide { little } = self else { return ends.count() as u64 };
        let is_end = |at: &usize| {
            let other =
                if little { bytes.get(at + 1) } else { at.checked_sub(1).and_then(|at| bytes.get(at)) };
            other.is_none_or(|other| *other == 0)
        };
        ends.filter(is_end).count() as u64
    }
}

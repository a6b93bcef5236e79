//! Reads pieces: looks into archives, hands the rest to the vault, and notes what it found, line by line.

use std::fs::File;
use std::io::Read;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use vault::{Class, KeySeeker, SeekRoom, Seen};

use super::archive::{self, Allowance, Kind, Source};
use super::found::{Finding, Mark, Tally};
use super::piece::{Place, Sink, Skipped};
use crate::cancel::Cancel;

/// One thread's reader of pieces.
pub(crate) struct Examiner<'s> {
    seeker: &'s KeySeeker,
    tally: &'s Tally,
    cancel: &'s Cancel,
    /// What its pieces are counted as.
    counted: &'s AtomicU64,
    /// Rooms that no level of archives uses just now.
    rooms: Vec<SeekRoom>,
    seen: Vec<Seen>,
    /// How many more places of held keys are told, where there is a limit; once it is passed, no more is read.
    held_left: Option<u32>,
    is_spent: bool,
}

impl<'s> Examiner<'s> {
    pub(crate) fn new(
        seeker: &'s KeySeeker,
        tally: &'s Tally,
        cancel: &'s Cancel,
        counted: &'s AtomicU64,
    ) -> Self {
        Self {
            seeker,
            tally,
            cancel,
            counted,
            rooms: Vec::new(),
            seen: Vec::new(),
            held_left: None,
            is_spent: false,
        }
    }

    /// Tells so many places of held keys; with the next one it says that there were more, and breaks off.
    pub(super) fn held_at_most(&mut self, places: u32) {
        self.held_left = Some(places);
    }

    /// A whole file, which archives are unpacked from where it lies.
    pub(crate) fn file(&mut self, place: &Place, file: &File, size: u64) -> ControlFlow<()> {
        self.outermost(place, Source::File(file), Some(size))
    }

    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancel.is_cancelled()
    }

    fn outermost(&mut self, place: &Place, source: Source<'_>, size: Option<u64>) -> ControlFlow<()> {
        let mut allowance = Allowance::of(size);
        let read = self.look(place, source, size, 0, &mut allowance);
        if let Some(size) = size.filter(|size| *size != read && read > 0) {
            // What is smaller than it said was cut while it was read; what is larger was read so far.
            tracing::debug!(size, read, "a file changed while it was read");
            self.skipped(place, Skipped::Changed);
        }
        if self.is_cancelled() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    /// Reads one piece, on some level of archives, and answers how many bytes of it were examined as they stand; for an
    /// archive that was unpacked, what it is said to have.
    pub(super) fn look(
        &mut self,
        place: &Place,
        mut source: Source<'_>,
        size: Option<u64>,
        depth: usize,
        allowance: &mut Allowance,
    ) -> u64 {
        let mut room = self.rooms.pop().unwrap_or_default();
        room.begin(source.reader(), size);
        let kind = Kind::of(room.head());
        let read = match kind {
            Some(kind) if kind.opens() => {
                let unpacked = archive::unpack(self, kind, place, &mut room, &mut source, depth, allowance);
                match unpacked {
                    Ok(()) => size.unwrap_or_default(),
                    Err(why) => {
                        self.skipped(place, why);
                        // What cannot be unpacked is at least looked at as it stands.
                        if why != Skipped::ArchiveBomb && source.rewind() {
                            room.begin(source.reader(), size);
                            self.examine(place, &mut room, source.reader(), depth, allowance);
                        }
                        size.unwrap_or_default()
                    }
                }
            }
            kind => {
                if kind.is_some() {
                    self.skipped(place, Skipped::Packing);
                }
                self.examine(place, &mut room, source.reader(), depth, allowance)
            }
        };
        self.rooms.push(room);
        read
    }

    /// Reads what is no archive to its end.
    pub(super) fn examine(
        &mut self,
        place: &Place,
        room: &mut SeekRoom,
        content: &mut dyn Read,
        depth: usize,
        allowance: &mut Allowance,
    ) -> u64 {
        let mut seen = std::mem::take(&mut self.seen);
        let examined = self.seeker.examine(room, content, &mut seen);
        if examined.failed.is_none() || examined.bytes > 0 {
            self.counted.fetch_add(1, Ordering::Relaxed);
        }
        self.tally.bytes.fetch_add(examined.bytes, Ordering::Relaxed);
        self.note(place, &mut seen);
        self.seen = seen;
        if examined.failed.is_some() {
            let why = match depth {
                _ if allowance.is_spent() => Skipped::ArchiveBomb,
                0 => Skipped::Unreadable,
                _ => Skipped::Damaged,
            };
            self.skipped(place, why);
            // Said once.
            return 0;
        }
        if !examined.complete {
            self.skipped(place, Skipped::Budget);
        }
        examined.bytes
    }

    /// One finding a line, named by the weightiest thing in it.
    fn note(&mut self, place: &Place, seen: &mut Vec<Seen>) {
        if seen.is_empty() {
            return;
        }
        let shown = self.seeker.mask_place(&place.path);
        let mut open: Option<Finding> = None;
        for one in seen.drain(..) {
            let line = one.line + place.first_line.saturating_sub(1);
            let mark = Mark { class: one.class, rule: one.rule, key: one.key, prints: one.prints };
            match &mut open {
                Some(finding) if finding.line == line => finding.add(mark),
                _ => {
                    let next = Finding {
                        place: shown.clone(),
                        commit: place.commit.clone(),
                        line,
                        mark,
                        more: Vec::new(),
                        beyond: 0,
                    };
                    self.keep(place, open.replace(next));
                }
            }
        }
        self.keep(place, open);
    }

    fn keep(&mut self, place: &Place, finding: Option<Finding>) {
        let Some(mut finding) = finding else { return };
        for more in &mut finding.more {
            if more.class < finding.mark.class {
                std::mem::swap(more, &mut finding.mark);
            }
        }
        if let Some(left) = self.held_left.as_mut().filter(|_| finding.mark.class == Class::Held) {
            if *left == 0 {
                if !std::mem::replace(&mut self.is_spent, true) {
                    self.skipped(place, Skipped::KeysMany);
                }
                return;
            }
            *left -= 1;
        }
        self.tally.add(finding);
    }
}

impl Sink for Examiner<'_> {
    fn piece(&mut self, place: &Place, content: &mut dyn Read, size: Option<u64>) -> ControlFlow<()> {
        let mut allowance = Allowance::of(size);
        self.look(place, Source::Stream(content), size, 0, &mut allowance);
        if self.is_cancelled() || self.is_spent { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }

    fn skipped(&mut self, place: &Place, why: Skipped) {
        self.tally.left(self.seeker.mask_unread(&place.path), why);
    }
}

//! Archives: zip with all that is one (jar, docx, …), tar, and gzip, in each other to a depth. They are known by their
//! first bytes, unpacked in memory piece by piece, and given up when they unpack to far more than they are.

mod tar;
mod zip;

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Cursor, Read, Seek, SeekFrom};
use std::rc::Rc;

use flate2::bufread::MultiGzDecoder;
use vault::SeekRoom;

use super::examine::Examiner;
use super::piece::{Place, Skipped};

/// Archives within archives, the outermost counted.
const DEEPEST: usize = 3;
/// What one file may unpack to, however large it is. Less in this room's tests, which unpack without optimisations.
const FREE: u64 = if cfg!(test) { 4 } else { 64 } * 1024 * 1024;
/// What it may unpack to, measured by its own size.
const RATIO: u64 = 100;
/// What it may unpack to at all.
const LARGEST: u64 = 4 * 1024 * 1024 * 1024;
/// A longer name of a member is cut: it is kept with every finding in it.
const LONGEST_NAME: usize = 4096;
/// How many members may be looked at, in all archives within it.
const MEMBERS: u32 = if cfg!(test) { 500 } else { 200_000 };
/// A zip archive that does not lie in a file of its own is held in memory; a larger one is not opened.
const HELD: u64 = if cfg!(test) { 1 } else { 16 } * 1024 * 1024;

/// What sort of archive a file is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Zip,
    Gzip,
    Tar,
    /// Known, and not opened.
    Other,
}

impl Kind {
    /// By the first bytes.
    pub(super) fn of(head: &[u8]) -> Option<Self> {
        const OTHERS: [&[u8]; 7] = [
            b"BZh",
            b"\xfd7zXZ\0",
            b"\x28\xb5\x2f\xfd",
            b"7z\xbc\xaf\x27\x1c",
            b"Rar!\x1a\x07",
            b"\x04\x22\x4d\x18",
            b"MSCF\0\0\0\0",
        ];
        match head {
            [b'P', b'K', 3, 4, ..] | [b'P', b'K', 5, 6, ..] => Some(Self::Zip),
            [0x1f, 0x8b, 8, ..] => Some(Self::Gzip),
            _ if head.get(257..262) == Some(b"ustar") => Some(Self::Tar),
            // The level of compression, and the first block's mark.
            [b'B', b'Z', b'h', b'1'..=b'9', b'1', b'A', b'Y', ..] => Some(Self::Other),
            _ => OTHERS[1..].iter().any(|magic| head.starts_with(magic)).then_some(Self::Other),
        }
    }

    pub(super) fn opens(self) -> bool {
        self != Self::Other
    }
}

/// Where a piece is read from.
pub(crate) enum Source<'a> {
    File(&'a File),
    Stream(&'a mut dyn Read),
}

impl Source<'_> {
    pub(super) fn reader(&mut self) -> &mut dyn Read {
        match self {
            Self::File(file) => file,
            Self::Stream(stream) => *stream,
        }
    }

    /// Back to the beginning, where that can be.
    pub(super) fn rewind(&mut self) -> bool {
        match self {
            Self::File(file) => file.seek(SeekFrom::Start(0)).is_ok(),
            Self::Stream(_) => false,
        }
    }
}

/// How much an outermost file may yet unpack to. Shared by all archives within it.
#[derive(Clone)]
pub(super) struct Allowance {
    bytes: Rc<Cell<u64>>,
    members: Rc<Cell<u32>>,
}

impl Allowance {
    pub(super) fn of(size: Option<u64>) -> Self {
        let bytes = size.unwrap_or_default().saturating_mul(RATIO).clamp(FREE, LARGEST);
        Self { bytes: Rc::new(Cell::new(bytes)), members: Rc::new(Cell::new(MEMBERS)) }
    }

    pub(super) fn is_spent(&self) -> bool {
        self.bytes.get() == 0
    }

    /// One more member, if there may be one.
    fn member(&self) -> Result<(), Skipped> {
        let left = self.members.get().checked_sub(1).ok_or(Skipped::ArchiveMembers)?;
        self.members.set(left);
        Ok(())
    }
}

/// A reader that spends the allowance.
struct Spending<R> {
    from: R,
    allowance: Allowance,
}

impl<R: Read> Read for Spending<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.from.read(into)?;
        let left = self.allowance.bytes.get().saturating_sub(read as u64);
        self.allowance.bytes.set(left);
        if left == 0 { Err(io::ErrorKind::FileTooLarge.into()) } else { Ok(read) }
    }
}

/// Unpacks what `room` has begun to read. `Err`: it is not what it seemed, or could not be unpacked to its end.
pub(super) fn unpack(
    examiner: &mut Examiner<'_>,
    kind: Kind,
    place: &Place,
    room: &mut SeekRoom,
    source: &mut Source<'_>,
    depth: usize,
    allowance: &mut Allowance,
) -> Result<(), Skipped> {
    if depth >= DEEPEST {
        return Err(Skipped::ArchiveDepth);
    }
    let mut inside = Inside { examiner, place, depth: depth + 1, allowance: allowance.clone() };
    match (kind, &mut *source) {
        (Kind::Zip, Source::File(file)) => zip::members(*file, &mut inside),
        (Kind::Zip, Source::Stream(stream)) => {
            let mut bytes = Vec::new();
            let read = room.whole(*stream).take(HELD + 1).read_to_end(&mut bytes);
            if bytes.len() as u64 > HELD {
                return Err(Skipped::ArchiveLarge);
            }
            read.map_err(|_| if allowance.is_spent() { Skipped::ArchiveBomb } else { Skipped::Damaged })?;
            zip::members(Cursor::new(&bytes[..]), &mut inside)
        }
        (Kind::Tar, source) => tar::members(room.whole(source.reader()), &mut inside),
        (Kind::Gzip, source) => gzip(room.whole(source.reader()), &mut inside),
        (Kind::Other, _) => Err(Skipped::Packing),
    }
}

/// The inside of an archive, whose members are looked at one by one.
struct Inside<'i, 's> {
    examiner: &'i mut Examiner<'s>,
    place: &'i Place,
    depth: usize,
    allowance: Allowance,
}

impl Inside<'_, '_> {
    /// Looks at a member. `Err`: no more of this archive.
    fn member(&mut self, name: &str, content: &mut dyn Read) -> Result<(), Skipped> {
        self.allowance.member()?;
        let place = self.place_of(name);
        let mut spending = Spending { from: content, allowance: self.allowance.clone() };
        let mut allowance = self.allowance.clone();
        self.examiner.look(&place, Source::Stream(&mut spending), None, self.depth, &mut allowance);
        self.may_go_on()
    }

    /// Whether the next member may be looked at.
    fn may_go_on(&self) -> Result<(), Skipped> {
        if self.allowance.is_spent() { Err(Skipped::ArchiveBomb) } else { Ok(()) }
    }

    fn is_cancelled(&self) -> bool {
        self.examiner.is_cancelled()
    }

    /// A member that is not looked at.
    fn skip(&mut self, name: &str, why: Skipped) {
        use super::piece::Sink as _;
        let place = self.place_of(name);
        self.examiner.skipped(&place, why);
    }

    fn place_of(&self, name: &str) -> Place {
        let cut = if name.len() > LONGEST_NAME { "…" } else { "" };
        let name = &name[..name.floor_char_boundary(LONGEST_NAME)];
        Place {
            path: format!("{}!{name}{cut}", self.place.path),
            commit: self.place.commit.clone(),
            first_line: 1,
        }
    }
}

/// A tar archive within it is no level of its own.
fn gzip(packed: impl Read, inside: &mut Inside<'_, '_>) -> Result<(), Skipped> {
    let plain = MultiGzDecoder::new(BufReader::new(packed));
    let mut plain = Spending { from: plain, allowance: inside.allowance.clone() };
    let mut room = SeekRoom::new();
    room.begin(&mut plain, None);
    let mut allowance = inside.allowance.clone();
    match Kind::of(room.head()) {
        Some(Kind::Tar) => tar::members(room.whole(&mut plain), inside),
        Some(kind) if kind.opens() => {
            let place = inside.place_of(stem(&inside.place.path));
            let mut source = Source::Stream(&mut plain);
            unpack(inside.examiner, kind, &place, &mut room, &mut source, inside.depth, &mut allowance)
        }
        _ => {
            let place = inside.place_of(stem(&inside.place.path));
            inside.examiner.examine(&place, &mut room, &mut plain, inside.depth, &mut allowance);
            Ok(())
        }
    }
}

/// What a file is called without the ending of its packing.
fn stem(path: &str) -> &str {
    let name = path.rsplit(['/', '!', '\\']).next().unwrap_or(path);
    name.strip_suffix(".gz").or_else(|| name.strip_suffix(".svgz")).unwrap_or(name)
}

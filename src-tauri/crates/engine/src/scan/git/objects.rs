//! A repository's own objects: packs and loose files, read without Git's configuration, and without the objects that it
//! borrows from another folder.

use std::fs::{self, File};
use std::io::{BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::ZlibDecoder;
use gix_hash::{ObjectId, oid};
use gix_object::Kind;
use gix_pack::Bundle;
use gix_pack::cache::lru::MemoryCappedHashmap;
use gix_pack::data::decode;
use gix_zlib::Inflate;

use super::place::{Lies, lies};
use crate::scan::piece::Skipped;

/// Most bytes of an object that is unpacked as a whole.
pub(super) const WHOLE: u64 = 16 * 1024 * 1024;
/// Most bytes of a file that is read bit by bit.
pub(super) const STREAMED: u64 = 256 * 1024 * 1024;
/// Most bytes that the reader of packs may take at once: for an object that is stored as a difference it holds two
/// results and the differences.
const WORKING: usize = 3 * WHOLE as usize;
/// Bytes of objects that others are stored as differences to, kept for the next one.
const KEPT: usize = 8 * 1024 * 1024;
/// A loose object begins with its kind and size: `commit 18446744073709551615` at the longest.
const LOOSE_HEAD: usize = 32;

/// Why an object was not read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Unread {
    /// It is nowhere in this repository.
    Missing,
    /// A link is where it should be.
    Elsewhere,
    /// It is there, and is not what it says.
    Damaged,
    /// It has more bytes than are read.
    TooLarge,
}

/// What a file's content is read from.
pub(super) enum Content<'a> {
    /// All of it.
    Whole(&'a [u8]),
    /// Bit by bit, and how many bytes it says to have.
    Stream(Box<dyn Read + 'a>, u64),
}

/// One repository's objects.
pub(super) struct Objects {
    /// The repository's folder: nothing outside it is opened.
    root: PathBuf,
    packs: Vec<Bundle>,
    /// The pack that had the last object: it will have the next one.
    last: usize,
    inflate: Inflate,
    kept: MemoryCappedHashmap,
}

impl Objects {
    /// Opens the packs of the repository whose folder `root` is. Also answers what of them is not read, and why.
    pub(super) fn open(root: &Path, hash: gix_hash::Kind) -> (Self, Vec<(PathBuf, Skipped)>) {
        let (mut packs, mut left) = (Vec::new(), Vec::new());
        let folder = root.join("objects/pack");
        match lies(root, &folder) {
            Lies::Folder => {
                for path in pack_files(&folder) {
                    match open_pack(root, &path, hash) {
                        Ok(pack) => packs.push(pack),
                        Err(why) => left.push((path, why)),
                    }
                }
            }
            Lies::Elsewhere => left.push((folder, Skipped::HistoryElsewhere)),
            Lies::File | Lies::Nowhere => {}
        }
        let kept = MemoryCappedHashmap::new(KEPT);
        let objects = Self { root: root.to_owned(), packs, last: 0, inflate: Inflate::default(), kept };
        (objects, left)
    }

    /// Reads a commit, tree or tag into `into`.
    pub(super) fn read(&mut self, id: &oid, into: &mut Vec<u8>) -> Result<Kind, Unread> {
        if let Some((pack, index)) = self.find(id) {
            let size = self.packed(pack, index)?.size;
            return if size > WHOLE { Err(Unread::TooLarge) } else { self.unpack(pack, index, into) };
        }
        let (kind, size, content) = self.loose(id)?;
        if size > WHOLE {
            return Err(Unread::TooLarge);
        }
        read_whole(content, size, into)?;
        Ok(kind)
    }

    /// Opens a file's content; `into` is room for it.
    pub(super) fn content<'a>(&'a mut self, id: &oid, into: &'a mut Vec<u8>) -> Result<Content<'a>, Unread> {
        if let Some((pack, index)) = self.find(id) {
            let found = self.packed(pack, index)?;
            return match found.plain_from {
                _ if found.kind != Kind::Blob => Err(Unread::Damaged),
                _ if found.size <= WHOLE => {
                    self.unpack(pack, index, into)?;
                    Ok(Content::Whole(into))
                }
                Some(from) if found.size <= STREAMED => {
                    let data = &self.packs[pack].pack;
                    let rest = data.entry_slice(from..data.pack_end() as u64).ok_or(Unread::Damaged)?;
                    Ok(Content::Stream(Box::new(ZlibDecoder::new(rest).take(found.size)), found.size))
                }
                _ => Err(Unread::TooLarge),
            };
        }
        let (kind, size, content) = self.loose(id)?;
        if kind != Kind::Blob {
            return Err(Unread::Damaged);
        }
        if size <= WHOLE {
            read_whole(content, size, into)?;
            return Ok(Content::Whole(into));
        }
        if size > STREAMED {
            return Err(Unread::TooLarge);
        }
        Ok(Content::Stream(Box::new(content.take(size)), size))
    }

    fn find(&mut self, id: &oid) -> Option<(usize, u32)> {
        let count = self.packs.len();
        for pack in (self.last..count).chain(0..self.last.min(count)) {
            if let Some(index) = self.packs[pack].index.lookup(id) {
                self.last = pack;
                return Some((pack, index));
            }
        }
        None
    }

    fn packed(&mut self, pack: usize, index: u32) -> Result<Packed, Unread> {
        let Bundle { pack, index: ids } = &self.packs[pack];
        let entry = pack.entry(ids.pack_offset_at_index(index)).map_err(damaged)?;
        let plain_from = (!entry.header.is_delta()).then_some(entry.data_offset);
        let base = |id: &oid| {
            let at = ids.lookup(id).map(|at| pack.entry(ids.pack_offset_at_index(at)));
            at.transpose().map(|entry| entry.map(decode::header::ResolvedBase::InPack))
        };
        let head = pack.decode_header(entry, &mut self.inflate, &base).map_err(damaged)?;
        Ok(Packed { kind: head.kind, size: head.object_size, plain_from })
    }

    fn unpack(&mut self, pack: usize, index: u32, into: &mut Vec<u8>) -> Result<Kind, Unread> {
        let (inflate, kept) = (&mut self.inflate, &mut self.kept);
        match self.packs[pack].get_object_by_index(index, into, inflate, kept) {
            Ok((object, _)) => Ok(object.kind),
            Err(_) => Err(Unread::Damaged),
        }
    }

    fn loose(&self, id: &oid) -> Result<(Kind, u64, impl Read + use<>), Unread> {
        let hex = id.to_hex().to_string();
        let path = self.root.join("objects").join(&hex[..2]).join(&hex[2..]);
        match lies(&self.root, &path) {
            Lies::File => {}
            Lies::Elsewhere => return Err(Unread::Elsewhere),
            Lies::Folder | Lies::Nowhere => return Err(Unread::Missing),
        }
        let file = File::open(&path).map_err(|_| Unread::Damaged)?;
        let mut content = ZlibDecoder::new(BufReader::new(file));
        let mut head = Vec::with_capacity(LOOSE_HEAD);
        let mut byte = [0];
        loop {
            content.read_exact(&mut byte).map_err(|_| Unread::Damaged)?;
            if byte == [0] {
                break;
            }
            if head.len() == LOOSE_HEAD {
                return Err(Unread::Damaged);
            }
            head.push(byte[0]);
        }
        let head = std::str::from_utf8(&head).map_err(|_| Unread::Damaged)?;
        let (kind, size) = head.split_once(' ').ok_or(Unread::Damaged)?;
        let kind = Kind::from_bytes(kind.as_bytes()).map_err(damaged)?;
        Ok((kind, size.parse().map_err(|_| Unread::Damaged)?, content))
    }
}

/// What a pack says of an object before it is unpacked.
struct Packed {
    kind: Kind,
    size: u64,
    /// Where its compressed bytes begin, if it is not stored as a difference to another.
    plain_from: Option<u64>,
}

fn damaged(_: impl Sized) -> Unread {
    Unread::Damaged
}

fn pack_files(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let index = |path: &PathBuf| path.extension().is_some_and(|ending| ending == "idx");
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).filter(index).collect();
    // The order of a folder is nobody's choice; that of the findings should be the same each time.
    found.sort();
    found
}

/// A pack and its index; neither may lie elsewhere.
fn open_pack(root: &Path, index: &Path, hash: gix_hash::Kind) -> Result<Bundle, Skipped> {
    for path in [index, &index.with_extension("pack")] {
        match lies(root, path) {
            Lies::File => {}
            Lies::Elsewhere => return Err(Skipped::HistoryElsewhere),
            Lies::Folder | Lies::Nowhere => return Err(Skipped::ObjectDamaged),
        }
    }
    let Bundle { pack, index } = Bundle::at(index, hash).map_err(|_| Skipped::ObjectDamaged)?;
    Ok(Bundle { pack: pack.with_alloc_limit_bytes(Some(WORKING)), index })
}

fn read_whole(content: impl Read, size: u64, into: &mut Vec<u8>) -> Result<(), Unread> {
    into.clear();
    let read = content.take(size.saturating_add(1)).read_to_end(into).map_err(|_| Unread::Damaged)?;
    if read as u64 == size { Ok(()) } else { Err(Unread::Damaged) }
}

/// The first 128 bits of an id: enough to tell objects apart that nobody made to be mistaken for each other, in less room.
pub(super) type Short = [u64; 2];

/// An id, cut short.
pub(super) fn short(id: &ObjectId) -> Short {
    let word = |from: usize| {
        let mut bytes = [0; 8];
        bytes.copy_from_slice(&id.as_slice()[from..from + 8]);
        u64::from_be_bytes(bytes)
    };
    [word(0), word(8)]
}

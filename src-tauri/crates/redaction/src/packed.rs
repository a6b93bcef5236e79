//! Undoing base64 of what was packed: gzip and zlib, as bodies stand in captures and values in settings.
//!
//! What is packed holds nothing that reads as text in base64, so it is known by how it begins.

use crate::base64::{self, Pieces};
use crate::body;
use crate::classes;
use crate::explore::{Budget, Spent};
use crate::view::{View, Wiped};
use std::io::Read;

/// The shortest run that can hold a key, packed.
const SHORTEST: u32 = 24;
/// What is unpacked at once at most, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;

/// How a run is packed, by its first letters.
enum Packing {
    Gzip,
    Zlib,
}

fn packing(letters: &[u8]) -> Option<Packing> {
    match letters {
        // 1f 8b 08
        [b'H', b'4', b's', b'I', ..] => Some(Packing::Gzip),
        // 78 01, 78 5e, 78 9c, 78 da
        [b'e', b'A', b'E'..=b'H', ..]
        | [b'e', b'F', b'4'..=b'7', ..]
        | [b'e', b'J', b'w'..=b'z', ..]
        | [b'e', b'N', b'o'..=b'r', ..] => Some(Packing::Zlib),
        _ => None,
    }
}

/// Shows what each packed run holds, if it is text. What is unpacked is spent before it is shown: a small text may be made
/// to unpack into a large one.
pub(crate) fn each(
    view: &View<'_>,
    novel_only: bool,
    budget: &mut Budget,
    show: &mut dyn FnMut(&View<'_>, &mut Budget) -> Result<(), Spent>,
) -> Result<(), Spent> {
    let text = view.bytes();
    let mut done = 0;
    for (start, end) in view.classes().mask(classes::TOKEN).runs(SHORTEST, 0) {
        if start < done {
            continue;
        }
        let Some(packing) = packing(&text[start..end]) else { continue };
        let pieces = base64::pieces(text, start);
        let Some((_, end)) = pieces.last().copied() else { continue };
        done = end;
        if novel_only && !view.is_novel(start, end) {
            continue;
        }
        budget.spend(end - start)?;
        let unpacked = unpack(text, &pieces, &packing, budget)?;
        if let Some(plain) = body::decode(&unpacked).filter(|plain| !plain.is_empty()) {
            let mut bytes = Wiped::with_room(plain.len());
            bytes.extend_from_slice(plain.as_bytes());
            show(&View::from_run(view, bytes, start, end), budget)?;
        }
    }
    Ok(())
}

/// What can be unpacked, though the end may be missing.
fn unpack(text: &[u8], pieces: &Pieces, packing: &Packing, budget: &mut Budget) -> Result<Wiped, Spent> {
    let packed = base64::whole(text, pieces);
    let mut reader: Box<dyn Read + '_> = match packing {
        Packing::Gzip => Box::new(flate2::read::GzDecoder::new(&packed[..])),
        Packing::Zlib => Box::new(flate2::read::ZlibDecoder::new(&packed[..])),
    };
    let mut unpacked = Wiped::with_room(0);
    let mut part = [0; 4096];
    while let Ok(count @ 1..) = reader.read(&mut part) {
        budget.spend(count)?;
        if unpacked.len() + count > LARGEST {
            return Err(Spent);
        }
        let room = unpacked.capacity();
        if unpacked.len() + count > room {
            unpacked.grow_to(2 * room + part.len());
        }
        unpacked.extend_from_slice(&part[..count]);
    }
    part.fill(0);
    std::hint::black_box(&mut part);
    Ok(unpacked)
}

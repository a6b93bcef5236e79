//! Undoing what was packed and written down in letters: gzip, zlib and deflate in base64, in hex, and in escapes, as
//! bodies stand in captures, values in settings, and bytes in what a language prints.
//!
//! What is packed holds nothing that reads as text, so it is known by how it begins.

use crate::base64;
use crate::body;
use crate::classes;
use crate::explore::{Budget, Spent};
use crate::packing::{Packing, escaped, hex_bytes};
use crate::view::{View, Wiped};
use std::io::Read;

/// The shortest run of letters that can hold a key, packed.
const SHORTEST: u32 = 20;
/// What is unpacked at once at most, in bytes.
const LARGEST: usize = 16 * 1024 * 1024;
/// Packed bytes in escapes are read on no further.
const LONGEST_ESCAPED: usize = 64 * 1024;

/// Shows what was unpacked, and goes on with the budget that is left.
type Show<'s> = dyn FnMut(&View<'_>, &mut Budget) -> Result<(), Spent> + 's;

/// Shows what each packed run holds, if it is text. What is unpacked is spent before it is shown: a small text may be made
/// to unpack into a large one.
pub(crate) fn each(
    view: &View<'_>,
    novel_only: bool,
    budget: &mut Budget,
    show: &mut Show<'_>,
) -> Result<(), Spent> {
    let text = view.bytes();
    let mut done = 0;
    for (start, end) in view.classes().mask(classes::TOKEN).runs(SHORTEST, 0) {
        if start < done {
            continue;
        }
        let run = &text[start..end];
        let Some((packing, in_hex)) = Packing::of_base64(run)
            .map(|packing| (packing, false))
            .or_else(|| Packing::of_hex(run).map(|packing| (packing, true)))
        else {
            continue;
        };
        let (packed, end) = if in_hex {
            let packed = hex_bytes(run);
            let end = start + 2 * packed.len();
            (packed, end)
        } else {
            let pieces = base64::pieces(text, start);
            let Some((_, end)) = pieces.last().copied() else { continue };
            (base64::whole(text, &pieces), end)
        };
        done = end;
        if novel_only && !view.is_novel(start, end) {
            continue;
        }
        budget.spend(end - start)?;
        one(view, &packed, packing, (start, end), budget, show)?;
    }
    Ok(())
}

/// The same for what is written in escapes.
pub(crate) fn each_escaped(view: &View<'_>, budget: &mut Budget, show: &mut Show<'_>) -> Result<(), Spent> {
    let text = view.bytes();
    let mut at = 0;
    while let Some(next) = memchr::memchr2(b'\\', b'%', &text[at..]) {
        at += next;
        let Some((packing, start)) = Packing::of_escapes(text, at) else {
            at += 1;
            continue;
        };
        let reach = text.len().min(start + LONGEST_ESCAPED);
        let (packed, end) = escaped(&text[..reach], start);
        budget.spend(end - start)?;
        one(view, &packed, packing, (start, end), budget, show)?;
        at = end.max(at + 1);
    }
    Ok(())
}

fn one(
    view: &View<'_>,
    packed: &[u8],
    packing: Packing,
    (start, end): (usize, usize),
    budget: &mut Budget,
    show: &mut Show<'_>,
) -> Result<(), Spent> {
    let unpacked = unpack(packed, packing, budget)?;
    if let Some(plain) = body::decode(&unpacked).filter(|plain| !plain.is_empty()) {
        let mut bytes = Wiped::with_room(plain.len());
        bytes.extend_from_slice(plain.as_bytes());
        show(&View::from_run(view, bytes, start, end), budget)?;
    }
    Ok(())
}

/// What can be unpacked, though the end may be missing.
fn unpack(packed: &[u8], packing: Packing, budget: &mut Budget) -> Result<Wiped, Spent> {
    let mut reader: Box<dyn Read + '_> = match packing {
        Packing::Gzip => Box::new(flate2::read::GzDecoder::new(packed)),
        Packing::Zlib => Box::new(flate2::read::ZlibDecoder::new(packed)),
        Packing::Deflate => Box::new(flate2::read::DeflateDecoder::new(packed)),
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

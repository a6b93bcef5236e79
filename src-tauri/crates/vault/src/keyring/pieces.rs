//! Items that are larger than one entry of the platform: cut into pieces, committed by their head.
//!
//! Windows takes 2,560 bytes an entry. The pieces are written first, under a generation of their own; the head, written
//! last, names that generation. A crash in between leaves the old item whole.

use zeroize::Zeroizing;

use super::store::{KeyStore, Snag};
use crate::secret;

const HEAD: &[u8] = b"KEYRACK-PIECES ";

/// Writes `bytes` under `name`, in pieces where the platform needs them.
pub(crate) fn write(store: &mut dyn KeyStore, name: &str, bytes: &[u8]) -> Result<(), Snag> {
    let old = match store.read(name) {
        Ok(head) => parse(&head),
        Err(Snag::NotFound) => None,
        Err(snag) => return Err(snag),
    };
    match store.entry_limit().filter(|limit| bytes.len() > *limit) {
        None => store.write(name, bytes)?,
        Some(limit) => {
            let generation = u32::from_le_bytes(*secret::random::<4>().map_err(|_| Snag::Refused)?);
            let mut count = 0;
            for (index, piece) in bytes.chunks(limit).enumerate() {
                store.write(&piece_name(name, generation, index), piece)?;
                count = index + 1;
            }
            store.write(name, format!("{}{generation:08x} {count}", HEAD.escape_ascii()).as_bytes())?;
        }
    }
    remove_pieces(store, name, old)
}

/// Reads what was written under `name`.
pub(crate) fn read(store: &mut dyn KeyStore, name: &str) -> Result<Zeroizing<Vec<u8>>, Snag> {
    let head = store.read(name)?;
    let Some((generation, count)) = parse(&head) else { return Ok(head) };
    let limit = store.entry_limit().unwrap_or(head.len());
    let mut whole = Zeroizing::new(Vec::with_capacity(limit.saturating_mul(count)));
    for index in 0..count {
        match store.read(&piece_name(name, generation, index)) {
            Ok(piece) if whole.len() + piece.len() <= whole.capacity() => whole.extend_from_slice(&piece),
            // A piece that is gone is no missing item: its head is there.
            Ok(_) | Err(Snag::NotFound) => return Err(Snag::Damaged),
            Err(snag) => return Err(snag),
        }
    }
    Ok(whole)
}

/// Removes what stands under `name`.
pub(crate) fn remove(store: &mut dyn KeyStore, name: &str) -> Result<(), Snag> {
    let pieces = parse(&store.read(name)?);
    store.remove(name)?;
    remove_pieces(store, name, pieces)
}

fn remove_pieces(store: &mut dyn KeyStore, name: &str, pieces: Option<(u32, usize)>) -> Result<(), Snag> {
    let Some((generation, count)) = pieces else { return Ok(()) };
    for index in 0..count {
        match store.remove(&piece_name(name, generation, index)) {
            Ok(()) | Err(Snag::NotFound) => {}
            Err(snag) => return Err(snag),
        }
    }
    Ok(())
}

fn piece_name(name: &str, generation: u32, index: usize) -> String {
    format!("{name}/{generation:08x}/{index}")
}

fn parse(head: &[u8]) -> Option<(u32, usize)> {
    let text = std::str::from_utf8(head.strip_prefix(HEAD)?).ok()?;
    let (generation, count) = text.split_once(' ')?;
    let count: usize = count.parse().ok()?;
    // 4 parts of 64 KiB as text are fewer than 400 pieces; a head that says otherwise is not ours.
    (count <= 1_000).then_some((u32::from_str_radix(generation, 16).ok()?, count))
}

#[cfg(test)]
mod tests {
    use super::super::memory::MemoryKeyring;
    use super::*;

    fn limited() -> (MemoryKeyring, Box<dyn KeyStore>) {
        let keyring = MemoryKeyring::with_entry_limit(2_560);
        let store = keyring.open().unwrap();
        (keyring, store)
    }

    #[test]
    fn items_of_every_size_come_back() {
        let (_, mut store) = limited();
        for size in [0, 1, 2_559, 2_560, 2_561, 88_000] {
            let bytes: Vec<u8> = (0..size).map(|i| (i % 251) as u8).collect();
            write(store.as_mut(), "w/a", &bytes).unwrap();
            assert_eq!(*read(store.as_mut(), "w/a").unwrap(), bytes, "size {size}");
        }
    }

    #[test]
    fn nothing_is_left_behind() {
        let (keyring, mut store) = limited();
        write(store.as_mut(), "w/a", &[7; 9_000]).unwrap();
        write(store.as_mut(), "w/a", &[8; 6_000]).unwrap();
        assert_eq!(keyring.entries(), 1 + 3, "the pieces of the first writing are gone");
        remove(store.as_mut(), "w/a").unwrap();
        assert_eq!(keyring.entries(), 0);
        assert_eq!(remove(store.as_mut(), "w/a"), Err(Snag::NotFound));
    }

    #[test]
    fn a_lost_piece_is_damage_and_not_a_missing_item() {
        let (keyring, mut store) = limited();
        write(store.as_mut(), "w/a", &[7; 9_000]).unwrap();
        let piece = keyring.names().into_iter().find(|n| n.ends_with("/2")).unwrap();
        store.remove(&piece).unwrap();
        assert_eq!(read(store.as_mut(), "w/a").err(), Some(Snag::Damaged));
    }

    #[test]
    fn a_crash_before_the_head_leaves_the_old_item_whole() {
        let (keyring, mut store) = limited();
        write(store.as_mut(), "w/a", &[7; 9_000]).unwrap();
        keyring.refuse_writes_after(2);
        assert_eq!(write(store.as_mut(), "w/a", &[8; 9_000]), Err(Snag::Refused));
        assert_eq!(*read(store.as_mut(), "w/a").unwrap(), vec![7; 9_000]);
    }
}

//! Tar: the members as they come. Long names are read here, because the crate would read one of any length into memory.

use std::io::Read;

use ::tar::{Archive, Entry, EntryType};

use super::{Inside, Skipped};

/// A longer name, or a longer list of what a member has beside it, is not read.
const LONGEST: u64 = 64 * 1024;

pub(super) fn members(packed: impl Read, inside: &mut Inside<'_, '_>) -> Result<(), Skipped> {
    let spent = |inside: &Inside<'_, '_>| {
        if inside.allowance.is_spent() { Skipped::ArchiveBomb } else { Skipped::Damaged }
    };
    let mut archive = Archive::new(packed);
    let entries = archive.entries().map_err(|_| Skipped::Damaged)?;
    let mut name: Option<String> = None;
    for entry in entries.raw(true) {
        if inside.is_cancelled() {
            return Ok(());
        }
        let mut entry = entry.map_err(|_| spent(inside))?;
        match entry.header().entry_type() {
            EntryType::GNULongName => name = Some(long_name(&mut entry)),
            EntryType::XHeader => name = pax_name(&mut entry).or(name),
            EntryType::Regular | EntryType::Continuous | EntryType::GNUSparse => {
                let own = || String::from_utf8_lossy(&entry.path_bytes()).into_owned();
                let name = name.take().unwrap_or_else(own);
                inside.member(&name, &mut entry)?;
            }
            EntryType::XGlobalHeader | EntryType::GNULongLink => {}
            // Folders, links and devices hold nothing.
            _ => name = None,
        }
    }
    Ok(())
}

fn long_name(entry: &mut Entry<'_, impl Read>) -> String {
    let mut bytes = Vec::new();
    // What cannot be read is named by what there is of it.
    let _ = entry.take(LONGEST).read_to_end(&mut bytes);
    while bytes.last() == Some(&0) {
        bytes.pop();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

/// Records are `LENGTH KEY=VALUE\n`.
fn pax_name(entry: &mut Entry<'_, impl Read>) -> Option<String> {
    let mut bytes = Vec::new();
    let _ = entry.take(LONGEST).read_to_end(&mut bytes);
    let mut rest = &bytes[..];
    while !rest.is_empty() {
        let space = rest.iter().position(|byte| *byte == b' ')?;
        let length: usize = std::str::from_utf8(&rest[..space]).ok()?.parse().ok()?;
        let record = rest.get(space + 1..length)?;
        if let Some(path) = record.strip_prefix(b"path=") {
            return Some(String::from_utf8_lossy(path.strip_suffix(b"\n").unwrap_or(path)).into_owned());
        }
        rest = &rest[length..];
    }
    None
}

//! Zip: the members that its directory names, one at a time, those of one name as well.

use std::io::{Read, Seek};

use zip::ZipReadOptions;
use zip::read::Config;
use zip::result::ZipError;
use zip::unstable::read::ZipIterable;

use super::{Inside, Skipped};

pub(super) fn members<R: Read + Seek + Clone>(file: R, inside: &mut Inside<'_, '_>) -> Result<(), Skipped> {
    let mut archive = ZipIterable::try_new(file.clone(), Config::default()).map_err(|_| Skipped::Damaged)?;
    let mut content = file;
    for entry in archive.files().map_err(|_| Skipped::Damaged)? {
        if inside.is_cancelled() {
            return Ok(());
        }
        let entry = entry.map_err(|_| Skipped::Damaged)?;
        let name = match entry.name() {
            Ok(name) => name.into_owned(),
            Err(_) => String::from_utf8_lossy(entry.name_raw()).into_owned(),
        };
        if entry.is_dir() {
            continue;
        }
        let encrypted = entry.encrypted();
        if encrypted {
            inside.skip(&name, Skipped::Encrypted);
            continue;
        }
        // A wrong checksum is the archive's own trouble: what can be read is looked at.
        match entry.with_reader(&mut content, ZipReadOptions::new().ignore_crc32(true)) {
            Ok(mut member) => inside.member(&name, &mut member)?,
            Err(ZipError::CompressionMethodNotSupported(_) | ZipError::UnsupportedArchive(_)) => {
                inside.skip(&name, Skipped::Packing);
            }
            Err(_) => inside.skip(&name, Skipped::Damaged),
        }
    }
    Ok(())
}

//! A file with keys to look for, one a line.

use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use crate::IntakeRefusal;
use crate::secret::Secret;

/// A larger file is no list of keys.
const LARGEST: u64 = 64 * 1024 * 1024;
/// A longer line is no key.
const LONGEST: usize = 64 * 1024;

/// Keys that were given in a file, one a line. Wiped when dropped; it cannot be read.
pub struct KeysFile {
    values: Vec<Secret>,
    /// The line of each, counted from 1.
    lines: Vec<usize>,
}

impl KeysFile {
    /// Reads a file. Empty lines hold no key; white space around one is no part of it.
    ///
    /// # Errors
    /// [`IntakeRefusal::FileUnreadable`], [`IntakeRefusal::FileTooLarge`] (64 MiB), and [`IntakeRefusal::TooLong`] for a
    /// line of more than 64 KiB.
    pub fn open(path: &Path) -> Result<Self, IntakeRefusal> {
        let unreadable = |_| IntakeRefusal::FileUnreadable;
        let mut file = std::fs::File::open(path).map_err(unreadable)?;
        let about = file.metadata().map_err(unreadable)?;
        if about.is_dir() {
            return Err(IntakeRefusal::FileUnreadable);
        }
        // Room for all of it, so that growing leaves no copies behind; a pipe says that it has nothing.
        let size = usize::try_from(about.len().min(LARGEST)).unwrap_or(0);
        let mut bytes = Zeroizing::new(Vec::with_capacity(size + 1));
        Read::by_ref(&mut file).take(LARGEST + 1).read_to_end(&mut bytes).map_err(unreadable)?;
        if bytes.len() as u64 > LARGEST {
            return Err(IntakeRefusal::FileTooLarge);
        }
        Self::parse(&bytes)
    }

    fn parse(bytes: &[u8]) -> Result<Self, IntakeRefusal> {
        let mut keys = Self { values: Vec::new(), lines: Vec::new() };
        let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
        for (at, line) in bytes.split(|byte| *byte == b'\n').enumerate() {
            let line = line.trim_ascii();
            if line.len() > LONGEST {
                return Err(IntakeRefusal::TooLong);
            }
            if !line.is_empty() {
                keys.values.push(Secret::copy_of(line));
                keys.lines.push(at + 1);
            }
        }
        Ok(keys)
    }

    /// The line of each key, counted from 1, in the order of their positions.
    #[must_use]
    pub fn lines(&self) -> &[usize] {
        &self.lines
    }

    pub(super) fn into_values(self) -> Vec<Secret> {
        self.values
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_the_number_of_its_line() {
        let keys = KeysFile::parse(b"\xef\xbb\xbffirst-key\r\n\n  second key \nlast").expect("keys");
        assert_eq!(keys.lines(), [1, 3, 4]);
        // EXPOSE: a test compares made-up text.
        let values: Vec<&[u8]> = keys.values.iter().map(Secret::expose).collect();
        assert_eq!(values, [&b"first-key"[..], b"second key", b"last"]);
        assert!(KeysFile::parse(b"").is_ok_and(|keys| keys.lines().is_empty()));
        let long = vec![b'x'; LONGEST + 1];
        assert_eq!(KeysFile::parse(&long).err(), Some(IntakeRefusal::TooLong));
    }
}

//! Where a text comes from: the terminal, or a file that is opened with care.

use std::fs::{File, OpenOptions};
use std::io::Read;
use std::path::Path;

use zeroize::Zeroizing;

use super::Intake;
use crate::IntakeRefusal;

/// The largest file of keys that is read.
pub(super) const LARGEST_FILE: u64 = 8 * 1024 * 1024;

/// Asks on the terminal, without showing what is typed.
pub(crate) fn read_terminal(prompt: &str) -> Result<Intake, IntakeRefusal> {
    match rpassword::prompt_password(prompt) {
        Ok(text) => Ok(Intake::from_bytes(text.into_bytes())),
        Err(_) => Err(IntakeRefusal::NoTerminal),
    }
}

/// Reads a regular file of public text, such as certificates: no more of it than `largest` bytes, and never waits for a
/// pipe or a device. It blocks while the disk does.
///
/// # Errors
/// [`IntakeRefusal::FileUnreadable`], [`IntakeRefusal::FileTooLarge`].
pub fn read_public_file(path: &Path, largest: u64) -> Result<Vec<u8>, IntakeRefusal> {
    Ok(std::mem::take(&mut *read_file(path, largest)?))
}

/// Reads a regular file of at most `largest` bytes into wiped memory. Never blocks on a pipe or a device.
pub(super) fn read_file(path: &Path, largest: u64) -> Result<Zeroizing<Vec<u8>>, IntakeRefusal> {
    let file = open(path).map_err(|_| IntakeRefusal::FileUnreadable)?;
    let facts = file.metadata().map_err(|_| IntakeRefusal::FileUnreadable)?;
    if !facts.is_file() {
        return Err(IntakeRefusal::FileUnreadable);
    }
    if facts.len() > largest {
        return Err(IntakeRefusal::FileTooLarge);
    }
    // One byte more than it says, so that the buffer never has to move, and a file that grows is noticed.
    let mut bytes = Zeroizing::new(vec![0; usize::try_from(facts.len()).unwrap_or(0) + 1]);
    let mut filled = 0;
    let mut file = file;
    loop {
        match file.read(&mut bytes[filled..]) {
            Ok(0) if filled < bytes.len() => break,
            Ok(0) => return Err(IntakeRefusal::FileUnreadable),
            Ok(read) => filled += read,
            Err(error) if error.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(IntakeRefusal::FileUnreadable),
        }
    }
    bytes.truncate(filled);
    Ok(bytes)
}

/// Opens without waiting: a named pipe without a writer would hang for ever.
#[cfg(unix)]
fn open(path: &Path) -> std::io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    /// `O_NONBLOCK`; it means nothing for a regular file.
    const NONBLOCK: i32 = if cfg!(target_os = "linux") { 0o4000 } else { 4 };
    OpenOptions::new().read(true).custom_flags(NONBLOCK).open(path)
}

#[cfg(not(unix))]
fn open(path: &Path) -> std::io::Result<File> {
    OpenOptions::new().read(true).open(path)
}

//! What can go wrong in the vault, as codes. No variant carries text of a lower layer: a keyring error can hold raw
//! bytes, an HTTP error a URL with a key in it.

use crate::errand::ErrandRefusal;

/// Why the keyring did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum KeyringTrouble {
    /// It is locked, and nobody unlocked it.
    #[error("the keyring is locked")]
    Locked,
    /// There is none on this machine or in this session.
    #[error("no keyring answers")]
    Absent,
    /// It has not answered in time.
    #[error("the keyring does not answer in time")]
    Slow,
    /// It answered, and has proven that it works, but this item is not in it.
    #[error("the key is not in the keyring")]
    Missing,
    /// What came back is not what was written, or cannot be read.
    #[error("the keyring item is damaged")]
    Damaged,
    /// It refused for a reason of its own.
    #[error("the keyring refused")]
    Refused,
}

/// Why a text was not taken in as a key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum IntakeRefusal {
    /// Nothing there, or only white space.
    #[error("nothing was there")]
    Empty,
    /// More than 64 KiB.
    #[error("too long for a key")]
    TooLong,
    /// A line end within a key that is not PEM.
    #[error("more than one line")]
    MultiLine,
    /// NUL or another control character.
    #[error("control characters")]
    Control,
    /// UTF-16 or otherwise not UTF-8.
    #[error("not UTF-8 text")]
    NotText,
    /// The clipboard holds a picture or files, not text.
    #[error("not text on the clipboard")]
    ClipboardNotText,
    /// The clipboard cannot be read.
    #[error("the clipboard cannot be read")]
    ClipboardUnreachable,
    /// The file cannot be read.
    #[error("the file cannot be read")]
    FileUnreadable,
    /// The file is larger than 8 MiB.
    #[error("the file is too large")]
    FileTooLarge,
    /// Neither `.env`, JSON nor CSV, as far as the intake understands them.
    #[error("the file's format is not understood")]
    FileFormat,
    /// No curl command and no Postman collection in it.
    #[error("no request in it")]
    NoRequest,
    /// Requests of more than 10 MiB.
    #[error("too large for requests")]
    RequestsTooLarge,
    /// No such variable in the file.
    #[error("no such name in the file")]
    NameMissing,
    /// The terminal cannot prompt.
    #[error("no terminal to ask on")]
    NoTerminal,
}

/// Why the vault did not do what it was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VaultError {
    /// The keyring.
    #[error(transparent)]
    Keyring(#[from] KeyringTrouble),
    /// The intake.
    #[error(transparent)]
    Intake(#[from] IntakeRefusal),
    /// The errand.
    #[error(transparent)]
    Errand(#[from] ErrandRefusal),
    /// The clipboard cannot be written.
    #[error("the clipboard cannot be written")]
    Clipboard,
    /// Copied too often in too short a time.
    #[error("copied too often")]
    TooOften,
    /// Too many texts were compared with what is held in too short a time.
    #[error("too many guesses")]
    TooManyGuesses,
    /// Another change of the same item takes too long.
    #[error("the item is being changed")]
    Busy,
    /// No such part in this item.
    #[error("no such part")]
    PartMissing,
}

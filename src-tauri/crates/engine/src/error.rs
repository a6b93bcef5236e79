//! Why something was not done: a code, the field it is about, and perhaps a place on disk. Never a lower layer's text.

use std::fmt;
use std::path::{Path, PathBuf};

use vault::{ErrandRefusal, IntakeRefusal, KeyringTrouble, OriginRefusal, VaultError};

use crate::codes::{Coded, codes};
use crate::view::Refusal;
use crate::words;

/// The engine's results.
pub type Result<T> = std::result::Result<T, Error>;

/// Why something was not done. [`Error::refusal`] has the words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    code: Code,
    field: Option<String>,
    place: Option<PathBuf>,
}

/// What an error is about: for exit codes and for the state that a screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// What was asked for cannot be done as it was asked.
    Usage,
    /// Something that was checked did not hold.
    Check,
    /// The keyring.
    Keyring,
    /// The database or the data directory.
    Storage,
}

codes! {
    /// Every reason for which the engine does not do something. Words for each stand in `words/refusal.rs`.
    pub enum Code {
        // what was named does not exist
        /// No such client.
        ClientUnknown = "client_unknown",
        /// No such integration.
        IntegrationUnknown = "integration_unknown",
        /// No such log entry.
        EntryUnknown = "entry_unknown",
        /// Not a provider of the catalogue.
        ProviderUnknown = "provider_unknown",
        /// The auth scheme has no such part.
        PartUnknown = "part_unknown",
        /// The provider has no such variable.
        VariableUnknown = "variable_unknown",
        /// The opened file is closed, or never was open.
        HandleUnknown = "handle_unknown",
        // text
        /// Nothing was entered.
        Required = "required",
        /// Too many characters.
        TooLong = "too_long",
        /// Too many entries.
        TooMany = "too_many",
        /// Control, bidirectional or invisible characters.
        ControlCharacters = "control_characters",
        /// The text is, holds, or looks like a key.
        LooksLikeKey = "looks_like_key",
        /// The name is in use.
        NameTaken = "name_taken",
        // addresses and auth
        /// Not a URL.
        UrlInvalid = "url_invalid",
        /// A user name or password stands in the URL.
        UrlCredentials = "url_credentials",
        /// Not HTTPS.
        NotHttps = "not_https",
        /// A value that would change where a request goes.
        VariableInvalid = "variable_invalid",
        /// Not `GET /path` or `HEAD /path`.
        ProbeInvalid = "probe_invalid",
        /// A method other than GET and HEAD.
        ProbeMethod = "probe_method",
        /// Not a header that may carry a key.
        HeaderInvalid = "header_invalid",
        /// Not a name for a query argument.
        QueryNameInvalid = "query_name_invalid",
        /// Not certificates in PEM.
        CaInvalid = "ca_invalid",
        /// A private key among the certificates.
        CaPrivateKey = "ca_private_key",
        /// Nobody knows yet where the key would go.
        DestinationMissing = "destination_missing",
        /// The credential serves other integrations, which place it in another way.
        CredentialShared = "credential_shared",
        /// A number outside its range.
        OutOfRange = "out_of_range",
        // course of events
        /// Someone changed it in the meantime.
        ChangedElsewhere = "changed_elsewhere",
        /// It is archived.
        Archived = "archived",
        /// Undo has lapsed.
        UndoLapsed = "undo_lapsed",
        /// A person said no.
        Declined = "declined",
        /// Another native dialog is open.
        DialogOpen = "dialog_open",
        /// The app is closing.
        Stopping = "stopping",
        /// A test of this integration is under way.
        SendRunning = "send_running",
        /// The send ended without an outcome.
        SendFailed = "send_failed",
        /// A key of this integration is being taken in or forgotten.
        KeyBusy = "key_busy",
        /// Tests of this auth scheme are built later.
        SchemeLater = "scheme_later",
        /// The provider has no harmless request.
        NoSafeProbe = "no_safe_probe",
        /// A variable of the provider has no value yet.
        VariableMissing = "variable_missing",
        /// No row of a bulk file can be taken in.
        NothingReady = "nothing_ready",
        /// Stopped on purpose.
        Cancelled = "cancelled",
        /// Nothing is held for this part.
        KeyNotHeld = "key_not_held",
        /// Only the sample workspace can be removed.
        NotTheSample = "not_the_sample",
        /// The sample's provider did not start.
        SampleFailed = "sample_failed",
        // intake
        /// Nothing, or only white space, where a key was expected.
        KeyEmpty = "key_empty",
        /// More than 64 KiB.
        KeyTooLong = "key_too_long",
        /// More than one line.
        KeyMultiLine = "key_multi_line",
        /// Control characters in the key.
        KeyControl = "key_control",
        /// Not UTF-8.
        KeyNotText = "key_not_text",
        /// The key cannot stand in a header.
        KeyUnplaceable = "key_unplaceable",
        /// No text on the clipboard.
        ClipboardNotText = "clipboard_not_text",
        /// The clipboard cannot be reached.
        ClipboardUnreachable = "clipboard_unreachable",
        /// Copied too often.
        CopiedTooOften = "copied_too_often",
        /// The file cannot be read.
        FileUnreadable = "file_unreadable",
        /// The file is too large.
        FileTooLarge = "file_too_large",
        /// The file's format is not understood.
        FileFormat = "file_format",
        /// No such name in the file.
        FileNameMissing = "file_name_missing",
        /// No terminal to ask on.
        NoTerminal = "no_terminal",
        // keyring
        /// Locked.
        KeyringLocked = "keyring_locked",
        /// None on this machine or in this session.
        KeyringAbsent = "keyring_absent",
        /// No answer in time.
        KeyringSlow = "keyring_slow",
        /// It works, but this key is not in it.
        KeyMissing = "key_missing",
        /// What came back is not what was stored.
        KeyDamaged = "key_damaged",
        /// It refused.
        KeyringRefused = "keyring_refused",
        /// The vault does not let this key go there.
        DestinationRefused = "destination_refused",
        // storage
        /// The data directory or a file in it may not be written.
        StorageReadOnly = "storage_read_only",
        /// The disk is full.
        StorageFull = "storage_full",
        /// Another process holds the database.
        StorageBusy = "storage_busy",
        /// The data directory cannot be made or entered.
        DataDirUnusable = "data_dir_unusable",
        /// The database failed in another way.
        StorageFailed = "storage_failed",
        /// The database is damaged.
        Damaged = "damaged",
        /// Made by a newer version of Keyrack.
        NewerVersion = "newer_version",
        /// The file is a database, but not Keyrack's.
        NotKeyrack = "not_keyrack",
        /// A change was about to be written without its log entry.
        NoDeed = "no_deed",
    }
}

impl Error {
    /// An error without a field.
    #[must_use]
    pub fn new(code: Code) -> Self {
        Self { code, field: None, place: None }
    }

    /// The same, about an input field.
    #[must_use]
    pub fn at(code: Code, field: impl Into<String>) -> Self {
        Self { code, field: Some(field.into()), place: None }
    }

    /// The same, with the place on disk that it is about.
    #[must_use]
    pub(crate) fn in_place(mut self, place: &Path) -> Self {
        self.place = Some(place.to_owned());
        self
    }

    /// Its code.
    #[must_use]
    pub fn code(&self) -> Code {
        self.code
    }

    /// The words for it.
    #[must_use]
    pub fn refusal(&self) -> Refusal {
        let (what, next) = words::refusal(self.code);
        let place = self.place.as_ref().map(|p| p.display().to_string()).unwrap_or_default();
        Refusal {
            code: self.code.code().to_owned(),
            field: self.field.clone(),
            what: what.replace("{place}", &place),
            next: next.replace("{place}", &place),
        }
    }

    /// What it is about.
    #[must_use]
    pub fn class(&self) -> ErrorClass {
        use Code as C;
        match self.code {
            C::KeyringLocked
            | C::KeyringAbsent
            | C::KeyringSlow
            | C::KeyMissing
            | C::KeyDamaged
            | C::KeyringRefused => ErrorClass::Keyring,
            C::StorageReadOnly
            | C::StorageFull
            | C::StorageBusy
            | C::DataDirUnusable
            | C::StorageFailed
            | C::Damaged
            | C::NewerVersion
            | C::NotKeyrack
            | C::NoDeed => ErrorClass::Storage,
            C::Declined
            | C::Cancelled
            | C::SendRunning
            | C::KeyBusy
            | C::ChangedElsewhere
            | C::DestinationRefused => ErrorClass::Check,
            _ => ErrorClass::Usage,
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code.code())
    }
}

impl std::error::Error for Error {}

impl From<Code> for Error {
    fn from(code: Code) -> Self {
        Self::new(code)
    }
}

impl From<KeyringTrouble> for Error {
    fn from(trouble: KeyringTrouble) -> Self {
        Self::new(match trouble {
            KeyringTrouble::Locked => Code::KeyringLocked,
            KeyringTrouble::Absent => Code::KeyringAbsent,
            KeyringTrouble::Slow => Code::KeyringSlow,
            KeyringTrouble::Missing => Code::KeyMissing,
            KeyringTrouble::Damaged => Code::KeyDamaged,
            KeyringTrouble::Refused => Code::KeyringRefused,
        })
    }
}

impl From<IntakeRefusal> for Error {
    fn from(refusal: IntakeRefusal) -> Self {
        Self::new(match refusal {
            IntakeRefusal::Empty => Code::KeyEmpty,
            IntakeRefusal::TooLong => Code::KeyTooLong,
            IntakeRefusal::MultiLine => Code::KeyMultiLine,
            IntakeRefusal::Control => Code::KeyControl,
            IntakeRefusal::NotText => Code::KeyNotText,
            IntakeRefusal::ClipboardNotText => Code::ClipboardNotText,
            IntakeRefusal::ClipboardUnreachable => Code::ClipboardUnreachable,
            IntakeRefusal::FileUnreadable => Code::FileUnreadable,
            IntakeRefusal::FileTooLarge => Code::FileTooLarge,
            IntakeRefusal::FileFormat => Code::FileFormat,
            IntakeRefusal::NameMissing => Code::FileNameMissing,
            IntakeRefusal::NoTerminal => Code::NoTerminal,
        })
    }
}

impl From<ErrandRefusal> for Error {
    fn from(refusal: ErrandRefusal) -> Self {
        Self::new(match refusal {
            ErrandRefusal::Destination => Code::DestinationRefused,
            ErrandRefusal::NotHttps => Code::NotHttps,
            ErrandRefusal::PartMissing => Code::KeyNotHeld,
            ErrandRefusal::Header => Code::HeaderInvalid,
            ErrandRefusal::Unplaceable => Code::KeyUnplaceable,
            ErrandRefusal::Ca => Code::CaInvalid,
        })
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Keyring(trouble) => trouble.into(),
            VaultError::Intake(refusal) => refusal.into(),
            VaultError::Errand(refusal) => refusal.into(),
            VaultError::Clipboard => Code::ClipboardUnreachable.into(),
            VaultError::TooOften => Code::CopiedTooOften.into(),
            VaultError::PartMissing => Code::KeyNotHeld.into(),
        }
    }
}

impl From<OriginRefusal> for Error {
    fn from(refusal: OriginRefusal) -> Self {
        Self::new(match refusal {
            OriginRefusal::NotAUrl => Code::UrlInvalid,
            OriginRefusal::NotHttps => Code::NotHttps,
            OriginRefusal::Credentials => Code::UrlCredentials,
        })
    }
}

/// SQLite's primary result codes, as far as each has its own words.
impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        let number = match &error {
            sqlx::Error::Database(inner) => inner.code().and_then(|c| c.parse::<u32>().ok()),
            sqlx::Error::PoolTimedOut => Some(5),
            _ => None,
        };
        Self::new(match number.map(|n| n & 0xff) {
            Some(5 | 6) => Code::StorageBusy,
            Some(3 | 8) => Code::StorageReadOnly,
            Some(11 | 26) => Code::Damaged,
            Some(13) => Code::StorageFull,
            Some(14) => Code::DataDirUnusable,
            _ => Code::StorageFailed,
        })
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        use std::io::ErrorKind as K;
        Self::new(match error.kind() {
            K::PermissionDenied | K::ReadOnlyFilesystem => Code::StorageReadOnly,
            K::StorageFull | K::QuotaExceeded => Code::StorageFull,
            K::NotADirectory | K::AlreadyExists | K::NotFound | K::IsADirectory => Code::DataDirUnusable,
            _ => Code::StorageFailed,
        })
    }
}

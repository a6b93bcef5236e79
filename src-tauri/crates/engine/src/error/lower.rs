//! What lower layers say, as codes. Their own text ends here: it may quote what a person typed, or name paths.

use vault::{ErrandRefusal, IntakeRefusal, KeyringTrouble, OriginRefusal, VaultError};

use super::{Code, Error};

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
            IntakeRefusal::NoRequest => Code::NoRequest,
            IntakeRefusal::RequestsTooLarge => Code::RequestsTooLarge,
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
            ErrandRefusal::Body => Code::BodyInvalid,
            ErrandRefusal::Unplaceable => Code::KeyUnplaceable,
            ErrandRefusal::KeyUnreadable => Code::KeyUnreadable,
            ErrandRefusal::KeyKind => Code::KeyKind,
            ErrandRefusal::ClientCertificate => Code::ClientCertificateInvalid,
            ErrandRefusal::NoPlace => Code::NoPlace,
            ErrandRefusal::Recipe => Code::TemplateInvalid,
            ErrandRefusal::Ca => Code::CaInvalid,
            ErrandRefusal::HoldsKey => Code::LooksLikeKey,
            ErrandRefusal::TooManyGuesses => Code::TooManyGuesses,
        })
    }
}

impl From<VaultError> for Error {
    fn from(error: VaultError) -> Self {
        match error {
            VaultError::Keyring(trouble) => trouble.into(),
            VaultError::Intake(refusal) => refusal.into(),
            VaultError::Errand(refusal) => refusal.into(),
            VaultError::Clipboard => Code::CopyFailed.into(),
            VaultError::TooOften => Code::CopiedTooOften.into(),
            VaultError::TooManyGuesses => Code::TooManyGuesses.into(),
            VaultError::Busy => Code::KeyBusy.into(),
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

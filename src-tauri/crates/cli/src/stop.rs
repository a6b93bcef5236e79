//! Why a command ends early, and with which exit code.

use engine::ErrorClass;
use engine::view::Refusal;

/// A check failed, or a person said no.
pub(crate) const CHECK: u8 = 1;
/// What was asked for cannot be done as it was asked.
pub(crate) const USAGE: u8 = 2;
/// The keyring.
pub(crate) const KEYRING: u8 = 3;
/// The database or the data directory.
pub(crate) const STORAGE: u8 = 4;

/// Why a command ends early.
pub(crate) enum Stop {
    /// The engine did not do it.
    Refused(Refusal, u8),
    /// What failed has been printed already.
    Said(u8),
    /// Nobody reads the output any more.
    PipeClosed,
}

impl Stop {
    /// What was asked for cannot be done as it was asked.
    pub(crate) fn usage(what: impl Into<String>, next: impl Into<String>) -> Self {
        Self::Refused(
            Refusal { code: "usage".into(), field: None, what: what.into(), next: next.into() },
            USAGE,
        )
    }

    /// A person said no.
    pub(crate) fn declined() -> Self {
        let refusal = Refusal {
            code: "declined".into(),
            field: None,
            what: "Nothing was changed.".into(),
            next: "Run the command again and answer `y` to go on.".into(),
        };
        Self::Refused(refusal, CHECK)
    }

    pub(crate) fn code(&self) -> u8 {
        match self {
            Self::Refused(_, code) | Self::Said(code) => *code,
            Self::PipeClosed => 0,
        }
    }
}

impl From<engine::Error> for Stop {
    fn from(error: engine::Error) -> Self {
        let code = match error.class() {
            ErrorClass::Usage => USAGE,
            ErrorClass::Check => CHECK,
            ErrorClass::Keyring => KEYRING,
            ErrorClass::Storage => STORAGE,
        };
        Self::Refused(error.refusal(), code)
    }
}

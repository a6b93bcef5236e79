//! The only error that the page ever gets.

use engine::Code;
use engine::view::Refusal;
use serde::Serialize;

/// A refusal on its way to the page.
#[derive(Debug, Serialize)]
#[serde(transparent)]
pub(crate) struct Refused(Refusal);

/// What every command answers.
pub(crate) type Answer<T> = Result<T, Refused>;

impl From<engine::Error> for Refused {
    fn from(error: engine::Error) -> Self {
        Self(error.refusal())
    }
}

impl From<Refusal> for Refused {
    fn from(refusal: Refusal) -> Self {
        Self(refusal)
    }
}

impl Refused {
    /// The person said no in a native dialog.
    pub(crate) fn declined() -> Self {
        engine::Error::new(Code::Declined).into()
    }

    /// Another native dialog is open: with two, one could be answered for the other.
    pub(crate) fn dialog_open() -> Self {
        engine::Error::new(Code::DialogOpen).into()
    }

    /// A text did not get onto the clipboard.
    pub(crate) fn not_copied() -> Self {
        engine::Error::new(Code::CopyFailed).into()
    }

    /// The app is closing.
    pub(crate) fn stopping() -> Self {
        engine::Error::new(Code::Stopping).into()
    }
}

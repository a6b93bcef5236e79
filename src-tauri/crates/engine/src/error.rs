//! Why something was not done: a code, the field it is about, and perhaps a place on disk. Never a lower layer's text.

mod code;
mod lower;

use std::fmt;
use std::path::{Path, PathBuf};

pub use self::code::{Code, ErrorClass};
use crate::codes::Coded;
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
        self.code.class()
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

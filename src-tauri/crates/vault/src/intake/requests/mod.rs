//! Requests in curl commands and Postman collections: public shapes outside, secrets inside. The text itself lies in wiped
//! memory alone, and nothing that it names is opened, run or asked.

mod address;
mod authorization;
mod body;
mod cmd;
mod curl;
mod judge;
mod options;
mod postman;
mod raw;
mod shape;
mod sheet;
mod shell;
mod text;
mod told;

use std::collections::HashSet;
use std::path::Path;
use std::sync::Mutex;

pub(crate) use judge::names_secret;
pub use shape::{
    AuthShape, Destination, HIDDEN_TEXT, PartShape, QueryShape, Remark, RequestFlaw, RequestFormat,
    RequestScheme, RequestShape, SecretPlace, Suspicion, TextShape,
};
use sheet::Sheet;

use super::{Intake, source};
use crate::IntakeRefusal;
use crate::secret::Secret;

/// The largest text of requests that is read.
const LARGEST: usize = 10 * 1024 * 1024;
/// Variables without a value that are named for a whole file.
const MOST_UNKNOWN: usize = 50;

/// Requests that were read; wiped when dropped. It cannot be printed, cloned or serialised.
pub struct RequestFile {
    format: RequestFormat,
    title: String,
    shapes: Vec<RequestShape>,
    values: Vec<Secret>,
    remarks: Vec<Remark>,
    from_clipboard: bool,
    /// Secrets of which more may be told, and that were paid for: see [`crate::Vault::tells_request`].
    told: Mutex<HashSet<usize>>,
    /// Kept to be read again with an environment's values, and to be compared with what is on the clipboard.
    text: Secret,
}

impl RequestFile {
    pub(crate) fn open(path: &Path) -> Result<Self, IntakeRefusal> {
        let largest = u64::try_from(LARGEST).unwrap_or(u64::MAX);
        let mut bytes = source::read_file(path, largest).map_err(|refusal| match refusal {
            IntakeRefusal::FileTooLarge => IntakeRefusal::RequestsTooLarge,
            other => other,
        })?;
        Self::read(Secret::new(std::mem::take(&mut *bytes)), false, None)
    }

    pub(crate) fn from_intake(intake: Intake) -> Result<Self, IntakeRefusal> {
        Self::read(intake.value, intake.from_clipboard, None)
    }

    /// The same text, with the values of the environment at `path`.
    pub(crate) fn with_environment(&self, path: &Path) -> Result<Self, IntakeRefusal> {
        let bytes = source::read_file(path, source::LARGEST_FILE)?;
        let text = readable(&bytes)?;
        if self.format != RequestFormat::Postman {
            return Err(IntakeRefusal::FileFormat);
        }
        let environment = postman::parse(text)?;
        // EXPOSE: read once more, into a file of its own.
        Self::read(Secret::copy_of(self.text.expose()), self.from_clipboard, Some(&environment))
    }

    fn read(
        given: Secret,
        from_clipboard: bool,
        environment: Option<&postman::Wiped>,
    ) -> Result<Self, IntakeRefusal> {
        if given.len() > LARGEST {
            return Err(IntakeRefusal::RequestsTooLarge);
        }
        // EXPOSE: parsed here; what comes of it is judged before it is shown.
        let text = readable(given.expose())?;
        let mut sheet = Sheet::default();
        let (format, title, mut remarks) = if postman::is_json(text) {
            let json = postman::parse(text)?;
            let collection = postman::read(&json, environment, &mut sheet)?;
            (RequestFormat::Postman, collection.title, collection.remarks)
        } else if curl::is_curl(text) {
            (RequestFormat::Curl, String::new(), curl::read(text, &mut sheet))
        } else {
            return Err(IntakeRefusal::NoRequest);
        };
        if sheet.shapes.is_empty() {
            return Err(IntakeRefusal::NoRequest);
        }
        if sheet.left_out > 0 {
            remarks.push(Remark::RequestsLeftOut(sheet.left_out));
        }
        let Sheet { shapes, values, .. } = sheet;
        Ok(Self {
            format,
            title,
            shapes,
            values,
            remarks,
            from_clipboard,
            told: Mutex::default(),
            text: given,
        })
    }

    /// What it is written in.
    #[must_use]
    pub fn format(&self) -> RequestFormat {
        self.format
    }

    /// What a collection calls itself, if it may be shown.
    #[must_use]
    pub fn title(&self) -> &str {
        &self.title
    }

    /// Every request, in order.
    #[must_use]
    pub fn requests(&self) -> &[RequestShape] {
        &self.shapes
    }

    /// What is left out of the whole.
    #[must_use]
    pub fn remarks(&self) -> &[Remark] {
        &self.remarks
    }

    /// Whether it came from the clipboard.
    #[must_use]
    pub fn from_clipboard(&self) -> bool {
        self.from_clipboard
    }

    /// Variables that nothing gives a value, each once: those that may be named, at most 50.
    #[must_use]
    pub fn unknown(&self) -> Vec<String> {
        let mut names = std::collections::BTreeSet::new();
        for remark in self.shapes.iter().flat_map(|shape| &shape.remarks) {
            if let Remark::Unknown(all) = remark {
                names.extend(all.iter().cloned());
            }
        }
        names.into_iter().take(MOST_UNKNOWN).collect()
    }

    /// A secret on its way in as a key, by the number that [`PartShape::value`] has.
    ///
    /// # Errors
    /// [`IntakeRefusal::NameMissing`].
    pub fn take(&self, value: usize) -> Result<Intake, IntakeRefusal> {
        let value = self.values.get(value).ok_or(IntakeRefusal::NameMissing)?;
        // EXPOSE: copied into the wiped intake.
        Ok(Intake { value: Secret::copy_of(value.expose()), from_clipboard: false })
    }

    /// The whole text, to be compared with what is on the clipboard.
    pub(crate) fn text(&self) -> &Secret {
        &self.text
    }
}

/// Text in UTF-8, without the mark that some programs put before it.
fn readable(bytes: &[u8]) -> Result<&str, IntakeRefusal> {
    if bytes.starts_with(b"\xff\xfe") || bytes.starts_with(b"\xfe\xff") || bytes.contains(&0) {
        return Err(IntakeRefusal::NotText);
    }
    let text = std::str::from_utf8(bytes).map_err(|_| IntakeRefusal::NotText)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if text.trim().is_empty() { Err(IntakeRefusal::Empty) } else { Ok(text) }
}

#[cfg(test)]
mod tests;

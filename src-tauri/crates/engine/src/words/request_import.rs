//! What requests from curl and Postman come to, in words.

use crate::headers::MOST;
use crate::view::{
    HeaderLeft, RequestNote, RequestNoteView, RequestProblem, RequestProblemView, RequestSource, RequestWhy,
};

/// What becomes of a secret, and why it is taken for one.
pub(crate) fn part(label: Option<&str>, why: RequestWhy) -> String {
    let why = match why {
        RequestWhy::Place => "it stands where keys stand",
        RequestWhy::Name => "its name says that it is secret",
        RequestWhy::Shape => "it looks like a key",
        RequestWhy::Doubt => "nothing shows that it is public",
    };
    match label {
        Some(label) => format!("Becomes the {label}: {why}."),
        None => format!("Hidden and not taken in: {why}."),
    }
}

/// An integration that goes to the same place.
pub(crate) fn twin(same_client: bool, same_scheme: bool, client: &str, integration: &str) -> String {
    let how = if same_scheme { "in the same way" } else { "in another way" };
    if same_client {
        format!("This client’s “{integration}” goes to the same place already, {how}.")
    } else {
        format!("{client} has “{integration}”, which goes to the same place, {how}.")
    }
}

/// What the requests came in.
pub(crate) fn source(source: RequestSource, file: Option<&str>) -> String {
    let what = match source {
        RequestSource::Curl => "curl",
        RequestSource::Postman => "Postman collection",
    };
    file.map_or_else(|| format!("{what} on the clipboard"), |file| format!("{what} in {file}"))
}

fn named(names: &[String]) -> String {
    names.join(", ")
}

impl RequestProblem {
    /// In a sentence or two: the same in window and terminal.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::AddressMissing => "It names no address.".to_owned(),
            Self::AddressInvalid => "Its address is not one that Keyrack sends to.".to_owned(),
            Self::NotHttps => {
                "It goes over plain HTTP, where everybody on the way can read the key.".to_owned()
            }
            Self::AddressUnknown { names } => format!(
                "Nothing says which host it goes to: {} has no value. An environment file may have it.",
                named(names)
            ),
            Self::SecretInHost => {
                "A part of its host looks like a secret, so that it cannot be shown where a key would go."
                    .to_owned()
            }
            Self::DestinationDiffers { here, request } => {
                format!("The request goes to {request}, but with this it would go to {here}.")
            }
            Self::NameTaken { name } => format!("This client has an integration called “{name}” already."),
            Self::VariableMissing { name } => format!("The provider needs a value for “{name}”."),
            Self::KeyInvalid { why, .. } => format!("One of its secrets cannot be taken in: {why}"),
            Self::TooLarge => "It has more headers, arguments or secrets than any request has.".to_owned(),
            Self::Unreadable => {
                "It cannot be read: a quote does not end, or its parts are of another kind.".to_owned()
            }
        }
    }
}

impl RequestNote {
    /// In a sentence or two: the same in window and terminal.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Insecure => {
                "“-k” is left out: Keyrack always checks certificates. An authority of its own can be trusted by its file."
                    .to_owned()
            }
            Self::FileNotRead { option } => format!("“{option}” names a file. Files that a text names are not read."),
            Self::ConfigNotRead => "“-K” names a file with further options. It is not read.".to_owned(),
            Self::CertificateFile { option } => {
                format!("“{option}” names a certificate or its key. Take them in by themselves.")
            }
            Self::OtherWay { option } => {
                format!("“{option}” leads another way than the address says. It is left out.")
            }
            Self::OptionUnknown { option } => format!("“{option}” is not known here, and left out."),
            Self::CommandLeftOut => "Other commands than curl are left out.".to_owned(),
            Self::VariablesUnknown { names } => format!("Nothing gives these a value: {}.", named(names)),
            Self::ScriptsLeftOut { count: 1 } => "A script is left out: scripts are never run.".to_owned(),
            Self::ScriptsLeftOut { count } => format!("{count} scripts are left out: scripts are never run."),
            Self::SchemeUnknown { scheme } => {
                format!("It authenticates by “{scheme}”, which cannot be taken over.")
            }
            Self::OneTime { scheme } => format!(
                "What “{scheme}” sends is made for one request. The secret that makes it is not in it: add it by itself."
            ),
            Self::NoSecret => "Nothing in it looks like a key. It would be added without one.".to_owned(),
            Self::PlacedAnew => "The key would be sent as the provider describes it, and not as here.".to_owned(),
            Self::SecretsLeftOut { count: 1 } => "One hidden value is not taken in.".to_owned(),
            Self::SecretsLeftOut { count } => format!("{count} hidden values are not taken in."),
            Self::SecretInPath => "Its path has a hidden value, so it cannot be used as a test.".to_owned(),
            Self::NoProbe { method } => {
                format!("{method} may change something, so it is not used as a test. It can become an order.")
            }
            Self::HeadersLeftOut { why, names, more } => headers_left_out(*why, names, *more),
            Self::RequestsLeftOut { count: 1 } => "A further request was not read.".to_owned(),
            Self::RequestsLeftOut { count } => format!("{count} further requests were not read."),
        }
    }
}

fn headers_left_out(why: HeaderLeft, names: &[String], more: u32) -> String {
    let why = match why {
        HeaderLeft::Sender => "tell of the program that sent the request",
        HeaderLeft::Reserved => "are set by Keyrack itself, or cannot be sent by it",
        HeaderLeft::Value => "have a value that is empty, too long, or not plain text",
        HeaderLeft::Hidden => "have a value that is not public, or not known",
        HeaderLeft::Again => "stand there twice, and only the first counts",
        HeaderLeft::TooMany => {
            return format!(
                "Headers left out, as an integration has {MOST} at most: {}.",
                listed(names, more)
            );
        }
        HeaderLeft::OfOthers => "are not those of the request that becomes the test",
    };
    format!("Headers left out, as they {why}: {}.", listed(names, more))
}

fn listed(names: &[String], more: u32) -> String {
    if more > 0 { format!("{} and {more} more", named(names)) } else { named(names) }
}

impl From<RequestProblem> for RequestProblemView {
    fn from(problem: RequestProblem) -> Self {
        Self { what: problem.words(), problem }
    }
}

impl From<RequestNote> for RequestNoteView {
    fn from(note: RequestNote) -> Self {
        Self { what: note.words(), note }
    }
}

//! Requests on their way in from curl or a Postman collection: their public shape, and their secrets by mask.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{Environment, IntegrationInput, KeyMaskView, KeyWarningView};

/// What the requests are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RequestSource {
    Curl,
    Postman,
}

/// Requests that were read, previewed. Secrets stay in the vault; what stands here was found public, or is a mask.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RequestImportView {
    /// Names what was read once; it is not a path.
    pub handle: Uuid,
    /// The client that it would be added to.
    pub client: Uuid,
    pub client_name: String,
    pub source: RequestSource,
    /// `None`: it came from the clipboard.
    pub file_name: Option<String>,
    /// What a collection calls itself; empty for curl.
    pub title: String,
    pub requests_total: u32,
    /// Requests that can be picked.
    pub requests_ready: u32,
    pub requests_with_problems: u32,
    /// Integrations that all ready requests would come to: those that go to one origin with one key share one.
    pub integrations: u32,
    /// Variables that nothing gives a value, each once, at most 50: an environment file may have them.
    pub variables_missing: Vec<String>,
    /// Of the whole text.
    pub notes: Vec<RequestNoteView>,
    /// A page of requests, from `offset`.
    pub offset: u32,
    pub requests: Vec<RequestRow>,
}

/// One request that was read.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RequestRow {
    /// From 1: what a pick names.
    pub number: u32,
    /// The folders it stands in, outermost first.
    pub folder: Vec<String>,
    pub name: String,
    pub method: String,
    /// Such as `https://api.example.com`; `None` while it is not known or is none that Keyrack sends to.
    pub origin: Option<String>,
    /// The path, with `••••` where a secret stands in it.
    pub path: String,
    /// At most 100.
    pub query: Vec<RequestField>,
    /// At most 100.
    pub headers: Vec<RequestField>,
    pub body: Option<RequestBody>,
    /// What looks like a secret, at most 64.
    pub parts: Vec<RequestPart>,
    /// What it would come to; `None` with problems.
    pub suggestion: Option<RequestSuggestion>,
    /// Empty when it can be picked.
    pub problems: Vec<RequestProblemView>,
    pub notes: Vec<RequestNoteView>,
    /// Integrations that go to the same place already.
    pub twins: Vec<RequestTwin>,
}

/// A query argument or header.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestField {
    pub name: String,
    pub value: RequestValue,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum RequestValue {
    Text {
        text: String,
    },
    /// One of the request's `parts`.
    Secret {
        part: u32,
    },
    /// Not shown, and no secret either: personal data, or too long.
    Hidden,
}

/// A body by its facts: its text is not shown.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestBody {
    /// Such as `application/json`; empty where nothing says it.
    pub media_type: String,
    pub bytes: u32,
}

/// Where in a request a secret stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RequestPlace {
    /// `-u`, an `Authorization` header, an auth block, a name and password in the address.
    Auth,
    Header,
    Cookie,
    Query,
    Path,
    Body,
}

/// Why something is taken for a secret.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum RequestWhy {
    /// It stands where keys stand.
    Place,
    /// Its name says so.
    Name,
    /// It has the shape of a key.
    Shape,
    /// Nothing shows that it is public.
    Doubt,
}

/// Something that looks like a secret, by its mask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestPart {
    /// Its place among the request's parts, from 0.
    pub part: u32,
    pub place: RequestPlace,
    /// Of the header, argument, field or setting; empty in a path.
    pub name: String,
    /// The fingerprint is empty where a short value came from the clipboard: it would answer a guess.
    pub mask: KeyMaskView,
    pub why: RequestWhy,
    /// The part of the integration's key that it becomes; `None`: it is not taken in.
    pub becomes: Option<String>,
    /// In a sentence: what becomes of it, and why it is taken for a secret.
    pub what: String,
    pub warnings: Vec<KeyWarningView>,
}

/// What a request would come to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RequestSuggestion {
    /// Requests with the same number share one integration. From 1.
    pub integration: u32,
    /// The integration as it would be added.
    pub input: IntegrationInput,
    pub provider_name: String,
    pub resolved_base: Option<String>,
    /// In words, as in `IntegrationView.auth_words`.
    pub auth_words: String,
    pub resolved_probe: Option<String>,
    /// For a request that is no harmless probe.
    pub order: Option<RequestOrder>,
}

/// A request that changes something: it is no probe, but its path can be used for an order template.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestOrder {
    pub method: String,
    pub path: String,
}

/// An integration that goes to the same place already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestTwin {
    pub client: Uuid,
    pub client_name: String,
    pub integration: Uuid,
    pub integration_name: String,
    /// A sentence.
    pub what: String,
}

/// Why a request cannot be picked.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum RequestProblem {
    /// It names no address.
    AddressMissing,
    /// Its address is none that Keyrack sends to.
    AddressInvalid,
    /// Plain HTTP to another machine.
    NotHttps,
    /// Its host is written with variables that nothing gives a value.
    AddressUnknown { names: Vec<String> },
    /// Where a secret stands decides where it goes.
    SecretInHost,
    /// What was changed would lead to another origin than the request does.
    DestinationDiffers { here: String, request: String },
    /// The client has an integration of this name.
    NameTaken { name: String },
    /// A variable of the provider has no value.
    VariableMissing { name: String },
    /// One of its secrets cannot be kept as a key.
    KeyInvalid { part: u32, why: String },
    /// Headers, arguments or secrets beyond what is looked at.
    TooLarge,
    /// Quotes that do not end, or JSON of another shape.
    Unreadable,
}

/// A problem with its words, which are the same in window and terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestProblemView {
    #[serde(flatten)]
    pub problem: RequestProblem,
    pub what: String,
}

/// What of a text is not taken over. Never a reason against a request.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(tag = "kind", rename_all = "snake_case")]
#[ts(export)]
pub enum RequestNote {
    /// `-k`: certificates are always checked.
    Insecure,
    /// `@file` and the like: files that a text names are never read.
    FileNotRead { option: String },
    /// `-K`: neither.
    ConfigNotRead,
    /// A certificate or its key that stands in a file.
    CertificateFile { option: String },
    /// Another way to the host than its address says.
    OtherWay { option: String },
    /// An option of curl that is not known here.
    OptionUnknown { option: String },
    /// Another program's command in the text.
    CommandLeftOut,
    /// Variables of the shell or the collection that nothing gives a value.
    VariablesUnknown { names: Vec<String> },
    /// Scripts of a collection are not run.
    ScriptsLeftOut { count: u32 },
    /// A way to authenticate that is not known here.
    SchemeUnknown { scheme: String },
    /// A signature or token in it is good for this one request only.
    OneTime { scheme: String },
    /// Nothing in it looks like a key.
    NoSecret,
    /// The provider's own way is used, and not the request's.
    PlacedAnew,
    /// Secrets that no part of the key is made of.
    SecretsLeftOut { count: u32 },
    /// Its path has a secret, so that it is no probe.
    SecretInPath,
    /// It would change something, so that it is no probe.
    NoProbe { method: String },
    /// Headers that do not come along, by name; `more` of them are not named.
    HeadersLeftOut { why: HeaderLeft, names: Vec<String>, more: u32 },
    /// Requests beyond what is read.
    RequestsLeftOut { count: u32 },
}

/// Why a header does not come along.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum HeaderLeft {
    /// It tells of the program that sent the request.
    Sender,
    /// Keyrack or the key writes it, or nobody may.
    Reserved,
    /// Its value is empty, too long, or has characters that are not sent.
    Value,
    /// Its value is about a person, for a key, or not known.
    Hidden,
    /// It stands twice, with another value.
    Again,
    /// An integration has so many already.
    TooMany,
    /// Its integration's test is another request, without it.
    OfOthers,
}

/// A note with its words, which are the same in window and terminal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestNoteView {
    #[serde(flatten)]
    pub note: RequestNote,
    pub what: String,
}

/// Which requests are taken in, and what is said otherwise of the integrations that they come to.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct RequestPicks {
    /// By number. Empty with `all`.
    pub requests: Vec<u32>,
    /// Every request that is ready.
    pub all: bool,
    pub changes: Vec<RequestChange>,
}

/// What a person says otherwise of one integration. What is `None` stays as it was suggested.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct RequestChange {
    /// Its number in [`RequestSuggestion::integration`].
    pub integration: u32,
    pub name: Option<String>,
    pub environment: Option<Environment>,
    /// Values of the provider's variables. They may not lead elsewhere than the request does.
    pub variables: BTreeMap<String, String>,
    /// `GET /path` or `HEAD /path`.
    pub probe: Option<String>,
}

/// What the picked requests come to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RequestPlanView {
    pub handle: Uuid,
    /// At most 200; more are refused.
    pub integrations: Vec<RequestPlanned>,
    /// Parts of keys that would be kept.
    pub keys: u32,
    /// Picked requests that cannot be taken in.
    pub skipped: u32,
}

/// One integration that picked requests come to.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct RequestPlanned {
    pub integration: u32,
    /// The picked requests, at most 50 of them by number.
    pub requests: Vec<u32>,
    pub requests_total: u32,
    pub input: IntegrationInput,
    pub provider_name: String,
    /// The origins that the key will be sent to, and nowhere else.
    pub destinations: Vec<String>,
    pub auth_words: String,
    pub resolved_probe: Option<String>,
    /// Parts that are kept, as the first of the requests has them.
    pub parts: Vec<RequestPart>,
    /// At most 20.
    pub orders: Vec<RequestOrder>,
    pub problems: Vec<RequestProblemView>,
    pub notes: Vec<RequestNoteView>,
    pub twins: Vec<RequestTwin>,
}

/// What an import of requests did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestDoneView {
    pub taken: Vec<RequestTaken>,
    /// Parts of keys that were kept.
    pub keys: u32,
    /// Integrations that failed, with the reason.
    pub failed: Vec<RequestFailure>,
    /// Stored log entries in which one of the keys stood and was masked.
    pub masked_in_log: u32,
    /// Whether the clipboard was cleared because it still held the text.
    pub clipboard_cleared: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestTaken {
    pub integration: Uuid,
    pub name: String,
    /// Parts that were kept.
    pub keys: u32,
    /// Whether every part that the scheme needs is held now.
    pub complete: bool,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RequestFailure {
    pub name: String,
    pub what: String,
}

//! Clients, integrations and the provider catalogue.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use ts_rs::TS;
use uuid::Uuid;

use super::{AuthInput, DueView, Health, KeyPartView, ProbeClass, Refusal, SendSummary};

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Environment {
    #[default]
    Production,
    Staging,
    Sandbox,
}

/// What a client is made of, as a person enters it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct ClientInput {
    /// 1 to 120 characters, unique among the clients that are not removed.
    pub name: String,
    /// Up to 4,000 characters.
    pub notes: String,
    /// Up to 20, each 1 to 40 characters.
    pub tags: Vec<String>,
    /// Who at the agency looks after this client.
    pub owner: String,
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ClientView {
    pub id: Uuid,
    pub name: String,
    pub notes: String,
    pub tags: Vec<String>,
    pub owner: String,
    pub archived: bool,
    /// Grows with each change; an edit names the revision it was made on.
    pub revision: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
    /// How many parts of keys are held for this client.
    pub keys_held: u32,
    /// Archived ones last.
    pub integrations: Vec<IntegrationRow>,
}

/// A client in a list (rail, palette, terminal).
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ClientRow {
    pub id: Uuid,
    pub name: String,
    pub health: Health,
    pub integrations: u32,
    pub archived: bool,
    pub tags: Vec<String>,
    pub owner: String,
}

/// An integration in a list.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct IntegrationRow {
    pub id: Uuid,
    pub client: Uuid,
    pub client_name: String,
    pub name: String,
    pub provider: String,
    pub provider_name: String,
    pub environment: Environment,
    pub health: Health,
    pub archived: bool,
    pub due: DueView,
    pub last_send: Option<SendSummary>,
}

/// What an integration is made of, as a person enters it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct IntegrationInput {
    /// 1 to 120 characters, unique within the client.
    pub name: String,
    /// An id of the catalogue, or `custom`.
    pub provider: String,
    pub environment: Environment,
    /// Values of the provider's variables, such as `store_domain`.
    pub variables: BTreeMap<String, String>,
    /// Overrides the provider's base URL; needed for `custom`.
    pub base_url: Option<String>,
    pub auth: AuthInput,
    /// `GET /path` or `HEAD /path`, with `idempotent:` or `creates:` before it where it does not only read; `None` takes the
    /// provider's own.
    pub probe: Option<String>,
    /// A certificate authority to trust for this integration only, as PEM. Public text, never a key. The page cannot make one
    /// up: it gives back what stands there, or the handle of a file that a person chose.
    pub ca_pem: Option<String>,
    /// Lets this integration use plain HTTP to a loopback address. Unsafe, for development.
    pub allow_loopback_http: bool,
    /// Whether the provider wants a client certificate (mutual TLS), with any scheme: the parts `client_certificate` and
    /// `client_key`, both PEM.
    #[serde(default)]
    pub client_certificate: bool,
    pub notes: String,
    pub tags: Vec<String>,
    pub owner: String,
    /// Replace the key every so many days (1 to 1,000); `None` follows the provider.
    pub rotate_every_days: Option<u32>,
    /// What a test's answer must be like, such as `[STATUS] == 200` or `degraded: [TIME] < 800`: at most 20, each at most 300
    /// characters. Empty: the provider's own.
    #[serde(default)]
    pub conditions: Vec<String>,
    /// Headers that carry no key and go with every request, such as a version of the interface: at most 16. One that the
    /// provider's own requests have takes this value.
    #[serde(default)]
    pub headers: Vec<PublicHeader>,
}

/// A header that carries no key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct PublicHeader {
    /// Up to 64 characters; none that authenticates, routes or frames a request.
    pub name: String,
    /// 1 to 500 visible ASCII characters and blanks.
    pub value: String,
}

impl IntegrationInput {
    /// One of which nothing but name and provider is said.
    #[must_use]
    pub fn new(name: impl Into<String>, provider: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            provider: provider.into(),
            environment: Environment::default(),
            variables: BTreeMap::new(),
            base_url: None,
            auth: AuthInput::Provider,
            probe: None,
            ca_pem: None,
            allow_loopback_http: false,
            client_certificate: false,
            notes: String::new(),
            tags: Vec::new(),
            owner: String::new(),
            rotate_every_days: None,
            conditions: Vec::new(),
            headers: Vec::new(),
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct IntegrationView {
    pub id: Uuid,
    pub client: Uuid,
    pub client_name: String,
    /// As entered: what an edit form starts from.
    pub input: IntegrationInput,
    pub provider_name: String,
    pub archived: bool,
    pub revision: u32,
    pub created_at: DateTime<Utc>,
    pub updated_at: DateTime<Utc>,
    pub updated_by: String,
    /// The base URL with its variables filled in; `None` while a variable is missing.
    pub resolved_base: Option<String>,
    /// The probe as it will be sent, such as `GET /wp-json/wc/v3/…`, without any key.
    pub resolved_probe: Option<String>,
    /// What that probe does to the provider's data; `None` while there is none.
    pub probe_class: Option<ProbeClass>,
    /// In words: "Basic: consumer key as user name, consumer secret as password".
    pub auth_words: String,
    /// The conditions that count while the integration has none of its own.
    pub default_conditions: Vec<String>,
    /// Why a test cannot be sent now, if it cannot.
    pub not_testable: Option<NotTestable>,
    /// The same in words, as a refused test would say it.
    pub not_testable_words: Option<Refusal>,
    pub ca: Option<CaView>,
    pub health: Health,
    pub due: DueView,
    /// Every part that the auth scheme needs, held or not, in the provider's order.
    pub keys: Vec<KeyPartView>,
    /// Newest first, at most 24.
    pub sends: Vec<SendSummary>,
}

/// A trusted certificate authority by its facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct CaView {
    /// What the first certificate calls itself: anybody can make one of that name.
    pub subject: String,
    /// SHA-256 of each certificate, as other programs show it: `AB:CD:…`. This is what tells one from another.
    pub fingerprints: Vec<String>,
    pub not_after: Option<DateTime<Utc>>,
    pub certificates: u32,
}

impl CaView {
    /// Its name and what tells it from others of that name, a line each.
    #[must_use]
    pub fn words(&self) -> String {
        let prints = self.fingerprints.iter().map(|print| format!("\nSHA-256 {print}"));
        std::iter::once(self.subject.clone()).chain(prints).collect()
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum NotTestable {
    /// The provider's scheme is not built yet: the integration can be kept, its test comes later.
    SchemeLater,
    /// The provider has no harmless request to send.
    NoSafeProbe,
    KeyMissing,
    VariableMissing,
    Archived,
}

/// One provider of the catalogue.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ProviderView {
    pub id: String,
    /// Short, such as `WooCommerce`.
    pub name: String,
    /// What exactly it is, such as which of a vendor's interfaces.
    pub full_name: String,
    pub category: String,
    pub base_url: String,
    pub variables: Vec<ProviderVariable>,
    pub parts: Vec<ProviderPart>,
    /// In words, as in [`IntegrationView::auth_words`].
    pub auth_words: String,
    /// Whether a test can be sent with this version of Keyrack.
    pub testable: bool,
    pub probe: Option<String>,
    /// The conditions that count for that probe while an integration has none of its own.
    pub conditions: Vec<String>,
    /// The same for a probe that a person wrote: no provider has others.
    pub conditions_own_probe: Vec<String>,
    /// Where a new key comes from; `None` where the catalogue knows nothing of it.
    pub rotation_how: Option<String>,
    pub docs_url: Option<String>,
    /// Whose page that is, in words: not always the provider's own.
    pub docs_words: Option<String>,
    pub max_age_days: Option<u32>,
    /// Facts of this entry that nobody has checked against the vendor yet.
    pub unverified: Vec<String>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ProviderPart {
    pub name: String,
    pub label: String,
}

/// A public value that differs from one integration to the next, such as a shop's domain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ProviderVariable {
    /// Such as `store_domain`.
    pub name: String,
    pub label: String,
    /// What it is and where it stands.
    pub help: String,
    pub example: String,
    /// Nobody has checked this against the vendor yet.
    pub unverified: bool,
}

/// What a removal takes with it, said before it happens.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RemovalView {
    pub name: String,
    pub integrations: u32,
    /// Keys that leave the keyring when undo lapses.
    pub keys: u32,
    /// When undo lapses and the keyring is touched.
    pub undo_until: DateTime<Utc>,
    /// Takes the removal back until then.
    pub undo: Uuid,
}

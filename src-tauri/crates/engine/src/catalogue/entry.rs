//! One provider as the catalogue's file has it. Fields that only people read are left out here.

use serde::Deserialize;
use serde_json::Value;
use vault::{TokenField, TokenForm};

use crate::address::placeholders;
use crate::view::ProbeClass;

#[derive(Debug, Deserialize)]
pub(crate) struct Entry {
    pub(crate) id: String,
    /// Short: it stands on the board.
    pub(crate) name: String,
    /// What exactly it is, such as which of a vendor's interfaces.
    pub(crate) full_name: String,
    pub(crate) category: String,
    pub(crate) auth: Auth,
    pub(crate) secret_parts: Vec<SecretPart>,
    pub(crate) base_url: String,
    pub(crate) variables: Vec<Variable>,
    pub(crate) headers: Vec<Header>,
    pub(crate) test: Test,
    pub(crate) rotation: Rotation,
    pub(crate) unverified: Vec<String>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Auth {
    pub(crate) scheme: String,
    pub(crate) header: Option<String>,
    pub(crate) prefix: Option<String>,
    /// The part that is the key, where there is one.
    pub(crate) part: Option<String>,
    pub(crate) user: Option<BasicPart>,
    pub(crate) password: Option<BasicPart>,
    /// The token that is bought first.
    pub(crate) token: Option<TokenEntry>,
    /// The places of parts in the request's body: JSON pointer or form field, and part.
    pub(crate) body: Option<Vec<(String, String)>>,
}

/// A token request. Its URL is a template of the integration's variables.
#[derive(Clone, Debug, Deserialize)]
pub(crate) struct TokenEntry {
    pub(crate) url: String,
    pub(crate) form: TokenForm,
    /// The parts of a Basic pair.
    pub(crate) basic: Option<(String, String)>,
    pub(crate) fields: Vec<(String, TokenField)>,
    /// The part that a new refresh token takes the place of.
    pub(crate) rotates: Option<String>,
}

/// What a side of a Basic pair is made of.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum BasicPart {
    Part(String),
    Fixed(String),
    /// A public variable of the integration.
    Variable(String),
}

#[derive(Debug, Deserialize)]
pub(crate) struct SecretPart {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) regex: Option<String>,
    pub(crate) live_regex: Option<String>,
    pub(crate) test_regex: Option<String>,
}

/// A public value that differs from one integration to the next, such as a shop's domain.
#[derive(Debug, Deserialize)]
pub(crate) struct Variable {
    pub(crate) name: String,
    pub(crate) label: String,
    /// What it is and where it stands.
    pub(crate) help: String,
    pub(crate) example: String,
    /// From general knowledge: nobody has checked it against the vendor yet.
    pub(crate) unverified: bool,
}

/// A public header that the provider wants.
#[derive(Debug, Deserialize)]
pub(crate) struct Header {
    pub(crate) name: String,
    pub(crate) value: String,
    /// Left out while its variable is missing.
    pub(crate) optional: bool,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Test {
    pub(crate) method: Option<String>,
    pub(crate) path: Option<String>,
    pub(crate) body: Option<Value>,
    /// What it does to the provider's data, where the method does not say: a POST is taken to create something.
    pub(crate) class: Option<ProbeClass>,
    /// `false`: a test would record an event, or proves nothing.
    pub(crate) safe: bool,
    pub(crate) expect_status: Option<u16>,
    pub(crate) bad_key_status: Vec<u16>,
}

#[derive(Debug, Deserialize)]
pub(crate) struct Rotation {
    pub(crate) how: Option<String>,
    pub(crate) docs_url: Option<String>,
    /// Whether that page is the vendor's own, and not somebody else's about it.
    pub(crate) docs_own: bool,
    pub(crate) max_age_days: Option<u32>,
}

impl Entry {
    /// The names of its variables, in order.
    pub(crate) fn variable_names(&self) -> impl Iterator<Item = &str> {
        self.variables.iter().map(|one| one.name.as_str())
    }

    /// Whether it has a variable of this name.
    pub(crate) fn has_variable(&self, name: &str) -> bool {
        self.variable_names().any(|one| one == name)
    }

    /// Whether the catalogue says whose host it is: all of it, or its domain (`{shop}.example.com`).
    pub(crate) fn has_own_host(&self) -> bool {
        let host = self.base_url.trim_start_matches("https://").split('/').next().unwrap_or_default();
        match host.rsplit_once('}') {
            Some((_, domain)) => domain.starts_with('.') && domain.matches('.').count() >= 2,
            None => !host.is_empty(),
        }
    }

    /// What its own test does to the provider's data.
    pub(crate) fn probe_class(&self) -> ProbeClass {
        let by_method = match self.test.method.as_deref() {
            Some("GET" | "HEAD") => ProbeClass::ReadsOnly,
            _ => ProbeClass::Creates,
        };
        self.test.class.unwrap_or(by_method)
    }

    /// Whether a part of the key would stand in the URL.
    pub(crate) fn secret_in_url(&self) -> bool {
        let in_path = self.test.path.as_deref().map(placeholders).unwrap_or_default();
        placeholders(&self.base_url)
            .into_iter()
            .chain(in_path)
            .any(|name| self.secret_parts.iter().any(|part| part.name == name))
    }

    /// Whether a test can be sent with this version of Keyrack.
    pub(crate) fn testable(&self) -> bool {
        crate::auth::of_provider(self).built && self.test.safe && !self.secret_in_url()
    }
}

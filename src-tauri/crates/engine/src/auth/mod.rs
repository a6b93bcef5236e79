//! How a key is placed into a request: from the catalogue, or as a person describes it.

mod check;
mod placed;
mod texts;
mod words;

pub(crate) use check::check;
pub(crate) use texts::texts_of;

use std::collections::BTreeMap;

use vault::{BasicField, Digest, HeaderPlace, Hint, Oauth1Recipe, Placement, TokenRecipe};

use crate::address;
use crate::catalogue::{self, BasicPart, Entry, SecretPart};
use crate::error::Result;
use crate::view::{AuthInput, HeaderInput, QueryPair};

/// The parts of a client certificate, whatever the scheme.
pub(crate) const CERTIFICATE: &str = "client_certificate";
pub(crate) const CERTIFICATE_KEY: &str = "client_key";

/// A part that the scheme needs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SchemePart {
    pub(crate) name: String,
    pub(crate) label: String,
    pub(crate) hint: Hint,
    /// Whether tests can be sent without it.
    pub(crate) optional: bool,
}

/// An auth scheme: its parts, its words, and how it places them.
#[derive(Clone, Debug)]
pub(crate) struct Scheme {
    pub(crate) parts: Vec<SchemePart>,
    pub(crate) words: String,
    /// Whether tests can be sent with it.
    pub(crate) built: bool,
    shape: Shape,
}

#[derive(Clone, Debug)]
enum Shape {
    Placed(Placement),
    /// Basic, where one side is a public variable of the integration.
    BasicWithVariable {
        user: Field,
        password: Field,
    },
    /// A token that is bought where the integration's variables say.
    Bought(Box<TokenRecipe>),
    Later,
}

#[derive(Clone, Debug)]
enum Field {
    Ready(BasicField),
    Variable(String),
}

impl Scheme {
    /// The placement; `value_of` knows the integration's variables. `None`: built later, or a variable is missing.
    pub(crate) fn placement_with(&self, value_of: &dyn Fn(&str) -> Option<String>) -> Option<Placement> {
        let ready = |field: &Field| match field {
            Field::Ready(field) => Some(field.clone()),
            Field::Variable(name) => value_of(name).map(BasicField::Fixed),
        };
        match &self.shape {
            Shape::Placed(placement) => Some(placement.clone()),
            Shape::BasicWithVariable { user, password } => {
                Some(Placement::Basic { user: ready(user)?, password: ready(password)? })
            }
            Shape::Bought(recipe) => {
                let values: Option<BTreeMap<String, String>> = address::placeholders(&recipe.url)
                    .into_iter()
                    .map(|name| Some((name.to_owned(), value_of(name)?)))
                    .collect();
                let url = address::resolve_base(&recipe.url, &values?).ok()??;
                Some(Placement::Token(TokenRecipe { url: url.into(), ..(**recipe).clone() }))
            }
            Shape::Later => None,
        }
    }

    /// The placement of these variables.
    pub(crate) fn placement(&self, variables: &BTreeMap<String, String>) -> Option<Placement> {
        self.placement_with(&|name| variables.get(name).cloned())
    }
}

/// The scheme of an integration.
pub(crate) fn of(provider: &Entry, auth: &AuthInput) -> Scheme {
    match auth {
        AuthInput::Provider => of_provider(provider),
        AuthInput::Header { header, prefix } => {
            let part = plain_part("api_key", "API key");
            header_scheme(header, prefix, part)
        }
        AuthInput::Bearer => header_scheme("authorization", "Bearer ", plain_part("token", "Token")),
        AuthInput::Basic => {
            let (user, password) = (plain_part("username", "User name"), plain_part("password", "Password"));
            Scheme {
                words: "Basic: user name and password".to_owned(),
                shape: Shape::Placed(Placement::Basic {
                    user: BasicField::Part(user.name.clone()),
                    password: BasicField::Part(password.name.clone()),
                }),
                parts: vec![user, password],
                built: true,
            }
        }
        AuthInput::Query { name } => query_scheme(name, plain_part("api_key", "API key")),
        AuthInput::QueryPairs { pairs } => pairs_scheme(provider, pairs),
        AuthInput::Headers { headers } => headers_scheme(headers),
        other => described(other),
    }
}

/// The parts of a client certificate, for those integrations that show one.
pub(crate) fn certificate_parts() -> [SchemePart; 2] {
    [
        plain_part(CERTIFICATE, "Client certificate (PEM)"),
        plain_part(CERTIFICATE_KEY, "Private key of the client certificate (PEM)"),
    ]
}

/// Whether all that tests need is among the parts of these names.
pub(crate) fn is_complete<'n>(
    scheme: &Scheme,
    client_certificate: bool,
    held: impl Iterator<Item = &'n str> + Clone,
) -> bool {
    let has = |name: &str| held.clone().any(|one| one == name);
    scheme.parts.iter().all(|part| part.optional || has(&part.name))
        && (!client_certificate || (has(CERTIFICATE) && has(CERTIFICATE_KEY)))
}

/// A scheme that signs, mints or buys.
fn described(auth: &AuthInput) -> Scheme {
    let (words, parts) = words::of(auth);
    let shape = placed::of(auth).map_or(Shape::Later, Shape::Placed);
    Scheme { parts, words, built: !matches!(shape, Shape::Later), shape }
}

fn headers_scheme(headers: &[HeaderInput]) -> Scheme {
    let mut parts: Vec<SchemePart> = Vec::new();
    for one in headers {
        if parts.iter().all(|part| part.name != one.part) {
            parts.push(plain_part(&one.part, &spoken(&one.part)));
        }
    }
    let place = |one: &HeaderInput| HeaderPlace {
        name: one.header.to_ascii_lowercase(),
        prefix: one.prefix.clone(),
        part: one.part.clone(),
    };
    let named = headers.iter().map(|one| format!("{}: {}", one.header, lower_first(&spoken(&one.part))));
    let words = format!("Headers {}", named.collect::<Vec<_>>().join(", "));
    let shape = Shape::Placed(Placement::Headers(headers.iter().map(place).collect()));
    Scheme { parts, words, built: true, shape }
}

/// A part's name as a label: `client_id` as "Client id".
fn spoken(part: &str) -> String {
    let words = part.replace('_', " ");
    let mut rest = words.chars();
    rest.next().map_or_else(String::new, |first| first.to_uppercase().chain(rest).collect())
}

/// The provider's own scheme.
pub(crate) fn of_provider(entry: &Entry) -> Scheme {
    let auth = &entry.auth;
    let part = || {
        let name = auth.part.as_deref();
        entry.secret_parts.iter().find(|p| Some(p.name.as_str()) == name).map(scheme_part)
    };
    let prefix = auth.prefix.as_deref().unwrap_or_default();
    let built = match (auth.scheme.as_str(), auth.header.as_deref(), part()) {
        ("bearer" | "header_key", Some(header), Some(part)) => Some(header_scheme(header, prefix, part)),
        ("query_key", Some(name), Some(part)) => Some(query_scheme(name, part)),
        ("basic", ..) => {
            auth.user.as_ref().zip(auth.password.as_ref()).map(|(u, p)| basic_scheme(entry, u, p))
        }
        _ => signed_or_bought(entry),
    };
    built.unwrap_or_else(|| Scheme {
        parts: entry.secret_parts.iter().map(scheme_part).collect(),
        words: format!("{}: can be kept, its test comes later", scheme_words(&auth.scheme)),
        built: false,
        shape: Shape::Later,
    })
}

fn header_scheme(header: &str, prefix: &str, part: SchemePart) -> Scheme {
    let label = lower_first(&part.label);
    let words = match (header.eq_ignore_ascii_case("authorization"), prefix.trim()) {
        (true, p) if p.eq_ignore_ascii_case("bearer") => {
            format!("Bearer: {label} in the Authorization header")
        }
        (_, "") => format!("Header {header}: {label}"),
        (_, p) => format!("Header {header}: {label} after “{p}”"),
    };
    let place =
        HeaderPlace { name: header.to_ascii_lowercase(), prefix: prefix.to_owned(), part: part.name.clone() };
    Scheme { parts: vec![part], words, built: true, shape: Shape::Placed(Placement::Headers(vec![place])) }
}

fn query_scheme(name: &str, part: SchemePart) -> Scheme {
    let words = format!("Query: {} as ?{name}=", lower_first(&part.label));
    let pair = (name.to_owned(), part.name.clone());
    Scheme { parts: vec![part], words, built: true, shape: Shape::Placed(Placement::Query(vec![pair])) }
}

/// Several arguments of the query. A part that the provider has is called as it calls it.
fn pairs_scheme(provider: &Entry, pairs: &[QueryPair]) -> Scheme {
    let mut parts: Vec<SchemePart> = Vec::new();
    for one in pairs.iter().filter(|one| !one.part.is_empty()) {
        if parts.iter().all(|part| part.name != one.part) {
            let known = provider.secret_parts.iter().find(|part| part.name == one.part).map(scheme_part);
            parts.push(known.unwrap_or_else(|| plain_part(&one.part, &spoken(&one.part))));
        }
    }
    let label = |one: &QueryPair| {
        let part = parts.iter().find(|part| part.name == one.part);
        part.map_or_else(String::new, |part| lower_first(&part.label))
    };
    let named = pairs.iter().map(|one| format!("{} as {}=", label(one), one.name));
    let words = format!("Query: {}", named.collect::<Vec<_>>().join(", "));
    let placed = pairs.iter().map(|one| (one.name.clone(), one.part.clone())).collect();
    Scheme { parts, words, built: true, shape: Shape::Placed(Placement::Query(placed)) }
}

fn basic_scheme(entry: &Entry, user: &BasicPart, password: &BasicPart) -> Scheme {
    let used =
        |name: &str| [user, password].iter().any(|p| matches!(p, BasicPart::Part(part) if part == name));
    let parts: Vec<SchemePart> =
        entry.secret_parts.iter().filter(|p| used(&p.name)).map(scheme_part).collect();
    let side = |part: &BasicPart, place: &str| match part {
        BasicPart::Part(name) => {
            let label = parts.iter().find(|p| &p.name == name).map_or(name.as_str(), |p| p.label.as_str());
            format!("{} as {place}", lower_first(label))
        }
        BasicPart::Fixed(text) if text.is_empty() => format!("{place} empty"),
        BasicPart::Fixed(text) => format!("“{text}” as {place}"),
        BasicPart::Variable(name) => format!("{} as {place}", name.replace('_', " ")),
    };
    let words = format!("Basic: {}, {}", side(user, "user name"), side(password, "password"));
    let field = |part: &BasicPart| match part {
        BasicPart::Part(name) => Field::Ready(BasicField::Part(name.clone())),
        BasicPart::Fixed(text) => Field::Ready(BasicField::Fixed(text.clone())),
        BasicPart::Variable(name) => Field::Variable(name.clone()),
    };
    let shape = match (field(user), field(password)) {
        (Field::Ready(user), Field::Ready(password)) => Shape::Placed(Placement::Basic { user, password }),
        (user, password) => Shape::BasicWithVariable { user, password },
    };
    Scheme { parts, words, built: true, shape }
}

/// A provider's scheme that signs, buys a token, or places its key in the body.
fn signed_or_bought(entry: &Entry) -> Option<Scheme> {
    let auth = &entry.auth;
    let has = |name: &str| entry.secret_parts.iter().any(|part| part.name == name);
    let shape = if let Some(token) = &auth.token {
        Shape::Bought(Box::new(TokenRecipe {
            url: token.url.clone(),
            form: token.form,
            basic: token.basic.clone(),
            fields: token.fields.clone(),
            rotates: token.rotates.clone(),
            header: auth.header.as_deref().unwrap_or("authorization").to_ascii_lowercase(),
            prefix: auth.prefix.clone().unwrap_or_default(),
        }))
    } else if let Some(places) = &auth.body {
        Shape::Placed(Placement::Body(places.clone()))
    } else if auth.scheme == "oauth1_hmac" && has("consumer_key") && has("consumer_secret") {
        let token =
            has("access_token").then(|| ("access_token".to_owned(), "access_token_secret".to_owned()));
        Shape::Placed(Placement::Oauth1(Oauth1Recipe {
            digest: Digest::Sha256,
            consumer_key: "consumer_key".to_owned(),
            consumer_secret: "consumer_secret".to_owned(),
            token,
            in_query: false,
            realm: String::new(),
        }))
    } else {
        return None;
    };
    let used: Vec<String> = match &shape {
        Shape::Placed(placement) => placement.parts().into_iter().map(str::to_owned).collect(),
        Shape::Bought(recipe) => {
            Placement::Token((**recipe).clone()).parts().into_iter().map(str::to_owned).collect()
        }
        Shape::BasicWithVariable { .. } | Shape::Later => Vec::new(),
    };
    // A part that serves something else, such as incoming webhooks, is not needed for a test.
    let part = |part: &SecretPart| SchemePart { optional: !used.contains(&part.name), ..scheme_part(part) };
    let parts = entry.secret_parts.iter().map(part).collect();
    Some(Scheme { parts, words: scheme_words(&auth.scheme).to_owned(), built: true, shape })
}

fn scheme_part(part: &SecretPart) -> SchemePart {
    let hint =
        Hint { pattern: part.regex.clone(), live: part.live_regex.clone(), test: part.test_regex.clone() };
    SchemePart { name: part.name.clone(), label: part.label.clone(), hint, optional: false }
}

fn plain_part(name: &str, label: &str) -> SchemePart {
    SchemePart { name: name.to_owned(), label: label.to_owned(), hint: Hint::default(), optional: false }
}

fn scheme_words(scheme: &str) -> &'static str {
    match scheme {
        "oauth1_hmac" => "OAuth 1.0a",
        "oauth2_client_credentials" => "OAuth 2.0, client credentials",
        "oauth2_authorization_code" => "OAuth 2.0, authorization code",
        "oauth2_service_account" => "OAuth 2.0, service account",
        "token_exchange" => "Token exchange",
        "body_key" => "Key in the request’s body",
        "url_secret" => "The URL itself is the key",
        _ => "A scheme of its own",
    }
}

/// `Consumer key` within a sentence; `API key`, `E-mail` and `WordPress` keep their capitals.
fn lower_first(label: &str) -> String {
    let word = label.split(' ').next().unwrap_or_default();
    let mut rest = label.chars();
    match rest.next() {
        Some(first) if word.chars().skip(1).all(char::is_lowercase) => {
            first.to_lowercase().chain(rest).collect()
        }
        _ => label.to_owned(),
    }
}

/// The scheme of an integration by its provider's id.
pub(crate) fn of_input(provider: &str, auth: &AuthInput) -> Result<Scheme> {
    Ok(of(catalogue::find(provider)?, auth))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_public_variable_can_be_the_user_name() {
        let twilio = of_provider(catalogue::find("twilio").unwrap());
        assert!(twilio.placement(&BTreeMap::new()).is_none());
        let placed = twilio.placement(&BTreeMap::from([("account_sid".to_owned(), "AC1".to_owned())]));
        let user = BasicField::Fixed("AC1".to_owned());
        assert_eq!(
            placed,
            Some(Placement::Basic { user, password: BasicField::Part("auth_token".to_owned()) })
        );
    }
}

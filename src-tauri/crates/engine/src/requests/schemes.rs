//! How a request authenticates, as an integration would: by its own scheme, or by its provider's.

use std::collections::BTreeMap;

use vault::{PartShape, RequestScheme, RequestShape, SecretPlace, Suspicion};

use crate::auth;
use crate::catalogue::{BasicPart, Entry};
use crate::view::{AuthInput, ClientAuth, HeaderInput, JwtAlgorithm, Oauth1Method, Oauth1Place, QueryPair};

/// How long a token that is minted here lives, where nothing says it.
const LIFETIME_S: u32 = 300;
/// Headers with a key each that one scheme can have.
const MOST_HEADERS: usize = 8;

/// A secret that becomes a part of the key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Becomes {
    /// The integration's part.
    pub(super) part: String,
    /// The place among the request's parts.
    pub(super) at: usize,
}

/// A scheme with the secrets that it takes.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) auth: AuthInput,
    pub(super) becomes: Vec<Becomes>,
    /// The provider sends its key in another way than the request does.
    pub(super) anew: bool,
}

/// The request's own way, if it is one that Keyrack knows.
pub(super) fn own(shape: &RequestShape) -> Option<Taken> {
    let said = shape.auth.iter().find_map(|auth| {
        let roles = || auth.parts.iter().filter_map(|(role, at)| Some(((*role).to_owned(), (*at)?)));
        let becomes: BTreeMap<String, usize> = roles().collect();
        let input = input_of(&auth.scheme, &becomes)?;
        auth::check(&input, true).ok()?;
        let wanted = |part: &String| match input {
            AuthInput::Oauth2ClientCredentials { .. } => part != "refresh_token",
            _ => true,
        };
        let becomes = becomes.into_iter().filter(|(part, _)| wanted(part));
        let becomes = becomes.map(|(part, at)| Becomes { part, at }).collect();
        Some(Taken { auth: input, becomes, anew: false })
    });
    said.or_else(|| by_headers(shape)).or_else(|| by_query(shape)).or_else(|| by_body(shape))
}

fn input_of(scheme: &RequestScheme, parts: &BTreeMap<String, usize>) -> Option<AuthInput> {
    Some(match scheme {
        RequestScheme::Basic => AuthInput::Basic,
        RequestScheme::Bearer => AuthInput::Bearer,
        RequestScheme::Header { name, prefix } => {
            AuthInput::Header { header: name.clone(), prefix: prefix.clone() }
        }
        RequestScheme::Query { name } => AuthInput::Query { name: name.clone() },
        RequestScheme::Oauth1 { sha256, query, realm } => AuthInput::Oauth1 {
            method: if *sha256 { Oauth1Method::HmacSha256 } else { Oauth1Method::HmacSha1 },
            token: parts.contains_key("access_token"),
            place: if *query { Oauth1Place::Query } else { Oauth1Place::Header },
            realm: realm.clone(),
        },
        RequestScheme::Oauth2 { refresh, token_url, basic, scope, audience } if !token_url.is_empty() => {
            let client_auth = if *basic { ClientAuth::Basic } else { ClientAuth::Body };
            let (token_url, scope) = (token_url.clone(), scope.clone());
            if *refresh {
                AuthInput::Oauth2RefreshToken { token_url, client_auth, scope }
            } else {
                let audience = audience.clone();
                AuthInput::Oauth2ClientCredentials { token_url, client_auth, scope, audience }
            }
        }
        RequestScheme::SigV4 { region, service } => {
            AuthInput::SigV4 { region: region.clone(), service: service.clone() }
        }
        RequestScheme::Jwt { algorithm, claims, prefix } => AuthInput::Jwt {
            algorithm: match algorithm.as_str() {
                "HS256" => JwtAlgorithm::HS256,
                "RS256" => JwtAlgorithm::RS256,
                "ES256" => JwtAlgorithm::ES256,
                _ => return None,
            },
            claims: claims.clone(),
            key_id: String::new(),
            lifetime_s: LIFETIME_S,
            header: "Authorization".to_owned(),
            prefix: prefix.clone(),
        },
        RequestScheme::Oauth2 { .. } | RequestScheme::Other(_) | RequestScheme::OneTime(_) => return None,
    })
}

/// Secrets at a place: those that their names or shapes tell, else those that are only in doubt.
fn at(shape: &RequestShape, place: SecretPlace) -> Vec<(usize, &PartShape)> {
    let all = || {
        shape.parts.iter().enumerate().filter(move |(_, part)| part.place == place && !part.name.is_empty())
    };
    let told: Vec<_> = all().filter(|(_, part)| part.why != Suspicion::Doubt).collect();
    if told.is_empty() { all().collect() } else { told }
}

fn by_headers(shape: &RequestShape) -> Option<Taken> {
    let headers = at(shape, SecretPlace::Header);
    let taken = match headers.as_slice() {
        [] => {
            let (at, cookie) = *at(shape, SecretPlace::Cookie).first()?;
            header(&cookie.name, at)
        }
        [(at, one)] => header(&one.name, *at),
        several if several.len() <= MOST_HEADERS => {
            let mut named: Vec<HeaderInput> = Vec::new();
            let mut becomes = Vec::new();
            for (at, one) in several {
                let part = part_name(&one.name);
                // The same header twice: which of them counts, nobody knows.
                if named.iter().any(|known| known.part == part) {
                    return None;
                }
                named.push(HeaderInput {
                    header: one.name.clone(),
                    prefix: String::new(),
                    part: part.clone(),
                });
                becomes.push(Becomes { part, at: *at });
            }
            Taken { auth: AuthInput::Headers { headers: named }, becomes, anew: false }
        }
        _ => return None,
    };
    auth::check(&taken.auth, true).is_ok().then_some(taken)
}

fn header(name: &str, at: usize) -> Taken {
    let auth = AuthInput::Header { header: name.to_owned(), prefix: String::new() };
    Taken { auth, becomes: vec![Becomes { part: "api_key".to_owned(), at }], anew: false }
}

fn by_query(shape: &RequestShape) -> Option<Taken> {
    let found = at(shape, SecretPlace::Query);
    let taken = match found.as_slice() {
        [] => return None,
        [(at, one)] => {
            let auth = AuthInput::Query { name: one.name.clone() };
            Taken { auth, becomes: vec![Becomes { part: "api_key".to_owned(), at: *at }], anew: false }
        }
        several => {
            let part = |(at, one): &(usize, &PartShape)| Becomes { part: part_name(&one.name), at: *at };
            let becomes: Vec<Becomes> = several.iter().map(part).collect();
            // The same argument twice: which of them counts, nobody knows.
            let twice =
                |(at, one): (usize, &Becomes)| becomes[..at].iter().any(|other| other.part == one.part);
            if becomes.iter().enumerate().any(twice) {
                return None;
            }
            let pairs = several.iter().zip(&becomes);
            let pairs = pairs
                .map(|((_, one), becomes)| QueryPair { name: one.name.clone(), part: becomes.part.clone() })
                .collect();
            Taken { auth: AuthInput::QueryPairs { pairs }, becomes, anew: false }
        }
    };
    auth::check(&taken.auth, true).is_ok().then_some(taken)
}

fn by_body(shape: &RequestShape) -> Option<Taken> {
    let [(at, one)] = at(shape, SecretPlace::Body)[..] else { return None };
    let auth = AuthInput::Body { field: one.name.clone() };
    auth::check(&auth, true).ok()?;
    Some(Taken { auth, becomes: vec![Becomes { part: "api_key".to_owned(), at }], anew: false })
}

/// `X-Shop-Token` → `x_shop_token`: a letter, then letters, digits and `_`.
fn part_name(header: &str) -> String {
    let plain = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '_' };
    let name: String = header.chars().map(plain).take(38).collect();
    if name.starts_with(|c: char| c.is_ascii_lowercase()) { name } else { format!("h_{name}") }
}

/// The provider's way, where the request has every part of the key that it needs.
pub(super) fn of_provider(entry: &Entry, shape: &RequestShape) -> Option<Taken> {
    let scheme = auth::of_provider(entry);
    let needed: Vec<&str> =
        scheme.parts.iter().filter(|part| !part.optional).map(|part| part.name.as_str()).collect();
    let placed = placed(entry, shape);
    let anew = placed.is_none();
    let becomes = placed.or_else(|| named(&needed, shape)).or_else(|| only(&needed, shape))?;
    let whole = needed.iter().all(|name| becomes.iter().any(|one| one.part == **name));
    whole.then_some(Taken { auth: AuthInput::Provider, becomes, anew })
}

/// Where the provider's own scheme has its key, the request has one, too.
fn placed(entry: &Entry, shape: &RequestShape) -> Option<Vec<Becomes>> {
    let auth = &entry.auth;
    let header = auth.header.as_deref().unwrap_or_default();
    let prefix = auth.prefix.as_deref().unwrap_or_default();
    let role = |wanted: fn(&RequestScheme, &str, &str) -> bool, role: &str| {
        shape
            .auth
            .iter()
            .filter(|one| wanted(&one.scheme, header, prefix))
            .find_map(|one| one.parts.iter().find(|(known, _)| *known == role).and_then(|(_, at)| *at))
    };
    let part = auth.part.clone();
    match auth.scheme.as_str() {
        "bearer" | "header_key" => {
            let bearer = |scheme: &RequestScheme, header: &str, prefix: &str| {
                *scheme == RequestScheme::Bearer
                    && header.eq_ignore_ascii_case("authorization")
                    && prefix.trim().eq_ignore_ascii_case("bearer")
            };
            let same = |scheme: &RequestScheme, header: &str, prefix: &str| {
                matches!(scheme, RequestScheme::Header { name, prefix: own }
                    if name.eq_ignore_ascii_case(header) && own.trim().eq_ignore_ascii_case(prefix.trim()))
            };
            let by_name = || place_named(shape, SecretPlace::Header, header).filter(|_| prefix.is_empty());
            let at = role(bearer, "token").or_else(|| role(same, "api_key")).or_else(by_name)?;
            Some(vec![Becomes { part: part?, at }])
        }
        "query_key" => {
            let at = place_named(shape, SecretPlace::Query, header)?;
            Some(vec![Becomes { part: part?, at }])
        }
        "basic" => {
            let basic = |scheme: &RequestScheme, _: &str, _: &str| *scheme == RequestScheme::Basic;
            let mut becomes = Vec::new();
            for (field, side) in [(&auth.user, "username"), (&auth.password, "password")] {
                if let Some(BasicPart::Part(part)) = field {
                    becomes.push(Becomes { part: part.clone(), at: role(basic, side)? });
                }
            }
            (!becomes.is_empty()).then_some(becomes)
        }
        _ => None,
    }
}

fn place_named(shape: &RequestShape, place: SecretPlace, name: &str) -> Option<usize> {
    shape.parts.iter().position(|part| part.place == place && part.name.eq_ignore_ascii_case(name))
}

/// By the names of roles, arguments and fields: `consumer_key` is the consumer key, wherever it stands.
fn named(needed: &[&str], shape: &RequestShape) -> Option<Vec<Becomes>> {
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    let find = |name: &&str| {
        let role = shape.auth.iter().flat_map(|auth| &auth.parts).find(|(role, _)| role == name);
        let role = role.and_then(|(_, at)| *at);
        let last = |part: &PartShape| plain(part.name.rsplit('/').next().unwrap_or_default());
        let at = role.or_else(|| shape.parts.iter().position(|part| last(part) == plain(name)))?;
        Some(Becomes { part: (*name).to_owned(), at })
    };
    needed.iter().map(find).collect()
}

/// One secret, and one part that needs it.
fn only(needed: &[&str], shape: &RequestShape) -> Option<Vec<Becomes>> {
    let [part] = needed else { return None };
    let place = |part: &PartShape| !matches!(part.place, SecretPlace::Path | SecretPlace::Cookie);
    let mut sure =
        shape.parts.iter().enumerate().filter(|(_, part)| place(part) && part.why != Suspicion::Doubt);
    let (at, _) = sure.next()?;
    sure.next().is_none().then(|| vec![Becomes { part: (*part).to_owned(), at }])
}

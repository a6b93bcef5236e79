//! Auth blocks: of a request, of its folder or of the whole collection.

use std::collections::BTreeMap;

use serde_json::Value;

use super::variables::Variables;
use crate::intake::requests::judge;
use crate::intake::requests::raw::RawAuth;
use crate::intake::requests::shape::RequestScheme;
use crate::intake::requests::text::Given;

/// Attributes that are looked at of a block.
const MOST_ATTRIBUTES: usize = 100;

/// How a block authenticates; `None` where it says that nothing does.
pub(super) fn read(block: &Value, variables: &mut Variables) -> Option<RawAuth> {
    let kind = block.get("type").and_then(Value::as_str)?;
    let mut of = Attributes { block: block.get(kind), variables };
    Some(match kind {
        "noauth" => return None,
        "basic" => RawAuth::new(RequestScheme::Basic)
            .part("username", of.text("username"))
            .part("password", of.text("password")),
        "bearer" => RawAuth::new(RequestScheme::Bearer).part("token", of.text("token")),
        "apikey" => api_key(&mut of),
        "oauth1" => oauth1(&mut of),
        "oauth2" => oauth2(&mut of),
        "awsv4" => {
            let (region, service) = (of.setting("region"), of.setting("service"));
            RawAuth::new(RequestScheme::SigV4 { region, service })
                .part("access_key_id", of.text("accessKey"))
                .part("secret_access_key", of.text("secretKey"))
                .part("session_token", of.text("sessionToken"))
        }
        "jwt" => jwt(&mut of),
        "digest" | "hawk" | "ntlm" | "edgegrid" | "asap" => other(kind, &mut of),
        _ => RawAuth::new(RequestScheme::Other(judge::name(kind))),
    })
}

/// The attributes of a block: a list of `key` and `value` since version 2.1, an object before.
struct Attributes<'a> {
    block: Option<&'a Value>,
    variables: &'a mut Variables,
}

impl Attributes<'_> {
    fn value(&self, name: &str) -> Option<&Value> {
        value(self.block?, name)
    }

    fn text(&mut self, name: &str) -> Given {
        match self.block.and_then(|block| value(block, name)) {
            Some(Value::String(text)) => self.variables.fill(text),
            Some(Value::Number(number)) => Given::of(&number.to_string()),
            _ => Given::default(),
        }
    }

    /// A public text; empty where it may not be shown.
    fn setting(&mut self, name: &str) -> String {
        judge::setting(&self.text(name))
    }

    fn is_on(&self, name: &str) -> Option<bool> {
        match self.value(name)? {
            Value::Bool(on) => Some(*on),
            Value::String(text) => Some(text == "true"),
            _ => None,
        }
    }
}

/// An attribute of a block, by its name.
fn value<'b>(block: &'b Value, name: &str) -> Option<&'b Value> {
    match block {
        Value::Array(list) => {
            let named = |one: &&Value| one.get("key").and_then(Value::as_str) == Some(name);
            // Each request that inherits a block looks through it.
            list.iter().take(MOST_ATTRIBUTES).rfind(named)?.get("value")
        }
        Value::Object(map) => map.get(name),
        _ => None,
    }
}

fn api_key(of: &mut Attributes<'_>) -> RawAuth {
    let name = judge::name_of(&of.text("key"));
    let query = of.text("in").text.eq_ignore_ascii_case("query");
    let scheme = match (name.as_str(), query) {
        ("" | super::super::shape::HIDDEN_TEXT, _) => RequestScheme::Other("API key".to_owned()),
        (_, true) => RequestScheme::Query { name },
        (_, false) => RequestScheme::Header { name, prefix: String::new() },
    };
    RawAuth::new(scheme).part("api_key", of.text("value"))
}

fn oauth1(of: &mut Attributes<'_>) -> RawAuth {
    let method = of.setting("signatureMethod").to_ascii_uppercase();
    let scheme = match method.as_str() {
        "" | "HMAC-SHA1" | "HMAC-SHA256" => RequestScheme::Oauth1 {
            sha256: method == "HMAC-SHA256",
            query: of.is_on("addParamsToHeader") == Some(false),
            realm: of.setting("realm"),
        },
        _ => RequestScheme::Other(format!("OAuth 1.0a, {method}")),
    };
    RawAuth::new(scheme)
        .part("consumer_key", of.text("consumerKey"))
        .part("consumer_secret", of.text("consumerSecret"))
        .part("access_token", of.text("token"))
        .part("access_token_secret", of.text("tokenSecret"))
}

/// A client with its secret counts before a token that will end.
fn oauth2(of: &mut Attributes<'_>) -> RawAuth {
    let grant = of.setting("grant_type");
    let secret = of.text("clientSecret");
    let address = of.text("accessTokenUrl");
    let refresh = of.text("refreshToken");
    let buys = !secret.is_empty() && (grant == "client_credentials" || !refresh.is_empty());
    if buys {
        let known = !address.is_open() && !address.is_tainted() && judge::is_address(address.text.trim());
        let scheme = RequestScheme::Oauth2 {
            refresh: grant != "client_credentials",
            token_url: if known { address.text.trim().to_owned() } else { String::new() },
            basic: of.setting("client_authentication") != "body",
            scope: of.setting("scope"),
            audience: of.setting("audience"),
        };
        let client =
            RawAuth::new(scheme).part("client_id", of.text("clientId")).part("client_secret", secret);
        return client.part("refresh_token", refresh);
    }
    let prefix = of.setting("headerPrefix");
    let bearer = prefix.is_empty() || prefix.trim().eq_ignore_ascii_case("bearer");
    let scheme = match of.text("addTokenTo").text.as_str() {
        "queryParams" => RequestScheme::Query { name: "access_token".to_owned() },
        _ if bearer => return RawAuth::new(RequestScheme::Bearer).part("token", of.text("accessToken")),
        _ => {
            RequestScheme::Header { name: "Authorization".to_owned(), prefix: format!("{} ", prefix.trim()) }
        }
    };
    RawAuth::new(scheme).part("api_key", of.text("accessToken"))
}

fn jwt(of: &mut Attributes<'_>) -> RawAuth {
    let algorithm = of.setting("algorithm").to_ascii_uppercase();
    let private = if algorithm.starts_with("HS") { of.text("secret") } else { of.text("privateKey") };
    let payload = of.text("payload");
    let claims: Option<BTreeMap<String, String>> = claims(&payload);
    let prefix = of.text("headerPrefix");
    let prefix = if prefix.is_empty() { "Bearer".to_owned() } else { judge::setting(&prefix) };
    let in_header = of.text("addTokenTo").text.as_str() != "queryParam";
    let plain = of.is_on("isSecretBase64Encoded") != Some(true);
    let scheme = match claims.filter(|_| in_header && plain) {
        Some(claims) => RequestScheme::Jwt { algorithm, claims, prefix: format!("{prefix} ") },
        None => RequestScheme::Other("JWT".to_owned()),
    };
    RawAuth::new(scheme).part("signing_key", private)
}

/// Claims that are texts or numbers and may be shown; `None` where one of them may not.
fn claims(payload: &Given) -> Option<BTreeMap<String, String>> {
    if payload.is_empty() {
        return Some(BTreeMap::new());
    }
    if payload.is_open() || payload.is_tainted() {
        return None;
    }
    let json: serde_json::Map<String, Value> = serde_json::from_str(&payload.text).ok()?;
    let claim = |(name, value): (String, Value)| {
        let text = match value {
            Value::String(text) => text,
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        // A braced word would be filled in anew by Keyrack.
        let fine = judge::name(&name) == name
            && !judge::names_secret(&name)
            && judge::setting(&Given::of(&text)) == text
            && !text.contains(['{', '}']);
        fine.then_some((name, text))
    };
    let times = |name: &str| matches!(name, "iat" | "exp" | "nbf");
    json.into_iter().filter(|(name, _)| !times(name)).take(30).map(claim).collect()
}

/// Schemes that are known by name alone: their secrets are hidden all the same.
fn other(kind: &str, of: &mut Attributes<'_>) -> RawAuth {
    let name = match kind {
        "digest" => "Digest",
        "hawk" => "Hawk",
        "ntlm" => "NTLM",
        "edgegrid" => "Akamai EdgeGrid",
        _ => "Atlassian ASAP",
    };
    RawAuth::new(RequestScheme::Other(name.to_owned()))
        .part("username", of.text("username"))
        .part("password", of.text("password"))
        .part("client_secret", of.text("clientSecret"))
        .part("signing_key", of.text(if kind == "hawk" { "authKey" } else { "privateKey" }))
}

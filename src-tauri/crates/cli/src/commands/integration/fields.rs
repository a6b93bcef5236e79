//! What an integration is made of, from flags.

use std::path::PathBuf;

use clap::ValueEnum;
use engine::view::{
    AuthInput, ClientAuth, Environment, HeaderInput, IntegrationInput, Oauth1Method, Oauth1Place,
};

use crate::commands::about::About;
use crate::stop::Stop;

#[derive(clap::Args)]
pub(crate) struct Fields {
    /// Which of the client's environments it is
    #[arg(long, value_enum)]
    env: Option<EnvironmentName>,
    /// A variable of the provider's base URL; may be given again
    #[arg(long = "var", value_name = "NAME=VALUE")]
    variables: Vec<String>,
    /// Another base URL than the provider's; `custom` needs one
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// How the key is placed: provider, bearer, basic, header:NAME, header:NAME:PREFIX, headers:NAME=PART,NAME=PART,
    /// query:NAME, oauth2-client:URL, oauth2-client-body:URL, oauth2-refresh:URL, oauth2-refresh-body:URL, jwt-grant:URL,
    /// oauth1, oauth1:token, sigv4:REGION:SERVICE, body:FIELD, path; or all settings as JSON, such as
    /// '{"scheme":"hmac",…}'
    #[arg(long, value_name = "SCHEME")]
    auth: Option<String>,
    /// The harmless request of a test, such as 'GET /me'; one that does not only read says so: 'idempotent: GET /ping', or
    /// 'creates: GET /ping', which no run of many and no watch sends
    #[arg(long, value_name = "REQUEST")]
    probe: Option<String>,
    /// What a test's answer must be like, such as '[STATUS] == 200' or 'degraded: [TIME] < 800'; may be given again, and
    /// replaces all there were. Empty: the provider's own
    #[arg(long = "condition", value_name = "CONDITION")]
    conditions: Vec<String>,
    /// Trust only the authorities in this PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
    /// Show a client certificate (mutual TLS): its parts are client_certificate and client_key
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    client_certificate: Option<bool>,
    /// Unsafe: allow plain HTTP to this machine, for development
    #[arg(long, value_name = "true|false", num_args = 0..=1, default_missing_value = "true")]
    unsafe_loopback_http: Option<bool>,
    #[command(flatten)]
    about: About,
    /// Replace the key every so many days; 0 follows the provider
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u32).range(0..=1000))]
    rotate_every: Option<u32>,
}

#[derive(Clone, Copy, ValueEnum)]
pub(in crate::commands) enum EnvironmentName {
    Production,
    Staging,
    Sandbox,
}

impl From<EnvironmentName> for Environment {
    fn from(name: EnvironmentName) -> Self {
        match name {
            EnvironmentName::Production => Self::Production,
            EnvironmentName::Staging => Self::Staging,
            EnvironmentName::Sandbox => Self::Sandbox,
        }
    }
}

impl Fields {
    /// Changes what was given.
    pub(super) async fn change(self, input: &mut IntegrationInput) -> Result<(), Stop> {
        if let Some(name) = self.env {
            input.environment = name.into();
        }
        for variable in &self.variables {
            let (name, value) = variable.split_once('=').ok_or_else(|| {
                Stop::usage("A variable is given as NAME=VALUE.", "Such as --var store_domain=shop.example")
            })?;
            if value.is_empty() {
                input.variables.remove(name);
            } else {
                input.variables.insert(name.to_owned(), value.to_owned());
            }
        }
        if let Some(auth) = &self.auth {
            input.auth = parse_auth(auth)?;
        }
        if let Some(ca) = self.ca {
            input.ca_pem = if ca.as_os_str().is_empty() { None } else { Some(engine::read_ca(&ca).await?.0) };
        }
        replace(&mut input.base_url, self.base_url);
        replace(&mut input.probe, self.probe);
        if !self.conditions.is_empty() {
            // An empty one takes those away that there were; the engine leaves it out.
            input.conditions = self.conditions;
        }
        input.allow_loopback_http = self.unsafe_loopback_http.unwrap_or(input.allow_loopback_http);
        input.client_certificate = self.client_certificate.unwrap_or(input.client_certificate);
        self.about.change(&mut input.notes, &mut input.tags, &mut input.owner);
        if let Some(days) = self.rotate_every {
            input.rotate_every_days = Some(days).filter(|days| *days > 0);
        }
        Ok(())
    }
}

fn replace(field: &mut Option<String>, given: Option<String>) {
    if let Some(text) = given {
        *field = Some(text).filter(|text| !text.is_empty());
    }
}

/// A scheme in its short form, or as JSON.
fn parse_auth(text: &str) -> Result<AuthInput, Stop> {
    // What was given is not repeated: it may be a key in the wrong place.
    let wrong = || {
        Stop::usage(
            "That is not a way to place a key.",
            "Give --auth provider, bearer, basic, header:NAME, header:NAME:PREFIX, headers:NAME=PART, query:NAME, \
             oauth2-client:URL, oauth2-refresh:URL, jwt-grant:URL, oauth1, sigv4:REGION:SERVICE, body:FIELD or path; or \
             JSON, as keyrack integration show --json prints it.",
        )
    };
    if text.trim_start().starts_with('{') {
        return serde_json::from_str(text).map_err(|_| wrong());
    }
    let (scheme, rest) = match text.split_once(':') {
        Some((scheme, rest)) if !rest.is_empty() => (scheme, Some(rest)),
        Some(_) => return Err(wrong()),
        None => (text, None),
    };
    let own = str::to_owned;
    Ok(match (scheme, rest) {
        ("provider", None) => AuthInput::Provider,
        ("bearer", None) => AuthInput::Bearer,
        ("basic", None) => AuthInput::Basic,
        ("path", None) => AuthInput::Path,
        ("oauth1", None) => oauth1(false),
        ("oauth1", Some("token")) => oauth1(true),
        ("header", Some(rest)) => {
            let (header, prefix) = rest.split_once(':').unwrap_or((rest, ""));
            AuthInput::Header { header: own(header), prefix: own(prefix) }
        }
        ("headers", Some(rest)) => AuthInput::Headers { headers: headers(rest).ok_or_else(wrong)? },
        ("query", Some(name)) => AuthInput::Query { name: own(name) },
        ("body", Some(field)) => AuthInput::Body { field: own(field) },
        ("oauth2-client", Some(url)) => oauth2_client(url, ClientAuth::Basic),
        ("oauth2-client-body", Some(url)) => oauth2_client(url, ClientAuth::Body),
        ("oauth2-refresh", Some(url)) => oauth2_refresh(url, ClientAuth::Basic),
        ("oauth2-refresh-body", Some(url)) => oauth2_refresh(url, ClientAuth::Body),
        ("jwt-grant", Some(url)) => AuthInput::JwtGrant { token_url: own(url), scope: String::new() },
        ("sigv4", Some(rest)) => {
            let (region, service) = rest.split_once(':').ok_or_else(wrong)?;
            AuthInput::SigV4 { region: own(region), service: own(service) }
        }
        _ => return Err(wrong()),
    })
}

/// `NAME=PART,NAME=PART`.
fn headers(text: &str) -> Option<Vec<HeaderInput>> {
    let one = |pair: &str| {
        let (header, part) = pair.split_once('=')?;
        let [header, part] = [header, part].map(|text| text.trim().to_owned());
        Some(HeaderInput { header, prefix: String::new(), part })
    };
    text.split(',').map(one).collect()
}

fn oauth1(token: bool) -> AuthInput {
    let (method, place) = (Oauth1Method::default(), Oauth1Place::default());
    AuthInput::Oauth1 { method, token, place, realm: String::new() }
}

fn oauth2_client(url: &str, client_auth: ClientAuth) -> AuthInput {
    let (scope, audience) = (String::new(), String::new());
    AuthInput::Oauth2ClientCredentials { token_url: url.to_owned(), client_auth, scope, audience }
}

fn oauth2_refresh(url: &str, client_auth: ClientAuth) -> AuthInput {
    AuthInput::Oauth2RefreshToken { token_url: url.to_owned(), client_auth, scope: String::new() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_way_of_placing_a_key_is_read() {
        let header = |prefix: &str| AuthInput::Header { header: "X-API-Key".into(), prefix: prefix.into() };
        assert_eq!(parse_auth("header:X-API-Key").ok(), Some(header("")));
        assert_eq!(parse_auth("header:X-API-Key:Token ").ok(), Some(header("Token ")));
        assert_eq!(parse_auth("query:key").ok(), Some(AuthInput::Query { name: "key".into() }));
        assert_eq!(parse_auth("basic").ok(), Some(AuthInput::Basic));
        let url = "https://auth.example.com/token";
        assert_eq!(
            parse_auth(&format!("oauth2-client-body:{url}")).ok(),
            Some(oauth2_client(url, ClientAuth::Body))
        );
        let sigv4 = AuthInput::SigV4 { region: "eu-central-1".into(), service: "s3".into() };
        assert_eq!(parse_auth("sigv4:eu-central-1:s3").ok(), Some(sigv4));
        let Some(AuthInput::Headers { headers }) = parse_auth("headers:X-Id=id, X-Key=key").ok() else {
            panic!("headers")
        };
        assert_eq!((headers[1].header.as_str(), headers[1].part.as_str()), ("X-Key", "key"));
        let json = r#"{"scheme":"body","field":"/auth/key"}"#;
        assert_eq!(parse_auth(json).ok(), Some(AuthInput::Body { field: "/auth/key".into() }));
        for bad in ["", "header", "header:", "query:", "bearer:abc", "digest", "sigv4:x", "headers:x", "{"] {
            assert!(parse_auth(bad).is_err(), "{bad}");
        }
    }
}

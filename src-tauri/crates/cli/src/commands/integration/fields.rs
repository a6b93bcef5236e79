//! What an integration is made of, from flags.

use std::path::PathBuf;

use clap::ValueEnum;
use engine::view::{AuthInput, Environment, IntegrationInput};

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
    /// How the key is placed: provider, bearer, basic, header:NAME, header:NAME:PREFIX or query:NAME
    #[arg(long, value_name = "SCHEME")]
    auth: Option<String>,
    /// The harmless request of a test, such as 'GET /me'
    #[arg(long, value_name = "REQUEST")]
    probe: Option<String>,
    /// Trust only the authorities in this PEM file
    #[arg(long, value_name = "FILE")]
    ca: Option<PathBuf>,
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
enum EnvironmentName {
    Production,
    Staging,
    Sandbox,
}

impl Fields {
    /// Changes what was given.
    pub(super) async fn change(self, input: &mut IntegrationInput) -> Result<(), Stop> {
        if let Some(name) = self.env {
            input.environment = match name {
                EnvironmentName::Production => Environment::Production,
                EnvironmentName::Staging => Environment::Staging,
                EnvironmentName::Sandbox => Environment::Sandbox,
            };
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
        input.allow_loopback_http = self.unsafe_loopback_http.unwrap_or(input.allow_loopback_http);
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

/// `provider`, `bearer`, `basic`, `header:NAME[:PREFIX]` or `query:NAME`.
fn parse_auth(text: &str) -> Result<AuthInput, Stop> {
    let mut pieces = text.splitn(3, ':');
    let scheme = pieces.next().unwrap_or_default();
    match (scheme, pieces.next(), pieces.next()) {
        ("provider", None, None) => Ok(AuthInput::Provider),
        ("bearer", None, None) => Ok(AuthInput::Bearer),
        ("basic", None, None) => Ok(AuthInput::Basic),
        ("header", Some(name), prefix) if !name.is_empty() => {
            Ok(AuthInput::Header { header: name.to_owned(), prefix: prefix.unwrap_or_default().to_owned() })
        }
        ("query", Some(name), None) if !name.is_empty() => Ok(AuthInput::Query { name: name.to_owned() }),
        // What was given is not repeated: it may be a key in the wrong place.
        _ => Err(Stop::usage(
            "That is not a way to place a key.",
            "Give --auth provider, bearer, basic, header:NAME, header:NAME:PREFIX or query:NAME.",
        )),
    }
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
        for bad in ["", "header", "header:", "query:", "bearer:abc", "digest"] {
            assert!(parse_auth(bad).is_err(), "{bad}");
        }
    }
}

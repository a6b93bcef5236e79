//! What an integration comes to: where it sends, how the key is placed, what the probe is. A pure function of what a
//! person entered and the catalogue.

use std::collections::BTreeSet;

use url::Url;
use vault::{Binding, Body, ClientCertificate, Method, Origin, Placement};

use crate::address;
use crate::auth::{self, Scheme, SchemePart};
use crate::catalogue::{self, CUSTOM, Entry};
use crate::error::{Code, Error, Result};
use crate::headers;
use crate::view::{AuthInput, IntegrationInput, NotTestable, ProbeClass};

/// An integration, worked out.
#[derive(Clone, Debug)]
pub(crate) struct Plan {
    pub(crate) provider_name: String,
    /// Every part that the scheme needs, in the provider's order.
    pub(crate) parts: Vec<SchemePart>,
    pub(crate) auth_words: String,
    /// `None`: the scheme is built later, or a variable is missing.
    pub(crate) placement: Option<Placement>,
    /// `None`: a variable is missing.
    pub(crate) base: Option<Url>,
    /// The provider's public headers and the integration's; `None` while one that is needed lacks its variable.
    pub(crate) headers: Option<Vec<(String, String)>>,
    /// `None`: there is no harmless one, or a variable is missing.
    pub(crate) probe: Option<PlanProbe>,
    /// By what statuses this provider refuses a key.
    pub(crate) bad_key_status: Vec<u16>,
    /// The interval that counts: the integration's own, else the provider's.
    pub(crate) every_days: Option<u32>,
    /// Why no test can be sent, as far as the key and the archive do not matter.
    pub(crate) not_testable: Option<NotTestable>,
    ca_pem: Option<String>,
    loopback_http: bool,
    client_certificate: bool,
}

/// A probe as it will be sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct PlanProbe {
    pub(crate) method: Method,
    pub(crate) url: Url,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Option<Body>,
    /// The only good status; `None`: any 2xx.
    pub(crate) expect_status: Option<u16>,
    /// What it does to the provider's data.
    pub(crate) class: ProbeClass,
}

impl PlanProbe {
    /// In words, without any key: `GET /orders?page=1`.
    pub(crate) fn words(&self) -> String {
        words(self.method, &self.url)
    }
}

/// A request in words, without any key.
pub(crate) fn words(method: Method, url: &Url) -> String {
    let query = url.query().map(|q| format!("?{q}")).unwrap_or_default();
    format!("{} {}{query}", method.as_str(), written(url))
}

/// A path as a person wrote it, with the place of the key.
fn written(url: &Url) -> String {
    url.path().replace("%7Bapi_key%7D", address::KEY_IN_PATH)
}

impl Plan {
    /// Works `input` out. It was checked when it was saved; whatever cannot be worked out now is left open.
    pub(crate) fn of(input: &IntegrationInput) -> Self {
        let Ok(entry) = catalogue::find(&input.provider) else { return Self::unknown(input) };
        let scheme = auth::of(entry, &input.auth);
        let base = base_of(entry, input).ok().flatten();
        let probe = base.as_ref().and_then(|base| probe_of(entry, input, base));
        let placement = match scheme.placement(&input.variables) {
            // Where in the path is part of what a person said yes to.
            Some(Placement::Path(_)) => probe.as_ref().map(|probe| Placement::Path(written(&probe.url))),
            other => other,
        };
        let not_testable =
            why_not(entry, input, &scheme, base.is_some(), placement.is_some(), probe.is_some());
        Self {
            provider_name: entry.name.clone(),
            parts: parts_of(input, &scheme),
            auth_words: words_of(input, scheme.words),
            placement,
            base,
            headers: headers_of(entry, input),
            probe: probe.filter(|_| not_testable.is_none()),
            bad_key_status: entry.test.bad_key_status.clone(),
            every_days: input.rotate_every_days.or(entry.rotation.max_age_days),
            not_testable,
            ca_pem: input.ca_pem.clone(),
            loopback_http: input.allow_loopback_http,
            client_certificate: input.client_certificate,
        }
    }

    /// An integration of a provider that this version does not know: kept as it is.
    fn unknown(input: &IntegrationInput) -> Self {
        Self {
            provider_name: input.provider.clone(),
            parts: Vec::new(),
            auth_words: "A provider that this version does not know".to_owned(),
            placement: None,
            base: None,
            headers: None,
            probe: None,
            bad_key_status: Vec::new(),
            every_days: input.rotate_every_days,
            not_testable: Some(NotTestable::SchemeLater),
            ca_pem: None,
            loopback_http: false,
            client_certificate: false,
        }
    }

    /// What a key of this integration may be used for.
    ///
    /// # Errors
    /// [`Code::DestinationMissing`] while nobody knows where it would go.
    pub(crate) fn binding(&self) -> Result<Binding> {
        let base = self.base.as_ref().ok_or(Code::DestinationMissing)?;
        let mut origins = BTreeSet::from([Origin::of(base)?]);
        // A scheme that is built later places nothing yet: the vault then sends the key nowhere.
        let placement = self.placement.clone().unwrap_or_else(|| Placement::Headers(Vec::new()));
        if let Some(token) = placement.token() {
            let url = Url::parse(&token.url).map_err(|_| Error::at(Code::UrlInvalid, "auth.token_url"))?;
            origins.insert(Origin::of(&url)?);
        }
        Ok(Binding {
            origins,
            client_certificate: self.client_certificate.then(|| ClientCertificate {
                certificate: auth::CERTIFICATE.to_owned(),
                key: auth::CERTIFICATE_KEY.to_owned(),
            }),
            placement,
            ca_pem: self.ca_pem.clone(),
            loopback_http: self.loopback_http,
        })
    }

    /// Whether this is where the key is exchanged for a token, whatever its query says.
    pub(crate) fn buys_at(&self, url: &Url) -> bool {
        let token = self.placement.as_ref().and_then(Placement::token);
        let at = token.and_then(|token| Url::parse(&token.url).ok());
        at.is_some_and(|at| at.origin() == url.origin() && at.path() == url.path())
    }

    /// The host of the token endpoint, where there is one.
    pub(crate) fn token_host(&self) -> Option<String> {
        let url = Url::parse(&self.placement.as_ref()?.token()?.url).ok()?;
        url.host_str().map(str::to_owned)
    }

    /// The host, for search.
    pub(crate) fn host(&self) -> String {
        self.base.as_ref().and_then(Url::host_str).unwrap_or_default().to_owned()
    }

    /// The probe in words, without any key.
    pub(crate) fn probe_words(&self) -> Option<String> {
        self.probe.as_ref().map(PlanProbe::words)
    }

    /// The part of this name.
    pub(crate) fn part(&self, name: &str) -> Result<&SchemePart> {
        self.parts.iter().find(|p| p.name == name).ok_or_else(|| Error::at(Code::PartUnknown, "part"))
    }
}

/// Refuses an address or a probe that cannot be, or would lead elsewhere. What is missing is no error: it can be added.
pub(crate) fn check(input: &IntegrationInput) -> Result<()> {
    let entry = catalogue::find(&input.provider)?;
    auth::check(&input.auth, input.allow_loopback_http)?;
    if entry.id == CUSTOM && input.base_url.is_none() {
        return Err(Error::at(Code::Required, "base_url"));
    }
    for (name, value) in &input.variables {
        if !entry.has_variable(name) {
            return Err(Error::at(Code::VariableUnknown, format!("variables.{name}")));
        }
        address::check_variable(&entry.base_url, name, value)?;
    }
    let placement = auth::of(entry, &input.auth).placement(&input.variables);
    headers::beside(&input.headers, placement.as_ref())?;
    let base = base_of(entry, input)?;
    if let Some(probe) = &input.probe {
        let (_, path, _) = address::check_probe(probe, &input.auth)?;
        if let Some(base) = &base {
            address::join(base, path)?;
        }
    }
    Ok(())
}

/// What the scheme needs, and what shows the client's certificate.
fn parts_of(input: &IntegrationInput, scheme: &Scheme) -> Vec<SchemePart> {
    let certificate = input.client_certificate.then(auth::certificate_parts);
    scheme.parts.iter().cloned().chain(certificate.into_iter().flatten()).collect()
}

fn words_of(input: &IntegrationInput, scheme: String) -> String {
    if input.client_certificate { format!("{scheme}; with a client certificate") } else { scheme }
}

fn base_of(entry: &Entry, input: &IntegrationInput) -> Result<Option<Url>> {
    match &input.base_url {
        Some(text) => address::check_base(text, input.allow_loopback_http).map(Some),
        None if entry.base_url.is_empty() => Ok(None),
        None => address::resolve_base(&entry.base_url, &input.variables),
    }
}

fn probe_of(entry: &Entry, input: &IntegrationInput, base: &Url) -> Option<PlanProbe> {
    let headers = headers_of(entry, input)?;
    if let Some(own) = &input.probe {
        let (method, path, class) = address::check_probe(own, &input.auth).ok()?;
        let url = address::join(base, path).ok()?;
        return Some(PlanProbe { method, url, headers, body: None, expect_status: None, class });
    }
    let method = match entry.test.method.as_deref()? {
        "GET" => Method::Get,
        "HEAD" => Method::Head,
        "POST" => Method::Post,
        _ => return None,
    };
    let path = address::fill(entry.test.path.as_deref()?, &input.variables)?;
    let url = address::join(base, &path).ok()?;
    // What is known of a provider's POST holds where that provider is. An address or a scheme of one's own may be somebody
    // else's, to whom the same request says something else: it is sent only where a person says so.
    let elsewhere = input.base_url.is_some() || !matches!(input.auth, AuthInput::Provider);
    let class = if method == Method::Post && elsewhere { ProbeClass::Creates } else { entry.probe_class() };
    Some(PlanProbe {
        method,
        url,
        headers,
        body: entry.test.body.as_ref().map(Body::json),
        expect_status: entry.test.expect_status,
        class,
    })
}

/// The provider's public headers and the integration's; `None` while one that is needed lacks its variable.
fn headers_of(entry: &Entry, input: &IntegrationInput) -> Option<Vec<(String, String)>> {
    let mut headers = Vec::new();
    for header in &entry.headers {
        match address::fill(&header.value, &input.variables) {
            Some(value) => headers.push((header.name.clone(), value)),
            None if header.optional => {}
            None => return None,
        }
    }
    Some(headers::joined(headers, &input.headers))
}

fn why_not(
    entry: &Entry,
    input: &IntegrationInput,
    scheme: &Scheme,
    base: bool,
    placed: bool,
    probe: bool,
) -> Option<NotTestable> {
    let own = input.probe.is_some();
    let has_probe = own || (entry.test.safe && entry.test.path.is_some() && entry.test.method.is_some());
    if !scheme.built || (!own && entry.secret_in_url()) {
        Some(NotTestable::SchemeLater)
    } else if !has_probe {
        Some(NotTestable::NoSafeProbe)
    } else if !base || !placed || !probe {
        Some(NotTestable::VariableMissing)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn input(provider: &str) -> IntegrationInput {
        IntegrationInput::new("Shop", provider)
    }

    #[test]
    fn a_shop_is_worked_out_from_its_domain() {
        let mut shop = input("woocommerce");
        assert_eq!(Plan::of(&shop).not_testable, Some(NotTestable::VariableMissing));
        assert_eq!(Plan::of(&shop).binding().unwrap_err().code(), Code::DestinationMissing);
        shop.variables.insert("store_domain".into(), "shop.example.com".into());
        check(&shop).unwrap();
        let plan = Plan::of(&shop);
        assert_eq!(plan.not_testable, None);
        assert_eq!(plan.base.as_ref().unwrap().as_str(), "https://shop.example.com/wp-json/wc/v3");
        assert_eq!(plan.probe_words().unwrap(), "GET /wp-json/wc/v3/products/categories?per_page=1");
        let names: Vec<&str> = plan.parts.iter().map(|p| p.name.as_str()).collect();
        assert_eq!(names, ["consumer_key", "consumer_secret"]);
        let binding = plan.binding().unwrap();
        assert_eq!(
            binding.origins.iter().map(ToString::to_string).collect::<Vec<_>>(),
            ["https://shop.example.com"]
        );
        assert_eq!(binding.placement.parts().len(), 2);
    }

    #[test]
    fn a_scheme_of_later_can_be_kept() {
        assert_eq!(Plan::of(&input("zapier_catch_hook")).not_testable, Some(NotTestable::SchemeLater));
        assert_eq!(Plan::of(&input("segment")).not_testable, Some(NotTestable::NoSafeProbe));
        let mut algolia = input("algolia");
        algolia.variables.insert("app_id".into(), "APP".into());
        assert_eq!(
            Plan::of(&algolia).not_testable,
            Some(NotTestable::SchemeLater),
            "its key would stand in the URL"
        );
    }

    #[test]
    fn a_token_is_bought_where_the_binding_says() {
        let mut paypal = input("paypal");
        assert_eq!(Plan::of(&paypal).not_testable, Some(NotTestable::VariableMissing));
        paypal.variables.insert("api_host".into(), "api-m.paypal.com".into());
        let plan = Plan::of(&paypal);
        assert_eq!((plan.not_testable, plan.parts.len()), (None, 2));
        let token = plan.placement.as_ref().unwrap().token().unwrap();
        assert_eq!(plan.probe.unwrap().url.as_str(), token.url, "the token request is the test");
        let xero = Plan::of(&input("xero"));
        let binding = xero.binding().unwrap();
        let origins: Vec<String> = binding.origins.iter().map(ToString::to_string).collect();
        assert_eq!(origins, ["https://api.xero.com", "https://identity.xero.com"]);
        let optional: Vec<&str> =
            xero.parts.iter().filter(|part| part.optional).map(|part| part.name.as_str()).collect();
        assert_eq!(optional, ["webhook_key"]);
    }

    #[test]
    fn a_client_certificate_is_part_of_the_binding() {
        let mut own = input(CUSTOM);
        own.base_url = Some("https://api.example.com".into());
        own.auth = crate::view::AuthInput::Path;
        own.probe = Some("GET /keys/{api_key}".into());
        own.client_certificate = true;
        check(&own).unwrap();
        let plan = Plan::of(&own);
        assert_eq!(plan.probe_words().unwrap(), "GET /keys/{api_key}");
        let names: Vec<&str> = plan.parts.iter().map(|part| part.name.as_str()).collect();
        assert_eq!(names, ["api_key", "client_certificate", "client_key"]);
        assert!(plan.binding().unwrap().client_certificate.is_some());
    }

    #[test]
    fn a_custom_service_brings_its_own_address_and_probe() {
        let mut own = input(CUSTOM);
        assert_eq!(check(&own).unwrap_err().code(), Code::Required);
        own.base_url = Some("https://api.example.com/v1".into());
        check(&own).unwrap();
        assert_eq!(Plan::of(&own).not_testable, Some(NotTestable::NoSafeProbe));
        own.probe = Some("GET /ping".into());
        let plan = Plan::of(&own);
        assert_eq!(plan.probe_words().unwrap(), "GET /v1/ping");
        assert_eq!(plan.probe.unwrap().expect_status, None);
        own.probe = Some("POST /orders".into());
        assert_eq!(check(&own).unwrap_err().code(), Code::ProbeMethod);
        own.variables.insert("surprise".into(), "x".into());
        assert_eq!(check(&own).unwrap_err().code(), Code::VariableUnknown);
    }

    #[test]
    fn an_integrations_own_headers_go_with_its_probe_and_count_before_the_providers() {
        let header =
            |name: &str, value: &str| crate::view::PublicHeader { name: name.into(), value: value.into() };
        let mut own = input(CUSTOM);
        own.base_url = Some("https://api.example.com".into());
        own.auth = crate::view::AuthInput::Header { header: "X-API-KEY".into(), prefix: String::new() };
        own.probe = Some("GET /ping".into());
        own.headers = vec![header("X-Version", "2026-07")];
        check(&own).unwrap();
        assert_eq!(Plan::of(&own).probe.unwrap().headers, [("X-Version".to_owned(), "2026-07".to_owned())]);
        own.headers.push(header("x-api-key", "x"));
        let refused = check(&own).unwrap_err();
        assert_eq!(
            (refused.code(), refused.refusal().field.as_deref()),
            (Code::HeaderInvalid, Some("headers.1.name"))
        );
        let theirs = vec![("x-version".to_owned(), "1".to_owned()), ("x-other".to_owned(), "2".to_owned())];
        let joined = headers::joined(theirs, &own.headers[..1]);
        assert_eq!(
            joined,
            [("x-other".to_owned(), "2".to_owned()), ("X-Version".to_owned(), "2026-07".to_owned())]
        );
    }

    #[test]
    fn several_parts_in_the_query_are_a_scheme_of_any_provider() {
        let pair = |name: &str| crate::view::QueryPair { name: name.into(), part: name.into() };
        let mut shop = input("woocommerce");
        shop.variables.insert("store_domain".into(), "shop.example.com".into());
        shop.auth =
            crate::view::AuthInput::QueryPairs { pairs: vec![pair("consumer_key"), pair("consumer_secret")] };
        check(&shop).unwrap();
        let plan = Plan::of(&shop);
        assert_eq!(
            plan.auth_words,
            "Query: consumer key as consumer_key=, consumer secret as consumer_secret="
        );
        assert!(plan.part("consumer_key").unwrap().hint.pattern.is_some());
        let Some(Placement::Query(pairs)) = plan.placement else { panic!("another placement") };
        assert_eq!(pairs.len(), 2);
    }

    #[test]
    fn headers_that_are_needed_wait_for_their_variable() {
        assert_eq!(Plan::of(&input("wix")).not_testable, Some(NotTestable::VariableMissing));
        let mut odoo = input("odoo");
        odoo.variables.insert("odoo_domain".into(), "erp.example.com".into());
        let probe = Plan::of(&odoo).probe.unwrap();
        assert_eq!(probe.method, Method::Post);
        assert!(probe.headers.is_empty(), "the database's name is optional");
    }
}

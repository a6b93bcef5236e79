//! What each request would come to: a provider by its host, a scheme by its secrets, a probe by its method and path.

use std::collections::{BTreeSet, HashMap};

use vault::{Destination, Origin, Remark, RequestFile, RequestFlaw, RequestScheme, RequestShape, TextShape};

use super::headers::{self, Left};
use super::host::{self, Candidate};
use super::schemes::{self, Becomes, Taken};
use crate::address;
use crate::catalogue::{self, CUSTOM};
use crate::plan;
use crate::text;
use crate::view::{
    AuthInput, Environment, IntegrationInput, PublicHeader, RequestNote, RequestOrder, RequestProblem,
};

/// What one request would come to.
#[derive(Clone, Debug)]
pub(super) struct Suggested {
    /// The place among the groups.
    pub(super) group: usize,
    /// Its own secrets, in the group's order of parts.
    pub(super) becomes: Vec<Becomes>,
    pub(super) probe: Option<String>,
    pub(super) order: Option<RequestOrder>,
    /// Its public headers.
    pub(super) headers: Vec<PublicHeader>,
}

/// One integration that requests would come to.
#[derive(Clone, Debug)]
pub(super) struct Group {
    pub(super) origin: Origin,
    /// Without probe and headers, which are those of the requests that are picked.
    pub(super) input: IntegrationInput,
}

/// A request, worked out.
#[derive(Clone, Debug, Default)]
pub(super) struct Worked {
    pub(super) suggested: Option<Suggested>,
    pub(super) problems: Vec<RequestProblem>,
    pub(super) notes: BTreeSet<RequestNote>,
    /// Its headers that do not come along.
    pub(super) left: Left,
}

/// Every request of a file, and the integrations that they come to. Names are free at the client that has `taken`.
pub(super) fn work_out(
    file: &RequestFile,
    taken: &[String],
    loopback_http: bool,
) -> (Vec<Worked>, Vec<Group>) {
    let mut groups: Vec<Group> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut names: BTreeSet<String> = taken.iter().map(|name| name.to_lowercase()).collect();
    let mut all = Vec::with_capacity(file.requests().len());
    for shape in file.requests() {
        let mut worked = Worked { notes: notes(shape), ..Worked::default() };
        match place(shape, loopback_http) {
            Err(problems) => worked.problems = problems,
            Ok(origin) => {
                let (input, becomes) = integration(&origin, shape, &mut worked.notes);
                let (probe, order) = use_of(shape, &input, &becomes, &mut worked.notes);
                let (headers, left) = headers::of(shape, &input);
                let values = becomes.iter().map(|one| (one.part.as_str(), shape.parts[one.at].value));
                let key = key_of(&origin, &input, values);
                let group = *known.entry(key).or_insert_with(|| {
                    let name = free_name(&input.name, &mut names);
                    groups.push(Group { origin, input: IntegrationInput { name, ..input } });
                    groups.len() - 1
                });
                worked.left = left;
                worked.suggested = Some(Suggested { group, becomes, probe, order, headers });
            }
        }
        all.push(worked);
    }
    (all, groups)
}

/// What is the same for two requests that one integration can serve.
fn key_of<'v>(
    origin: &Origin,
    input: &IntegrationInput,
    values: impl Iterator<Item = (&'v str, usize)>,
) -> String {
    let mut values: Vec<_> = values.collect();
    values.sort_unstable();
    format!("{origin} {} {:?} {:?} {values:?}", input.provider, input.variables, input.auth)
}

/// Whether an integration has no test of its provider's.
pub(super) fn wants_probe(input: &IntegrationInput) -> bool {
    let entry = catalogue::find(&input.provider).ok();
    entry.is_none_or(|entry| {
        !entry.test.safe || entry.test.path.is_none() || input.auth != AuthInput::Provider
    })
}

/// Where it goes, or why it goes nowhere.
fn place(shape: &RequestShape, loopback_http: bool) -> Result<Origin, Vec<RequestProblem>> {
    let mut problems: BTreeSet<RequestProblem> = BTreeSet::new();
    for flaw in &shape.problems {
        problems.insert(match flaw {
            RequestFlaw::Unreadable => RequestProblem::Unreadable,
            RequestFlaw::TooLarge => RequestProblem::TooLarge,
        });
    }
    let origin = match &shape.destination {
        Destination::Origin(origin) if origin.is_plain_http() && !loopback_http => {
            Err(RequestProblem::NotHttps)
        }
        Destination::Origin(origin) => Ok(origin.clone()),
        Destination::Missing => Err(RequestProblem::AddressMissing),
        Destination::Invalid => Err(RequestProblem::AddressInvalid),
        Destination::NotHttps => Err(RequestProblem::NotHttps),
        Destination::Unknown(names) => Err(RequestProblem::AddressUnknown {
            names: names.iter().map(|name| text::visible(name)).collect(),
        }),
        Destination::Secret => Err(RequestProblem::SecretInHost),
    };
    match origin {
        Ok(origin) if problems.is_empty() => Ok(origin),
        Ok(_) => Err(problems.into_iter().collect()),
        Err(problem) => {
            problems.insert(problem);
            Err(problems.into_iter().collect())
        }
    }
}

/// The integration that a request describes, and what its secrets become.
fn integration(
    origin: &Origin,
    shape: &RequestShape,
    notes: &mut BTreeSet<RequestNote>,
) -> (IntegrationInput, Vec<Becomes>) {
    let candidates = host::candidates(origin, shape);
    let by_provider = |one: &Candidate| schemes::of_provider(one.entry, shape);
    // Of two that share a host, the one whose key the request has; and the one that needs no other way first.
    let mut fitting: Vec<(&Candidate, Taken)> =
        candidates.iter().filter_map(|one| Some((one, by_provider(one)?))).collect();
    fitting.sort_by_key(|(_, taken)| taken.anew);
    let (candidate, taken) = match fitting.into_iter().next() {
        Some((candidate, taken)) => (Some(candidate), Some(taken)),
        None => (candidates.first(), schemes::own(shape)),
    };
    if shape.parts.is_empty() {
        notes.insert(RequestNote::NoSecret);
    } else {
        let becoming = taken.as_ref().map_or(0, |taken| taken.becomes.len());
        let left = shape.parts.len() - becoming.min(shape.parts.len());
        if left > 0 {
            notes.insert(RequestNote::SecretsLeftOut { count: u32::try_from(left).unwrap_or(u32::MAX) });
        }
    }
    if taken.as_ref().is_some_and(|taken| taken.anew) {
        notes.insert(RequestNote::PlacedAnew);
    }
    let (provider, variables) = match candidate {
        Some(one) => (one.entry.id.clone(), one.variables.clone()),
        None => (CUSTOM.to_owned(), Default::default()),
    };
    let default = if candidate.is_some() { AuthInput::Provider } else { nothing_said() };
    let (auth, becomes) = taken.map_or((default, Vec::new()), |taken| (taken.auth, taken.becomes));
    let mut input = IntegrationInput {
        environment: environment(origin),
        variables,
        auth,
        base_url: candidate.is_none().then(|| origin.to_string()),
        allow_loopback_http: origin.is_plain_http(),
        ..IntegrationInput::new(name(candidate, origin), provider)
    };
    // A provider whose address comes to another place than the request goes to is not the one.
    if input.provider != CUSTOM && !leads_to(&input, origin) && plan::Plan::of(&input).base.is_some() {
        input = IntegrationInput {
            base_url: Some(origin.to_string()),
            variables: Default::default(),
            provider: CUSTOM.to_owned(),
            auth: if input.auth == AuthInput::Provider { nothing_said() } else { input.auth },
            ..input
        };
    }
    (input, becomes)
}

/// The scheme of an integration of which no request says how it authenticates.
fn nothing_said() -> AuthInput {
    AuthInput::Header { header: "X-API-KEY".to_owned(), prefix: String::new() }
}

/// Whether its base stands at this origin.
pub(super) fn leads_to(input: &IntegrationInput, origin: &Origin) -> bool {
    let base = plan::Plan::of(input).base;
    base.and_then(|base| Origin::of(&base).ok()).is_some_and(|base| base == *origin)
}

fn name(candidate: Option<&Candidate>, origin: &Origin) -> String {
    let origin = origin.to_string();
    let host = origin.split_once("://").map_or(origin.as_str(), |(_, host)| host);
    let host = host.strip_prefix("api.").or_else(|| host.strip_prefix("www.")).unwrap_or(host);
    let name = candidate.map_or(host, |one| one.entry.name.as_str());
    name.chars().take(text::NAME - 5).collect()
}

/// `Mollie`, else `Mollie 2`: one that no other integration of the client has.
fn free_name(name: &str, taken: &mut BTreeSet<String>) -> String {
    let mut free = name.to_owned();
    let mut next = 2;
    while !taken.insert(free.to_lowercase()) {
        free = format!("{name} {next}");
        next += 1;
    }
    free
}

fn environment(origin: &Origin) -> Environment {
    let host = origin.to_string();
    let has = |words: &[&str]| host.split(['.', '-', '/', ':']).any(|label| words.contains(&label));
    if has(&["sandbox"]) {
        Environment::Sandbox
    } else if has(&["staging", "stage", "test", "testing", "dev", "uat"]) {
        Environment::Staging
    } else {
        Environment::Production
    }
}

/// GET and HEAD can be a test, with what of path and query is public; any other method can become an order.
fn use_of(
    shape: &RequestShape,
    input: &IntegrationInput,
    becomes: &[Becomes],
    notes: &mut BTreeSet<RequestNote>,
) -> (Option<String>, Option<RequestOrder>) {
    if !matches!(shape.method.as_str(), "GET" | "HEAD") {
        notes.insert(RequestNote::NoProbe { method: shape.method.clone() });
        let path = shape.sent_path.clone();
        return (
            None,
            path.map(|path| RequestOrder { method: shape.method.clone(), path: text::visible(&path) }),
        );
    }
    let Some(path) = &shape.sent_path else {
        notes.insert(RequestNote::SecretInPath);
        return (None, None);
    };
    // The key's own argument is put in by its scheme.
    let placed =
        |value: &TextShape| matches!(value, TextShape::Secret(at) if becomes.iter().any(|one| one.at == *at));
    let others = shape.query.iter().filter(|one| !placed(&one.value));
    if others.clone().any(|one| !matches!(one.value, TextShape::Text(_)) || one.sent.is_empty()) {
        notes.insert(RequestNote::SecretInPath);
        return (None, None);
    }
    let query = others.map(|one| one.sent.as_str()).collect::<Vec<_>>().join("&");
    let base = plan::Plan::of(input).base;
    let below = base.as_ref().map_or("", |base| base.path().trim_end_matches('/'));
    // A probe stands below the base: of a provider's, the request may have gone past it.
    let Some(rest) = path.strip_prefix(below).filter(|rest| rest.starts_with('/')) else {
        return (None, None);
    };
    let query = if query.is_empty() { query } else { format!("?{query}") };
    let probe = format!("{} {rest}{query}", shape.method);
    let fine = address::check_probe(&probe, &input.auth).is_ok() && probe.len() <= address::MAX_URL;
    (fine.then_some(probe), None)
}

/// What is left out of a request, by what the vault says of it.
fn notes(shape: &RequestShape) -> BTreeSet<RequestNote> {
    let mut notes: BTreeSet<RequestNote> = shape.remarks.iter().map(note).collect();
    for auth in &shape.auth {
        match &auth.scheme {
            RequestScheme::Other(scheme) => {
                notes.insert(RequestNote::SchemeUnknown { scheme: text::visible(scheme) })
            }
            RequestScheme::OneTime(scheme) => {
                notes.insert(RequestNote::OneTime { scheme: text::visible(scheme) })
            }
            _ => false,
        };
    }
    notes
}

/// A remark as it is shown.
pub(super) fn note(remark: &Remark) -> RequestNote {
    let option = |option: &&str| (*option).to_owned();
    match remark {
        Remark::Insecure => RequestNote::Insecure,
        Remark::FileNotRead(one) => RequestNote::FileNotRead { option: option(one) },
        Remark::ConfigNotRead => RequestNote::ConfigNotRead,
        Remark::CertificateFile(one) => RequestNote::CertificateFile { option: option(one) },
        Remark::OtherWay(one) => RequestNote::OtherWay { option: option(one) },
        Remark::OptionUnknown(one) => RequestNote::OptionUnknown { option: text::visible(one) },
        Remark::CommandLeftOut => RequestNote::CommandLeftOut,
        Remark::Unknown(names) => {
            RequestNote::VariablesUnknown { names: names.iter().map(|name| text::visible(name)).collect() }
        }
        Remark::Scripts(count) => RequestNote::ScriptsLeftOut { count: *count },
        Remark::RequestsLeftOut(count) => RequestNote::RequestsLeftOut { count: *count },
    }
}

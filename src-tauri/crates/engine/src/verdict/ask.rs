//! What the vault is asked about an answer's body, and what a provider means by its signs. The engine never sees a
//! body: it asks yes-or-no questions, as data.

use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

use serde_json::{Value, json};
use vault::Condition;

use super::explain::{self, KeyMode};
use super::reason::Reason;

/// What a probe is judged by.
#[derive(Clone, Debug, Default)]
pub(crate) struct Asking {
    /// The provider's id in the catalogue.
    pub(crate) provider: String,
    /// The only good status; `None`: any 2xx.
    pub(crate) expect_status: Option<u16>,
    /// By what status this provider refuses a key; may be empty.
    pub(crate) bad_key_status: Vec<u16>,
    /// Whether this API answers in JSON.
    pub(crate) json: bool,
    /// Whether the probe is a HEAD, whose answer has no body.
    pub(crate) head: bool,
    /// Which data the key is made for, where its prefix says so.
    pub(crate) mode: Option<KeyMode>,
    /// Whether the integration is for live data.
    pub(crate) live: bool,
    /// Whether the request carries a time that the provider checks, as signatures do.
    pub(crate) timed: bool,
    /// Whether its conditions are a person's own, and what they speak of.
    pub(crate) own: OwnConditions,
}

/// What a person's own conditions decide in place of the rules.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct OwnConditions {
    /// There are some.
    pub(crate) any: bool,
    /// How long a send may take.
    pub(crate) time: bool,
    /// How long a certificate must still be good.
    pub(crate) certificate: bool,
}

/// A question, by what a yes means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Question {
    IsJson,
    IsHtml,
    /// The body says no in one of the ways that are common to many.
    SaysNo,
    /// The body reports an error in one of the ways that are common to many.
    ReportsError,
    /// The caller's address is not on a list.
    AddressRefused,
    /// No key was seen at all.
    SawNoKey,
    /// The time in the request was refused.
    TimeRefused,
    Maintenance,
    FirewallPage,
    ProxyPage,
    /// The page of a network that wants a login first.
    Portal,
    /// A page that asks for a password.
    LoginForm,
    /// WordPress knows no such route.
    NoRoute,
    /// A sign of this provider: its place in [`Asked::signs`].
    Sign(usize),
}

/// One of a provider's own ways of saying why.
pub(super) struct Sign {
    /// Counts with this status only.
    pub(super) status: Option<u16>,
    pub(super) means: Reason,
    condition: Condition,
}

impl Asking {
    /// For [`vault::Errand::conditions`].
    pub(crate) fn conditions(&self) -> Arc<[Condition]> {
        self.asked().conditions.clone()
    }

    /// All that is asked about this provider's answers.
    pub(super) fn asked(&self) -> &'static Asked {
        KNOWN.get(self.provider.as_str()).unwrap_or(&GENERAL)
    }
}

/// What is asked about one provider's answers: the same of each, so made once.
pub(super) struct Asked {
    /// In the order of the conditions that ask them.
    pub(super) questions: Vec<Question>,
    conditions: Arc<[Condition]>,
    /// The provider's own signs; the first that fits counts.
    pub(super) signs: Vec<Sign>,
}

impl Asked {
    fn new(signs: Vec<Sign>) -> Self {
        let says_no =
            ["/ok", "/success", "/authenticated"].map(|at| Condition::Equals(at.to_owned(), json!(false)));
        let reports = ["/error/message", "/error/code", "/error/type", "/errors/0"];
        let mut all = vec![(Question::IsJson, Condition::IsJson), (Question::IsHtml, Condition::IsHtml)];
        all.extend(says_no.map(|condition| (Question::SaysNo, condition)));
        all.extend(reports.map(|at| (Question::ReportsError, Condition::Exists(at.to_owned()))));
        all.extend(explain::questions());
        let own = signs.iter().enumerate();
        all.extend(own.map(|(i, sign)| (Question::Sign(i), sign.condition.clone())));
        let (questions, conditions): (Vec<_>, Vec<_>) = all.into_iter().unzip();
        Self { questions, conditions: conditions.into(), signs }
    }
}

static GENERAL: LazyLock<Asked> = LazyLock::new(|| Asked::new(Vec::new()));
static KNOWN: LazyLock<HashMap<&str, Asked>> =
    LazyLock::new(|| signs().into_iter().map(|(provider, signs)| (provider, Asked::new(signs))).collect());

/// By provider, its own signs. Facts from the vendors' pages and public sources.
fn signs() -> Vec<(&'static str, Vec<Sign>)> {
    vec![
        (
            "woocommerce",
            vec![
                // The same code serves for a wrong secret and for a key without read permission.
                sign(Some(401), text("does not have read permissions"), Reason::ScopeMissing),
                sign(None, code("woocommerce_rest_authentication_error"), Reason::SecretWrong),
                // An unknown key is treated like no key at all, and so is one whose header never arrived.
                sign(Some(401), code("woocommerce_rest_cannot_view"), Reason::UnknownOrStripped),
                sign(Some(403), code("woocommerce_rest_cannot_view"), Reason::ScopeMissing),
            ],
        ),
        (
            "wordpress",
            vec![
                sign(None, code("incorrect_password"), Reason::SecretWrong),
                sign(None, code("invalid_username"), Reason::IdentityUnknown),
                sign(None, code("invalid_email"), Reason::IdentityUnknown),
                sign(Some(401), code("rest_not_logged_in"), Reason::UnknownOrStripped),
            ],
        ),
        // Their own words for a key of the other mode, whatever was asked for.
        (
            "stripe",
            vec![
                sign(Some(404), text("but a test mode key was used"), Reason::TestKeyOnLive),
                sign(Some(404), text("but a live mode key was used"), Reason::LiveKeyOnTest),
            ],
        ),
        // A wrong token can answer 200 with a user that has no id.
        ("zendesk", vec![sign(Some(200), value("/user/id", Value::Null), Reason::Anonymous)]),
        // GraphQL reports with 200.
        ("braintree", vec![sign(Some(200), Condition::Exists("/errors/0".to_owned()), Reason::KeyRefused)]),
        (
            "authorize_net",
            vec![sign(Some(200), value("/messages/resultCode", json!("Error")), Reason::KeyRefused)],
        ),
        ("postmark", vec![sign(None, value("/ErrorCode", json!(10)), Reason::KeyRefused)]),
        (
            "square",
            vec![sign(None, value("/errors/0/category", json!("AUTHENTICATION_ERROR")), Reason::KeyRefused)],
        ),
        ("twilio", vec![sign(None, value("/code", json!(20003)), Reason::KeyRefused)]),
    ]
}

fn sign(status: Option<u16>, condition: Condition, means: Reason) -> Sign {
    Sign { status, means, condition }
}

fn code(is: &str) -> Condition {
    value("/code", json!(is))
}

fn value(at: &str, is: Value) -> Condition {
    Condition::Equals(at.to_owned(), is)
}

fn text(holds: &str) -> Condition {
    Condition::Contains(holds.to_owned())
}

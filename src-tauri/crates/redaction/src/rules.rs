//! The names of everything that can be found, for who has words for them.

use crate::shapes;

/// Rules that are no vendor's format.
const GENERAL: [&str; 14] = [
    "held-key",
    "telling-name",
    "telling-header",
    "authorization-header",
    "cookie",
    "randomness",
    "private-key",
    "discord",
    "mailchimp",
    "mailgun",
    "twilio",
    "atlassian-server",
    "asana",
    "facebook-app",
];

/// The names of all rules that a [`crate::Leak`] can carry, each once.
pub fn rules() -> impl Iterator<Item = &'static str> {
    let mut names: Vec<&'static str> = GENERAL.to_vec();
    names.extend(shapes::rules().map(|rule| rule.name));
    names.sort_unstable();
    names.dedup();
    names.into_iter()
}

/// What a credential is called that this rule finds, such as `secret key`; `None` for a rule that is no vendor's format.
pub fn rule_label(name: &str) -> Option<&'static str> {
    let label = shapes::rules().find(|rule| rule.name == name).map(|rule| rule.label);
    label.or(match name {
        "discord" => Some("bot token"),
        "mailchimp" | "mailgun" => Some("api key"),
        "twilio" => Some("auth token"),
        "atlassian-server" | "asana" => Some("access token"),
        "facebook-app" => Some("app secret"),
        _ => None,
    })
}

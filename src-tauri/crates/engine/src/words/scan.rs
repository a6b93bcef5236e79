//! What a scan found and what it did not read, in words.

use vault::{Class, rule_label};

use crate::scan::piece::Skipped;
use crate::view::ScanState;

/// A rule in words.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleWords {
    /// What was found, such as "Stripe key".
    pub title: String,
    /// What it means that it stands there.
    pub what: &'static str,
    /// What to do.
    pub next: &'static str,
}

/// The words for a finding by its rule and class. A rule that this version does not know is named by its code.
#[must_use]
pub fn rule(rule: &str, class: Class) -> RuleWords {
    let (what, next) = meaning(class);
    RuleWords { title: title(rule), what, next }
}

/// The words for a key that was given for one scan: the rack need not hold it.
#[must_use]
pub fn given_key() -> RuleWords {
    RuleWords {
        title: "A key of the keys file".to_owned(),
        what: "The keys file names this key. Whoever can read this place has it.",
        next: "Replace the key at its provider and take it out of this place.",
    }
}

fn title(rule: &str) -> String {
    let general = match rule {
        "held-key" => "A key of the rack",
        "telling-name" => "A value that is named like a credential",
        "telling-header" => "A header that carries a credential",
        "authorization-header" => "A login in an Authorization header",
        "cookie" => "A session cookie",
        "randomness" => "A value that looks made by chance",
        "private-key" | "private-key-der" | "jwk" => "A private key",
        "putty-key" => "A private key of PuTTY",
        "jwt" => "A signed token (JWT)",
        "url-password" => "A password in an address",
        "url-token" => "A token in an address",
        "path-token" => "A token in a path",
        _ => "",
    };
    if !general.is_empty() {
        return general.to_owned();
    }
    let vendor = rule.split('-').next().unwrap_or(rule);
    let label = rule_label(rule).unwrap_or("credential");
    match label.strip_prefix(vendor) {
        Some(rest) => format!("{}{rest}", spelled(vendor)),
        None if rule.ends_with("-public") => format!("{}: {label}", spelled(vendor)),
        None => label
            .split_once(' ')
            .map_or_else(|| spelled(label), |(one, rest)| format!("{} {rest}", spelled(one))),
    }
}

fn spelled(word: &str) -> String {
    let known = [
        ("aws", "AWS"),
        ("github", "GitHub"),
        ("gitlab", "GitLab"),
        ("openai", "OpenAI"),
        ("paypal", "PayPal"),
        ("woocommerce", "WooCommerce"),
        ("bigcommerce", "BigCommerce"),
        ("npm", "npm"),
        ("pypi", "PyPI"),
        ("sendgrid", "SendGrid"),
        ("hubspot", "HubSpot"),
        ("posthog", "PostHog"),
        ("recaptcha", "reCAPTCHA"),
        ("digitalocean", "DigitalOcean"),
    ];
    if let Some((_, spelled)) = known.iter().find(|(known, _)| *known == word) {
        return (*spelled).to_owned();
    }
    let mut letters = word.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

fn meaning(class: Class) -> (&'static str, &'static str) {
    match class {
        Class::Held => (
            "Keyrack holds this key. Whoever can read this place has it.",
            "Replace the key at its provider, take the new one in, and take the old one out of this place.",
        ),
        Class::Secret => (
            "It has the shape of a credential, and no key of the rack is known to be it.",
            "If it is in use, replace it at its provider and take it out of this place. If it may stand there, accept it \
             with a reason.",
        ),
        Class::Public => ("Its vendor means this key to be published. It is no leak.", ""),
    }
}

/// How a scan stands, and what to do next.
///
/// `unread`: something was not read. `part`: of something that was named, nothing was.
pub(crate) fn state(state: ScanState, unread: bool, part: bool) -> (&'static str, &'static str) {
    match state {
        ScanState::Running => ("It is under way.", ""),
        ScanState::Done if part => (
            "Of a part of what was named nothing was read: nothing is known of that part.",
            "Look at what was not read, then scan that part again.",
        ),
        ScanState::Done if unread => {
            ("Everything was read but what is listed as not read.", "Look at what was not read.")
        }
        ScanState::Done => ("Everything was read.", ""),
        ScanState::Cancelled => {
            ("It was stopped before its end. What was found until then stands.", "Scan again.")
        }
        ScanState::Failed if unread => (
            "Nothing of it was read, so nothing is known of it.",
            "Look at what was not read and why, then scan again.",
        ),
        ScanState::Failed => (
            "There was nothing to read in it, so nothing is known of it.",
            "See whether it is still there and not empty, then scan again.",
        ),
        ScanState::Unfinished => {
            ("Keyrack ended while it was under way. What it had found was lost.", "Scan again.")
        }
    }
}

/// Why a key was not looked for on a site.
pub(crate) const GUESSABLE: &str = "could be guessed, so it was not looked for on this site";

/// Why something was not read, or not to its end.
pub(crate) fn unread(why: Skipped) -> &'static str {
    use Skipped as S;
    match why {
        S::Unreadable => "It cannot be read: look at its permissions.",
        S::Vanished => "It was gone before it could be read.",
        S::Changed => "It changed while it was read: scan again.",
        S::LinkOut => "A link that leads out of the folder. It is not followed; scan its target by itself.",
        S::LinkBroken => "A link that leads nowhere.",
        S::Special => "A pipe, a socket or a device. It is not opened.",
        S::OwnData => "Keyrack’s own data, where keys do not stand. It was left alone.",
        S::TooDeep => "Folders within folders, more than 200. Scan the inner ones by themselves.",
        S::ArchiveDepth => "Archives within archives, more than three. Unpack it and scan the folder.",
        S::ArchiveBomb => "It unpacks to far more than it is. The rest of it was not read.",
        S::ArchiveMembers => "It has more than 200,000 members. The rest of them were not read.",
        S::ArchiveLarge => "An archive of more than 16 MiB within another. Unpack it and scan the folder.",
        S::Encrypted => "It is encrypted.",
        S::Packing => "It is packed in a way that is not understood. Unpack it and scan the folder.",
        S::Damaged => "The archive is damaged. What could be read of it was looked at.",
        S::Budget => {
            "Too intricate to be looked through to its end: in a part of it only whole keys were sought."
        }
        S::HistoryNone => "It is in no git repository: no history was looked through.",
        S::History => "The git history cannot be read.",
        S::ObjectMissing => "A part of the git history is missing: this is a partial copy, or a damaged one.",
        S::HistoryShallow => "A shallow copy: the older part of the git history is not here.",
        S::HistoryBorrowed => "The repository borrows from another folder, which was left alone.",
        S::HistoryElsewhere => {
            "The git history lies in a folder that does not know of this one. It was left alone."
        }
        S::ObjectDamaged => "A part of the git history is damaged.",
        S::ObjectLarge => "Larger than what is read of a git history.",
        S::CommitsMany => "More commits than are read of a git history. The older ones were not read.",
        S::Robots => "The site’s robots.txt asks to leave it alone.",
        S::Unreachable => "The site did not answer, or not in time.",
        S::Status => "The site answered with an error.",
        S::PrivateAddress => {
            "It leads to an address of a private network, and its name does not say so. Name that address itself."
        }
        S::OtherSite => "It leads to another site.",
        S::PageLarge => "Larger than what is read of a page.",
        S::PagesMany => "More pages than are read of a site.",
        S::PagesLarge => "More bytes than are read of a site.",
        S::PageFar => "More links away from the start than are followed.",
        S::PageTrap => "One of many addresses that differ in little.",
        S::PageDeed => "Opening it might do something, such as fill a cart. It was left alone.",
        S::PageCredentials => "An address with a login in it. It was left alone.",
        S::PageRedirects => "It leads on and on.",
        S::KeysMany => {
            "Keys of the rack stand in more than 20 places of this site. The rest of it was not read."
        }
        S::SiteBusy => "The site asked to be left alone for now.",
        S::SiteTime => {
            "The 20 minutes that one site is given were over. The rest of it was not read: scan a part of it by its address."
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Coded as _;

    #[test]
    fn every_rule_and_every_reason_in_words() {
        let mut lines: Vec<String> = vault::rules().map(|name| format!("{name}: {}", title(name))).collect();
        assert!(lines.len() > 50, "the rules are known: {}", lines.len());
        for line in &lines {
            assert!(!line.ends_with(": credential"), "{line} has no words of its own");
        }
        lines.extend(Skipped::ALL.iter().map(|why| format!("unread {}: {}", why.code(), unread(*why))));
        insta::assert_snapshot!(lines.join("\n"));
    }
}

//! What came of a scan, for other programs: as JSON of Keyrack's own, and as SARIF. One shape for a scan that was carried out
//! a moment ago and for one of the history.

mod sarif;
mod save;

use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use vault::Class;

use super::found::Counts;
use crate::view::{FindingKey, UnreadView};
use crate::words::scan::RuleWords;

/// A scan as it is told.
#[derive(Clone, Debug, Default)]
pub struct ToldScan {
    /// Open ones and accepted ones.
    pub lines: Vec<ToldLine>,
    /// What was not read, or not to its end.
    pub unread: Vec<UnreadView>,
    /// What was named and of which nothing was read.
    pub nothing_read: Vec<String>,
    /// Keys that were not looked for.
    pub not_sought: Vec<String>,
    /// How much was looked through.
    pub counts: Counts,
    /// Whether there were more findings than are kept.
    pub truncated: bool,
    /// Whether it came to no end of its own.
    pub cancelled: bool,
    /// When it began and ended, where that is known.
    pub times: Option<(DateTime<Utc>, DateTime<Utc>)>,
}

/// One line of a file or a page in which a key stands.
#[derive(Clone, Debug)]
pub struct ToldLine {
    /// Path or address, masked.
    pub place: String,
    /// Counted from 1.
    pub line: u64,
    /// The commit that brought it in.
    pub commit: Option<String>,
    /// The weightiest thing in it.
    pub main: Told,
    /// What else stands there.
    pub more: Vec<Told>,
    /// Its keyed fingerprint.
    pub print: Option<String>,
    /// Why it was accepted.
    pub accepted: Option<String>,
}

/// What was found there.
#[derive(Clone, Debug)]
pub struct Told {
    /// What sort of key it is.
    pub class: Class,
    /// The name of the rule that found it.
    pub rule: String,
    /// What it means.
    pub words: RuleWords,
    /// Which key it is.
    pub key: Option<ToldKey>,
}

/// Which key it is.
#[derive(Clone, Debug)]
pub enum ToldKey {
    /// The line of a keys file.
    Line(usize),
    /// A key of the rack.
    Rack(FindingKey),
}

impl ToldScan {
    /// Whether every key that was to be sought was, in every path and site that was named.
    #[must_use]
    pub fn was_looked_at(&self) -> bool {
        self.not_sought.is_empty() && self.nothing_read.is_empty()
    }

    fn of(&self, class: Class) -> usize {
        self.lines.iter().filter(|one| one.accepted.is_none() && one.main.class == class).count()
    }

    /// As `keyrack scan --json` prints it.
    #[must_use]
    pub fn json(&self) -> Value {
        let open = self.lines.iter().filter(|one| one.accepted.is_none());
        let accepted = self.lines.iter().filter_map(|one| Some((one, one.accepted.as_ref()?)));
        let counts = self.counts;
        let mut value = json!({
            "findings": open.map(finding).collect::<Vec<_>>(),
            "accepted": accepted.clone().map(|(one, reason)| {
                let mut value = finding(one);
                value["reason"] = json!(reason);
                value
            }).collect::<Vec<_>>(),
            "skipped": self.unread.iter()
                .map(|one| json!({ "path": one.place, "code": one.code, "why": one.why }))
                .collect::<Vec<_>>(),
            "not_sought": self.not_sought,
            "nothing_read": self.nothing_read,
            "counts": {
                "files": counts.files, "commits": counts.commits, "pages": counts.pages, "bytes": counts.bytes,
                "held": self.of(Class::Held), "secret": self.of(Class::Secret), "public": self.of(Class::Public),
                "accepted": accepted.count(), "skipped": counts.unread,
            },
            "truncated": self.truncated,
            "complete": !self.cancelled && !self.truncated && counts.unread == 0 && self.was_looked_at(),
        });
        // Else the order of fields would hang on how the program was built.
        value.sort_all_objects();
        value
    }
}

fn finding(one: &ToldLine) -> Value {
    let mut value = told(&one.main);
    value["path"] = json!(one.place);
    value["line"] = json!(one.line);
    if let Some(commit) = &one.commit {
        value["commit"] = json!(commit);
    }
    if !one.more.is_empty() {
        value["more"] = one.more.iter().map(told).collect();
    }
    value
}

fn told(one: &Told) -> Value {
    let mut value = json!({ "rule": one.rule, "class": one.class });
    match &one.key {
        Some(ToldKey::Line(line)) => value["key"] = json!(line),
        Some(ToldKey::Rack(key)) => {
            let users: Vec<Value> = key
                .users
                .iter()
                .map(|user| json!({ "client": user.client_name, "integration": user.integration_name }))
                .collect();
            value["key"] = json!({ "fingerprint": key.fingerprint, "part": key.part_label,
                "replaced": key.replaced, "users": users });
        }
        None => {}
    }
    value
}

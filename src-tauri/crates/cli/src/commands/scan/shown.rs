//! A scan as JSON, and for people.

use std::collections::HashMap;

use engine::given::{Class, Finding, Mark, Report, RuleWords, given_key_words, rule_words};
use engine::view::FindingKey;
use serde_json::{Value, json};

use crate::print::{Text, Tone, count};

/// A scan that is over, with the names of the keys that it found.
pub(super) struct Found {
    pub(super) report: Report,
    pub(super) keys: HashMap<usize, Key>,
    /// Keys that were not looked for.
    pub(super) too_short: Vec<String>,
    /// Each with its reason.
    pub(super) accepted: Vec<(Finding, String)>,
    /// Which of the fingerprints are those of the baseline file.
    pub(super) salt: usize,
}

/// Which key it is.
pub(super) enum Key {
    /// The line of the keys file.
    Line(usize),
    Rack(FindingKey),
}

impl Found {
    pub(super) fn key(&self, mark: &Mark) -> Option<&Key> {
        self.keys.get(&mark.key?)
    }

    /// What a finding means: a key of a keys file need not be one of the rack.
    pub(super) fn words(&self, mark: &Mark) -> RuleWords {
        match self.key(mark) {
            Some(Key::Line(_)) => given_key_words(),
            _ => rule_words(mark.rule, mark.class),
        }
    }

    /// Whether every key that was to be sought was, in every path and site that was named.
    pub(super) fn was_looked_at(&self) -> bool {
        self.too_short.is_empty() && self.report.nothing_read.is_empty()
    }

    pub(super) fn of(&self, class: Class) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter().filter(move |one| one.mark.class == class)
    }
}

pub(super) fn json(found: &Found) -> Value {
    let report = &found.report;
    let finding = |one: &Finding| {
        let mut value = mark(found, &one.mark);
        value["path"] = json!(one.place);
        value["line"] = json!(one.line);
        if let Some(commit) = &one.commit {
            value["commit"] = json!(commit);
        }
        if !one.more.is_empty() {
            value["more"] = one.more.iter().map(|more| mark(found, more)).collect();
        }
        value
    };
    let accepted = |(one, reason): &(Finding, String)| {
        let mut value = finding(one);
        value["reason"] = json!(reason);
        value
    };
    let counts = report.counts;
    json!({
        "findings": report.findings.iter().map(finding).collect::<Vec<_>>(),
        "accepted": found.accepted.iter().map(accepted).collect::<Vec<_>>(),
        "skipped": report.unread.iter()
            .map(|one| json!({ "path": one.place, "code": one.code, "why": one.why }))
            .collect::<Vec<_>>(),
        "not_sought": found.too_short,
        "nothing_read": report.nothing_read,
        "counts": {
            "files": counts.files, "commits": counts.commits, "pages": counts.pages, "bytes": counts.bytes,
            "held": found.of(Class::Held).count(), "secret": found.of(Class::Secret).count(),
            "public": found.of(Class::Public).count(), "accepted": found.accepted.len(), "skipped": counts.unread,
        },
        "truncated": report.truncated,
        "complete": !report.cancelled && !report.truncated && counts.unread == 0 && found.was_looked_at(),
    })
}

fn mark(found: &Found, mark: &Mark) -> Value {
    let mut value = json!({ "rule": mark.rule, "class": mark.class });
    match found.key(mark) {
        Some(Key::Line(line)) => value["key"] = json!(line),
        Some(Key::Rack(key)) => {
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

pub(super) fn text(text: &mut Text, found: &Found) {
    let report = &found.report;
    let mut place = None;
    for one in report.findings.iter().filter(|one| one.mark.class != Class::Public) {
        if place.replace(&one.place) != Some(&one.place) {
            if place.is_some() && text.lines().last().is_some_and(|line| !line.is_empty()) {
                text.blank();
            }
            text.line(&one.place);
        }
        let commit = one.commit.as_deref().map(|id| format!(" in {}", &id[..id.len().min(10)]));
        let words = found.words(&one.mark);
        let tone = if one.mark.class == Class::Held { Tone::Bad } else { Tone::Care };
        let at = format!("  line {}{}  ", one.line, commit.unwrap_or_default());
        text.toned(&at, tone, &words.title, &named(found, &one.mark));
        for more in one.more.iter().filter(|more| more.class != Class::Public) {
            text.line(format!("    also {}{}", found.words(more).title, named(found, more)));
        }
    }
    rest(text, found);
    summary(text, found);
}

fn named(found: &Found, mark: &Mark) -> String {
    match found.key(mark) {
        None => String::new(),
        Some(Key::Line(line)) => format!(", line {line} of it"),
        Some(Key::Rack(key)) => {
            let users: Vec<String> = key
                .users
                .iter()
                .map(|user| format!("{}/{}", user.client_name, user.integration_name))
                .collect();
            let replaced = if key.replaced { ", replaced since" } else { "" };
            format!(" #{} {} of {}{replaced}", key.fingerprint, key.part_label, users.join(", "))
        }
    }
}

/// What is no leak, and what was left out.
fn rest(text: &mut Text, found: &Found) {
    let heading = |text: &mut Text, words: &str| {
        if !text.lines().is_empty() {
            text.blank();
        }
        text.line(words);
    };
    let published: Vec<&Finding> = found.of(Class::Public).collect();
    if !published.is_empty() {
        heading(text, "Keys that their vendors mean to be published, no leaks:");
        for one in published {
            let title = rule_words(one.mark.rule, one.mark.class).title;
            text.toned("  ", Tone::Quiet, &format!("{}:{}  {title}", one.place, one.line), "");
        }
    }
    if !found.report.unread.is_empty() {
        heading(text, "Not read, or not to its end:");
        for one in &found.report.unread {
            text.line(format!("  {}  {}", one.place, one.why));
        }
    }
    if !found.too_short.is_empty() {
        heading(text, "Keys that were not looked for, because they are too short or not in the keyring:");
        for name in &found.too_short {
            text.line(format!("  {name}"));
        }
    }
    if !found.report.nothing_read.is_empty() {
        heading(text, "Nothing was read of what was named here, so nothing is known of it:");
        for place in &found.report.nothing_read {
            text.line(format!("  {place}"));
        }
    }
}

fn summary(text: &mut Text, found: &Found) {
    let number = |number: usize| u32::try_from(number).unwrap_or(u32::MAX);
    let (held, secrets) = (found.of(Class::Held).count(), found.of(Class::Secret).count());
    let counts = found.report.counts;
    if !text.lines().is_empty() {
        text.blank();
    }
    let mut words = format!(
        "{} with held keys, {} with other credentials, in {} ({:.1} MB)",
        count(number(held), "line"),
        number(secrets),
        count(u32::try_from(counts.files + counts.pages).unwrap_or(u32::MAX), "file"),
        counts.bytes as f64 / 1e6
    );
    for (number, what) in [
        (found.accepted.len() as u64, "accepted"),
        (found.of(Class::Public).count() as u64, "published"),
        (counts.unread, "not read"),
    ] {
        if number > 0 {
            words += &format!("; {number} {what}");
        }
    }
    if found.report.truncated {
        words += "; there are more findings than are listed";
    }
    if found.report.cancelled {
        words += "; stopped before its end";
    }
    text.line(words);
    let class = if held > 0 { Class::Held } else { Class::Secret };
    if let Some(one) = found.of(class).next() {
        text.line(format!("Next: {}", found.words(&one.mark).next));
    }
    if found.report.history_left {
        text.line("The git history was not looked through: --git does.");
    }
}

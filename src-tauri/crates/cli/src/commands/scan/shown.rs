//! A scan that is over: for other programs, and for people.

use std::collections::HashMap;

use engine::given::{
    Class, Finding, Mark, Report, RuleWords, Told, ToldKey, ToldLine, ToldScan, given_key_words, rule_words,
};

use crate::print::{Text, Tone, count};

/// A scan that is over, with the names of the keys that it found.
pub(super) struct Found {
    pub(super) report: Report,
    pub(super) keys: HashMap<usize, ToldKey>,
    /// Keys that were not looked for because they are too short.
    pub(super) too_short: Vec<String>,
    /// Keys that were not looked for because the keyring does not hold them.
    pub(super) missing: Vec<String>,
    /// Each with its reason.
    pub(super) accepted: Vec<(Finding, String)>,
    /// Which of the fingerprints are those of the baseline file.
    pub(super) salt: usize,
}

impl Found {
    pub(super) fn key(&self, mark: &Mark) -> Option<&ToldKey> {
        self.keys.get(&mark.key?)
    }

    /// What a finding means: a key of a keys file need not be one of the rack.
    pub(super) fn words(&self, mark: &Mark) -> RuleWords {
        match self.key(mark) {
            Some(ToldKey::Line(_)) => given_key_words(),
            _ => rule_words(mark.rule, mark.class),
        }
    }

    /// Keys that were not looked for.
    pub(super) fn not_sought(&self) -> impl Iterator<Item = &String> {
        self.too_short.iter().chain(&self.missing)
    }

    /// For other programs.
    pub(super) fn told(&self) -> ToldScan {
        let report = &self.report;
        let open = report.findings.iter().map(|one| self.line(one, None));
        let accepted = self.accepted.iter().map(|(one, reason)| self.line(one, Some(reason.clone())));
        ToldScan {
            lines: open.chain(accepted).collect(),
            unread: report.unread.clone(),
            nothing_read: report.nothing_read.clone(),
            not_sought: self.not_sought().cloned().collect(),
            counts: report.counts,
            truncated: report.truncated,
            cancelled: report.cancelled,
            times: None,
        }
    }

    fn line(&self, one: &Finding, accepted: Option<String>) -> ToldLine {
        ToldLine {
            place: one.place.clone(),
            line: one.line,
            commit: one.commit.clone(),
            main: self.mark(&one.mark),
            more: one.more.iter().map(|more| self.mark(more)).collect(),
            print: one.mark.prints.get(self.salt).or(one.mark.prints.first()).cloned(),
            accepted,
        }
    }

    fn mark(&self, mark: &Mark) -> Told {
        let key = self.key(mark).cloned();
        Told { class: mark.class, rule: mark.rule.to_owned(), words: self.words(mark), key }
    }

    pub(super) fn of(&self, class: Class) -> impl Iterator<Item = &Finding> {
        self.report.findings.iter().filter(move |one| one.mark.class == class)
    }
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
        if one.beyond > 0 {
            text.line(format!("    and {} more in this line", one.beyond));
        }
    }
    rest(text, found);
    summary(text, found);
}

fn named(found: &Found, mark: &Mark) -> String {
    match found.key(mark) {
        None => String::new(),
        Some(ToldKey::Line(line)) => format!(", line {line} of it"),
        Some(ToldKey::Rack(key)) => {
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
    for (names, words) in [
        (
            &found.too_short,
            "Not sought, because keys of fewer than 6 characters cannot be told from other text:",
        ),
        (&found.missing, "Not sought, because the keyring does not hold them:"),
    ] {
        if !names.is_empty() {
            heading(text, words);
            for name in names {
                text.line(format!("  {name}"));
            }
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

//! Watching: rules, states, changes and notifications in words.

use crate::view::{Quiet, WatchChange, WatchChangeView, WatchInput, WatchRule, WatchState};

/// What uptime means.
pub(crate) const UPTIME: &str = "Uptime is the share of accepted and degraded tests among all that were judged, by UTC days. \
                                 Tests that were not sent or were stopped are left out.";

/// What the log says of a watch that is turned off.
pub(crate) const OFF: &str = "Not on a schedule";

/// When it is tested.
pub(crate) fn rule(input: &WatchInput) -> String {
    let mut words = match &input.rule {
        WatchRule::Every { minutes } => every(*minutes),
        WatchRule::Cron { text, zone } => format!("By “{text}”, {}", of_zone(zone)),
    };
    if let Some(Quiet { from, to, .. }) = &input.quiet {
        words.push_str(&format!(", not from {from} to {to}"));
    }
    words
}

fn every(minutes: u32) -> String {
    match minutes {
        1 => "Every minute".to_owned(),
        60 => "Every hour".to_owned(),
        1440 => "Every day".to_owned(),
        10080 => "Every week".to_owned(),
        days if days % 1440 == 0 => format!("Every {} days", days / 1440),
        hours if hours % 60 == 0 => format!("Every {} hours", hours / 60),
        minutes => format!("Every {minutes} minutes"),
    }
}

fn of_zone(zone: &str) -> String {
    if zone == "local" { "this machine’s time".to_owned() } else { format!("{zone} time") }
}

/// A state in a sentence; `failing` tells what is paused or quiet apart.
pub(crate) fn state(state: WatchState, failing: bool) -> &'static str {
    match (state, failing) {
        (WatchState::Failing, _) => "Several tests in a row failed.",
        (WatchState::Pending, _) => "Too few tests yet to say.",
        (WatchState::Ok, _) => "It is well.",
        (WatchState::Quiet, false) => "It is well; it is not tested in its quiet hours.",
        (WatchState::Quiet, true) => "It was failing; it is not tested in its quiet hours.",
        (WatchState::Paused, false) => "It is not tested on a schedule now.",
        (WatchState::Paused, true) => "It was failing; it is not tested on a schedule now.",
    }
}

/// A change in a sentence without names. `reason` is the title of the last verdict.
pub(crate) fn change(change: WatchChange, days_left: Option<i32>) -> String {
    match (change, days_left) {
        (WatchChange::Failing, _) => "It is failing: several tests in a row did not succeed.".to_owned(),
        (WatchChange::Ok, _) => "It is well again.".to_owned(),
        (WatchChange::Certificate, Some(days)) if days < 0 => "Its certificate has ended.".to_owned(),
        (WatchChange::Certificate, Some(0)) => "Its certificate ends today.".to_owned(),
        (WatchChange::Certificate, Some(1)) => "Its certificate ends in 1 day.".to_owned(),
        (WatchChange::Certificate, Some(days)) => format!("Its certificate ends in {days} days."),
        (WatchChange::Certificate, None) => "Its certificate ends soon.".to_owned(),
    }
}

/// Names in a notification before the rest is only counted.
const NAMED: usize = 4;

/// One notification for all that changed: a title and a text of at most a few lines.
pub(crate) fn notification(changes: &[WatchChangeView]) -> (String, String) {
    let name = |one: &WatchChangeView| format!("{} / {}", one.client_name, one.integration_name);
    if let [one] = changes {
        return (name(one), one.words.clone());
    }
    let count = |kind| changes.iter().filter(|one| one.change == kind).count();
    let parts = [
        (count(WatchChange::Failing), "failing"),
        (count(WatchChange::Ok), "well again"),
        (count(WatchChange::Certificate), "with a certificate that ends"),
    ];
    let told: Vec<String> =
        parts.iter().filter(|(many, _)| *many > 0).map(|(many, what)| format!("{many} {what}")).collect();
    let mut lines: Vec<String> =
        changes.iter().take(NAMED).map(|one| format!("{}: {}", name(one), one.words)).collect();
    if changes.len() > NAMED {
        lines.push(format!("and {} more", changes.len() - NAMED));
    }
    (told.join(", "), lines.join("\n"))
}

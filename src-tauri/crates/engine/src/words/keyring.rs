//! The keyring's state in words.

use vault::{KeyringReport, KeyringTrouble};

use crate::view::{KeyringState, KeyringView};

/// What is known of the keyring; `None`: it was not asked yet.
pub(crate) fn keyring(report: Option<&KeyringReport>) -> KeyringView {
    let state = report.map_or(KeyringState::Unknown, |r| state(r.state));
    let (title, what, next) = words(state);
    KeyringView {
        state,
        backend: report.map(|r| r.backend.clone()).unwrap_or_default(),
        title: title.to_owned(),
        what: what.to_owned(),
        next: next.to_owned(),
    }
}

fn state(report: Result<(), KeyringTrouble>) -> KeyringState {
    match report {
        Ok(()) => KeyringState::Ready,
        Err(KeyringTrouble::Locked) => KeyringState::Locked,
        Err(KeyringTrouble::Absent) => KeyringState::Absent,
        Err(KeyringTrouble::Slow) => KeyringState::Slow,
        Err(KeyringTrouble::Missing | KeyringTrouble::Damaged | KeyringTrouble::Refused) => {
            KeyringState::Broken
        }
    }
}

fn words(state: KeyringState) -> (&'static str, &'static str, &'static str) {
    match state {
        KeyringState::Unknown => ("Keyring not asked yet", "The keyring was not needed so far.", ""),
        KeyringState::Ready => ("Keyring ready", "A value was written, read back, compared and removed.", ""),
        KeyringState::Locked => (
            "Keyring locked",
            "The keyring is locked. Clients, integrations and the log work as usual; tests and intake wait.",
            "Unlock it.",
        ),
        KeyringState::Absent => (
            "No keyring",
            "No keyring answers in this session. Keys are put nowhere else.",
            "Start one: GNOME Keyring, KWallet, or KeePassXC with its Secret Service turned on.",
        ),
        KeyringState::Slow => (
            "Keyring does not answer",
            "The keyring was asked and has not answered in time.",
            "Look for its prompt: it may be waiting for you. Then check again.",
        ),
        KeyringState::Broken => (
            "Keyring not working",
            "The keyring answers, but what was written did not come back.",
            "Look at its own messages, restart it, then check again.",
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_state_in_words() {
        use KeyringTrouble as T;
        let reports = [
            Ok(()),
            Err(T::Locked),
            Err(T::Absent),
            Err(T::Slow),
            Err(T::Missing),
            Err(T::Damaged),
            Err(T::Refused),
        ];
        let mut all = vec![keyring(None)];
        all.extend(reports.map(|state| keyring(Some(&KeyringReport { backend: "a keyring".into(), state }))));
        let lines: Vec<String> =
            all.iter().map(|v| format!("{:?}: {} / {} / {}", v.state, v.title, v.what, v.next)).collect();
        insta::assert_snapshot!(lines.join("\n"));
    }
}

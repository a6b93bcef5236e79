//! What can be done, by code; and the facts that a log entry keeps of it.

use uuid::Uuid;

use crate::codes::{Coded, codes};
use crate::view::Topic;

codes! {
    /// A deed: each writes a row of the log. Words stand in `words/deed.rs`.
    pub(crate) enum Deed {
        WorkspaceMade = "workspace_made",
        ClientAdded = "client_added",
        ClientEdited = "client_edited",
        ClientDuplicated = "client_duplicated",
        ClientArchived = "client_archived",
        ClientRestored = "client_restored",
        ClientRemoved = "client_removed",
        IntegrationAdded = "integration_added",
        IntegrationEdited = "integration_edited",
        IntegrationDuplicated = "integration_duplicated",
        IntegrationArchived = "integration_archived",
        IntegrationRestored = "integration_restored",
        IntegrationRemoved = "integration_removed",
        DestinationChanged = "destination_changed",
        RemovalUndone = "removal_undone",
        RemovalSettled = "removal_settled",
        KeyTakenIn = "key_taken_in",
        KeyCopied = "key_copied",
        KeyForgotten = "key_forgotten",
        KeyRenewed = "key_renewed",
        TestSent = "test_sent",
        BulkTakenIn = "bulk_taken_in",
        RequestsTakenIn = "requests_taken_in",
        LogMasked = "log_masked",
        LogPurged = "log_purged",
        SettingsSaved = "settings_saved",
        TextRefused = "text_refused",
        ScanMade = "scan_made",
        ScanRemoved = "scan_removed",
        ScanSaved = "scan_saved",
        RunSaved = "run_saved",
        FindingAccepted = "finding_accepted",
        FindingReopened = "finding_reopened",
        ExchangeCopied = "exchange_copied",
        WatchSaved = "watch_saved",
        WatchChanged = "watch_changed",
        OrderSaved = "order_saved",
        OrderSent = "order_sent",
        OrderTakenBack = "order_taken_back",
        SnippetCopied = "snippet_copied",
    }
}

impl Deed {
    /// What readers should read again.
    pub(crate) fn topics(self) -> &'static [Topic] {
        match self {
            Self::KeyTakenIn | Self::KeyForgotten | Self::DestinationChanged | Self::RemovalSettled => {
                &[Topic::Keys, Topic::Clients, Topic::Log]
            }
            Self::BulkTakenIn | Self::RequestsTakenIn => &[Topic::Clients, Topic::Keys, Topic::Log],
            Self::KeyCopied | Self::KeyRenewed => &[Topic::Keys, Topic::Log],
            Self::LogMasked
            | Self::LogPurged
            | Self::TextRefused
            | Self::ScanSaved
            | Self::RunSaved
            | Self::ExchangeCopied
            | Self::SnippetCopied => &[Topic::Log],
            Self::ScanMade | Self::ScanRemoved | Self::FindingAccepted | Self::FindingReopened => {
                &[Topic::Scans, Topic::Log]
            }
            Self::WatchSaved | Self::WatchChanged => &[Topic::Watches, Topic::Log],
            Self::SettingsSaved | Self::WorkspaceMade => &[Topic::Settings, Topic::Log],
            _ => &[Topic::Clients, Topic::Log],
        }
    }
}

codes! {
    /// What a log entry says of a deed beside its words.
    pub(crate) enum Fact {
        Part = "part",
        Key = "key",
        Source = "source",
        Fields = "fields",
        From = "from",
        To = "to",
        Name = "name",
        Clients = "clients",
        Integrations = "integrations",
        Keys = "keys",
        Rows = "rows",
        UndoUntil = "undo_until",
        Code = "code",
        File = "file",
        Provider = "provider",
        Field = "field",
        Version = "version",
        Place = "place",
        Findings = "findings",
        Held = "held",
        Reason = "reason",
        Sent = "sent",
        Rule = "rule",
        Days = "days",
        Language = "language",
    }
}

/// Facts in the order in which they are shown. Values are plain text without secrets.
pub(crate) type Facts = Vec<(Fact, String)>;

/// What a deed is about.
#[derive(Clone, Debug, Default)]
pub(crate) struct About {
    pub(crate) client: Option<(Uuid, String)>,
    pub(crate) integration: Option<(Uuid, String)>,
    pub(crate) facts: Facts,
}

impl About {
    /// About a client.
    pub(crate) fn client(id: Uuid, name: &str) -> Self {
        Self { client: Some((id, name.to_owned())), ..Self::default() }
    }

    /// About an integration of this client as well.
    #[must_use]
    pub(crate) fn integration(mut self, id: Uuid, name: &str) -> Self {
        self.integration = Some((id, name.to_owned()));
        self
    }

    /// With one more fact.
    #[must_use]
    pub(crate) fn fact(mut self, fact: Fact, value: impl Into<String>) -> Self {
        self.facts.push((fact, value.into()));
        self
    }
}

/// Facts as they are stored.
pub(crate) fn facts_to_text(facts: &[(Fact, String)]) -> String {
    let pairs: Vec<(&str, &str)> = facts.iter().map(|(fact, value)| (fact.code(), value.as_str())).collect();
    serde_json::to_string(&pairs).unwrap_or_else(|_| "[]".to_owned())
}

/// Facts as they were stored, with their codes: an older or newer version may know others.
pub(crate) fn facts_from_text(text: &str) -> Vec<(String, String)> {
    serde_json::from_str(text).unwrap_or_default()
}

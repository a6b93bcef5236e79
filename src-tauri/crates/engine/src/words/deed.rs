//! Deeds and their facts in words.

use crate::codes::Coded;
use crate::deed::{Deed, Fact};

/// A deed, as the log says it.
pub(crate) fn deed(deed: Deed) -> &'static str {
    match deed {
        Deed::WorkspaceMade => "Workspace made",
        Deed::ClientAdded => "Client added",
        Deed::ClientEdited => "Client edited",
        Deed::ClientDuplicated => "Client duplicated",
        Deed::ClientArchived => "Client archived",
        Deed::ClientRestored => "Client taken out of the archive",
        Deed::ClientRemoved => "Client removed",
        Deed::IntegrationAdded => "Integration added",
        Deed::IntegrationEdited => "Integration edited",
        Deed::IntegrationDuplicated => "Integration duplicated",
        Deed::IntegrationArchived => "Integration archived",
        Deed::IntegrationRestored => "Integration taken out of the archive",
        Deed::IntegrationRemoved => "Integration removed",
        Deed::DestinationChanged => "Key allowed to go somewhere new",
        Deed::RemovalUndone => "Removal undone",
        Deed::RemovalSettled => "Removal made final, keys left the keyring",
        Deed::KeyTakenIn => "Key taken in",
        Deed::KeyCopied => "Key copied",
        Deed::KeyForgotten => "Key forgotten",
        Deed::KeyRenewed => "Key renewed by its provider",
        Deed::TestSent => "Test sent",
        Deed::BulkTakenIn => "Bulk file taken in",
        Deed::RequestsTakenIn => "Requests taken in",
        Deed::LogMasked => "Log searched and masked for a new key",
        Deed::LogPurged => "Old exchanges deleted",
        Deed::SettingsSaved => "Settings saved",
        Deed::TextRefused => "Text with a held key refused",
        Deed::ScanMade => "Scanned for keys",
        Deed::ScanRemoved => "Scan taken out of the history",
        Deed::ScanSaved => "Scan saved to a file",
        Deed::RunSaved => "Run of tests saved to a file",
        Deed::FindingAccepted => "Finding of a scan accepted",
        Deed::FindingReopened => "Finding of a scan opened again",
        Deed::WatchSaved => "Watch set",
        Deed::WatchChanged => "Watch noticed a change",
        Deed::ExchangeCopied => "Exchange copied for a report, strictly shown",
        Deed::OrderSaved => "What is sent with made-up data changed",
        Deed::OrderSent => "Made-up data sent",
        Deed::OrderTakenBack => "Made-up data taken back",
        Deed::SnippetCopied => "Code that sends the request copied",
    }
}

/// A fact's label, by its stored code; the code itself where this version does not know it.
pub(crate) fn fact(code: &str) -> String {
    let Some(fact) = Fact::parse(code) else { return code.to_owned() };
    let words = match fact {
        Fact::Part => "Part",
        Fact::Key => "Key",
        Fact::Source => "Came in by",
        Fact::Fields => "Changed",
        Fact::From => "From",
        Fact::To => "To",
        Fact::Name => "Name",
        Fact::Clients => "Clients",
        Fact::Integrations => "Integrations",
        Fact::Keys => "Keys",
        Fact::Rows => "Entries",
        Fact::UndoUntil => "Undo until",
        Fact::Code => "Why not",
        Fact::File => "File",
        Fact::Provider => "Provider",
        Fact::Field => "Field",
        Fact::Version => "Keyring item",
        Fact::Place => "Place",
        Fact::Findings => "Lines with keys",
        Fact::Held => "Of these, with keys of the rack",
        Fact::Reason => "Reason",
        Fact::Sent => "Sent at",
        Fact::Rule => "Tested",
        Fact::Days => "Days left",
        Fact::Language => "Language",
    };
    words.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_deed_and_fact_in_words() {
        let deeds = Deed::ALL.iter().map(|d| format!("{}: {}", d.code(), deed(*d)));
        let facts = Fact::ALL.iter().map(|f| format!("fact {}: {}", f.code(), fact(f.code())));
        insta::assert_snapshot!(deeds.chain(facts).collect::<Vec<_>>().join("\n"));
        assert_eq!(fact("of_a_later_version"), "of_a_later_version");
    }
}

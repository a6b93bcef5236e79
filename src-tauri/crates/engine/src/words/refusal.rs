//! Why something was not done, and what to do. `{place}` stands for the place on disk that it is about.

use crate::error::Code;

/// What happened, what to do next.
pub(crate) fn refusal(code: Code) -> (&'static str, &'static str) {
    use Code as C;
    match code {
        C::ClientUnknown => {
            ("There is no such client.", "Look at the list of clients: it may have been renamed or removed.")
        }
        C::IntegrationUnknown => {
            ("There is no such integration.", "Look at its client: it may have been renamed or removed.")
        }
        C::EntryUnknown => ("This log entry does not exist.", "Read the log again."),
        C::ProviderUnknown => {
            ("The catalogue has no such provider.", "Choose one from the list, or “custom”.")
        }
        C::PartUnknown => {
            ("This integration needs no such part.", "Use one of the parts that its page lists.")
        }
        C::VariableUnknown => {
            ("The provider has no such variable.", "Remove it; the provider’s own are listed.")
        }
        C::HandleUnknown => ("The file is not open any more.", "Choose it again."),
        C::ScanUnknown => ("This scan is not in the history.", "Read the list of scans again."),
        C::FindingUnknown => ("This finding is not in the history any more.", "Read the scan again."),
        C::FindingUnprinted => (
            "This finding has no fingerprint, because the keyring did not answer when it was found.",
            "Unlock the keyring, scan again, and accept it then.",
        ),
        C::ScanRunning => ("A scan is under way.", "Wait until it has ended, or stop it."),
        C::ScanGrown => (
            "The scan has found more keys of this rack than you were asked about. It was not removed.",
            "Look at what it has found, then remove it again.",
        ),
        C::Required => ("Something is missing here.", "Fill it in."),
        C::TooLong => ("This is too long.", "Shorten it."),
        C::TooMany => ("These are too many.", "Remove some."),
        C::ConditionSubject => (
            "This condition does not begin with something that can be asked about.",
            "Begin it with [STATUS], [TIME], [SIZE], [CERT_DAYS], [BODY], [BODY].a.b[0], [HEADER].name or len([BODY].items); \
             `degraded:` may stand before that.",
        ),
        C::ConditionTest => (
            "What this condition asks cannot be asked of that.",
            "Of numbers: ==, !=, <, <=, >, >=. Of the body and headers also: exists, is missing, ~, contains, does not \
             contain, starts with.",
        ),
        C::ConditionValue => (
            "What this condition compares with cannot be read.",
            "Write a number, a word, or text in double quotes; several as any(200, 204). Nothing may stand behind it.",
        ),
        C::ControlCharacters => (
            "There are invisible or control characters in it.",
            "Type it anew, or paste it as plain text without formatting.",
        ),
        C::LooksLikeKey => (
            "This looks like a key, or holds one. It was not saved.",
            "Take it in with Add key instead: there it goes straight into the keyring. If it is a real key and was \
             typed here, replace it at the provider.",
        ),
        C::TooManyGuesses => (
            "Too many texts were held against the keys in a short time. This one was not saved.",
            "Wait a minute, then save again. If it was not you who saved so often, look at the log.",
        ),
        C::NameTaken => ("The name is taken.", "Choose another."),
        C::UrlInvalid => {
            ("This is no base URL.", "Write it like https://api.example.com/v1, without ? and #.")
        }
        C::UrlCredentials => (
            "A user name or password stands in the URL. It was not saved.",
            "Leave them out of the URL and take them in with Add key.",
        ),
        C::NotHttps => (
            "Only HTTPS is allowed.",
            "Use https://. For a service on this machine allow plain HTTP on loopback: first in the settings (in the \
             terminal: keyrack settings set loopback-http on), then in the integration.",
        ),
        C::VariableInvalid => (
            "This value would lead somewhere else.",
            "For a domain write shop.example.com; for a name use letters, digits and hyphens.",
        ),
        C::ProbeInvalid => (
            "This is no probe.",
            "Write GET /path or HEAD /path, with idempotent: or creates: before it where it does not only read.",
        ),
        C::ProbeMethod => {
            ("Only GET and HEAD are harmless.", "Choose a request that reads and changes nothing.")
        }
        C::HeaderInvalid => {
            ("A key cannot travel in this header.", "Use the header that the provider names.")
        }
        C::BodyInvalid => (
            "A request of this method carries no such body.",
            "Use POST, PUT or PATCH, and a body that is text in UTF-8.",
        ),
        C::FieldPathInvalid => (
            "This names no field.",
            "Write names with dots, such as billing.email; [] for members of a list, such as line_items[].name; * for any one \
             name; ** at the end for all below; and a name with dots or brackets in quotes: [\"a.b\"].",
        ),
        C::FieldRuleTwice => ("Two rules name the same fields.", "Remove one of them."),
        C::SampleUnknown => {
            ("There is no such sample.", "Choose one from the list, or write your own template.")
        }
        C::OrderPathInvalid => (
            "This is no path to send to.",
            "Write it like /orders, below the integration’s address. Where an id stands in braces, put that of a test record.",
        ),
        C::CleanupInvalid => (
            "This says nothing that can be done.",
            "Write it like DELETE /orders/{/id}: in braces stands where in the JSON answer the id is found.",
        ),
        C::OrderNotReady => (
            "What would leave is not ready to be sent. Nothing was sent.",
            "Look at the preview: it names each problem with its place.",
        ),
        C::QueryNameInvalid => {
            ("This is no name for a query argument.", "Use letters, digits, -, _ and dots.")
        }
        C::AuthInvalid => (
            "The auth scheme cannot be set like this.",
            "Write it as the provider’s documentation does, without control characters.",
        ),
        C::TemplateInvalid => (
            "This template cannot be filled in.",
            "Use only the names in braces that are offered here; the header’s format needs {signature} once.",
        ),
        C::PartNameInvalid => (
            "This is no name for a part of a key.",
            "Use lower-case letters, digits and _, beginning with a letter; client_certificate and client_key are taken.",
        ),
        C::CaInvalid => ("There is no certificate in it.", "Choose a PEM file with BEGIN CERTIFICATE."),
        C::CaPrivateKey => (
            "There is a private key in this file. It was not read further.",
            "Choose a file with certificates only. Who else has this file?",
        ),
        C::DestinationMissing => (
            "It is not known yet where this key would go.",
            "Fill in the integration’s variables or base URL first.",
        ),
        C::CredentialShared => (
            "Another integration uses the same key and places it in another way.",
            "Change both alike, or give this one a key of its own.",
        ),
        C::OutOfRange => ("The number is out of range.", "Choose one within the range that the field names."),
        C::CronInvalid => (
            "This is no cron rule.",
            "Write five fields, such as */10 * * * * for every ten minutes or 0 9 * * MON-FRI for nine on working days.",
        ),
        C::ZoneUnknown => (
            "There is no time zone of this name.",
            "Write it like Europe/Berlin or America/New_York, or “local” for this machine’s own.",
        ),
        C::QuietInvalid => {
            ("These are no quiet hours.", "Write two times of day that differ, such as 22:00 and 06:00.")
        }
        C::RuleNever => ("By this rule there would never be a test.", "Choose a day that exists."),
        C::WatchCreates => (
            "The test of this integration creates data at the provider. It is never sent on a schedule.",
            "Choose a probe that only reads, then watch it.",
        ),
        C::WatchWaitsForPower => (
            "The machine runs on its battery. Tests on a schedule wait.",
            "Plug it in, or let the watch go on then.",
        ),
        C::WatchWaitsForNetwork => (
            "The machine has no network. Tests on a schedule wait.",
            "Connect it: what was missed is made up for once.",
        ),
        C::ChangedElsewhere => (
            "Someone changed this in the meantime. Nothing was overwritten.",
            "Look at the new state, then make your change again.",
        ),
        C::Archived => ("It is archived.", "Take it out of the archive first."),
        C::UndoLapsed => ("Undo has lapsed: its keys have left the keyring.", "Add it anew."),
        C::Declined => ("Nothing was done: it was declined.", "Try again if that was not meant."),
        C::DialogOpen => {
            ("Another Keyrack dialog is waiting for an answer.", "Answer it first, then try again.")
        }
        C::Stopping => ("Keyrack is closing.", "Start it again."),
        C::Cancelled => ("It was stopped.", "Start it again when you like."),
        C::KeyNotHeld => {
            ("The key, or a part of it, is missing.", "Add it: from the clipboard, typed, or from a file.")
        }
        C::NotTheSample => {
            ("This is not the sample workspace.", "Only the sample can be removed as a whole.")
        }
        C::SampleFailed => ("The sample’s provider did not start.", "Try again."),
        C::SendRunning => ("A test of this integration is under way.", "Wait for it, or stop it."),
        C::RunUnknown => {
            ("This run is not kept any more.", "Test again; what each send came to stands in the log.")
        }
        C::ProbeCreates => (
            "This test creates something at the provider, so it is sent on a person's word alone, and not along with others.",
            "Test this integration by itself.",
        ),
        C::HostDead => (
            "Its host did not answer several times in a row, so the rest of its tests was not sent.",
            "Look at those that were sent, and test again once the host answers.",
        ),
        C::HostRateLimited => (
            "Its host asked for more patience than a run has, so this was not sent.",
            "Test again later, or with fewer at once for each host.",
        ),
        C::SendFailed => (
            "The test ended without an outcome.",
            "Test again; if it happens again, report it: it is a fault.",
        ),
        C::KeyBusy => (
            "A key of this integration is being taken in, renewed or forgotten.",
            "Wait a moment and try again.",
        ),
        C::SchemeLater => (
            "Tests of this kind of authentication come with a later version.",
            "The integration and its keys are kept; test it at the provider for now.",
        ),
        C::NoSafeProbe => (
            "This provider has no harmless request to test with.",
            "Enter a GET request of your own in the integration, if the provider has one.",
        ),
        C::VariableMissing => {
            ("A variable of the provider has no value yet.", "Edit the integration and fill it in.")
        }
        C::NothingReady => {
            ("No row of the file is ready.", "Correct the columns or the file, then try again.")
        }
        C::KeyEmpty => ("There was nothing, or only white space.", "Copy the key and try again."),
        C::KeyTooLong => {
            ("This is longer than any key: more than 64 KiB.", "Check that you copied the key alone.")
        }
        C::KeyMultiLine => (
            "This has more than one line, and is no PEM.",
            "Copy the key alone, without what stands around it.",
        ),
        C::KeyControl => ("There are control characters in it.", "Copy the key anew, as plain text."),
        C::KeyNotText => {
            ("This is not UTF-8 text.", "Save the file as UTF-8, or paste the key from the clipboard.")
        }
        C::KeyUnreadable => (
            "A part of the key is not what the scheme needs.",
            "Keep it as the provider hands it out: a private key as PEM, an account as its whole JSON file, a secret in the \
             encoding that is set here.",
        ),
        C::KeyKind => (
            "The private key is of another kind than the algorithm wants.",
            "RS256 needs an RSA key of at least 2,048 bits, ES256 one on the curve P-256.",
        ),
        C::ClientCertificateInvalid => (
            "The client certificate cannot be used.",
            "Keep certificate and private key as PEM, and see that they belong together.",
        ),
        C::NoPlace => (
            "The request has no place for the key.",
            "For a key in the path write {api_key} into the probe; for one in the body choose a probe with a body that can \
             hold it.",
        ),
        C::KeyUnplaceable => (
            "The key has characters that cannot stand in a request’s header.",
            "Check that you copied the key alone.",
        ),
        C::ClipboardNotText => {
            ("There is no text on the clipboard.", "Copy the key at the provider, then try again.")
        }
        C::ClipboardUnreachable => {
            ("The clipboard cannot be reached.", "Type the key, or read it from a file.")
        }
        C::CopyFailed => (
            "The key could not be put on the clipboard. It was not copied.",
            "Copy again in a session with a display: a clipboard program may have been in the way.",
        ),
        C::CopiedTooOften => ("Keys were copied too often in a short time.", "Wait a minute."),
        C::TextCopiedTooOften => {
            ("Something was put on the clipboard a moment ago.", "Wait two seconds, then copy again.")
        }
        C::KeyOnClipboard => (
            "A key that you copied is on the clipboard still. Nothing was put in its place.",
            "Paste it where it belongs, or wait until Keyrack takes it away, then copy again.",
        ),
        C::FileUnwritable => {
            ("The file cannot be written there.", "Choose a folder where you may write and that is not full.")
        }
        C::FileUnreadable => {
            ("The file cannot be read.", "Check that it still exists and that you may read it.")
        }
        C::FileTooLarge => ("The file is too large.", "Choose one of at most 8 MiB."),
        C::FileFormat => {
            ("The file’s format is not understood.", "Choose a .env, JSON or CSV file in UTF-8.")
        }
        C::NoRequest => (
            "There is no request in it.",
            "Copy a curl command, or export a Postman collection as version 2.1 or 2.0.",
        ),
        C::RequestsTooLarge => ("This is too large.", "Choose requests of at most 10 MiB."),
        C::FileNameMissing => ("The file has no value of this name.", "Choose one of the names that it has."),
        C::NoTerminal => ("There is no terminal to ask on.", "Pass the key on standard input, with --yes."),
        C::KeyringLocked => ("The keyring is locked.", "Unlock it; nothing is lost meanwhile."),
        C::KeyringAbsent => (
            "No keyring answers in this session.",
            "Start one (GNOME Keyring, KWallet or KeePassXC with Secret Service). Keys are put nowhere else.",
        ),
        C::KeyringSlow => (
            "The keyring has not answered in time.",
            "Look for its prompt: it may be waiting for you. Then try again.",
        ),
        C::KeyMissing => (
            "The keyring answers, but this key is not in it.",
            "Add the key again. It may have been removed there, or this is another machine.",
        ),
        C::KeyDamaged => ("What the keyring holds is not what was stored.", "Add the key again."),
        C::KeyringRefused => {
            ("The keyring refused.", "Look at its own settings and messages, then try again.")
        }
        C::DestinationRefused => (
            "This key may not go there: it is bound to other destinations.",
            "Confirm the new destination by saving the integration again.",
        ),
        C::StorageReadOnly => (
            "{place} cannot be written.",
            "Give yourself the right to write there, or choose another data directory.",
        ),
        C::StorageFull => ("The disk is full. Nothing was half-written.", "Free some space, then try again."),
        C::StorageBusy => ("Another Keyrack is writing.", "Wait a moment and try again."),
        C::DataDirUnusable => (
            "{place} cannot be used as data directory.",
            "Choose another one with KEYRACK_DATA_DIR or --data-dir.",
        ),
        C::StorageFailed => ("The database failed.", "Run keyrack doctor; it looks the database through."),
        C::Damaged => (
            "The database in {place} is damaged. It was left untouched.",
            "Keep a copy of that folder. Put a copy from backups in it in the place of keyrack.db, or start with \
             another data directory; keys stay in the keyring.",
        ),
        C::NewerVersion => (
            "The data in {place} was written by a newer Keyrack. It was left untouched.",
            "Update Keyrack, or choose another data directory.",
        ),
        C::NotKeyrack => (
            "keyrack.db in {place} is another program’s. It was left untouched.",
            "Choose another data directory.",
        ),
        C::NoDeed => {
            ("A change without a log entry was stopped. Nothing was changed.", "Report this: it is a fault.")
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::codes::Coded;
    use crate::error::Error;

    #[test]
    fn every_refusal_in_words() {
        let words: Vec<String> = Code::ALL
            .iter()
            .map(|code| {
                let refusal = Error::new(*code).in_place(std::path::Path::new("/data")).refusal();
                format!("{}\n  {}\n  {}", refusal.code, refusal.what, refusal.next)
            })
            .collect();
        insta::assert_snapshot!(words.join("\n"));
    }
}

//! Every reason for which the engine does not do something, and what each is about.

use crate::codes::codes;
use crate::view::NotTestable;

/// What an error is about: for exit codes and for the state that a screen shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorClass {
    /// What was asked for cannot be done as it was asked.
    Usage,
    /// Something that was checked did not hold.
    Check,
    /// The keyring.
    Keyring,
    /// The database or the data directory.
    Storage,
}

codes! {
    /// Every reason for which the engine does not do something. Words for each stand in `words/refusal.rs`.
    pub enum Code {
        // what was named does not exist
        /// No such client.
        ClientUnknown = "client_unknown",
        /// No such integration.
        IntegrationUnknown = "integration_unknown",
        /// No such log entry.
        EntryUnknown = "entry_unknown",
        /// Not a provider of the catalogue.
        ProviderUnknown = "provider_unknown",
        /// The auth scheme has no such part.
        PartUnknown = "part_unknown",
        /// The provider has no such variable.
        VariableUnknown = "variable_unknown",
        /// The opened file is closed, or never was open.
        HandleUnknown = "handle_unknown",
        /// No such scan.
        ScanUnknown = "scan_unknown",
        /// No such finding.
        FindingUnknown = "finding_unknown",
        /// Nothing says which value was found.
        FindingUnprinted = "finding_unprinted",
        /// No such run, or it is over for too long.
        RunUnknown = "run_unknown",
        // text
        /// Nothing was entered.
        Required = "required",
        /// Too many characters.
        TooLong = "too_long",
        /// Too many entries.
        TooMany = "too_many",
        /// A condition does not begin with something that can be asked about.
        ConditionSubject = "condition_subject",
        /// A condition asks what cannot be asked of its subject.
        ConditionTest = "condition_test",
        /// What a condition compares with cannot be read.
        ConditionValue = "condition_value",
        /// Control, bidirectional or invisible characters.
        ControlCharacters = "control_characters",
        /// The text is, holds, or looks like a key.
        LooksLikeKey = "looks_like_key",
        /// Too many texts were compared with held keys in a short time.
        TooManyGuesses = "too_many_guesses",
        /// The name is in use.
        NameTaken = "name_taken",
        // addresses and auth
        /// Not a URL.
        UrlInvalid = "url_invalid",
        /// A user name or password stands in the URL.
        UrlCredentials = "url_credentials",
        /// Not HTTPS.
        NotHttps = "not_https",
        /// A value that would change where a request goes.
        VariableInvalid = "variable_invalid",
        /// Not `GET /path` or `HEAD /path`.
        ProbeInvalid = "probe_invalid",
        /// A method other than GET and HEAD.
        ProbeMethod = "probe_method",
        /// Not a header that may carry a key.
        HeaderInvalid = "header_invalid",
        /// The method takes no body, or the body is not text.
        BodyInvalid = "body_invalid",
        /// Not a name for a query argument.
        QueryNameInvalid = "query_name_invalid",
        /// A setting of the auth scheme that cannot be.
        AuthInvalid = "auth_invalid",
        /// A template that names what is not known, or does not name what it must.
        TemplateInvalid = "template_invalid",
        /// Not a name for a part of a key.
        PartNameInvalid = "part_name_invalid",
        /// Not certificates in PEM.
        CaInvalid = "ca_invalid",
        /// A private key among the certificates.
        CaPrivateKey = "ca_private_key",
        /// Nobody knows yet where the key would go.
        DestinationMissing = "destination_missing",
        /// The credential serves other integrations, which place it in another way.
        CredentialShared = "credential_shared",
        /// A number outside its range.
        OutOfRange = "out_of_range",
        /// The machine runs on its battery, and the watch waits for power.
        WatchWaitsForPower = "watch_waits_for_power",
        /// The machine has no network, and the watch waits for one.
        WatchWaitsForNetwork = "watch_waits_for_network",
        /// Not a cron rule of five fields.
        CronInvalid = "cron_invalid",
        /// Not a time zone's name.
        ZoneUnknown = "zone_unknown",
        /// Not a time of day, or no time between the two.
        QuietInvalid = "quiet_invalid",
        /// The rule has no moment in the next years.
        RuleNever = "rule_never",
        /// The test creates data: it is never sent on a schedule.
        WatchCreates = "watch_creates",
        // what is sent with made-up data
        /// Not a path of fields.
        FieldPathInvalid = "field_path_invalid",
        /// Two rules about the same fields.
        FieldRuleTwice = "field_rule_twice",
        /// No such sample.
        SampleUnknown = "sample_unknown",
        /// Not a path to send to.
        OrderPathInvalid = "order_path_invalid",
        /// Not a way to take back what was made.
        CleanupInvalid = "cleanup_invalid",
        /// What would leave is not as it must be.
        OrderNotReady = "order_not_ready",
        // course of events
        /// Someone changed it in the meantime.
        ChangedElsewhere = "changed_elsewhere",
        /// It is archived.
        Archived = "archived",
        /// Undo has lapsed.
        UndoLapsed = "undo_lapsed",
        /// A person said no.
        Declined = "declined",
        /// Another native dialog is open.
        DialogOpen = "dialog_open",
        /// The app is closing.
        Stopping = "stopping",
        /// A test of this integration is under way.
        SendRunning = "send_running",
        /// The test creates something, so no run sends it.
        ProbeCreates = "probe_creates",
        /// Within a run, the host did not answer several times in a row.
        HostDead = "host_dead",
        /// Within a run, the host asked for more patience than a run has.
        HostRateLimited = "host_rate_limited",
        /// This scan or another is under way.
        ScanRunning = "scan_running",
        /// A scan has found more held keys than a person was asked about.
        ScanGrown = "scan_grown",
        /// The send ended without an outcome.
        SendFailed = "send_failed",
        /// A key of this integration is being taken in, renewed or forgotten.
        KeyBusy = "key_busy",
        /// Tests of this auth scheme are built later.
        SchemeLater = "scheme_later",
        /// The provider has no harmless request.
        NoSafeProbe = "no_safe_probe",
        /// A variable of the provider has no value yet.
        VariableMissing = "variable_missing",
        /// No row of a bulk file can be taken in.
        NothingReady = "nothing_ready",
        /// Stopped on purpose.
        Cancelled = "cancelled",
        /// Nothing is held for this part.
        KeyNotHeld = "key_not_held",
        /// Only the sample workspace can be removed.
        NotTheSample = "not_the_sample",
        /// The sample's provider did not start.
        SampleFailed = "sample_failed",
        // intake
        /// Nothing, or only white space, where a key was expected.
        KeyEmpty = "key_empty",
        /// More than 64 KiB.
        KeyTooLong = "key_too_long",
        /// More than one line.
        KeyMultiLine = "key_multi_line",
        /// Control characters in the key.
        KeyControl = "key_control",
        /// No curl command and no Postman collection.
        NoRequest = "no_request",
        /// Requests of more than 10 MiB.
        RequestsTooLarge = "requests_too_large",
        /// Not UTF-8.
        KeyNotText = "key_not_text",
        /// A part cannot be read as what the scheme needs.
        KeyUnreadable = "key_unreadable",
        /// A private key of another kind than the algorithm wants.
        KeyKind = "key_kind",
        /// The client's certificate and key cannot be used.
        ClientCertificateInvalid = "client_certificate_invalid",
        /// The request has no place for the key.
        NoPlace = "no_place",
        /// The key cannot stand in a header.
        KeyUnplaceable = "key_unplaceable",
        /// No text on the clipboard.
        ClipboardNotText = "clipboard_not_text",
        /// The clipboard cannot be reached.
        ClipboardUnreachable = "clipboard_unreachable",
        /// The key did not get onto the clipboard.
        CopyFailed = "copy_failed",
        /// Copied too often.
        CopiedTooOften = "copied_too_often",
        /// A text that is no key was copied a moment ago.
        TextCopiedTooOften = "text_copied_too_often",
        /// A key that was copied is on the clipboard still.
        KeyOnClipboard = "key_on_clipboard",
        /// The file cannot be read.
        FileUnreadable = "file_unreadable",
        /// The file cannot be written.
        FileUnwritable = "file_unwritable",
        /// The file is too large.
        FileTooLarge = "file_too_large",
        /// The file's format is not understood.
        FileFormat = "file_format",
        /// No such name in the file.
        FileNameMissing = "file_name_missing",
        /// No terminal to ask on.
        NoTerminal = "no_terminal",
        // keyring
        /// Locked.
        KeyringLocked = "keyring_locked",
        /// None on this machine or in this session.
        KeyringAbsent = "keyring_absent",
        /// No answer in time.
        KeyringSlow = "keyring_slow",
        /// It works, but this key is not in it.
        KeyMissing = "key_missing",
        /// What came back is not what was stored.
        KeyDamaged = "key_damaged",
        /// It refused.
        KeyringRefused = "keyring_refused",
        /// The vault does not let this key go there.
        DestinationRefused = "destination_refused",
        // storage
        /// The data directory or a file in it may not be written.
        StorageReadOnly = "storage_read_only",
        /// The disk is full.
        StorageFull = "storage_full",
        /// Another process holds the database.
        StorageBusy = "storage_busy",
        /// The data directory cannot be made or entered.
        DataDirUnusable = "data_dir_unusable",
        /// The database failed in another way.
        StorageFailed = "storage_failed",
        /// The database is damaged.
        Damaged = "damaged",
        /// Made by a newer version of Keyrack.
        NewerVersion = "newer_version",
        /// The file is a database, but not Keyrack's.
        NotKeyrack = "not_keyrack",
        /// A change was about to be written without its log entry.
        NoDeed = "no_deed",
    }
}

impl Code {
    /// What it is about.
    pub(super) fn class(self) -> ErrorClass {
        use Code as C;
        match self {
            C::KeyringLocked
            | C::KeyringAbsent
            | C::KeyringSlow
            | C::KeyMissing
            | C::KeyDamaged
            | C::KeyringRefused => ErrorClass::Keyring,
            C::StorageReadOnly
            | C::StorageFull
            | C::StorageBusy
            | C::DataDirUnusable
            | C::StorageFailed
            | C::Damaged
            | C::NewerVersion
            | C::NotKeyrack
            | C::NoDeed => ErrorClass::Storage,
            C::Declined
            | C::Cancelled
            | C::SendRunning
            | C::ProbeCreates
            | C::HostDead
            | C::HostRateLimited
            | C::ScanRunning
            | C::ScanGrown
            | C::KeyBusy
            | C::ChangedElsewhere
            | C::DestinationRefused => ErrorClass::Check,
            _ => ErrorClass::Usage,
        }
    }
}

impl From<NotTestable> for Code {
    fn from(why: NotTestable) -> Self {
        match why {
            NotTestable::SchemeLater => Self::SchemeLater,
            NotTestable::NoSafeProbe => Self::NoSafeProbe,
            NotTestable::KeyMissing => Self::KeyNotHeld,
            NotTestable::VariableMissing => Self::VariableMissing,
            NotTestable::Archived => Self::Archived,
        }
    }
}

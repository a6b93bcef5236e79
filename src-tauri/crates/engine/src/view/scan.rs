//! Leak scans: what was looked through, what was found there, and what it means. Paths and addresses are masked and made
//! visible before they come here; a value or its neighbourhood never does.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::KeyMaskView;

/// A folder or file that a person chose in a native dialog, to be scanned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ScanFolderView {
    /// Good for one scan; it is not a path.
    pub handle: Uuid,
    /// The last part of the path.
    pub name: String,
    /// The whole path for people to read, the home folder as `~`.
    pub place: String,
    /// Whether it has a git history of its own.
    pub git: bool,
}

/// A site that may be scanned, for the native question that names it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ScanSiteView {
    pub url: String,
    pub host: String,
    /// Whether the host is an address of this machine or of a private network. Its text tells: a public name that leads to
    /// one is not followed there.
    pub private: bool,
    /// No more pages than this are read.
    pub pages_at_most: u32,
}

/// What a scan looks for, and for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(deny_unknown_fields)]
#[ts(export)]
pub struct ScanInput {
    /// Whose folder or site it is; the history is kept by client.
    pub client: Option<Uuid>,
    /// Also every version of every file in the git history. Nothing for a site.
    pub git: bool,
    /// Also what has the shape of a credential, beside the keys of the rack.
    pub shapes: bool,
    /// Whether the rack's keys are looked for. Without, none is read; the keyring is asked for the key of fingerprints alone.
    pub rack: bool,
}

/// What a scan is saved as, for other programs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScanFormat {
    /// SARIF 2.1.0 (OASIS), as code hosts and editors read it.
    Sarif,
    /// What `keyrack scan --json` prints.
    Json,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScanKind {
    Folder,
    Site,
    /// What a terminal was given: several paths or sites at once.
    Several,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScanState {
    Running,
    Done,
    /// Stopped on purpose; what was found so far stands.
    Cancelled,
    /// It could not be carried out; `what` says why.
    Failed,
    /// The program ended meanwhile; what was found so far may be lost.
    Unfinished,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ScanPhase {
    /// The keyring is being read.
    Keys,
    Files,
    History,
    Pages,
}

/// How far a running scan is.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ScanProgress {
    pub phase: ScanPhase,
    pub files: u32,
    pub commits: u32,
    pub pages: u32,
    /// Bytes read so far, archives as they unpack.
    pub bytes: f64,
    pub held: u32,
    pub secrets: u32,
    pub published: u32,
    /// Milliseconds since it began.
    pub ms: u32,
    /// What is being read, masked.
    pub here: String,
}

/// One scan. While it runs, `progress` says how far it is and the counts stand at nothing.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ScanView {
    pub id: Uuid,
    pub kind: ScanKind,
    /// The last part of the path, or the site's host.
    pub name: String,
    /// The whole path or address, masked.
    pub place: String,
    pub client: Option<Uuid>,
    pub client_name: Option<String>,
    pub git: bool,
    pub shapes: bool,
    pub rack: bool,
    pub state: ScanState,
    /// The state in words; why, where it failed.
    pub what: String,
    /// What to do next; empty when there is nothing to do.
    pub next: String,
    pub started_at: DateTime<Utc>,
    pub ended_at: Option<DateTime<Utc>>,
    pub actor: String,
    pub progress: Option<ScanProgress>,
    pub files: u32,
    pub commits: u32,
    pub pages: u32,
    pub bytes: f64,
    /// Files, members of archives and pages that were not read, or not to their end. `scan_unread` says which and why.
    pub unread: u32,
    /// Open findings of keys of the rack.
    pub held: u32,
    /// Open findings of what has the shape of a credential.
    pub secrets: u32,
    /// Keys that their vendors mean to be published: no leaks.
    pub published: u32,
    /// Findings that were accepted.
    pub accepted: u32,
    /// How many different keys of the rack were found.
    pub keys: u32,
    /// In how many different files or pages open findings stand.
    pub places: u32,
    /// Whether there were more findings than are kept.
    pub truncated: bool,
    /// Keys that were not looked for: client / integration / part, and why, unless it is too short.
    pub too_short: Vec<String>,
    /// What was named and of which nothing was read: whatever the reason, nothing is known of it. Where that is all of it, the
    /// scan has failed.
    pub nothing_read: Vec<String>,
    /// The scan before of the same folder or site, for the same client, that looked for the same. Of a scan that came to its
    /// end alone: what was not reached is not gone.
    pub before: Option<ScanBefore>,
}

/// How a scan differs from the one before it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ScanBefore {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub new: u32,
    /// No longer found where this one looked.
    pub gone: u32,
    pub still: u32,
    /// Found before in what this one did not read: nobody knows whether they still stand there.
    pub unread: u32,
}

/// A page of scans, newest first.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct ScanPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<ScanView>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum FindingClass {
    /// A key of the rack.
    Held,
    /// Has the shape of a credential.
    Secret,
    /// Its vendor means it to be published: no leak.
    Published,
}

/// A page of a scan's findings: open ones first, by class, then by place.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct FindingPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<FindingView>,
}

/// One line of a file, or of a page, in which a key stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FindingView {
    pub id: Uuid,
    pub class: FindingClass,
    /// A stable code such as `held-key` or `stripe`.
    pub rule: String,
    /// The rule in words.
    pub rule_words: String,
    /// Path or address, masked. Within an archive: `shop.zip!config/.env`.
    pub place: String,
    /// Counted from 1.
    pub line: u32,
    /// The commit that brought it in, where it was found in the git history.
    pub commit: Option<String>,
    /// Who holds the key, as far as that is still known.
    pub key: Option<FindingKey>,
    /// Says "the same value" among the findings in folders, and among those of one site; it tells nothing of the value.
    pub tag: String,
    /// What it means.
    pub what: String,
    /// What to do.
    pub next: String,
    /// Whether the scan before had it not; `false` where there is none before.
    pub new: bool,
    pub accepted: Option<AcceptedView>,
    /// What else stands in the same line.
    pub more: Vec<FindingMore>,
}

/// A key of the rack that was found.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FindingKey {
    /// The first six hex digits of the keyed fingerprint. It stays when the key is forgotten.
    pub fingerprint: String,
    /// `None` once the key is forgotten.
    pub mask: Option<KeyMaskView>,
    /// Such as "Consumer secret".
    pub part_label: String,
    /// Whether it was replaced since: it may be dead already.
    pub replaced: bool,
    /// Every integration that uses it; empty once it was forgotten or removed.
    pub users: Vec<FindingUser>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FindingUser {
    pub client: Uuid,
    pub client_name: String,
    pub integration: Uuid,
    pub integration_name: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct FindingMore {
    pub class: FindingClass,
    pub rule: String,
    pub rule_words: String,
}

/// Why a finding is no reason to act, in a person's own words.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct AcceptedView {
    pub reason: String,
    pub at: DateTime<Utc>,
    pub by: String,
}

/// A page of what was not read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct UnreadPage {
    pub total: u32,
    pub offset: u32,
    pub rows: Vec<UnreadView>,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct UnreadView {
    /// Path or address, masked.
    pub place: String,
    /// A stable code such as `link_out`.
    pub code: String,
    /// The reason in words.
    pub why: String,
}

//! The app as a whole: keyring, settings, refusals, topics, doctor.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Whether the keyring answers. Only `Ready` was proven by a round trip.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum KeyringState {
    /// Not asked yet.
    Unknown,
    Ready,
    Locked,
    /// No keyring on this machine or in this session.
    Absent,
    /// It was asked and has not answered in time; perhaps it shows a prompt.
    Slow,
    /// It answered, but what was written did not come back.
    Broken,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct KeyringView {
    pub state: KeyringState,
    /// By name, such as "Secret Service (GNOME Keyring)".
    pub backend: String,
    pub title: String,
    pub what: String,
    pub next: String,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct Settings {
    pub theme: Theme,
    /// Seconds a copied key stays on the clipboard, 10 to 60.
    pub clipboard_seconds: u32,
    /// Days that send bodies are kept, 1 to 365; deeds stay.
    pub keep_days: u32,
    /// Shows the switch that lets an integration use plain HTTP on loopback.
    pub unsafe_loopback_http: bool,
    /// Keeps of each send only what its provider's list calls harmless; what is kept already stays as it is.
    pub strict_bodies: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            theme: Theme::System,
            clipboard_seconds: 30,
            keep_days: 90,
            unsafe_loopback_http: false,
            strict_bodies: false,
        }
    }
}

#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct AppView {
    pub version: String,
    /// Whether the sample workspace is open.
    pub sample: bool,
    pub clients: u32,
    pub integrations: u32,
    pub keys: u32,
    pub due_soon: u32,
    pub keyring: KeyringView,
    pub settings: Settings,
    /// Where the data lies, for people to read.
    pub data_dir: String,
}

/// Why something was not done. The only error a shell ever shows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct Refusal {
    /// A stable code such as `name_taken`.
    pub code: String,
    /// The input field it is about, if one is.
    pub field: Option<String>,
    pub what: String,
    pub next: String,
}

/// What changed: a reader of it reads again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Topic {
    Clients,
    Keys,
    Log,
    Scans,
    Watches,
    Keyring,
    Settings,
}

/// One check of `keyrack doctor`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DoctorCheck {
    pub name: String,
    pub ok: bool,
    pub what: String,
    pub next: String,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct DoctorView {
    pub version: String,
    pub data_dir: String,
    pub checks: Vec<DoctorCheck>,
    /// Rows whose key is not in the keyring, by client / integration / part.
    pub missing_keys: Vec<String>,
    /// Items of this workspace in the keyring that no row names, by version id.
    pub orphan_keys: Vec<String>,
}

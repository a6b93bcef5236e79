//! The board: every client as a card, its integrations as hooks.

use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::{Environment, KeyMaskView};

/// How an integration stands, read off its last send.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum Health {
    Refused,
    Unreachable,
    Odd,
    Degraded,
    Untested,
    Accepted,
}

/// How the cards are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum BoardSort {
    #[default]
    Name,
    /// Worst health first.
    Health,
    /// Nearest due date first.
    Due,
    /// Latest send first.
    Recent,
}

/// What the board is asked for. Empty lists and `None` mean "any".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(default, deny_unknown_fields)]
#[ts(export)]
pub struct BoardQuery {
    /// Words sought in names of clients and integrations, providers, tags, owners, hosts.
    pub search: String,
    pub health: Vec<Health>,
    pub providers: Vec<String>,
    pub tags: Vec<String>,
    pub environments: Vec<Environment>,
    /// Only keys past due, or due within the next 14 days.
    pub due_soon: bool,
    /// `false`: live clients and integrations; `true`: only what is archived.
    pub archived: bool,
    pub sort: BoardSort,
}

/// How many integrations there are of each health, among those that match the query less its health filter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct HealthCounts {
    pub all: u32,
    pub accepted: u32,
    pub degraded: u32,
    pub odd: u32,
    pub refused: u32,
    pub unreachable: u32,
    pub untested: u32,
    pub due_soon: u32,
}

/// One card's place on the board: enough to lay the whole board out before its cards are read.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct BoardSlot {
    pub client: Uuid,
    /// Hooks that match the query.
    pub hooks: u32,
}

/// The board's order and its first cards.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct BoardView {
    pub counts: HealthCounts,
    pub slots: Vec<BoardSlot>,
    /// The first 40 cards; the rest is read by `board_cards`.
    pub first: Vec<CardView>,
    /// What the filters can be set to: providers, tags and environments in use.
    pub providers: Vec<ProviderName>,
    pub tags: Vec<String>,
    pub environments: Vec<Environment>,
}

/// A provider by id and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, TS)]
#[ts(export)]
pub struct ProviderName {
    pub id: String,
    pub name: String,
}

/// One client on the board.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct CardView {
    pub client: Uuid,
    pub name: String,
    pub tags: Vec<String>,
    pub archived: bool,
    /// The worst health among the hooks.
    pub health: Health,
    /// The storefront's provider, if there is one: shown beside the name.
    pub storefront: Option<String>,
    /// Only the hooks that match the query, in name order.
    pub hooks: Vec<HookView>,
}

/// One integration on a card.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct HookView {
    pub integration: Uuid,
    pub name: String,
    pub provider: ProviderName,
    pub environment: Environment,
    pub health: Health,
    pub archived: bool,
    /// One mask per part that is held.
    pub keys: Vec<KeyMaskView>,
    /// Whether every part that the provider needs is held.
    pub complete: bool,
    /// Total milliseconds of the last sends (at most 24), oldest first; `None` where none was answered.
    pub latencies: Vec<Option<u32>>,
    pub due: DueView,
}

/// How old a key is and when it should be replaced.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct DueView {
    /// Whole days since the current key came in; `None` without a key.
    pub age_days: Option<u32>,
    /// The interval that counts: the integration's own, else the provider's.
    pub every_days: Option<u32>,
    /// Days left; negative when past due; `None` without a key or an interval.
    pub left_days: Option<i32>,
}

//! The engine: clients, integrations, the lives of keys, sends, logs; SQLite; the clock.
//!
//! It never holds a plain key: it forwards an opaque [`Intake`] to the vault, and gets masks, fingerprints and redacted
//! text back. It knows neither Tauri nor a keyring, HTTP or clipboard crate, and it never serialises a domain type: what
//! leaves it are the types of [`view`].
#![deny(missing_docs)]

mod actor;
mod address;
mod archive;
mod auth;
mod board;
mod bulk;
mod ca;
mod cancel;
mod catalogue;
mod clients;
mod clock;
mod codes;
mod deed;
mod doctor;
mod engine;
mod error;
mod files;
pub mod given;
mod headers;
mod health;
mod ids;
mod integrations;
mod keys;
mod log;
mod notice;
mod orders;
mod plan;
mod rebind;
mod removal;
mod report;
mod requests;
mod runs;
mod runtime;
mod sample;
mod scan;
mod sends;
mod snippets;
mod store;
mod system;
#[cfg(test)]
mod tests;
mod text;
mod text_copies;
mod verdict;
#[allow(missing_docs)] // Explained where a name alone does not say it.
pub mod view;
mod watch;
mod whole;
mod words;

pub use bulk::{BulkOffer, BulkOfferView};
pub use ca::read_ca;
pub use cancel::Cancel;
pub use clock::{Clock, HandClock, SystemClock};
pub use engine::{Engine, Options};
pub use error::{Code, Error, ErrorClass, Result};
pub use keys::KeyOffer;
pub use orders::{OrderOffer, OrderOfferView};
pub use rebind::{Rebind, RebindView, Step};
pub use removal::UNDO;
pub use requests::{RequestOffer, RequestOfferView};
pub use runtime::runtime;
pub use scan::{FindingGroup, ScanSite};
pub use sends::{TestOffer, TestOfferView};
pub use snippets::snippet_language;
pub use text_copies::TextCopies;
pub use vault::{Backend, CLIPBOARD_OWNER_ARG, Intake, clipboard_owner_main};
pub use watch::{Machine, ThisMachine, WatchFeed, WatchNews, Watcher};

#[cfg(any(test, feature = "made-up"))]
pub use store::made_up::MadeUp;

#[cfg(any(test, feature = "made-up"))]
impl Engine {
    /// Fills an empty workspace with made-up clients, integrations and sends, for benches. No key is made.
    ///
    /// # Errors
    /// A storage code.
    pub async fn make_up(&self, size: MadeUp) -> Result<()> {
        self.store().make_up(size).await
    }
}

impl Engine {
    /// Every provider of the catalogue.
    #[must_use]
    pub fn providers(&self) -> Vec<view::ProviderView> {
        catalogue::views()
    }
}

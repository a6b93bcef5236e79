//! What the shells may show. Views are their own types: no domain type is ever serialised, and nothing
//! here can hold a plain key. `cargo xtask bindings` writes them to `ui/src/ipc/bindings/`.

mod auth;
mod board;
mod bulk;
mod client;
mod key;
mod log;
mod order;
mod request_import;
mod run;
mod scan;
mod send;
mod snippet;
mod system;
mod watch;

pub use auth::*;
pub use board::*;
pub use bulk::*;
pub use client::*;
pub use key::*;
pub use log::*;
pub use order::*;
pub use request_import::*;
pub use run::*;
pub use scan::*;
pub use send::*;
pub use snippet::*;
pub use system::*;
pub use watch::*;

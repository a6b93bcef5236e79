//! What the page may call. Each command is a few lines: take ids and plain input, ask natively where a person must
//! decide, forward to the engine, answer a view.

pub(crate) mod app;
pub(crate) mod board;
pub(crate) mod bulk;
pub(crate) mod client;
pub(crate) mod integration;
pub(crate) mod key;
pub(crate) mod log;
pub(crate) mod order;
pub(crate) mod request_import;
pub(crate) mod scan;
pub(crate) mod send;
pub(crate) mod snippet;
pub(crate) mod watch;

//! Codes → what happened, and what to do next: one table for window, native dialogs and terminal. Each match is
//! exhaustive: a code without words does not compile.

pub(crate) mod answer;
pub(crate) mod bulk;
mod deed;
mod docs;
mod key;
mod keyring;
pub(crate) mod order;
mod recipe;
mod refusal;
pub(crate) mod request_import;
pub(crate) mod scan;
pub(crate) mod snippet;
pub(crate) mod verdict;
pub(crate) mod watch;

/// What stands over an exchange that is copied for a report.
pub(crate) const REPORT_HEAD: &str = "Exchange from Keyrack, strict view: values stand where a list names their field harmless; \
                                      labels in [brackets] stand for everything else. The same label is the same value.";

pub(crate) use deed::{deed, fact};
pub(crate) use docs::docs;
pub(crate) use keyring::keyring;
pub(crate) use recipe::recipe;
pub(crate) use refusal::refusal;
pub(crate) use scan::unread;

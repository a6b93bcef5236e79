//! Does a short text look like a credential? For names, notes, URLs and variables, where a key must not stand.

use crate::nets::{self, Layout, Scope};
use crate::redacted::Kind;

/// What a text looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Finding {
    /// The rule that found it, such as `jwt` or `stripe`.
    pub rule: &'static str,
}

/// The first thing in the text that has the shape of a credential, if there is one. Personal data is none.
pub fn inspect(text: &str) -> Option<Finding> {
    let mut rule = None;
    // A text past its budget is no short text; there is nothing to say of it then.
    let _ = crate::explore::explore(text, crate::explore::Keys::NONE, &mut |view, _| {
        let legible = view.legible();
        if rule.is_none() {
            rule = nets::cast(&legible, view.classes(), Layout::Text, Scope::Secrets)
                .unwrap_or_default()
                .into_iter()
                .find(|find| find.kind == Kind::Secret && find.sure)
                .map(|find| find.rule);
        }
        Ok(())
    });
    rule.map(|rule| Finding { rule })
}

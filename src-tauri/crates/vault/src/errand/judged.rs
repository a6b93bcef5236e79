//! A person's conditions on one exchange: judged after it was masked, before anything of it is left out or cut.

use std::cell::OnceCell;

use redaction::{Place, Redacted};

use crate::condition::{Answered, Judged, Saw, Work};
use crate::masker::Masker;

use super::exchange::is_closed;
use super::facts::{Errand, Exchange, Message, TlsFacts};

/// Seconds of a day.
const DAY: i64 = 24 * 60 * 60;

/// What else a condition can ask about.
pub(super) struct Told<'a> {
    pub(super) status: u16,
    pub(super) total_ms: f32,
    pub(super) tls: Option<&'a TlsFacts>,
    /// Whether nothing of the body was read.
    pub(super) unread: bool,
}

/// One judgement for each of the errand's expectations.
pub(super) fn judge(errand: &Errand, masker: &Masker, exchange: &Exchange, told: &Told<'_>) -> Vec<Judged> {
    if errand.expectations.is_empty() {
        return Vec::new();
    }
    let response = exchange.response.as_ref();
    let open = |text: fn(&Message) -> &Redacted| response.map(text).filter(|text| !is_closed(text));
    let ends = told.tls.and_then(|tls| tls.not_after);
    let answered = Answered {
        status: told.status,
        total_ms: told.total_ms,
        size: response.map(|side| side.body_bytes).filter(|_| !told.unread),
        cert_days: ends.map(|end| (end - errand.now).div_euclid(DAY)),
        headers: open(|side| &side.headers),
        body: open(|side| &side.body).filter(|_| !response.is_some_and(|side| side.described)),
        again: &|text| masker.again(text),
        json: OnceCell::new(),
        work: Work::default(),
    };
    let mut judged: Vec<Judged> = errand.expectations.iter().map(|one| answered.judge(one)).collect();
    if let Some(fields) = &errand.strict {
        let strict = masker.strict(fields.clone());
        for one in &mut judged {
            // Without the field that it stood in nothing says that a value is harmless.
            if let Saw::Value(value) = &mut one.saw {
                *value = strict.apply(value, Place::Text);
            }
        }
    }
    judged
}

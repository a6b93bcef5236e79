//! The strict view of a send that was kept: what of it may leave the house.
//!
//! It needs no keyring. Tags of the labels that it makes come from chance and hold until the process ends: within what is
//! passed on at one time equal values have equal tags, and two such documents cannot be laid side by side. Labels that
//! stood in what was kept stay as they are.

use std::sync::LazyLock;

use vault::{Place, StrictView, TagSecret};

use crate::catalogue::harmless;
use crate::store::sends::{StoredExchange, StoredMessage, StoredToken};

/// What the tags are made from; none where the system gives no random numbers: then there are no tags.
static TAGS: LazyLock<Option<TagSecret>> = LazyLock::new(TagSecret::new);

impl StoredExchange {
    /// An exchange with this provider, strictly.
    pub(crate) fn strict(self, provider: &str) -> Self {
        let view = StrictView::new(TAGS.as_ref(), harmless::fields(provider));
        let side = |side: StoredMessage| strictly(&view, side);
        // A value without the field that it stood in: no list can say that it is harmless.
        let saw = self.saw.iter().map(|text| view.show(text, Place::Text)).collect();
        let token = self.token.map(|token| StoredToken {
            request: token.request.map(side),
            response: token.response.map(side),
            ..token
        });
        Self { request: self.request.map(side), response: self.response.map(side), saw, token }
    }
}

fn strictly(view: &StrictView, kept: StoredMessage) -> StoredMessage {
    let place = Place::Body { media_type: kept.body_type.as_deref(), bytes: kept.body_bytes };
    let body = view.show(&kept.body, place);
    let closed = body.spans.first().is_some_and(|span| {
        span.kind == vault::SpanKind::Closed && span.start == 0 && span.end == body.text.len()
    });
    StoredMessage {
        start: view.show(&kept.start, Place::StartLine),
        headers: view.show(&kept.headers, Place::Headers),
        described: kept.described || closed,
        strict: true,
        body,
        ..kept
    }
}

#[cfg(test)]
mod tests;

//! A send as it is shown: from what was stored, which was redacted before it was stored.

use uuid::Uuid;
use vault::{Redacted, SpanKind};

use crate::codes::Coded;
use crate::deed::About;
use crate::engine::Engine;
use crate::error::{Code, Result};
use crate::store::from_json;
use crate::store::sends::{AttemptRow, StoredExchange, StoredMessage};
use crate::verdict::{Reason, Verdict};
use crate::view::{
    ConditionView, MessageView, RedactedText, RedirectView, SendView, SpanView, TokenView, VerdictView,
};
use crate::words;

impl Engine {
    /// The send with this id, which is that of its log entry; as it was kept, or strictly.
    pub(crate) async fn send_view(&self, id: Uuid, strict: bool) -> Result<SendView> {
        let unknown = || crate::Error::from(Code::EntryUnknown);
        let event = self.store().event(id).await?.ok_or_else(unknown)?;
        let attempt = self.store().attempt(id).await?.ok_or_else(unknown)?;
        let mut exchange = self.store().exchange(id).await?.unwrap_or_default();
        if strict {
            let provider = self.store().provider_of(attempt.integration).await?;
            exchange = exchange.strict(&provider);
        }
        let about = About { client: event.client, integration: event.integration, ..About::default() };
        let order = self.store().order_sent(id).await?;
        Ok(SendView { order, ..view(about, event.user, attempt, &exchange) })
    }
}

/// A send as it was stored.
pub(crate) fn view(about: About, actor: String, attempt: AttemptRow, exchange: &StoredExchange) -> SendView {
    let (client, client_name) = about.client.unwrap_or_default();
    SendView {
        id: attempt.id,
        integration: attempt.integration,
        integration_name: about.integration.map(|(_, name)| name).unwrap_or_default(),
        client,
        client_name,
        at: attempt.at,
        actor,
        verdict: verdict(&attempt),
        status: attempt.status,
        timings: attempt.timings,
        http_version: attempt.facts.http_version.clone(),
        redirect: attempt.facts.redirect.as_ref().map(|facts| RedirectView {
            to: facts.to.clone(),
            leaves_origin: facts.leaves_origin,
            downgrade: facts.downgrade,
            words: words::answer::redirect(facts),
        }),
        date_skew_s: attempt.facts.date_skew_s,
        retry_at: attempt.facts.retry_at,
        conditions: conditions(&attempt, exchange),
        tls: attempt.tls,
        remote: attempt.remote,
        proxied: attempt.proxied,
        token: exchange.token.as_ref().map(|token| TokenView {
            status: token.status,
            total_ms: token.total_ms,
            cached: token.cached,
            request: token.request.as_ref().map(message),
            response: token.response.as_ref().map(message),
        }),
        request: exchange.request.as_ref().map(message),
        response: exchange.response.as_ref().map(message),
        masked: attempt.masked,
        order: None,
    }
}

/// A stored verdict in words. A reason that only a newer version knows keeps its code and its kind.
fn verdict(attempt: &AttemptRow) -> VerdictView {
    match Reason::parse(&attempt.reason) {
        Some(reason) => words::verdict::verdict(&Verdict { reason, details: from_json(&attempt.details) }),
        None => VerdictView {
            kind: attempt.verdict,
            reason: attempt.reason.clone(),
            title: words::verdict::title(attempt.verdict).to_owned(),
            what: String::new(),
            next: String::new(),
        },
    }
}

fn conditions(attempt: &AttemptRow, exchange: &StoredExchange) -> Vec<ConditionView> {
    let saw = |at: usize| exchange.saw.get(at).map(text).unwrap_or_default();
    let facts = attempt.facts.conditions.iter().enumerate();
    facts
        .map(|(at, facts)| ConditionView {
            text: facts.text.clone(),
            outcome: facts.outcome,
            degraded_only: facts.degraded_only,
            saw: saw(at),
            saw_words: words::answer::saw(facts.saw),
        })
        .collect()
}

/// One side of an exchange.
pub(crate) fn message(stored: &StoredMessage) -> MessageView {
    MessageView {
        start: text(&stored.start),
        headers: text(&stored.headers),
        body: text(&stored.body),
        body_type: stored.body_type.clone(),
        body_bytes: stored.body_bytes,
        body_described: stored.described,
        strict: stored.strict,
    }
}

/// A redacted text with spans in UTF-16 code units, which is how a page counts.
pub(crate) fn text(redacted: &Redacted) -> RedactedText {
    let mut counted = Counted { text: &redacted.text, bytes: 0, units: 0 };
    let spans = redacted.spans.iter().map(|span| SpanView {
        start: counted.units_at(span.start),
        end: counted.units_at(span.end),
        kind: kind(span.kind).to_owned(),
        label: span.label.clone(),
        tag: span.tag.clone(),
        rule: span.rule.clone(),
    });
    RedactedText { spans: spans.collect(), text: redacted.text.clone() }
}

fn kind(kind: SpanKind) -> &'static str {
    match kind {
        SpanKind::Key => "key",
        SpanKind::Secret => "secret",
        SpanKind::Personal => "personal",
        SpanKind::Closed => "closed",
        SpanKind::Withheld => "withheld",
    }
}

/// Counts once from front to back: spans are sorted.
struct Counted<'a> {
    text: &'a str,
    bytes: usize,
    units: u32,
}

impl Counted<'_> {
    fn units_at(&mut self, byte: usize) -> u32 {
        let more = self.text.get(self.bytes..byte).unwrap_or_default();
        self.units += more.chars().map(|c| c.len_utf16() as u32).sum::<u32>();
        self.bytes += more.len();
        self.units
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use vault::{Redacted, Span, SpanKind};

    #[test]
    fn spans_are_counted_as_a_page_counts() {
        let before = "é😀 ";
        let labels = ["[key #1]", "[key #2]"];
        let whole = format!("{before}{}ü{}", labels[0], labels[1]);
        let span = |label: &str| {
            let start = whole.find(label).unwrap();
            Span {
                start,
                end: start + label.len(),
                kind: SpanKind::Key,
                label: label.to_owned(),
                tag: String::new(),
                rule: String::new(),
            }
        };
        let shown = text(&Redacted { text: whole.clone(), spans: labels.map(span).to_vec() });
        let units: Vec<u16> = whole.encode_utf16().collect();
        for (shown, label) in shown.spans.iter().zip(labels) {
            let cut = &units[shown.start as usize..shown.end as usize];
            assert_eq!(String::from_utf16(cut).unwrap(), label);
        }
    }
}

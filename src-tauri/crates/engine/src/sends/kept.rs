//! What is kept of a reply: all of it was masked by the vault before it came here.

use chrono::{DateTime, Utc};
use vault::{Answer, Exchange, Message, Placement, Reply, SpanKind, Timings, TlsFacts};

use super::{Send, days_between};
use crate::codes::Coded as _;
use crate::store::send_scripts::Intent;
use crate::store::sends::{AttemptRow, Carried, RedirectFacts, SendFacts, StoredExchange, StoredMessage};
use crate::store::to_json;
use crate::verdict::Verdict;
use crate::view::{TimingsView, TlsView};

pub(super) fn attempt(
    send: &Send,
    intent: Intent,
    verdict: &Verdict,
    reply: Option<&Reply>,
    now: DateTime<Utc>,
) -> AttemptRow {
    AttemptRow {
        id: intent.id,
        integration: send.profile.integration.0,
        version: Some(send.version),
        at: intent.at,
        verdict: verdict.kind(),
        reason: verdict.reason.code().to_owned(),
        details: to_json(&verdict.details),
        status: verdict.details.status,
        // A line of latencies is about answers: a send that nobody answered has none.
        total_ms: verdict.details.status.and(verdict.details.total_ms),
        timings: reply.map(|reply| timings(&reply.timings)).filter(|timings| timings.total_ms > 0.0),
        tls: reply.and_then(|reply| reply.tls.as_ref()).map(|tls| facts(tls, now)),
        remote: reply.and_then(|reply| reply.remote).map(|remote| remote.to_string()),
        proxied: reply.is_some_and(|reply| reply.proxied),
        masked: reply.filter(|reply| super::key_left(reply)).map_or(0, |reply| masked(&reply.exchange)),
        facts: reply
            .and_then(|reply| reply.outcome.as_ref().ok())
            .map(|answer| facts_of(send, answer))
            .unwrap_or_default(),
    }
}

/// What else an answer showed.
fn facts_of(send: &Send, answer: &Answer) -> SendFacts {
    let redirect = matches!(answer.status, 300..=303 | 305..=308).then(|| {
        let to = answer.redirect.clone();
        RedirectFacts {
            leaves_origin: to.as_ref() != Some(&send.errand.url.origin().ascii_serialization()),
            downgrade: send.errand.url.scheme() == "https"
                && to.as_ref().is_some_and(|to| to.starts_with("http:")),
            to,
            carried: carried(send.errand.expects.as_ref().map(|binding| &binding.placement)),
        }
    });
    SendFacts { redirect, ..SendFacts::default() }
}

fn carried(placement: Option<&Placement>) -> Carried {
    let known =
        |name: &str| name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("cookie");
    match placement {
        Some(Placement::Headers(places)) if !places.iter().all(|place| known(&place.name)) => {
            Carried::OtherHeader
        }
        Some(Placement::Query(_)) => Carried::Elsewhere,
        _ => Carried::KnownHeader,
    }
}

pub(super) fn exchange(exchange: Exchange) -> StoredExchange {
    StoredExchange {
        request: Some(message(exchange.request)),
        response: exchange.response.map(message),
        saw: Vec::new(),
    }
}

fn message(message: Message) -> StoredMessage {
    StoredMessage {
        start: message.start,
        headers: message.headers,
        body: message.body,
        body_type: message.media_type,
        body_bytes: message.body_bytes,
        described: message.described,
        strict: message.strict,
    }
}

/// The vault measures how long each phase took; a reader wants to see when each ended.
fn timings(of: &Timings) -> TimingsView {
    let mut at = 0.0;
    let mut ended = |took: Option<f32>| {
        took.map(|took| {
            at += took;
            at
        })
    };
    TimingsView {
        resolve_ms: ended(of.resolve),
        connect_ms: ended(of.connect),
        tls_ms: ended(of.tls),
        send_ms: None,
        first_byte_ms: ended(of.first_byte),
        body_ms: ended(of.body),
        total_ms: of.total,
    }
}

fn facts(tls: &TlsFacts, now: DateTime<Utc>) -> TlsView {
    TlsView {
        version: tls.version.clone(),
        certificate_days_left: tls.not_after.map(|end| days_between(now, end)),
        issuer: tls.issuer.clone(),
        cipher: None,
        alpn: None,
        chain: Vec::new(),
    }
}

fn masked(exchange: &Exchange) -> u32 {
    let messages = std::iter::once(&exchange.request).chain(&exchange.response);
    let spans = messages.flat_map(|m| [&m.start, &m.headers, &m.body]).flat_map(|text| &text.spans);
    u32::try_from(spans.filter(|span| !matches!(span.kind, SpanKind::Closed | SpanKind::Withheld)).count())
        .unwrap_or(u32::MAX)
}

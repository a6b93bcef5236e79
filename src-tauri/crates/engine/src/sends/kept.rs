//! What is kept of a reply: all of it was masked by the vault before it came here.

use chrono::{DateTime, Duration, Utc};
use vault::{
    CertificateFacts, Exchange, Judged, Message, Placement, Redacted, Reply, Saw, SpanKind, Timings,
    TlsFacts, TokenHop,
};

use super::{Send, days_between};
use crate::codes::Coded as _;
use crate::store::send_scripts::Intent;
use crate::store::sends::{
    AttemptRow, Carried, ConditionFacts, RedirectFacts, SawFact, SendFacts, StoredExchange, StoredMessage,
    StoredToken,
};
use crate::store::to_json;
use crate::verdict::Verdict;
use crate::view::{CertificateRole, CertificateView, ConditionOutcome, TimingsView, TlsView};

pub(super) fn attempt(
    send: &Send,
    intent: Intent,
    verdict: &Verdict,
    reply: &Reply,
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
        timings: Some(timings(&reply.timings)).filter(|timings| timings.total_ms > 0.0),
        tls: reply.tls.as_ref().map(|tls| facts(tls, now)),
        remote: reply.remote.map(|remote| remote.to_string()),
        proxied: reply.proxied,
        masked: if super::key_left(reply) { masked(&reply.exchange) } else { 0 },
        facts: facts_of(send, reply, now),
    }
}

/// What else a send showed.
fn facts_of(send: &Send, reply: &Reply, now: DateTime<Utc>) -> SendFacts {
    let Ok(answer) = &reply.outcome else {
        let conditions = conditions(send, &[]);
        return SendFacts { conditions, ..SendFacts::default() };
    };
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
    SendFacts {
        http_version: Some(answer.http_version.to_owned()),
        redirect,
        date_skew_s: skew(reply, now),
        retry_at: answer.retry_after.map(|seconds| now + Duration::seconds(i64::from(seconds))),
        conditions: conditions(send, &answer.expectations),
    }
}

/// By how many seconds the provider's clock is ahead: its date is of the moment when it began to answer.
pub(super) fn skew(reply: &Reply, now: DateTime<Utc>) -> Option<i64> {
    let date = reply.outcome.as_ref().ok()?.date?;
    #[expect(clippy::cast_possible_truncation, reason = "a float cast saturates")]
    let reading = reply.timings.body.unwrap_or_default().round() as i64;
    Some(date - (now - Duration::milliseconds(reading)).timestamp())
}

fn conditions(send: &Send, judged: &[Judged]) -> Vec<ConditionFacts> {
    let written = send.conditions.iter().zip(&send.errand.expectations).enumerate();
    written
        .map(|(at, (text, read))| ConditionFacts {
            text: text.clone(),
            degraded_only: read.degraded_only(),
            outcome: match judged.get(at).map(|one| one.outcome) {
                Some(vault::ConditionOutcome::Held) => ConditionOutcome::Held,
                Some(vault::ConditionOutcome::Failed) => ConditionOutcome::Failed,
                Some(vault::ConditionOutcome::Unknown) | None => ConditionOutcome::Unknown,
            },
            saw: match judged.get(at).map(|one| &one.saw) {
                Some(Saw::Value(_)) => SawFact::Value,
                Some(Saw::Number(number)) => SawFact::Number(*number),
                Some(Saw::Nothing) => SawFact::Nothing,
                Some(Saw::NotJson) => SawFact::NotJson,
                Some(Saw::NotRead) => SawFact::NotRead,
                None => SawFact::NoAnswer,
            },
        })
        .collect()
}

/// The values that the conditions met, in their order.
fn saw(reply: &Reply) -> Vec<Redacted> {
    let judged = reply.outcome.as_ref().map(|answer| answer.expectations.as_slice()).unwrap_or_default();
    if !judged.iter().any(|one| matches!(one.saw, Saw::Value(_))) {
        return Vec::new();
    }
    let value = |one: &Judged| match &one.saw {
        Saw::Value(value) => value.clone(),
        _ => Redacted::default(),
    };
    judged.iter().map(value).collect()
}

fn carried(placement: Option<&Placement>) -> Carried {
    let known =
        |name: &str| name.eq_ignore_ascii_case("authorization") || name.eq_ignore_ascii_case("cookie");
    match placement {
        Some(Placement::Headers(places)) if !places.iter().all(|place| known(&place.name)) => {
            Carried::OtherHeader
        }
        Some(Placement::Query(_) | Placement::Body(_) | Placement::Path(_) | Placement::Url(_)) => {
            Carried::Elsewhere
        }
        Some(Placement::Oauth1(recipe)) if recipe.in_query => Carried::Elsewhere,
        Some(Placement::Hmac(recipe)) if !known(&recipe.header) => Carried::OtherHeader,
        Some(Placement::Jwt(recipe)) if !known(&recipe.header) => Carried::OtherHeader,
        Some(Placement::Token(recipe)) if !known(&recipe.header) => Carried::OtherHeader,
        _ => Carried::KnownHeader,
    }
}

/// Both sides, and the token request before them. A request that was not sent, because no token was bought, is not shown.
pub(super) fn exchange(reply: Reply) -> StoredExchange {
    let saw = saw(&reply);
    let sent = reply.left;
    let Exchange { request, response } = reply.exchange;
    StoredExchange {
        request: sent.then(|| message(request)),
        response: response.filter(|_| sent).map(message),
        saw,
        token: reply.token.map(token),
    }
}

fn token(hop: TokenHop) -> StoredToken {
    let (request, response) = match hop.exchange {
        Some(exchange) => (Some(message(exchange.request)), exchange.response.map(message)),
        None => (None, None),
    };
    StoredToken { status: hop.status, total_ms: hop.timings.total, cached: hop.cached, request, response }
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
        send_ms: ended(of.send),
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
        cipher: tls.cipher.clone(),
        alpn: tls.alpn.clone(),
        chain: tls.chain.iter().filter_map(|one| certificate(one, now)).collect(),
    }
}

fn certificate(facts: &CertificateFacts, now: DateTime<Utc>) -> Option<CertificateView> {
    Some(CertificateView {
        subject: facts.subject.clone(),
        issuer: facts.issuer.clone(),
        // A date past all calendars is nonsense of the server's.
        not_after: DateTime::from_timestamp(facts.not_after, 0)?,
        days_left: days_between(now, facts.not_after),
        role: match facts.role {
            vault::CertificateRole::Leaf => CertificateRole::Leaf,
            vault::CertificateRole::Intermediate => CertificateRole::Intermediate,
            vault::CertificateRole::Root => CertificateRole::Root,
        },
        fingerprint: facts.fingerprint.clone(),
    })
}

fn masked(exchange: &Exchange) -> u32 {
    let messages = std::iter::once(&exchange.request).chain(&exchange.response);
    let spans = messages.flat_map(|m| [&m.start, &m.headers, &m.body]).flat_map(|text| &text.spans);
    u32::try_from(spans.filter(|span| !matches!(span.kind, SpanKind::Closed | SpanKind::Withheld)).count())
        .unwrap_or(u32::MAX)
}

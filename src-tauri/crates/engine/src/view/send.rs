//! A test send and its verdict.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use ts_rs::TS;
use uuid::Uuid;

use super::OrderSendView;

/// What a send showed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum VerdictKind {
    Accepted,
    Degraded,
    Refused,
    Unreachable,
    Odd,
    /// Not sent, or stopped on purpose: says nothing about the integration.
    NotSent,
}

/// A verdict in words. Health is read from `kind`; everything else is for reading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct VerdictView {
    pub kind: VerdictKind,
    /// A stable code such as `tls_expired`: for scripts.
    pub reason: String,
    /// One word or two: "Refused".
    pub title: String,
    /// What happened, in a sentence.
    pub what: String,
    /// What to do next, in a sentence; empty when there is nothing to do.
    pub next: String,
}

/// A send in a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct SendSummary {
    pub id: Uuid,
    pub at: DateTime<Utc>,
    pub verdict: VerdictKind,
    /// In a word or two, as a list says it: true of the reason too.
    pub verdict_words: String,
    pub reason: String,
    pub status: Option<u16>,
    pub total_ms: Option<u32>,
}

/// Milliseconds from the start of the send; each phase ends where the next begins. `None`: not reached, or not seen
/// (a proxy resolves by itself).
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TimingsView {
    pub resolve_ms: Option<f32>,
    pub connect_ms: Option<f32>,
    pub tls_ms: Option<f32>,
    /// The request was written; what follows is waiting.
    #[serde(default)]
    pub send_ms: Option<f32>,
    pub first_byte_ms: Option<f32>,
    pub body_ms: Option<f32>,
    pub total_ms: f32,
}

#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct TlsView {
    /// Such as `TLS 1.3`.
    pub version: String,
    /// Of the first certificate in the chain to expire; negative when past.
    pub certificate_days_left: Option<i32>,
    pub issuer: Option<String>,
    /// Such as `TLS13_AES_256_GCM_SHA384`.
    #[serde(default)]
    pub cipher: Option<String>,
    /// What was agreed to be spoken over it, such as `h2`; `None` where nothing was agreed or it could not be seen.
    #[serde(default)]
    pub alpn: Option<String>,
    /// What the server sent, its own certificate first; also where it was not believed.
    #[serde(default)]
    pub chain: Vec<CertificateView>,
}

/// A certificate's place in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum CertificateRole {
    /// The server's own.
    Leaf,
    Intermediate,
    /// Signed by itself.
    Root,
}

/// One certificate of a chain by its public facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct CertificateView {
    /// By common name or organisation; `None` where it has neither, or the name could not be shown.
    pub subject: Option<String>,
    pub issuer: Option<String>,
    pub not_after: DateTime<Utc>,
    /// Whole days at the time of the send; negative when past.
    pub days_left: i32,
    pub role: CertificateRole,
    /// SHA-256 of the certificate, in lower-case hex: what tells a new one from the one before.
    pub fingerprint: String,
}

/// What a condition came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
#[ts(export)]
pub enum ConditionOutcome {
    Held,
    Failed,
    /// It could not be judged: there was no answer, or not what it asks about.
    Unknown,
}

/// One condition of a send.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct ConditionView {
    /// As it was written.
    pub text: String,
    pub outcome: ConditionOutcome,
    /// Whether its failing makes the send degraded, no more.
    pub degraded_only: bool,
    /// What stood there, redacted and cut; empty where nothing did, or it is past keeping.
    pub saw: RedactedText,
    /// The same in words, without the value: "nothing there", "the answer was not read".
    pub saw_words: String,
}

/// Where an answer pointed, and what following it would have meant for the key. It is never followed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, TS)]
#[ts(export)]
pub struct RedirectView {
    /// The origin it points to; `None` where it could not be shown.
    pub to: Option<String>,
    /// Whether that is another origin than the one that was asked.
    pub leaves_origin: bool,
    /// Whether it leads from HTTPS to plain HTTP.
    pub downgrade: bool,
    /// What would have become of the key.
    pub words: String,
}

/// What was masked in a text, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct SpanView {
    /// Offsets of the label within the text, in UTF-16 code units, half-open.
    pub start: u32,
    pub end: u32,
    /// `key`, `secret`, `personal`, `closed` (could not be examined), or `withheld` (not known to be harmless: only in a
    /// strict view).
    pub kind: String,
    /// What it is, such as `woo consumer_key` or `email`.
    pub label: String,
    /// The keyed tag, such as `3f9a`: the same value has the same tag.
    pub tag: String,
    /// The rule that found it.
    pub rule: String,
}

/// A redacted text with its chips.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct RedactedText {
    pub text: String,
    pub spans: Vec<SpanView>,
}

/// One side of an exchange, redacted before it was stored.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
#[ts(export)]
pub struct MessageView {
    /// `GET /path HTTP/1.1`, or `HTTP/1.1 200 OK`.
    pub start: RedactedText,
    /// One header a line.
    pub headers: RedactedText,
    pub body: RedactedText,
    /// The body's media type and size in bytes as they arrived.
    pub body_type: Option<String>,
    pub body_bytes: u64,
    /// Whether the body was too large, binary or undecodable, and is described, not shown.
    pub body_described: bool,
    /// Whether it is shown strictly: values stand only where the provider's list of harmless fields names them.
    pub strict: bool,
}

/// The token request that came before a send.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct TokenView {
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    pub total_ms: f32,
    /// Whether a token that was bought less than a minute before was used, and nothing was sent.
    pub cached: bool,
    pub request: Option<MessageView>,
    pub response: Option<MessageView>,
}

/// One send in full.
#[derive(Clone, Debug, PartialEq, Serialize, TS)]
#[ts(export)]
pub struct SendView {
    pub id: Uuid,
    pub integration: Uuid,
    pub integration_name: String,
    pub client: Uuid,
    pub client_name: String,
    pub at: DateTime<Utc>,
    pub actor: String,
    pub verdict: VerdictView,
    pub status: Option<u16>,
    pub timings: Option<TimingsView>,
    pub tls: Option<TlsView>,
    /// The address that answered.
    pub remote: Option<String>,
    pub proxied: bool,
    /// Such as `HTTP/2`.
    pub http_version: Option<String>,
    pub redirect: Option<RedirectView>,
    /// By how many seconds the provider's clock is ahead of this machine's, by the answer's `Date`; negative: behind.
    pub date_skew_s: Option<i64>,
    /// When the provider wants to be asked again, where it said so.
    pub retry_at: Option<DateTime<Utc>>,
    /// The integration's conditions at the time, or the provider's defaults, in order.
    pub conditions: Vec<ConditionView>,
    /// The token request that came before it, where the scheme wants one.
    pub token: Option<TokenView>,
    pub request: Option<MessageView>,
    pub response: Option<MessageView>,
    /// How many values were masked in both.
    pub masked: u32,
    /// What was sent with made-up data; `None` for a test.
    pub order: Option<OrderSendView>,
}

//! An errand: a request as data, without a key, and what it is judged by. A reply: facts and a redacted exchange.

use std::sync::Arc;

use std::net::SocketAddr;
use std::time::Duration;

use redaction::{Fields, Redacted};
use url::Url;
use uuid::Uuid;

use super::renewals::Denied;
use crate::Binding;
use crate::condition::{Expectation, Judged};
use crate::keyring::{READ, WRITE};

/// What the keyring takes at most around one exchange: reading what is warm no longer, and writing what is new.
const KEYRING: Duration = READ.saturating_mul(2).saturating_add(WRITE);

/// How a request is sent. What a probe may use is the caller's to say: only harmless ones carry a key on one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Method {
    /// `GET`.
    Get,
    /// `HEAD`.
    Head,
    /// `POST`.
    Post,
    /// `PUT`.
    Put,
    /// `PATCH`.
    Patch,
    /// `DELETE`.
    Delete,
}

impl Method {
    /// As it stands in a request line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Get => "GET",
            Self::Head => "HEAD",
            Self::Post => "POST",
            Self::Put => "PUT",
            Self::Patch => "PATCH",
            Self::Delete => "DELETE",
        }
    }

    /// The method of this name, in capitals as HTTP writes it.
    #[must_use]
    pub fn of(name: &str) -> Option<Self> {
        [Self::Get, Self::Head, Self::Post, Self::Put, Self::Patch, Self::Delete]
            .into_iter()
            .find(|method| method.as_str() == name)
    }

    /// Whether a request of this method may have a body here.
    #[must_use]
    pub fn has_body(self) -> bool {
        matches!(self, Self::Post | Self::Put | Self::Patch)
    }
}

/// What a request carries: public text, without any key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Body {
    /// The `Content-Type` to send it as, such as `application/json`.
    pub media_type: String,
    /// The bytes, exactly as they leave. They must be UTF-8.
    pub bytes: Vec<u8>,
    /// What somebody wrote of it by hand, such as the template behind made-up data: only in that can a guess at the key
    /// stand, so this is what counts as guesses. The bytes are searched whole all the same.
    pub written: String,
}

impl Body {
    /// A JSON document that somebody wrote.
    #[must_use]
    pub fn json(value: &serde_json::Value) -> Self {
        let written = value.to_string();
        Self { media_type: "application/json".into(), bytes: written.clone().into_bytes(), written }
    }
}

/// A request to send with a key, as data.
#[derive(Clone, Debug)]
pub struct Errand {
    /// The version of the credential to send with.
    pub version: Uuid,
    /// What the caller believes this version to be bound to: a copy from the vault's short memory that is bound otherwise
    /// is dropped and read anew, for another process may have changed it. What the keyring says then is what counts.
    pub expects: Option<Binding>,
    /// Versions that this one replaced and whose values are still kept: masked in the exchange as well.
    pub replaced: Vec<Uuid>,
    /// Parts that name an account and are no secret: these may stand in the request.
    pub names: Vec<String>,
    /// The provider's id: names the key in labels, such as `woocommerce`.
    pub provider: String,
    /// How it is sent.
    pub method: Method,
    /// Where to: its origin must be in the key's binding.
    pub url: Url,
    /// Further public headers; none of them may be one the placement writes.
    pub headers: Vec<(String, String)>,
    /// What it carries; only where [`Method::has_body`].
    pub body: Option<Body>,
    /// Questions about the answer, answered in [`Answer::conditions`].
    pub conditions: Arc<[Condition]>,
    /// Where in a JSON answer ids stand that its caller needs, as JSON pointers: read into [`Answer::captured`].
    pub captures: Vec<String>,
    /// What a person wants the answer to be like, judged in [`Answer::expectations`].
    pub expectations: Vec<Expectation>,
    /// Limits on time and size; a token that is bought first has its own.
    pub limits: Limits,
    /// Seconds since 1970, from the caller's clock: what signatures and tokens are dated by.
    pub now: i64,
    /// Which fields of this provider are harmless, where the exchange is to be shown strictly from the start; `None`: what
    /// was not masked is shown.
    pub strict: Option<Fields>,
}

/// Limits of one errand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// To resolve, connect and finish TLS.
    pub connect: Duration,
    /// For the whole errand.
    pub total: Duration,
    /// Bytes of body after decompression; past it the body is described, not kept.
    pub body_bytes: usize,
}

impl Limits {
    /// How long an errand waits for another one's exchange of the same key: longer than that takes.
    #[must_use]
    pub fn turn(&self) -> Duration {
        self.total + KEYRING
    }

    /// Longer than any errand takes with these: waiting for another exchange, here and between processes, buying a token,
    /// its own request, and the keyring around them.
    #[must_use]
    pub fn whole(&self) -> Duration {
        self.turn() * 2 + self.total * 2 + KEYRING * 2
    }
}

impl Default for Limits {
    fn default() -> Self {
        Self { connect: Duration::from_secs(10), total: Duration::from_secs(30), body_bytes: 1024 * 1024 }
    }
}

/// A yes-or-no question about a JSON body, evaluated inside the vault before masking.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The value at the JSON pointer (RFC 6901) exists.
    Exists(String),
    /// The value at the pointer is this value.
    Equals(String, serde_json::Value),
    /// The body is a JSON document.
    IsJson,
    /// The body looks like an HTML page.
    IsHtml,
    /// The body holds this public text, ignoring case.
    Contains(String),
    /// A header of this name (in lower case) holds this public text, ignoring case; with an empty text: there is one.
    Header(String, String),
}

/// What came of an errand. Everything in it is masked.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What was learnt.
    pub outcome: Result<Answer, Failure>,
    /// Whether the errand's own request may have left, whatever came of it. A token request before it is [`TokenHop::left`].
    pub left: bool,
    /// How long each phase took, as far as it got.
    pub timings: Timings,
    /// What TLS showed.
    pub tls: Option<TlsFacts>,
    /// Who answered; `None` behind a proxy.
    pub remote: Option<SocketAddr>,
    /// Whether the system's proxy was used.
    pub proxied: bool,
    /// Both sides as they went over the wire, masked.
    pub exchange: Exchange,
    /// The token request that came before it, where the scheme wants one.
    pub token: Option<TokenHop>,
    /// A part that the provider has replaced by a new one meanwhile.
    pub rotated: Option<Rotated>,
}

/// A token request that came before the errand's own.
#[derive(Clone, Debug, Default)]
pub struct TokenHop {
    /// The HTTP status, where there was an answer.
    pub status: Option<u16>,
    /// Whether a token that was bought within the last minute was used, and nothing was sent.
    pub cached: bool,
    /// Whether its request may have left.
    pub left: bool,
    /// How long each phase took.
    pub timings: Timings,
    /// What TLS showed.
    pub tls: Option<TlsFacts>,
    /// Who answered; `None` behind a proxy.
    pub remote: Option<SocketAddr>,
    /// Both sides, masked; `None` where nothing was sent.
    pub exchange: Option<Exchange>,
}

impl TokenHop {
    /// None was needed.
    pub(super) fn cached() -> Self {
        Self { cached: true, ..Self::default() }
    }
}

/// A part that the provider replaced, and that has taken the old one's place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Rotated {
    /// Its name.
    pub part: String,
    /// The new value's mask.
    pub mask: crate::Mask,
    /// Whether the keyring has taken it. If not, this process holds its only copy: [`crate::Vault::keep_renewed`].
    pub kept: bool,
}

/// Why no token was bought.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum TokenFailure {
    /// The token endpoint gave no answer.
    Unreachable(Box<Failure>),
    /// It said no.
    Refused {
        /// The HTTP status.
        status: u16,
        /// What it said, where that is one of the standard's words.
        error: Option<TokenError>,
    },
    /// It is overloaded or broken: that says nothing about the key.
    Busy {
        /// The HTTP status.
        status: u16,
    },
    /// It answered, and no token was in it.
    Unreadable {
        /// The HTTP status.
        status: u16,
    },
}

/// What a token endpoint says when it says no (RFC 6749, section 5.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenError {
    /// The client is not known, or its secret is wrong.
    InvalidClient,
    /// The refresh token or assertion is wrong, has ended or was taken back.
    InvalidGrant,
    /// The client may not do this.
    UnauthorizedClient,
    /// The scope is not known, or more than it may have.
    InvalidScope,
    /// It does not do this kind of exchange.
    UnsupportedGrant,
    /// It does not understand the request.
    InvalidRequest,
    /// Anything else.
    Other,
}

impl TokenError {
    pub(super) fn of(text: &str) -> Self {
        match text {
            "invalid_client" => Self::InvalidClient,
            "invalid_grant" => Self::InvalidGrant,
            "unauthorized_client" | "access_denied" => Self::UnauthorizedClient,
            "invalid_scope" => Self::InvalidScope,
            "unsupported_grant_type" => Self::UnsupportedGrant,
            "invalid_request" => Self::InvalidRequest,
            _ => Self::Other,
        }
    }
}

/// The facts of an answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// One answer for each of [`Errand::conditions`], in order.
    pub conditions: Vec<bool>,
    /// One for each of [`Errand::captures`], in order: the plain id that stands there. `None`: nothing stands there, or what
    /// is masked where the answer is shown, or is no id.
    pub captured: Vec<Option<String>>,
    /// One judgement for each of [`Errand::expectations`], in order.
    pub expectations: Vec<Judged>,
    /// Such as `HTTP/2`.
    pub http_version: &'static str,
    /// The provider's clock by `Date`, in seconds since 1970.
    pub date: Option<i64>,
    /// For a redirect: the origin it points to, or `None` if it has no valid `Location`.
    pub redirect: Option<String>,
    /// Seconds until the provider wants to be asked again, by `Retry-After` or, where it refused for that, its limit's reset.
    pub retry_after: Option<u32>,
    /// Whether the body went past its limit.
    pub too_large: bool,
    /// Whether the body came in an encoding that was not asked for, so that nothing of it was read: every condition is
    /// answered with no, and that says nothing.
    pub unreadable: bool,
    /// Body bytes read.
    pub body_bytes: u64,
    /// The media type, without parameters.
    pub media_type: Option<String>,
}

/// Why there is no answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Failure {
    /// The vault refused the errand: nothing was sent.
    Refused(ErrandRefusal),
    /// The keyring did not give the key: nothing was sent.
    Keyring(crate::KeyringTrouble),
    /// Its caller did not clear it in time: nothing was sent.
    Withheld,
    /// Its caller stopped it.
    Stopped {
        /// Whether the errand's own request may have left before.
        left: bool,
    },
    /// The key could not be exchanged now: nothing was sent.
    Denied(Denied),
    /// The host's name does not resolve.
    Dns,
    /// No connection: refused, reset, no route.
    Connect,
    /// TLS was not established.
    Tls(TlsFailure),
    /// The time was up in this phase.
    Timeout(Phase),
    /// The connection broke off before the answer was whole.
    Protocol,
    /// What came was not HTTP, or not as HTTP has to be.
    NotHttp,
    /// The answer's head was longer than any that means well.
    HeadTooLarge,
    /// The proxy refused or could not be reached.
    Proxy,
    /// No token was bought: the errand's own request was not sent.
    Token(TokenFailure),
}

/// Why the vault would not run an errand.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ErrandRefusal {
    /// The key is not allowed to go to this origin.
    #[error("this key may not go to that destination")]
    Destination,
    /// Plain HTTP without permission.
    #[error("not HTTPS")]
    NotHttps,
    /// The binding needs a part that the item does not hold.
    #[error("a part of the key is missing")]
    PartMissing,
    /// A header of the errand collides with one that carries the key, or is not a valid header.
    #[error("a header is not allowed")]
    Header,
    /// The method takes no body, or the body is not UTF-8.
    #[error("a body is not allowed")]
    Body,
    /// The key cannot stand where it is to be placed (a control character in a header).
    #[error("the key does not fit into a header")]
    Unplaceable,
    /// A part cannot be read as what the scheme needs: PEM, base64, a service account's file, a URL.
    #[error("a part of the key cannot be read as what it should be")]
    KeyUnreadable,
    /// A private key of another kind than the algorithm wants, or a weak one.
    #[error("the private key is of another kind")]
    KeyKind,
    /// The client's certificate and key cannot be read, or do not belong together.
    #[error("the client certificate cannot be used")]
    ClientCertificate,
    /// The request has no place for the key: its path does not name it, or its body cannot hold it.
    #[error("the request has no place for the key")]
    NoPlace,
    /// The scheme's own texts cannot be filled in.
    #[error("the scheme cannot be followed")]
    Recipe,
    /// The authority's certificate file is not valid PEM.
    #[error("the certificate authority is not valid")]
    Ca,
    /// What the caller wrote into the request holds a part of the key. Sent and shown masked, it would tell whoever wrote
    /// it that the guess was right.
    #[error("the request itself holds the key")]
    HoldsKey,
    /// Too many different requests of one key were searched for it in too short a time.
    #[error("too many guesses")]
    TooManyGuesses,
}

/// Phases of an errand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Phase {
    /// Looking the host up.
    Resolve,
    /// TCP.
    Connect,
    /// The TLS handshake.
    Tls,
    /// Waiting for the first byte.
    FirstByte,
    /// Reading the body.
    Body,
}

/// Why TLS failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TlsFailure {
    /// The server's own certificate is past its date.
    Expired,
    /// Another certificate of the chain is.
    ChainExpired,
    /// The certificate that signed the server's was not sent along, and names where it can be had. Whether that is an
    /// intermediate, or the root of an authority of somebody's own, cannot be told.
    ChainIncomplete,
    /// Not valid yet: or the clock is wrong.
    NotYetValid,
    /// For another host.
    WrongHost,
    /// Signed by nobody who is trusted.
    UnknownIssuer,
    /// Taken back by its issuer.
    Revoked,
    /// Anything else about the certificate.
    BadCertificate,
    /// What answered does not speak TLS.
    NotTls,
    /// The server knows nothing newer than TLS 1.1.
    TooOld,
    /// The server wants a certificate of the client, or another one than it was shown.
    ClientCertificate,
    /// No certificate problem: ciphers, alerts, a connection that broke off within the handshake.
    Handshake,
}

/// Milliseconds of each phase; `None` where it was not reached or could not be seen.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Timings {
    /// DNS.
    pub resolve: Option<f32>,
    /// TCP.
    pub connect: Option<f32>,
    /// TLS handshake.
    pub tls: Option<f32>,
    /// Until the request was written; not seen over plain HTTP.
    pub send: Option<f32>,
    /// From request written to first byte.
    pub first_byte: Option<f32>,
    /// The rest.
    pub body: Option<f32>,
    /// From the start to the end.
    pub total: f32,
}

/// What TLS showed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlsFacts {
    /// Such as `TLS 1.3`.
    pub version: String,
    /// Seconds since 1970 of the earliest end in the chain.
    pub not_after: Option<i64>,
    /// The leaf's issuer by common name or organisation.
    pub issuer: Option<String>,
    /// The cipher suite, such as `TLS13_AES_256_GCM_SHA384`.
    pub cipher: Option<String>,
    /// What was agreed to be spoken over it, as far as the answer shows it: `h2`.
    pub alpn: Option<String>,
    /// What the server sent, its own certificate first; also where it was not believed.
    pub chain: Vec<CertificateFacts>,
}

/// A certificate's place in its chain.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CertificateRole {
    /// The server's own.
    Leaf,
    /// Between it and a root.
    Intermediate,
    /// Signed by itself.
    Root,
}

/// One certificate that a server sent, by its public facts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CertificateFacts {
    /// By common name or organisation.
    pub subject: Option<String>,
    /// The same of who signed it.
    pub issuer: Option<String>,
    /// When it ends, in seconds since 1970.
    pub not_after: i64,
    /// Where it stands.
    pub role: CertificateRole,
    /// SHA-256, in lower-case hex.
    pub fingerprint: String,
}

/// Both sides of an errand, masked before anything else was done with them.
#[derive(Clone, Debug, Default)]
pub struct Exchange {
    /// What was sent.
    pub request: Message,
    /// What came back, if anything did.
    pub response: Option<Message>,
}

/// One side of an exchange.
#[derive(Clone, Debug, Default)]
pub struct Message {
    /// Request line or status line.
    pub start: Redacted,
    /// One header a line.
    pub headers: Redacted,
    /// The body, or its description.
    pub body: Redacted,
    /// The media type as sent.
    pub media_type: Option<String>,
    /// Its size.
    pub body_bytes: u64,
    /// Whether `body` describes instead of shows.
    pub described: bool,
    /// Whether all of it is shown strictly.
    pub strict: bool,
}

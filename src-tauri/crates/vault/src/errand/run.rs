//! One errand, from the binding's check to the masked reply.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use bytes::Bytes;
use reqwest::header::{CONTENT_ENCODING, HeaderMap, LOCATION};
use reqwest::{StatusCode, Version};
use rustls::client::Resumption;
use rustls::client::danger::ServerCertVerifier;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;

use crate::condition::Judged;
use crate::inner::Inner;
use crate::keyring::item::Item;
use crate::lent::{Lent, Untrusted};
use crate::masker::Masker;
use crate::secret::{Secret, SecretText, scrub_stack};
use crate::trust::Trust;
use crate::{Errand, ErrandRefusal, KeyringTrouble};

use super::answer::Asked;
use super::captured;
use super::clearance::Clearance;
use super::clocks;
use super::exchange::{Body, Received, Sent, media_type, protocol};
use super::facts::{
    Answer, CertificateFacts, Exchange, Failure, Method, Reply, Timings, TlsFacts, TlsFailure,
};
use super::failure::{failure, is_unpacking};
use super::judged::{self, Told};
use super::lend::{lend, refuse_guesses};
use super::place::{self, Placed};
use super::renewals::Leave;
use super::token;
use super::trace::{Stamps, Trace};
use super::wire::{NoSessions, Resolver, WhenConnected};
use super::witness::Witness;

/// Runs an errand. Dropping the future drops the socket; only a refresh token's exchange goes on, for its answer may hold the
/// one copy of the next.
pub(crate) async fn send(vault: &Arc<Inner>, errand: Errand, leave: Leave) -> Reply {
    sent(vault, &errand, leave).await.unwrap_or_else(unsent)
}

async fn sent(vault: &Arc<Inner>, errand: &Errand, leave: Leave) -> Result<Reply, Failure> {
    let clearance = &leave.clearance;
    let (lent, masking) = clearance
        .unless_stopped(async {
            vault.keep_unkept(errand.version).await;
            lend(vault, errand).await
        })
        .await??;
    let masker = masking.masker(&lent);
    let recipe = lent.item.binding.placement.token();
    if recipe.is_some_and(|recipe| token::is_request(recipe, errand)) {
        if errand.body.is_some() {
            // Only the vault writes what goes to a token endpoint.
            return Err(ErrandRefusal::Body.into());
        }
        refuse_guesses(vault, errand, &masker)?;
        return token::send_request(vault, errand, &leave, &lent, &masking).await;
    }
    let placed = place::place(errand, &lent.item, None);
    scrub_stack();
    let placed = placed?;
    refuse_guesses(vault, errand, &masker)?;
    if let Some(recipe) = recipe {
        return token::send_with(vault, errand, &leave, (&lent, &masking), recipe).await;
    }
    let masker = masking.with(&lent, &placed.derived);
    let run = Run::new(errand, clearance.clone(), &lent, &placed, &vault.trust);
    Ok(run.reply(run.go().await?, &masker))
}

pub(super) fn unsent(failure: Failure) -> Reply {
    Reply {
        outcome: Err(failure),
        left: false,
        timings: Timings::default(),
        tls: None,
        remote: None,
        proxied: false,
        exchange: Exchange::default(),
        token: None,
        rotated: None,
    }
}

impl From<KeyringTrouble> for Failure {
    fn from(trouble: KeyringTrouble) -> Self {
        Self::Keyring(trouble)
    }
}

impl From<ErrandRefusal> for Failure {
    fn from(refusal: ErrandRefusal) -> Self {
        Self::Refused(refusal)
    }
}

/// One request over one connection.
pub(super) struct Run<'a> {
    errand: &'a Errand,
    clearance: Clearance,
    lent: &'a Lent,
    placed: &'a Placed,
    trust: &'a Trust,
    /// Whether it is seen through once it has left, though it was stopped.
    seen_through: bool,
}

/// How it went, before anything of it is masked.
pub(super) struct Went {
    pub(super) raw: Result<Raw, Failure>,
    stamps: Stamps,
    proxied: bool,
}

never_leaves!(Went);

/// What came back, before it is masked.
pub(super) struct Raw {
    pub(super) status: StatusCode,
    version: Version,
    headers: HeaderMap,
    remote: Option<SocketAddr>,
    pub(super) body: Secret,
    /// Why the body is not whole, with its size as far as it is known.
    pub(super) cut: Option<(&'static str, u64)>,
}

never_leaves!(Raw);

impl<'a> Run<'a> {
    pub(super) fn new(
        errand: &'a Errand,
        clearance: Clearance,
        lent: &'a Lent,
        placed: &'a Placed,
        trust: &'a Trust,
    ) -> Self {
        Self { errand, clearance, lent, placed, trust, seen_through: false }
    }

    /// The same; once it has left it is not stopped any more.
    pub(super) fn seen_through(self) -> Self {
        Self { seen_through: true, ..self }
    }

    /// Connects, sends, receives. An error: nothing was begun.
    pub(super) async fn go(&self) -> Result<Went, Failure> {
        let verifier = self.lent.verifier(self.trust).await.map_err(|untrusted| match untrusted {
            Untrusted::Refused(refusal) => Failure::Refused(refusal),
            Untrusted::NoRoots => Failure::Tls(TlsFailure::UnknownIssuer),
        })?;
        let identity = identity(&self.lent.item).map_err(Failure::Refused)?;
        let here = place::is_loopback(self.errand.url.host());
        let proxied = !here && is_proxied(&self.errand.url);
        let trace = Arc::new(Trace::default());
        let tls = tls(self.trust, verifier, identity, &trace).map_err(Failure::Refused)?;
        scrub_stack();
        let client = self.client(tls, &trace, here).ok_or(Failure::Tls(TlsFailure::Handshake))?;
        trace.write(|stamps| stamps.began = Some(Instant::now()));
        let wire = self.wire(client, &trace);
        let raw = tokio::select! {
            biased;
            () = self.stopped(&trace) => Err(Failure::Stopped { left: trace.read().cleared.is_some() }),
            came = tokio::time::timeout(self.errand.limits.total, wire) => match came {
                Ok(Ok(raw)) if head_bytes(&raw.headers) > HEAD_BYTES => Err(Failure::HeadTooLarge),
                Ok(Ok(raw)) => Ok(raw),
                // The time was spent waiting for the caller's word: that says nothing about the provider.
                _ if trace.read().is_waiting() => Err(Failure::Withheld),
                Ok(Err(error)) => Err(failure(&error, &trace.read(), proxied)),
                Err(_) => Err(Failure::Timeout(trace.read().phase())),
            },
        };
        trace.write(|stamps| stamps.ended = Some(Instant::now()));
        scrub_stack();
        Ok(Went { raw, stamps: trace.read(), proxied })
    }

    /// Waits until it is stopped, while it can be.
    async fn stopped(&self, trace: &Trace) {
        self.clearance.taken_back().await;
        if self.seen_through && trace.read().cleared.is_some() {
            std::future::pending::<()>().await;
        }
    }

    fn client(&self, tls: rustls::ClientConfig, trace: &Arc<Trace>, here: bool) -> Option<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls)
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .https_only(self.errand.url.scheme() != "http")
            .pool_max_idle_per_host(0)
            .connect_timeout(self.errand.limits.connect)
            .dns_resolver(Resolver(trace.clone()))
            .connector_layer(WhenConnected { trace: trace.clone(), clearance: self.clearance.clone() });
        if here {
            // What is meant for this machine must not leave it for a proxy, least of all in plain text.
            builder = builder.no_proxy();
        }
        builder.build().ok()
    }

    fn wire(
        &self,
        client: reqwest::Client,
        trace: &Arc<Trace>,
    ) -> impl Future<Output = Result<Raw, reqwest::Error>> + use<> {
        let method = match self.errand.method {
            Method::Get => reqwest::Method::GET,
            Method::Head => reqwest::Method::HEAD,
            Method::Post => reqwest::Method::POST,
            Method::Put => reqwest::Method::PUT,
            Method::Patch => reqwest::Method::PATCH,
            Method::Delete => reqwest::Method::DELETE,
        };
        let mut request =
            client.request(method, self.placed.url.clone()).headers(self.placed.headers.clone());
        match (&self.placed.body, &self.errand.body) {
            // EXPOSE: the body with the key in its place leaves; this copy is wiped with its last reader.
            (Some((_, bytes)), _) => {
                request = request.body(Bytes::from_owner(Secret::copy_of(bytes.expose())));
            }
            (None, Some(body)) => request = request.body(body.bytes.clone()),
            (None, None) => {}
        }
        let (limit, trace) = (self.errand.limits.body_bytes, trace.clone());
        async move {
            let response = request.send().await?;
            trace.write(|stamps| stamps.answered = Some(Instant::now()));
            receive(response, limit).await
        }
    }

    /// What is told of it: both sides masked.
    pub(super) fn reply(&self, went: Went, masker: &Masker) -> Reply {
        let Went { raw, stamps, proxied } = went;
        let side = Sent { errand: self.errand, placed: self.placed, item: &self.lent.item, masker };
        let received = raw.as_ref().ok().map(|raw| Received {
            status: raw.status,
            version: raw.version,
            headers: &raw.headers,
            // EXPOSE: an answer may echo the key; from here it goes to the masker.
            body: raw.cut.map_or(Body::Whole(raw.body.expose()), |(why, size)| Body::Described(why, size)),
        });
        let mut exchange = side.exchange(received.as_ref());
        let remote = raw.as_ref().ok().and_then(|raw| raw.remote).filter(|_| !proxied);
        let (timings, tls) = (stamps.timings(), tls_facts(&stamps, raw.as_ref().ok(), masker));
        // By what was done, not by what went wrong: TLS may break off after the request as well as before it.
        let left = stamps.cleared.is_some();
        let outcome = raw.map(|raw| {
            let told = Told {
                status: raw.status.as_u16(),
                total_ms: timings.total,
                tls: tls.as_ref(),
                unread: raw.cut.is_some(),
            };
            let expectations = judged::judge(self.errand, masker, &exchange, &told);
            self.answer(&raw, masker, expectations, &exchange)
        });
        side.strictly(&mut exchange);
        scrub_stack();
        Reply { outcome, left, timings, tls, remote, proxied, exchange, token: None, rotated: None }
    }

    fn answer(&self, raw: &Raw, masker: &Masker, expectations: Vec<Judged>, exchange: &Exchange) -> Answer {
        let kind = media_type(&raw.headers);
        // EXPOSE: an answer may echo the key; only yes and no come out of this.
        let asked = Asked::new(raw.body.expose(), &raw.headers, kind.as_deref());
        Answer {
            status: raw.status.as_u16(),
            conditions: self.errand.conditions.iter().map(|condition| asked.holds(condition)).collect(),
            captured: captured::ids(self.errand, &self.lent.item.binding.placement, &asked, exchange, masker),
            expectations,
            http_version: protocol(raw.version),
            date: clocks::date(&raw.headers),
            redirect: self.redirect(raw, masker),
            retry_after: clocks::retry_after(&raw.headers, raw.status.as_u16(), self.errand.now),
            too_large: matches!(raw.cut, Some((TOO_LARGE, _))),
            unreadable: matches!(raw.cut, Some((UNKNOWN_CODING, _))),
            body_bytes: raw.cut.map_or(raw.body.len() as u64, |(_, size)| size),
            media_type: kind.clone().and_then(|kind| masker.harmless(&kind)),
        }
    }

    /// Where a redirect points: its origin alone, for a path may carry anything.
    fn redirect(&self, raw: &Raw, masker: &Masker) -> Option<String> {
        if !raw.status.is_redirection() {
            return None;
        }
        let to = self.errand.url.join(raw.headers.get(LOCATION)?.to_str().ok()?).ok()?;
        let origin = to.origin();
        if !origin.is_tuple() {
            return None;
        }
        masker.harmless(&origin.ascii_serialization())
    }
}

/// What TLS showed, as far as it got.
fn tls_facts(stamps: &Stamps, raw: Option<&Raw>, masker: &Masker) -> Option<TlsFacts> {
    let shown = |name: &Option<String>| name.as_deref().and_then(|name| masker.harmless(name));
    let cipher = stamps.suite.and_then(|suite| Some(suite.as_str()?.to_owned()));
    let version = match cipher.as_deref()? {
        of if of.starts_with("TLS13_") => "TLS 1.3",
        _ => "TLS 1.2",
    };
    let certificate = |facts: &CertificateFacts| CertificateFacts {
        subject: shown(&facts.subject),
        issuer: shown(&facts.issuer),
        ..facts.clone()
    };
    Some(TlsFacts {
        version: version.to_owned(),
        not_after: stamps.not_after,
        issuer: shown(&stamps.issuer),
        cipher,
        // HTTP/2 is spoken where it was agreed, and nowhere else; of the older version nothing can be told.
        alpn: raw.filter(|raw| raw.version == Version::HTTP_2).map(|_| "h2".to_owned()),
        chain: stamps.chain.iter().map(certificate).collect(),
    })
}

const TOO_LARGE: &str = "past the limit";
const UNKNOWN_CODING: &str = "in an unknown encoding";
/// More than any server means well with: Node refuses past 16 KiB, and all of it would have to be masked and stored.
const HEAD_BYTES: usize = 64 * 1024;

/// What names and values take, on the wire as in memory.
fn head_bytes(headers: &HeaderMap) -> usize {
    headers.iter().map(|(name, value)| name.as_str().len() + value.len()).sum()
}

/// Reads the body up to its limit, chunk by chunk and after decompression; then the socket is dropped.
async fn receive(mut response: reqwest::Response, limit: usize) -> Result<Raw, reqwest::Error> {
    let mut raw = Raw {
        status: response.status(),
        version: response.version(),
        headers: std::mem::take(response.headers_mut()),
        remote: response.remote_addr(),
        body: Secret::new(Vec::new()),
        cut: None,
    };
    let declared = response.content_length();
    if raw
        .headers
        .get(CONTENT_ENCODING)
        .is_some_and(|coding| !coding.as_bytes().eq_ignore_ascii_case(b"identity"))
    {
        raw.cut = Some((UNKNOWN_CODING, declared.unwrap_or(0)));
        return Ok(raw);
    }
    if let Some(size) = declared.filter(|size| *size > limit as u64) {
        raw.cut = Some((TOO_LARGE, size));
        return Ok(raw);
    }
    let mut body = SecretText::with_capacity(4096);
    let mut size = 0;
    loop {
        let chunk = match response.chunk().await {
            Ok(Some(chunk)) => chunk,
            Ok(None) => break,
            Err(error) if is_unpacking(&error) => {
                raw.cut = Some((UNKNOWN_CODING, size as u64));
                return Ok(raw);
            }
            Err(error) => return Err(error),
        };
        size += chunk.len();
        if size > limit {
            raw.cut = Some((TOO_LARGE, size as u64));
            return Ok(raw);
        }
        body.push(&chunk);
    }
    raw.body = body.into_secret();
    Ok(raw)
}

type Identity = (Vec<CertificateDer<'static>>, PrivateKeyDer<'static>);

/// What the client shows of itself, where the item is bound to show it.
fn identity(item: &Item) -> Result<Option<Identity>, ErrandRefusal> {
    let Some(parts) = &item.binding.client_certificate else { return Ok(None) };
    let part = |name: &str| item.part(name).ok_or(ErrandRefusal::PartMissing);
    let (certificate, key) = (part(&parts.certificate)?, part(&parts.key)?);
    // EXPOSE: read as PEM; whoever sees the handshake sees the certificate.
    let chain: Result<Vec<_>, _> = CertificateDer::pem_slice_iter(certificate.expose()).collect();
    let chain = chain.ok().filter(|chain| !chain.is_empty()).ok_or(ErrandRefusal::ClientCertificate)?;
    // EXPOSE: read as PEM; it signs the handshake.
    let key = PrivateKeyDer::from_pem_slice(key.expose()).map_err(|_| ErrandRefusal::ClientCertificate)?;
    Ok(Some((chain, key)))
}

fn tls(
    trust: &Trust,
    inner: Arc<dyn ServerCertVerifier>,
    identity: Option<Identity>,
    trace: &Arc<Trace>,
) -> Result<rustls::ClientConfig, ErrandRefusal> {
    let versions = rustls::ClientConfig::builder_with_provider(trust.provider())
        .with_safe_default_protocol_versions()
        .map_err(|_| ErrandRefusal::ClientCertificate)?;
    let verified = versions
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Witness { inner, trace: trace.clone() }));
    let mut config = match identity {
        // Refused where they do not belong together, or where the key is of a kind that TLS does not know.
        Some((chain, key)) => {
            verified.with_client_auth_cert(chain, key).map_err(|_| ErrandRefusal::ClientCertificate)?
        }
        None => verified.with_no_client_auth(),
    };
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.resumption = Resumption::store(Arc::new(NoSessions(trace.clone())));
    Ok(config)
}

/// Whether the client will go through the system's proxy; the same matcher decides in both places.
fn is_proxied(url: &Url) -> bool {
    let matcher = hyper_util::client::proxy::matcher::Matcher::from_system();
    // The authority is enough to decide, and has no key in it.
    let Ok(to) = url.origin().ascii_serialization().parse() else { return false };
    matcher.intercept(&to).is_some()
}

//! One errand, from the binding's check to the masked reply.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Instant;

use reqwest::header::{CONTENT_ENCODING, HeaderMap, LOCATION, RETRY_AFTER};
use reqwest::{StatusCode, Version};
use rustls::client::Resumption;
use rustls::client::danger::ServerCertVerifier;
use url::Url;

use crate::guesses::TooMany;
use crate::inner::Inner;
use crate::lent::{Lent, Untrusted};
use crate::masker::Masker;
use crate::secret::{Secret, SecretText, scrub_stack};
use crate::trust::Trust;
use crate::{Errand, ErrandRefusal, KeyringTrouble};

use super::answer::Asked;
use super::clearance::Clearance;
use super::exchange::{Body, Received, Sent, media_type};
use super::facts::{Answer, Exchange, Failure, Method, Reply, Timings, TlsFacts, TlsFailure};
use super::failure::{failure, is_unpacking};
use super::place::{self, Placed};
use super::trace::{Stamps, Trace};
use super::wire::{NoSessions, Resolver, WhenConnected};
use super::witness::Witness;

/// Runs an errand. Dropping the future drops the socket.
pub(crate) async fn send(vault: &Inner, errand: Errand, clearance: Clearance) -> Reply {
    let (lent, masker) = match lend(vault, &errand).await {
        Ok(lent) => lent,
        Err(trouble) => return unsent(Failure::Keyring(trouble)),
    };
    let placed = place::place(&errand, &lent.item);
    scrub_stack();
    let placed = match placed.and_then(|placed| refuse_guesses(vault, &errand, &masker).map(|()| placed)) {
        Ok(placed) => placed,
        Err(refusal) => return unsent(Failure::Refused(refusal)),
    };
    let (lent, trust) = (&lent, &vault.trust);
    Run { errand: &errand, clearance, lent, placed: &placed, masker: &masker, trust }.run().await
}

/// The item to send with, and what masks it and all that is held beside it.
async fn lend(vault: &Inner, errand: &Errand) -> Result<(Arc<Lent>, Arc<Masker>), KeyringTrouble> {
    let mut lent = vault.read(errand.version).await?;
    // Another process may have bound the key anew since this one read it.
    let outdated = errand.expects.as_ref().is_some_and(|expected| *expected != lent.item.binding);
    let refused = place::destination(errand, &lent.item);
    if outdated || matches!(refused, Err(ErrandRefusal::Destination | ErrandRefusal::NotHttps)) {
        lent = vault.read_again(errand.version).await?;
    }
    let mut replaced = Vec::with_capacity(errand.replaced.len());
    for version in &errand.replaced {
        match vault.read(*version).await {
            Ok(lent) => replaced.push(lent),
            // What cannot be read by anybody need not be masked.
            Err(KeyringTrouble::Missing | KeyringTrouble::Damaged) => {}
            Err(trouble) => return Err(trouble),
        }
    }
    let keys = vault.keys().await?;
    let masker = lent.masker(&keys, &errand.provider, &replaced);
    Ok((lent, masker))
}

/// Refuses a request whose own text holds a part of the key: whoever wrote it would learn from the label in its place, or
/// in the provider's echo, that the guess was right.
fn refuse_guesses(vault: &Inner, errand: &Errand, masker: &Masker) -> Result<(), ErrandRefusal> {
    let head = place::written(errand);
    let by_hand = errand.body.as_ref().map(|body| body.written.as_str()).unwrap_or_default();
    let counted = vault.guesses.request(errand.version, &head, by_hand, Instant::now());
    counted.map_err(|TooMany| ErrandRefusal::TooManyGuesses)?;
    let stands = masker.stands_in(&head, errand.body.as_ref(), &errand.names);
    scrub_stack();
    if stands {
        vault.guesses.request_hit(errand.version, Instant::now());
        return Err(ErrandRefusal::HoldsKey);
    }
    Ok(())
}

fn unsent(failure: Failure) -> Reply {
    Reply {
        outcome: Err(failure),
        timings: Timings::default(),
        tls: None,
        remote: None,
        proxied: false,
        exchange: Exchange::default(),
    }
}

impl From<KeyringTrouble> for Failure {
    fn from(trouble: KeyringTrouble) -> Self {
        Self::Keyring(trouble)
    }
}

struct Run<'a> {
    errand: &'a Errand,
    clearance: Clearance,
    lent: &'a Lent,
    placed: &'a Placed,
    masker: &'a Masker,
    trust: &'a Trust,
}

/// What came back, before it is masked.
struct Raw {
    status: StatusCode,
    version: Version,
    headers: HeaderMap,
    remote: Option<SocketAddr>,
    body: Secret,
    /// Why the body is not whole, with its size as far as it is known.
    cut: Option<(&'static str, u64)>,
}

impl Run<'_> {
    async fn run(&self) -> Reply {
        let verifier = match self.lent.verifier(self.trust).await {
            Ok(verifier) => verifier,
            Err(Untrusted::Refused(refusal)) => return unsent(Failure::Refused(refusal)),
            Err(Untrusted::NoRoots) => return unsent(Failure::Tls(TlsFailure::UnknownIssuer)),
        };
        let here = place::is_loopback(self.errand.url.host());
        let proxied = !here && is_proxied(&self.errand.url);
        let trace = Arc::new(Trace::default());
        let Some(client) = self.client(verifier, &trace, here) else {
            return unsent(Failure::Tls(TlsFailure::Handshake));
        };
        trace.write(|stamps| stamps.began = Some(Instant::now()));
        let wire = self.wire(client, &trace);
        let raw = match tokio::time::timeout(self.errand.limits.total, wire).await {
            Ok(Ok(raw)) if head_bytes(&raw.headers) > HEAD_BYTES => Err(Failure::HeadTooLarge),
            Ok(Ok(raw)) => Ok(raw),
            // The time was spent waiting for the caller's word: that says nothing about the provider.
            _ if trace.read().is_waiting() => Err(Failure::Withheld),
            Ok(Err(error)) => Err(failure(&error, &trace.read(), proxied)),
            Err(_) => Err(Failure::Timeout(trace.read().phase())),
        };
        trace.write(|stamps| stamps.ended = Some(Instant::now()));
        let reply = self.reply(raw, trace.read(), proxied);
        scrub_stack();
        reply
    }

    fn client(
        &self,
        inner: Arc<dyn ServerCertVerifier>,
        trace: &Arc<Trace>,
        here: bool,
    ) -> Option<reqwest::Client> {
        let mut builder = reqwest::Client::builder()
            .tls_backend_preconfigured(tls(self.trust, inner, trace)?)
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
        if let Some(body) = &self.errand.body {
            request = request.body(body.bytes.clone());
        }
        let (limit, trace) = (self.errand.limits.body_bytes, trace.clone());
        async move {
            let response = request.send().await?;
            trace.write(|stamps| stamps.answered = Some(Instant::now()));
            receive(response, limit).await
        }
    }

    fn reply(&self, raw: Result<Raw, Failure>, stamps: Stamps, proxied: bool) -> Reply {
        let side =
            Sent { errand: self.errand, placed: self.placed, item: &self.lent.item, masker: self.masker };
        let received = raw.as_ref().ok().map(|raw| Received {
            status: raw.status,
            version: raw.version,
            headers: &raw.headers,
            // EXPOSE: an answer may echo the key; from here it goes to the masker.
            body: raw.cut.map_or(Body::Whole(raw.body.expose()), |(why, size)| Body::Described(why, size)),
        });
        let exchange = side.exchange(received.as_ref());
        let remote = raw.as_ref().ok().and_then(|raw| raw.remote).filter(|_| !proxied);
        let tls = stamps.tls_version.map(|version| TlsFacts {
            version: version.to_owned(),
            not_after: stamps.not_after,
            issuer: stamps.issuer.as_deref().and_then(|issuer| self.masker.harmless(issuer)),
        });
        let outcome = raw.map(|raw| self.answer(&raw));
        Reply { outcome, timings: stamps.timings(), tls, remote, proxied, exchange }
    }

    fn answer(&self, raw: &Raw) -> Answer {
        let kind = media_type(&raw.headers);
        // EXPOSE: an answer may echo the key; only yes and no come out of this.
        let asked = Asked::new(raw.body.expose(), kind.as_deref());
        Answer {
            status: raw.status.as_u16(),
            conditions: self.errand.conditions.iter().map(|condition| asked.holds(condition)).collect(),
            redirect: self.redirect(raw),
            retry_after: raw.headers.get(RETRY_AFTER).and_then(|v| v.to_str().ok()?.trim().parse().ok()),
            too_large: matches!(raw.cut, Some((TOO_LARGE, _))),
            unreadable: matches!(raw.cut, Some((UNKNOWN_CODING, _))),
            body_bytes: raw.cut.map_or(raw.body.len() as u64, |(_, size)| size),
            media_type: kind.clone().and_then(|kind| self.masker.harmless(&kind)),
        }
    }

    /// Where a redirect points: its origin alone, for a path may carry anything.
    fn redirect(&self, raw: &Raw) -> Option<String> {
        if !raw.status.is_redirection() {
            return None;
        }
        let to = self.errand.url.join(raw.headers.get(LOCATION)?.to_str().ok()?).ok()?;
        let origin = to.origin();
        if !origin.is_tuple() {
            return None;
        }
        self.masker.harmless(&origin.ascii_serialization())
    }
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

fn tls(
    trust: &Trust,
    inner: Arc<dyn ServerCertVerifier>,
    trace: &Arc<Trace>,
) -> Option<rustls::ClientConfig> {
    let mut config = rustls::ClientConfig::builder_with_provider(trust.provider())
        .with_safe_default_protocol_versions()
        .ok()?
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(Witness { inner, trace: trace.clone() }))
        .with_no_client_auth();
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    config.resumption = Resumption::store(Arc::new(NoSessions(trace.clone())));
    Some(config)
}

/// Whether the client will go through the system's proxy; the same matcher decides in both places.
fn is_proxied(url: &Url) -> bool {
    let matcher = hyper_util::client::proxy::matcher::Matcher::from_system();
    // The authority is enough to decide, and has no key in it.
    let Ok(to) = url.origin().ascii_serialization().parse() else { return false };
    matcher.intercept(&to).is_some()
}

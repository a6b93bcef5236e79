//! The pieces that are hung into the HTTP client to see its phases: name resolution, the start of TLS, its end.

use std::future::Future;
use std::net::{IpAddr, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Instant;

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use rustls::NamedGroup;
use rustls::client::{ClientSessionStore, Tls12ClientSessionValue, Tls13ClientSessionValue};
use rustls::pki_types::ServerName;
use tower::BoxError;

use crate::resolve::{HERE, addresses};

use super::cipher::Watched;
use super::clearance::Clearance;
use super::trace::Trace;

/// The system's resolver, and when it was asked and answered.
pub(super) struct Resolver(pub(super) Arc<Trace>);

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        let placed = |found: Vec<IpAddr>| -> Addrs {
            Box::new(found.into_iter().map(|address| SocketAddr::new(address, 0)))
        };
        if name.as_str() == "localhost" {
            return Box::pin(std::future::ready(Ok(placed(HERE.to_vec()))));
        }
        let trace = self.0.clone();
        trace.write(|stamps| stamps.dns_began = Some(Instant::now()));
        Box::pin(async move {
            let found = addresses(name.as_str()).await;
            trace.write(|stamps| {
                stamps.dns_ended = Some(Instant::now());
                stamps.dns_failed = found.is_empty();
            });
            if found.is_empty() {
                return Err("no address".into());
            }
            Ok(placed(found))
        })
    }
}

/// Remembers no session, so that each errand shows a whole handshake; it is asked for a hint when a handshake begins.
#[derive(Debug)]
pub(super) struct NoSessions(pub(super) Arc<Trace>);

impl ClientSessionStore for NoSessions {
    fn set_kx_hint(&self, _: ServerName<'static>, _: NamedGroup) {}
    fn kx_hint(&self, _: &ServerName<'_>) -> Option<NamedGroup> {
        self.0.write(|stamps| stamps.tls_began = Some(Instant::now()));
        None
    }
    fn set_tls12_session(&self, _: ServerName<'static>, _: Tls12ClientSessionValue) {}
    fn tls12_session(&self, _: &ServerName<'_>) -> Option<Tls12ClientSessionValue> {
        None
    }
    fn remove_tls12_session(&self, _: &ServerName<'static>) {}
    fn insert_tls13_ticket(&self, _: ServerName<'static>, _: Tls13ClientSessionValue) {}
    fn take_tls13_ticket(&self, _: &ServerName<'static>) -> Option<Tls13ClientSessionValue> {
        None
    }
}

/// Stamps the moment at which a connection, TLS included, is up, and hands it on once the request may be sent.
#[derive(Clone)]
pub(super) struct WhenConnected {
    pub(super) trace: Arc<Trace>,
    pub(super) clearance: Clearance,
}

impl<S> tower::Layer<S> for WhenConnected {
    type Service = Connecting<S>;
    fn layer(&self, inner: S) -> Connecting<S> {
        Connecting { inner, when: self.clone() }
    }
}

/// The connector below a [`WhenConnected`].
#[derive(Clone)]
pub(super) struct Connecting<S> {
    inner: S,
    when: WhenConnected,
}

impl<S, R> tower::Service<R> for Connecting<S>
where
    S: tower::Service<R>,
    S::Response: Send,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
{
    type Response = S::Response;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<S::Response, BoxError>> + Send>>;

    fn poll_ready(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(cx).map_err(Into::into)
    }

    fn call(&mut self, request: R) -> Self::Future {
        let WhenConnected { trace, clearance } = self.when.clone();
        let connecting = Watched { making: Box::pin(self.inner.call(request)), trace: trace.clone() };
        Box::pin(async move {
            let connection = connecting.await.map_err(Into::into)?;
            trace.write(|stamps| stamps.connected = Some(Instant::now()));
            if !clearance.wait(|| trace.write(|stamps| stamps.cleared = Some(Instant::now()))).await {
                return Err("the request was not cleared".into());
            }
            Ok(connection)
        })
    }
}

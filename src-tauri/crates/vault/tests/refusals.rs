//! Errands that must not run, and connections that must not count.

mod kit;

use std::time::Duration;

use kit::{Desk, header_placement};
use loopback::{Authority, Certificate, Face, Loopback, Setup};
use std::sync::Arc;
use std::time::SystemTime;
use tokio::io::AsyncReadExt;
use url::Url;
use vault::{
    Backend, Binding, ErrandRefusal, Failure, KeyringTrouble, MemoryState, Origin, Phase, Placement,
    TlsFailure, Vault,
};

#[tokio::test]
async fn a_key_goes_nowhere_but_to_its_own_origin() {
    let (desk, elsewhere) = (Desk::new(header_placement()).await, Desk::new(header_placement()).await);
    for url in [
        elsewhere.provider.origin(),
        format!("https://127.0.0.1:{}", desk.provider.port()),
        format!("https://localhost.:{}", desk.provider.port()),
        format!("https://a:b@localhost:{}", desk.provider.port()),
        format!("https://localhost:{}@localhost:{}", desk.provider.port(), elsewhere.provider.port()),
    ] {
        let mut errand = desk.errand("/");
        errand.url = Url::parse(&url).unwrap();
        let reply = desk.vault.send(errand).await;
        assert_eq!(reply.outcome, Err(Failure::Refused(ErrandRefusal::Destination)), "{url}");
    }
    let mut errand = desk.errand("/");
    errand.url = Url::parse(&format!("http://localhost:{}", desk.provider.port())).unwrap();
    let refused = desk.vault.send(errand).await.outcome;
    assert_eq!(refused, Err(Failure::Refused(ErrandRefusal::Destination)), "http is another origin");
    assert_eq!((desk.provider.count(), elsewhere.provider.count()), (0, 0));
}

#[tokio::test]
async fn plain_http_only_by_permission() {
    let desk =
        Desk::with(header_placement(), Setup { face: Face::Plain, record: true, ..Setup::default() }).await;
    let refused = desk.send("/").await.outcome;
    assert_eq!(refused, Err(Failure::Refused(ErrandRefusal::NotHttps)));
    assert_eq!(desk.provider.count(), 0);
    let mut binding = desk.binding(header_placement());
    binding.loopback_http = true;
    desk.vault.rebind(desk.version, &binding).await.unwrap();
    let reply = desk.send("/").await;
    assert_eq!(reply.outcome.as_ref().unwrap().status, 200);
    assert!(reply.tls.is_none() && reply.timings.tls.is_none());
    desk.assert_masked(&reply);
}

#[tokio::test]
async fn a_bad_certificate_is_named_and_no_key_was_sent() {
    for (certificate, failure) in [
        (Certificate::Expired, TlsFailure::Expired),
        (Certificate::NotYetValid, TlsFailure::NotYetValid),
        (Certificate::WrongHost, TlsFailure::WrongHost),
        (Certificate::SelfSigned, TlsFailure::UnknownIssuer),
    ] {
        let setup = Setup { face: Face::Tls(certificate), record: true, ..Setup::default() };
        let desk = Desk::with(header_placement(), setup).await;
        let reply = desk.send("/").await;
        assert_eq!(reply.outcome, Err(Failure::Tls(failure)), "{certificate:?}");
        assert_eq!(desk.provider.count(), 0);
    }
}

#[tokio::test]
async fn a_pinned_authority_is_the_only_one() {
    let desk = Desk::new(header_placement()).await;
    let other = Authority::new(SystemTime::now()).unwrap();
    for (pem, failure) in [
        (Some(other.pem().to_owned()), Failure::Tls(TlsFailure::UnknownIssuer)),
        (Some("no certificate".to_owned()), Failure::Refused(ErrandRefusal::Ca)),
        (
            Some("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n".to_owned()),
            Failure::Refused(ErrandRefusal::Ca),
        ),
        (None, Failure::Tls(TlsFailure::UnknownIssuer)),
    ] {
        let binding = Binding { ca_pem: pem.clone(), ..desk.binding(header_placement()) };
        desk.vault.rebind(desk.version, &binding).await.unwrap();
        assert_eq!(desk.send("/").await.outcome, Err(failure), "{pem:?}");
    }
    assert_eq!(desk.provider.count(), 0);
}

#[tokio::test]
async fn connections_that_do_not_come_about_are_told_apart() {
    let mut desk = Desk::new(header_placement()).await;
    desk.provider.turn(Face::Noise).unwrap();
    assert_eq!(desk.send("/").await.outcome, Err(Failure::Tls(TlsFailure::NotTls)));
    desk.provider.turn(Face::Silent).unwrap();
    let mut errand = desk.errand("/");
    errand.limits.connect = Duration::from_millis(200);
    let reply = desk.vault.send(errand).await;
    assert_eq!(reply.outcome, Err(Failure::Timeout(Phase::Tls)));
    assert!(reply.timings.connect.is_some() && reply.timings.tls.is_none());
    desk.assert_masked(&reply);
    desk.provider.stop().await;
    assert_eq!(desk.send("/").await.outcome, Err(Failure::Connect));
}

#[tokio::test]
async fn a_host_that_does_not_resolve() {
    let desk = Desk::new(header_placement()).await;
    let url = "https://no-such-host.invalid/";
    let binding = Binding {
        origins: [Origin::try_from(url.to_owned()).unwrap()].into(),
        ..desk.binding(header_placement())
    };
    desk.vault.rebind(desk.version, &binding).await.unwrap();
    let mut errand = desk.errand("/");
    errand.url = Url::parse(url).unwrap();
    let reply = desk.vault.send(errand).await;
    assert_eq!(reply.outcome, Err(Failure::Dns));
    assert!(reply.timings.resolve.is_some() && reply.timings.connect.is_none());
}

#[tokio::test]
async fn dropping_an_errand_drops_its_socket() {
    let desk =
        Desk::with(header_placement(), Setup { face: Face::Plain, record: false, ..Setup::default() }).await;
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let url = format!("http://127.0.0.1:{}", listener.local_addr().unwrap().port());
    let origins = [Origin::try_from(url.clone()).unwrap()].into();
    let binding = Binding { origins, loopback_http: true, ..desk.binding(header_placement()) };
    desk.vault.rebind(desk.version, &binding).await.unwrap();
    let mut errand = desk.errand("/");
    errand.url = Url::parse(&url).unwrap();
    let vault = desk.vault.clone();
    let sending = tokio::spawn(async move { vault.send(errand).await });
    let (mut socket, _) = listener.accept().await.unwrap();
    let mut request = vec![0; 4096];
    let read = socket.read(&mut request).await.unwrap();
    assert!(read > 0, "the request came");
    sending.abort();
    let ended = tokio::time::timeout(Duration::from_secs(5), socket.read(&mut request)).await;
    assert!(matches!(ended, Ok(Ok(0) | Err(_))), "and its socket is closed, long before the errand's limit");
}

#[tokio::test]
async fn a_keyring_that_is_away_is_said_and_nothing_is_sent() {
    let desk = Desk::new(header_placement()).await;
    // Nothing warm: a vault that has not read the key yet.
    for (state, trouble) in [
        (MemoryState::Locked, KeyringTrouble::Locked),
        (MemoryState::Absent, KeyringTrouble::Absent),
        (MemoryState::Empty, KeyringTrouble::Refused),
    ] {
        desk.keyring.set_state(state);
        let fresh = Vault::new(Backend::Memory(desk.keyring.clone()), desk.workspace);
        assert_eq!(fresh.send(desk.errand("/")).await.outcome, Err(Failure::Keyring(trouble)));
    }
    desk.keyring.set_state(MemoryState::Ready);
    let mut errand = desk.errand("/");
    errand.version = uuid::Uuid::now_v7();
    assert_eq!(desk.vault.send(errand).await.outcome, Err(Failure::Keyring(KeyringTrouble::Missing)));
    assert_eq!(desk.provider.count(), 0);
}

#[tokio::test]
async fn a_warm_send_does_not_read_the_keyring_and_a_rebinding_elsewhere_counts() {
    let desk = Desk::new(header_placement()).await;
    assert_eq!(desk.send("/").await.outcome.unwrap().status, 200);
    let reads = desk.keyring.reads();
    assert_eq!(desk.send("/").await.outcome.unwrap().status, 200);
    assert_eq!(desk.keyring.reads(), reads, "the second send read nothing");
    // Another process binds the key to a second provider: this one notices although it is warm.
    let second = Loopback::start(Arc::clone(&desk.authority), Setup::default()).await.unwrap();
    let other = Vault::new(Backend::Memory(desk.keyring.clone()), desk.workspace);
    let mut errand = desk.errand("/");
    errand.url = Url::parse(&second.origin()).unwrap();
    let before = desk.vault.send(errand.clone()).await.outcome;
    assert_eq!(before, Err(Failure::Refused(ErrandRefusal::Destination)));
    let origins = [Origin::try_from(second.origin()).unwrap()].into();
    other.rebind(desk.version, &Binding { origins, ..desk.binding(header_placement()) }).await.unwrap();
    assert_eq!(desk.vault.send(errand).await.outcome.unwrap().status, 404);
    assert_eq!(second.count(), 1);
    let old = desk.send("/").await.outcome;
    assert_eq!(old, Err(Failure::Refused(ErrandRefusal::Destination)), "and the old destination is gone");
}

#[tokio::test]
async fn a_placement_that_needs_more_than_the_item_has() {
    let desk = Desk::new(header_placement()).await;
    let placement = Placement::Query(vec![("k".into(), "no such part".into())]);
    desk.vault.rebind(desk.version, &desk.binding(placement)).await.unwrap();
    assert_eq!(desk.send("/").await.outcome, Err(Failure::Refused(ErrandRefusal::PartMissing)));
}

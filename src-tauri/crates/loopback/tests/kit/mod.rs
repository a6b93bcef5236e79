//! A client that speaks TLS and HTTP by hand.
#![allow(dead_code, reason = "each test program uses its own share")]

use std::sync::Arc;
use std::time::SystemTime;

use loopback::*;
use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::{ClientConfig, RootCertStore};
use tokio::io::{AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;

pub(crate) async fn provider(face: Face) -> Loopback {
    let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
    Loopback::start(authority, Setup { face, record: true, ..Setup::default() }).await.unwrap()
}

pub(crate) async fn good() -> Loopback {
    provider(Face::Tls(Certificate::Good { days: 80 })).await
}

pub(crate) async fn tls(to: &Loopback) -> std::io::Result<TlsStream<TcpStream>> {
    connect(to, None, b"http/1.1").await
}

/// TLS, with a certificate of the client's own if there is one, offering one protocol.
pub(crate) async fn connect(
    to: &Loopback,
    own: Option<&ClientIdentity>,
    protocol: &[u8],
) -> std::io::Result<TlsStream<TcpStream>> {
    let mut roots = RootCertStore::empty();
    roots.add(CertificateDer::from_pem_slice(to.ca_pem().as_bytes()).unwrap()).unwrap();
    let builder =
        ClientConfig::builder_with_provider(Arc::new(rustls::crypto::aws_lc_rs::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots);
    let mut config = match own {
        Some(own) => {
            let chain = vec![CertificateDer::from_pem_slice(own.certificate_pem.as_bytes()).unwrap()];
            let key = PrivateKeyDer::from_pem_slice(own.key_pem.as_bytes()).unwrap();
            builder.with_client_auth_cert(chain, key).unwrap()
        }
        None => builder.with_no_client_auth(),
    };
    config.alpn_protocols = vec![protocol.to_vec()];
    let stream = TcpStream::connect(("127.0.0.1", to.port())).await?;
    TlsConnector::from(Arc::new(config)).connect(ServerName::try_from("localhost").unwrap(), stream).await
}

pub(crate) async fn ask(to: &Loopback, target: &str, headers: &str) -> String {
    let mut stream = tls(to).await.unwrap();
    say(&mut stream, target, headers).await;
    let mut answer = Vec::new();
    // A provider that breaks off ends without a farewell; what came until then is what counts.
    let _end = stream.read_to_end(&mut answer).await;
    String::from_utf8_lossy(&answer).into_owned()
}

pub(crate) async fn say(stream: &mut (impl AsyncWrite + Unpin), target: &str, headers: &str) {
    let request = format!("GET {target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n{headers}\r\n");
    stream.write_all(request.as_bytes()).await.unwrap();
}

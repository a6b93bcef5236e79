//! Misbehaviour seen from outside, byte by byte.
#![allow(clippy::unwrap_used)]

mod kit;

use std::io::ErrorKind;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kit::{ask, connect, good, provider, say, tls};
use loopback::*;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;

/// Lets `provider` show the fault of this name.
fn shows(provider: &Loopback, name: &str) {
    let fault = Fault::all().into_iter().find(|fault| fault.name == name).unwrap();
    let here = provider.origin();
    let scene = Scene {
        vendor: Vendor::Other,
        here: &here,
        elsewhere: "https://elsewhere.invalid",
        now: SystemTime::now(),
    };
    fault.turn(provider).unwrap();
    provider.on("/", fault.script(&scene, Script::always(Vendor::Other.accepted())));
}

#[tokio::test]
async fn a_reset_is_a_reset_and_a_half_close_leaves_the_other_half_open() {
    let provider = good().await;
    shows(&provider, "reset");
    let mut stream = tls(&provider).await.unwrap();
    say(&mut stream, "/", "").await;
    let end = stream.read(&mut [0; 64]).await.unwrap_err();
    assert_eq!(end.kind(), ErrorKind::ConnectionReset);

    shows(&provider, "half_close_midway");
    let mut stream = tls(&provider).await.unwrap();
    say(&mut stream, "/", "").await;
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).await.unwrap();
    assert!(answer.ends_with(b"{\"items\":["), "an end that was said, after half of what was promised");
    for _ in 0..20 {
        stream.write_all(&[b'a'; 1024]).await.unwrap();
        stream.flush().await.unwrap();
    }

    shows(&provider, "cut");
    let mut stream = tls(&provider).await.unwrap();
    say(&mut stream, "/", "").await;
    let end = stream.read(&mut [0; 64]).await.unwrap_err();
    assert_eq!(end.kind(), ErrorKind::UnexpectedEof, "an end that TLS was not told of");
}

#[tokio::test]
async fn connections_go_wrong_before_anything_is_asked() {
    let provider = good().await;
    for (name, expected) in [
        ("closed_in_tls", "UnexpectedEof"),
        ("reset_in_tls", "ConnectionReset"),
        ("noise", "InvalidMessage"),
        ("tls_1_0_only", "ServerDoesNotSupportTls12Or13"),
        ("certificate_unknown_issuer", "UnknownIssuer"),
        ("chain_incomplete", "UnknownIssuer"),
        ("chain_expired", "Expired"),
    ] {
        shows(&provider, name);
        let error = format!("{:?}", tls(&provider).await.err().unwrap());
        assert!(error.contains(expected), "{name}: {error}");
    }
    assert_eq!(provider.connections(), 0);
    shows(&provider, "chain_whole");
    let stream = tls(&provider).await.unwrap();
    assert_eq!(stream.get_ref().1.peer_certificates().unwrap().len(), 2);
}

#[tokio::test]
async fn a_client_without_its_certificate_is_turned_away() {
    let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
    let own = authority.client().unwrap();
    let strange = Authority::new(SystemTime::now()).unwrap().client().unwrap();
    let face = Face::Mutual(Certificate::Good { days: 80 });
    let setup = Setup { face, ..Setup::default() };
    let provider = Loopback::start(authority, setup).await.unwrap();
    provider.on("/", Script::always(Answer::empty(204)));
    for (identity, expected) in [(Some(&own), Some("204")), (Some(&strange), None), (None, None)] {
        // With TLS 1.3 the client learns of it only when it reads.
        let mut stream = connect(&provider, identity, b"http/1.1").await.unwrap();
        say(&mut stream, "/", "").await;
        let mut answer = Vec::new();
        let end = stream.read_to_end(&mut answer).await;
        match expected {
            Some(status) => assert!(String::from_utf8_lossy(&answer).contains(status)),
            None => assert!(end.is_err() && answer.is_empty()),
        }
    }
    assert_eq!(provider.count(), 1);
}

#[tokio::test]
async fn heads_are_too_long_or_have_no_end() {
    let provider = good().await;
    shows(&provider, "many_headers");
    let answer = ask(&provider, "/", "").await;
    assert_eq!(answer.matches("\r\nx-header-").count(), 5_000);
    for name in
        ["head_endless", "header_endless", "storm_of_1xx", "trailers_endless", "chunk_extension_endless"]
    {
        shows(&provider, name);
        let mut stream = tls(&provider).await.unwrap();
        say(&mut stream, "/", "").await;
        let mut much = vec![0; 600 * 1024];
        stream.read_exact(&mut much).await.unwrap();
    }
}

#[tokio::test]
async fn lengths_and_chunks_are_not_what_they_say() {
    let provider = good().await;
    for (name, there) in [
        ("length_too_long", "content-length: 4096\r\n\r\n{\"ok\":true}"),
        ("length_too_short", "content-length: 11\r\n\r\n{\"ok\":true}and more than was said"),
        ("two_lengths", "content-length: 11\r\ncontent-length: 5\r\n"),
        ("chunk_size_wrong", "\r\n\r\nzz\r\n"),
        ("early_hints", "HTTP/1.1 103 Early Hints\r\n"),
        ("not_http", "220 mail"),
        ("switching_protocols", "HTTP/1.1 101 "),
    ] {
        shows(&provider, name);
        let answer = ask(&provider, "/", "").await;
        assert!(answer.contains(there), "{name}: {answer}");
    }
}

#[tokio::test]
async fn http_2_is_spoken_when_it_is_asked_for_and_goes_wrong_by_its_own_frames() {
    const GOAWAY: u8 = 7;
    const RST_STREAM: u8 = 3;
    for (name, kinds) in [
        ("http2_goaway_before", vec![GOAWAY]),
        ("http2_goaway_midway", vec![1, 0, GOAWAY]),
        ("http2_refused_stream", vec![RST_STREAM]),
        ("http2_reset_midway", vec![1, 0, RST_STREAM]),
        ("http2_endless_head", vec![1, 9, 9, 9, 9]),
        ("http2_ping_flood", vec![6, 6, 6, 6]),
    ] {
        let provider = good().await;
        shows(&provider, name);
        let mut stream = connect(&provider, None, b"h2").await.unwrap();
        assert_eq!(stream.get_ref().1.alpn_protocol(), Some(&b"h2"[..]));
        stream.write_all(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n").await.unwrap();
        // Empty SETTINGS, then HEADERS with `:method: GET` alone: that is enough to be met with these frames.
        stream.write_all(&[0, 0, 0, 4, 0, 0, 0, 0, 0]).await.unwrap();
        stream.write_all(&[0, 0, 1, 1, 5, 0, 0, 0, 1, 0x82]).await.unwrap();
        stream.flush().await.unwrap();
        let mut met = Vec::new();
        while met.len() <= kinds.len() {
            let mut head = [0; 9];
            if stream.read_exact(&mut head).await.is_err() {
                break;
            }
            let mut payload = vec![0; usize::from(head[1]) * 256 + usize::from(head[2])];
            stream.read_exact(&mut payload).await.unwrap();
            met.push(head[3]);
            if met.len() == kinds.len() + 1 {
                break;
            }
        }
        assert_eq!(met[0], 4, "{name}: SETTINGS come first");
        assert_eq!(met[1..], kinds, "{name}");
        assert_eq!(provider.count(), 1);
    }
}

#[tokio::test]
async fn what_ends_by_itself_ends_or_is_more_than_anybody_takes() {
    let mut provider = provider(Face::Tls(Certificate::Good { days: 80 })).await;
    for fault in Fault::all().iter().filter(|fault| fault.ends) {
        if fault.face.is_none() {
            provider.stop().await;
            assert!(TcpStream::connect(("127.0.0.1", provider.port())).await.is_err());
            provider.restart().await.unwrap();
            continue;
        }
        shows(&provider, fault.name);
        let protocol: &[u8] = if matches!(fault.face, Some(Face::Http2 | Face::Http2Fault(_))) {
            continue;
        } else {
            b"http/1.1"
        };
        let ended = tokio::time::timeout(Duration::from_secs(20), async {
            let Ok(mut stream) = connect(&provider, None, protocol).await else { return };
            say(&mut stream, "/", "").await;
            let mut left = 512 * 1024_usize;
            let mut some = vec![0; 64 * 1024];
            while let Ok(read @ 1..) = stream.read(&mut some).await {
                left = left.saturating_sub(read);
                if left == 0 {
                    return;
                }
            }
        });
        assert!(ended.await.is_ok(), "{}", fault.name);
    }
}

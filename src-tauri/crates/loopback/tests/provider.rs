//! The provider seen from outside, by a client that speaks TLS and HTTP by hand: nothing is hidden by a library.
#![allow(clippy::unwrap_used)]

mod kit;

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use kit::{ask, good, provider, say, tls};
use loopback::*;
use tokio::io::AsyncReadExt as _;
use tokio::net::TcpStream;

#[tokio::test]
async fn each_way_of_placing_a_key_is_told_from_a_wrong_one() {
    let provider = good().await;
    let answers = || (Vendor::Stripe.accepted(), Vendor::Stripe.refused());
    let script = |check| {
        let (yes, no) = answers();
        Script::new(check, yes, no)
    };
    provider.on("/header", script(Check::header("X-Api-Key", "k ", equals("right"))));
    provider.on("/bearer", script(Check::bearer(equals("right"))));
    provider.on("/basic", script(Check::basic(equals("user"), equals("right"))));
    provider.on("/query", script(Check::Query(vec![("key".into(), equals("right one"))])));
    for (target, headers, status) in [
        ("/header", "x-api-key: k right\r\n", "200"),
        ("/header", "x-api-key: right\r\n", "401"),
        ("/header", "", "401"),
        ("/bearer", "authorization: Bearer right\r\n", "200"),
        ("/bearer", "authorization: Bearer wrong\r\n", "401"),
        ("/basic", "authorization: Basic dXNlcjpyaWdodA==\r\n", "200"),
        ("/basic", "authorization: Basic dXNlcjp3cm9uZw==\r\n", "401"),
        ("/query?key=right+one", "", "200"),
        ("/query?key=right%20one", "", "200"),
        ("/query?key=wrong", "", "401"),
        ("/elsewhere", "", "404"),
    ] {
        let answer = ask(&provider, target, headers).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target} {headers:?}: {answer}");
    }
    assert_eq!(provider.count(), 11);
}

/// The example of GitHub's documentation, "Validating webhook deliveries".
#[tokio::test]
async fn a_published_signature_is_taken_and_one_over_another_text_is_not() {
    let provider = good().await;
    let signature = Signature {
        header: "x-hub-signature-256".into(),
        digest: Digest::Sha256,
        written: Written::Hex,
        secret: b"It's a Secret to Everybody".to_vec(),
        template: "{body}".into(),
        form: "sha256={signature}".into(),
        stamps: Vec::new(),
    };
    provider.on("/", Script::new(Check::Signature(signature), Answer::empty(204), Answer::empty(401)));
    let sum = "757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    for (header, body, status) in [
        (format!("sha256={sum}"), "Hello, World!", "204"),
        (format!("sha256={sum}"), "Hello, World?", "401"),
        (sum.to_owned(), "Hello, World!", "401"),
        (format!("sha256={}", sum.replacen('7', "8", 1)), "Hello, World!", "401"),
    ] {
        let headers = format!("content-length: {}\r\nx-hub-signature-256: {header}\r\n", body.len());
        // What follows the head's end is the body.
        let answer = ask(&provider, "/", &format!("{headers}\r\n{body}")).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{header} {body}: {answer}");
    }
}

#[tokio::test]
async fn a_key_in_path_or_body_and_several_at_once_are_told_from_wrong_ones() {
    let provider = good().await;
    let script = |check| Script::new(check, Answer::empty(204), Answer::empty(401));
    let header = |name: &str| Check::header(name, "", equals(name));
    provider.on("/path", script(Check::Path(equals("right one"))));
    provider.on("/all", script(Check::All(vec![header("x-one"), header("x-two")])));
    provider.on("/field", script(Check::Body("key".into(), equals("right one"))));
    provider.on("/json", script(Check::Body("/auth/key".into(), equals("right one"))));
    let body = |kind: &str, body: &str| {
        format!("content-type: {kind}\r\ncontent-length: {}\r\n\r\n{body}", body.len())
    };
    let (form, json) = ("application/x-www-form-urlencoded", "application/json");
    for (target, rest, status) in [
        ("/path/right%20one/orders", String::new(), "204"),
        ("/path/wrong/orders", String::new(), "401"),
        ("/all", "x-one: x-one\r\nx-two: x-two\r\n".to_owned(), "204"),
        ("/all", "x-one: x-one\r\n".to_owned(), "401"),
        ("/field", body(form, "a=b&key=right+one"), "204"),
        ("/field", body(form, "key=wrong"), "401"),
        ("/json", body(json, r#"{"auth":{"key":"right one"}}"#), "204"),
        ("/json", body(json, r#"{"auth":"right one"}"#), "401"),
    ] {
        let answer = ask(&provider, target, &rest).await;
        assert!(answer.starts_with(&format!("HTTP/1.1 {status} ")), "{target} {rest}: {answer}");
    }
}

#[tokio::test]
async fn the_longest_prefix_answers_and_scripts_can_be_swapped() {
    let provider = good().await;
    provider.on("/shop", Script::always(Answer::empty(500)));
    provider.on("/shop/wp-json", Script::always(Answer::too_many(7)));
    let answer = ask(&provider, "/shop/wp-json/wc/v3", "").await;
    assert!(answer.starts_with("HTTP/1.1 429 ") && answer.contains("retry-after: 7\r\n"), "{answer}");
    provider.on("/shop/wp-json", Script::always(Answer::redirect(302, "https://elsewhere.invalid/")));
    let answer = ask(&provider, "/shop/wp-json/wc/v3", "").await;
    assert!(
        answer.starts_with("HTTP/1.1 302 ") && answer.contains("location: https://elsewhere.invalid/\r\n")
    );
}

#[tokio::test]
async fn what_arrived_is_found_in_every_place_and_only_when_it_did() {
    let provider = good().await;
    for (target, headers) in [
        ("/?key=planted%2Bone", ""),
        ("/", "x-api-key: planted+one\r\n"),
        ("/", "authorization: Basic dTpwbGFudGVkK29uZQ==\r\n"),
    ] {
        let before = provider.seen().len();
        ask(&provider, target, headers).await;
        assert!(provider.seen()[before..].iter().all(|seen| seen.holds("planted+one")), "{target} {headers}");
    }
    assert!(provider.arrived("planted+one") && !provider.arrived("another"));
}

#[tokio::test]
async fn an_echo_gives_the_key_back_in_each_form() {
    let provider = good().await;
    for (form, expected) in [
        (Echo::Header, "x-you-sent: secretvalue"),
        (Echo::Json, "\"secretvalue\""),
        (Echo::Base64, "c2VjcmV0dmFsdWU="),
        (Echo::Percent, "%73%65%63%72%65%74"),
        (Echo::Hex, "73656372657476616c7565"),
        (Echo::Gzip, "content-encoding: gzip"),
    ] {
        provider.on("/", Script::always(Answer::echo(form)));
        let answer = ask(&provider, "/", "x-api-key: secretvalue\r\n").await;
        assert!(answer.contains(expected), "{form:?}: {answer}");
    }
}

#[tokio::test]
async fn bodies_can_be_endless_slow_or_broken_off() {
    let provider = good().await;
    provider.on("/huge", Script::always(Answer::huge(10_000_000_000)));
    let mut stream = tls(&provider).await.unwrap();
    say(&mut stream, "/huge", "").await;
    let mut first = vec![0_u8; 1024 * 1024];
    stream.read_exact(&mut first).await.unwrap();
    assert!(String::from_utf8_lossy(&first[..400]).contains("content-length: 10000000000"));
    drop(stream);

    provider.on("/drip", Script::always(Answer::drip(Duration::from_millis(1))));
    let mut stream = tls(&provider).await.unwrap();
    say(&mut stream, "/drip", "").await;
    let mut some = [0_u8; 300];
    stream.read_exact(&mut some).await.unwrap();
    assert!(String::from_utf8_lossy(&some).contains("transfer-encoding: chunked"));
    drop(stream);

    provider.on("/broken", Script::always(Answer::broken()));
    let answer = ask(&provider, "/broken", "").await;
    assert!(answer.contains("content-length: 4096") && answer.ends_with("{\"items\":["), "{answer}");
}

#[tokio::test]
async fn bad_certificates_fail_the_handshake_each_for_its_own_reason() {
    for (certificate, expected) in [
        (Certificate::Expired, "Expired"),
        (Certificate::NotYetValid, "NotValidYet"),
        (Certificate::WrongHost, "NotValidForName"),
        (Certificate::SelfSigned, "UnknownIssuer"),
    ] {
        let provider = provider(Face::Tls(certificate)).await;
        let error = tls(&provider).await.err().unwrap();
        assert!(format!("{error:?}").contains(expected), "{certificate:?}: {error:?}");
    }
    let turned = good().await;
    assert!(tls(&turned).await.is_ok());
    turned.turn(Face::Noise).unwrap();
    assert!(tls(&turned).await.is_err());
    turned.turn(Face::Tls(Certificate::Good { days: 3 })).unwrap();
    assert!(tls(&turned).await.is_ok());
}

#[tokio::test]
async fn it_stops_at_once_and_starts_again_on_the_same_port() {
    let mut provider = good().await;
    provider.on("/", Script::always(Answer::empty(204)));
    let port = provider.port();
    // A connection that stays open must not keep the port, nor outlive the stop.
    let mut open = tls(&provider).await.unwrap();
    provider.stop().await;
    assert!(TcpStream::connect(("127.0.0.1", port)).await.is_err());
    assert_ne!(open.read(&mut [0; 16]).await.ok(), Some(16));
    provider.restart().await.unwrap();
    assert_eq!(provider.port(), port);
    assert!(ask(&provider, "/", "").await.starts_with("HTTP/1.1 204 "));
}

#[tokio::test]
async fn nothing_is_remembered_unless_asked_for() {
    let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
    let provider = Loopback::start(authority, Setup::default()).await.unwrap();
    ask(&provider, "/", "x-api-key: planted\r\n").await;
    assert_eq!((provider.count(), provider.seen().len()), (1, 0));
}

#[test]
fn made_up_keys_are_known_by_themselves() {
    for shape in [
        MadeUp::new("ck_", Alphabet::Hex, 40, ""),
        MadeUp::new("", Alphabet::Hex, 32, "-us6"),
        MadeUp::new("sk_test_", Alphabet::Alphanumeric, 24, ""),
    ] {
        let one = String::from_utf8(shape.make().unwrap()).unwrap();
        let other = String::from_utf8(shape.make().unwrap()).unwrap();
        assert!(one != other && shape.is_one(&one) && shape.is_one(&other));
        let mut changed = one.clone().into_bytes();
        let place = changed.len() - shape_tail(&one) - 10;
        changed[place] = if changed[place] == b'0' { b'1' } else { b'0' };
        assert!(!shape.is_one(&String::from_utf8(changed).unwrap()), "a changed character must show");
        assert!(!shape.is_one("") && !shape.is_one(&one[1..]));
    }
}

fn shape_tail(key: &str) -> usize {
    if key.ends_with("-us6") { 4 } else { 0 }
}

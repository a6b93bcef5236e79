//! Test sends against a provider that behaves badly in every way.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use engine::Cancel;
use engine::view::{AuthInput, RedactedText, SendView, VerdictKind};
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::wait;
use loopback::{Answer, Authority, Certificate, Check, Echo, Face, Loopback, Script, Setup, equals};
use serde_json::json;
use uuid::Uuid;

use crate::rack::{Rack, SOON, flow, integration, judged, provider};

struct Hooked {
    rack: Rack,
    provider: Loopback,
    needle: Needle,
    id: Uuid,
}

/// A rack with one integration, its key taken in.
async fn hooked() -> Hooked {
    let rack = Rack::new().await;
    let needle = Needle::letters("key", "");
    let provider = provider(&needle).await;
    let id = rack.bearer("Shop", &provider).await;
    rack.take(id, "token", needle.key().as_bytes()).await.expect("taken in");
    Hooked { rack, provider, needle, id }
}

/// Everything of a send that a screen could show.
fn shown(send: &SendView) -> String {
    serde_json::to_string(send).expect("a view")
}

#[test]
fn accepted_refused_unreachable() {
    flow("sends::accepted_refused_unreachable", || async {
        let Hooked { rack, mut provider, needle, id } = hooked().await;
        let send = rack.test(id).await;
        judged(&send, "accepted");
        assert!(provider.arrived(&needle.key()), "the key arrived, so this is not a test of nothing");
        assert_eq!(send.tls.expect("TLS").version, "TLS 1.3");

        provider.on("/", Script::always(Answer::json(401, &json!({ "error": "unauthorized" }))));
        let send = rack.test(id).await;
        judged(&send, "key_refused");
        assert_eq!(send.verdict.kind, VerdictKind::Refused);

        provider.stop().await;
        let send = rack.test(id).await;
        judged(&send, "connect");
        assert_eq!(send.verdict.kind, VerdictKind::Unreachable);
        rack.holds_nothing_of(&needle);
    });
}

#[test]
fn a_host_that_does_not_resolve() {
    flow("sends::a_host_that_does_not_resolve", || async {
        let rack = Rack::new().await;
        let input = integration("Shop", "https://nobody.invalid", AuthInput::Bearer, None);
        let id =
            rack.engine.add_integration(rack.client, input).await.expect("kept: it may resolve later").id;
        rack.take(id, "token", Needle::letters("key", "").key().as_bytes()).await.expect("taken in");
        judged(&rack.test(id).await, "dns");
    });
}

#[test]
fn answers_that_are_no_answer() {
    flow("sends::answers_that_are_no_answer", || async {
        let Hooked { rack, provider, id, .. } = hooked().await;
        for (answer, reason) in [
            (Answer::login_page(200), "login_page"),
            (Answer::json(404, &json!({})), "not_found"),
            (Answer::json(500, &json!({})), "server_error"),
            (Answer::json(503, &json!({})), "server_busy"),
            (Answer::too_many(30), "too_many_requests"),
            (Answer::broken(), "broken_off"),
        ] {
            provider.on("/", Script::always(answer));
            judged(&rack.test(id).await, reason);
        }
    });
}

#[test]
fn ten_gigabytes_are_not_read() {
    flow("sends::ten_gigabytes_are_not_read", || async {
        let Hooked { rack, provider, id, .. } = hooked().await;
        provider.on("/", Script::always(Answer::huge(10 << 30)));
        let began = Instant::now();
        let send = rack.test(id).await;
        judged(&send, "too_large");
        let response = send.response.expect("its head is shown");
        assert!(response.body_described, "its type and size are shown, not the body");
        // Ten gigabytes take minutes even on the loopback.
        assert!(began.elapsed() < Duration::from_secs(20), "{:?}", began.elapsed());
    });
}

#[test]
fn a_slow_drip_ends_by_itself_and_a_person_can_end_it_sooner() {
    flow("sends::a_slow_drip_ends_by_itself_and_a_person_can_end_it_sooner", || async {
        let Hooked { rack, provider, id, .. } = hooked().await;
        provider.on("/", Script::always(Answer::drip(Duration::from_millis(200))));
        let cancel = Cancel::new();
        let asked = provider.count();
        let stop = async {
            wait::eventually(SOON, || async { (provider.count() > asked).then_some(()) })
                .await
                .expect("the request came");
            cancel.cancel();
        };
        let (send, ()) = tokio::join!(rack.engine.test(id, cancel.clone()), stop);
        judged(&send.expect("a verdict"), "stopped_under_way");

        let began = Instant::now();
        let send = rack.test(id).await;
        judged(&send, "timeout_body");
        assert!(began.elapsed() < SOON, "{:?}", began.elapsed());
    });
}

#[test]
fn certificates_that_must_not_be_trusted() {
    flow("sends::certificates_that_must_not_be_trusted", || async {
        let Hooked { rack, provider, needle, id } = hooked().await;
        for (face, reason) in [
            (Face::Tls(Certificate::Expired), "tls_expired"),
            (Face::Tls(Certificate::NotYetValid), "tls_not_yet_valid"),
            (Face::Tls(Certificate::WrongHost), "tls_wrong_host"),
            (Face::Tls(Certificate::SelfSigned), "tls_unknown_issuer"),
            (Face::Plain, "tls_absent"),
            (Face::Noise, "tls_absent"),
        ] {
            provider.turn(face).expect("a certificate");
            let send = rack.test(id).await;
            judged(&send, reason);
            assert_eq!(send.verdict.kind, VerdictKind::Unreachable, "{reason}");
        }
        assert!(!provider.arrived(&needle.key()), "the key was never sent to any of them");
        provider.turn(Face::Tls(Certificate::Good { days: 5 })).expect("a certificate");
        judged(&rack.test(id).await, "certificate_ending");
    });
}

#[test]
fn an_authority_counts_for_its_own_integration_only() {
    flow("sends::an_authority_counts_for_its_own_integration_only", || async {
        let Hooked { rack, provider, needle, .. } = hooked().await;
        let input = integration("Without", &provider.origin(), AuthInput::Bearer, None);
        let id = rack.engine.add_integration(rack.client, input).await.expect("an integration").id;
        rack.take(id, "token", needle.key().as_bytes()).await.expect("taken in");
        judged(&rack.test(id).await, "tls_unknown_issuer");
        assert_eq!(provider.count(), 0);
    });
}

#[test]
fn a_redirect_is_reported_and_never_followed() {
    flow("sends::a_redirect_is_reported_and_never_followed", || async {
        let Hooked { rack, provider, needle, id } = hooked().await;
        let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
        let plain = Setup { face: Face::Plain, record: true, ..Setup::default() };
        let elsewhere = Loopback::start(authority, plain).await.expect("a second server");
        for status in [301, 302, 303, 307, 308] {
            let to = format!("{}/collect", elsewhere.origin());
            provider.on("/", Script::always(Answer::redirect(status, &to)));
            let send = rack.test(id).await;
            judged(&send, "redirect");
        }
        assert_eq!(elsewhere.count(), 0);
        assert!(provider.arrived(&needle.key()));
    });
}

#[test]
fn what_a_provider_gives_back_is_masked_in_every_form() {
    flow("sends::what_a_provider_gives_back_is_masked_in_every_form", || async {
        let rack = Rack::new().await;
        let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
        let setup = Setup { record: true, ..Setup::default() };
        let provider = Loopback::start(authority, setup).await.expect("a provider");
        let (one, two) = (Needle::letters("one", "sk_test_"), Needle::awkward("two"));
        for (name, auth, parts) in [
            (
                "header",
                AuthInput::Header { header: "X-API-KEY".into(), prefix: String::new() },
                vec![("api_key", &one)],
            ),
            ("bearer", AuthInput::Bearer, vec![("token", &one)]),
            ("basic", AuthInput::Basic, vec![("username", &one), ("password", &two)]),
            ("query", AuthInput::Query { name: "key".into() }, vec![("api_key", &two)]),
        ] {
            let input = integration(name, &provider.origin(), auth, Some(provider.ca_pem()));
            let id = rack.engine.add_integration(rack.client, input).await.expect("an integration").id;
            for (part, needle) in &parts {
                rack.take(id, part, needle.key().as_bytes()).await.expect("taken in");
            }
            let needles = Search::of(parts.iter().map(|(_, needle)| *needle));
            for form in [Echo::Header, Echo::Json, Echo::Base64, Echo::Percent, Echo::Hex, Echo::Gzip] {
                provider.on("/", Script::always(Answer::echo(form)));
                let send = rack.test(id).await;
                assert!(send.masked >= 1, "{name}, {form:?}: something was masked");
                assert_eq!(needles.find(shown(&send).as_bytes()), [], "{name}, {form:?}");
                let response = send.response.expect("an answer");
                assert!(
                    spans(&response.headers) + spans(&response.body) >= 1,
                    "{name}, {form:?}: the echo was seen"
                );
            }
        }
        for needle in [&one, &two] {
            assert!(provider.arrived(&needle.key()));
            rack.holds_nothing_of(needle);
        }
    });
}

fn spans(text: &RedactedText) -> usize {
    text.spans.len()
}

#[test]
fn a_wrong_key_of_a_pair_is_said_to_be_that_one() {
    flow("sends::a_wrong_key_of_a_pair_is_said_to_be_that_one", || async {
        let rack = Rack::new().await;
        let (user, password) = (Needle::hex("user", "ck_"), Needle::hex("password", "cs_"));
        let authority = Arc::new(Authority::new(SystemTime::now()).expect("an authority"));
        let provider = Loopback::start(authority, Setup::default()).await.expect("a provider");
        let check = Check::basic(equals(&user.key()), equals(&password.key()));
        let vendor = loopback::Vendor::WooCommerce;
        provider.on("/wp-json/wc/v3/", Script::new(check, vendor.accepted(), vendor.refused()));
        let mut input = integration(
            "Shop",
            &format!("{}/wp-json/wc/v3", provider.origin()),
            AuthInput::Provider,
            Some(provider.ca_pem()),
        );
        input.provider = "woocommerce".into();
        input.probe = None;
        let id = rack.engine.add_integration(rack.client, input).await.expect("an integration").id;
        rack.take(id, "consumer_key", user.key().as_bytes()).await.expect("taken in");
        let wrong = Needle::hex("wrong", "cs_");
        rack.take(id, "consumer_secret", wrong.key().as_bytes()).await.expect("taken in");
        judged(&rack.test(id).await, "secret_wrong");
        rack.take(id, "consumer_secret", password.key().as_bytes()).await.expect("taken in");
        judged(&rack.test(id).await, "accepted");
    });
}

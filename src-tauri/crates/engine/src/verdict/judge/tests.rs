use proptest::prelude::*;
use vault::Condition;

use super::*;
use crate::codes::Coded;
use crate::verdict::{KeyMode, OwnConditions};
use crate::view::VerdictKind;

fn asking(provider: &str, bad: &[u16]) -> Asking {
    Asking {
        provider: provider.to_owned(),
        expect_status: Some(200),
        bad_key_status: bad.to_vec(),
        json: true,
        head: false,
        live: true,
        ..Asking::default()
    }
}

/// An answer whose conditions are answered as `yes` says.
fn answer(asking: &Asking, status: u16, yes: impl Fn(&Condition) -> bool) -> Answer {
    Answer {
        status,
        conditions: asking.conditions().iter().map(yes).collect(),
        captured: Vec::new(),
        expectations: Vec::new(),
        http_version: "HTTP/1.1",
        date: None,
        redirect: None,
        retry_after: None,
        too_large: false,
        unreadable: false,
        body_bytes: 20,
        media_type: Some("application/json".to_owned()),
    }
}

fn json_with(texts: &'static [(&'static str, &'static str)]) -> impl Fn(&Condition) -> bool {
    move |condition| match condition {
        Condition::IsJson => true,
        Condition::Equals(at, value) => texts.iter().any(|(path, text)| path == at && value == text),
        Condition::Contains(part) => texts.iter().any(|(_, text)| text.contains(part.as_str())),
        Condition::Exists(at) => texts.iter().any(|(path, _)| path == at),
        Condition::IsHtml | Condition::Header(..) => false,
    }
}

fn html(condition: &Condition) -> bool {
    matches!(condition, Condition::IsHtml)
}

fn facts(outcome: &Result<Answer, Failure>, total_ms: f32, days_left: Option<i32>) -> Facts<'_> {
    Facts { outcome, total_ms, days_left, skew_s: None, conditions: &[] }
}

fn reason(asking: &Asking, answer: Answer) -> Reason {
    timed(asking, answer, 120.0, Some(80))
}

fn timed(asking: &Asking, answer: Answer, total_ms: f32, days_left: Option<i32>) -> Reason {
    judge(asking, facts(&Ok(answer), total_ms, days_left), Details::default()).reason
}

#[test]
fn statuses_mean_what_this_provider_means_by_them() {
    use Reason::*;
    let plain = json_with(&[]);
    for (provider, bad, status, expected) in [
        ("stripe", &[401][..], 200, Accepted),
        ("stripe", &[401], 401, KeyRefused),
        ("stripe", &[401], 403, ScopeMissing),
        ("ecwid", &[403], 403, KeyRefused),
        ("ecwid", &[403], 401, KeyRefused),
        ("brevo", &[401, 403], 403, KeyOrScope),
        ("custom", &[], 401, KeyRefused),
        ("custom", &[], 403, KeyOrScope),
        ("slack_webhook", &[400, 404], 400, KeyRefused),
        ("slack_webhook", &[400, 404], 404, KeyRefused),
        ("stripe", &[401], 404, NotFound),
        ("stripe", &[401], 410, NotFound),
        ("stripe", &[401], 405, MethodNotAllowed),
        ("stripe", &[401], 400, BadRequest),
        ("stripe", &[401], 422, BadRequest),
        ("stripe", &[401], 402, PaymentRequired),
        ("stripe", &[401], 407, Proxy),
        ("stripe", &[401], 408, RequestTimeout),
        ("stripe", &[401], 429, TooManyRequests),
        ("stripe", &[401], 500, ServerError),
        ("stripe", &[401], 502, ServerError),
        ("stripe", &[401], 503, ServerBusy),
        ("stripe", &[401], 522, ServerError),
        ("stripe", &[401], 204, UnexpectedStatus),
        ("stripe", &[401], 304, UnexpectedStatus),
        ("stripe", &[401], 101, UnexpectedStatus),
        ("stripe", &[401], 451, UnexpectedStatus),
        ("stripe", &[401], 301, Redirect),
        ("stripe", &[401], 307, Redirect),
    ] {
        let asking = asking(provider, bad);
        assert_eq!(reason(&asking, answer(&asking, status, &plain)), expected, "{provider} {status}");
    }
}

#[test]
fn an_outage_never_refuses_a_key_even_where_its_status_is_listed_as_a_refusal() {
    for status in [408, 429, 500, 503] {
        let asking = asking("square", &[status]);
        let signed = json_with(&[("/errors/0/category", "AUTHENTICATION_ERROR")]);
        assert_eq!(
            reason(&asking, answer(&asking, status, signed)).kind(),
            VerdictKind::Degraded,
            "{status}"
        );
    }
}

#[test]
fn pages_are_told_from_answers() {
    let asking = asking("woocommerce", &[401]);
    for (status, expected) in [
        (200, Reason::HtmlForJson),
        (401, Reason::SiteLogin),
        (403, Reason::Firewall),
        (406, Reason::Firewall),
        (404, Reason::Permalinks),
        (503, Reason::ServerBusy),
    ] {
        assert_eq!(reason(&asking, answer(&asking, status, html)), expected, "{status}");
    }
}

#[test]
fn providers_own_signs_name_the_part() {
    use Reason::*;
    type Case = (&'static str, u16, &'static [(&'static str, &'static str)], Reason);
    let cases: [Case; 8] = [
        ("woocommerce", 401, &[("/code", "woocommerce_rest_authentication_error")], SecretWrong),
        (
            "woocommerce",
            401,
            &[
                ("/code", "woocommerce_rest_authentication_error"),
                ("/message", "The API key provided does not have read permissions."),
            ],
            ScopeMissing,
        ),
        ("woocommerce", 401, &[("/code", "woocommerce_rest_cannot_view")], UnknownOrStripped),
        ("woocommerce", 403, &[("/code", "woocommerce_rest_cannot_view")], ScopeMissing),
        ("wordpress", 401, &[("/code", "incorrect_password")], SecretWrong),
        ("wordpress", 401, &[("/code", "invalid_username")], IdentityUnknown),
        ("wordpress", 401, &[("/code", "rest_not_logged_in")], UnknownOrStripped),
        ("stripe", 401, &[("/code", "woocommerce_rest_authentication_error")], KeyRefused),
    ];
    for (provider, status, texts, expected) in cases {
        let asking = asking(provider, &[401]);
        assert_eq!(
            reason(&asking, answer(&asking, status, json_with(texts))),
            expected,
            "{provider} {texts:?}"
        );
    }
}

#[test]
fn a_good_status_can_hide_a_no() {
    let null_user = |c: &Condition| {
        matches!(c, Condition::IsJson) || *c == Condition::Equals("/user/id".into(), serde_json::Value::Null)
    };
    let zendesk = asking("zendesk", &[401]);
    assert_eq!(reason(&zendesk, answer(&zendesk, 200, null_user)), Reason::Anonymous);
    let graph = asking("braintree", &[200, 401]);
    assert_eq!(reason(&graph, answer(&graph, 200, json_with(&[("/errors/0", "")]))), Reason::KeyRefused);
    assert_eq!(reason(&graph, answer(&graph, 200, json_with(&[]))), Reason::Accepted);
    let other = asking("custom", &[]);
    assert_eq!(reason(&other, answer(&other, 200, json_with(&[("/errors/0", "")]))), Reason::ErrorInside);
    let ok_false = |c: &Condition| {
        matches!(c, Condition::IsJson) || *c == Condition::Equals("/ok".into(), serde_json::json!(false))
    };
    assert_eq!(reason(&other, answer(&other, 200, ok_false)), Reason::SaidNo);
}

#[test]
fn shape_size_and_method_count_only_where_they_can() {
    let mut asking = asking("stripe", &[401]);
    let nothing = |_: &Condition| false;
    assert_eq!(reason(&asking, answer(&asking, 200, nothing)), Reason::WrongShape);
    let large = Answer { too_large: true, ..answer(&asking, 200, nothing) };
    assert_eq!(reason(&asking, large), Reason::TooLarge);
    let unread = Answer { unreadable: true, ..answer(&asking, 200, |_| true) };
    assert_eq!(reason(&asking, unread.clone()), Reason::Unreadable);
    let own = Asking { json: false, head: false, expect_status: None, ..asking.clone() };
    assert_eq!(reason(&own, unread), Reason::Unreadable, "an answer that nobody read proves nothing");
    asking.head = true;
    assert_eq!(reason(&asking, answer(&asking, 200, nothing)), Reason::Accepted);
    asking = Asking { json: false, head: false, expect_status: None, ..asking };
    assert_eq!(reason(&asking, answer(&asking, 204, nothing)), Reason::Accepted);
    assert_eq!(reason(&asking, answer(&asking, 200, nothing)), Reason::WrongShape, "JSON was announced");
}

#[test]
fn a_head_proves_nothing_where_the_provider_says_no_in_the_body() {
    let own = |provider, status: Option<u16>| Asking {
        head: true,
        json: false,
        expect_status: status,
        ..asking(provider, &[401])
    };
    let nothing = |_: &Condition| false;
    for (provider, expected) in [
        ("zendesk", Reason::BodyNeeded),
        ("braintree", Reason::BodyNeeded),
        ("authorize_net", Reason::BodyNeeded),
        ("postmark", Reason::BodyNeeded),
        ("stripe", Reason::Accepted),
        ("custom", Reason::Accepted),
    ] {
        for asking in [own(provider, None), own(provider, Some(200))] {
            assert_eq!(reason(&asking, answer(&asking, 200, nothing)), expected, "{provider}");
            assert_eq!(reason(&asking, answer(&asking, 401, nothing)), Reason::KeyRefused, "{provider}");
        }
    }
}

#[test]
fn accepted_turns_degraded_by_certificate_then_by_time() {
    let asking = asking("stripe", &[401]);
    let good = || answer(&asking, 200, json_with(&[]));
    for (ms, days, expected) in [
        (2_000.0, Some(15), Reason::Accepted),
        (2_000.1, Some(15), Reason::Slow),
        (f32::NAN, None, Reason::Slow),
        (10.0, Some(14), Reason::CertificateEnding),
        (9_000.0, Some(0), Reason::CertificateEnding),
        (10.0, None, Reason::Accepted),
    ] {
        assert_eq!(timed(&asking, good(), ms, days), expected, "{ms} {days:?}");
    }
}

#[test]
fn a_bare_403_of_mailchimp_is_load() {
    let asking = asking("mailchimp", &[401]);
    let bare = Answer { body_bytes: 0, ..answer(&asking, 403, |_| false) };
    assert_eq!(reason(&asking, bare), Reason::TooManyRequests);
    assert_eq!(reason(&asking, answer(&asking, 403, json_with(&[]))), Reason::ScopeMissing);
}

#[test]
fn every_failure_has_a_reason_that_says_nothing_about_the_key() {
    let failures = [
        Failure::Dns,
        Failure::Connect,
        Failure::Protocol,
        Failure::NotHttp,
        Failure::HeadTooLarge,
        Failure::Proxy,
        Failure::Tls(TlsFailure::Expired),
        Failure::Timeout(Phase::Body),
        Failure::Refused(ErrandRefusal::Destination),
        Failure::Keyring(KeyringTrouble::Locked),
    ];
    for failure in failures {
        let outcome = Err(failure.clone());
        let kind = judge(&Asking::default(), facts(&outcome, 5.0, None), Details::default()).kind();
        // It answered, and nobody can say what.
        let odd = failure == Failure::HeadTooLarge && kind == VerdictKind::Odd;
        let silent = matches!(kind, VerdictKind::Unreachable | VerdictKind::NotSent);
        assert!(odd || silent, "{failure:?}: {kind:?}");
    }
}

/// An answer with this status that says this of itself, in its body and in a header.
fn saying(asking: &Asking, status: u16, page: bool, says: &str, header: &str) -> Answer {
    answer(asking, status, |condition| match condition {
        Condition::Contains(part) => says.to_lowercase().contains(&part.to_lowercase()),
        Condition::Header(name, holds) => name == header && holds.is_empty(),
        Condition::IsHtml => page,
        Condition::IsJson => !page,
        Condition::Equals(at, value) => at == "/code" && value == says,
        Condition::Exists(_) => false,
    })
}

#[test]
fn what_an_answer_gives_away_is_told_and_no_more() {
    use Reason::*;
    type Case = (&'static str, u16, bool, &'static str, &'static str, Reason);
    let cases: [Case; 32] = [
        ("custom", 403, false, "Your IP address is not allowed", "", IpNotAllowed),
        ("stripe", 401, false, "The key does not allow requests from your IP address.", "", IpNotAllowed),
        ("custom", 500, false, "Your IP address is not allowed", "", ServerError),
        ("custom", 200, false, "your ip address is not allowed", "", Accepted),
        ("stripe", 401, false, "You did not provide an API key.", "", HeaderStripped),
        ("custom", 401, false, "missing_credentials", "", HeaderStripped),
        ("custom", 401, false, "wrong key", "", KeyRefused),
        ("stripe", 404, false, "live mode, but a test mode key was used to make this", "", TestKeyOnLive),
        ("stripe", 404, false, "test mode, but a live mode key was used to make this", "", LiveKeyOnTest),
        ("custom", 401, false, "Invalid timestamp", "", KeyRefused),
        ("custom", 403, true, "Just a moment", "cf-mitigated", Firewall),
        ("custom", 403, false, "{}", "x-sucuri-block", Firewall),
        ("custom", 406, true, "generated by Mod_Security", "", Firewall),
        ("woocommerce", 503, true, "Generated by Wordfence", "", FirewallHold),
        ("woocommerce", 503, true, "Briefly unavailable for scheduled maintenance.", "", Maintenance),
        ("custom", 503, false, "{\"error\":\"maintenance\"}", "", Maintenance),
        ("custom", 503, false, "overloaded", "", ServerBusy),
        ("custom", 500, false, "scheduled maintenance", "", ServerError),
        ("woocommerce", 404, true, "Not Found", "", Permalinks),
        ("wordpress", 404, false, "rest_no_route", "", WrongBasePath),
        ("woocommerce", 404, false, "rest_term_invalid", "", NotFound),
        ("stripe", 404, true, "Not Found", "", WrongBasePath),
        ("stripe", 404, false, "{}", "", NotFound),
        ("stripe", 200, true, "Welcome", "", HtmlForJson),
        ("stripe", 200, true, "<input type=\"password\">", "", LoginPage),
        ("stripe", 511, true, "Log in", "", CaptivePortal),
        ("stripe", 200, true, "<WISPAccessGatewayParam>", "", CaptivePortal),
        ("stripe", 302, true, "<WISPAccessGatewayParam>", "", CaptivePortal),
        ("stripe", 502, true, "squid", "x-squid-error", ProxyAnswered),
        ("stripe", 502, true, "nginx", "via", ServerError),
        ("stripe", 407, true, "squid", "x-squid-error", Proxy),
        ("stripe", 302, true, "", "x-squid-error", Redirect),
    ];
    for (provider, status, page, says, header, expected) in cases {
        let asking = asking(provider, &[401]);
        let told = reason(&asking, saying(&asking, status, page, says, header));
        assert_eq!(told, expected, "{provider} {status} {says} {header}");
    }
}

#[test]
fn where_a_redirect_points_says_nothing_of_the_network() {
    let asking = asking("stripe", &[401]);
    for to in
        ["http://login.shop.invalid", "http://portal.invalid", "http://192.168.8.1", "https://www.invalid"]
    {
        let answer = Answer { redirect: Some(to.to_owned()), ..answer(&asking, 302, |_| false) };
        assert_eq!(reason(&asking, answer), Reason::Redirect, "{to}");
    }
}

#[test]
fn a_key_of_the_wrong_kind_is_named_only_where_it_was_refused() {
    use Reason::*;
    let of = |mode, live| Asking { mode, live, ..asking("stripe", &[401]) };
    for (mode, live, status, expected) in [
        (Some(KeyMode::Test), true, 401, TestKeyOnLive),
        (Some(KeyMode::Test), true, 403, ScopeMissing),
        (Some(KeyMode::Live), false, 401, LiveKeyOnTest),
        (Some(KeyMode::Live), true, 401, KeyRefused),
        (Some(KeyMode::Test), false, 401, KeyRefused),
        (None, true, 401, KeyRefused),
        (Some(KeyMode::Test), true, 200, Accepted),
        (Some(KeyMode::Test), true, 500, ServerError),
    ] {
        let asking = of(mode, live);
        assert_eq!(
            reason(&asking, answer(&asking, status, json_with(&[]))),
            expected,
            "{mode:?} {live} {status}"
        );
    }
    for (prefix, mode) in [
        ("sk_test_", Some(KeyMode::Test)),
        ("rk_live_", Some(KeyMode::Live)),
        ("sandbox-", Some(KeyMode::Test)),
        ("latest_", None),
        ("ck_", None),
        ("", None),
    ] {
        assert_eq!(KeyMode::of_prefix(prefix), mode, "{prefix}");
    }
}

#[test]
fn two_clocks_explain_a_refusal_only_where_time_was_what_it_was_about() {
    let skewed = |asking: &Asking, says: &str, skew_s| {
        let outcome = Ok(saying(asking, 401, false, says, ""));
        let facts = Facts { outcome: &outcome, total_ms: 1.0, days_left: None, skew_s, conditions: &[] };
        judge(asking, facts, Details::default()).reason
    };
    let plain = asking("custom", &[401]);
    let signed = Asking { timed: true, ..plain.clone() };
    assert_eq!(skewed(&plain, "Invalid timestamp", Some(3_600)), Reason::ClockSkew);
    assert_eq!(skewed(&plain, "Invalid timestamp", Some(20)), Reason::KeyRefused);
    assert_eq!(skewed(&plain, "Invalid timestamp", None), Reason::KeyRefused);
    assert_eq!(skewed(&plain, "wrong key", Some(-3_600)), Reason::KeyRefused);
    assert_eq!(skewed(&signed, "wrong key", Some(-3_600)), Reason::ClockSkew);
}

fn condition(text: &str, held: Option<bool>) -> JudgedCondition {
    JudgedCondition {
        text: text.to_owned(),
        held,
        degraded_only: text.starts_with("degraded:"),
        of_status: text.contains("[STATUS]"),
    }
}

#[test]
fn conditions_take_away_from_what_was_accepted_and_add_nothing_to_what_was_not() {
    use Reason::*;
    let judged = |asking: &Asking, status: u16, ms: f32, conditions: &[JudgedCondition]| {
        let outcome = Ok(answer(asking, status, json_with(&[])));
        let facts = Facts { outcome: &outcome, total_ms: ms, days_left: Some(3), skew_s: None, conditions };
        let verdict = judge(asking, facts, Details::default());
        (verdict.reason, verdict.details.condition)
    };
    let own = |time, certificate| OwnConditions { any: true, time, certificate };
    let asking = Asking { own: own(false, true), ..asking("stripe", &[401]) };
    let [held, failed, open] = [Some(true), Some(false), None].map(|held| condition("[BODY].a exists", held));
    let slow = condition("degraded: [TIME] < 800", Some(false));
    assert_eq!(judged(&asking, 200, 1.0, std::slice::from_ref(&held)), (Accepted, None));
    let said = (ConditionFailed, Some("[BODY].a exists".to_owned()));
    assert_eq!(judged(&asking, 200, 1.0, &[slow.clone(), held.clone(), failed.clone()]), said);
    assert_eq!(judged(&asking, 200, 1.0, std::slice::from_ref(&open)).0, ConditionUnknown);
    assert_eq!(judged(&asking, 200, 1.0, &[held.clone(), slow.clone()]).0, ConditionDegraded);
    assert_eq!(judged(&asking, 200, 9_000.0, &[held.clone(), slow]).0, Slow, "what is known better stays");
    assert_eq!(judged(&asking, 401, 1.0, &[held, failed]), (KeyRefused, None));
    let fast = Asking { own: own(true, true), ..asking.clone() };
    assert_eq!(judged(&fast, 200, 9_000.0, &[]).0, Accepted, "a person said how long it may take");
    let default = Asking { own: OwnConditions::default(), ..asking.clone() };
    assert_eq!(judged(&default, 200, 1.0, &[open]).0, CertificateEnding, "a default that cannot be judged");
    // A status that a person expects is right, unless it is one that speaks of keys, limits or outages.
    let status = [condition("[STATUS] == any(404, 401, 429, 500)", Some(true))];
    let probe = Asking { expect_status: None, json: false, ..asking };
    for (status_is, reason) in
        [(404, Accepted), (401, KeyRefused), (429, TooManyRequests), (500, ServerError)]
    {
        assert_eq!(judged(&probe, status_is, 1.0, &status).0, reason, "{status_is}");
    }
}

#[test]
fn codes_are_distinct_and_found_again() {
    for reason in Reason::ALL {
        assert!(Reason::parse(reason.code()) == Some(*reason));
    }
    let codes: std::collections::BTreeSet<&str> = Reason::ALL.iter().map(|r| r.code()).collect();
    assert_eq!(codes.len(), Reason::ALL.len());
}

#[test]
fn the_words_of_every_verdict() {
    let details = Details {
        provider: "WooCommerce".into(),
        host: "shop.example".into(),
        token_host: None,
        parts: vec!["Consumer key".into(), "Consumer secret".into()],
        environment: "production".into(),
        status: None,
        total_ms: Some(2_340),
        retry_after: Some(30),
        days_left: Some(9),
        redirect: Some("https://www.shop.example".into()),
        skew_s: Some(-3_700),
        condition: Some("[BODY].plan == live".into()),
        token_left: false,
        own_probe: false,
    };
    let mut text = String::new();
    for reason in Reason::ALL {
        let status = match reason.kind() {
            VerdictKind::Refused => 401,
            VerdictKind::Degraded => 500,
            _ => 200,
        };
        let details = Details { status: Some(status), ..details.clone() };
        let view = crate::words::verdict::verdict(&Verdict { reason: *reason, details });
        let [title, what, next] = [view.title, view.what, view.next];
        text.push_str(&format!("{} ({title})\n  {what}\n  {next}\n", reason.code()));
    }
    insta::assert_snapshot!(text);
}

#[test]
fn words_need_no_details() {
    for reason in Reason::ALL {
        let view = crate::words::verdict::verdict(&Verdict { reason: *reason, details: Details::default() });
        assert!(!view.what.is_empty() && !view.what.contains("  "), "{}: {}", view.reason, view.what);
    }
}

fn any_answer() -> impl Strategy<Value = Answer> {
    let redirect = proptest::option::of(".{0,20}");
    let flags = proptest::collection::vec(any::<bool>(), 0..24);
    (any::<u16>(), flags, redirect, any::<Option<u32>>(), any::<bool>(), any::<u64>()).prop_map(
        |(status, conditions, redirect, retry_after, too_large, body_bytes)| Answer {
            status,
            conditions,
            captured: Vec::new(),
            expectations: Vec::new(),
            http_version: "HTTP/1.1",
            date: None,
            redirect,
            retry_after,
            too_large,
            unreadable: false,
            body_bytes,
            media_type: None,
        },
    )
}

proptest! {
    #[test]
    fn judging_never_panics_and_accepts_the_expected_status_alone(
        answer in any_answer(),
        status in proptest::option::of(any::<u16>()),
        bad in proptest::collection::vec(any::<u16>(), 0..4),
        provider in prop_oneof![Just("woocommerce"), Just("zendesk"), Just("mailchimp"), Just("custom")],
        json in any::<bool>(),
        head in any::<bool>(),
        total_ms in any::<f32>(),
        days_left in any::<Option<i32>>(),
    ) {
        let asking = Asking { expect_status: status, json, head, ..asking(provider, &bad) };
        let got = answer.status;
        let verdict = judge(&asking, facts(&Ok(answer), total_ms, days_left), Details::default());
        let expected = status.map_or((200..=299).contains(&got), |s| s == got);
        if matches!(verdict.reason, Reason::Accepted | Reason::Slow | Reason::CertificateEnding) {
            prop_assert!(expected);
            prop_assert!(!(asking.head && asking.provider == "zendesk" && got == 200));
        }
        prop_assert!(!crate::words::verdict::verdict(&verdict).what.is_empty());
    }
}

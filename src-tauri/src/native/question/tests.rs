use super::*;
use engine::view::{FindingUser, KeyWarning};

fn offer() -> KeyOfferView {
    KeyOfferView {
        client: "Nordlys Outdoor".into(),
        integration: "WooCommerce".into(),
        part: "consumer_key".into(),
        part_label: "Consumer key".into(),
        destinations: vec!["https://shop.nordlys.example".into()],
        own_ca: Some("CN=Nordlys\nSHA-256 AB:CD".into()),
        mask: KeyMaskView { prefix: "ck_".into(), tail: "9f3a".into(), fingerprint: "3f9a1c".into() },
        warnings: vec![KeyWarning::Shape],
        replaces: true,
    }
}

#[test]
fn keeping_names_client_integration_part_destination_and_mask() {
    let asked = Question::keep(&offer());
    assert_eq!(asked.go, "_Keep");
    assert_eq!(
        asked.facts,
        [
            ("Client", "Nordlys Outdoor"),
            ("Integration", "WooCommerce"),
            ("Consumer key", "ck_••••••••9f3a   #3f9a1c"),
            ("Goes to", "https://shop.nordlys.example"),
            ("Trusts only", "CN=Nordlys\nSHA-256 AB:CD"),
        ]
        .map(|(label, value)| fact(label, value))
    );
    assert!(asked.what.contains("in place of"), "a replacement is called one: {}", asked.what);
    assert_eq!(asked.warnings.len(), 1, "the shape warning is passed on");
}

#[test]
fn a_new_destination_is_shown_beside_the_old_one() {
    let rebind = RebindView {
        client: "Nordlys Outdoor".into(),
        integration: "WooCommerce".into(),
        keys: vec![offer().mask],
        from: vec!["https://shop.nordlys.example".into()],
        to: vec!["http://127.0.0.1:8080".into()],
        loopback_http: true,
        recipe_now: vec!["Header authorization: Bearer [api key]".into()],
        recipe_then: Vec::new(),
        ca_changes: true,
        own_ca: Some("CN=Nordlys\nSHA-256 AB:CD".into()),
    };
    let text = Question::rebind(&rebind).text();
    assert!(text.contains("Goes to now: https://shop.nordlys.example"), "{text}");
    assert!(text.contains("Will go to: http://127.0.0.1:8080"), "{text}");
    assert!(text.contains("plain HTTP"), "the unsafe way is named: {text}");
    assert!(text.contains("Will trust only: CN=Nordlys, SHA-256 AB:CD"), "{text}");
    assert!(
        text.contains("authorities") && !text.contains("something else") && !text.contains("Is used now"),
        "only what changes is named: {text}"
    );
    let asked = Question::rebind(&RebindView {
        recipe_then: vec![
            "Buys a token at https://auth.example.com/token, with a form:".into(),
            "  refresh_token=[refresh token]".into(),
        ],
        ..rebind
    });
    let text = asked.text();
    for told in ["Is used now: Header authorization", "https://auth.example.com/token", "something else"] {
        assert!(text.contains(told), "{told} is told: {text}");
    }
}

#[test]
fn a_site_is_named_by_its_whole_address_and_as_private_only_where_it_is() {
    let site = ScanSiteView {
        url: "http://192.168.0.9/shop?next=of-what-the-page-saw".into(),
        host: "192.168.0.9".into(),
        private: true,
        pages_at_most: 200,
    };
    let text = Question::fetch(&site, true).text();
    for told in [site.url.as_str(), "Host: 192.168.0.9", "200 at most", "no key", "your own network"] {
        assert!(text.contains(told), "{told} is told: {text}");
    }
    for told in ["Looked for: the keys of this rack", "is compared with the keys of this rack"] {
        assert!(text.contains(told), "{told} is told: {text}");
    }
    let public = Question::fetch(&ScanSiteView { private: false, ..site }, false);
    for not_so in ["own network", "of this rack"] {
        assert!(!public.text().contains(not_so), "{}", public.text());
    }
}

#[test]
fn a_held_key_that_is_dismissed_is_named_with_its_place() {
    let user = FindingUser {
        client: uuid::Uuid::nil(),
        client_name: "Nordlys Outdoor".into(),
        integration: uuid::Uuid::nil(),
        integration_name: "Shop".into(),
    };
    let key = FindingKey {
        fingerprint: "3f9a1c".into(),
        mask: Some(offer().mask),
        part_label: "Consumer key".into(),
        replaced: false,
        users: vec![user],
    };
    let text = Question::accept("theme/config/.env:7", Some(&key)).text();
    for told in
        ["theme/config/.env:7", "Consumer key: ck_••••••••9f3a", "Nordlys Outdoor / Shop", "rack holds"]
    {
        assert!(text.contains(told), "{told} is told: {text}");
    }
    let scan = Question::drop_scan("~/theme", Some("Nordlys Outdoor"), 3).text();
    for told in ["~/theme", "Nordlys Outdoor", "keys of this rack: 3"] {
        assert!(scan.contains(told), "{told} is told: {scan}");
    }
}

#[test]
fn keys_of_requests_are_named_by_mask_and_destination() {
    let lines = vec![
        "Northlight / Mollie → https://api.mollie.com".to_owned(),
        "  API key live_••••••••9f3a #3f9a1c".to_owned(),
    ];
    let asked = Question::requests(&RequestOfferView {
        source: "curl on the clipboard".into(),
        client: "Northlight".into(),
        keys: 1,
        lines: lines.clone(),
        warnings: vec!["Another client holds the same key.".into()],
    });
    assert_eq!(asked.list, lines);
    for told in ["From: curl on the clipboard", "Client: Northlight", "Keys: 1", "Another client holds"] {
        assert!(asked.text().contains(told), "{told} is told: {}", asked.text());
    }
    assert!(Question::read_clipboard("Northlight").text().contains("stay hidden"));
}

#[test]
fn what_is_made_up_is_shown_whole_before_it_is_sent() {
    let offer = OrderOfferView {
        client: "Nordlys Outdoor".into(),
        integration: "Shop".into(),
        request: "POST /wp-json/wc/v3/orders".into(),
        sends_to: "https://shop.nordlys.example".into(),
        seed: 7,
        class: ProbeClass::Creates,
        fields: 3,
        dropped: 2,
        cleanup_words: "If it is accepted, what was made is taken back.".into(),
        lines: vec!["{".into(), "  \"total\": \"24.00\"".into(), "}".into()],
    };
    let asked = Question::order(&offer);
    assert_eq!((asked.go, asked.list.as_slice()), ("_Send", offer.lines.as_slice()));
    let text = asked.text();
    let told = [&offer.client, &offer.integration, &offer.request, &offer.sends_to, &offer.cleanup_words];
    assert!(told.iter().all(|one| text.contains(one.as_str())), "{text}");
    assert!(
        text.contains("seed 7") && text.contains("3 leave, 2 do not") && text.contains("creates data"),
        "{text}"
    );
}

#[test]
fn a_test_that_creates_something_is_shown_whole() {
    let offer = TestOfferView {
        client: "Nordlys Outdoor".into(),
        integration: "Shop".into(),
        request: "POST /orders/delete-all".into(),
        sends_to: "https://shop.nordlys.example".into(),
        auth: "API key in the request’s body, at /key".into(),
        lines: vec!["{}".into()],
    };
    let asked = Question::creating_test(&offer);
    assert_eq!((asked.go, asked.list.as_slice()), ("_Send", offer.lines.as_slice()));
    let text = asked.text();
    let told = [&offer.client, &offer.integration, &offer.request, &offer.sends_to, &offer.auth];
    assert!(told.iter().all(|one| text.contains(one.as_str())) && text.contains("create"), "{text}");
}

#[test]
fn every_destination_of_many_keys_is_listed() {
    let many = (0..200).map(|n| format!("Client {n} / Shop → https://shop{n}.example")).collect::<Vec<_>>();
    let view = BulkOfferView {
        file_name: "keys.csv".into(),
        keys: 200,
        replacing: 0,
        held: 0,
        clients: 200,
        integrations: 200,
        destinations: many.clone(),
    };
    let asked = Question::bulk(&view);
    assert_eq!(asked.list, many);
    assert!(many.iter().all(|line| asked.text().contains(line)), "dialogs without a layout list them too");
    assert_eq!(asked.what, "Keep all these keys?");
    let replacing = Question::bulk(&BulkOfferView { replacing: 2, held: 3, ..view });
    assert!(replacing.what.contains("replace"), "{replacing:?}");
    assert!(replacing.text().contains("200 keys, of which 2 replace a held one"), "{}", replacing.text());
    assert!(replacing.text().contains("3 held already"), "{}", replacing.text());
}

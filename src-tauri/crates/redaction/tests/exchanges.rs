//! Exchanges as providers have them: what must go is gone, what is harmless stays, and the whole reads well.

use redaction::{Class, HeldKey, Kind, Part, Redacted, Redactor, as_text};

/// Made at run time: nothing that looks like a key stands in this file.
struct Made {
    consumer_key: String,
    consumer_secret: String,
    shopify: String,
}

fn made() -> Made {
    let hex = |seed: u64, len: usize| -> String {
        let mut state = seed;
        (0..len)
            .map(|_| {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                char::from_digit((state >> 33) as u32 % 16, 16).unwrap_or('0')
            })
            .collect()
    };
    Made {
        consumer_key: format!("ck_{}", hex(1, 40)),
        consumer_secret: format!("cs_{}", hex(2, 40)),
        shopify: format!("shpat_{}", hex(3, 32)),
    }
}

fn redactor(made: &Made) -> Redactor {
    let held = [
        HeldKey { label: "woocommerce consumer_key", value: made.consumer_key.as_bytes(), public_prefix: 3 },
        HeldKey {
            label: "woocommerce consumer_secret",
            value: made.consumer_secret.as_bytes(),
            public_prefix: 3,
        },
        HeldKey { label: "shopify access_token", value: made.shopify.as_bytes(), public_prefix: 6 },
    ];
    Redactor::new(&[9; 32], &held).0
}

fn headers(list: &[(&str, &str)]) -> Vec<(String, Vec<u8>)> {
    list.iter().map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec())).collect()
}

/// All parts, one below the other, and each rule with how often it hit.
fn page(shown: &[Redacted]) -> String {
    let mut rules = std::collections::BTreeMap::new();
    for span in shown.iter().flat_map(|part| &part.spans) {
        *rules.entry(span.rule.as_str()).or_insert(0) += 1;
    }
    let text: Vec<&str> = shown.iter().map(|part| part.text.as_str()).collect();
    format!("{}\n--\n{rules:?}", text.join("\n\n"))
}

fn keeps(shown: &[Redacted], kept: &[&str]) {
    let text: String = shown.iter().map(|part| part.text.as_str()).collect();
    for kept in kept {
        assert!(text.contains(kept), "{kept} is gone from {text}");
    }
}

fn drops(shown: &[Redacted], gone: &[&str]) {
    let text: String = shown.iter().map(|part| part.text.as_str()).collect();
    for gone in gone {
        assert!(!text.contains(gone), "{gone} is still in {text}");
    }
}

fn twice_is_once(redactor: &Redactor, shown: &[Redacted]) {
    for part in shown {
        assert_eq!(redactor.text(&part.text).text, part.text);
        assert_eq!(redactor.again(part), None);
    }
}

#[test]
fn a_woocommerce_order() {
    let made = made();
    let redactor = redactor(&made);
    let pair = ::base64::Engine::encode(
        &::base64::engine::general_purpose::STANDARD,
        format!("{}:{}", made.consumer_key, made.consumer_secret),
    );
    let body = r#"{"id":727,"parent_id":0,"number":"727","order_key":"wc_order_58d2d042d1d","created_via":"rest-api","version":"9.4.1","status":"processing","currency":"EUR","date_created":"2026-03-22T16:28:02","total":"129.90","customer_id":26,"customer_ip_address":"203.0.113.87","customer_user_agent":"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/120.0.0.0 Safari/537.36","customer_note":"Please ring twice, Anneliese","billing":{"first_name":"Anneliese","last_name":"Muster","company":"Muster GmbH","address_1":"Beispielweg 12","address_2":"","city":"Musterstadt","state":"BE","postcode":"10115","country":"DE","email":"anneliese.muster@example.org","phone":"+49 30 901820"},"payment_method":"bacs","transaction_id":"","date_paid":"2026-03-22T16:28:08","cart_hash":"7f3e1c9a2b4d5f60718293a4b5c6d7e8","meta_data":[{"id":13106,"key":"_download_permissions_granted","value":"yes"},{"id":13107,"key":"_billing_email","value":"anneliese.muster@example.org"}],"line_items":[{"id":315,"name":"Woo Single #1","product_id":93,"sku":"WOO-SINGLE-01-XL","quantity":2,"subtotal":"6.00","price":3}],"_links":{"self":[{"href":"https:\/\/shop.example.com\/wp-json\/wc\/v3\/orders\/727"}]}}"#;
    let shown = redactor.message(&[
        Part::StartLine(&format!(
            "GET https://shop.example.com/wp-json/wc/v3/orders/727?consumer_key={}&per_page=1 HTTP/1.1",
            made.consumer_key
        )),
        Part::Headers(&headers(&[
            ("Host", "shop.example.com"),
            ("Authorization", &format!("Basic {pair}")),
            ("User-Agent", "Keyrack/0.1"),
            ("X-Request-Id", "8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77"),
        ])),
        Part::Headers(&headers(&[
            ("Content-Type", "application/json; charset=UTF-8"),
            ("Set-Cookie", "wordpress_logged_in_1=anneliese%7C1711; Path=/; HttpOnly"),
            ("ETag", "W/\"33a64df551425fcc55e4d42a148795d9f25f89d4\""),
            ("X-WP-Total", "1"),
        ])),
        Part::Body { bytes: body.as_bytes(), media_type: Some("application/json; charset=UTF-8") },
    ]);
    keeps(
        &shown,
        &[
            "GET https://shop.example.com/wp-json/wc/v3/orders/727?",
            "per_page=1",
            "Basic ",
            "X-Request-Id: 8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77",
            "\"number\":\"727\"",
            "\"total\":\"129.90\"",
            "2026-03-22T16:28:02",
            "WOO-SINGLE-01-XL",
            "Woo Single #1",
            "7f3e1c9a2b4d5f60718293a4b5c6d7e8",
            "Chrome/120.0.0.0",
            "\"country\":\"DE\"",
            "33a64df551425fcc55e4d42a148795d9f25f89d4",
            "\"version\":\"9.4.1\"",
            "/orders\\/727",
            "\"customer_id\":26",
        ],
    );
    drops(
        &shown,
        &[
            "Anneliese",
            "Muster GmbH",
            "Beispielweg",
            "Musterstadt",
            "10115",
            "example.org",
            "901820",
            "203.0.113.87",
            "anneliese",
            &made.consumer_key[3..13],
            &pair[..20],
        ],
    );
    twice_is_once(&redactor, &shown);
    insta::assert_snapshot!(page(&shown));
}

#[test]
fn a_shopify_customer() {
    let made = made();
    let redactor = redactor(&made);
    let body = r#"{
  "customers": [
    {
      "id": 207119551,
      "email": "bob.norman@example.com",
      "created_at": "2026-04-01T10:12:03-04:00",
      "first_name": "Robert",
      "last_name": "Normansen",
      "orders_count": 1,
      "state": "disabled",
      "total_spent": "199.65",
      "last_order_id": 450789469,
      "note": "Robert calls from +1 613 555 0142, likes \"Rose gold\"",
      "verified_email": true,
      "tags": "Léon, Noël",
      "currency": "USD",
      "addresses": [
        {"id": 207119551, "address1": "Chestnut Street 92", "city": "Louisville", "province": "Kentucky", "zip": "40202", "phone": "555-625-1199", "name": "Robert Normansen", "province_code": "KY", "country_code": "US", "default": true}
      ],
      "admin_graphql_api_id": "gid://shopify/Customer/207119551"
    }
  ]
}"#;
    let shown = redactor.message(&[
        Part::StartLine(
            "GET /admin/api/2026-01/customers.json?limit=1&page_info=eyJsYXN0X2lkIjoyMDcxMTk1NTF9 HTTP/2",
        ),
        Part::Headers(&headers(&[
            ("X-Shopify-Access-Token", &made.shopify),
            ("X-Shopify-API-Version", "2026-01"),
            ("CF-RAY", "89a1b2c3d4e5f607-FRA"),
        ])),
        Part::Body { bytes: body.as_bytes(), media_type: Some("application/json") },
    ]);
    keeps(
        &shown,
        &[
            "207119551",
            "450789469",
            "199.65",
            "\"state\": \"disabled\"",
            "gid://shopify/Customer/207119551",
            "Kentucky",
            "2026-04-01T10:12:03-04:00",
            "Léon, Noël",
            "89a1b2c3d4e5f607-FRA",
            "limit=1",
        ],
    );
    drops(
        &shown,
        &[
            "bob.norman",
            "Robert",
            "Normansen",
            "Chestnut",
            "Louisville",
            "40202",
            "625-1199",
            "555 0142",
            &made.shopify[6..16],
        ],
    );
    twice_is_once(&redactor, &shown);
    insta::assert_snapshot!(page(&shown));
}

#[test]
fn a_token_endpoint() {
    let redactor = redactor(&made());
    let token: String = (0..48).map(|at| char::from(b"Kx7Qm2ZvB9tRw4Ls"[(at * 7 + at / 5) % 16])).collect();
    let form = format!(
        "grant_type=client_credentials&client_id=agency-app&client_secret={token}&scope=read_orders+write_orders&audience=https%3A%2F%2Fapi.example.com"
    );
    let answer = format!(
        "{{\"access_token\":\"{token}\",\"token_type\":\"Bearer\",\"expires_in\":3600,\"refresh_token\":\"r{token}\",\"scope\":\"read_orders\"}}"
    );
    let shown = redactor.message(&[
        Part::Body { bytes: form.as_bytes(), media_type: Some("application/x-www-form-urlencoded") },
        Part::Body { bytes: answer.as_bytes(), media_type: Some("application/json") },
        Part::Text(&format!("retrying with {token} after 429")),
    ]);
    keeps(
        &shown,
        &[
            "grant_type=client_credentials",
            "client_id=agency-app",
            "scope=read_orders+write_orders",
            "\"token_type\":\"Bearer\"",
            "\"expires_in\":3600",
            "after 429",
        ],
    );
    drops(&shown, &[&token[..10]]);
    twice_is_once(&redactor, &shown);
    insta::assert_snapshot!(page(&shown));
}

#[test]
fn xml_and_html() {
    let redactor = redactor(&made());
    let xml = r#"<?xml version="1.0"?><prestashop><customer><id>14</id><passwd><![CDATA[$2y$10$abcdefghijklmnopqrstuv]]></passwd><lastname>Lindqvist</lastname><firstname><![CDATA[Saga]]></firstname><email>saga@example.se</email><birthday>1990-02-03</birthday><active>1</active><reference>XKBKNABJK</reference></customer></prestashop>"#;
    let html = r#"<html><head><title>Log in</title><script src="/assets/app.8f3Kd92LmQx.js" integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"></script></head><body><form action="/login"><input name="username"><input type="password" name="password" value=""><p>The password is incorrect. Your keyboard layout may differ.</p></form></body></html>"#;
    let shown = redactor.message(&[
        Part::Body { bytes: xml.as_bytes(), media_type: Some("text/xml") },
        Part::Body { bytes: html.as_bytes(), media_type: Some("text/html") },
    ]);
    keeps(
        &shown,
        &[
            "<id>14</id>",
            "<active>1</active>",
            "XKBKNABJK",
            "The password is incorrect. Your keyboard layout may differ.",
            "sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K",
            "app.8f3Kd92LmQx.js",
        ],
    );
    drops(&shown, &["Lindqvist", "Saga", "saga@", "1990-02-03", "$2y$10$"]);
    twice_is_once(&redactor, &shown);
    insta::assert_snapshot!(page(&shown));
}

#[test]
fn what_is_not_text_is_closed() {
    let redactor = redactor(&made());
    for (bytes, media_type) in [
        (&b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"[..], Some("image/png")),
        (&b"\0\x01\x02\xff\xfe\xfd\x80\x81"[..], None),
        (&b"\x1f\x8b\x08broken"[..], Some("application/json")),
    ] {
        let shown = redactor.body(bytes, media_type);
        assert_eq!(shown.spans.len(), 1, "{}", shown.text);
        assert_eq!(shown.spans[0].kind, Kind::Closed);
        assert_eq!(shown.spans[0].end, shown.text.len());
        assert!(shown.text.contains(&format!("{} bytes", bytes.len())), "{}", shown.text);
    }
}

#[test]
fn a_key_in_utf16_and_in_compressed_bodies_is_masked() {
    use std::io::Write;
    let made = made();
    let redactor = redactor(&made);
    let text = format!("{{\"echo\":\"{}\"}}", made.shopify);
    let utf16: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(text.as_bytes()).expect("in memory");
    let mut deflate = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::default());
    deflate.write_all(text.as_bytes()).expect("in memory");
    let mut brotli = Vec::new();
    brotli::BrotliCompress(&mut text.as_bytes(), &mut brotli, &brotli::enc::BrotliEncoderParams::default())
        .expect("in memory");
    for bytes in [utf16, gzip.finish().expect("in memory"), deflate.finish().expect("in memory"), brotli] {
        let shown = redactor.body(&bytes, Some("application/json"));
        assert!(shown.text.starts_with("{\"echo\":\"[key shopify access_token #"), "{}", shown.text);
        assert_eq!(redactor.record_bytes(&bytes), shown);
        assert_eq!(as_text(&bytes), text);
    }
}

#[test]
fn bytes_that_are_text_are_masked_as_text_and_others_are_not_shown_but_scanned() {
    let made = made();
    let redactor = redactor(&made);
    let text = format!("für {} ✓", made.shopify);
    assert_eq!(redactor.record_bytes(text.as_bytes()), redactor.record([text.as_str()]));
    assert_eq!(as_text(text.as_bytes()), text);
    let binary = [b"\x00\x01\x02\xff\xfe\x00\x03", made.shopify.as_bytes()].concat();
    assert_eq!(redactor.record_bytes(&binary).spans[0].kind, Kind::Closed);
    let scan = redactor.scan(&as_text(&binary), true);
    assert_eq!(scan.leaks.iter().map(|leak| leak.class).collect::<Vec<_>>(), [Class::Held]);
}

#[test]
fn what_would_act_on_the_screen_is_made_visible() {
    let shown = redactor(&made()).text("a\u{1b}[31mred\u{202e}txt\u{0}b\r\nc\u{200b}d\te");
    assert_eq!(shown.text, "a\u{241b}[31mred<U+202E>txt\u{2400}b\nc<U+200B>d\te");
}

#[test]
fn harmless_text_stays() {
    let redactor = redactor(&made());
    for text in [
        "Order #10023 for SKU AB-1234-XL shipped 2026-05-17, total 1,299.00 EUR",
        "author: Jane; keyboard: qwertz; max_tokens: 4096; sort_key: created_at; passport_required: false",
        "commit 9fceb02d0ae598e95dc970b74767f19372d61af8 on main",
        "8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77",
        "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "User authenticated in 120.5 ms via 2 tokens_used=512",
        "{\"sku\":\"TSHIRT-BLK-XXL\",\"ean\":\"4006381333931\",\"price\":\"19.99\",\"weight\":\"0.250\"}",
        "Mozilla/5.0 (iPhone; CPU iPhone OS 17_2 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.2 Mobile/15E148 Safari/604.1",
        "{\"page\":1,\"per_page\":100,\"total_pages\":12,\"next\":\"https://api.example.com/v1/orders?page=2&sort=key\"}",
        "TLSv1.3, cipher TLS_AES_256_GCM_SHA384, certificate valid for 61 days",
        "woocommerce_rest_cannot_view: Sorry, you cannot list resources. (401)",
        "connect ECONNREFUSED 127.0.0.1:8443",
        "X-Amz-Cf-Id: 3rIM7BvfvYyZ0aPq_request_id",
        "{\"created\":1748503543012,\"id\":4820931,\"barcode\":\"5901234123457\",\"tracking\":\"1Z999AA10123456784\"}",
        "Keyboard shortcuts: press key Ctrl+K to open the palette",
    ] {
        assert_eq!(redactor.text(text).text, text);
    }
}

#[test]
fn what_one_field_tells_is_masked_everywhere_in_the_message() {
    let redactor = redactor(&made());
    let body = r#"{"customer":{"last_name":"Lindqvistsson","password":"tulip-harbour-9"},"id":7}"#;
    let shown = redactor.message(&[
        Part::Body { bytes: body.as_bytes(), media_type: Some("application/json") },
        Part::Text("greeting Lindqvistsson, who signs in by tulip-harbour-9; not Lindqvistssons"),
    ]);
    let tags: Vec<&str> = shown[1].spans.iter().map(|span| span.tag.as_str()).collect();
    let fields: Vec<&str> = shown[0].spans.iter().map(|span| span.tag.as_str()).collect();
    assert_eq!(tags, fields);
    assert!(shown[1].text.ends_with("; not Lindqvistssons"), "{}", shown[1].text);
    let alone = redactor.text("greeting Lindqvistsson, who signs in by tulip-harbour-9");
    assert!(alone.spans.is_empty(), "{}", alone.text);
}

#[test]
fn a_run_that_ends_within_a_character_takes_the_whole_of_it() {
    let held = HeldKey { label: "odd", value: "geheimes-kennwört-für-alle".as_bytes(), public_prefix: 0 };
    let (redactor, _) = Redactor::new(&[3; 32], &[held]);
    // ö and ø begin with the same byte.
    let shown = redactor.text("x geheimes-kennwø! y");
    assert!(shown.text.starts_with("x [key odd #") && shown.text.ends_with("]! y"), "{}", shown.text);
}

#[test]
fn values_that_stand_away_from_their_names_are_masked() {
    let redactor = redactor(&made());
    let value = format!("w{}q", "7Kd2".repeat(4));
    for text in [
        format!("<add key=\"DbPassword\" value=\"{value}\"/><add key=\"Color\" value=\"blue\"/>"),
        format!("<input type='hidden' name='client_secret' value='{value}'><b>blue</b>"),
        format!("id,api_key,color\n1,{value},blue\n"),
        format!(
            "--b\r\nContent-Disposition: form-data; name=\"password\"\r\n\r\n{value}\r\n--b\r\n\
             Content-Disposition: form-data; name=\"color\"\r\n\r\nblue\r\n--b--\r\n"
        ),
        format!(
            "POST /login HTTP/1.1\nCookie: theme=dark; sid={value}\n\ncolor=blue&user%5Bpassword%5D={value}"
        ),
        format!(
            "curl -H 'Authorization: Digest username=\"a\", response=\"{value}\"' https://example.com/blue"
        ),
        format!("STRIPESECRETKEY={value}\nCOLOR=blue\n"),
    ] {
        let shown = redactor.text(&text).text;
        assert!(!shown.contains(&value) && shown.contains("blue"), "{shown}");
    }
}

#[test]
fn published_keys_are_told_from_secret_ones() {
    let redactor = redactor(&made());
    let letters = "aB3dE5gH7jK9mN1pQ2rS4tU6";
    let classes = |text: &str| -> Vec<Class> {
        redactor.scan(text, true).leaks.iter().map(|leak| leak.class).collect()
    };
    assert_eq!(classes(&format!("pk_live_{letters}")), [Class::Public]);
    assert_eq!(classes(&format!("sk_live_{letters}")), [Class::Secret]);
    let google = format!("AIza{letters}xY8wV0zL3cF");
    assert_eq!(classes(&format!("//maps.googleapis.com/maps/api/js?key={google}")), [Class::Public]);
    assert_eq!(classes(&format!("server key {google}")), [Class::Secret]);
    let held = redactor.scan(&format!("x {} y", made().shopify), true).leaks;
    assert_eq!(held.iter().map(|leak| leak.class).collect::<Vec<_>>(), [Class::Held]);
}

#[test]
fn a_captured_message_is_read_though_its_body_is_packed() {
    use std::io::Write as _;
    let made = made();
    let redactor = redactor(&made);
    let body = format!("{{\"color\":\"blue\",\"consumer_key\":\"{}\"}}", made.consumer_key);
    let head =
        |more: &str| format!("HTTP/1.1 200 OK\r\nX-Shopify-Access-Token: {}\r\n{more}\r\n", made.shopify);
    let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    gzip.write_all(body.as_bytes()).expect("memory");
    let gzip = gzip.finish().expect("memory");
    let mut brotli = Vec::new();
    brotli::CompressorWriter::new(&mut brotli, 4096, 5, 20).write_all(body.as_bytes()).expect("memory");
    let chunks = [format!("{:x}\r\n", gzip.len()).as_bytes(), &gzip, b"\r\n0\r\n\r\n"].concat();
    for message in [
        [head("Content-Encoding: gzip\r\n").as_bytes(), &gzip].concat(),
        [head("Content-Encoding: br\r\n").as_bytes(), &brotli].concat(),
        [head("Transfer-Encoding: chunked\r\n").as_bytes(), &chunks].concat(),
    ] {
        let shown = redactor.record_bytes(&message).text;
        assert!(shown.contains("200 OK") && shown.contains("blue"), "{shown}");
        assert!(!shown.contains(&made.consumer_key) && !shown.contains(&made.shopify), "{shown}");
        let found = redactor.scan(&as_text(&message), true).leaks;
        assert!(found.iter().filter(|leak| leak.class == Class::Held).count() >= 2);
    }
    let picture =
        [head("Content-Type: image/png\r\n").as_bytes(), &[0x89, 0, 1, 0xff, 2, 3, 0, 0xfe]].concat();
    let shown = redactor.record_bytes(&picture).text;
    assert!(shown.contains("200 OK") && shown.ends_with("(image/png, 8 bytes)"), "{shown}");
    assert!(!shown.contains(&made.shopify), "{shown}");
}

#[test]
fn messages_in_messages_are_read_no_deeper_than_one() {
    let redactor = redactor(&made());
    let nested = ["HTTP/1.1 200 OK\r\n\r\n".repeat(40_000).as_bytes(), b"\xff\x00\x01"].concat();
    assert!(redactor.record_bytes(&nested).text.starts_with("HTTP/1.1 200 OK"));
}

/// On one line each header goes on through all that follow: what is looked at is counted, and the whole is one label.
#[test]
fn headers_without_an_end_are_closed_as_too_much() {
    let redactor = Redactor::new(&[4; 32], &[]).0;
    for piece in ["Cookie: ", "Set-Cookie: a=b; "] {
        let shown = redactor.text(&piece.repeat(1024 * 1024 / piece.len())).text;
        assert!(shown.starts_with("[not shown: over budget"), "{piece}: {shown:.80}");
        assert!(!redactor.text(&piece.repeat(100)).text.contains("over budget"), "{piece}");
    }
}

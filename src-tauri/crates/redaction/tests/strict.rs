//! The strict view: what is read of real answers, and what no answer can bring through it.

use proptest::prelude::*;
use redaction::{Fields, HeldKey, Kind, Listed, Place, Redacted, Redactor, Strict};

const TAG_KEY: [u8; 32] = [9; 32];

fn fields() -> Fields {
    let list = |paths: &[&str]| paths.iter().map(|path| (*path).to_owned()).collect::<Vec<_>>();
    let (codes, texts) = (
        list(&[
            "code",
            "error.code",
            "error.type",
            "errors[].code",
            "**.status",
            "**.currency",
            "prestashop.errors.error.code",
            "grant_type",
            "output_format",
        ]),
        list(&["errors", "message"]),
    );
    let ids = list(&["request_id"]);
    let (numbered, numbers) = (
        list(&["version", "**.@version", "**.@encoding"]),
        list(&["amount", "page", "per_page", "**.quantity"]),
    );
    let names = list(&["wp-json"]);
    let headers = list(&["content-type", "date", "cache-control", "x-request-id", "host"]);
    Fields::new(&[Listed {
        codes: &codes,
        numbered: &numbered,
        numbers: &numbers,
        ids: &ids,
        texts: &texts,
        headers: &headers,
        names: &names,
    }])
}

fn strict() -> Strict {
    Strict::new(Some(&TAG_KEY), fields())
}

fn key() -> String {
    ["ck", "_", &"7c1f09e2b8".repeat(4)].concat()
}

fn redactor() -> Redactor {
    let key = key();
    let held = [HeldKey { label: "woocommerce consumer_key", value: key.as_bytes(), public_prefix: 3 }];
    Redactor::new(&TAG_KEY, &held).0
}

/// A body as it goes the whole way: through the nets, then strictly.
fn body(body: &str, media_type: &str) -> Redacted {
    let media_type = Some(media_type);
    let shown = redactor().body(body.as_bytes(), media_type);
    strictly(&shown, Place::Body { media_type, bytes: body.len() as u64 })
}

/// Strictly shown; the result is checked for what holds of each.
fn strictly(shown: &Redacted, place: Place<'_>) -> Redacted {
    let once = strict().apply(shown, place);
    is_sound(&once);
    assert_eq!(strict().apply(&once, place), once, "twice is once");
    once
}

fn is_sound(shown: &Redacted) {
    let mut at = 0;
    for span in &shown.spans {
        assert!(at <= span.start && span.start < span.end, "{shown:?}");
        let label = &shown.text[span.start..span.end];
        assert!(label.starts_with('[') && label.ends_with(']') && label.contains(&span.label), "{label}");
        at = span.end;
    }
}

#[test]
fn a_woocommerce_order() {
    let order = r#"{"id":727,"number":"727","order_key":"wc_order_58d2d042d1d","version":"9.4.1","status":"processing","currency":"EUR","date_created":"2026-03-22T16:28:02","total":"129.90","prices_include_tax":true,"customer_id":26,"customer_ip_address":"203.0.113.87","customer_note":"Please ring twice, Anneliese","billing":{"first_name":"Anneliese","last_name":"Muster","address_2":"","city":"Musterstadt","state":"BE","country":"DE","email":"anneliese.muster@example.org","phone":"+49 30 901820"},"transaction_id":"","meta_data":[{"id":13106,"key":"_billing_email","value":"anneliese.muster@example.org"}],"line_items":[{"id":3151234567,"name":"Woo Single #1","sku":"WOO-SINGLE-01-XL","quantity":2,"subtotal":"6.00","price":3.5}],"by_customer":{"anneliese.muster@example.org":2,"Anneliese Muster":null,"x":{"number":"727"}},"_links":{"self":[{"href":"https:\/\/shop.example.com\/wp-json\/wc\/v3\/orders\/727"}]}}"#;
    insta::assert_snapshot!(body(order, "application/json").text);
}

#[test]
fn a_shopify_error() {
    let error =
        r#"{"errors":"[API] Invalid API key or access token (unrecognized login or wrong password)"}"#;
    insta::assert_snapshot!(body(error, "application/json; charset=utf-8").text);
    let echoing = r#"{"errors":{"email":["anna@shop.example is taken"],"order":["Unknown order 'anna'"]}}"#;
    insta::assert_snapshot!(body(echoing, "application/json").text);
}

#[test]
fn a_stripe_error() {
    let error = r#"{
  "error": {
    "code": "resource_missing",
    "message": "No such customer: 'cus_NffrFeUfNV2Hib'",
    "param": "customer",
    "request_log_url": "https://dashboard.stripe.com/test/logs/req_8fvz3Xq9?t=1700000000",
    "type": "invalid_request_error"
  }
}"#;
    insta::assert_snapshot!(body(error, "application/json").text);
}

#[test]
fn an_html_page() {
    let page = "<!DOCTYPE html>\n<html lang=\"de\"><head><meta charset=\"utf-8\"><title>Anna Muster &ndash; Konto</title>\
        <script>var user = {\"name\": \"Anna </b> Muster\"};</script></head>\n<body class=\"logged-in user-anna\">\
        <!-- rendered for anna --><h1>Hallo Anna</h1><p>Bestellung <b>4711</b> vom <i>3. März</i><br/>\
        <a href='https://shop.example/konto?id=anna' disabled>Konto</a></p></body></html>\n";
    insta::assert_snapshot!(body(page, "text/html").text);
}

#[test]
fn xml() {
    let xml = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<prestashop xmlns:xlink=\"http://www.w3.org/1999/xlink\">\
        <errors><error><code><![CDATA[17]]></code><message><![CDATA[Invalid authentication key format]]></message>\
        </error></errors><customer xlink:href='https://shop.example/api/customers/12'><id>12</id>\
        <lastname>Muster</lastname><note>ruft an</note><active>true</active></customer></prestashop>";
    insta::assert_snapshot!(body(xml, "application/xml").text);
}

#[test]
fn a_form() {
    let key = key();
    let form = format!(
        "grant_type=client_credentials&scope=https%3A%2F%2Furi.example%2Fanna&billing%5Bcity%5D=Musterstadt&billing[name]=Anna+Muster&\
         page=2&consumer_key={key}&anna%40shop.example=1&empty=&flag"
    );
    insta::assert_snapshot!(body(&form, "application/x-www-form-urlencoded").text);
}

#[test]
fn start_lines_and_headers() {
    let redactor = redactor();
    let pair = format!("{}:x", key());
    let headers: Vec<(String, Vec<u8>)> = [
        ("Host", "shop.example.com"),
        ("Authorization", &format!("Bearer {}", key())),
        ("Content-Type", "application/json; charset=UTF-8"),
        ("Date", "Sun, 22 Mar 2026 16:28:02 GMT"),
        ("Cache-Control", "no-cache, must-revalidate, max-age=0"),
        ("X-Request-Id", "8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77"),
        ("X-WP-Total", "1"),
        ("X-Customer", "Anneliese Muster"),
        ("Set-Cookie", "wordpress_logged_in_1=anneliese%7C1711; Path=/; HttpOnly"),
        ("Location", "https://shop.example.com/anneliese"),
        ("X-Pair", &pair),
    ]
    .iter()
    .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
    .collect();
    let mut lines = Vec::new();
    for line in [
        "GET /wp-json/wc/v3/orders/727?per_page=1&search=anna&output_format=JSON HTTP/1.1",
        "GET https://shop.example.com/v1/customers/cus_NffrFeUfNV2Hib/anna%40shop.example/207119551 HTTP/2",
        "GET https://anna:geheim@shop.example/#anna HTTP/1.1",
        "HTTP/1.1 401 Unauthorized",
        "HTTP/2 200 Hello Anna Muster",
        "no request line at all",
    ] {
        lines.push(strictly(&redactor.start_line(line), Place::StartLine).text);
    }
    lines.push(strictly(&redactor.headers(&headers), Place::Headers).text);
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn streams_and_texts() {
    let redactor = redactor();
    let strict = strict();
    let log = "2026-03-22 16:28:02 anna logged in\n{\"status\":\"ok\",\"user\":\"anna\"}\n{\n  \"status\": \"ok\",\n  \"user\": \"anna\"\n}\n<134>host app: anna\n\n";
    let mut out = String::new();
    let mut stream = redactor.stream().strictly(&strict);
    for byte in log.as_bytes() {
        out.push_str(&stream.push(&[*byte]).text);
    }
    out.push_str(&stream.finish().text);
    insta::assert_snapshot!(out);
    let message = "POST /oauth/token HTTP/1.1\nHost: shop.example\nContent-Type: application/x-www-form-urlencoded\n\ngrant_type=client_credentials&user=anna";
    insta::assert_snapshot!(strictly(&redactor.text(message), Place::Text).text);
    let broken = "HTTP/1.1 200 OK\nContent-Type: application/json\nX-User: anna@shop.example\n\n{\"user\":\"anna@shop.example";
    insta::assert_snapshot!(strictly(&redactor.text(broken), Place::Text).text);
}

#[test]
fn what_cannot_be_read_is_one_label() {
    let deep = "[".repeat(10_000);
    let wide = format!("[{}\"a\"]", "\"a\",".repeat(300_000));
    for (text, media_type) in [
        ("plain words of Anna", "text/plain"),
        ("{\"user\":\"anna\"", "application/json"),
        ("{\"user\":anna}", "application/json"),
        ("{user:\"anna\"}", "application/json"),
        ("[\"anna\" \"muster\"]", "application/json"),
        ("<p title=\"anna>Anna", "text/html"),
        ("<script>anna", "text/html"),
        ("name,city\nanna,berlin\n", "text/csv"),
        ("query { user(name: \"anna\") }", "application/graphql"),
        (&deep, "application/json"),
        (&wide, "application/json"),
    ] {
        let shown = body(text, media_type);
        assert_eq!(shown.spans.len(), 1, "{}", &shown.text[..shown.text.len().min(200)]);
        assert_eq!(shown.spans[0].kind, Kind::Closed);
        assert!(shown.text.trim_end().ends_with(&format!(", {} bytes]", text.len())), "{}", shown.text);
    }
}

#[test]
fn labels_that_stood_are_kept_and_what_pretends_is_not() {
    let redactor = redactor();
    let text = format!(
        r#"{{"a":"call {} now","b":"{}","c":"[email #beef]","d":"[Anna Muster #beef]","e":"[text #beef]"}}"#,
        key(),
        key()
    );
    let shown = redactor.body(text.as_bytes(), Some("application/json"));
    let strict = strictly(&shown, Place::Body { media_type: Some("application/json"), bytes: 1 });
    insta::assert_snapshot!(strict.text);
    let kept: Vec<_> = strict.spans.iter().filter(|span| span.kind == Kind::Key).collect();
    assert_eq!(kept.len(), 2);
    // Spans that somebody else wrote are not believed.
    let mut forged = shown.clone();
    forged.spans[0].start = 1;
    assert!(strict_of(&forged).text.starts_with("[not shown: "));
    let forged = Redacted { text: "[not shown: Anna Muster 30901820]".to_owned(), spans: Vec::new() };
    assert!(!strict_of(&forged).text.contains("Anna"));
}

fn strict_of(shown: &Redacted) -> Redacted {
    strict().apply(shown, Place::Body { media_type: None, bytes: 40 })
}

#[test]
fn equal_values_have_equal_tags_however_they_are_written() {
    let shown = body(r#"{"a":"M\u00fcller \ud83d\ude00","b":"Müller 😀","c":"Mueller"}"#, "application/json");
    let tags: Vec<&str> = shown.spans.iter().map(|span| span.tag.as_str()).collect();
    assert!(tags[0] == tags[1] && tags[1] != tags[2], "{tags:?}");
}

#[test]
fn without_a_key_for_tags_there_are_labels_without_tags() {
    let shown = redactor().body(b"{\"a\":\"anna\",\"b\":\"anna@shop.example\"}", None);
    let strict = Strict::new(None, fields());
    let once = strict.apply(&shown, Place::Text);
    is_sound(&once);
    assert_eq!(strict.apply(&once, Place::Text), once);
    assert!(once.text.starts_with("{\"a\":\"[text]\",\"b\":\"[email #"), "{}", once.text);
}

#[test]
fn a_harmless_field_shows_only_what_looks_harmless() {
    for (value, shown) in [
        ("\"invalid_key\"", true),
        ("\"anna@shop.example\"", false),
        ("\"Anna Muster\"", false),
        ("\"qX7fPz9LmW3vKd8R\"", false),
        ("\"+49 30 901820\"", false),
        ("{\"name\":\"anna\"}", false),
        ("[\"anna\"]", false),
        ("\"summer2026\"", false),
        ("\"https://shop.example/anna\"", false),
        ("\"401\"", true),
        ("401", true),
        ("482913", false),
        ("123456789", false),
        ("4.5", false),
        ("\"\"", true),
    ] {
        let text = format!("{{\"code\":{value}}}");
        assert_eq!(body(&text, "application/json").text == text, shown, "{value}");
    }
    let prose = format!("{{\"message\":\"{}\"}}", "Harmless words. ".repeat(300));
    assert!(body(&prose, "application/json").text.len() < 40);
    let masked = format!("{{\"code\":\"{}\"}}", key());
    assert!(
        body(&masked, "application/json").text.starts_with("{\"code\":\"[key woocommerce consumer_key #")
    );
    assert!(!body("{\"amount\":123456}", "application/json").text.contains('['));
    assert!(body("{\"amount\":1234567}", "application/json").text.contains("[number #"));
}

/// Where something is named after a person, or keyed by one, nothing of it is a name.
#[test]
fn names_paths_and_numbers_carry_nothing() {
    for (json, wanted) in [
        (r#"{"customers":{"anna_muster":1}}"#, r#"{"customers":{"[field]":[number]}}"#),
        (r#"{"customers":{"4711":{"status":"paid"}}}"#, r#"{"customers":{"[field]":{"status":"paid"}}}"#),
        (r#"{"AnnaMuster":true,"a_n_n_a":null}"#, r#"{"[field]":true,"[field]":null}"#),
        (r#"{"pin":4711,"x":[1,2,3.5,-9]}"#, r#"{"pin":[number],"x":[[number],[number],[number],[number]]}"#),
        (r#"{"status":"summer2026"}"#, r#"{"status":"[id]"}"#),
        (r#"{"message":"Customer Anna Muster not found"}"#, r#"{"message":"[text]"}"#),
        (r#"{"request_id":"anna.muster"}"#, r#"{"request_id":"[text]"}"#),
        (r#"{"line_items":[{"quantity":2,"sku":7}]}"#, r#"{"line_items":[{"quantity":2,"sku":[number]}]}"#),
    ] {
        assert_eq!(untagged(&body(json, "application/json")), wanted);
    }
    for (line, wanted) in [
        ("GET /customers/4711/annamuster HTTP/1.1", "GET /customers/[number]/[text] HTTP/1.1"),
        ("GET /wp-json/wc/v3/orders/727 HTTP/1.1", "GET /wp-json/wc/v3/orders/[number] HTTP/1.1"),
        ("GET /admin/api/2026-01/shop.json HTTP/1.1", "GET /admin/api/2026-01/shop.json HTTP/1.1"),
        (
            "GET /anna-muster.html?anna=1&pin=4711&page=2 HTTP/1.1",
            "GET /[text]?[field]=[number]&pin=[number]&page=2 HTTP/1.1",
        ),
        ("ANNA /orders HTTP/1.1", "[not shown: line, 21 bytes]"),
    ] {
        let line = Redacted { text: line.to_owned(), spans: Vec::new() };
        assert_eq!(untagged(&strictly(&line, Place::StartLine)), wanted);
    }
    let form = body("items[0][name]=x&by[anna_muster]=1&pin=4711", "application/x-www-form-urlencoded");
    assert_eq!(untagged(&form), "items[0][name]=[text]&[field]=[number]&pin=[number]");
    let xml = body(
        "<list><anna_muster age=\"47\"><status>open</status></anna_muster><customer anna=\"x\"/></list>",
        "application/xml",
    );
    assert_eq!(
        untagged(&xml),
        "<list><[field] age=\"[number]\"><status>open</status></[field]><customer [field]=\"[text]\"/></list>"
    );
    let headers = Redacted { text: "X-Anna-Muster: 4711\nHost: shop.example".to_owned(), spans: Vec::new() };
    assert_eq!(untagged(&strictly(&headers, Place::Headers)), "[field]: [number]\nHost: shop.example");
}

/// The text with the labels' tags taken away.
fn untagged(shown: &Redacted) -> String {
    let mut text = shown.text.clone();
    for span in shown.spans.iter().rev().filter(|span| span.kind == Kind::Withheld) {
        text.replace_range(span.start..span.end, &format!("[{}]", span.label));
    }
    text
}

/// Words that stand nowhere in a list, and tell where they come from.
fn secret_word() -> impl Strategy<Value = String> {
    "[A-Z][a-z]{3,9} [A-Z][a-z]{4,12}|[a-z]{4,8}@[a-z]{4,9}\\.example|[0-9]{8,14}|[a-z0-9]{20,30}x9Z|päß[a-zäöü ]{4,20}"
}

fn json_value(depth: u32) -> impl Strategy<Value = String> {
    let leaf = prop_oneof![
        secret_word().prop_map(|word| format!("\"{word}\"")),
        "[0-9]{7,12}",
        Just("true".to_owned()),
        Just("null".to_owned()),
        Just("-12.5e3".to_owned()),
    ];
    leaf.prop_recursive(depth, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..5).prop_map(|list| format!("[{}]", list.join(", "))),
            prop::collection::vec((prop_oneof!["[a-z_]{2,8}", secret_word()], inner), 0..5).prop_map(
                |pairs| {
                    let pairs: Vec<String> =
                        pairs.into_iter().map(|(name, value)| format!("\"{name}\":{value}")).collect();
                    format!("{{{}}}", pairs.join(","))
                }
            ),
        ]
    })
}

/// Runs of the input that are long enough to tell, but for names of fields and words of the structure.
fn survivors<'t>(text: &'t str, shown: &'t str) -> Vec<&'t str> {
    text.split(|char: char| "\"{}[]:,<>=&?/\n ".contains(char))
        .filter(|word| word.len() >= 9 && shown.contains(*word))
        .collect()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_of_json_survives(text in json_value(4)) {
        let shown = body(&text, "application/json");
        prop_assert_eq!(survivors(&text, &shown.text), Vec::<&str>::new(), "{}", shown.text);
    }

    #[test]
    fn nothing_of_a_form_a_page_or_a_line_survives(words in prop::collection::vec(secret_word(), 1..6)) {
        let form: Vec<String> = words.iter().map(|word| format!("a={}", word.replace(' ', "+"))).collect();
        let page: Vec<String> =
            words.iter().map(|word| format!("<div title=\"{word}\"><!--{word}--><p>{word}<br><b x={word}>{word}</div>")).collect();
        let headers: Vec<String> = words.iter().map(|word| format!("X-Note: {word}")).collect();
        let redactor = redactor();
        let line = format!("GET /{} HTTP/1.1", words.join("/").replace(' ', "%20"));
        for shown in [
            body(&form.join("&"), "application/x-www-form-urlencoded"),
            body(&page.concat(), "text/html"),
            strictly(&redactor.text(&headers.join("\n")), Place::Headers),
            strictly(&redactor.start_line(&line), Place::StartLine),
            body(&words.join("\n"), "text/plain"),
        ] {
            for word in words.iter().flat_map(|word| word.split(' ')).filter(|word| word.chars().count() >= 9) {
                prop_assert!(!shown.text.contains(word), "{word} in {}", shown.text);
            }
        }
    }

    #[test]
    fn any_text_is_shown_soundly_and_once_for_all(text in "[ -~äß😀\n\t\u{1a}\u{0}]{0,200}", kind in 0..5) {
        let redactor = redactor();
        let (shown, place) = match kind {
            0 => (redactor.text(&text), Place::Text),
            1 => (redactor.start_line(&text), Place::StartLine),
            2 => (redactor.text(&text), Place::Headers),
            3 => (redactor.body(text.as_bytes(), Some("text/html")), Place::Body { media_type: Some("text/html"), bytes: 7 }),
            _ => (Redacted { text, spans: Vec::new() }, Place::Body { media_type: Some("application/json"), bytes: 7 }),
        };
        strictly(&shown, place);
    }

    #[test]
    fn any_structure_is_shown_soundly(text in "([{}\\[\\]<>\"':,=&?/!# \n\\\\-]|a|12|null|<p>|</p>|<!--|\"a\":|\\\\u00e9|[a-z]+@x\\.example){0,60}", kind in 0usize..4) {
        let redactor = redactor();
        let media_type = ["application/json", "text/html", "application/x-www-form-urlencoded", "text/plain"][kind];
        let shown = redactor.body(text.as_bytes(), Some(media_type));
        strictly(&shown, Place::Body { media_type: Some(media_type), bytes: 7 });
        strictly(&redactor.text(&text), Place::Text);
    }
}

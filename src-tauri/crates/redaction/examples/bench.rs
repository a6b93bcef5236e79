//! Times the redactor on messages of real shapes: 16 KiB bodies, small exchanges, construction, memory of many keys.
#![allow(clippy::print_stdout)]

use redaction::{HeldKey, Part, Redactor, mask_parts};
use std::hint::black_box;
use std::time::{Duration, Instant};

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn letters(&mut self, alphabet: &str, len: usize) -> String {
        (0..len).map(|_| char::from(alphabet.as_bytes()[self.roll(alphabet.len())])).collect()
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.roll(from.len())]
    }
}

const HEX: &str = "0123456789abcdef";
const BASE62: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const WORDS: &[&str] = &[
    "organic",
    "cotton",
    "shirt",
    "summer",
    "collection",
    "black",
    "size",
    "large",
    "delivery",
    "order",
    "of",
    "the",
    "with",
    "and",
    "in",
    "stock",
    "price",
    "available",
    "soft",
    "handmade",
    "leather",
    "wallet",
];

fn prose(dice: &mut Dice, words: usize) -> String {
    (0..words).map(|_| dice.pick(WORDS)).collect::<Vec<_>>().join(" ")
}

fn order(dice: &mut Dice) -> String {
    let id = dice.roll(90_000) + 10_000;
    format!(
        r#"{{"id":{id},"status":"processing","currency":"EUR","date_created":"2026-0{}-1{}T10:2{}:00","total":"{}.90","customer_id":{},"order_key":"wc_order_{}","billing":{{"first_name":"Anna","last_name":"Muster{id}","company":"","address_1":"Hauptstra\u00dfe {}","city":"Berlin","postcode":"10{}","country":"DE","email":"anna{id}@example.com","phone":"+49 30 90{}"}},"line_items":[{{"id":{},"name":"{}","product_id":{},"sku":"SKU-{}-XL","quantity":2,"price":19.95,"image":{{"src":"https:\/\/shop.example.com\/wp-content\/uploads\/2026\/{}.jpg"}}}}],"meta_data":[{{"id":{},"key":"_stripe_charge","value":"ch_{}"}}],"_links":{{"self":[{{"href":"https:\/\/shop.example.com\/wp-json\/wc\/v3\/orders\/{id}"}}]}}}}"#,
        1 + dice.roll(9),
        dice.roll(9),
        dice.roll(9),
        dice.roll(900),
        dice.roll(9000),
        dice.letters(BASE62, 13),
        dice.roll(99),
        dice.roll(899) + 100,
        100_000 + dice.roll(800_000),
        dice.roll(9999),
        prose(dice, 4),
        dice.roll(99_999),
        dice.roll(9999),
        prose(dice, 1),
        dice.roll(99_999),
        dice.letters(BASE62, 24),
    )
}

fn product(dice: &mut Dice) -> String {
    format!(
        r#"{{"id":{},"title":"{}","body_html":"\u003cp\u003e{}\u003c\/p\u003e","vendor":"Acme","handle":"{}","admin_graphql_api_id":"gid:\/\/shopify\/Product\/{}","variants":[{{"id":{},"price":"{}.00","sku":"{}","barcode":"{}"}}],"updated_at":"2026-03-1{}T12:00:00+01:00","etag":"{}"}}"#,
        10_000_000 + dice.roll(9_000_000),
        prose(dice, 4),
        prose(dice, 60),
        prose(dice, 3).replace(' ', "-"),
        7_000_000_000_000 + dice.roll(99_999_999),
        4_000_000_000_000 + dice.roll(99_999_999),
        dice.roll(99),
        dice.letters(BASE62, 8),
        4_000_000_000_000 + dice.roll(99_999_999),
        dice.roll(9),
        dice.letters(HEX, 32),
    )
}

fn html(dice: &mut Dice) -> String {
    format!(
        r#"<div class="product-{}"><a href="https://shop.example.com/p/{}?variant={}&amp;utm_source=mail"><img src="/img/{}.jpg" alt="{}"></a><p>{}</p><span data-price="{}">19,90 &euro;</span></div>
<script>window.__data={{"id":{},"token":null,"cart":"{}"}};function f(a,b){{return a.b&&c(d[b])?e:"x"}}</script>
"#,
        dice.roll(999),
        prose(dice, 2).replace(' ', "-"),
        dice.roll(99_999_999),
        dice.letters(HEX, 16),
        prose(dice, 3),
        prose(dice, 30),
        dice.roll(9999),
        dice.roll(9999),
        dice.letters(HEX, 32),
    )
}

fn xml(dice: &mut Dice) -> String {
    format!(
        "<order><id>{}</id><customer><firstname>Anna</firstname><lastname>Muster</lastname><email>anna{}@example.com</email></customer><item><name>{}</name><price>{}.00</price></item></order>\n",
        dice.roll(99_999),
        dice.roll(99),
        prose(dice, 5),
        dice.roll(99),
    )
}

fn log(dice: &mut Dice) -> String {
    format!(
        "2026-03-1{}T10:2{}:00Z INFO http request_id={} method=GET path=/wp-json/wc/v3/orders/{} status=200 duration_ms={} ip=203.0.113.{} ua=\"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36\"\n",
        dice.roll(9),
        dice.roll(9),
        dice.letters(HEX, 32),
        dice.roll(9999),
        dice.roll(999),
        dice.roll(250),
    )
}

fn form(dice: &mut Dice) -> String {
    format!(
        "customer%5Bemail%5D=anna%40example.com&line_items%5B0%5D%5Bname%5D={}&metadata%5Border_id%5D={}&description={}&",
        prose(dice, 3).replace(' ', "+"),
        dice.roll(99_999),
        prose(dice, 8).replace(' ', "%20"),
    )
}

fn data(dice: &mut Dice) -> String {
    format!(r#"{{"name":"label-{}.pdf","content":"{}"}},"#, dice.roll(99), dice.letters(BASE62, 600))
}

type Shape = (&'static str, &'static str, fn(&mut Dice) -> String);
const SHAPES: &[Shape] = &[
    ("orders", "application/json", order),
    ("products", "application/json", product),
    ("html", "text/html", html),
    ("xml", "application/xml", xml),
    ("log", "text/plain", log),
    ("form", "application/x-www-form-urlencoded", form),
    ("base64", "application/json", data),
];

fn message(dice: &mut Dice, shape: &Shape, size: usize, key: &str) -> String {
    let mut text = String::new();
    let json = shape.1 == "application/json";
    if json {
        text.push('[');
    }
    while text.len() < size {
        if json && text.len() > 1 {
            text.push(',');
        }
        text.push_str(&(shape.2)(dice));
    }
    if dice.roll(4) == 0 {
        text.push_str(key);
    }
    text.truncate(text.floor_char_boundary(size));
    text
}

fn keys(dice: &mut Dice, count: usize) -> Vec<String> {
    (0..count)
        .map(|at| match at % 5 {
            0 => format!("ck_{}", dice.letters(HEX, 40)),
            1 => format!("shpat_{}", dice.letters(HEX, 32)),
            2 => format!("sk_live_{}", dice.letters(BASE62, 24)),
            3 => dice.letters(BASE62, 40),
            _ => format!("SG.{}.{}", dice.letters(BASE62, 22), dice.letters(BASE62, 43)),
        })
        .collect()
}

fn redactor(keys: &[String]) -> Redactor {
    let held: Vec<HeldKey<'_>> = keys
        .iter()
        .map(|key| HeldKey {
            label: "key",
            value: key.as_bytes(),
            public_prefix: mask_parts(key.as_bytes()).public_prefix,
        })
        .collect();
    Redactor::new(&[7; 32], &held).0
}

/// The shortest of a few: what other work on the machine costs is not ours.
fn best(mut work: impl FnMut()) -> Duration {
    (0..5)
        .map(|_| {
            let start = Instant::now();
            work();
            start.elapsed()
        })
        .min()
        .unwrap_or_default()
}

fn report(name: &str, times: &mut [Duration], bytes: usize) {
    times.sort();
    let total: Duration = times.iter().sum();
    println!(
        "{name:24} median {:8.1} µs  p99 {:8.1} µs  {:7.1} MB/s",
        times[times.len() / 2].as_secs_f64() * 1e6,
        times[times.len() * 99 / 100].as_secs_f64() * 1e6,
        bytes as f64 / total.as_secs_f64() / 1e6,
    );
}

fn rss() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse().ok()).unwrap_or(0)
}

fn main() {
    let only = std::env::args().nth(1);
    if let (Some("find"), Some(tree)) = (only.as_deref(), std::env::args().nth(2)) {
        return find(&tree);
    }
    let mut dice = Dice(42);
    let held = keys(&mut dice, 100);
    if only.as_deref() == Some("hostile") {
        return hostile(&redactor(&held), &held[3]);
    }
    let cold = Instant::now();
    let redactor = redactor(&held);
    black_box(redactor.text("warm up \"key\": 1 a@b.de 12"));
    println!("cold start {:?}", cold.elapsed());
    let mut all = Vec::new();
    let mut total = 0;
    for shape in SHAPES {
        if only.as_ref().is_some_and(|only| only != shape.0) {
            continue;
        }
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..200 {
            let text = message(&mut dice, shape, 16 * 1024, &held[7]);
            times.push(best(|| {
                black_box(redactor.body(text.as_bytes(), Some(shape.1)));
            }));
            bytes += text.len();
        }
        all.extend_from_slice(&times);
        total += bytes;
        report(shape.0, &mut times, bytes);
    }
    report("all", &mut all, total);
    small(&mut dice, &redactor, &held);
    building(&mut dice);
}

/// 1,000 keys in a tree of files: the finder in memory and with reading, and all shapes.
fn find(tree: &str) {
    let mut files = Vec::new();
    let mut folders = vec![std::path::PathBuf::from(tree)];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
            match entry.file_type() {
                Ok(kind) if kind.is_dir() => folders.push(entry.path()),
                Ok(kind) if kind.is_file() => files.push(entry.path()),
                _ => {}
            }
        }
    }
    let keys = keys(&mut Dice(7), 1000);
    let held: Vec<HeldKey<'_>> =
        keys.iter().map(|key| HeldKey { label: "key", value: key.as_bytes(), public_prefix: 0 }).collect();
    let before = rss();
    let start = Instant::now();
    let finder = redaction::Finder::new(&held);
    println!("finder of 1,000 keys: {:?}, {} KiB", start.elapsed(), rss().saturating_sub(before));
    let waiting = redaction::WaitingFinder::new(&[1; 32], &held);
    let mut found = Vec::new();
    let (mut bytes, mut spent, mut hashed) = (0, Duration::ZERO, Duration::ZERO);
    let start = Instant::now();
    for file in &files {
        let Ok(text) = std::fs::read(file) else { continue };
        bytes += text.len();
        let searched = Instant::now();
        finder.find(&text, &mut found);
        spent += searched.elapsed();
    }
    let wall = start.elapsed();
    for file in files.iter().step_by(10) {
        let Ok(text) = std::fs::read(file) else { continue };
        let searched = Instant::now();
        waiting.find(&[1; 32], &text, &mut found);
        hashed += searched.elapsed();
    }
    let rate = |time: Duration| bytes as f64 / time.as_secs_f64() / 1e6;
    println!("{} files, {bytes} bytes, {} found", files.len(), found.len());
    println!(
        "with reading {wall:?} {:.0} MB/s; in memory {:.0} MB/s; hashes {:.0} MB/s",
        rate(wall),
        rate(spent),
        rate(hashed * 10)
    );
}

/// Text made to be slow: each size must cost about twice the one before.
fn hostile(redactor: &Redactor, key: &str) {
    let layers = |size: usize| {
        let mut text = Dice(8).letters(BASE62, size / 4);
        for _ in 0..5 {
            text = base64(&text);
        }
        text.truncate(size);
        text
    };
    type Make<'m> = Box<dyn Fn(usize) -> String + 'm>;
    let shapes: Vec<(&str, Make<'_>)> = vec![
        ("percent", Box::new(|size| "%25".repeat(size / 3))),
        ("percent 41", Box::new(|size| "%2541".repeat(size / 5))),
        ("backslash", Box::new(|size| "\\\\".repeat(size / 2))),
        ("quotes", Box::new(|size| "\\\"".repeat(size / 2))),
        ("json deep", Box::new(|size| "{\"a\":[".repeat(size / 6))),
        ("json names", Box::new(|size| "\"token\":".repeat(size / 8))),
        ("base64 x5", Box::new(layers)),
        ("eyJ", Box::new(|size| "eyJ".repeat(size / 3))),
        ("at", Box::new(|size| "a@".repeat(size / 2))),
        ("urls", Box::new(|size| "a://".repeat(size / 4))),
        ("digits", Box::new(|size| "1 ".repeat(size / 2))),
        ("long digits", Box::new(|size| "1".repeat(size))),
        ("passwords", Box::new(|size| "password=".repeat(size / 9))),
        ("pass quoted", Box::new(|size| "password=\"".repeat(size / 10))),
        ("begin", Box::new(|size| "-----BEGIN PRIVATE KEY-----".repeat(size / 27))),
        ("tags", Box::new(|size| "<a".repeat(size / 2))),
        ("tags open", Box::new(|size| "<a>".repeat(size / 3))),
        ("labels", Box::new(|size| "[a #".repeat(size / 4))),
        ("colons", Box::new(|size| "1:".repeat(size / 2))),
        ("words", Box::new(|size| "ssn nhs sin ".repeat(size / 12))),
        ("ssn", Box::new(|size| "ssn 123-45-6789 ".repeat(size / 16))),
        ("keys", Box::new(|size| key.repeat(size / key.len()))),
        ("half keys", Box::new(|size| key[..9].repeat(size / 9))),
        ("entities", Box::new(|size| "&amp;".repeat(size / 5))),
        ("newlines", Box::new(|size| "a1\n".repeat(size / 3))),
        ("spaced", Box::new(|size| "a ".repeat(size / 2))),
        ("hex", Box::new(|size| "41".repeat(size / 2))),
        ("hex dump", Box::new(|size| "41 ".repeat(size / 3))),
        ("hex hex", Box::new(|size| "3431".repeat(size / 4))),
        ("aaaa", Box::new(|size| "A".repeat(size))),
        ("equals", Box::new(|size| "=41".repeat(size / 3))),
        ("emails", Box::new(|size| "anna@example.com ".repeat(size / 17))),
        ("dots", Box::new(|size| "1.".repeat(size / 2))),
        ("sk_live_", Box::new(|size| "sk_live_".repeat(size / 8))),
        ("random", Box::new(|size| Dice(9).letters(BASE62, size))),
        (
            "random lines",
            Box::new(|size| (0..size / 60).map(|at| Dice(at as u64).letters(BASE62, 59) + "\n").collect()),
        ),
        ("emoji", Box::new(|size| "\u{1f600}".repeat(size / 4))),
        ("kty", Box::new(|size| "\"kty\":\"oct\"".repeat(size / 11))),
        ("curl", Box::new(|size| " -u a".repeat(size / 5))),
    ];
    for (name, make) in shapes {
        print!("{name:14}");
        let mut last = 0.0;
        for size in [16, 64, 256, 1024, 4096] {
            let text = make(size * 1024);
            let start = Instant::now();
            let shown = redactor.text(&text);
            let took = start.elapsed().as_secs_f64() * 1e3;
            let closed = shown.spans.iter().any(|span| span.kind == redaction::Kind::Closed);
            print!(
                " {took:9.1}{}{:5.1}",
                if closed { "!" } else { " " },
                if last > 0.0 { took / last } else { 0.0 }
            );
            last = took;
        }
        println!();
    }
}

fn base64(text: &str) -> String {
    use base64::Engine;
    base64::engine::general_purpose::STANDARD.encode(text)
}

fn small(dice: &mut Dice, redactor: &Redactor, held: &[String]) {
    let headers: Vec<(String, Vec<u8>)> = [
        ("Date", "Mon, 23 Nov 2026 06:39:30 GMT"),
        ("Content-Type", "application/json; charset=UTF-8"),
        ("Server", "nginx/1.25.3"),
        ("X-Request-Id", "8f14e45f-ceea-467f-a8c4-3e3b5d1c9a77"),
        ("Cache-Control", "no-store, must-revalidate"),
        ("Set-Cookie", "sid=8d7a6f5e4c3b2a19; Path=/; HttpOnly"),
        ("X-WP-Total", "128"),
        ("X-RateLimit-Remaining", "39"),
        ("Link", "<https://shop.example.com/wp-json/wc/v3/orders?page=2>; rel=\"next\""),
        ("Strict-Transport-Security", "max-age=31536000"),
    ]
    .iter()
    .map(|(name, value)| ((*name).to_owned(), value.as_bytes().to_vec()))
    .collect();
    let one = self::redactor(&held[..1]);
    for (name, redactor) in [("exchange, 1 key", &one), ("exchange, 100 keys", redactor)] {
        let mut times = Vec::new();
        let mut bytes = 0;
        for _ in 0..2000 {
            let body = message(dice, &SHAPES[0], 1024, &held[0]);
            let parts = [
                Part::StartLine("GET https://shop.example.com/wp-json/wc/v3/orders?per_page=1 HTTP/1.1"),
                Part::Headers(&headers),
                Part::Body { bytes: body.as_bytes(), media_type: Some("application/json") },
            ];
            times.push(best(|| {
                black_box(redactor.message(&parts));
            }));
            bytes += body.len();
        }
        report(name, &mut times, bytes);
    }
}

fn building(dice: &mut Dice) {
    for count in [1, 2, 100, 1000] {
        let held = keys(dice, count);
        let before = rss();
        let start = Instant::now();
        let redactor = redactor(&held);
        let took = start.elapsed();
        println!("build {count:5} keys {took:?}, {} KiB", rss().saturating_sub(before));
        drop(black_box(redactor));
    }
}

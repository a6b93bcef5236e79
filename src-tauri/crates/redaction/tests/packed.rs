//! What is packed within a text is looked into, and what is too large to be shown is one label.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use flate2::Compression;
use flate2::write::{GzEncoder, ZlibEncoder};
use redaction::{HeldKey, Kind, Redactor};
use std::io::Write;

/// Nobody's key, and not to be found in this file.
fn key() -> String {
    let letters = b"ABCDEFGHJKMNPQRSTUVWXYZabcdefghijkmnpqrstuvwxyz23456789";
    (0..40).map(|at| char::from(letters[(at * 29 + at * at * 7 + 3) % letters.len()])).collect()
}

fn redactor(key: &str) -> Redactor {
    Redactor::new(&[3; 32], &[HeldKey { label: "test key", value: key.as_bytes(), public_prefix: 0 }]).0
}

fn gzip(text: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::default());
    encoder.write_all(text).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

fn zlib(text: &[u8], level: Compression) -> Vec<u8> {
    let mut encoder = ZlibEncoder::new(Vec::new(), level);
    encoder.write_all(text).expect("memory takes all");
    encoder.finish().expect("memory takes all")
}

#[test]
fn what_is_packed_in_base64_is_masked_as_a_whole() {
    let key = key();
    let redactor = redactor(&key);
    let said = format!(
        "{{\"note\":\"hello\",\"value\":\"{key}\",\"more\":\"some more text, so that it can be packed\"}}"
    );
    let packed = [
        gzip(said.as_bytes()),
        zlib(said.as_bytes(), Compression::none()),
        zlib(said.as_bytes(), Compression::fast()),
        zlib(said.as_bytes(), Compression::default()),
        zlib(said.as_bytes(), Compression::best()),
        gzip(STANDARD.encode(&said).as_bytes()),
        gzip(STANDARD.encode(gzip(said.as_bytes())).as_bytes()),
    ];
    for bytes in packed {
        let line = STANDARD.encode(&bytes);
        let wrapped: Vec<&str> = line
            .as_bytes()
            .chunks(60)
            .map(|line| std::str::from_utf8(line).expect("base64 is ASCII"))
            .collect();
        for run in
            [line.clone(), URL_SAFE_NO_PAD.encode(&bytes), wrapped.join("\r\n"), line.replace('/', "\\/")]
        {
            let shown = redactor.text(&format!("body: {run} (packed)"));
            assert_eq!(shown.spans.len(), 1, "{}", shown.text);
            assert_eq!(shown.spans[0].kind, Kind::Key);
            assert!(shown.text.starts_with("body: [key test key #"), "{}", shown.text);
            assert!(shown.text.trim_end_matches("=").len() < 60, "{}", shown.text);
        }
    }
}

#[test]
fn what_is_packed_and_cut_off_is_masked_as_far_as_it_goes() {
    let key = key();
    let rest: String = (0..600u32).map(|nth| format!("{:x}", nth.wrapping_mul(2_654_435_761) >> 7)).collect();
    let said = format!("{key} {rest}");
    // Packed tightly, so that nothing but unpacking shows the key, and cut off amid what follows it.
    for packed in [zlib(said.as_bytes(), Compression::best()), gzip(said.as_bytes())] {
        let line = STANDARD.encode(packed);
        let half = &line[..line.len() / 2];
        let held = redactor(&key).scan(&format!("x={half}"), false).leaks;
        let places: Vec<_> = held.iter().map(|leak| (leak.start, leak.end)).collect();
        assert_eq!(places, [(2, 2 + half.len())]);
        let shown = redactor(&key).text(&format!("x={half}"));
        assert_eq!(shown.spans[0].kind, Kind::Key);
    }
}

#[test]
fn what_unpacks_beyond_all_measure_is_closed() {
    let bomb = STANDARD.encode(gzip(&vec![b' '; 12 * 1024 * 1024]));
    let shown = redactor(&key()).text(&format!("body: {bomb}"));
    assert_eq!(shown.spans.len(), 1);
    assert_eq!(shown.spans[0].kind, Kind::Closed);
    assert!(shown.text.len() < 100);
}

#[test]
fn json_too_large_for_a_stream_is_one_label() {
    let key = key();
    let redactor = redactor(&key);
    let mut stream = redactor.stream();
    let mut shown = String::new();
    let mut size = 0;
    let mut push = |line: &str| {
        size += line.len();
        shown.push_str(&stream.push(line.as_bytes()).text);
    };
    push("{\n");
    push("  \"billing\": {\n");
    for nth in 0..40_000 {
        push(&format!("    \"field_{nth}\": \"{}\",\n", ["some text", "19.95"][nth % 2]));
    }
    push("    \"last\": \"Anna Example\"\n  }\n}\n");
    let text = "after it, a line\n";
    shown.push_str(&stream.push(text.as_bytes()).text);
    shown.push_str(&stream.finish().text);
    assert_eq!(shown, format!("[not shown: block too large, {size} bytes]\n{text}"));
}

#[test]
fn a_log_line_that_begins_with_a_bracket_hides_nothing_of_what_follows() {
    let redactor = redactor(&key());
    let mut stream = redactor.stream();
    let mut shown = stream.push(b"[ 12.5 a line of a log\n").text;
    let line = "12:00:01 something happened, as it often does\n";
    for _ in 0..30_000 {
        shown.push_str(&stream.push(line.as_bytes()).text);
    }
    shown.push_str(&stream.finish().text);
    assert!(shown.matches("something happened").count() == 30_000);
}

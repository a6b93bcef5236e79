//! No run of ten or more characters of a held key survives any encoding, cut or nesting.

use ::base64::Engine;
use ::base64::engine::general_purpose::{STANDARD, URL_SAFE, URL_SAFE_NO_PAD};
use proptest::prelude::*;
use redaction::{HeldKey, Kind, Part, Redacted, Redactor};

const RUN: usize = 10;

#[derive(Clone, Debug)]
enum Wire {
    Base64,
    Base64Url,
    Base64UrlPlain,
    Mime,
    BasicPair,
    Percent,
    PercentAll,
    PercentSome,
    Json,
    JsUnicode,
    JsHex,
    HtmlDecimal,
    HtmlHex,
    Hex,
    HexCapitals,
    QuotedPrintable,
    Nuls,
    Wrapped,
    Spaced,
    Chunked,
    Quoted,
}

/// The encoded value; `shift` moves it against the alignment of base64.
fn encode(wire: &Wire, value: &str, shift: usize) -> String {
    let pad = &"xyz"[..shift % 3];
    let padded = format!("{pad}{value}");
    let each = |write: &dyn Fn(u8) -> String| value.bytes().map(write).collect::<String>();
    match wire {
        Wire::Base64 => STANDARD.encode(padded),
        Wire::Base64Url => URL_SAFE.encode(padded),
        Wire::Base64UrlPlain => URL_SAFE_NO_PAD.encode(padded),
        Wire::Mime => {
            let line = STANDARD.encode(format!("{pad}{value}{value}{value}"));
            let lines: Vec<&str> = line
                .as_bytes()
                .chunks(76)
                .map(|chunk| std::str::from_utf8(chunk).expect("base64 is ASCII"))
                .collect();
            lines.join("\r\n")
        }
        Wire::BasicPair => format!("Basic {}", STANDARD.encode(format!("user{pad}:{value}"))),
        Wire::Percent => each(&|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        }),
        Wire::PercentAll => each(&|byte| format!("%{byte:02x}")),
        Wire::PercentSome => value
            .bytes()
            .enumerate()
            .map(|(at, byte)| {
                if (at + shift).is_multiple_of(3) {
                    format!("%{byte:02X}")
                } else if byte == b'%' {
                    "%25".to_owned()
                } else {
                    char::from(byte).to_string()
                }
            })
            .collect(),
        Wire::Json => serde_json::to_string(value).expect("a string is JSON").replace('/', "\\/"),
        Wire::JsUnicode => each(&|byte| format!("\\u{byte:04x}")),
        Wire::JsHex => each(&|byte| format!("\\x{byte:02X}")),
        Wire::HtmlDecimal => each(&|byte| format!("&#{byte};")),
        Wire::HtmlHex => each(&|byte| format!("&#x{byte:X};")),
        Wire::Hex => each(&|byte| format!("{byte:02x}")),
        Wire::HexCapitals => each(&|byte| format!("{byte:02X}")),
        Wire::QuotedPrintable => {
            let written = each(&|byte| match byte {
                b'=' => "=3D".to_owned(),
                _ => char::from(byte).to_string(),
            });
            let half = written.len() / 2;
            format!("{}=\r\n{}", &written[..half], &written[half..])
        }
        Wire::Nuls => each(&|byte| format!("{}\0", char::from(byte))),
        Wire::Wrapped => value
            .as_bytes()
            .chunks(7)
            .map(|chunk| String::from_utf8_lossy(chunk).into_owned())
            .collect::<Vec<_>>()
            .join("\n    "),
        Wire::Spaced => each(&|byte| format!("{} ", char::from(byte))),
        Wire::Chunked => {
            let (first, second) = value.split_at(value.len() / 2);
            format!("{first}\r\n{:x}\r\n{second}", second.len())
        }
        Wire::Quoted => format!("\"{value}\""),
    }
}

fn wires() -> impl Strategy<Value = Wire> {
    prop::sample::select(vec![
        Wire::Base64,
        Wire::Base64Url,
        Wire::Base64UrlPlain,
        Wire::Mime,
        Wire::BasicPair,
        Wire::Percent,
        Wire::PercentAll,
        Wire::PercentSome,
        Wire::Json,
        Wire::JsUnicode,
        Wire::JsHex,
        Wire::HtmlDecimal,
        Wire::HtmlHex,
        Wire::Hex,
        Wire::HexCapitals,
        Wire::QuotedPrintable,
        Wire::Nuls,
        Wire::Wrapped,
        Wire::Spaced,
        Wire::Chunked,
        Wire::Quoted,
    ])
}

/// A key as providers make them, and as people do.
fn keys() -> impl Strategy<Value = String> {
    prop_oneof![
        "[0-9a-f]{40}".prop_map(|rest| format!("ck_{rest}")),
        "[0-9A-Za-z]{24,60}".prop_map(|rest| format!("sk_live_{rest}")),
        "[0-9A-Za-z+/=_-]{20,80}",
        "[0-9A-Za-z!#$^*(){};:,.~-]{20,40}",
    ]
}

/// Wires that can only be the outermost: what they add between the characters is no text to be encoded again.
fn is_split(wire: &Wire) -> bool {
    matches!(
        wire,
        Wire::Nuls | Wire::Wrapped | Wire::Spaced | Wire::Chunked | Wire::Mime | Wire::QuotedPrintable
    )
}

fn around() -> impl Strategy<Value = (String, String)> {
    let texts =
        prop::sample::select(vec!["", "Bearer ", "{\"value\":\"", "?a=1&k=", "key: ", "x/", "<v>", "hello "]);
    let ends = prop::sample::select(vec!["", "\"}", "&b=2", "</v>", " world", "\n", ".com", "'"]);
    (texts.prop_map(str::to_owned), ends.prop_map(str::to_owned))
}

fn redactor(key: &str) -> Redactor {
    let prefix = redaction::mask_parts(key.as_bytes()).public_prefix;
    let held = HeldKey { label: "test key", value: key.as_bytes(), public_prefix: prefix };
    let (redactor, refused) = Redactor::new(&[7; 32], &[held]);
    assert!(refused.is_empty());
    redactor
}

/// The encoding of each run of ten characters beyond the prefix must be gone.
fn survives(key: &str, wires: &[Wire], shown: &str) -> Option<String> {
    let prefix = redaction::mask_parts(key.as_bytes()).public_prefix;
    let secret = &key[prefix..];
    let squeezed: String = shown.chars().filter(|char| !char.is_whitespace()).collect();
    for at in 0..=secret.len() - RUN {
        let run = &secret[at..at + RUN];
        if squeezed.contains(run) {
            return Some(run.to_owned());
        }
        for wire in wires {
            if matches!(
                wire,
                Wire::BasicPair | Wire::Mime | Wire::Base64 | Wire::Base64Url | Wire::Base64UrlPlain
            ) {
                // What of a run's base64 does not depend on its neighbours.
                for shift in 0..3 {
                    let coded = STANDARD.encode(format!("{}{run}", &"xyz"[..shift]));
                    let core = &coded[[0, 2, 3][shift]..coded.len() - 4];
                    if core.len() >= 8 && shown.contains(core) {
                        return Some(core.to_owned());
                    }
                }
            } else if !is_split(wire) && shown.contains(encode(wire, run, 0).trim_matches('"')) {
                return Some(run.to_owned());
            }
        }
    }
    None
}

fn spans_are_right(shown: &Redacted) {
    let mut at = 0;
    for span in &shown.spans {
        assert!(at <= span.start && span.start < span.end && span.end <= shown.text.len());
        let label = &shown.text[span.start..span.end];
        assert!(label.starts_with('[') && label.ends_with(']'), "{label}");
        assert_eq!(span.kind == Kind::Closed, span.tag.is_empty());
        at = span.end;
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn one_encoding(key in keys(), wire in wires(), shift in 0usize..6, (before, after) in around()) {
        let coded = encode(&wire, &key, shift);
        let text = format!("{before}{coded}{after}");
        let shown = redactor(&key).text(&text);
        spans_are_right(&shown);
        prop_assert_eq!(survives(&key, std::slice::from_ref(&wire), &shown.text), None, "{} -> {}", text, shown.text);
        prop_assert!(shown.spans.iter().any(|span| span.kind == Kind::Key), "{} -> {}", text, shown.text);
    }

    #[test]
    fn nested_encodings(key in keys(), mut nest in prop::collection::vec(wires(), 2..5), shift in 0usize..6, (before, after) in around()) {
        let last = nest.len() - 1;
        for wire in &mut nest[..last] {
            if is_split(wire) {
                *wire = Wire::Base64;
            }
        }
        let coded = nest.iter().fold(key.clone(), |value, wire| encode(wire, &value, shift));
        let shown = redactor(&key).text(&format!("{before}{coded}{after}"));
        prop_assert!(shown.spans.iter().any(|span| matches!(span.kind, Kind::Key | Kind::Closed)), "{:?}: {}", nest, shown.text);
        prop_assert_eq!(survives(&key, &nest, &shown.text), None);
    }

    #[test]
    fn any_cut(key in keys(), from in 0usize..30, len in RUN..60, wire in wires()) {
        let prefix = redaction::mask_parts(key.as_bytes()).public_prefix;
        let from = (prefix + from).min(key.len() - RUN);
        let cut = &key[from..(from + len).min(key.len())];
        let coded = encode(&wire, cut, 1);
        let shown = redactor(&key).text(&format!("cut off: {coded}… more"));
        prop_assert_eq!(survives(&key, &[wire], &shown.text), None, "{} -> {}", coded, shown.text);
    }

    #[test]
    fn twice_changes_nothing(key in keys(), wire in wires(), (before, after) in around(), noise in "\\PC{0,60}") {
        let redactor = redactor(&key);
        let once = redactor.text(&format!("{noise}{before}{}{after}{noise}", encode(&wire, &key, 2)));
        let twice = redactor.text(&once.text);
        prop_assert_eq!(&once.text, &twice.text);
        prop_assert_eq!(redactor.again(&once), None);
    }

    #[test]
    fn streams_do_not_depend_on_their_cuts(key in keys(), wire in wires(), shift in 0usize..6, (before, after) in around(), noise in "\\PC{0,40}\n?", cuts in prop::collection::vec(1usize..40, 1..60)) {
        let coded = encode(&wire, &key, shift);
        let text = format!("{noise}{before}{coded}{after}\nnext line {noise}\n{before}{key}");
        let redactor = redactor(&key);
        let streamed = |cuts: &[usize]| {
            let mut stream = redactor.stream();
            let mut out = String::new();
            let mut rest = text.as_bytes();
            for cut in cuts.iter().cycle() {
                let (piece, more) = rest.split_at((*cut).min(rest.len()));
                out.push_str(&stream.push(piece).text);
                rest = more;
                if rest.is_empty() {
                    break;
                }
            }
            out + &stream.finish().text
        };
        let whole = streamed(&[usize::MAX]);
        prop_assert_eq!(&streamed(&cuts), &whole);
        prop_assert_eq!(&streamed(&[1]), &whole);
        prop_assert_eq!(survives(&key, &[wire], &whole), None, "{} -> {}", text, whole);
    }

    #[test]
    fn arbitrary_text_never_panics(text in "\\PC{0,200}", bytes in prop::collection::vec(any::<u8>(), 0..300), key in keys()) {
        let redactor = redactor(&key);
        spans_are_right(&redactor.text(&text));
        spans_are_right(&redactor.body(&bytes, None));
        spans_are_right(&redactor.body(&bytes, Some("application/json")));
        let headers = [("X-Odd".to_owned(), bytes.clone())];
        spans_are_right(&redactor.headers(&headers));
        for shown in redactor.message(&[Part::StartLine(&text), Part::Headers(&headers), Part::Body { bytes: &bytes, media_type: None }]) {
            spans_are_right(&shown);
        }
        let _ = redaction::inspect(&text);
        let _ = redaction::mask_parts(&bytes);
    }

    #[test]
    fn what_was_stored_is_masked_again(key in keys(), other in keys(), wire in wires()) {
        let text = format!("contact anna@example.com about {} please", encode(&wire, &key, 0));
        let stored = redactor(&other).text(&text);
        if let Some(again) = redactor(&key).again(&stored) {
            spans_are_right(&again);
            prop_assert!(again.spans.iter().any(|span| span.kind == Kind::Personal));
            prop_assert_eq!(survives(&key, &[wire], &again.text), None, "{}", again.text);
            prop_assert_eq!(redactor(&key).again(&again), None);
        } else {
            prop_assert_eq!(survives(&key, &[wire], &stored.text), None, "{}", stored.text);
        }
    }
}

#[test]
fn short_keys_are_refused_with_the_reason() {
    let held = [
        HeldKey { label: "a", value: b"abc12", public_prefix: 0 },
        HeldKey { label: "b", value: b"hunter2", public_prefix: 0 },
        HeldKey { label: "c", value: b"  x \n", public_prefix: 0 },
    ];
    let (redactor, refused) = Redactor::new(&[1; 32], &held);
    let at: Vec<usize> = refused.iter().map(|refused| refused.index).collect();
    assert_eq!(at, [0, 2]);
    let shown = redactor.text("abc12 said hunter2, and aHVudGVyMg== too");
    assert!(!shown.text.contains("hunter2") && !shown.text.contains("aHVudGVyMg"), "{}", shown.text);
    assert!(shown.text.contains("abc12"));
}

#[test]
fn the_same_value_has_the_same_tag_within_a_workspace_only() {
    let key = "Zk3".repeat(9);
    let held = |tag: u8| {
        let key = HeldKey { label: "one", value: key.as_bytes(), public_prefix: 0 };
        Redactor::new(&[tag; 32], &[key]).0
    };
    let (first, second) = (held(1).text(&key), held(1).text(&format!("x {key} y")));
    assert_eq!(first.spans[0].tag, second.spans[0].tag);
    assert_ne!(first.spans[0].tag, held(2).text(&key).spans[0].tag);
}

/// A list of spans that somebody wrote by hand must not keep a text from being looked at.
#[test]
fn spans_that_are_not_those_of_labels_hide_nothing() {
    let key = "vT9kQ2mZ7xLb4RwN8cHs".to_owned();
    let redactor = redactor(&key);
    let span = |start, end, label: &str| redaction::Span {
        start,
        end,
        kind: Kind::Key,
        label: label.to_owned(),
        tag: "3f9a".to_owned(),
        rule: "held-key".to_owned(),
    };
    let text = format!("it was {key} all along");
    let guise = format!("[key {key} #3f9a]");
    for (text, spans) in [
        (&text, vec![span(0, text.len(), "acme")]),
        (&text, vec![span(5, 4_000, "acme")]),
        (&text, vec![span(9, 3, "acme")]),
        (&text, vec![span(0, 10, "acme"), span(5, 20, "acme")]),
        (&guise, vec![span(0, guise.len(), &key)]),
    ] {
        let again = redactor.again(&Redacted { text: text.clone(), spans }).expect("looked at");
        spans_are_right(&again);
        assert!(!again.text.contains(&key), "{again:?}");
    }
    // A pair of Basic stands in one label.
    let pair = "[key acme user+password #3f9a]";
    let stored = Redacted { text: pair.to_owned(), spans: vec![span(0, pair.len(), "acme user+password")] };
    assert_eq!(redactor.again(&stored), None);
}

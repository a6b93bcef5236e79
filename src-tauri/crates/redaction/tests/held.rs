//! No run of ten or more characters of a held key survives any encoding, cut or nesting; what is no key of ours stays.

mod wire;

use redaction::{HeldKey, Kind, Part, Redacted, Redactor};
use std::collections::BTreeMap;
use wire::cases::{Case, Class};
use wire::forms::{Form, PACKED, brotli, deflate, gzip, pieces, zlib};
use wire::keys::{BASE62, Key, Sort, redactor};
use wire::oracle::{spans_are_right, survivor};
use wire::{Dice, Seeded, checks};

/// How often each class is tried with each sort of key; more by the environment's `PROPTEST_CASES`.
fn rounds() -> u64 {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok());
    cases.map_or(1, |cases: u64| (cases / 256).max(1))
}

/// None if nothing of the key survived, else what did.
fn leak(case: &Case) -> Option<String> {
    let shown = redactor(std::slice::from_ref(&case.key)).text(&case.text);
    spans_are_right(&shown);
    survivor(&case.key, &case.forms, &shown.text)
        .map(|run| format!("{run:?} of {case:#?} survives in {:#?}", shown.text))
}

/// The same by the net for held keys alone.
fn leak_without_shapes(case: &Case) -> Option<String> {
    let found = redactor(std::slice::from_ref(&case.key)).scan(&case.text, false);
    let mut shown = String::new();
    let mut at = 0;
    for leak in &found.leaks {
        shown.push_str(&case.text[at..leak.start]);
        shown.push_str("[key]");
        at = leak.end;
    }
    shown.push_str(&case.text[at..]);
    survivor(&case.key, &case.forms, &shown).map(|run| format!("{run:?} of {case:#?} survives in {shown:#?}"))
}

/// The least of each hundred that must be masked.
fn wanted(class: Class) -> f64 {
    match class {
        Class::One(form) if PACKED.contains(&form) => 90.0,
        Class::Nested(_) => 90.0,
        // Code that puts a key together out of strings.
        Class::Cut(Form::Joined) | Class::CutAfter(Form::Joined) => 90.0,
        _ => 100.0,
    }
}

/// The table of all classes: cases, and how many of them are masked. Each row has its least. The environment's
/// `REDACTION_TABLE` names a file for the table and each miss.
#[test]
fn keys_are_masked_in_every_form() {
    let mut rows: BTreeMap<Class, (usize, usize)> = BTreeMap::new();
    let mut failures = Vec::new();
    for class in Class::all() {
        for sort in class.sorts() {
            let times = match class {
                Class::Nested(_) => 8,
                Class::One(_) if sort == Sort::Abroad => 4,
                _ => 1,
            };
            for round in 0..times * rounds() {
                let case = class.case(sort, round * 1000 + sort as u64);
                let row = rows.entry(class).or_default();
                row.0 += 1;
                // What looks like a credential would be masked for that alone.
                match leak(&case).or_else(|| leak_without_shapes(&case)) {
                    None => row.1 += 1,
                    Some(words) => failures.push(format!("{class:?} {sort:?} {round}: {words}")),
                }
            }
        }
    }
    let mut short = false;
    let mut table = String::new();
    for (class, (cases, masked)) in &rows {
        let share = *masked as f64 * 100.0 / *cases as f64;
        short |= share < wanted(*class);
        table.push_str(&format!("{:<28} {masked:>6} of {cases:>6}  {share:6.2} %\n", format!("{class:?}")));
    }
    if let Ok(path) = std::env::var("REDACTION_TABLE") {
        let words = format!("{table}\n{}", failures.join("\n\n"));
        std::fs::write(path, words).expect("written where it was asked for");
    }
    assert!(!short, "{table}\n{}", failures.join("\n"));
}

/// The way back sees the key in every form before it is masked: what it does not see afterwards is gone.
#[test]
fn the_way_back_sees_what_is_not_masked() {
    for class in Class::all() {
        // How much of a key is left of a text that is cut off is open.
        if matches!(class, Class::CutAfter(_)) {
            continue;
        }
        for sort in class.sorts() {
            let case = class.case(sort, 77 + sort as u64);
            let unseen = survivor(&case.key, &case.forms, &case.text).is_none();
            assert!(!unseen, "{class:?} {sort:?}: {case:#?}");
        }
    }
}

/// A key with a character changed in every run of ten is another key, and so is any other; what is short says nothing.
#[test]
fn what_is_no_key_of_ours_stays() {
    let mut kept = 0;
    for sort in Sort::ALL {
        for round in 0..20 * rounds() {
            let dice = &mut Seeded::new(round * 100 + sort as u64);
            let key = sort.make(dice);
            let near = key.near_miss(dice);
            let other = sort.make(dice).value;
            let short = dice.letters(BASE62, 5);
            let redactor = redactor(std::slice::from_ref(&key));
            // Another phrase has words in common with it.
            let other = if sort == Sort::Phrase { &short } else { &other };
            for value in [&near, other, &short] {
                for form in
                    [Form::Exact, Form::Base64, Form::Percent, Form::JsonField, Form::Wrapped, Form::Hex]
                {
                    if key.is_pem()
                        && form == Form::Wrapped
                        && value.lines().next() == key.value.lines().next()
                    {
                        continue;
                    }
                    let coded = form.write(value, dice);
                    checks::is_left_alone(&redactor, &key, &format!("order 1042: {coded} (shirt)"));
                    kept += 1;
                }
            }
        }
    }
    assert!(kept >= 2000, "{kept} values were left alone");
}

/// Whatever way a message goes in, and whatever it is packed with.
#[test]
fn every_door_masks() {
    for (nth, sort) in Sort::ALL.into_iter().enumerate() {
        for round in 0..rounds() {
            let dice = &mut Seeded::new(round * 64 + nth as u64);
            let key = sort.make(dice);
            let redactor = redactor(std::slice::from_ref(&key));
            let gone = |shown: &Redacted| {
                spans_are_right(shown);
                let left = survivor(&key, &[Form::JsonField], &shown.text);
                assert_eq!(left, None, "{key:?} in {shown:#?}");
                assert!(shown.spans.iter().any(|span| span.kind == Kind::Key), "{key:?}: {shown:#?}");
            };
            let json = Form::JsonField.write(&key.value, dice);
            let line = format!("GET /x?k={} HTTP/1.1", Form::Percent.write(&key.value, dice));
            let headers = [("X-Value".to_owned(), key.value.replace('\n', " ").into_bytes())];
            gone(&redactor.start_line(&line));
            gone(&redactor.headers(&headers));
            gone(&redactor.record([&json[..9], &json[9..]]));
            let bytes = json.as_bytes();
            for body in [bytes.to_vec(), gzip(bytes), zlib(bytes), deflate(bytes), brotli(bytes)] {
                gone(&redactor.body(&body, Some("application/json")));
                gone(&redactor.body(&body, None));
                gone(&redactor.record_bytes(&body));
            }
            let packed = gzip(bytes);
            let parts = [
                Part::StartLine(&line),
                Part::Headers(&headers),
                Part::Body { bytes: &packed, media_type: Some("application/json") },
                Part::Text(&json),
            ];
            let shown = redactor.message(&parts);
            assert_eq!(shown.len(), parts.len());
            let tags: Vec<&str> = shown
                .iter()
                .flat_map(|part| &part.spans)
                .filter(|span| span.kind == Kind::Key)
                .map(|span| &span.tag[..])
                .collect();
            assert!(tags.windows(2).all(|pair| pair[0] == pair[1]), "one key has one tag: {shown:#?}");
            shown.iter().for_each(gone);
        }
    }
}

/// A provider may write what it was sent where it names the type of its answer.
#[test]
fn what_a_body_is_called_tells_nothing() {
    let key = Sort::Hex.make(&mut Seeded::new(6));
    let redactor = redactor(std::slice::from_ref(&key));
    for (media_type, called) in [
        (format!("application/{}", key.value), "application"),
        (format!("{}/json", key.value), "binary"),
        ("application/x-www-form-urlencoded; charset=utf-8".to_owned(), "application/x-www-form-urlencoded"),
        ("image/png".to_owned(), "image/png"),
    ] {
        let shown = redactor.body(&[0xff, 0, 1, 0xfe, 0x80], Some(&media_type));
        assert_eq!(shown.text, format!("[not shown: {called}, 5 bytes]"));
        assert_eq!(redactor.again(&shown), None);
        assert_eq!(redactor.text(&shown.text).text, shown.text);
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
    let key = Seeded::new(5).letters(BASE62, 20);
    let redactor = redactor(&[Key::new(key.clone())]);
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

#[test]
fn what_splits_is_left_out_wherever_the_part_that_is_joined_ends() {
    let mut key = "ck_".to_owned();
    let mut state = 7u64;
    while key.len() < 60 {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        key.push(char::from(b"0123456789abcdefGHIJKLMNOPQRSTUVWXYZ"[(state >> 33) as usize % 36]));
    }
    let held = [HeldKey { label: "key", value: key.as_bytes(), public_prefix: 3 }];
    let redactor = Redactor::new(&[1; 32], &held).0;
    for splitter in ["\u{1b}[31m", "\n1f\r\n", "\u{200b}\u{200b}", "<U+200B>", "\u{241b}[0;31m"] {
        for size in 1..=16 {
            for apart in ["", " ", "\0"] {
                let pieces: Vec<String> = key
                    .as_bytes()
                    .chunks(size)
                    .map(|piece| piece.iter().map(|byte| format!("{}{apart}", char::from(*byte))).collect())
                    .collect();
                let text = format!("before {} after", pieces.join(splitter));
                let found = redactor.scan(&text, false).leaks;
                let whole = found.len() == 1
                    && found[0].start <= 7
                    && found[0].end + splitter.len() + apart.len() + " after".len() >= text.len();
                assert!(whole, "{splitter:?} {size} {apart:?} {found:?} {}", text.len());
            }
        }
    }
}

/// Wrapped so narrowly that its lines could be the sizes of chunks, or so short that it is no more than a few letters of an
/// encoding: a key stays a key.
#[test]
fn narrow_lines_and_short_keys_are_no_way_out() {
    for round in 0..40 * rounds() {
        let dice = &mut Seeded::new(round * 8 + 5);
        let digits = dice.letters("0123456789abcdef", 40);
        let narrow = format!("ck_{digits}");
        let width = dice.between(4, 8);
        let end = dice.pick(&["\n", "\r\n", "\n  "]);
        let short_len = dice.between(6, 9);
        let short = dice.letters(BASE62, short_len);
        let hex: String = short.bytes().map(|byte| format!("{byte:02x}")).collect();
        for (value, written) in [
            (&narrow, format!("see {} end", pieces(&narrow, width).join(end))),
            (&short, format!("{hex},12.50")),
            (&short, format!("x={hex}&y=77")),
        ] {
            let held = [HeldKey { label: "shop key", value: value.as_bytes(), public_prefix: 0 }];
            let shown = Redactor::new(&[7; 32], &held).0.text(&written).text;
            let joined: String = shown.split_ascii_whitespace().collect();
            let run = |at: usize| joined.contains(&value[at..at + 10]);
            let survived = joined.contains(&hex) || (0..value.len().saturating_sub(9)).any(run);
            assert!(!survived, "{value} in {written:?}: {shown:?}");
        }
    }
}

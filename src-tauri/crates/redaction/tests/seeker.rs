//! A seeker finds the same in a file however it is cut, at every place, and whatever the file's bytes are.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use redaction::{Class, HeldKey, Leak, Seeker, SeekerStream};

struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % sides
    }

    fn letters(&mut self, alphabet: &[u8], len: usize) -> String {
        (0..len).map(|_| char::from(alphabet[self.roll(alphabet.len())])).collect()
    }
}

const BASE62: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const LINES: &[&str] = &[
    "function total(items) { return items.reduce((sum, item) => sum + item.price, 0); }\n",
    "The quick brown fox jumps over the lazy dog, and then it walks home again.\n",
    "  <li class=\"product\"><a href=\"/p/shirt?size=l\">Shirt</a></li>\n",
    "color: #ffeedd; margin: 0 auto; ",
    "2026-03-11T10:21:00Z INFO request finished status=200 duration_ms=18\n",
];

fn keys(dice: &mut Dice) -> Vec<String> {
    (0..20)
        .map(|at| match at % 3 {
            0 => format!("ck_{}", dice.letters(b"0123456789abcdef", 40)),
            1 => dice.letters(BASE62, 9 + at),
            _ => dice.letters(b"ABCDEFabcdef0123456789+/=&\"<>%$", 30),
        })
        .collect()
}

fn seeker(keys: &[String], shapes: bool) -> Seeker {
    let held: Vec<HeldKey<'_>> =
        keys.iter().map(|key| HeldKey { label: "key", value: key.as_bytes(), public_prefix: 0 }).collect();
    Seeker::new(&[1; 32], &held, shapes).0
}

fn read(mut stream: SeekerStream<'_>, bytes: &[u8], size: usize) -> Vec<Leak> {
    let mut leaks = Vec::new();
    for piece in bytes.chunks(size) {
        stream.push(piece, &mut leaks);
    }
    assert!(stream.finish(&mut leaks));
    leaks
}

fn assert_apart(leaks: &[Leak]) {
    for pair in leaks.windows(2) {
        assert!(pair[0].end <= pair[1].start, "{pair:?}");
    }
}

#[test]
fn keys_are_found_at_every_place_around_every_border() {
    let mut dice = Dice(1);
    let keys = keys(&mut dice);
    let seeker = seeker(&keys, false);
    for key in &keys {
        for wire in [key.clone(), STANDARD.encode(format!("u:{key}"))] {
            for at in 0..160 {
                let text = format!("{}{wire}{}", " ".repeat(at), ".".repeat(120));
                let whole = seeker.seek(text.as_bytes());
                assert!(whole.complete);
                assert_eq!(whole.leaks.len(), 1, "{at}");
                assert!(whole.leaks[0].start <= at + 4 && whole.leaks[0].end + 4 >= at + wire.len());
                // One border at every place in the key and beside it, and many.
                for size in [1, 7, 100, at + 1, at + wire.len() / 2, at + wire.len() - 1] {
                    assert_eq!(read(seeker.stream(), text.as_bytes(), size), whole.leaks, "{at} {size}");
                }
            }
        }
    }
}

#[test]
fn keys_within_keys_are_one_finding_however_they_are_cut() {
    let mut dice = Dice(2);
    let long = dice.letters(BASE62, 60);
    let keys = vec![long[..20].to_owned(), long[25..40].to_owned(), long.clone()];
    let seeker = seeker(&keys, false);
    let text = format!("a {long} b {} c {long}", &long[..30]);
    let whole = seeker.seek(text.as_bytes()).leaks;
    assert_eq!(whole.iter().map(|leak| leak.key).collect::<Vec<_>>(), [Some(2), Some(0), Some(2)]);
    for size in 1..80 {
        assert_eq!(read(seeker.stream(), text.as_bytes(), size), whole, "{size}");
    }
}

/// A file of several windows in which something stands every few lines; and where each thing stands.
fn planted(dice: &mut Dice, keys: &[String], size: usize) -> (Vec<u8>, Vec<(usize, usize)>) {
    let mut text = String::new();
    let mut places = Vec::new();
    while text.len() < size {
        for _ in 0..5 + dice.roll(60) {
            text.push_str(LINES[dice.roll(LINES.len())]);
        }
        let key = &keys[dice.roll(keys.len())];
        let (before, value, after) = match dice.roll(5) {
            0 => ("\nsecret = \"", key.clone(), "\"\n"),
            1 => ("\nAuthorization: Basic ", STANDARD.encode(format!("user:{key}")), "\n"),
            2 => ("\n\"client_secret\": \"", dice.letters(BASE62, 32), "\",\n"),
            3 => ("\ncurl -H 'X-Token: ghp_", dice.letters(BASE62, 36), "'\n"),
            _ => {
                let lines: String = (0..30).map(|_| dice.letters(BASE62, 64) + "\n").collect();
                ("\n", format!("-----BEGIN {0}-----\n{lines}-----END {0}-----", "PRIVATE KEY"), "\n")
            }
        };
        text.push_str(before);
        places.push((text.len(), text.len() + value.len()));
        text.push_str(&value);
        text.push_str(after);
    }
    (text.into_bytes(), places)
}

#[test]
fn nothing_is_lost_or_told_twice_where_windows_meet() {
    let mut dice = Dice(3);
    let keys = keys(&mut dice);
    let seeker = seeker(&keys, true);
    let (text, places) = planted(&mut dice, &keys, 1_000_000);
    let whole = seeker.seek(&text);
    assert!(whole.complete);
    assert_apart(&whole.leaks);
    for (start, end) in &places {
        let found: Vec<_> =
            whole.leaks.iter().filter(|leak| leak.start < *end && leak.end > *start).collect();
        assert_eq!(found.len(), 1, "{start}..{end}: {found:?}");
    }
    let long: Vec<_> = whole.leaks.iter().filter(|leak| leak.end - leak.start > 2_200).collect();
    assert_eq!(whole.leaks.len(), places.len(), "{long:?}");
    assert_eq!(read(seeker.stream(), &text, 100_000), whole.leaks);
}

/// Whatever the cut between two windows falls on, it is one finding and stands where it says.
#[test]
fn what_lies_across_a_cut_is_found_whole() {
    // The first window's size less what it sees ahead, and the window's own end.
    const CUTS: [usize; 2] = [256 * 1024 - 8 * 1024, 256 * 1024];
    let mut dice = Dice(9);
    let keys = keys(&mut dice);
    let seeker = seeker(&keys, true);
    let lines: String = (0..30).map(|_| dice.letters(BASE62, 64) + "\n").collect();
    let block = format!("-----BEGIN {0}-----\n{lines}-----END {0}-----", "PRIVATE KEY");
    let coded = STANDARD.encode(format!("user:{}", keys[0]));
    // Of a block there are ends of lines to cut at, of one endless word none.
    for (filler, value) in [("a line of text\n", &block), (".", &keys[0]), (".", &coded)] {
        let befores = (1..value.len()).step_by((value.len() / 10).max(1));
        for (cut, before) in CUTS.iter().flat_map(|cut| befores.clone().map(move |before| (cut, before))) {
            let mut text = filler.repeat(cut / filler.len() + 1);
            text.truncate(cut - before - 1);
            text.push_str(if filler == "." { "." } else { "\n" });
            let start = text.len();
            text.push_str(value);
            let end = text.len();
            text.push_str(if filler == "." { "." } else { "\n" });
            text.push_str(&filler.repeat(60_000 / filler.len()));
            let whole = seeker.seek(text.as_bytes());
            assert!(whole.complete);
            let places: Vec<_> = whole.leaks.iter().map(|leak| (leak.start, leak.end)).collect();
            let [(from, to)] = places[..] else { panic!("{before} of {}: {places:?}", value.len()) };
            // Of what encodes a key and its user's name the key is found.
            let slack = if value == &coded { 8 } else { 0 };
            assert!((start..=start + slack).contains(&from) && (end - slack..=end).contains(&to), "{before}");
            assert_eq!(read(seeker.stream(), text.as_bytes(), 100_000), whole.leaks, "{before}");
        }
    }
}

#[test]
fn small_files_are_the_same_in_any_pieces() {
    let mut dice = Dice(4);
    let keys = keys(&mut dice);
    let seeker = seeker(&keys, true);
    let (text, places) = planted(&mut dice, &keys, 8_000);
    let whole = seeker.seek(&text).leaks;
    assert_eq!(whole.len(), places.len());
    for (leak, (start, end)) in whole.iter().zip(&places) {
        assert!(leak.start < *end && leak.end > *start, "{leak:?} {start}..{end}");
    }
    for size in [1, 7, 4096] {
        assert_eq!(read(seeker.stream(), &text, size), whole, "{size}");
    }
}

#[test]
fn bytes_of_any_kind_are_read() {
    let mut dice = Dice(5);
    let keys = keys(&mut dice);
    let secret = dice.letters(BASE62, 32);
    let text = format!("caf\u{e9} client_secret = \"{secret}\" and {}", keys[0]);
    let latin1: Vec<u8> = text.chars().map(|char| char as u8).collect();
    let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide_big: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    let mut binary: Vec<u8> = (0..3000).map(|_| dice.roll(256) as u8).collect();
    let noise = binary.clone();
    binary.extend_from_slice(b"\0\0");
    binary.extend_from_slice(text.as_bytes());
    binary.extend_from_slice(b"\0\xff");
    binary.extend_from_slice(&noise);
    let marked = [&[0xff, 0xfe][..], &wide].concat();
    let shapes = seeker(&keys, true);
    for bytes in [latin1, wide, wide_big, marked, binary] {
        let found = shapes.seek(&bytes).leaks;
        let classes: Vec<Class> = found.iter().map(|leak| leak.class).collect();
        assert_eq!(classes, [Class::Secret, Class::Held]);
        let said = |leak: &Leak| -> String {
            bytes[leak.start..leak.end]
                .iter()
                .filter(|byte| **byte != 0)
                .map(|byte| char::from(*byte))
                .collect()
        };
        assert_eq!(said(&found[0]), secret);
        assert_eq!(said(&found[1]), keys[0]);
        assert!(found[1].key == Some(0));
    }
}

/// What a bundler writes beside its bundle: one word without end, in whose letters the beginnings of many formats stand.
fn source_map(dice: &mut Dice, size: usize) -> String {
    const SEGMENTS: [&str; 12] =
        ["OAAO", "SAAS", "EAAE", "GAAG", "CAAC", "SAAA", "OAAA", "EAAA", "SAAUA", "AAKC", "SOAAO", "UAASA"];
    let mut map = r#"{"version":3,"sources":["index.js"],"names":[],"mappings":""#.to_owned();
    while map.len() < size {
        map.push_str(SEGMENTS[dice.roll(SEGMENTS.len())]);
        map.push(if dice.roll(8) == 0 { ';' } else { ',' });
    }
    map + r#""}"#
}

#[test]
fn a_source_map_is_read_to_its_end() {
    let dice = &mut Dice(8);
    let keys = keys(dice);
    let seeker = seeker(&keys, true);
    for size in [16 * 1024, 64 * 1024, 600 * 1024] {
        let mut map = source_map(dice, size);
        let start = map.len();
        map.push_str(&keys[0]);
        let found = seeker.seek(map.as_bytes());
        assert!(found.complete, "{size}");
        let leaks: Vec<_> = found.leaks.iter().map(|leak| (leak.start, leak.class)).collect();
        assert_eq!(leaks, [(start, Class::Held)], "{size}");
    }
}

#[test]
fn a_key_too_short_is_refused_and_shifts_the_positions() {
    let keys = ["abc".to_owned(), Dice(6).letters(BASE62, 30)];
    let held = keys.each_ref().map(|key| HeldKey { label: "", value: key.as_bytes(), public_prefix: 0 });
    let text = format!("x {} y", keys[1]);
    for shapes in [false, true] {
        let (seeker, refused) = Seeker::new(&[1; 32], &held, shapes);
        assert_eq!(refused.len(), 1);
        let found = seeker.seek(text.as_bytes()).leaks;
        assert_eq!(found.len(), 1);
        assert!(found[0].key == Some(0) && found[0].class == Class::Held);
    }
}

//! Many keys in large texts: every one is found, in each of its forms, at each place.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use redaction::{Finder, HeldKey, Sighting, WaitingFinder};

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
const SIGNS: &[u8] = b"ABCDEFabcdef0123456789+/=&\"<>%$";

fn keys(dice: &mut Dice, count: usize) -> Vec<String> {
    (0..count)
        .map(|at| match at % 4 {
            0 => format!("ck_{}", dice.letters(b"0123456789abcdef", 40)),
            1 => format!("sk_live_{}", dice.letters(BASE62, 24)),
            2 => dice.letters(SIGNS, 30),
            _ => dice.letters(BASE62, 9 + at % 9),
        })
        .collect()
}

fn held(keys: &[String]) -> Vec<HeldKey<'_>> {
    keys.iter().map(|key| HeldKey { label: "key", value: key.as_bytes(), public_prefix: 0 }).collect()
}

fn wires(key: &str) -> Vec<Vec<u8>> {
    let percent: String = key
        .bytes()
        .map(|byte| match byte.is_ascii_alphanumeric() || b"-_.~".contains(&byte) {
            true => char::from(byte).to_string(),
            false => format!("%{byte:02X}"),
        })
        .collect();
    vec![
        key.as_bytes().to_vec(),
        STANDARD.encode(key).into_bytes(),
        STANDARD.encode(format!("u:{key}")).into_bytes(),
        URL_SAFE_NO_PAD.encode(format!("user:{key}!")).into_bytes(),
        key.bytes().map(|byte| format!("{byte:02x}")).collect::<String>().into_bytes(),
        percent.into_bytes(),
        serde_json::to_string(key).expect("a string is JSON").trim_matches('"').as_bytes().to_vec(),
        key.bytes().flat_map(|byte| [byte, 0]).collect(),
    ]
}

#[test]
fn every_form_is_found_at_every_offset_and_cut() {
    let mut dice = Dice(3);
    let keys = keys(&mut dice, 12);
    let finder = Finder::new(&held(&keys));
    let waiting = WaitingFinder::new(&[5; 32], &held(&keys));
    for (at, key) in keys.iter().enumerate() {
        for wire in wires(key) {
            for lead in 0..25 {
                let mut text = dice.letters(BASE62, lead).into_bytes();
                text.push(b'|');
                text.extend_from_slice(&wire);
                text.extend_from_slice(b"| and more");
                let mut found = Vec::new();
                finder.find(&text, &mut found);
                assert!(found.iter().any(|seen| seen.key == at), "{key} {}", String::from_utf8_lossy(&text));
                let mut hashed = Vec::new();
                waiting.find(&[5; 32], &text, &mut hashed);
                assert_eq!(found, hashed, "{key}");
                let mut blind = Vec::new();
                waiting.find(&[6; 32], &text, &mut blind);
                assert!(blind.is_empty());
            }
        }
    }
}

#[test]
fn streams_find_the_same_however_they_are_cut() {
    let mut dice = Dice(4);
    let keys = keys(&mut dice, 40);
    let finder = Finder::new(&held(&keys));
    let mut text = Vec::new();
    for key in &keys {
        text.extend_from_slice(dice.letters(BASE62, 50).as_bytes());
        text.push(b' ');
        text.extend_from_slice(&wires(key)[dice.roll(8)]);
        text.push(b' ');
    }
    let mut whole = Vec::new();
    finder.find(&text, &mut whole);
    assert!(keys.iter().enumerate().all(|(at, _)| whole.iter().any(|seen| seen.key == at)));
    for size in [1, 2, 7, 64, 100, 1000] {
        let mut stream = finder.stream();
        let mut found: Vec<Sighting> = Vec::new();
        for piece in text.chunks(size) {
            stream.push(piece, &mut found);
        }
        found.sort();
        found.dedup();
        assert_eq!(found, whole, "{size}");
    }
}

#[test]
fn nothing_is_found_where_nothing_is() {
    let mut dice = Dice(5);
    let keys = keys(&mut dice, 1000);
    let finder = Finder::new(&held(&keys));
    let text = dice.letters(BASE62, 200_000);
    let mut found = Vec::new();
    finder.find(text.as_bytes(), &mut found);
    assert!(found.is_empty());
}

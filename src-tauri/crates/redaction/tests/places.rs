//! Where labels and findings stand; that redacting twice changes nothing; that hostile texts end in one label.

mod settings;
mod wire;

use proptest::prelude::*;
use redaction::{Class, Kind, Redactor};
use settings::settings;
use wire::forms::{CODES, Form};
use wire::keys::{Key, Sort, redactor};
use wire::oracle::{spans_are_right, survivor};
use wire::{Dice, Seeded, checks, texts};

fn made(seed: u64) -> (Vec<Key>, Seeded) {
    let mut dice = Seeded::new(seed);
    let keys = (0..2).map(|_| dice.pick(&Sort::ALL).make(&mut dice)).collect();
    (keys, dice)
}

proptest! {
    #![proptest_config(settings(96))]

    #[test]
    fn labels_stand_where_spans_say_and_twice_is_once(seed: u64) {
        let (keys, mut dice) = made(seed);
        let text = texts::text(&keys, 12, &mut dice);
        checks::text(&redactor(&keys), &keys, &text);
    }

    #[test]
    fn any_text_at_all(text in "\\PC{0,200}", seed: u64) {
        let (keys, _) = made(seed);
        checks::text(&redactor(&keys), &keys, &text);
        checks::scan(&redactor(&keys), &keys, &text);
    }

    #[test]
    fn scans_say_where(seed: u64) {
        let (keys, mut dice) = made(seed);
        let text = texts::text(&keys, 12, &mut dice);
        checks::scan(&redactor(&keys), &keys, &text);
    }

    #[test]
    fn any_bytes_at_all(bytes in prop::collection::vec(any::<u8>(), 0..300), seed: u64) {
        let (keys, _) = made(seed);
        let redactor = redactor(&keys);
        for media_type in [None, Some("application/json"), Some("text/html; charset=utf-8"), Some("image/png")] {
            spans_are_right(&redactor.body(&bytes, media_type));
        }
        spans_are_right(&redactor.headers(&[("X-Odd".to_owned(), bytes.clone())]));
        spans_are_right(&redactor.record_bytes(&bytes));
        let _ = redaction::mask_parts(&bytes);
        let _ = redaction::inspect(&String::from_utf8_lossy(&bytes));
    }

    #[test]
    fn what_was_stored_before_a_key_was_held_is_masked_again(seed: u64, form in prop::sample::select(CODES)) {
        let (keys, mut dice) = made(seed);
        let (new, old) = (&keys[0], &keys[1]);
        let text = format!("contact anna@example.com about {} please", form.write(&new.value, &mut dice));
        let stored = redactor(std::slice::from_ref(old)).text(&text);
        let later = redactor(std::slice::from_ref(new));
        let again = later.again(&stored);
        let shown = again.as_ref().unwrap_or(&stored);
        spans_are_right(shown);
        prop_assert_eq!(survivor(new, &[form], &shown.text), None, "{:?}", shown);
        prop_assert!(shown.spans.iter().any(|span| span.kind == Kind::Personal), "{:?}", shown);
        prop_assert_eq!(later.again(shown), None);
    }
}

#[test]
fn what_is_held_comes_before_what_is_secret_before_what_is_public() {
    let dice = &mut Seeded::new(9);
    let held = Key::new(format!("sk_{}_{}", "live", dice.letters(wire::keys::BASE62, 24)));
    let other = format!("sk_{}_{}", "live", dice.letters(wire::keys::BASE62, 24));
    let public = format!("pk_{}_{}", "live", dice.letters(wire::keys::BASE62, 24));
    let text = format!("a = \"{}\"; secret = \"{other}\"; b = \"{public}\"; ", held.value);
    let scan = redactor(std::slice::from_ref(&held)).scan(&text, true);
    let seen: Vec<(&str, Class)> =
        scan.leaks.iter().map(|leak| (&text[leak.start..leak.end], leak.class)).collect();
    assert_eq!(
        seen,
        [(&held.value[..], Class::Held), (&other[..], Class::Secret), (&public[..], Class::Public)]
    );
}

fn hostile() -> Vec<(&'static str, String)> {
    const SIZE: usize = 24 * 1024;
    let repeated = |piece: &str| piece.repeat(SIZE / piece.len());
    let dice = &mut Seeded::new(1);
    let mut nested = "x".repeat(1500);
    while nested.len() < SIZE {
        nested = Form::Base64Bare.write(&nested, dice);
    }
    let mut bomb = "0".repeat(8 * 1024 * 1024);
    bomb = Form::GzipBase64.write(&bomb, dice);
    vec![
        ("percent", repeated("%25")),
        ("percent of percent", repeated("%252525")),
        ("arrays", repeated("[")),
        ("objects", repeated("{\"a\":")),
        ("base64 of base64", nested),
        ("backslashes", repeated("\\")),
        ("entities", repeated("&amp;")),
        ("blanks", repeated("a ")),
        ("quoted", repeated("=3D")),
        ("tags", repeated("<a b=\"c\">")),
        ("names", repeated("password=")),
        ("mails", repeated("a@b.c ")),
        ("labels", repeated("[key a #0123]")),
        ("packed", bomb),
        ("hex", repeated("3a ")),
        ("escapes", "\u{1b}[31m".repeat(400)),
    ]
}

/// Work is counted, so the answer is the same each time; what is too much is one label.
#[test]
fn hostile_texts_give_the_same_answer_each_time() {
    let (keys, _) = made(3);
    let redactor: Redactor = redactor(&keys);
    for (name, text) in hostile() {
        let shown = redactor.text(&text);
        spans_are_right(&shown);
        assert_eq!(redactor.text(&text), shown, "{name}");
        if shown.spans.iter().any(|span| span.kind == Kind::Closed) {
            assert_eq!(shown.spans.len(), 1, "{name}: one label alone");
            assert_eq!(shown.spans[0].end, shown.text.len(), "{name}: one label alone");
        }
        let first = redactor.scan(&text, true);
        assert_eq!(redactor.scan(&text, true), first, "{name}");
    }
}

/// What unpacks to more than may be looked at is closed, not passed over.
#[test]
fn what_cannot_be_finished_is_one_label() {
    let (keys, mut dice) = made(4);
    let bomb =
        Form::GzipBase64.write(&format!("{}{}", "0".repeat(8 * 1024 * 1024), keys[0].value), &mut dice);
    let shown = redactor(&keys).text(&format!("body: {bomb}"));
    assert_eq!(shown.spans.len(), 1);
    assert_eq!(shown.spans[0].kind, Kind::Closed);
    assert_eq!(shown.text.len(), shown.spans[0].end);
}

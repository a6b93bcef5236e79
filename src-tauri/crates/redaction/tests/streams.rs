//! The same answer however what comes in is cut into pieces, down to one byte.

mod settings;
mod wire;

use proptest::prelude::*;
use settings::settings;
use wire::keys::{Key, Sort, redactor};
use wire::{Dice, Seeded, checks, texts};

fn made(seed: u64) -> (Vec<Key>, Seeded) {
    let mut dice = Seeded::new(seed);
    let keys = (0..2).map(|_| dice.pick(&Sort::ALL).make(&mut dice)).collect();
    (keys, dice)
}

proptest! {
    #![proptest_config(settings(96))]

    #[test]
    fn streams_do_not_depend_on_their_cuts(seed: u64) {
        let (keys, mut dice) = made(seed);
        let text = texts::text(&keys, 12, &mut dice);
        let cuts = texts::cuts(text.len(), &mut dice);
        checks::stream(&redactor(&keys), &keys, text.as_bytes(), &cuts);
    }

    #[test]
    fn bytes_that_are_no_text_may_be_cut_anywhere_too(seed: u64, bytes in prop::collection::vec(any::<u8>(), 0..200), at in 0usize..400) {
        let (keys, mut dice) = made(seed);
        let mut mixed = texts::text(&keys, 4, &mut dice).into_bytes();
        let at = at.min(mixed.len());
        mixed.splice(at..at, bytes);
        let cuts = texts::cuts(mixed.len(), &mut dice);
        checks::stream(&redactor(&keys), &[], &mixed, &cuts);
    }

    #[test]
    fn records_do_not_depend_on_their_cuts(seed: u64) {
        let (keys, mut dice) = made(seed);
        let text = texts::text(&keys, 8, &mut dice);
        let cuts = texts::cuts(text.len(), &mut dice);
        checks::record(&redactor(&keys), &text, &cuts);
    }

    #[test]
    fn seekers_do_not_depend_on_their_cuts(seed: u64) {
        let (keys, mut dice) = made(seed);
        let text = texts::text(&keys, 8, &mut dice);
        let cuts = texts::cuts(text.len(), &mut dice);
        checks::seeker(&keys, text.as_bytes(), &cuts);
    }

    #[test]
    fn finders_do_not_depend_on_their_cuts(seed: u64) {
        let (keys, mut dice) = made(seed);
        let text = texts::text(&keys, 12, &mut dice);
        let cuts = texts::cuts(text.len(), &mut dice);
        checks::finder(&keys, text.as_bytes(), &cuts);
    }
}

/// One written key between harmless lines, cut at places all over it.
#[test]
fn a_key_may_be_cut_anywhere() {
    const STEP: usize = 6;
    for (nth, form) in wire::forms::CODES.iter().chain(wire::forms::OUTER).enumerate() {
        let (keys, mut dice) = made(nth as u64);
        let coded = form.write(&keys[0].value, &mut dice);
        let text = format!("status=200\r\nvalue: {coded}\r\nna\u{ef}ve \u{1f511}\r\n").into_bytes();
        let redactor = redactor(&keys);
        let whole = checks::streamed(&redactor, &[&text]);
        for at in (1 + nth % STEP..text.len().min(160)).step_by(STEP) {
            let (first, second) = text.split_at(at);
            assert_eq!(checks::streamed(&redactor, &[first, second]), whole, "{form:?} cut at {at}");
        }
    }
}

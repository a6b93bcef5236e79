//! Whole texts: lines, blocks and odd characters, with keys written here and there.

use super::Dice;
use super::around::{FILLERS, around};
use super::forms::{CODES, Form, OUTER};
use super::keys::{BASE62, Key, SMALL};

/// What gives engines trouble where it is cut, nested or repeated.
const ODDITIES: &[&str] = &[
    "\r",
    "\r\n",
    "\n\n",
    "\t",
    "\u{1b}[31m",
    "\u{1b}[0m",
    "\u{200b}",
    "\u{202e}",
    "\u{ad}",
    "\0",
    "\u{1f511}",
    "\u{6f22}\u{5b57}",
    "e\u{301}",
    "\\ud83d",
    "\\ud83d\\udd11",
    "\\udd11",
    "\"",
    "'",
    "{",
    "}",
    "[",
    "]",
    "\\",
    "\\\\",
    "%",
    "%25",
    "%2525",
    "&amp;",
    "&#",
    "=\n",
    "=3D",
    "[email #0123]",
    "[key acme secret #3f9a]",
    "[not shown: binary, 12 bytes]",
    "-----BEGIN ",
    "-----END ",
    "PRIVATE KEY-----",
    ": ",
    "= ",
    "password: ",
    "\"token\": \"",
    "Authorization: Bearer ",
    "anna@example.com ",
    "+49 30 901820 ",
    "203.0.113.87 ",
    "4111 1111 1111 1111 ",
    "<email>",
    "</email>",
    "a\r\n1a\r\n",
];

/// A text of up to `most` pieces.
pub(crate) fn text(keys: &[Key], most: usize, dice: &mut impl Dice) -> String {
    let mut text = String::new();
    for _ in 0..dice.between(1, most) {
        piece(keys, dice, &mut text);
    }
    text
}

fn piece(keys: &[Key], dice: &mut impl Dice, text: &mut String) {
    match dice.below(10) {
        0 | 1 => text.push_str(dice.pick(FILLERS)),
        2 | 3 => text.push_str(dice.pick(ODDITIES)),
        4 => {
            let len = dice.between(1, 30);
            text.push_str(&dice.letters(BASE62, len));
        }
        5 => block(dice, text),
        6 => {
            let char = char::from_u32(dice.below(0x11_0000) as u32).unwrap_or('\u{fffd}');
            text.push(char);
        }
        _ if keys.is_empty() => text.push('\n'),
        nth => {
            let key = &keys[dice.below(keys.len())];
            let mut coded = key.value.clone();
            for _ in 7..nth {
                let form = if dice.below(4) == 0 { dice.pick(OUTER) } else { dice.pick(CODES) };
                coded = form.write(&coded, dice);
            }
            match dice.below(3) {
                0 => text.push_str(&around(&coded, false, dice)),
                _ => text.push_str(&coded),
            }
        }
    }
}

/// Something over several lines.
fn block(dice: &mut impl Dice, text: &mut String) {
    let value = dice.letters(SMALL, 12);
    let end = dice.pick(&["\n", "\r\n"]);
    let lines: Vec<String> = match dice.below(5) {
        0 => vec!["{".into(), format!("  \"name\": \"{value}\","), "  \"tags\": [1, 2]".into(), "}".into()],
        1 => vec!["password: |".into(), format!("  {value}"), "next: 1".into()],
        2 => vec![
            "-----BEGIN PRIVATE KEY-----".into(),
            dice.letters(BASE62, 64),
            dice.letters(BASE62, 30),
            "-----END PRIVATE KEY-----".into(),
        ],
        3 => vec!["email,phone".into(), "a@example.com,5".into()],
        _ => {
            let coded = Form::Base64.write(&format!("{value} {value} {value} {value} {value}"), dice);
            super::forms::pieces(&coded, 20)
        }
    };
    text.push_str(&lines.join(end));
    text.push_str(end);
}

/// Places to cut a text of so many bytes.
pub(crate) fn cuts(len: usize, dice: &mut impl Dice) -> Vec<usize> {
    match dice.below(4) {
        0 => vec![1],
        1 => vec![dice.between(1, 7)],
        _ => (0..dice.between(1, 20)).map(|_| dice.between(1, len.max(1))).collect(),
    }
}

//! What stands around a key.

use super::Dice;
use super::keys::BASE62;

/// Where a written key stands.
const PLACES: &[(&str, &str)] = &[
    ("", ""),
    ("error: ", " rejected"),
    ("{\"value\":\"", "\",\"id\":4}"),
    ("GET /v1/x?key=", "&page=2 HTTP/1.1"),
    ("<v>", "</v>"),
    ("Authorization: Bearer ", "\nAccept: */*"),
    ("Authorization: Basic ", ""),
    ("X-Custom: ", ""),
    ("2026-03-11T10:20:00Z INFO request value=", " status=200"),
    ("const x = \"", "\";\n"),
    ("id,value,total\n1,", ",12.50\n"),
    ("a=1&v=", "&b=2"),
    ("x/", "/y"),
    ("Invalid API key provided: ", "."),
    ("- name: x\n  value: ", "\n- name: y\n"),
    ("(", ")"),
];

/// Harmless text: prose, order data, escapes of all sorts.
pub(crate) const FILLERS: &[&str] = &[
    "Soft organic cotton shirt, washable at 40 degrees. ",
    "order 10482, SKU-1042-XL, total 129.90 EUR\n",
    "caf\\u00e9 &amp; bar, 100%25 linen, na\u{ef}ve \u{6f22}\u{5b57}\n",
    "GET /wp-json/wc/v3/products?per_page=10&search=blue%20shirt HTTP/1.1\r\n",
    "<p class=\"note\">Ships within 3 days &ndash; free returns</p>\n",
    "{\"id\":727,\"status\":\"processing\",\"currency\":\"EUR\",\"tags\":[1,2,3]}\n",
];

/// The written key amid other text, some of it far. `alone`: nothing touches it that could be a part of it.
pub(crate) fn around(coded: &str, alone: bool, dice: &mut impl Dice) -> String {
    let (mut before, mut after) = dice.pick(PLACES);
    if alone && before.ends_with(['/', ',']) {
        (before, after) = ("value: ", "\n");
    }
    let lead = filler(dice);
    let trail = filler(dice);
    let apart = if alone && after.is_empty() { " " } else { "" };
    format!("{lead}{before}{coded}{after}{apart}{trail}")
}

/// Mostly nothing or a line; at times more than a view reads around an escape.
fn filler(dice: &mut impl Dice) -> String {
    match dice.below(8) {
        0 => {
            let line = dice.pick(FILLERS);
            line.repeat(dice.between(1, 3))
        }
        1 => {
            let mut text = String::new();
            for _ in 0..dice.between(8, 30) {
                text.push_str(dice.pick(FILLERS));
            }
            text
        }
        2 => format!("{} ", dice.letters(BASE62, 5)),
        _ => String::new(),
    }
}

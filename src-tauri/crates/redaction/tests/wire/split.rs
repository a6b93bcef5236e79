//! Keys that are broken into pieces: by blanks and line ends in all their spellings, by tags, by what is not seen; and
//! dumps of bytes, with all that stands beside them.

use super::Dice;
use super::forms::pieces;
use super::undo::{digits_alone, without};

/// Blanks and line ends as they are, and as texts spell them.
pub(crate) const BLANKS: &[&str] = &[
    " ", "\t", "\n", "\r\n", "\n  ", "\n> ", "%20", "+", "%0A", "%0D%0A", "\\n", "\\r\\n", "\\t", "&#10;",
    "&#xA;", "=\r\n", "\\\n",
];

/// Tags, and what is not seen.
const UNSEEN: &[&str] = &[
    "<br>",
    "<br/>\n",
    "<wbr>",
    "</b><b>",
    "</span><span class=\"hl k\">",
    "&shy;",
    "&zwj;",
    "&zwnj;",
    "&ZeroWidthSpace;",
    "&#8203;",
    "\u{ad}",
    "\u{200b}",
    "\u{200d}",
    "\u{2060}",
    "\u{1b}[31m",
    "\u{1b}[0m\u{1b}[1;32m",
];

/// Split by one of the blanks, at any width.
pub(crate) fn by_blanks(value: &str, dice: &mut impl Dice) -> String {
    let width = if dice.below(2) == 0 { dice.between(3, 8) } else { dice.between(9, 76) };
    // What is quoted is not told from a key's own signs.
    let quoted = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+/=-_".contains(&byte));
    let blanks: Vec<&str> = BLANKS.iter().copied().filter(|blank| quoted || !blank.contains('>')).collect();
    pieces(value, width).join(dice.pick(&blanks))
}

pub(crate) fn by_unseen(value: &str, dice: &mut impl Dice) -> String {
    let width = dice.between(3, 24);
    pieces(value, width).join(dice.pick(UNSEEN))
}

/// What splits is left out, the longest first.
pub(crate) fn undo_blanks(text: &[u8]) -> Vec<u8> {
    undo(text, BLANKS, &[b" ", b"\t", b"\r", b"\n"])
}

pub(crate) fn undo_unseen(text: &[u8]) -> Vec<u8> {
    // What is not seen is written out where it was not masked.
    undo(text, UNSEEN, &[b"<U+00AD>", b"<U+200B>", b"<U+200D>", b"<U+2060>", "\u{241b}[31m".as_bytes()])
}

fn undo(text: &[u8], parts: &[&str], more: &[&[u8]]) -> Vec<u8> {
    let mut parts: Vec<&[u8]> =
        parts.iter().map(|part| part.as_bytes()).chain(more.iter().copied()).collect();
    parts.sort_by_key(|part| std::cmp::Reverse(part.len()));
    without(text, &parts)
}

/// Hex in groups of any width.
pub(crate) fn hex_groups(value: &str, dice: &mut impl Dice) -> String {
    let width = dice.pick(&[3, 4, 4, 5, 6, 7, 8, 8, 10, 16]);
    let between = dice.pick(&[" ", " ", "-", ":", ",", ", ", "\n", "\r\n", "\t", "\n  ", "  "]);
    pieces(&super::forms::hex(value.as_bytes(), ""), width).join(between)
}

pub(crate) fn undo_groups(text: &[u8]) -> Vec<u8> {
    digits_alone(&without(text, &[b" ", b"-", b":", b",", b"\r", b"\n", b"\t"]))
}

/// How dumps are laid out.
struct Layout {
    /// Bytes in a group, and in a line.
    group: usize,
    line: usize,
    /// What stands between the place and the bytes.
    after_place: &'static str,
    octal_place: bool,
    /// Around the bytes as text; nothing where they do not stand there.
    shown: Option<(&'static str, &'static str)>,
    /// The lowest byte of a group first.
    swapped: bool,
}

const LAYOUTS: &[Layout] = &[
    // xxd, xxd -g4, xxd -g1 -c8
    Layout {
        group: 2,
        line: 16,
        after_place: ": ",
        octal_place: false,
        shown: Some(("  ", "")),
        swapped: false,
    },
    Layout {
        group: 4,
        line: 16,
        after_place: ": ",
        octal_place: false,
        shown: Some(("  ", "")),
        swapped: false,
    },
    Layout {
        group: 1,
        line: 8,
        after_place: ": ",
        octal_place: false,
        shown: Some(("  ", "")),
        swapped: false,
    },
    // hexdump -C
    Layout {
        group: 1,
        line: 16,
        after_place: "  ",
        octal_place: false,
        shown: Some(("  |", "|")),
        swapped: false,
    },
    // hexdump, od -x, od -t x4
    Layout { group: 2, line: 16, after_place: " ", octal_place: true, shown: None, swapped: true },
    Layout { group: 4, line: 16, after_place: " ", octal_place: true, shown: None, swapped: true },
    // od -t x1
    Layout { group: 1, line: 16, after_place: " ", octal_place: true, shown: None, swapped: false },
];

pub(crate) fn hex_dump(value: &str, dice: &mut impl Dice) -> String {
    let layout = &LAYOUTS[dice.below(LAYOUTS.len())];
    let mut out = String::new();
    for (nth, line) in value.as_bytes().chunks(layout.line).enumerate() {
        let place = nth * layout.line;
        let place = if layout.octal_place { format!("{place:07o}") } else { format!("{place:08x}") };
        let mut groups: Vec<String> = Vec::new();
        for group in line.chunks(layout.group) {
            let mut group = group.to_vec();
            if layout.swapped {
                // What is missing is nought.
                group.resize(layout.group, 0);
                group.reverse();
            }
            groups.push(super::forms::hex(&group, ""));
        }
        out.push_str(&format!("{place}{}{}", layout.after_place, groups.join(" ")));
        if let Some((open, close)) = layout.shown {
            let shown: String = line
                .iter()
                .map(|byte| if byte.is_ascii_graphic() { char::from(*byte) } else { '.' })
                .collect();
            let full = layout.line / layout.group * (2 * layout.group + 1) - 1;
            let room = full - groups.join(" ").len();
            out.push_str(&format!("{}{open}{shown}{close}", " ".repeat(room)));
        }
        out.push('\n');
    }
    out
}

/// The groups of each line behind its place, of one width, in all layouts.
pub(crate) fn undo_dump(text: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let text = String::from_utf8_lossy(text);
    for layout in LAYOUTS {
        for line in text.lines() {
            let is_place = |at: &usize| {
                let digits = line.as_bytes()[..*at].iter().rev().take_while(|byte| byte.is_ascii_hexdigit());
                digits.count() >= 7
            };
            let place = line.match_indices(layout.after_place).map(|(at, _)| at).find(is_place);
            let behind = place.map_or(line, |at| &line[at + layout.after_place.len()..]);
            for word in behind.split(' ') {
                let is_group = (2..=2 * layout.group).contains(&word.len())
                    && word.len() % 2 == 0
                    && word.bytes().all(|byte| byte.is_ascii_hexdigit());
                if !is_group {
                    break;
                }
                let mut bytes: Vec<u8> = (0..word.len())
                    .step_by(2)
                    .filter_map(|at| u8::from_str_radix(&word[at..at + 2], 16).ok())
                    .collect();
                if layout.swapped {
                    bytes.reverse();
                }
                out.extend(bytes);
            }
        }
        out.push(b'\n');
    }
    out
}

/// Each byte as a number in a list.
pub(crate) fn numbers(value: &str, dice: &mut impl Dice) -> String {
    let each = |write: &dyn Fn(u8) -> String, between: &str| {
        value.bytes().map(write).collect::<Vec<_>>().join(between)
    };
    match dice.below(6) {
        0 => format!("[{}]", each(&|byte| byte.to_string(), ", ")),
        1 => format!("String.fromCharCode({})", each(&|byte| byte.to_string(), ",")),
        2 => each(&|byte| byte.to_string(), " "),
        3 => each(&|byte| format!("chr({byte})"), "."),
        4 => each(&|byte| format!("{byte:03o}"), " "),
        _ => {
            let lines: Vec<String> = pieces(value, 16)
                .iter()
                .map(|line| line.bytes().map(|byte| format!("{byte:4}")).collect::<String>())
                .collect();
            lines.join("\n")
        }
    }
}

/// Every number in the text, read as decimal and as octal.
pub(crate) fn undo_numbers(text: &[u8]) -> Vec<u8> {
    let text = String::from_utf8_lossy(text);
    let numbers = || text.split(|char: char| !char.is_ascii_digit()).filter(|word| !word.is_empty());
    let mut out: Vec<u8> = numbers().map(|word| word.parse().unwrap_or(0)).collect();
    out.push(b'\n');
    out.extend(numbers().map(|word| u8::from_str_radix(word, 8).unwrap_or(0)));
    out
}

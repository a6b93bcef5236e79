//! Values that stand away from their names: columns of a table under its head, parts of a multipart body.

use crate::fields::tell;
use crate::names::{Names, Telling};
use crate::nets::Find;
use std::ops::Range;

/// A table is wide, but not without end.
const MOST_COLUMNS: usize = 200;

/// Looks at a text as a table: the first line names the columns, and the lines after it have as many.
pub(crate) fn columns<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    let Some(head_end) = memchr::memchr(b'\n', text.as_bytes()) else {
        return;
    };
    let head = &text[..head_end];
    let Some(sign) = [',', ';', '\t', '|'].into_iter().find(|sign| head.contains(*sign)) else {
        return;
    };
    let cells = cells(text, 0..head_end, sign);
    let plain = |cell: &Range<usize>| {
        let name = text[cell.clone()].trim();
        !name.is_empty()
            && name.len() <= 60
            && name.chars().all(|char| char.is_alphanumeric() || "_-. /()".contains(char))
    };
    if cells.len() < 2 || cells.len() > MOST_COLUMNS || !cells.iter().all(plain) {
        return;
    }
    let told: Vec<Option<Telling>> =
        cells.iter().map(|cell| names.telling(text[cell.clone()].trim())).collect();
    if told.iter().all(Option::is_none) {
        return;
    }
    let within = told.iter().any(|told| matches!(told, Some(Telling::Personal(_))));
    let mut at = head_end + 1;
    for line in text[at..].split('\n') {
        let row = self::cells(text, at..at + line.len(), sign);
        at += line.len() + 1;
        if row.len() != told.len() {
            continue;
        }
        for (cell, told) in row.into_iter().zip(&told) {
            let told = match told {
                // Under a vague head only what looks the part.
                Some(Telling::Perhaps(_)) | None => continue,
                told => *told,
            };
            tell(text, told, cell, within, finds);
        }
    }
}

/// The cells of a line, without their quotes.
fn cells(text: &str, line: Range<usize>, sign: char) -> Vec<Range<usize>> {
    let mut cells = Vec::new();
    let mut quoted = false;
    let mut start = line.start;
    let mut push = |start: usize, end: usize| {
        let said = &text[start..end];
        let lead = said.len() - said.trim_start().len();
        let said = said.trim();
        let quote = usize::from(said.len() >= 2 && said.starts_with('"') && said.ends_with('"'));
        cells.push(start + lead + quote..start + lead + said.len() - quote);
    };
    for (at, byte) in text[line.clone()].bytes().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            _ if byte == sign as u8 && !quoted => {
                push(start, line.start + at);
                start = line.start + at + 1;
            }
            _ => {}
        }
    }
    push(start, line.end);
    cells
}

/// The head of a part is no longer.
const LONGEST_HEAD: usize = 8 * 1024;

/// The parts of a multipart body: the name stands in a header, the value after an empty line, up to the boundary.
pub(crate) fn parts<'t>(text: &'t str, names: &mut Names<'t>, finds: &mut Vec<Find>) {
    const HEAD: &str = "form-data; name=\"";
    let bytes = text.as_bytes();
    let (mut at, mut boundary) = (0, 0);
    while let Some(next) = memchr::memmem::find(&bytes[at..], HEAD.as_bytes()) {
        let name = at + next + HEAD.len();
        at = name;
        let head = &bytes[name..bytes.len().min(name + LONGEST_HEAD)];
        let Some(name_len) = memchr::memchr(b'"', head) else {
            continue;
        };
        let told = names.telling(&text[name..name + name_len]);
        let ends: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
        let blanks = ends.iter().filter_map(|end| memchr::memmem::find(head, end).map(|at| at + end.len()));
        let Some(blank) = blanks.min() else {
            continue;
        };
        let value = name + blank;
        // The next boundary is that of several parts, where somebody wrote them without one.
        if boundary < value {
            boundary = memchr::memmem::find(&bytes[value..], b"\n--").map_or(text.len(), |at| value + at);
        }
        at = value;
        let said = &text[value..boundary];
        let before = finds.len();
        tell(text, told, value..value + said.trim_end().len(), false, finds);
        if finds.len() > before {
            at = boundary;
        }
    }
}

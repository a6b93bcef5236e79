//! XML and HTML: tags show the shape, texts and attributes are values.

use super::BLANK;
use super::fields::Step;
use super::sheet::{Odd, Sheet};
use memchr::memmem;
use std::ops::Range;

const DEEPEST: usize = 4096;
/// A closing tag closes at most so many elements that were left open.
const LEFT_OPEN: usize = 32;
/// Elements of HTML that have no end.
const VOID: [&str; 14] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source", "track",
    "wbr",
];

/// Attributes of HTML that have no value.
const SWITCHES: [&str; 15] = [
    "async",
    "autofocus",
    "autoplay",
    "checked",
    "controls",
    "defer",
    "disabled",
    "hidden",
    "itemscope",
    "loop",
    "multiple",
    "novalidate",
    "readonly",
    "required",
    "selected",
];

/// A page or a document. Text without any tag is neither.
pub(super) fn page(sheet: &mut Sheet<'_>, range: Range<usize>) -> Result<(), Odd> {
    let bytes = &sheet.blank.as_bytes()[..range.end];
    let mut walk = Walk { bytes, sheet, open: Vec::new(), tags: 0 };
    let mut at = range.start;
    while at < range.end {
        walk.sheet.check()?;
        at = if walk.is_tag(at) { walk.tag(at)? } else { walk.text(at) };
    }
    walk.sheet.check()?;
    if walk.tags == 0 { Err(Odd) } else { Ok(()) }
}

/// Does it begin with a tag, a comment or an instruction?
pub(super) fn is_tag(bytes: &[u8]) -> bool {
    matches!(bytes, [b'<', sign, ..] if sign.is_ascii_alphabetic() || b"/!?".contains(sign) || char::from(*sign) == BLANK)
}

struct Walk<'w, 's> {
    bytes: &'s [u8],
    sheet: &'w mut Sheet<'s>,
    open: Vec<Step<'s>>,
    tags: usize,
}

impl<'s> Walk<'_, 's> {
    fn is_tag(&self, at: usize) -> bool {
        is_tag(&self.bytes[at..])
    }

    /// The next place of `what`.
    fn find(&self, at: usize, what: &[u8]) -> Result<usize, Odd> {
        let rest = self.bytes.get(at..).ok_or(Odd)?;
        memmem::find(rest, what).map(|found| at + found).ok_or(Odd)
    }

    fn text(&mut self, at: usize) -> usize {
        let mut end = at + 1;
        while end < self.bytes.len() && !self.is_tag(end) {
            end +=
                memchr::memchr(b'<', &self.bytes[end + 1..]).map_or(self.bytes.len() - end, |next| next + 1);
        }
        self.said(at..end);
        end
    }

    /// A text between tags, without the blanks around it.
    fn said(&mut self, range: Range<usize>) {
        let blank = self.sheet.blank;
        let text = &blank[range.clone()];
        let start = range.start + text.len() - text.trim_start().len();
        let range = start..start + text.trim().len();
        if !range.is_empty() {
            self.sheet.untyped(range, &self.open);
        }
    }

    /// Something in angle brackets; answers where it ends.
    fn tag(&mut self, at: usize) -> Result<usize, Odd> {
        let rest = &self.bytes[at..];
        if rest.starts_with(b"<!--") {
            let end = self.find(at + 4, b"-->")?;
            self.said(at + 4..end);
            return Ok(end + 3);
        }
        if rest.starts_with(b"<![CDATA[") {
            let end = self.find(at + 9, b"]]>")?;
            self.said(at + 9..end);
            return Ok(end + 3);
        }
        if rest.starts_with(b"<!") {
            let end = self.find(at, b">")?;
            let blank = self.sheet.blank;
            if !blank[at + 2..end].eq_ignore_ascii_case("doctype html") {
                self.sheet.withhold(at + 2..end, None);
            }
            return Ok(end + 1);
        }
        self.tags += 1;
        if rest.starts_with(b"</") {
            let end = self.find(at, b">")?;
            self.close(at + 2..end);
            return Ok(end + 1);
        }
        let question = usize::from(rest.starts_with(b"<?"));
        self.opening(at + 1 + question, question == 1)
    }

    fn close(&mut self, range: Range<usize>) {
        let blank = self.sheet.blank;
        let name = blank[range.clone()].trim_end();
        let step = self.sheet.name(range.start..range.start + name.len());
        let step = local(step);
        let found = self.open.iter().rev().take(LEFT_OPEN).position(|open| *open == step);
        if let Some(inner) = found {
            self.open.truncate(self.open.len() - inner - 1);
        }
    }

    fn opening(&mut self, at: usize, instruction: bool) -> Result<usize, Odd> {
        let len = self.bytes[at..]
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace() && !b"/>?".contains(byte))
            .count();
        let blank = self.sheet.blank;
        let name = &blank[at..at + len];
        if self.open.len() == DEEPEST || name.is_empty() {
            return Err(Odd);
        }
        let step = self.sheet.name(at..at + len);
        self.open.push(local(step));
        let (end, empty) = self.attributes(at + len)?;
        let void = VOID.iter().any(|void| void.eq_ignore_ascii_case(name));
        if ["script", "style"].iter().any(|raw| raw.eq_ignore_ascii_case(name)) && !empty {
            let close = self.raw_end(end, name)?;
            self.said(end..close);
            return Ok(close);
        }
        if empty || void || instruction {
            self.open.pop();
        }
        Ok(end)
    }

    /// Where a script or a style ends: at its own closing tag alone.
    fn raw_end(&self, mut at: usize, name: &str) -> Result<usize, Odd> {
        loop {
            at = self.find(at, b"</")?;
            let there = self.bytes.get(at + 2..at + 2 + name.len()).ok_or(Odd)?;
            if there.eq_ignore_ascii_case(name.as_bytes()) {
                return Ok(at);
            }
            at += 2;
        }
    }

    /// Reads attributes up to the tag's end; answers where that is, and whether the element is empty.
    fn attributes(&mut self, mut at: usize) -> Result<(usize, bool), Odd> {
        let mut slash = false;
        loop {
            match self.bytes.get(at).ok_or(Odd)? {
                b'>' => return Ok((at + 1, slash)),
                byte @ (b'/' | b'?') => {
                    slash = *byte == b'/';
                    at += 1;
                }
                byte if byte.is_ascii_whitespace() => at += 1,
                _ => {
                    slash = false;
                    at = self.attribute(at)?;
                    self.sheet.check()?;
                }
            }
        }
    }

    fn attribute(&mut self, at: usize) -> Result<usize, Odd> {
        let ends = |byte: &u8| byte.is_ascii_whitespace() || b"=>/?".contains(byte);
        let len = self.bytes[at..].iter().take_while(|byte| !ends(byte)).count();
        let end = at + len.max(1);
        let blank = self.sheet.blank;
        let name = match self.sheet.name(at..blank.ceil_char_boundary(end)) {
            Step::Name(name) => local_name(name),
            _ => "",
        };
        let end = blank.ceil_char_boundary(end);
        let sign = end + self.bytes[end..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        if self.bytes.get(sign) != Some(&b'=') {
            // A name without a value may be the rest of one: a value without quotes ends at the first blank.
            if !name.is_empty() && !SWITCHES.contains(&name) {
                self.sheet.withhold(at..end, None);
            }
            return Ok(end);
        }
        let start =
            sign + 1 + self.bytes[sign + 1..].iter().take_while(|byte| byte.is_ascii_whitespace()).count();
        let (value, after) = match self.bytes.get(start).ok_or(Odd)? {
            quote @ (b'"' | b'\'') => {
                let close = self.find(start + 1, &[*quote])?;
                (start + 1..close, close + 1)
            }
            _ => {
                let ends = |byte: &u8| byte.is_ascii_whitespace() || *byte == b'>';
                let len = self.bytes[start..].iter().take_while(|byte| !ends(byte)).count();
                (start..start + len, start + len)
            }
        };
        if !value.is_empty() {
            let named = format!("@{name}");
            let last = if name.is_empty() { Step::Unknown } else { Step::Name(&named) };
            let path: Vec<Step<'_>> = self.open.last().copied().into_iter().chain([last]).collect();
            self.sheet.untyped(value, &path);
        }
        Ok(after)
    }
}

/// The name without its namespace.
fn local(step: Step<'_>) -> Step<'_> {
    match step {
        Step::Name(name) => Step::Name(local_name(name)),
        other => other,
    }
}

fn local_name(name: &str) -> &str {
    name.rsplit(':').next().unwrap_or(name)
}

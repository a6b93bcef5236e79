//! JSON, one document after the other. Read strictly: what is no JSON, but for labels in place of values, is not shown.

use super::BLANK;
use super::fields::Step;
use super::sheet::{Odd, Sheet};
use std::borrow::Cow;
use std::ops::Range;

const DEEPEST: usize = 128;

/// One or more documents.
pub(super) fn documents(sheet: &mut Sheet<'_>, range: Range<usize>) -> Result<(), Odd> {
    let bytes = &sheet.blank.as_bytes()[..range.end];
    let mut walk = Walk { bytes, sheet, path: Vec::new(), depth: 0 };
    let mut at = walk.blanks(range.start);
    while at < range.end {
        at = walk.value(at)?;
        at = walk.blanks(at);
        walk.sheet.check()?;
    }
    Ok(())
}

struct Walk<'w, 's> {
    bytes: &'s [u8],
    sheet: &'w mut Sheet<'s>,
    path: Vec<Step<'s>>,
    depth: usize,
}

impl Walk<'_, '_> {
    fn blanks(&self, at: usize) -> usize {
        at + self.bytes[at..].iter().take_while(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')).count()
    }

    fn value(&mut self, at: usize) -> Result<usize, Odd> {
        match self.bytes.get(at).ok_or(Odd)? {
            b'{' => self.nested(at, Self::object),
            b'[' => self.nested(at, Self::array),
            b'"' => {
                let end = self.string_end(at)?;
                self.string(at + 1..end);
                Ok(end + 1)
            }
            _ => self.bare(at),
        }
    }

    fn nested(&mut self, at: usize, read: fn(&mut Self, usize) -> Result<usize, Odd>) -> Result<usize, Odd> {
        if self.depth == DEEPEST {
            return Err(Odd);
        }
        self.depth += 1;
        self.sheet.check()?;
        let at = self.blanks(at + 1);
        let end = read(self, at)?;
        self.depth -= 1;
        Ok(end)
    }

    fn object(&mut self, mut at: usize) -> Result<usize, Odd> {
        if self.bytes.get(at) == Some(&b'}') {
            return Ok(at + 1);
        }
        loop {
            if self.bytes.get(at) != Some(&b'"') {
                return Err(Odd);
            }
            let end = self.string_end(at)?;
            let step = self.sheet.name(at + 1..end);
            at = self.blanks(end + 1);
            if self.bytes.get(at) != Some(&b':') {
                return Err(Odd);
            }
            self.path.push(step);
            at = self.blanks(at + 1);
            at = self.value(at)?;
            self.path.pop();
            at = self.blanks(at);
            match self.bytes.get(at) {
                Some(b',') => at = self.blanks(at + 1),
                Some(b'}') => return Ok(at + 1),
                _ => return Err(Odd),
            }
        }
    }

    fn array(&mut self, mut at: usize) -> Result<usize, Odd> {
        if self.bytes.get(at) == Some(&b']') {
            return Ok(at + 1);
        }
        self.path.push(Step::Entry);
        loop {
            at = self.value(at)?;
            at = self.blanks(at);
            match self.bytes.get(at) {
                Some(b',') => at = self.blanks(at + 1),
                Some(b']') => {
                    self.path.pop();
                    return Ok(at + 1);
                }
                _ => return Err(Odd),
            }
        }
    }

    /// The closing quote of the string that opens here.
    fn string_end(&self, open: usize) -> Result<usize, Odd> {
        let mut at = open + 1;
        while let Some(next) = memchr::memchr2(b'"', b'\\', self.bytes.get(at..).ok_or(Odd)?) {
            at += next;
            if self.bytes[at] == b'"' {
                return Ok(at);
            }
            at += 2;
        }
        Err(Odd)
    }

    fn string(&mut self, range: Range<usize>) {
        let blank = self.sheet.blank;
        let raw = &blank[range.clone()];
        let said = unescaped(raw);
        if !raw.is_empty() && !self.sheet.fields.shows(&self.path, &said) {
            self.sheet.withhold(range, Some(said));
        }
    }

    /// A number, `true`, `false`, `null`, or a label in the place of one.
    fn bare(&mut self, at: usize) -> Result<usize, Odd> {
        let len = self.bytes[at..]
            .iter()
            .take_while(|byte| !byte.is_ascii_whitespace() && !b",:[]{}\"".contains(byte))
            .count();
        let blank = self.sheet.blank;
        let range = at..at + len;
        let said = &blank[range.clone()];
        if said.contains(BLANK) {
            self.sheet.withhold(range, None);
        } else if is_number(said) {
            if !self.sheet.fields.shows(&self.path, said) {
                self.sheet.withhold(range, None);
            }
        } else if !matches!(said, "true" | "false" | "null") {
            return Err(Odd);
        }
        Ok(at + len)
    }
}

/// As JSON has numbers.
fn is_number(text: &str) -> bool {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let text = text.strip_prefix('-').unwrap_or(text);
    let (number, exponent) = match text.split_once(['e', 'E']) {
        Some((number, exponent)) => (number, Some(exponent)),
        None => (text, None),
    };
    let (whole, part) = match number.split_once('.') {
        Some((whole, part)) => (whole, Some(part)),
        None => (number, None),
    };
    digits(whole)
        && part.is_none_or(digits)
        && exponent.is_none_or(|exponent| digits(exponent.strip_prefix(['+', '-']).unwrap_or(exponent)))
}

/// The string that its escapes stand for, so that the same value has the same tag however it is written. What is no escape
/// stays as it is.
fn unescaped(raw: &str) -> Cow<'_, str> {
    if !raw.contains('\\') {
        return Cow::Borrowed(raw);
    }
    let mut said = String::with_capacity(raw.len());
    let mut rest = raw;
    while let Some(at) = rest.find('\\') {
        said.push_str(&rest[..at]);
        let (char, len) = escape(&rest[at..]);
        said.push(char);
        rest = &rest[at + len..];
    }
    said.push_str(rest);
    Cow::Owned(said)
}

/// What an escape stands for, and its length.
fn escape(text: &str) -> (char, usize) {
    let plain = match text.as_bytes().get(1) {
        Some(sign @ (b'"' | b'\\' | b'/')) => char::from(*sign),
        Some(b'b') => '\u{8}',
        Some(b'f') => '\u{c}',
        Some(b'n') => '\n',
        Some(b'r') => '\r',
        Some(b't') => '\t',
        _ => return code_point(text).unwrap_or(('\\', 1)),
    };
    (plain, 2)
}

/// `\u00e9`, or two of them for one character.
fn code_point(text: &str) -> Option<(char, usize)> {
    let unit = |at: usize| {
        let digits = text.get(at..at + 6)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    };
    let first = unit(0)?;
    if let Some(char) = char::from_u32(u32::from(first)) {
        return Some((char, 6));
    }
    let char = char::decode_utf16([first, unit(6)?]).next()?.ok()?;
    Some((char, 12))
}

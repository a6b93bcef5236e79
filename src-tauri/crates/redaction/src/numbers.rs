//! The runs of digits in a text, found once for all nets that look at numbers.

/// A run of digits.
#[derive(Clone, Copy)]
pub(crate) struct Number {
    pub start: usize,
    pub end: usize,
    /// Does it follow a letter?
    pub after_letter: bool,
}

impl Number {
    pub(crate) fn len(&self) -> usize {
        self.end - self.start
    }
}

pub(crate) fn find(text: &str) -> Vec<Number> {
    let bytes = text.as_bytes();
    let mut numbers = Vec::with_capacity(bytes.len() / 32);
    let mut at = 0;
    while at < bytes.len() {
        if !bytes[at].is_ascii_digit() {
            at += 1;
            continue;
        }
        let start = at;
        while at < bytes.len() && bytes[at].is_ascii_digit() {
            at += 1;
        }
        let before = text[..start].chars().next_back();
        numbers.push(Number { start, end: at, after_letter: before.is_some_and(char::is_alphabetic) });
    }
    numbers
}

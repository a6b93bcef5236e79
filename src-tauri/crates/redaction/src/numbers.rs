//! The runs of digits in a text, found once for all nets that look at numbers.

use crate::classes::{self, Classes};

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

pub(crate) fn find(text: &str, classes: &Classes) -> Vec<Number> {
    let mut numbers = Vec::with_capacity(text.len() / 32);
    for (start, end) in classes.mask(classes::DIGIT).runs(1, 0) {
        let before = text[..start].chars().next_back();
        numbers.push(Number { start, end, after_letter: before.is_some_and(char::is_alphabetic) });
    }
    numbers
}

//! Variables that the text itself sets: what each stands for, which of them are secret, and how much all of them may come to.

use std::collections::HashMap;

use super::{Command, is_name};
use crate::intake::requests::judge;
use crate::intake::requests::text::Given;

/// More than these are not remembered.
const MOST_VARIABLES: usize = 1000;
/// Bytes that variables may put into one word: a few of them can stand for a great deal.
const LONGEST: usize = 64 * 1024;
/// Bytes that they may put into a whole text.
const MOST: usize = 16 * 1024 * 1024;
/// A longer value is no key.
const LONGEST_KEY: usize = 500;

/// What was set so far.
#[derive(Default)]
pub(super) struct Variables {
    known: HashMap<String, Given>,
    /// Bytes that were put in.
    written: usize,
}

impl Variables {
    /// What a variable stands for, for a word in which others have put so many bytes; `None`: nobody knows, or it would come
    /// to too much.
    pub(super) fn value(&mut self, name: &str, put_in: usize) -> Option<&Given> {
        let value = self.known.get(name)?;
        let size = value.text.len();
        if put_in + size > LONGEST || self.written + size > MOST {
            return None;
        }
        self.written += size;
        Some(value)
    }

    /// Whether a command only sets variables: `TOKEN=abc`, `export TOKEN=abc`. Then they are remembered.
    pub(super) fn assigns(&mut self, command: &Command) -> bool {
        let exports = command.words.first().is_some_and(|word| word.text.as_str() == "export");
        let words = &command.words[usize::from(exports)..];
        let pairs: Option<Vec<_>> = words.iter().map(pair).collect();
        match pairs {
            Some(pairs) if !pairs.is_empty() && self.known.len() < MOST_VARIABLES => {
                self.known.extend(pairs);
                true
            }
            _ => false,
        }
    }
}

/// A variable and its value, which is secret where its name says so or it looks like a key.
fn pair(word: &Given) -> Option<(String, Given)> {
    let (name, value) = word.text.split_once('=')?;
    let fine = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(is_name);
    if !fine || word.is_open() {
        return None;
    }
    let mut value = word.piece(value);
    if judge::names_secret(name) || is_key(&value.text) {
        value = Given::made(value.text, Vec::new(), value.open);
        value.taint(0..value.text.len());
    }
    Some((name.to_owned(), value))
}

/// One word with a credential's shape. An address or a body with a key in it is judged piece by piece, where it stands.
fn is_key(value: &str) -> bool {
    let one_word =
        !value.contains(|c: char| c.is_whitespace() || "{}\"?&".contains(c)) && !value.contains("://");
    one_word && value.len() <= LONGEST_KEY && redaction::inspect(value).is_some()
}

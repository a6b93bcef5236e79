//! Text of a request while it is read: wiped when dropped, and with what is known of where it comes from.

use std::collections::BTreeSet;
use std::ops::Range;

use zeroize::Zeroizing;

/// More stretches than this are kept as one, from the first to the last.
const MOST_STRETCHES: usize = 32;

/// A piece of a request. Neither `Debug` nor `Clone`.
#[derive(Default)]
pub(super) struct Given {
    pub(super) text: Zeroizing<String>,
    /// Where in it a value stands that is called secret, in bytes, in order and apart: what is cut out of it stays secret.
    tainted: Vec<Range<usize>>,
    /// Variables in it that nothing gives a value: what it will be nobody knows yet.
    pub(super) open: BTreeSet<String>,
}

impl Given {
    pub(super) fn of(text: &str) -> Self {
        Self { text: Zeroizing::new(text.to_owned()), ..Self::default() }
    }

    /// A text in which these stretches are secret.
    pub(super) fn made(text: Zeroizing<String>, tainted: Vec<Range<usize>>, open: BTreeSet<String>) -> Self {
        let mut given = Self { text, tainted: Vec::new(), open };
        for range in tainted {
            given.taint(range);
        }
        given
    }

    /// Says of a stretch that it is secret. None may begin before one that is known.
    pub(super) fn taint(&mut self, range: Range<usize>) {
        taint(&mut self.tainted, range);
    }

    /// Says of a stretch at its end that it is secret, whatever was known of pieces of it.
    pub(super) fn taint_again(&mut self, range: Range<usize>) {
        while self.tainted.last().is_some_and(|last| last.start >= range.start) {
            self.tainted.pop();
        }
        self.taint(range);
    }

    /// Another piece of the same text, with what of its past stands in this piece.
    pub(super) fn piece(&self, text: &str) -> Self {
        let open = self.open.iter().filter(|name| text.contains(name.as_str())).cloned().collect();
        let tainted = match self.offset(text) {
            Some(from) => cut(&self.tainted, from..from + text.len()),
            None if self.holds_secret_of(text) => std::iter::once(0..text.len()).collect(),
            None => Vec::new(),
        };
        Self { text: Zeroizing::new(text.to_owned()), tainted, open }
    }

    /// Where `text` stands, if it was cut out of this very text.
    fn offset(&self, text: &str) -> Option<usize> {
        let from = (text.as_ptr() as usize).checked_sub(self.text.as_ptr() as usize)?;
        (from + text.len() <= self.text.len()).then_some(from)
    }

    /// Whether a text that was decoded out of this one has something of a secret in it, or is a piece of one.
    fn holds_secret_of(&self, text: &str) -> bool {
        let has = |secret: &str| !secret.is_empty() && (text.contains(secret) || secret.contains(text));
        !text.is_empty()
            && self.tainted.iter().any(|range| {
                let secret = &self.text[range.clone()];
                // Within a text of JSON it is written with its escapes.
                let meant = serde_json::from_str(&format!("\"{secret}\"")).map(Zeroizing::<String>::new);
                has(secret) || meant.is_ok_and(|meant| has(&meant))
            })
    }

    /// The same with other words: what it was made of stays, and if any of it is secret, all is.
    pub(super) fn reworded(mut self, text: Zeroizing<String>) -> Self {
        if self.is_tainted() {
            self.tainted = std::iter::once(0..text.len()).collect();
        }
        self.text = text;
        self
    }

    /// Puts another text behind this one.
    pub(super) fn append(&mut self, more: &Self) {
        let from = self.text.len();
        self.text.push_str(&more.text);
        for range in &more.tainted {
            self.taint(from + range.start..from + range.end);
        }
        self.open.extend(more.open.iter().cloned());
    }

    /// Which stretches are secret.
    pub(super) fn stretches(&self) -> &[Range<usize>] {
        &self.tainted
    }

    /// Whether a value that is called secret stands in it.
    pub(super) fn is_tainted(&self) -> bool {
        !self.tainted.is_empty()
    }

    pub(super) fn is_open(&self) -> bool {
        !self.open.is_empty()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.text.trim().is_empty()
    }
}

/// Adds a stretch; one that touches the last grows it.
pub(super) fn taint(all: &mut Vec<Range<usize>>, range: Range<usize>) {
    if range.is_empty() {
        return;
    }
    let full = all.len() == MOST_STRETCHES;
    match all.last_mut() {
        Some(last) if range.start <= last.end || full => last.end = last.end.max(range.end),
        _ => all.push(range),
    }
}

/// What of the stretches lies within a piece, counted from its beginning.
fn cut(all: &[Range<usize>], piece: Range<usize>) -> Vec<Range<usize>> {
    let within = |range: &Range<usize>| {
        let (start, end) = (range.start.max(piece.start), range.end.min(piece.end));
        (start < end).then(|| start - piece.start..end - piece.start)
    };
    all.iter().filter_map(within).collect()
}

/// Percent-encoded text as it is meant; a plus is a space. Bytes that are no text stay as they are written.
pub(super) fn decoded(text: &str) -> Zeroizing<String> {
    let spaced = Zeroizing::new(text.replace('+', " "));
    let bytes = Zeroizing::new(percent_encoding::percent_decode_str(&spaced).collect::<Vec<u8>>());
    Zeroizing::new(std::str::from_utf8(&bytes).map_or_else(|_| text.to_owned(), str::to_owned))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(text: &str, tainted: Range<usize>) -> Given {
        let mut given = Given::of(text);
        given.taint(tainted);
        given
    }

    #[test]
    fn what_is_cut_out_of_a_secret_stays_one() {
        let whole = given("/a/one/two?b=1", 3..10);
        let pieces: Vec<(String, bool)> = whole
            .text
            .split(['/', '?'])
            .map(|piece| (piece.to_owned(), whole.piece(piece).is_tainted()))
            .collect();
        let expected = [("", false), ("a", false), ("one", true), ("two", true), ("b=1", false)];
        assert_eq!(pieces, expected.map(|(text, is)| (text.to_owned(), is)));
        let encoded = whole.piece(&whole.text[3..6]).reworded(Zeroizing::new("%6Fne".to_owned()));
        assert!(encoded.piece(&encoded.text[4..]).is_tainted());
        let mut longer = Given::of("x=");
        longer.append(&whole);
        assert_eq!(longer.stretches().first(), Some(&(5..12)));
    }

    #[test]
    fn a_text_that_was_decoded_is_known_by_its_words() {
        let json = given(r#"{"a":"p\"q","b":"c"}"#, 6..10);
        assert!(json.piece("p\"q").is_tainted() && json.piece("x p\"q y").is_tainted());
        assert!(!json.piece("c").is_tainted());
    }

    #[test]
    fn stretches_stay_few() {
        let mut many = Given::of(&"ab".repeat(10_000));
        (0..10_000).for_each(|at| many.taint(2 * at..2 * at + 1));
        assert_eq!(many.stretches().len(), MOST_STRETCHES);
        assert_eq!(many.stretches().last().unwrap().end, 19_999);
    }
}

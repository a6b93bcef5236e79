//! Redacting what arrives in pieces: text is held back until a unit is whole, so that the answer does not depend on
//! where the pieces were cut.
//!
//! A unit is a line, or lines that belong together: a private key, JSON over several lines, encoded text that was
//! wrapped, a value on the line after its name, a held key that was broken.

use crate::mark::closed;
use crate::redacted::Redacted;
use crate::redactor::Redactor;
use crate::strict::{Place, Strict};
use crate::unsplit::is_amid_codes;
use memchr::memmem;

/// A larger line or private key is not shown.
const LARGEST: usize = 1024 * 1024;
/// Lines that merely look as if they belonged together are held back no longer than this.
const LARGEST_LOOSE: usize = 64 * 1024;

/// Redacts a stream. Made by [`Redactor::stream`].
pub struct Stream<'r> {
    redactor: &'r Redactor,
    /// Shows what was redacted strictly.
    strict: Option<&'r Strict>,
    /// What is held back: whole lines of the unit, then a line that is not whole.
    held: Vec<u8>,
    /// Where the line that is not whole begins.
    line: usize,
    /// Bytes of a line or key that is too large, dropped as they come.
    dropped: usize,
    /// Bytes of JSON that is too large, dropped line by line up to its end.
    block: usize,
    /// Do all lines of the block read like JSON?
    is_json: bool,
    state: State,
}

/// What the lines held back so far are.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    Plain,
    /// Within a private key.
    Armour,
    /// Within JSON: how many brackets are open, and whether a string is.
    Json {
        depth: usize,
        string: bool,
    },
}

impl Redactor {
    /// Redacts what arrives in pieces.
    pub fn stream(&self) -> Stream<'_> {
        Stream {
            redactor: self,
            strict: None,
            held: Vec::new(),
            line: 0,
            dropped: 0,
            block: 0,
            is_json: true,
            state: State::Plain,
        }
    }
}

impl<'r> Stream<'r> {
    /// Shows what it answers from here on strictly: each unit that is JSON, a form, a page or a message by its structure,
    /// any other as one label.
    #[must_use]
    pub fn strictly(mut self, strict: &'r Strict) -> Stream<'r> {
        self.strict = Some(strict);
        self
    }

    /// Takes a piece, and answers what could be decided. Pieces may be cut anywhere.
    pub fn push(&mut self, piece: &[u8]) -> Redacted {
        let mut out = Redacted::default();
        let mut rest = piece;
        while !rest.is_empty() {
            let (taken, whole) = match memchr::memchr(b'\n', rest) {
                Some(at) => (at + 1, true),
                None => (rest.len(), false),
            };
            self.take(&rest[..taken], whole, &mut out);
            rest = &rest[taken..];
        }
        out
    }

    /// Answers what is still held back.
    pub fn finish(mut self) -> Redacted {
        let mut out = Redacted::default();
        if self.line < self.held.len() || self.dropped > 0 {
            self.end_line(&mut out);
        }
        self.emit(self.held.len(), &mut out);
        self.end_block(&mut out);
        out
    }

    fn take(&mut self, part: &[u8], whole: bool, out: &mut Redacted) {
        let line = self.held.len() - self.line + part.len();
        if self.dropped > 0 || line > LARGEST {
            // What came before the line is decided as if the line were any other.
            if self.dropped == 0 {
                let before = self.line;
                self.emit(before, out);
            }
            self.dropped += self.held.len() + part.len();
            wipe(&mut self.held);
            self.line = 0;
        } else {
            self.held.extend_from_slice(part);
        }
        if whole {
            self.end_line(out);
        }
    }

    /// A line is whole: does it go on the unit before it, and is the unit at its end?
    fn end_line(&mut self, out: &mut Redacted) {
        if self.dropped > 0 {
            self.end_block(out);
            append(out, closed("line too large", std::mem::take(&mut self.dropped), "budget"));
            append(out, Redacted { text: "\n".to_owned(), spans: Vec::new() });
            self.state = State::Plain;
            return;
        }
        if self.state == State::Plain && self.line > 0 && !self.goes_on() {
            self.emit(self.line, out);
        }
        let line = &self.held[self.line..];
        self.is_json = self.state == State::Plain || self.is_json && is_json(line);
        self.state = next_state(self.state, line);
        self.line = self.held.len();
        if self.block > 0 {
            self.drop_held();
            if self.state == State::Plain {
                self.end_block(out);
            }
            return;
        }
        let most = if self.state == State::Armour { LARGEST } else { LARGEST_LOOSE };
        if self.held.len() <= most {
            return;
        }
        if self.state == State::Armour {
            append(out, closed("block too large", self.held.len(), "budget"));
            append(out, Redacted { text: "\n".to_owned(), spans: Vec::new() });
            wipe(&mut self.held);
            self.line = 0;
        } else if matches!(self.state, State::Json { .. }) && self.held.len() > LARGEST && self.is_json {
            self.drop_held();
        } else if matches!(self.state, State::Plain) || self.held.len() > LARGEST {
            self.emit(self.held.len(), out);
            self.state = State::Plain;
        }
    }

    /// The lines held back belong to a block that is not shown.
    fn drop_held(&mut self) {
        self.block += self.held.len();
        wipe(&mut self.held);
        self.line = 0;
    }

    fn end_block(&mut self, out: &mut Redacted) {
        if self.block > 0 {
            append(out, closed("block too large", std::mem::take(&mut self.block), "budget"));
            append(out, Redacted { text: "\n".to_owned(), spans: Vec::new() });
        }
    }

    /// Does the last line go on what the line before it began?
    fn goes_on(&self) -> bool {
        let (before, line) = self.held.split_at(self.line);
        let end = before.trim_ascii_end();
        let blanks = line.len() - line.trim_ascii_start().len();
        let joint = end.len()..self.line + blanks;
        if is_enclosed(end) {
            return self.redactor.held().is_broken(&self.held, joint);
        }
        let opens =
            [&b"|"[..], b">", b"|-", b">-", b":", b"=", b"\\", b","].iter().any(|sign| end.ends_with(sign));
        let indented = line.first().is_some_and(|byte| matches!(byte, b' ' | b'\t'));
        opens && (indented || !end.ends_with(b",") && !end.ends_with(b">"))
            || is_amid_codes(&self.held, joint.start, joint.end)
            || self.redactor.held().is_broken(&self.held, joint)
    }

    /// Decides the first bytes of what is held back.
    fn emit(&mut self, len: usize, out: &mut Redacted) {
        if len == 0 {
            return;
        }
        let shown = self.redactor.unit(&self.held[..len]);
        append(
            out,
            match self.strict {
                Some(strict) => strict.apply(&shown, Place::Text),
                None => shown,
            },
        );
        self.held[..len].fill(0);
        self.held.drain(..len);
        self.line = self.line.saturating_sub(len);
    }
}

impl Drop for Stream<'_> {
    fn drop(&mut self) {
        wipe(&mut self.held);
    }
}

/// Does it read like one JSON document? What comes next is another record.
fn is_enclosed(text: &[u8]) -> bool {
    matches!(
        (text.trim_ascii_start().first(), text.last()),
        (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']'))
    )
}

fn wipe(bytes: &mut Vec<u8>) {
    bytes.fill(0);
    std::hint::black_box(&mut *bytes);
    bytes.clear();
}

fn next_state(state: State, line: &[u8]) -> State {
    let opened = memmem::find(line, b"-----BEGIN ").is_some_and(|at| {
        memmem::find(&line[at..], b"PRIVATE KEY").is_some()
            && memmem::find(&line[at..], b"-----END ").is_none()
    });
    match state {
        State::Armour if memmem::find(line, b"-----END ").is_some() => State::Plain,
        State::Armour => State::Armour,
        _ if opened => State::Armour,
        State::Json { depth, string } => brackets(line, depth, string),
        State::Plain if matches!(line.trim_ascii_start().first(), Some(b'{' | b'[')) => {
            brackets(line, 0, false)
        }
        State::Plain => State::Plain,
    }
}

/// Does a line read like one of JSON? A line of a log that merely begins with a bracket opens no block without end.
fn is_json(line: &[u8]) -> bool {
    let line = line.trim_ascii();
    let bare = |byte: &u8| byte.is_ascii_alphanumeric() || b"+-.,]}".contains(byte);
    line.is_empty() || b"\"{}[],".contains(&line[0]) || line.iter().all(bare)
}

/// Counts brackets outside strings.
fn brackets(line: &[u8], mut depth: usize, mut string: bool) -> State {
    let mut escaped = false;
    for byte in line {
        match byte {
            _ if escaped => escaped = false,
            b'\\' if string => escaped = true,
            b'"' => string = !string,
            b'{' | b'[' if !string => depth += 1,
            b'}' | b']' if !string => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    if depth == 0 { State::Plain } else { State::Json { depth, string: false } }
}

/// Adds a redacted text to another.
fn append(out: &mut Redacted, more: Redacted) {
    let at = out.text.len();
    out.text.push_str(&more.text);
    out.spans.extend(more.spans.into_iter().map(|mut span| {
        span.start += at;
        span.end += at;
        span
    }));
}

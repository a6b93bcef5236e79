//! The redactor: runs the nets over every view of a text, unites what they found, and writes the labels.

use crate::body::{self, Content};
use crate::explore::{Sight, Spent, explore};
use crate::held::{Held, HeldKey, Refused};
use crate::labels::is_label;
use crate::mark::{Mark, Tagged, closed, has_unseen, render, unite, words};
use crate::message::{Learned, Part};
use crate::nets::{Find, Layout, Scope};
use crate::redacted::{Kind, Redacted};
use crate::tag::Tagger;
use crate::view::View;
use crate::{http, nets};
use std::borrow::Cow;
use std::collections::HashMap;
use std::rc::Rc;

/// Larger texts are not examined, but closed.
pub(crate) const LARGEST: usize = 16 * 1024 * 1024;

/// Masks held keys, credentials and personal data. Holds the keys while it lives, and wipes them when it is dropped.
///
/// It cannot be printed, cloned or serialised:
/// ```compile_fail
/// fn shows<T: std::fmt::Debug>() {}
/// shows::<redaction::Redactor>();
/// ```
/// ```compile_fail
/// fn copies<T: Clone>() {}
/// copies::<redaction::Redactor>();
/// ```
/// ```compile_fail
/// fn leaves<T: serde::Serialize>() {}
/// leaves::<redaction::HeldKey<'static>>();
/// ```
pub struct Redactor {
    held: Held,
    tagger: Tagger,
}

impl Redactor {
    /// A redactor that knows these keys, and those of them that it cannot look for. `tag_key` is the workspace's.
    pub fn new(tag_key: &[u8; 32], held: &[HeldKey<'_>]) -> (Redactor, Vec<Refused>) {
        let (held, refused) = Held::new(held);
        let redactor = Redactor { held, tagger: Tagger::new(tag_key) };
        (redactor, refused)
    }

    /// Any text: an error message, a note, a log line, a piece of code.
    pub fn text(&self, text: &str) -> Redacted {
        self.one(Part::Text(text))
    }

    /// A body: JSON, form, XML, HTML or other text by its media type and first bytes; anything else is one label with
    /// type and size.
    pub fn body(&self, bytes: &[u8], media_type: Option<&str>) -> Redacted {
        self.one(Part::Body { bytes, media_type })
    }

    /// Headers, one a line: `name: value`.
    pub fn headers(&self, headers: &[(String, Vec<u8>)]) -> Redacted {
        self.one(Part::Headers(headers))
    }

    /// A request line, a status line or a URL.
    pub fn start_line(&self, line: &str) -> Redacted {
        self.one(Part::StartLine(line))
    }

    /// The parts of one message (or of one exchange), in the same order. What is found secret or personal in one of
    /// them is masked in all of them.
    pub fn message(&self, parts: &[Part<'_>]) -> Vec<Redacted> {
        let examined: Vec<Examined<'_>> = parts.iter().map(|part| self.examine_part(part)).collect();
        let mut learned = Learned::default();
        for part in &examined {
            if let Examined::Open { finds, .. } = part {
                learned.add(finds);
            }
        }
        let search = learned.search();
        let mut tags = Tags { redactor: self, known: HashMap::new() };
        examined
            .into_iter()
            .map(|part| match part {
                Examined::Closed(redacted) => redacted,
                Examined::Open { text, mut marks, .. } => {
                    search.mark(&text, &mut marks);
                    let marks = unite(&text, marks);
                    let shown = render(&text, &marks, &mut |mark| tags.tag(mark));
                    let otherwise = take_borders(&text, &marks) || may_read_otherwise(&text, &shown);
                    if otherwise { self.settled(shown, &mut tags) } else { shown }
                }
            })
            .collect()
    }

    /// Looks again at what is shown until nothing new is found: what a label has cut off from a longer word, and what was
    /// made visible, may read otherwise than it did before.
    fn settled(&self, mut shown: Redacted, tags: &mut Tags<'_>) -> Redacted {
        for _ in 0..MOST_LOOKS {
            let fresh = match self.examine(Cow::Borrowed(&shown.text), Layout::Text) {
                Examined::Open { text, mut marks, finds } => {
                    let mut learned = Learned::default();
                    learned.add(&finds);
                    learned.search().mark(&text, &mut marks);
                    unite(&text, beside(&shown, marks))
                }
                Examined::Closed(redacted) => return redacted,
            };
            if fresh.is_empty() {
                break;
            }
            shown = splice(&shown, &fresh, &mut |mark| tags.tag(mark));
        }
        shown
    }

    /// Masks held keys in a text that was redacted before they were held; none if there is nothing new to mask. Where the
    /// stored spans are not those of its labels, somebody else wrote them: then nothing of it is taken for a label, and the
    /// whole is masked as if it came today.
    pub fn again(&self, stored: &Redacted) -> Option<Redacted> {
        if !are_labels(stored) {
            return Some(self.text(&stored.text));
        }
        let mut found = Vec::new();
        let walked = explore(&stored.text, self.held.keys(), &mut |view, _| {
            self.held.search(view, &mut found);
            Ok(())
        });
        if walked.is_err() {
            return Some(closed("over budget", stored.text.len(), "budget"));
        }
        let found = found.into_iter().map(|run| self.key_mark(run.start, run.end, run.key));
        let fresh = beside(stored, found.collect());
        if fresh.is_empty() {
            return None;
        }
        let fresh = unite(&stored.text, fresh);
        let mut tags = Tags { redactor: self, known: HashMap::new() };
        Some(splice(stored, &fresh, &mut |mark| tags.tag(mark)))
    }

    /// One unit of a stream.
    pub(crate) fn unit(&self, bytes: &[u8]) -> Redacted {
        match body::decode(bytes) {
            Some(text) => self.text(&text),
            None => closed("binary", bytes.len(), "unreadable"),
        }
    }

    /// One record that arrived in pieces. More than 16 MiB in all is one label.
    pub fn record<'p>(&self, pieces: impl IntoIterator<Item = &'p str>) -> Redacted {
        let mut text = String::new();
        let mut size = 0;
        for piece in pieces {
            size += piece.len();
            if size <= LARGEST {
                text.push_str(piece);
            }
        }
        if size > LARGEST { closed("record too large", size, "budget") } else { self.text(&text) }
    }

    /// One record that arrived as bytes: text as any other, anything else as a body of unknown type.
    pub fn record_bytes(&self, bytes: &[u8]) -> Redacted {
        match std::str::from_utf8(bytes) {
            Ok(text) if !text.contains('\0') => self.record([text]),
            _ => self.body(bytes, None),
        }
    }

    pub(crate) fn held(&self) -> &Held {
        &self.held
    }

    fn one(&self, part: Part<'_>) -> Redacted {
        let mut shown = self.message(std::slice::from_ref(&part));
        shown.pop().unwrap_or_default()
    }

    fn examine_part<'p>(&self, part: &Part<'p>) -> Examined<'p> {
        match part {
            Part::Text(text) => self.examine(Cow::Borrowed(text), Layout::Text),
            Part::StartLine(line) => self.examine(Cow::Borrowed(line), Layout::Text),
            Part::Headers(headers) => self.examine(Cow::Owned(http::lines(headers)), Layout::Headers),
            Part::Body { bytes, media_type } => match body::read(bytes, *media_type) {
                Content::Text(text, layout) => self.examine(text, layout),
                Content::Unreadable(what) => Examined::Closed(closed(&what, bytes.len(), "unreadable")),
            },
        }
    }

    /// Runs all nets over all views. `finds` keep the decoded values, for the rest of the message.
    fn examine<'p>(&self, text: Cow<'p, str>, layout: Layout) -> Examined<'p> {
        if text.len() > LARGEST {
            return Examined::Closed(closed("too large", text.len(), "budget"));
        }
        let mut runs = Vec::new();
        let mut finds = Vec::new();
        let mut marks = Vec::new();
        let walked = explore(&text, self.held.keys(), &mut |view, sight| {
            self.held.search(view, &mut runs);
            if sight != Sight::KeysOnly {
                self.cast(&text, view, sight, layout, &mut finds, &mut marks)?;
            }
            Ok(())
        });
        if walked.is_err() {
            return Examined::Closed(closed("over budget", text.len(), "budget"));
        }
        marks.extend(runs.into_iter().map(|run| self.key_mark(run.start, run.end, run.key)));
        Examined::Open { text, marks, finds }
    }

    /// The nets for shapes and personal data, on one view.
    fn cast(
        &self,
        source: &str,
        view: &View<'_>,
        sight: Sight,
        layout: Layout,
        finds: &mut Vec<Find>,
        marks: &mut Vec<Mark>,
    ) -> Result<(), Spent> {
        let legible = view.legible();
        let layout = if sight == Sight::Source { layout } else { Layout::Text };
        for mut find in nets::cast(&legible, view.classes(), layout, Scope::All)? {
            let (mut start, mut end) = view.source(find.start, find.end);
            if sight == Sight::Unpacked && find.kind == Kind::Secret {
                (start, end) = nets::whole_run(source, start, end);
            }
            find.value = Rc::from(&legible[find.start..find.end]);
            marks.push(Mark::found(&find, start, end));
            finds.push(find);
        }
        Ok(())
    }

    fn key_mark(&self, start: usize, end: usize, key: usize) -> Mark {
        Mark {
            start,
            end,
            kind: Kind::Key,
            label: Cow::Owned(self.held.label(key).to_owned()),
            rule: "held-key",
            tagged: Tagged::Key(key),
        }
    }
}

/// Makes each tag once.
struct Tags<'r> {
    redactor: &'r Redactor,
    known: HashMap<(&'static str, Rc<str>), String>,
}

impl Tags<'_> {
    fn tag(&mut self, mark: &Mark) -> String {
        let tagger = &self.redactor.tagger;
        match &mark.tagged {
            Tagged::Nothing => String::new(),
            Tagged::Key(key) => tagger.tag(self.redactor.held.value(*key)),
            Tagged::Value(value) => self
                .known
                .entry((mark.rule, Rc::clone(value)))
                .or_insert_with(|| tagger.tag(nets::canonical(mark.rule, value).as_bytes()))
                .clone(),
        }
    }
}

enum Examined<'p> {
    Open { text: Cow<'p, str>, marks: Vec<Mark>, finds: Vec<Find> },
    Closed(Redacted),
}

/// How often a text is looked at again. Each look masks more of it; more than two or three take a text made for it.
const MOST_LOOKS: usize = 8;

/// Does a label stand for the end of a line, a quote or a bracket too? Then what stands beside it belongs elsewhere now.
fn take_borders(text: &str, marks: &[Mark]) -> bool {
    let border = |byte: &u8| b"\n\"'`<>".contains(byte);
    marks.iter().any(|mark| text.as_bytes()[mark.start..mark.end].iter().any(border))
}

/// Does a label touch a word, another label or the next line's, or was something made visible?
fn may_read_otherwise(text: &str, shown: &Redacted) -> bool {
    let in_word = |char: char| char.is_alphanumeric() || "+/=_-.%@~\\[]".contains(char);
    let joined = |char: char| matches!(char, '\n' | '\t' | ' ');
    let touches = shown.spans.iter().any(|span| {
        let before = shown.text[..span.start].trim_end_matches('\n').chars().next_back();
        let after = &shown.text[span.end..];
        let next_line = after.trim_start_matches(joined);
        let after = if after.starts_with(['\n', '\t']) { next_line } else { after };
        before.is_some_and(in_word) || after.starts_with(in_word) || next_line.starts_with('[')
    });
    touches || has_unseen(text)
}

/// Is each of the spans the label that it says it is? A span that covers more would keep what stands there from being
/// looked at.
fn are_labels(stored: &Redacted) -> bool {
    let mut at = 0;
    stored.spans.iter().all(|span| {
        let before = std::mem::replace(&mut at, span.end);
        let label = stored.text.get(span.start..span.end).filter(|_| span.start >= before);
        label.is_some_and(|label| label == words(span.kind, &span.label, &span.tag) && is_label(label))
    })
}

/// The pieces of marks that no label covers.
fn beside(shown: &Redacted, marks: Vec<Mark>) -> Vec<Mark> {
    let mut pieces = Vec::new();
    for mark in marks {
        let mut at = mark.start;
        let first = shown.spans.partition_point(|span| span.end <= mark.start);
        for span in shown.spans[first..].iter().take_while(|span| span.start < mark.end) {
            if at < span.start {
                pieces.push(Mark { start: at, end: span.start, ..mark.clone() });
            }
            at = at.max(span.end);
        }
        if at < mark.end {
            pieces.push(Mark { start: at, ..mark });
        }
    }
    pieces
}

/// The stored text with further labels, sorted and apart; the old spans move along.
fn splice(stored: &Redacted, fresh: &[Mark], tag: &mut dyn FnMut(&Mark) -> String) -> Redacted {
    let mut shown = render(&stored.text, fresh, tag);
    let added = std::mem::take(&mut shown.spans);
    let mut added = fresh.iter().zip(added).peekable();
    let mut moved = 0;
    for old in &stored.spans {
        while let Some((mark, span)) = added.next_if(|(mark, _)| mark.end <= old.start) {
            moved += (span.end - span.start) as isize - (mark.end - mark.start) as isize;
            shown.spans.push(span);
        }
        let mut span = old.clone();
        span.start = old.start.saturating_add_signed(moved);
        span.end = old.end.saturating_add_signed(moved);
        shown.spans.push(span);
    }
    shown.spans.extend(added.map(|(_, span)| span));
    shown
}

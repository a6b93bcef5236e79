//! A page's tokens, as the standard's tokenizer reads them. Kept of them is only what is asked for: a few kilobytes on the
//! wire may unpack to millions of parse errors or of attributes, and all of them would be in memory at once.

use html5gum::emitters::callback::{Callback, CallbackEmitter, CallbackEvent};
use html5gum::{Span, Tokenizer};

/// The attributes that are looked at.
const ASKED: [&str; 7] = ["as", "content", "href", "http-equiv", "rel", "src", "type"];

/// A part of a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Token {
    Start(Tag),
    End,
    Text(Vec<u8>),
    Comment(Vec<u8>),
}

/// A tag that opens.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Tag {
    /// In lower case.
    pub(super) name: Vec<u8>,
    pub(super) self_closing: bool,
    /// Those of [`ASKED`] that it has, each once: the first counts.
    attributes: Vec<(&'static str, Vec<u8>)>,
}

impl Tag {
    /// An attribute's value without white space around it.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let (_, value) = self.attributes.iter().find(|(known, _)| *known == name)?;
        Some(String::from_utf8_lossy(value).trim().to_owned())
    }
}

/// The tokens of a text. With `scripts`, scripts and styles are text until their end.
pub(super) fn tokens(text: &[u8], scripts: bool) -> impl Iterator<Item = Token> {
    let mut emitter = CallbackEmitter::new(Reader::default());
    emitter.naively_switch_states(scripts);
    Tokenizer::new_with_emitter(text, emitter).map(|token| {
        let Ok(token) = token;
        token
    })
}

/// Puts tags together.
#[derive(Default)]
struct Reader {
    tag: Tag,
    /// Whether the attribute that is being read is the last of those that are kept.
    keeps: bool,
}

impl Callback<Token, ()> for Reader {
    fn handle_event(&mut self, event: CallbackEvent<'_>, _: Span<()>) -> Option<Token> {
        match event {
            CallbackEvent::OpenStartTag { name } => {
                self.tag = Tag { name: name.to_vec(), ..Tag::default() };
                self.keeps = false;
            }
            CallbackEvent::AttributeName { name } => {
                let asked = ASKED.into_iter().find(|asked| asked.as_bytes() == name);
                let known = |asked: &str| self.tag.attributes.iter().any(|(known, _)| *known == asked);
                let new = asked.filter(|asked| !known(asked));
                self.keeps = new.is_some();
                self.tag.attributes.extend(new.map(|name| (name, Vec::new())));
            }
            CallbackEvent::AttributeValue { value } if self.keeps => {
                if let Some((_, kept)) = self.tag.attributes.last_mut() {
                    kept.extend_from_slice(value);
                }
            }
            CallbackEvent::CloseStartTag { self_closing } => {
                return Some(Token::Start(Tag { self_closing, ..std::mem::take(&mut self.tag) }));
            }
            CallbackEvent::EndTag { .. } => {
                // Closing tags may have attributes, too.
                self.tag = Tag::default();
                return Some(Token::End);
            }
            CallbackEvent::String { value } => return Some(Token::Text(value.to_vec())),
            CallbackEvent::Comment { value } => return Some(Token::Comment(value.to_vec())),
            CallbackEvent::AttributeValue { .. }
            | CallbackEvent::Doctype { .. }
            | CallbackEvent::Error(_) => {}
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_nobody_asks_for_is_not_kept() {
        // Every token has been in the tokenizer's queue: errors would be as many as the bytes.
        for byte in ["\0", "\u{1}", "\u{fffe}"] {
            for page in [byte.repeat(100_000), format!("<script>{}", byte.repeat(100_000))] {
                assert!(tokens(page.as_bytes(), true).count() <= 2, "{byte:?}");
            }
        }
        let many: String = (0..10_000).map(|n| format!("x{n} ")).collect();
        let page = format!("<a {many} href=/one {many} href=/two href>t</a {many} href=/three><b>");
        let read: Vec<Token> = tokens(page.as_bytes(), true).collect();
        let Some(Token::Start(link)) = read.first() else { panic!("no tag: {:?}", read.len()) };
        assert_eq!((&link.name[..], &link.attributes[..]), (&b"a"[..], &[("href", b"/one".to_vec())][..]));
        let b = Tag { name: b"b".to_vec(), ..Tag::default() };
        assert_eq!(read[1..], [Token::Text(b"t".to_vec()), Token::End, Token::Start(b)]);
    }
}

//! Text that a person enters: trimmed, of a bounded length, without characters that hide or reorder, and never a key.

use vault::{HeldPrints, TextFinding};

use crate::Engine;
use crate::deed::{About, Deed, Fact};
use crate::error::{Code, Error, Result};

/// Most characters of a name.
pub(crate) const NAME: usize = 120;
/// Most characters of notes.
pub(crate) const NOTES: usize = 4000;
/// Most tags.
pub(crate) const TAGS: usize = 20;
/// Most characters of a tag.
pub(crate) const TAG: usize = 40;

/// A text from outside as it may be shown: what would steer or hide is written out.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_invisible(c) { shown.extend(c.escape_unicode()) } else { shown.push(c) }
    }
    shown
}

/// Characters that cannot be seen, or change the order in which others are: a name must look like what it is.
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{00ad}' | '\u{061c}' | '\u{115f}' | '\u{1160}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}'
        | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{206a}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// One line: trimmed, at most `limit` characters.
pub(crate) fn line(field: &str, text: &str, limit: usize) -> Result<String> {
    bounded(field, text.trim(), limit, |_| false)
}

/// Several lines: trimmed at the ends, line ends as `\n`.
pub(crate) fn lines(field: &str, text: &str, limit: usize) -> Result<String> {
    let text = text.trim().replace("\r\n", "\n");
    bounded(field, &text, limit, |c| c == '\n' || c == '\t')
}

/// A name: one line that is not empty.
pub(crate) fn name(field: &str, text: &str) -> Result<String> {
    let name = line(field, text, NAME)?;
    if name.is_empty() { Err(Error::at(Code::Required, field)) } else { Ok(name) }
}

/// Tags: trimmed, each once, whatever its capitals.
pub(crate) fn tags(texts: &[String]) -> Result<Vec<String>> {
    let mut tags: Vec<String> = Vec::new();
    for text in texts {
        let tag = line("tags", text, TAG)?;
        let known = tags.iter().any(|t| t.to_lowercase() == tag.to_lowercase());
        if !tag.is_empty() && !known {
            tags.push(tag);
        }
    }
    if tags.len() > TAGS { Err(Error::at(Code::TooMany, "tags")) } else { Ok(tags) }
}

/// Text from outside, for showing: without characters that disturb, at most `limit` of them.
pub(crate) fn shown(text: &str, limit: usize) -> String {
    text.chars().filter(|c| !c.is_control() && !is_invisible(*c)).take(limit).collect()
}

fn bounded(field: &str, text: &str, limit: usize, allowed: impl Fn(char) -> bool) -> Result<String> {
    if text.chars().any(|c| (c.is_control() && !allowed(c)) || is_invisible(c)) {
        return Err(Error::at(Code::ControlCharacters, field));
    }
    if text.chars().count() > limit {
        return Err(Error::at(Code::TooLong, field));
    }
    Ok(text.to_owned())
}

/// A text with its field.
pub(crate) type FieldText = (String, String);

/// The texts that an edit changes: what stands there already was looked at when it came.
pub(crate) fn fresh(mut texts: Vec<FieldText>, known: &[FieldText]) -> Vec<FieldText> {
    texts.retain(|text| !known.contains(text));
    texts
}

impl Engine {
    /// Refuses texts that are, hold, or look like a key. That a text is a held key is an
    /// answer to a guess: it is logged, and the vault gives it only so often.
    pub(crate) async fn refuse_keys(&self, texts: Vec<FieldText>) -> Result<()> {
        let mut known: Option<HeldPrints> = None;
        for (field, text) in texts {
            // What is longer than any field may be is refused for that.
            if text.is_empty() || text.len() > 4 * NOTES {
                continue;
            }
            let held = match &mut known {
                Some(held) => held,
                None => known.insert(self.store().held_prints().await?),
            };
            match self.vault().inspect(&text, held).await {
                Ok(None) => {}
                Ok(Some(TextFinding::Shape(_))) => return Err(Error::at(Code::LooksLikeKey, field)),
                Ok(Some(TextFinding::Held)) => {
                    self.log_refusal(&field).await?;
                    return Err(Error::at(Code::LooksLikeKey, field));
                }
                Err(error) => return Err(Error::at(Error::from(error).code(), field)),
            }
        }
        Ok(())
    }

    async fn log_refusal(&self, field: &str) -> Result<()> {
        let mut write = self.store().write().await?;
        write.deed(Deed::TextRefused, About::default().fact(Fact::Field, field)).await?;
        write.commit().await
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_is_trimmed_bounded_and_visible() {
        assert_eq!(name("name", "  Nordlicht GmbH \n").unwrap(), "Nordlicht GmbH");
        let code = |text: &str| name("name", text).unwrap_err().code();
        assert_eq!(code("   "), Code::Required);
        assert_eq!(code(&"x".repeat(121)), Code::TooLong);
        name("name", &"ü".repeat(120)).unwrap();
        for hidden in
            ["a\u{202e}b", "a\u{200b}b", "a\0b", "a\nb", "a\u{1b}[31mb", "a\u{feff}b", "a\u{e0041}b"]
        {
            assert_eq!(code(hidden), Code::ControlCharacters, "{hidden:?}");
        }
        assert_eq!(lines("notes", "a\r\nb\tc", 10).unwrap(), "a\nb\tc");
        assert!(lines("notes", "a\u{7}b", 10).is_err());
    }

    #[test]
    fn tags_are_counted_once() {
        let of = |list: &[&str]| tags(&list.iter().map(|t| (*t).to_owned()).collect::<Vec<_>>());
        assert_eq!(of(&[" DTC ", "dtc", "", "B2B"]).unwrap(), ["DTC", "B2B"]);
        let many: Vec<String> = (0..21).map(|n| format!("t{n}")).collect();
        assert_eq!(tags(&many).unwrap_err().code(), Code::TooMany);
        assert_eq!(of(&["x".repeat(41).as_str()]).unwrap_err().code(), Code::TooLong);
    }
}

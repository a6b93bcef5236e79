//! Nothing that can steer a terminal passes: names, notes and answers come from others.

use std::fmt::Write as _;
use std::io;

use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

/// Characters that move, hide or turn around what stands beside them.
fn steers(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}

/// One line of text with such characters made visible.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::with_capacity(text.len());
    for c in text.chars() {
        if steers(c) {
            shown.extend(c.escape_unicode());
        } else {
            shown.push(c);
        }
    }
    shown
}

/// Several lines, each with such characters made visible.
pub(crate) fn visible_lines(text: &str) -> String {
    text.lines().map(visible).collect::<Vec<_>>().join("\n")
}

/// A view as indented JSON in which such characters are escaped: the same value for a program, harmless on a screen.
pub(crate) fn json<T: serde::Serialize>(view: &T) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Escaping(PrettyFormatter::new()));
    view.serialize(&mut serializer)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The same on one line.
pub(crate) fn json_line<T: serde::Serialize>(view: &T) -> Result<String, serde_json::Error> {
    let mut bytes = Vec::new();
    let mut serializer = serde_json::Serializer::with_formatter(&mut bytes, Escaping(CompactFormatter));
    view.serialize(&mut serializer)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

struct Escaping<F>(F);

macro_rules! as_before {
    ($($name:ident($($arg:ident: $type:ty),*);)+) => {$(
        fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $arg: $type)*) -> io::Result<()> {
            self.0.$name(writer $(, $arg)*)
        }
    )+};
}

impl<F: Formatter> Formatter for Escaping<F> {
    as_before! {
        begin_array();
        end_array();
        begin_array_value(first: bool);
        end_array_value();
        begin_object();
        end_object();
        begin_object_key(first: bool);
        end_object_key();
        begin_object_value();
        end_object_value();
    }

    fn write_string_fragment<W: ?Sized + io::Write>(
        &mut self,
        writer: &mut W,
        fragment: &str,
    ) -> io::Result<()> {
        let mut escaped = String::with_capacity(fragment.len());
        for c in fragment.chars() {
            if steers(c) {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    // Writing to a String cannot fail.
                    let _ = write!(escaped, "\\u{unit:04x}");
                }
            } else {
                escaped.push(c);
            }
        }
        writer.write_all(escaped.as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NASTY: &str = "a\u{1b}[2Jb\u{9b}31m\u{202e}c\u{200b}\u{7f}\u{e0041}\r";

    #[test]
    fn nothing_that_steers_is_printed() {
        for shown in [visible(NASTY), json(&NASTY).expect("JSON")] {
            assert!(!shown.chars().any(steers), "{shown:?}");
            assert!(shown.contains('a') && shown.contains('b') && shown.contains('c'));
        }
    }

    #[test]
    fn json_means_the_same_as_before() {
        let back: String = serde_json::from_str(&json_line(&NASTY).expect("JSON")).expect("a string");
        assert_eq!(back, NASTY);
    }

    #[test]
    fn ordinary_text_of_any_script_stays() {
        for text in ["Müller & Söhne", "株式会社", "שלום", "•••• ✓ 👍"] {
            assert_eq!(visible(text), text);
        }
    }
}

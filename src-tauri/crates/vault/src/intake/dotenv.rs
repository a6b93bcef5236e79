//! `.env` files: `NAME=value`, with `export`, comments, three kinds of quotes and escapes.

use crate::secret::{Secret, SecretText};

/// One variable.
pub(super) struct Variable {
    pub(super) name: String,
    pub(super) value: Secret,
    /// Its line in the file, from 1.
    pub(super) line: u32,
}

/// The variables of a file, in order; a name may come more than once. Lines that are none are left out.
pub(super) fn parse(text: &str) -> Vec<Variable> {
    let mut found = Vec::new();
    let mut rest = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut line = 1;
    while !rest.is_empty() {
        let (variable, used) = read(rest, line);
        found.extend(variable);
        line += u32::try_from(rest[..used].matches('\n').count()).unwrap_or(0);
        rest = &rest[used..];
    }
    found
}

/// The variable at the start of `rest`, and how many bytes it takes, line end included.
fn read(rest: &str, line: u32) -> (Option<Variable>, usize) {
    let line_end = rest.find('\n').map_or(rest.len(), |at| at + 1);
    let first = &rest[..line_end];
    let Some((left, _)) = first.split_once('=') else { return (None, line_end) };
    let name = left.trim_start();
    let name = name.strip_prefix("export ").unwrap_or(name).trim();
    if !is_name(name) {
        return (None, line_end);
    }
    let after = left.len() + 1;
    let raw = &rest[after..];
    let indent = raw.len() - raw.trim_start_matches([' ', '\t']).len();
    let quoted = raw[indent..].chars().next().filter(|c| matches!(c, '"' | '\'' | '`'));
    let (value, used) = match quoted.and_then(|quote| read_quoted(&raw[indent..], quote)) {
        Some((value, used)) => {
            let end = after + indent + used;
            (value, rest[end..].find('\n').map_or(rest.len(), |at| end + at + 1))
        }
        // No quotes, or quotes that never close: the rest of the line as it is.
        None => (read_plain(&first[after..]), line_end),
    };
    (Some(Variable { name: name.to_owned(), value, line }), used)
}

fn read_plain(text: &str) -> Secret {
    let text = text.trim();
    let comment =
        text.char_indices().find(|(at, c)| *c == '#' && (*at == 0 || text[..*at].ends_with([' ', '\t'])));
    let text = comment.map_or(text, |(at, _)| text[..at].trim_end());
    Secret::copy_of(text.as_bytes())
}

/// A quoted value and the bytes it takes, quotes included; `None` if it does not end. Only double quotes know escapes.
fn read_quoted(text: &str, quote: char) -> Option<(Secret, usize)> {
    let mut value = SecretText::with_capacity(256);
    let mut chars = text.char_indices().skip(1);
    while let Some((at, c)) = chars.next() {
        if c == quote {
            return Some((value.into_secret(), at + c.len_utf8()));
        }
        let c = if c == '\\' && quote == '"' {
            match chars.next()?.1 {
                'n' => '\n',
                'r' => '\r',
                't' => '\t',
                other @ ('"' | '\\' | '$' | '`' | '\'') => other,
                other => {
                    value.push(b"\\");
                    other
                }
            }
        } else {
            c
        };
        value.push(c.encode_utf8(&mut [0; 4]).as_bytes());
    }
    None
}

fn is_name(name: &str) -> bool {
    name.len() <= 128
        && name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn read_all(text: &str) -> Vec<(String, String, u32)> {
        parse(text)
            .into_iter()
            // EXPOSE: a test compares made-up text.
            .map(|v| (v.name, String::from_utf8(v.value.expose().to_vec()).unwrap(), v.line))
            .collect()
    }

    #[test]
    fn every_way_to_write_a_value() {
        let text = "\u{feff}# comment\nPLAIN=abc\nexport SPACED = two words  # comment\r\nHASH=a#b\nEMPTY=\nSINGLE='a \\n #b'\n\
                    DOUBLE=\"a\\n\\\"b\\\" \\$c\" # comment\nTICK=`a\"b`\nPEM=\"-----BEGIN X-----\nAB\n-----END X-----\"\n\
                    OPEN=\"never closed\nnot a line\n1BAD=x\nLAST=equals==";
        let expected = [
            ("PLAIN", "abc", 2),
            ("SPACED", "two words", 3),
            ("HASH", "a#b", 4),
            ("EMPTY", "", 5),
            ("SINGLE", "a \\n #b", 6),
            ("DOUBLE", "a\n\"b\" $c", 7),
            ("TICK", "a\"b", 8),
            ("PEM", "-----BEGIN X-----\nAB\n-----END X-----", 9),
            ("OPEN", "\"never closed", 12),
            ("LAST", "equals==", 15),
        ];
        let expected: Vec<_> =
            expected.iter().map(|(n, v, l)| ((*n).to_owned(), (*v).to_owned(), *l)).collect();
        assert_eq!(read_all(text), expected);
    }

    proptest! {
        #[test]
        fn no_text_makes_it_panic_or_loop(text in "[A-Z=\"'`#\\\\\n \r\u{e4}]{0,200}") {
            parse(&text);
        }

        #[test]
        fn a_single_quoted_value_comes_back(value in "[^'\u{0}]{0,80}") {
            prop_assert_eq!(&read_all(&format!("A=1\nKEY='{value}'\nB=2"))[1].1, &value);
        }
    }
}

//! Labels of an earlier pass, recognised in a text so that redacting twice changes nothing.

use std::borrow::Cow;

/// Stands for each byte of a label. No redacted text holds it, since control characters are made visible.
const BLANK: char = '\u{1a}';
const LONGEST: usize = 160;
const LONGEST_WORD: usize = 24;

/// The text with a blank for each byte of each label.
pub(crate) fn blanked(text: &str) -> Cow<'_, str> {
    let mut out: Option<String> = None;
    let mut copied = 0;
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'[', &text.as_bytes()[at..]) {
        let start = at + next;
        at = start + 1;
        let Some(len) = label_len(&text[start..]) else {
            continue;
        };
        let out = out.get_or_insert_with(|| String::with_capacity(text.len()));
        out.push_str(&text[copied..start]);
        out.extend(std::iter::repeat_n(BLANK, len));
        at = start + len;
        copied = at;
    }
    match out {
        Some(mut out) => {
            out.push_str(&text[copied..]);
            Cow::Owned(out)
        }
        None => Cow::Borrowed(text),
    }
}

/// Is it one label, and nothing that could be a key in the guise of one? A pair in one label is joined by `+`.
pub(crate) fn is_label(text: &str) -> bool {
    text.starts_with('[') && label_len(&text.replace('+', " ")) == Some(text.len())
}

/// Nothing but blanked labels?
pub(crate) fn is_blank(text: &str) -> bool {
    text.contains(BLANK) && text.chars().all(|char| char == BLANK || char.is_whitespace())
}

/// The label that this place lies within: where it begins and ends.
pub(crate) fn around(text: &[u8], at: usize) -> Option<(usize, usize)> {
    let from = at.saturating_sub(LONGEST);
    let start = from + memchr::memrchr(b'[', &text[from..at])?;
    let near = &text[start..text.len().min(start + LONGEST)];
    let end = start + label_len(near.utf8_chunks().next()?.valid())?;
    (end > at).then_some((start, end))
}

/// The length of the label that the text begins with.
fn label_len(text: &str) -> Option<usize> {
    let reach = &text.as_bytes()[..text.len().min(LONGEST)];
    let end = memchr::memchr(b']', reach)?;
    let inner = &text[1..end];
    if let Some(what) = inner.strip_prefix("not shown: ") {
        return is_plain(what.replace([',', '/', '+'], " ").as_str()).then_some(end + 1);
    }
    let (words, tag) = inner.rsplit_once(" #")?;
    let tagged = tag.len() == 4 && tag.bytes().all(|byte| byte.is_ascii_hexdigit());
    (tagged && is_plain(words)).then_some(end + 1)
}

/// What a label may say: nothing that would end it, or keep it from being recognised.
pub(crate) fn plain(label: &str) -> String {
    let clean: String = label.chars().map(|char| if is_plain_char(char) { char } else { ' ' }).collect();
    let words: Vec<String> = clean
        .split(' ')
        .filter(|word| !word.is_empty() && is_plain(word))
        .take(5)
        .map(str::to_owned)
        .collect();
    if words.is_empty() {
        return "held".to_owned();
    }
    words.join(" ")
}

fn is_plain_char(char: char) -> bool {
    char.is_alphanumeric() || "_.-()'&".contains(char)
}

/// Plain words, none of which could be a key.
fn is_plain(words: &str) -> bool {
    words.split(' ').all(|word| {
        let digits = word.bytes().filter(u8::is_ascii_digit).count();
        word.len() <= LONGEST_WORD
            && digits <= 10
            && (digits == 0 || word.len() <= 12)
            && word.chars().all(|char| char.is_alphanumeric() || "_.-()'&".contains(char))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_are_told_from_what_pretends() {
        for label in [
            "[key woocommerce consumer_key #3f9a]",
            "[email #b21c]",
            "[secret aws access key id #0000]",
            "[not shown: application/zip, 1234 bytes]",
            "[not shown: application/x-www-form-urlencoded, 57 bytes]",
        ] {
            assert!(is_blank(&blanked(label)), "{label}");
        }
        for other in ["[1, 2]", "[key #3f9]", "[secret 4eC39HqLyjWDarjtT1zdp7dc4eC39 #1234]", "[email b21c]"]
        {
            assert_eq!(blanked(other), other);
        }
    }
}

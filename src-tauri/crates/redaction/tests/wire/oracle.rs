//! Does anything of a key survive in a text? Looked for without the crate.

use super::forms::Form;
use super::keys::Key;
use super::undo::{undo, without_blanks};
use redaction::{Kind, Redacted};

/// A run of so many characters of a key, beyond its public prefix, must go.
pub(crate) const RUN: usize = 10;

/// The runs of a key that must not stand anywhere; of a key that is shorter, the whole.
fn runs(key: &Key, squeezed: bool) -> Vec<String> {
    let lines = key.secret().lines().filter(|line| !line.starts_with("-----"));
    let lines: Vec<String> = match squeezed {
        false => lines.map(str::to_owned).collect(),
        true => vec![lines.collect::<String>().split_whitespace().collect()],
    };
    let windows = |line: &String| {
        let chars: Vec<char> = line.chars().collect();
        chars.windows(RUN).map(|run| run.iter().collect()).collect::<Vec<String>>()
    };
    let mut runs: Vec<String> = lines.iter().flat_map(windows).collect();
    if runs.is_empty() {
        runs.push(if key.secret().len() < 6 { key.value.clone() } else { key.secret().to_owned() });
    }
    runs
}

/// The key in the case of its form.
fn as_written(key: &Key, forms: &[Form]) -> Key {
    let value = match forms.first() {
        Some(Form::Capitals) => key.value.to_ascii_uppercase(),
        Some(Form::SmallLetters) => key.value.to_ascii_lowercase(),
        _ => key.value.clone(),
    };
    Key { value, prefix: key.prefix }
}

/// A run of the key that the text holds, plainly or in these forms (the innermost first); none if none survived.
pub(crate) fn survivor(key: &Key, forms: &[Form], shown: &str) -> Option<String> {
    let key = &as_written(key, forms);
    let (runs, squeezed) = (runs(key, false), runs(key, true));
    let mut text = shown.as_bytes().to_vec();
    for form in std::iter::once(Form::Exact).chain(forms.iter().rev().copied()) {
        text = undo(form, &text);
        let bare = without_blanks(&text);
        let stands = |run: &&String, text: &[u8]| memchr::memmem::find(text, run.as_bytes()).is_some();
        let plain = runs.iter().find(|run| stands(run, &text));
        if let Some(run) = plain.or_else(|| squeezed.iter().find(|run| stands(run, &bare))) {
            return Some(run.clone());
        }
    }
    None
}

/// Spans are sorted, apart, on character borders, and each is the label that it says it is.
pub(crate) fn spans_are_right(shown: &Redacted) {
    let mut at = 0;
    for span in &shown.spans {
        assert!(at <= span.start && span.start < span.end, "sorted and apart: {shown:?}");
        let label = shown.text.get(span.start..span.end).expect("on character borders, within the text");
        let words = match span.kind {
            Kind::Key => format!("[key {} #{}]", span.label, span.tag),
            Kind::Secret => format!("[secret {} #{}]", span.label, span.tag),
            Kind::Personal | Kind::Withheld => format!("[{} #{}]", span.label, span.tag),
            Kind::Closed => format!("[not shown: {}]", span.label),
        };
        assert_eq!(label, words, "a span is its label");
        let tagged = span.tag.len() == 4 && span.tag.bytes().all(|byte| byte.is_ascii_hexdigit());
        assert!(if span.kind == Kind::Closed { span.tag.is_empty() } else { tagged }, "{span:?}");
        assert!(!span.rule.is_empty(), "a rule is named");
        at = span.end;
    }
}

/// The text without its labels; each leaves a sign that stands in no key.
pub(crate) fn without_labels(shown: &Redacted) -> String {
    let mut rest = String::new();
    let mut at = 0;
    for span in &shown.spans {
        rest.push_str(&shown.text[at..span.start]);
        rest.push('\u{1}');
        at = span.end;
    }
    rest + &shown.text[at..]
}

/// What stands outside the labels stands in the source, in the same order.
pub(crate) fn rest_is_the_sources(source: &str, shown: &Redacted) {
    if shown.spans.iter().any(|span| span.kind == Kind::Closed) {
        return;
    }
    let source = visible(source);
    let rest = without_labels(shown);
    let pieces: Vec<&str> = rest.split('\u{1}').collect();
    let mut left = &source[..];
    for (nth, piece) in pieces.iter().enumerate() {
        let place = match nth {
            0 => left.starts_with(piece).then_some(0),
            _ if nth + 1 == pieces.len() => left.ends_with(piece).then(|| left.len() - piece.len()),
            _ => left.find(piece),
        };
        let place = place.unwrap_or_else(|| panic!("{piece:?} is not of {source:?}"));
        left = &left[place + piece.len()..];
    }
    assert!(pieces.len() > 1 || left.is_empty(), "nothing is left out but for a label");
}

/// How a text is shown: what would do something to a screen, or is not seen on it, is written out.
pub(crate) fn visible(text: &str) -> String {
    let mut shown = String::new();
    let text = text.replace("\r\n", "\n");
    for char in text.chars() {
        match char as u32 {
            9 | 10 => shown.push(char),
            code @ 0..32 => shown.extend(char::from_u32(0x2400 + code)),
            127 => shown.push('\u{2421}'),
            code @ (0x80..=0x9f
            | 0xad
            | 0x61c
            | 0x180e
            | 0x200b
            | 0x200e..=0x200f
            | 0x2028..=0x202e
            | 0x2060..=0x206f
            | 0xfeff
            | 0xfff9..=0xfffb
            | 0xe0000..=0xe007f) => shown.push_str(&format!("<U+{code:04X}>")),
            _ => shown.push(char),
        }
    }
    shown
}

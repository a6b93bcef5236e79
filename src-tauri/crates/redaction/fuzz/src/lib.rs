//! The bodies of the fuzz targets. `tests/fuzz_corpus.rs` runs them over the committed corpus without the fuzzer.
//!
//! Each takes bytes. The first say which keys are held, the rest is read as it is or as a list of choices: which forms a
//! key is written in, what stands around it, where a stream is cut. So a small change of the bytes is a small change of
//! the case. Keys are made from a seed within the bytes: none stands in a corpus.

#![allow(unreachable_pub, reason = "a test takes it in as a module")]

#[path = "../../tests/wire/mod.rs"]
pub(crate) mod wire;

use arbitrary::Unstructured;
use redaction::{Part, Redactor};
use wire::cases::{Case, Class};
use wire::forms::{CODES, Form, OUTER, brotli, deflate, gzip, zlib};
use wire::keys::{Key, Sort, redactor};
use wire::oracle::{spans_are_right, survivor, without_labels};
use wire::{Dice, Seeded, checks, texts};

/// A target and its name.
pub type Target = (&'static str, fn(&[u8]));

/// All targets.
pub const TARGETS: [Target; 6] = [
    ("redact_text", redact_text),
    ("redact_message", redact_message),
    ("held_forms", held_forms),
    ("stream_cuts", stream_cuts),
    ("scan_offsets", scan_offsets),
    ("seeker", seeker),
];

/// Larger texts only make the fuzzer slow.
const LARGEST: usize = 4096;

/// Choices from the fuzzer's bytes.
struct Bytes<'a>(Unstructured<'a>);

impl Dice for Bytes<'_> {
    fn below(&mut self, sides: usize) -> usize {
        self.0.int_in_range(0..=sides.saturating_sub(1)).unwrap_or(0)
    }
}

impl<'a> Bytes<'a> {
    fn new(data: &'a [u8]) -> Bytes<'a> {
        Bytes(Unstructured::new(&data[..data.len().min(LARGEST)]))
    }

    /// Up to two keys, made from a seed.
    fn keys(&mut self) -> Vec<Key> {
        let count = self.below(3);
        (0..count)
            .map(|_| {
                let sort = self.pick(&Sort::ALL);
                sort.make(&mut Seeded::new(self.below(256) as u64))
            })
            .collect()
    }

    /// A text: of pieces that are chosen, or what is left of the bytes as it is.
    fn text(&mut self, keys: &[Key]) -> String {
        let made = if self.below(2) == 0 { texts::text(keys, 8, self) } else { String::new() };
        let rest = self.0.len();
        let rest = self.0.bytes(rest).unwrap_or_default();
        made + &String::from_utf8_lossy(rest)
    }

    fn cuts(&mut self) -> Vec<usize> {
        (0..self.between(1, 6)).map(|_| self.between(1, 200)).collect()
    }
}

/// Any text with any keys: what is shown is right, and twice is once.
pub fn redact_text(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let keys = bytes.keys();
    let text = bytes.text(&keys);
    checks::text(&redactor(&keys), &keys, &text);
}

/// A message of several parts, some of them packed.
pub fn redact_message(data: &[u8]) {
    const TYPES: [Option<&str>; 7] = [
        None,
        Some("application/json"),
        Some("application/x-www-form-urlencoded"),
        Some("text/html; charset=utf-8"),
        Some("application/xml"),
        Some("text/csv"),
        Some("application/octet-stream"),
    ];
    let mut bytes = Bytes::new(data);
    let keys = bytes.keys();
    let line = texts::text(&keys, 2, &mut bytes);
    let headers: Vec<(String, Vec<u8>)> = (0..bytes.below(4))
        .map(|_| {
            let name = bytes.pick(&["X-Value", "Authorization", "Cookie", "Set-Cookie", "From", "X-Api-Key"]);
            (name.to_owned(), texts::text(&keys, 2, &mut bytes).into_bytes())
        })
        .collect();
    let media_type = bytes.pick(&TYPES);
    let packing = bytes.below(6);
    let body = bytes.text(&keys).into_bytes();
    let body = match packing {
        1 => gzip(&body),
        2 => zlib(&body),
        3 => deflate(&body),
        4 => brotli(&body),
        5 => body.iter().map(|byte| byte ^ 0x80).collect(),
        _ => body,
    };
    let redactor = redactor(&keys);
    let parts = [
        Part::StartLine(&line),
        Part::Headers(&headers),
        Part::Body { bytes: &body, media_type },
        Part::Text(&line),
    ];
    let shown = redactor.message(&parts);
    assert_eq!(shown.len(), parts.len());
    for part in &shown {
        checks::shown_is_right(&redactor, &keys, part);
    }
    spans_are_right(&redactor.record_bytes(&body));
}

/// A key in up to five forms in one another, cut or whole, amid other text: no run of it survives.
pub fn held_forms(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let seed = u64::from(bytes.0.arbitrary::<u16>().unwrap_or(0));
    let class = match bytes.below(4) {
        0 => Class::One(bytes.pick(OUTER)),
        1 => Class::Cut(bytes.pick(CODES)),
        2 => Class::CutAfter(bytes.pick(CODES)),
        _ => Class::One(bytes.pick(CODES)),
    };
    let sort = bytes.pick(&class.sorts());
    let case = class.case(sort, seed);
    no_run_survives(&case);
    // Again in further forms, each of which can be undone by itself.
    let further: Vec<Form> = (0..bytes.below(4)).map(|_| bytes.pick(NESTED)).collect();
    // What is short is masked as a whole, and what is no ASCII is not read through several encodings.
    let further_on = !matches!(sort, Sort::Short | Sort::Abroad);
    if !further_on || !matches!(class, Class::One(form) if CODES.contains(&form)) {
        return;
    }
    let coded = further.iter().fold(case.coded.clone(), |value, form| form.write(&value, &mut bytes));
    let forms = [case.forms, further].concat();
    let text = wire::around::around(&coded, true, &mut bytes);
    no_run_survives(&Case { forms, coded, text, ..case });
}

/// Forms that are undone one after the other in whatever order they come.
const NESTED: &[Form] =
    &[Form::Base64, Form::Base64Url, Form::Percent, Form::Json, Form::JsonField, Form::HtmlNamed, Form::Hex];

fn no_run_survives(case: &Case) {
    let shown = redactor(std::slice::from_ref(&case.key)).text(&case.text);
    spans_are_right(&shown);
    let left = survivor(&case.key, &case.forms, &without_labels(&shown));
    assert_eq!(left, None, "{case:#?} in {shown:#?}");
}

/// A stream and a record give the same answer however they are cut.
pub fn stream_cuts(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let keys = bytes.keys();
    let cuts = bytes.cuts();
    let odd = bytes.below(4) == 0;
    let redactor: Redactor = redactor(&keys);
    if odd {
        let rest = bytes.0.len();
        checks::stream(&redactor, &[], bytes.0.bytes(rest).unwrap_or_default(), &cuts);
    } else {
        let text = bytes.text(&keys);
        checks::stream(&redactor, &keys, text.as_bytes(), &cuts);
        checks::record(&redactor, &text, &cuts);
    }
}

/// What a scan finds stands where it says.
pub fn scan_offsets(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let keys = bytes.keys();
    let text = bytes.text(&keys);
    checks::scan(&redactor(&keys), &keys, &text);
}

/// Seekers and finders find the same however a file is cut.
pub fn seeker(data: &[u8]) {
    let mut bytes = Bytes::new(data);
    let keys = bytes.keys();
    let cuts = bytes.cuts();
    let odd = bytes.below(4) == 0;
    let mut file = Vec::new();
    if odd {
        let rest = bytes.0.len();
        file.extend_from_slice(bytes.0.bytes(rest).unwrap_or_default());
    } else {
        file.extend_from_slice(bytes.text(&keys).as_bytes());
    }
    checks::seeker(&keys, &file, &cuts);
    checks::finder(&keys, &file, &cuts);
}

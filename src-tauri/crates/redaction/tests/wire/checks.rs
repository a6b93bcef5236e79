//! What must hold for any text, any keys and any cuts.

use super::keys::Key;
use super::oracle::{rest_is_the_sources, spans_are_right, survivor, without_labels};
use redaction::{Class, Finder, HeldKey, Kind, Leak, Redacted, Redactor, Scan, Seeker, Sighting};

/// A text as it is shown, however it came to be.
pub(crate) fn shown_is_right(redactor: &Redactor, keys: &[Key], shown: &Redacted) {
    spans_are_right(shown);
    let rest = without_labels(shown);
    for key in keys {
        assert_eq!(survivor(key, &[], &rest), None, "{key:?} in {shown:#?}");
    }
    let twice = redactor.text(&shown.text);
    assert_eq!(twice.text, shown.text, "redacting twice changes nothing");
    assert_eq!(redactor.again(shown), None, "nothing is left to be masked");
}

/// Any text.
pub(crate) fn text(redactor: &Redactor, keys: &[Key], source: &str) {
    let shown = redactor.text(source);
    rest_is_the_sources(source, &shown);
    shown_is_right(redactor, keys, &shown);
    assert_eq!(redactor.text(source), shown, "the same input gives the same answer");
    spans_are_right(&redactor.body(source.as_bytes(), None));
}

/// The pieces of a text between cuts, taken in turn.
pub(crate) fn pieces<'t>(text: &'t [u8], cuts: &[usize]) -> Vec<&'t [u8]> {
    let mut pieces = Vec::new();
    let mut rest = text;
    for cut in cuts.iter().cycle() {
        let (piece, more) = rest.split_at((*cut).clamp(1, rest.len().max(1)).min(rest.len()));
        pieces.push(piece);
        rest = more;
        if rest.is_empty() {
            break;
        }
    }
    pieces
}

/// What a stream answers to these pieces.
pub(crate) fn streamed(redactor: &Redactor, pieces: &[&[u8]]) -> Redacted {
    let mut stream = redactor.stream();
    let mut all = Redacted::default();
    let mut add = |more: Redacted| {
        spans_are_right(&more);
        let at = all.text.len();
        all.text.push_str(&more.text);
        all.spans.extend(more.spans.into_iter().map(|mut span| {
            span.start += at;
            span.end += at;
            span
        }));
    };
    for piece in pieces {
        add(stream.push(piece));
    }
    add(stream.finish());
    all
}

/// A stream gives the same answer however it is cut.
pub(crate) fn stream(redactor: &Redactor, keys: &[Key], text: &[u8], cuts: &[usize]) {
    let whole = streamed(redactor, &[text]);
    assert_eq!(
        streamed(redactor, &pieces(text, cuts)),
        whole,
        "cut at {cuts:?}: {:?}",
        String::from_utf8_lossy(text)
    );
    spans_are_right(&whole);
    let rest = without_labels(&whole);
    for key in keys {
        assert_eq!(survivor(key, &[], &rest), None, "{key:?} in {whole:#?}");
    }
}

/// A record gives the same answer however it is cut.
pub(crate) fn record(redactor: &Redactor, text: &str, cuts: &[usize]) {
    let mut pieces = Vec::new();
    let mut rest = text;
    for cut in cuts.iter().cycle() {
        let (piece, more) =
            rest.split_at(rest.ceil_char_boundary((*cut).clamp(1, rest.len().max(1)).min(rest.len())));
        pieces.push(piece);
        rest = more;
        if rest.is_empty() {
            break;
        }
    }
    assert_eq!(redactor.record(pieces), redactor.text(text));
}

/// What a scan found stands where it says, in order, and each key that stands in the text as it is was found.
pub(crate) fn scan(redactor: &Redactor, keys: &[Key], text: &str) {
    for shapes in [false, true] {
        let scan = redactor.scan(text, shapes);
        assert_eq!(redactor.scan(text, shapes), scan, "the same input gives the same answer");
        places_are_right(&scan, text.len());
        for leak in &scan.leaks {
            assert!(
                text.is_char_boundary(leak.start) && text.is_char_boundary(leak.end),
                "{leak:?} in {text:?}"
            );
            assert!(shapes || leak.class == Class::Held, "{leak:?}");
        }
        if scan.complete {
            whole_keys_are_found(&scan, keys, text.as_bytes());
        }
    }
}

fn places_are_right(scan: &Scan, len: usize) {
    let mut at = 0;
    for leak in &scan.leaks {
        assert!(at <= leak.start && leak.start < leak.end && leak.end <= len, "{scan:#?}");
        assert_eq!(leak.class == Class::Held, leak.key.is_some(), "{leak:?}");
        at = leak.end;
    }
}

fn whole_keys_are_found(scan: &Scan, keys: &[Key], text: &[u8]) {
    for key in keys {
        for at in memchr::memmem::find_iter(text, key.value.as_bytes()) {
            let end = at + key.value.len();
            let held = |leak: &&Leak| leak.class == Class::Held && leak.start < end && leak.end > at;
            let covered = |leak: &Leak| leak.end.min(end) - leak.start.max(at);
            let said: usize = scan.leaks.iter().filter(held).map(covered).sum();
            assert_eq!(said, end - at, "{key:?} at {at}: {scan:#?}");
        }
    }
}

/// A seeker finds the same however a file is cut.
pub(crate) fn seeker(keys: &[Key], bytes: &[u8], cuts: &[usize]) {
    let held: Vec<HeldKey<'_>> = keys.iter().map(Key::held).collect();
    for shapes in [false, true] {
        let (seeker, _) = Seeker::new(&[7; 32], &held, shapes);
        let whole = seeker.seek(bytes);
        places_are_right(&whole, bytes.len());
        if let Ok(text) = std::str::from_utf8(bytes) {
            for leak in &whole.leaks {
                assert!(text.is_char_boundary(leak.start) && text.is_char_boundary(leak.end), "{leak:?}");
            }
        }
        let mut stream = seeker.stream();
        let mut leaks = Vec::new();
        for piece in pieces(bytes, cuts) {
            stream.push(piece, &mut leaks);
        }
        let complete = stream.finish(&mut leaks);
        assert_eq!(Scan { leaks, complete }, whole, "cut at {cuts:?}");
        // Without shapes, keys of fewer than eight bytes are looked for only in what encodings make of them.
        let sought: Vec<Key> = keys.iter().filter(|key| shapes || key.value.len() >= 8).cloned().collect();
        whole_keys_are_found(&whole, &sought, bytes);
    }
}

/// A finder finds the same however a file is cut, and each key that stands in it as it is.
pub(crate) fn finder(keys: &[Key], bytes: &[u8], cuts: &[usize]) {
    let held: Vec<HeldKey<'_>> = keys.iter().map(Key::held).collect();
    let finder = Finder::new(&held);
    let mut whole: Vec<Sighting> = Vec::new();
    finder.find(bytes, &mut whole);
    let mut stream = finder.stream();
    let mut found = Vec::new();
    for piece in pieces(bytes, cuts) {
        stream.push(piece, &mut found);
    }
    let count = found.len();
    found.sort();
    found.dedup();
    assert_eq!(found.len(), count, "nothing is reported twice");
    assert_eq!(found, whole, "cut at {cuts:?}");
    for (nth, key) in keys.iter().enumerate().filter(|(_, key)| key.value.len() >= 8) {
        for at in memchr::memmem::find_iter(bytes, key.value.as_bytes()) {
            let there = |seen: &Sighting| seen.key == nth && seen.start == at as u64;
            assert!(whole.iter().any(there), "{key:?} at {at}: {whole:?}");
        }
    }
}

/// Nothing of the key is taken for it.
pub(crate) fn is_left_alone(redactor: &Redactor, key: &Key, text: &str) {
    assert_eq!(redactor.scan(text, false).leaks, [], "{key:?} in {text:?}");
    let shown = redactor.text(text);
    assert!(shown.spans.iter().all(|span| span.kind != Kind::Key), "{key:?} in {text:?} -> {shown:#?}");
}

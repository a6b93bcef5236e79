//! Leaving out tags that split a key: `<b>ab</b>cd`, `<wbr>`, `<br/>` at a line's end.

use crate::fives::Fives;
use crate::view::{View, Weaver};

/// So much of the text around a tag is read.
const NEAR: usize = 96;
/// Longer tags do not stand within a word.
const LONGEST: usize = 256;
/// Nor does what takes so much of the source: its two ends come from different places.
const LONGEST_WRITTEN: usize = 2048;

/// The text around the tags that a key may lie across, without them; none if there are none.
pub(crate) fn untagged<'p>(view: &'p View<'p>, fives: &Fives) -> Option<View<'p>> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    // The last letters and digits outside of tags, the very last one highest; and where the last tag ended.
    let (mut last, mut end) = (0u64, 0);
    // Up to where the text was copied, and up to where it will be.
    let (mut copied, mut wanted) = (0, 0);
    let mut dense = false;
    let mut joints: Vec<(usize, usize)> = Vec::new();
    let mut at = 0;
    while let Some(next) = memchr::memchr(b'<', &text[at..]) {
        let open = at + next;
        at = open + 1;
        if !text.get(at).is_some_and(|byte| byte.is_ascii_alphabetic() || matches!(byte, b'/' | b'!')) {
            continue;
        }
        let reach = text.len().min(open + LONGEST);
        // Over a line's end two things that were decoded apart would be taken for one tag.
        let Some(len) = memchr::memchr3(b'>', b'<', b'\n', &text[at..reach]) else { continue };
        let close = at + len + 1;
        let (from, to) = view.source(open, close);
        if text[close - 1] != b'>' || to - from > LONGEST_WRITTEN {
            continue;
        }
        for byte in lasting(&text[end..open]) {
            last = last >> 8 | u64::from(*byte) << 56;
        }
        let stretch = text[close..].iter().take(LONGEST).take_while(|byte| **byte != b'<');
        let mut joined = last;
        let mut read = 0;
        let mut hit = false;
        for byte in stretch.filter(|byte| byte.is_ascii_alphanumeric()).take(4) {
            joined = joined >> 8 | u64::from(*byte) << 56;
            read += 1;
            // Of five around the joint, those with one behind it and those with four; more where pieces are short.
            hit |= (read == 1 || read == 4 || dense || fives.short()) && fives.holds(joined >> 24);
        }
        hit |= (1..4).contains(&read) && fives.holds(joined >> 24);
        // Hex in pieces: whatever it says.
        hit |= read > 1 && joined.to_be_bytes().iter().take(8).all(u8::is_ascii_hexdigit);
        dense = read < 4 || open - end < 4;
        end = close;
        at = close;
        joints.push((open, close));
        if !hit {
            continue;
        }
        let from = open.saturating_sub(NEAR);
        let weaver = weaver.get_or_insert_with(|| Weaver::over(view, 8 * NEAR));
        if from > wanted {
            copy(weaver, &joints, copied, wanted);
            weaver.gap(from);
            copied = from;
        }
        wanted = text.len().min(close + NEAR);
    }
    weaver.map(|mut weaver| {
        copy(&mut weaver, &joints, copied, wanted);
        weaver.finish()
    })
}

/// The last letters and digits, in their order.
fn lasting(text: &[u8]) -> impl Iterator<Item = &u8> {
    text[text.len().saturating_sub(16)..].iter().filter(|byte| byte.is_ascii_alphanumeric())
}

/// What stands between tags.
fn copy(weaver: &mut Weaver<'_>, tags: &[(usize, usize)], from: usize, to: usize) {
    let first = tags.partition_point(|(_, close)| *close <= from);
    let mut at = from;
    for (open, close) in &tags[first..] {
        if *open >= to {
            break;
        }
        if *open > at {
            weaver.copy(at, *open);
        }
        at = at.max(*close);
    }
    if at < to {
        weaver.copy(at, to);
    }
}

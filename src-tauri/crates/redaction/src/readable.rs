//! What of decoded bytes is text.

use crate::view::Weaver;

/// So many printable characters are read on in a run that is printable as a whole.
const READABLE_WHOLE: usize = 6;

/// Leaves what is readable of what was added last, each stretch closed by a line break.
pub(crate) fn keep_readable(weaver: &mut Weaver<'_>, from: usize, readable: usize) {
    let run = weaver.since(from);
    let mut kept: Vec<(usize, usize)> = Vec::new();
    let mut start = 0;
    while start < run.len() {
        let len = run[start..].iter().take_while(|byte| is_printable(**byte)).count();
        if len >= readable || len == run.len() && len >= READABLE_WHOLE {
            kept.push((start, start + len));
        }
        start += len + 1;
    }
    weaver.keep_only(from, &kept);
}

/// NULs count, for UTF-16.
pub(crate) fn is_printable(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\t' | b'\n' | b'\r' | 0)
}

//! Joining what was split around the joints that a held key may lie across.

use crate::classes::{self, Mask};
use crate::fives::Fives;
use crate::splits::{KEPT, LETTERS, Lines, SPLITS, VISIBLE, chunk_size, next_kept, splitter};
use crate::view::{View, Weaver};
use zeroize::Zeroizing;

/// How much around a joint is read.
const NEAR: usize = 64;

/// Letters and digits alone, around the joints that a key may lie across; none if there are none.
pub(crate) fn bare<'p>(view: &'p View<'p>, fives: &Fives, lines: Lines) -> Option<View<'p>> {
    keep(view, fives, view.classes().mask(classes::WORD), false, &LETTERS[lines as usize])
}

/// All that is visible, around the joints that a key may lie across; none if there are none.
pub(crate) fn joined<'p>(view: &'p View<'p>, fives: &Fives, lines: Lines) -> Option<View<'p>> {
    keep(view, fives, view.classes().mask(classes::UNSEEN), true, &VISIBLE[lines as usize])
}

fn keep<'p>(
    view: &'p View<'p>,
    fives: &Fives,
    mask: Mask<'_>,
    unseen: bool,
    kinds: &[u8; 256],
) -> Option<View<'p>> {
    let text = view.bytes();
    let mut weaver: Option<Weaver<'_>> = None;
    let mut done = 0;
    let mut keep = |from: usize, to: usize| {
        let weaver = weaver.get_or_insert_with(|| Weaver::over(view, 8 * NEAR));
        let mut at = from.max(done);
        if at > done {
            weaver.gap(at);
        }
        // What splits is left out as a whole, though it may begin before the end and stop behind it.
        let next = loop {
            match next_kept(text, at, kinds) {
                Some(next) if next < to => {
                    weaver.push(text[next], next, next + 1);
                    at = next + 1;
                }
                next => break next.unwrap_or(text.len()),
            }
        };
        done = done.max(next);
    };
    let hidden = may_hide(text, view, kinds);
    for (end, start, fits) in fives.joints(text, mask.stretches(unseen, text.len())) {
        let splits = hidden
            && end > 0
            && (end..start)
                .any(|at| kinds[usize::from(text[at])] == SPLITS && at + splitter(text, at) > start);
        if splits || fits && (fives.short() || may_run(text, fives, end, start, kinds)) {
            keep(end.saturating_sub(NEAR), (start + NEAR).min(text.len()));
        }
    }
    weaver.map(Weaver::finish)
}

/// May something that splits be longer than what is not seen of it?
fn may_hide(text: &[u8], view: &View<'_>, kinds: &[u8; 256]) -> bool {
    !text.is_ascii()
        || memchr::memchr(0x1b, text).is_some()
        || memchr::memmem::find(text, b"<U+").is_some()
        || kinds[usize::from(b'\n')] == SPLITS && Lines::of(view).len() > 1
}

/// How much of a text is looked at for the bytes next to a joint.
const SIGHT: usize = 128;

/// May a run of a key lie across this joint? Where it cannot be told from the bytes nearby, it may.
fn may_run(text: &[u8], fives: &Fives, end: usize, start: usize, kinds: &[u8; 256]) -> bool {
    const MOST: usize = 9;
    let mut near = Zeroizing::new([0u8; 2 * MOST]);
    let mut from = MOST;
    for at in (0..end).rev() {
        let byte = text[at];
        match kinds[usize::from(byte)] {
            KEPT => {
                from -= 1;
                near[from] = byte;
            }
            SPLITS if byte != b'\n' || chunk_size(&text[at + 1..]) > 0 => return true,
            _ => {}
        }
        if from == 0 {
            break;
        }
        if end - at > SIGHT {
            return true;
        }
    }
    let mut to = MOST;
    for at in start..text.len() {
        let byte = text[at];
        match kinds[usize::from(byte)] {
            KEPT => {
                near[to] = byte;
                to += 1;
            }
            SPLITS if byte != b'\n' || chunk_size(&text[at + 1..]) > 0 => return true,
            _ => {}
        }
        if to == 2 * MOST {
            break;
        }
        if at - start > SIGHT {
            return true;
        }
    }
    fives.may_run(&near[from..to], MOST - from)
}

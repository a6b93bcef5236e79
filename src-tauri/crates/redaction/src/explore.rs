//! Walks all views of a text: as it stands, and through every encoding that can be undone, nested to [`DEPTH`].

use crate::base32;
use crate::base64::{base64, base64_runs};
use crate::codes::{self, Base};
use crate::dump::Dump;
use crate::escape::Kind;
use crate::escapes::{
    narrow, reads_otherwise, unescape, unescape_alone, unescape_otherwise, unquote, unquote_lone,
};
use crate::fives::Fives;
use crate::hex::{hex, hex_runs};
use crate::joins::{bare, joined};
use crate::packed;
use crate::splits::Lines;
use crate::tags::untagged;
use crate::unsplit::unsplit;
use crate::view::View;

/// How deep encodings may be nested.
const DEPTH: usize = 5;
/// Work allowed for each byte of the source; more fails closed.
const WORK_PER_BYTE: usize = 192;
/// Work allowed in any case.
const WORK_AT_LEAST: usize = 512 * 1024;

/// So many readable characters side by side are read on (nested encodings, shapes): chance does not make them.
pub(crate) const READABLE: usize = 10;

/// What a view is good for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Sight {
    /// The source.
    Source,
    /// Reads like the source, with escapes undone.
    Unescaped,
    /// Readable text that stood in base64 or hex.
    Unpacked,
    /// Only held keys can be found in it.
    KeysOnly,
}

/// Which keys are looked for: it decides what has to be undone.
#[derive(Clone, Copy)]
pub(crate) struct Keys<'k> {
    /// What stands side by side in them; none if only shapes are looked for.
    pub fives: Option<&'k Fives>,
    /// Does one of them hold signs beside letters and digits?
    pub signs: bool,
    /// Does what base64 makes of one of them?
    pub coded_signs: bool,
    /// Does one of them hold bytes that are no printable ASCII?
    pub odd: bool,
    /// So many readable characters side by side, decoded, may hold one.
    pub readable: usize,
}

impl Keys<'_> {
    pub(crate) const NONE: Keys<'static> =
        Keys { fives: None, signs: false, coded_signs: false, odd: false, readable: READABLE };
}

/// The text cannot be finished within its budget.
pub(crate) struct Spent;

/// Bytes of views still allowed. Counts work, never time: the same input always gives the same answer.
pub(crate) struct Budget {
    left: usize,
}

impl Budget {
    pub(crate) fn of(left: usize) -> Budget {
        Budget { left }
    }

    pub(crate) fn spend(&mut self, work: usize) -> Result<(), Spent> {
        self.left = self.left.checked_sub(work).ok_or(Spent)?;
        Ok(())
    }
}

/// What looks at each view.
pub(crate) type Visit<'v> = dyn FnMut(&View<'_>, Sight) -> Result<(), Spent> + 'v;

/// Shows every view to the visitor.
pub(crate) fn explore(text: &str, keys: Keys<'_>, visit: &mut Visit<'_>) -> Result<(), Spent> {
    let mut walk =
        Walk { budget: Budget::of(WORK_AT_LEAST + text.len().saturating_mul(WORK_PER_BYTE)), keys, visit };
    let source = View::source_text(text.as_bytes());
    walk.view(&source, Sight::Source, false, 0)
}

struct Walk<'v, 'f, 'k> {
    budget: Budget,
    keys: Keys<'k>,
    visit: &'v mut Visit<'f>,
}

impl Walk<'_, '_, '_> {
    /// A view that was put together holds nothing new but what may be decoded: joining it again would be the same.
    fn view(&mut self, view: &View<'_>, sight: Sight, put_together: bool, depth: usize) -> Result<(), Spent> {
        self.show(view, sight)?;
        if let Some(fives) = self.keys.fives.filter(|_| !put_together) {
            for lines in Lines::of(view) {
                let bare = bare(view, fives, *lines);
                let coded = self.keys.coded_signs && bare.is_some();
                if let Some(bare) = bare {
                    self.view(&bare, Sight::KeysOnly, true, depth)?;
                }
                if (self.keys.signs || coded)
                    && let Some(joined) = joined(view, fives, *lines)
                {
                    self.view(&joined, Sight::KeysOnly, true, depth)?;
                }
            }
        }
        if depth == DEPTH {
            return Ok(());
        }
        let novel_only = sight == Sight::Unescaped || sight == Sight::KeysOnly;
        self.budget.spend(view.len())?;
        if let Some((plain, kinds)) = unescape(view) {
            if kinds > 1 {
                self.each_alone(view)?;
            }
            let sight = if sight == Sight::Source { Sight::Unescaped } else { sight };
            self.view(&plain, sight, false, depth + 1)?;
        }
        self.unpacked(view, novel_only, depth)?;
        self.keys_alone(view, novel_only, depth)
    }

    /// What is undone for the sake of held keys alone.
    fn keys_alone(&mut self, view: &View<'_>, novel_only: bool, depth: usize) -> Result<(), Spent> {
        let Some(fives) = self.keys.fives else {
            return Ok(());
        };
        self.budget.spend(3 * view.len())?;
        let within = depth + 1;
        for plain in [unquote(view), unquote_lone(view)].into_iter().flatten() {
            self.view(&plain, Sight::KeysOnly, false, within)?;
        }
        for lines in Lines::of(view) {
            if let Some(whole) = unsplit(view, *lines) {
                self.view(&whole, Sight::KeysOnly, true, within)?;
            }
        }
        if let Some(plain) = untagged(view, fives) {
            self.view(&plain, Sight::KeysOnly, false, within)?;
        }
        if let Some(plain) = narrow(view) {
            self.view(&plain, Sight::KeysOnly, false, within)?;
        }
        for kind in Kind::OTHERWISE.into_iter().filter(|_| reads_otherwise(view)) {
            if let Some(plain) = unescape_otherwise(view, kind) {
                self.view(&plain, Sight::KeysOnly, false, within)?;
            }
        }
        let lists = codes::lists(view);
        for base in [Base::Ten, Base::Eight].into_iter().filter(|_| !lists.is_empty()) {
            if let Some(plain) = codes::spelled(view, &lists, base, self.keys.readable) {
                self.view(&plain, Sight::KeysOnly, false, within)?;
            }
        }
        let runs = base32::runs(view, novel_only, self.keys.readable);
        for phase in (0..8).filter(|_| !runs.is_empty()) {
            if self.keys.odd
                && let Some(all) = base32::base32(view, &runs, phase, None)
            {
                self.show(&all, Sight::KeysOnly)?;
            }
            if let Some(plain) = base32::base32(view, &runs, phase, Some(self.keys.readable)) {
                self.view(&plain, Sight::KeysOnly, false, within)?;
            }
        }
        Ok(())
    }

    fn show(&mut self, view: &View<'_>, sight: Sight) -> Result<(), Spent> {
        self.budget.spend(view.len())?;
        (self.visit)(view, sight)
    }

    /// Undoing one kind of escape alone may give something else than undoing all.
    fn each_alone(&mut self, view: &View<'_>) -> Result<(), Spent> {
        if self.keys.fives.is_none() {
            return Ok(());
        }
        for kind in Kind::EACH {
            self.budget.spend(view.len())?;
            if let Some(plain) = unescape_alone(view, kind) {
                self.show(&plain, Sight::KeysOnly)?;
            }
        }
        Ok(())
    }

    fn unpacked(&mut self, view: &View<'_>, novel_only: bool, depth: usize) -> Result<(), Spent> {
        self.budget.spend(2 * view.len())?;
        let odd = self.keys.odd;
        let runs = base64_runs(view, novel_only, self.keys);
        for phase in 0..4 {
            self.budget.spend(runs.len(phase))?;
            if odd && let Some(all) = base64(view, &runs, phase, true) {
                self.show(&all, Sight::KeysOnly)?;
            }
            if let Some(plain) = base64(view, &runs, phase, false) {
                self.view(&plain, Sight::Unpacked, false, depth + 1)?;
            }
        }
        // The walk goes on with the budget that unpacking leaves.
        let mut budget = std::mem::replace(&mut self.budget, Budget::of(0));
        let mut show = |plain: &View<'_>, budget: &mut Budget| {
            std::mem::swap(&mut self.budget, budget);
            let walked = self.view(plain, Sight::Unpacked, false, depth + 1);
            std::mem::swap(&mut self.budget, budget);
            walked
        };
        let walked = packed::each(view, novel_only, &mut budget, &mut show)
            .and_then(|()| packed::each_escaped(view, &mut budget, &mut show));
        self.budget = budget;
        walked?;
        let runs = hex_runs(view, novel_only, self.keys);
        if runs.is_empty() {
            return Ok(());
        }
        for swapped in [false, true] {
            if let Some(plain) = Dump::undo(view, &runs.dumps, swapped, self.keys.readable) {
                self.view(&plain, Sight::KeysOnly, false, depth + 1)?;
            }
        }
        for phase in 0..2 {
            self.budget.spend(runs.len())?;
            if odd && let Some(all) = hex(view, &runs, phase, true) {
                self.show(&all, Sight::KeysOnly)?;
            }
            if let Some(plain) = hex(view, &runs, phase, false) {
                self.view(&plain, Sight::Unpacked, false, depth + 1)?;
            }
        }
        Ok(())
    }
}

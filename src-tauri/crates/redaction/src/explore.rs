//! Walks all views of a text: as it stands, and through every encoding that can be undone, nested to [`DEPTH`].

use crate::base64::{Decoded, Runs, base64, base64_runs, hex, hex_runs};
use crate::escapes::{Which, unescape, unquote};
use crate::joins::{bare, joined, unsplit};
use crate::view::View;

/// How deep encodings may be nested.
const DEPTH: usize = 5;
/// Work allowed for each byte of the source; more fails closed.
const WORK_PER_BYTE: usize = 192;
/// Work allowed in any case.
const WORK_AT_LEAST: usize = 512 * 1024;

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

/// The text cannot be finished within its budget.
pub(crate) struct Spent;

/// Bytes of views still allowed. Counts work, never time: the same input always gives the same answer.
pub(crate) struct Budget {
    left: usize,
}

impl Budget {
    pub(crate) fn for_source(len: usize) -> Budget {
        Budget { left: WORK_AT_LEAST + len.saturating_mul(WORK_PER_BYTE) }
    }

    pub(crate) fn spend(&mut self, work: usize) -> Result<(), Spent> {
        self.left = self.left.checked_sub(work).ok_or(Spent)?;
        Ok(())
    }
}

/// Shows every view to the visitor. `keys`: are there held keys to look for (or only shapes)?
pub(crate) fn explore(
    text: &str,
    keys: bool,
    visit: &mut dyn FnMut(&View, Sight) -> Result<(), Spent>,
) -> Result<(), Spent> {
    let mut walk = Walk { budget: Budget::for_source(text.len()), keys, visit };
    let source = View::source_text(text.as_bytes());
    walk.view(&source, Sight::Source, 0)
}

struct Walk<'v> {
    budget: Budget,
    keys: bool,
    visit: &'v mut dyn FnMut(&View, Sight) -> Result<(), Spent>,
}

impl Walk<'_> {
    fn view(&mut self, view: &View, sight: Sight, depth: usize) -> Result<(), Spent> {
        self.show(view, sight)?;
        if self.keys {
            self.show(&bare(view), Sight::KeysOnly)?;
            self.show(&joined(view), Sight::KeysOnly)?;
        }
        if depth == DEPTH {
            return Ok(());
        }
        let novel_only = sight == Sight::Unescaped || sight == Sight::KeysOnly;
        self.budget.spend(view.len())?;
        if let Some(plain) = unescape(view, Which::ALL) {
            self.each_alone(view, &plain)?;
            let sight = if sight == Sight::Unpacked { Sight::Unpacked } else { Sight::Unescaped };
            self.view(&plain, sight, depth + 1)?;
        }
        self.unpacked(view, novel_only, depth)?;
        if self.keys {
            self.budget.spend(2 * view.len())?;
            if let Some(plain) = unquote(view) {
                self.view(&plain, Sight::KeysOnly, depth + 1)?;
            }
            if let Some(whole) = unsplit(view) {
                self.view(&whole, Sight::KeysOnly, depth + 1)?;
            }
        }
        Ok(())
    }

    fn show(&mut self, view: &View, sight: Sight) -> Result<(), Spent> {
        self.budget.spend(view.len())?;
        (self.visit)(view, sight)
    }

    /// If undoing one kind of escape alone gives something else than undoing all, a key may be legible only there.
    fn each_alone(&mut self, view: &View, all: &View) -> Result<(), Spent> {
        if !self.keys {
            return Ok(());
        }
        for which in Which::EACH {
            self.budget.spend(view.len())?;
            if let Some(plain) = unescape(view, which)
                && plain.len() != all.len()
            {
                self.show(&plain, Sight::KeysOnly)?;
            }
        }
        Ok(())
    }

    fn unpacked(&mut self, view: &View, novel_only: bool, depth: usize) -> Result<(), Spent> {
        let runs = base64_runs(view, novel_only);
        for phase in 0..4 {
            self.phase(view, &runs, phase, base64, depth)?;
        }
        let runs = hex_runs(view, novel_only);
        for phase in 0..2 {
            self.phase(view, &runs, phase, hex, depth)?;
        }
        Ok(())
    }

    fn phase(
        &mut self,
        view: &View,
        runs: &Runs,
        phase: usize,
        decode: fn(&View, &Runs, usize) -> Decoded,
        depth: usize,
    ) -> Result<(), Spent> {
        if runs.is_empty() {
            return Ok(());
        }
        self.budget.spend(runs.len())?;
        let decoded = decode(view, runs, phase);
        if self.keys {
            self.show(&decoded.view, Sight::KeysOnly)?;
        }
        match decoded.readable_view() {
            Some(readable) => self.view(&readable, Sight::Unpacked, depth + 1),
            None => Ok(()),
        }
    }
}

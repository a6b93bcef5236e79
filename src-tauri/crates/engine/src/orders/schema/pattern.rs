//! What it takes to match a pattern: told by its text, before it is compiled.

/// Most bytes of a pattern: a class of Unicode's takes a thousand times what it takes to name it.
pub(super) const LONGEST: usize = 2_000;
/// What one step takes for 32 bytes of text. Measured at worst: 15 ns a step and byte, twice where it does not match, and a
/// part counts as 30 ns.
const STEP: u64 = 32;
/// More steps than this are not compiled: the largest automaton that is takes 10 µs a byte.
const MOST_STEPS: u64 = 700;
/// Steps of what may be several bytes.
const WIDE: u64 = 3;
/// What any pattern takes.
const BASE: u64 = 64;

/// What it takes to hold one text of 32 bytes against it.
pub(super) fn weight(pattern: &str) -> u64 {
    BASE + STEP * steps(pattern).min(MOST_STEPS)
}

/// How many steps its automaton may take for one byte: one a character, as often as counted repetitions say. What is no
/// pattern may come to anything: it is not compiled.
fn steps(pattern: &str) -> u64 {
    let mut rest = pattern.chars().peekable();
    // Of each open group: what came before its last part, and that part.
    let mut open = vec![(0_u64, 0_u64)];
    while let Some(character) = rest.next() {
        let steps = match character {
            '(' => {
                open.push((0, 0));
                continue;
            }
            ')' if open.len() > 1 => {
                let (before, last) = open.pop().unwrap_or_default();
                before.saturating_add(last)
            }
            '{' => {
                let inside: String = rest.by_ref().take_while(|one| *one != '}').collect();
                repeat(&mut open, &inside);
                continue;
            }
            '[' => class(&mut rest),
            '\\' => escaped(&mut rest),
            '.' => WIDE,
            // Also what repeats without a count: a loop is a step more.
            other => other.len_utf8() as u64,
        };
        let Some((before, last)) = open.last_mut() else { continue };
        // A loop is no part of its own: a count after it is not for it alone.
        if matches!(character, '?' | '*' | '+') {
            *last = last.saturating_add(steps);
        } else {
            (*before, *last) = (before.saturating_add(*last), steps);
        }
    }
    open.into_iter().fold(0, |all, (before, last)| all.saturating_add(before).saturating_add(last))
}

/// `{m}`, `{m,}` or `{m,n}` after a part.
fn repeat(open: &mut [(u64, u64)], counts: &str) {
    let most = counts.split(',').filter_map(|count| count.trim().parse::<u64>().ok()).max();
    // Not a count, so characters.
    let times = most.unwrap_or(counts.len() as u64 + 2).max(1);
    if let Some((_, last)) = open.last_mut() {
        *last = last.saturating_mul(times).saturating_add(1);
    }
}

/// The rest of a class. One of ASCII alone is one step.
fn class(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> u64 {
    let mut wide = rest.peek() == Some(&'^');
    while let Some(character) = rest.next() {
        match character {
            ']' => break,
            '\\' => wide |= escaped(rest) > 1,
            other => wide |= !other.is_ascii(),
        }
    }
    if wide { WIDE } else { 1 }
}

/// What follows a backslash.
fn escaped(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> u64 {
    match rest.next() {
        // `\p{Letter}`, `\u{e9}`: what stands in braces is a name and no count.
        Some('p' | 'P' | 'u') => {
            if rest.peek() == Some(&'{') {
                rest.by_ref().take_while(|one| *one != '}').for_each(drop);
            }
            WIDE
        }
        Some('D' | 'S' | 'W' | 's') => WIDE,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pattern_takes_as_many_steps_as_its_length_and_its_counts_say() {
        for (pattern, least, most) in [
            ("", 0, 0),
            ("^abc$", 5, 5),
            (r"^\d{4}-\d{2}-\d{2}$", 10, 20),
            (r"^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$", 34, 50),
            ("(?:a{10}){10}", 100, 150),
            ("(?:(?:[ab]{0,9}){10}c){10,}", 900, 1_300),
            (r"(?:[^\]{9}]x){50}", 200, 310),
            (r"\p{L}{40}.{20}", 180, 200),
            ("(a|b){100}", 300, 700),
            ("(?:a*b?){100}", 400, 800),
            ("(a{4294967295}){4294967295}", u64::MAX >> 2, u64::MAX),
            (")){7}((", 0, 20),
            ("a{b}", 4, 8),
        ] {
            let steps = steps(pattern);
            assert!((least..=most).contains(&steps), "{pattern}: {steps}");
        }
        assert!(weight("(?:a{10}){10}") > 5 * weight("a{10}"));
        assert_eq!(weight("a{9999}"), weight("a{99999}"), "no larger one is compiled");
    }
}

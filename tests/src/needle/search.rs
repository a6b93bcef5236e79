//! The search: a haystack is probed at every fourth byte for eight bytes of any layout (a run of twelve covers at least
//! one such probe), and each probe that matches is compared exactly and stretched as far as it goes.

use std::collections::HashMap;

use super::Needle;
use super::forms::{Layout, layouts};

const PROBE: usize = 8;
const STRIDE: usize = 4;
const FILTER_BITS: u32 = 21;
/// An odd constant: multiplying by it spreads a probe over all bits.
const SPREAD: u64 = 0x9E37_79B9_7F4A_7C15;

/// A run of a key that was found. It names the key and never shows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Hit {
    /// Which key.
    pub needle: String,
    /// In which form, such as `base64+1 utf-16le`.
    pub form: String,
    /// Where in the haystack, in bytes.
    pub at: usize,
    /// How many bytes of the form matched in a row.
    pub bytes: usize,
}

/// Knows a set of keys in every form.
pub struct Search {
    names: Vec<String>,
    layouts: Vec<Layout>,
    probes: HashMap<u64, Vec<(u32, u32)>>,
    filter: Vec<u64>,
}

impl Search {
    /// Lays every needle out in every form.
    #[must_use]
    pub fn of<'a>(needles: impl IntoIterator<Item = &'a Needle>) -> Self {
        let mut search = Self {
            names: Vec::new(),
            layouts: Vec::new(),
            probes: HashMap::new(),
            filter: vec![0; 1 << (FILTER_BITS - 6)],
        };
        for needle in needles {
            let index = search.names.len();
            search.names.push(needle.name.clone());
            search.layouts.extend(layouts(index, &needle.secret));
        }
        for (index, layout) in search.layouts.iter().enumerate() {
            for start in 0..=layout.text.len().saturating_sub(PROBE) {
                let probe = probe_at(&layout.text, start);
                search.probes.entry(probe).or_default().push((as_u32(index), as_u32(start)));
                let slot = slot(probe);
                search.filter[slot >> 6] |= 1 << (slot & 63);
            }
        }
        search
    }

    /// Every run in `haystack`, at most one for each form and place.
    #[must_use]
    pub fn find(&self, haystack: &[u8]) -> Vec<Hit> {
        let mut hits: Vec<Hit> = Vec::new();
        // Half a probe at a time, with as few calls as can be: unoptimised builds search hundreds of megabytes.
        let mut low = 0;
        for (index, half) in haystack.chunks_exact(STRIDE).enumerate() {
            let high =
                (half[0] as u64) | (half[1] as u64) << 8 | (half[2] as u64) << 16 | (half[3] as u64) << 24;
            let probe = low | high << 32;
            low = high;
            let slot = ((probe.wrapping_mul(SPREAD)) >> (64 - FILTER_BITS)) as usize;
            if self.filter[slot >> 6] & (1 << (slot & 63)) != 0
                && index > 0
                && let Some(places) = self.probes.get(&probe)
            {
                let at = (index - 1) * STRIDE;
                for (layout, start) in places {
                    self.stretch(haystack, at, *layout as usize, *start as usize, &mut hits);
                }
            }
        }
        hits
    }

    fn stretch(&self, haystack: &[u8], at: usize, layout: usize, start: usize, hits: &mut Vec<Hit>) {
        let layout = &self.layouts[layout];
        let before =
            (0..at.min(start)).take_while(|n| haystack[at - n - 1] == layout.text[start - n - 1]).count();
        let room = (haystack.len() - at).min(layout.text.len() - start);
        let after = (PROBE..room).take_while(|n| haystack[at + n] == layout.text[start + n]).count();
        let (from, bytes) = (start - before, before + PROBE + after);
        let found = layout.enough.is_met(from, from + bytes);
        let hit = Hit {
            needle: self.names[layout.needle].clone(),
            form: layout.form.clone(),
            at: at - before,
            bytes,
        };
        if found && !hits.contains(&hit) {
            hits.push(hit);
        }
    }
}

fn probe_at(text: &[u8], at: usize) -> u64 {
    u64::from_le_bytes([
        text[at],
        text[at + 1],
        text[at + 2],
        text[at + 3],
        text[at + 4],
        text[at + 5],
        text[at + 6],
        text[at + 7],
    ])
}

fn slot(probe: u64) -> usize {
    (probe.wrapping_mul(SPREAD) >> (64 - FILTER_BITS)) as usize
}

fn as_u32(number: usize) -> u32 {
    u32::try_from(number).expect("a handful of layouts")
}

#[cfg(test)]
mod tests {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};

    use super::*;
    use crate::needle::forms::hex;
    use crate::needle::{RUN, random};

    fn found(needle: &Needle, haystack: &[u8]) -> Vec<String> {
        Search::of([needle]).find(haystack).into_iter().map(|hit| hit.form).collect()
    }

    fn surround(offset: usize, text: &[u8]) -> Vec<u8> {
        let mut haystack = vec![b'.'; 100 + offset];
        haystack.extend(text);
        haystack.extend(vec![b'.'; 50]);
        haystack
    }

    /// Any twelve characters, planted at any offset, are found in `form`.
    fn every_run_is_found(needle: &Needle, form: &str, write: impl Fn(&str) -> Vec<u8>) {
        let search = Search::of([needle]);
        for start in 0..=needle.secret.len() - RUN {
            for offset in 0..4 {
                let haystack = surround(offset, &write(&needle.secret[start..start + RUN]));
                let hits = search.find(&haystack);
                assert!(hits.iter().any(|hit| hit.form == form), "{form} from {start} at {offset}: {hits:?}");
            }
        }
    }

    #[test]
    fn plain_text_and_utf16_are_found() {
        let needle = Needle::letters("a", "sk_live_");
        every_run_is_found(&needle, "plain", |run| run.into());
        every_run_is_found(&needle, "plain utf-16le", |run| {
            run.encode_utf16().flat_map(u16::to_le_bytes).collect()
        });
    }

    #[test]
    fn base64_is_found_at_three_alignments_in_both_alphabets() {
        // Every fourth character gives `+`, `/`, `-` or `_` now and then; the alphabet makes sure of it.
        let needle = Needle::make("a", "", "~?>}|{", 40);
        let alignments = ["", "x", "xy"];
        let search = Search::of([&needle]);
        for (alignment, before) in alignments.iter().enumerate() {
            for start in 0..=needle.secret.len() - RUN {
                let text = format!("{before}{}zz", &needle.secret[start..start + RUN]);
                for encoded in [STANDARD_NO_PAD.encode(&text), URL_SAFE_NO_PAD.encode(&text)] {
                    assert!(
                        !search.find(&surround(0, encoded.as_bytes())).is_empty(),
                        "+{alignment} from {start}"
                    );
                    let wide: Vec<u8> = encoded.encode_utf16().flat_map(u16::to_le_bytes).collect();
                    assert!(!search.find(&surround(1, &wide)).is_empty(), "+{alignment} from {start}, wide");
                }
            }
        }
    }

    #[test]
    fn hex_is_found_in_both_cases() {
        let needle = Needle::letters("a", "");
        every_run_is_found(&needle, "hex", |run| hex(run, false).into());
        every_run_is_found(&needle, "HEX", |run| hex(run, true).into());
    }

    #[test]
    fn percent_encoding_is_found_whole_and_in_part() {
        let needle = Needle::make("a", "", "a+/=:@b", 40);
        let percent = |run: &str| -> Vec<u8> {
            let one = |c: char| {
                if c.is_ascii_alphanumeric() { c.to_string() } else { format!("%{:02X}", u32::from(c)) }
            };
            run.chars().map(one).collect::<String>().into()
        };
        every_run_is_found(&needle, "percent", percent);
        every_run_is_found(&needle, "percent lower", |run| {
            String::from_utf8(percent(run)).expect("text").to_lowercase().into()
        });
        let all = |run: &str| run.bytes().map(|byte| format!("%{byte:02X}")).collect::<String>();
        every_run_is_found(&needle, "percent all", |run| all(run).into());
        every_run_is_found(&needle, "percent all lower", |run| all(run).to_lowercase().into());
    }

    #[test]
    fn json_with_escaped_slashes_is_found() {
        let needle = Needle::make("a", "", "a/b", 40);
        every_run_is_found(&needle, "json", |run| run.replace('/', "\\/").into());
    }

    #[test]
    fn eleven_characters_are_no_hit_and_neither_is_the_public_prefix() {
        let needle = Needle::letters("a", "a_long_public_prefix_");
        let short = &needle.secret[3..3 + RUN - 1];
        assert_eq!(found(&needle, &surround(0, short.as_bytes())), Vec::<String>::new());
        assert_eq!(found(&needle, &surround(0, needle.prefix.as_bytes())), Vec::<String>::new());
        let wide: Vec<u8> = short.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(found(&needle, &surround(0, &wide)), Vec::<String>::new());
    }

    #[test]
    fn a_hit_names_the_key_and_its_place_and_never_shows_it() {
        let (one, two) = (Needle::letters("one", "ck_"), Needle::letters("two", "ck_"));
        let hits = Search::of([&one, &two]).find(&surround(2, two.key().as_bytes()));
        assert_eq!(hits, [Hit { needle: "two".into(), form: "plain".into(), at: 105, bytes: 40 }]);
        assert!(!format!("{hits:?} {two:?}").contains(&two.secret[..4]));
    }

    #[test]
    fn nothing_is_found_where_nothing_is() {
        let needles = [Needle::letters("a", ""), Needle::hex("b", "ck_"), Needle::awkward("c")];
        let haystack = random(1 << 20);
        assert_eq!(Search::of(&needles).find(&haystack), []);
        assert_eq!(Search::of(&needles).find(&[]), []);
        assert_eq!(Search::of(&needles).find(&[0; 7]), []);
    }
}

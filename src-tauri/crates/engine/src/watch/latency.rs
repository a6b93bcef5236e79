//! How long answers took, counted in steps that grow with the time: what percentiles over months are read from. Pure.

/// 16 steps for each doubling from 32 ms on; below, each millisecond is one.
const FINE: u32 = 4;

/// The step of a time in milliseconds. A migration works it out as well.
pub(crate) fn step(ms: u32) -> u32 {
    let shift = ms.checked_ilog2().unwrap_or(0).saturating_sub(FINE);
    (shift << FINE) + (ms >> shift)
}

/// The time in the middle of a step.
fn middle(step: u32) -> u32 {
    let shift = (step >> FINE).saturating_sub(1);
    let least = u64::from(step - (shift << FINE)) << shift;
    let middle = least + ((1_u64 << shift) - 1) / 2;
    u32::try_from(middle).unwrap_or(u32::MAX)
}

/// Answers by step, in the order of the steps.
#[derive(Clone, Debug, Default)]
pub(crate) struct Latencies(Vec<(u32, u32)>);

impl Latencies {
    /// So many answers more in a step that is not before those of before.
    pub(crate) fn push(&mut self, step: u32, answers: u32) {
        self.0.push((step, answers));
    }

    /// The time within which `percent` of the answers came; `None` without any.
    pub(crate) fn percentile(&self, percent: u64) -> Option<u32> {
        let all: u64 = self.0.iter().map(|(_, answers)| u64::from(*answers)).sum();
        let wanted = (all * percent).div_ceil(100).max(1);
        let mut seen = 0;
        for (step, answers) in &self.0 {
            seen += u64::from(*answers);
            if seen >= wanted {
                return Some(middle(*step));
            }
        }
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn a_step_is_within_three_percent(ms in 0_u32..10_000_000) {
            let off = middle(step(ms)).abs_diff(ms);
            prop_assert!(u64::from(off) * 100 <= u64::from(ms) * 32 / 10 , "{} for {}", middle(step(ms)), ms);
        }

        #[test]
        fn steps_follow_the_times(ms in 0_u32..100_000_000, more in 1_u32..1000) {
            prop_assert!(step(ms) <= step(ms + more));
        }
    }

    #[test]
    fn percentiles_of_a_hundred() {
        let mut all = Latencies::default();
        (1..=100).for_each(|ms| all.push(step(ms), 1));
        assert_eq!(all.percentile(50), Some(50));
        assert!(all.percentile(95).unwrap().abs_diff(95) <= 2);
        assert_eq!(Latencies::default().percentile(50), None);
        assert_eq!(middle(step(u32::MAX)), u32::MAX - (1 << 26), "no time is too long");
    }
}

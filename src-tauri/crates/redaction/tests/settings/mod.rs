//! How often properties are tried.

use proptest::test_runner::{Config, RngSeed};

/// So many cases of the same choices each time; with the environment's `PROPTEST_CASES` so many of new ones.
pub(crate) fn settings(cases: u32) -> Config {
    let asked = std::env::var("PROPTEST_CASES").ok().and_then(|asked| asked.parse().ok());
    let seed = match asked {
        Some(_) => RngSeed::Random,
        None => RngSeed::Fixed(1),
    };
    Config { cases: asked.unwrap_or(cases), failure_persistence: None, rng_seed: seed, ..Default::default() }
}

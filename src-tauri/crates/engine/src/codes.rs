//! Enums that are stored and shown as short stable codes.

use crate::view::{Environment, Health, KeySource, VerdictKind, WatchChange, WatchState};

/// An enum with one stable code for each variant.
pub(crate) trait Coded: Copy + PartialEq + 'static {
    /// Every variant.
    const ALL: &'static [Self];
    /// The code, in snake case. Never changed once released: it stands in databases and scripts.
    fn code(self) -> &'static str;
    /// The variant with this code.
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|one| one.code() == code)
    }
}

macro_rules! codes {
    ($(#[$meta:meta])* $vis:vis enum $name:ident { $($(#[$vmeta:meta])* $variant:ident = $code:literal),+ $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        $vis enum $name { $($(#[$vmeta])* $variant),+ }
        impl $crate::codes::Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}
pub(crate) use codes;

macro_rules! coded_view {
    ($name:ident { $($variant:ident = $code:literal),+ $(,)? }) => {
        impl Coded for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),+];
            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }
        }
    };
}

coded_view!(Environment { Production = "production", Staging = "staging", Sandbox = "sandbox" });
coded_view!(Health {
    Refused = "refused",
    Unreachable = "unreachable",
    Odd = "odd",
    Degraded = "degraded",
    Untested = "untested",
    Accepted = "accepted",
});
coded_view!(VerdictKind {
    Accepted = "accepted",
    Degraded = "degraded",
    Refused = "refused",
    Unreachable = "unreachable",
    Odd = "odd",
    NotSent = "not_sent",
});
coded_view!(WatchState {
    Failing = "failing",
    Pending = "pending",
    Ok = "ok",
    Quiet = "quiet",
    Paused = "paused",
});
coded_view!(WatchChange { Failing = "failing", Ok = "ok", Certificate = "certificate" });
coded_view!(KeySource {
    Clipboard = "clipboard",
    Prompt = "prompt",
    File = "file",
    Bulk = "bulk",
    Stdin = "stdin",
    Sample = "sample",
});

#[cfg(test)]
mod tests {
    use super::*;

    fn agrees_with_serde<T: Coded + serde::Serialize>() {
        for one in T::ALL {
            assert_eq!(serde_json::to_value(one).unwrap(), one.code());
            assert!(T::parse(one.code()) == Some(*one));
        }
    }

    #[test]
    fn stored_codes_are_those_of_the_views() {
        agrees_with_serde::<Environment>();
        agrees_with_serde::<Health>();
        agrees_with_serde::<VerdictKind>();
        agrees_with_serde::<KeySource>();
        agrees_with_serde::<WatchState>();
        agrees_with_serde::<WatchChange>();
    }
}

//! What an answer showed beside its verdict, in words: what its conditions met, and what a redirect would have meant.

use crate::store::sends::{Carried, RedirectFacts, SawFact};

/// What a condition met; the value itself stands beside it.
pub(crate) fn saw(fact: SawFact) -> String {
    match fact {
        SawFact::Value => String::new(),
        SawFact::Number(number) => number.to_string(),
        SawFact::Nothing => "nothing there".to_owned(),
        SawFact::NotJson => "the answer is no JSON".to_owned(),
        SawFact::NotRead => "this part of the answer was not read".to_owned(),
        SawFact::NoAnswer => "there was no answer to look at".to_owned(),
    }
}

/// What would have become of the key, had the redirect been followed.
pub(crate) fn redirect(facts: &RedirectFacts) -> String {
    if facts.to.is_none() {
        return "It leads nowhere that can be shown. Keyrack follows no redirect with a key.".to_owned();
    }
    let what = match (facts.leaves_origin, facts.carried) {
        (false, _) => {
            "It stays at the same address, so a client that follows it would have sent the key again."
        }
        (true, Carried::KnownHeader) => {
            "It leaves the address that was asked: most clients that follow it would have dropped the key on the way, \
             and the request would have failed."
        }
        (true, Carried::OtherHeader) => {
            "It leaves the address that was asked: most clients that follow it would have handed the key to whoever is \
             there, since they know nothing of that header."
        }
        (true, Carried::Elsewhere) => {
            "It leaves the address that was asked: a client that follows it would have left the key behind, unless the \
             new address repeats it."
        }
    };
    let how =
        if facts.downgrade { " It also leads from HTTPS to plain HTTP, readable on the way." } else { "" };
    format!("{what}{how} Keyrack did not follow it.")
}

//! Words about what is sent with made-up data.

use crate::view::FieldTreatment;

pub(crate) const NOTHING: &str =
    "Nothing is left to send: no field is allowed, masked or hashed. Add rules to the field policy.";
pub(crate) const OUT: &str = "The schema for what goes out";
pub(crate) const BACK: &str = "The schema for what comes back";
pub(crate) const TOO_MUCH: &str = "The schema has too many parts for so large a document, so it was not checked. Take parts out of the schema, or fields out of the template.";
pub(crate) const UNUSED: &str = "No field of the template follows this rule.";
pub(crate) const STAYS: &str = "What is made stays there: nothing says how it is taken back.";
pub(crate) const NO_ANSWER: &str =
    "No whole answer came, so nobody knows whether something was made. Look at the provider.";
pub(crate) const OPEN: &str = "What was made was to be taken back, and nothing is known of that: Keyrack ended meanwhile, or could not write it down. Look at the provider.";
pub(crate) const NOTHING_MADE: &str = "It was not accepted, so there is nothing to take back.";
pub(crate) const NO_ID: &str = "The answer has no plain id where one was expected: what was made stands there still. Remove it at the provider.";
pub(crate) const BUSY: &str = "Another send of this integration was under way for too long: what was made stands there still. Remove it at the provider.";
pub(crate) const NOT_FOUND: &str = "The provider finds nothing where what was made should be: it may still stand there. Look at the provider, and at the address for taking it back.";
pub(crate) const TAKEN_BACK: &str = "What was made was taken back.";

/// By what rule a field is treated so.
pub(crate) fn why(treatment: FieldTreatment, rule: Option<&str>, cleaned: bool) -> String {
    let what = match treatment {
        FieldTreatment::Allowed => "Leaves as it is",
        FieldTreatment::Masked => "Only its shape leaves",
        FieldTreatment::Hashed => "A keyed hash leaves",
        FieldTreatment::Dropped => "Does not leave",
    };
    let by = match rule {
        Some(rule) => format!("{what}: the rule {rule} says so."),
        None if treatment == FieldTreatment::Dropped => format!("{what}: no rule allows it."),
        None => format!("{what}: no rule names it, and that is what the policy says then."),
    };
    if cleaned { format!("{by} Markup or control characters were taken out.") } else { by }
}

/// Of a personal field that leaves without need.
pub(crate) fn personal(path: &str, kind: &str) -> String {
    format!("{path} ({kind}) leaves as it is, and the schema does not require it.")
}

/// What follows an accepted answer.
pub(crate) fn taken_back(cleanup: &str) -> String {
    format!("If it is accepted, what was made is taken back: {cleanup}.")
}

/// A cleanup that did not work.
pub(crate) fn not_taken_back(why: &str) -> String {
    format!("What was made stands there still: taking it back came to “{why}”. Remove it at the provider.")
}

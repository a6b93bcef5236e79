//! What is wrong with a row of a bulk file, and what it comes to where a key is held, in words.

use crate::keys::mask_words;
use crate::view::{BulkProblem, BulkProblemView, KeyMaskView};

/// What a key of a row comes to where one is held now.
pub(crate) fn held(same: bool, part: &str, mask: &KeyMaskView) -> String {
    let mask = mask_words(&mask.prefix, &mask.tail, &mask.fingerprint);
    if same {
        format!("{part}: already held, the same key. It is left as it is.")
    } else {
        format!("{part}: replaces the one held now, {mask}.")
    }
}

/// How many keys come in, and how many of them in place of one that is held.
pub(crate) fn keys(keys: u32, replacing: u32) -> String {
    let all = if keys == 1 { "1 key".to_owned() } else { format!("{keys} keys") };
    match (keys, replacing) {
        (_, 0) => all,
        (1, _) => format!("{all}, which replaces a held one"),
        (_, 1) => format!("{all}, of which 1 replaces a held one"),
        _ => format!("{all}, of which {replacing} replace a held one"),
    }
}

impl BulkProblem {
    /// In a sentence or two: the same in window and terminal.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::ClientMissing => "No client is named.".to_owned(),
            Self::ProviderUnknown { text } if text.is_empty() => "No provider is named.".to_owned(),
            Self::ProviderUnknown { text } => format!("No provider is called “{text}”."),
            Self::EnvironmentUnknown { text } => {
                format!("“{text}” is no environment: write production, staging or sandbox.")
            }
            Self::VariableMissing { name } => format!("The provider needs a value for “{name}”."),
            Self::UrlInvalid => {
                "The address is not one that Keyrack sends to: it needs HTTPS and no name or key in it."
                    .to_owned()
            }
            Self::DestinationDiffers { here, row } => format!(
                "The row says {row}, but this integration goes to {here} already. Correct one of the two."
            ),
            Self::KeyMissing => "There is no key in this row.".to_owned(),
            Self::KeyInvalid { why } => format!("The key cannot be taken in: {why}"),
            Self::PartUnknown { part } => {
                format!("The provider has no key part or variable called “{part}”.")
            }
            Self::TextLooksLikeKey { column } => {
                format!(
                    "The text under “{column}” looks like a key. Map that column as a key part, or clear it."
                )
            }
            Self::TextInvalid { column } => {
                format!(
                    "The text under “{column}” cannot be used: it is too long, or has characters that cannot be seen."
                )
            }
            Self::NameUnknown { name } => format!(
                "“{name}” does not say whose key it is. Name it CLIENT_PROVIDER_PART, such as NORTHLIGHT_STRIPE_SECRET_KEY."
            ),
            Self::NothingToSet => "It sets up an integration, but the file has no key for it.".to_owned(),
            Self::Duplicate { line } => format!("It says the same as line {line}."),
            Self::TooManyCells => "It has more cells than most rows.".to_owned(),
            Self::TooFewCells => "It has fewer cells than most rows.".to_owned(),
            Self::NotText => "It is not text that Keyrack can read.".to_owned(),
        }
    }
}

impl From<BulkProblem> for BulkProblemView {
    fn from(problem: BulkProblem) -> Self {
        Self { what: problem.words(), problem }
    }
}

//! What a person should know about a key, in words.

use crate::view::KeyWarning;

impl KeyWarning {
    /// The same words in native dialog and terminal; the window has its own in `ui/src/words/keys.ts`.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Shape => {
                "It does not look like this provider's keys do. Check that it was copied whole.".to_owned()
            }
            Self::TestInProduction => "It is a test-mode key, but the integration is production.".to_owned(),
            Self::LiveOutsideProduction => {
                "It is a live key, but the integration is not production.".to_owned()
            }
            Self::Shared { client, integration } => {
                format!("The same key is held for another client: {client}, {integration}.")
            }
            Self::Trimmed => "White space or a line end around it was left out.".to_owned(),
        }
    }
}

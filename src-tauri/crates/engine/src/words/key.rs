//! What a person should know about a key, in words.

use crate::view::{KeyWarning, KeyWarningView};

impl KeyWarning {
    /// In a sentence or two: the same in window, native dialog and terminal.
    #[must_use]
    pub fn words(&self) -> String {
        match self {
            Self::Shape => {
                "It does not look like this provider's keys do. Check that it was copied whole, then test it."
                    .to_owned()
            }
            Self::TestInProduction => "It is a test-mode key, but the integration is production.".to_owned(),
            Self::LiveOutsideProduction => {
                "It is a live key, but the integration is not production.".to_owned()
            }
            Self::Shared { client, integration } => {
                format!(
                    "The same key is held for another client: {client}, {integration}. If one of them must revoke it, \
                     both stop."
                )
            }
            Self::SharedInFile { line, client } => {
                format!(
                    "The same key stands in line {line} for another client: {client}. If one of them must revoke it, both \
                     stop."
                )
            }
            Self::Trimmed => "White space or a line end around it was left out.".to_owned(),
        }
    }

    fn title(&self) -> &'static str {
        match self {
            Self::Shape => "Unusual shape",
            Self::TestInProduction => "Test key in production",
            Self::LiveOutsideProduction => "Live key outside production",
            Self::Shared { .. } => "Same key elsewhere",
            Self::SharedInFile { .. } => "Same key twice in the file",
            Self::Trimmed => "Trimmed",
        }
    }
}

impl From<KeyWarning> for KeyWarningView {
    fn from(warning: KeyWarning) -> Self {
        Self { title: warning.title().to_owned(), what: warning.words(), warning }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_warning_in_words() {
        let shared = KeyWarning::Shared { client: "Acme".into(), integration: "Shop".into() };
        let in_file = KeyWarning::SharedInFile { line: 7, client: "Acme".into() };
        use KeyWarning as W;
        let all = [W::Shape, W::TestInProduction, W::LiveOutsideProduction, shared, in_file, W::Trimmed];
        let lines = all.map(|one| {
            let view = KeyWarningView::from(one);
            format!("{}: {}", view.title, view.what)
        });
        insta::assert_snapshot!(lines.join("\n"));
    }
}

//! What may be told of a request's secret before a person has confirmed it: a fingerprint, or whose key it is, answers whether
//! the text is a held key. What came from the clipboard may be the page's own writing, and so a guess.

use std::sync::PoisonError;
use std::time::Instant;

use super::RequestFile;
use crate::Vault;
use crate::guesses::could_be_guessed;

impl Vault {
    /// Whether mask, fingerprint and holders of a secret may be told; the number is that of [`super::PartShape::value`]. Always
    /// of a file that a person chose. Of the clipboard never what a list of guesses could hold, and of the rest only so
    /// many in a minute: each is one guess of the budget that all texts share, once for each file.
    #[must_use]
    pub fn tells_request(&self, file: &RequestFile, value: usize) -> bool {
        if !file.from_clipboard {
            return true;
        }
        // EXPOSE: looked at for whether it could be guessed.
        let out_of_reach = file.values.get(value).is_some_and(|value| !could_be_guessed(value.expose()));
        if !out_of_reach {
            return false;
        }
        let mut told = file.told.lock().unwrap_or_else(PoisonError::into_inner);
        let paid = told.contains(&value) || self.inner.guesses.text(Instant::now()).is_ok();
        if paid {
            told.insert(value);
        }
        paid
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use crate::intake::Intake;
    use crate::keyring::memory::MemoryKeyring;
    use crate::vault::{Backend, Vault};

    use super::*;

    fn vault() -> Vault {
        Vault::new(Backend::Memory(MemoryKeyring::default()), Uuid::now_v7())
    }

    fn file(text: &str, clipboard: bool) -> RequestFile {
        let bytes = text.as_bytes().to_vec();
        let intake = if clipboard { Intake::from_clipboard(bytes) } else { Intake::from_bytes(bytes) };
        RequestFile::from_intake(intake).ok().unwrap()
    }

    fn made_up() -> String {
        let bytes = crate::secret::random::<20>().unwrap();
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    #[test]
    fn what_could_be_guessed_is_not_told_of_the_clipboard_however_long_it_is() {
        let vault = vault();
        for guess in ["correct horse battery staple", "administrator-password-2026", "Sommer2026Sommer2026!"]
        {
            let text = format!("curl -H 'X-Api-Key: {guess}' https://a.example");
            assert!(!vault.tells_request(&file(&text, true), 0), "{guess}");
            assert!(vault.tells_request(&file(&text, false), 0), "a file that a person chose");
        }
        let made = file(&format!("curl -H 'X-Api-Key: {}' https://a.example", made_up()), true);
        assert!(vault.tells_request(&made, 0) && !vault.tells_request(&made, 1));
    }

    #[test]
    fn each_secret_of_the_clipboard_is_a_guess_once() {
        let vault = vault();
        let text: String =
            (0..500).map(|_| format!("curl -H 'X-Api-Key: {}' https://a.example\n", made_up())).collect();
        let many = file(&text, true);
        let told = |file: &RequestFile| (0..500).filter(|at| vault.tells_request(file, *at)).count();
        let first = told(&many);
        assert!((1..500).contains(&first), "{first}");
        assert_eq!(told(&many), first, "what was told costs nothing again, and the budget is spent");
        assert_eq!(told(&file(&text, true)), 0, "for the next file as well");
    }
}

//! A file opened for one part: its names and masks are shown, its values stay in the vault.

use std::path::Path;

use uuid::Uuid;
use vault::Hint;

use super::offer::mask_view;
use crate::engine::Engine;
use crate::error::{ErrorClass, Result};
use crate::files::OpenKeyFile;
use crate::plan::Plan;
use crate::view::{KeyFileEntry, KeyFileView};

/// Names of a file that are looked at: a list longer than this is no list to choose from.
const MOST_NAMES: usize = 500;

impl Engine {
    /// Opens a `.env` or JSON file to choose a value for `part` from. What fits comes first.
    ///
    /// # Errors
    /// When it cannot be read or understood, or the keyring does not answer: masks need the workspace's own key.
    pub async fn open_key_file(&self, integration: Uuid, part: &str, path: &Path) -> Result<KeyFileView> {
        let profile = self.store().profile(integration).await?;
        let plan = Plan::of(&profile.input);
        let hint = plan.part(part)?.hint.clone();
        let file = self.vault().open_key_file(path).await?;
        let mut entries = Vec::new();
        for name in file.names().into_iter().take(MOST_NAMES) {
            let Ok(intake) = file.take(&name) else { continue };
            match self.offer(intake, &hint).await {
                Ok(offer) => {
                    let fits = fits(&hint, part, &name, offer.shape().unexpected);
                    entries.push(KeyFileEntry { mask: mask_view(offer.mask()), name, fits });
                }
                Err(error) if error.class() == ErrorClass::Keyring => return Err(error),
                // Empty, too long, several lines: not a key, so not a choice.
                Err(_) => {}
            }
        }
        entries.sort_by_key(|entry| !entry.fits);
        let handle = self.store().new_id();
        let open = OpenKeyFile { integration, part: part.to_owned(), file };
        self.inner.files.open_key(handle, open, self.store().now());
        Ok(KeyFileView { handle, file_name: crate::files::shown_name(path), entries })
    }

    /// Closes a file that was opened for a key, for bulk intake or for its certificates, and wipes what it held.
    pub fn close_file(&self, handle: Uuid) {
        self.inner.files.close(handle);
    }
}

/// By shape where the provider's keys have one, else by name.
fn fits(hint: &Hint, part: &str, name: &str, unexpected: bool) -> bool {
    if hint.pattern.is_some() {
        return !unexpected;
    }
    let plain = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).collect::<String>().to_lowercase();
    plain(name).ends_with(&plain(part))
}

//! All keys of the rack, lent for masking a text or looking through files.

use vault::{RackMasker, RackSeeker, Salt, Seeking, Wanted};

use crate::engine::Engine;
use crate::error::Result;
use crate::store::keys::VersionState;

impl Engine {
    /// What masks every key of the rack, beside credentials by their shape and personal data, with the tags of the
    /// workspace's log. A workspace without a key does without the keyring.
    ///
    /// # Errors
    /// A keyring code, also when a single key is not there: what cannot be read cannot be masked.
    pub async fn lend_masker(&self) -> Result<RackMasker> {
        let wanted = self.wanted().await?;
        self.noting_keyring(self.vault().lend_masker(wanted).await)
    }

    /// What finds every key of the rack, and with `shapes` what looks like a credential. Fingerprints of findings are the
    /// workspace's first, then those of each salt.
    ///
    /// # Errors
    /// A keyring code.
    pub async fn lend_seeker(&self, shapes: bool, salts: &[Salt]) -> Result<RackSeeker> {
        let wanted = self.wanted().await?;
        let how = Seeking { shapes, salts, ..Seeking::default() };
        self.noting_keyring(self.vault().lend_seeker(wanted, how).await)
    }

    /// The same for a scan that the window began; with `site`, the host whose pages it reads, as [`Seeking::site`] says.
    /// Without `rack` no key is read, and should the keyring not answer, fingerprints are of this scan alone.
    ///
    /// # Errors
    /// With `rack` a keyring code.
    pub(crate) async fn lend_scan(&self, rack: bool, shapes: bool, site: Option<&str>) -> Result<RackSeeker> {
        let how = Seeking { shapes, site, always_keyed: true, ..Seeking::default() };
        if !rack {
            return Ok(self.vault().lend_seeker(Vec::new(), how).await?);
        }
        let wanted = self.wanted().await?;
        self.noting_keyring(self.vault().lend_seeker(wanted, how).await)
    }

    async fn wanted(&self) -> Result<Vec<Wanted>> {
        let held = self.store().held_versions().await?;
        Ok(held
            .into_iter()
            .map(|one| {
                let unsure = one.state == VersionState::Intended;
                let replaced = !one.state.in_use() && !unsure;
                Wanted { version: one.id, replaced, provider: one.provider, unsure }
            })
            .collect())
    }
}

//! Keyed hashes that stand for values in what leaves: the same value has the same one, and nobody without the workspace's
//! key can try values against it.

use uuid::Uuid;

use crate::VaultError;
use crate::vault::Vault;

impl Vault {
    /// A hash for each value: HMAC-SHA-256 under a key of the workspace's own, first 128 bits in hex. `about` keeps those of
    /// one integration apart from those of another. The values are public text; no key stands for one of them.
    pub async fn pseudonyms(&self, about: Uuid, values: &[String]) -> Result<Vec<String>, VaultError> {
        let keys = self.inner.keys().await?;
        Ok(values.iter().map(|value| keys.pseudonym(about.as_bytes(), value.as_bytes())).collect())
    }
}

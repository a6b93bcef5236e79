//! The rack's keys, lent for one run of masking or seeking. They are read together, on the keyring's own thread, kept out
//! of what is warm, and wiped with what they were lent into.

use std::sync::Arc;

use redaction::{HeldKey, Redactor, Stream, mask_parts};
use uuid::Uuid;
use zeroize::Zeroizing;

use crate::keyring::item::Item;
use crate::keyring::store::{KeyStore, Snag};
use crate::keyring::{self, pieces};
use crate::secret::{Secret, scrub_stack};
use crate::seek::{KeySeeker, Printer, Salt, Sought, of_site};
use crate::vault::Vault;
use crate::{KeyringTrouble, VaultError};

/// So many items are read in one call: others get their turn in between, and each call has its own patience.
const TOGETHER: usize = 24;

/// An item whose keys are to be looked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// Which item.
    pub version: Uuid,
    /// What labels say before the part, such as `woocommerce`.
    pub provider: String,
    /// Whether another has taken its place.
    pub replaced: bool,
    /// Whether its writing was begun and never confirmed: what is there is lent, and that nothing is there is no trouble.
    pub unsure: bool,
}

/// One part of one item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PartName {
    /// Which item.
    pub version: Uuid,
    /// Such as `consumer_key`.
    pub part: String,
}

/// Masks every key that was lent to it, beside credentials by their shape and personal data. It cannot be read.
pub struct RackMasker {
    redactor: Redactor,
    too_short: Vec<PartName>,
}

impl RackMasker {
    /// Masks what arrives bit by bit.
    #[must_use]
    pub fn stream(&self) -> Stream<'_> {
        self.redactor.stream()
    }

    /// Parts that are too short to be looked for.
    #[must_use]
    pub fn too_short(&self) -> &[PartName] {
        &self.too_short
    }
}

/// Finds every key that was lent to it. It cannot be read.
pub struct RackSeeker {
    /// What looks for them; positions of keys are those of [`Self::owners`].
    pub seeker: Arc<KeySeeker>,
    owners: Vec<Vec<PartName>>,
    unread: Vec<Uuid>,
    keyed: bool,
}

/// How the rack's keys are looked for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Seeking<'a> {
    /// Also what looks like a credential.
    pub shapes: bool,
    /// What fingerprints are keyed by, beside the workspace's key.
    pub salts: &'a [Salt],
    /// The host whose pages are read, where script in the window named it: its pages may be made of guesses. Whole keys are
    /// found alone, and of those only what nobody could guess; fingerprints are of this host alone.
    pub site: Option<&'a str>,
    /// Whether the workspace's key is asked for although no item is wanted, and made if there is none. Should the keyring
    /// not answer, [`RackSeeker::keyed`] says so.
    pub always_keyed: bool,
}

impl RackSeeker {
    /// Whose key stands at this position: the same one can be held several times.
    #[must_use]
    pub fn owners(&self, key: usize) -> &[PartName] {
        self.owners.get(key).map_or(&[], Vec::as_slice)
    }

    /// Parts that are too short to be looked for.
    #[must_use]
    pub fn too_short(&self) -> Vec<PartName> {
        self.seeker.refused().iter().flat_map(|at| self.owners(*at)).cloned().collect()
    }

    /// Parts that are not looked for because they could be guessed.
    #[must_use]
    pub fn guessable(&self) -> Vec<PartName> {
        self.seeker.guessable().iter().flat_map(|at| self.owners(*at)).cloned().collect()
    }

    /// Whether the first of each finding's fingerprints is keyed by the workspace's key, so that it means the same in the
    /// next scan.
    #[must_use]
    pub fn keyed(&self) -> bool {
        self.keyed
    }

    /// Items that are not in the keyring, or damaged there: their keys were not looked for.
    #[must_use]
    pub fn unread(&self) -> &[Uuid] {
        &self.unread
    }
}

/// A value, by all names under which it is held.
struct Part {
    label: String,
    value: Secret,
    owners: Vec<PartName>,
}

impl Vault {
    /// Lends all keys of these items for masking. With none, the keyring is left alone, and tags are made from chance.
    ///
    /// # Errors
    /// What the keyring says. Nothing is lent then, nor when one of the items is not there: what cannot be read cannot be
    /// masked.
    pub async fn lend_masker(&self, wanted: Vec<Wanted>) -> Result<RackMasker, VaultError> {
        let tag_key = self.tag_key(!wanted.is_empty()).await?;
        let (parts, unread) = self.read_all(wanted).await?;
        if let Some((_, trouble)) = unread.first() {
            return Err((*trouble).into());
        }
        let held: Vec<HeldKey<'_>> = parts.iter().map(held).collect();
        let (redactor, refused) = Redactor::new(&tag_key, &held);
        let too_short =
            refused.iter().filter_map(|one| parts.get(one.index)).flat_map(|p| p.owners.clone()).collect();
        scrub_stack();
        Ok(RackMasker { redactor, too_short })
    }

    /// Lends all keys of these items for seeking. Fingerprints of findings are keyed by the workspace's key first, then by
    /// each salt. With no item the keyring is left alone unless `how` says otherwise, and the first of each finding's
    /// fingerprints is of this run alone.
    ///
    /// # Errors
    /// What the keyring says. An item that is not there is named by [`RackSeeker::unread`].
    pub async fn lend_seeker(&self, wanted: Vec<Wanted>, how: Seeking<'_>) -> Result<RackSeeker, VaultError> {
        let tag_key = self.tag_key(!wanted.is_empty()).await?;
        let (own, keyed) = self.finding_key(!wanted.is_empty(), how.always_keyed).await?;
        let (own, sought) = match how.site {
            Some(host) => (of_site(&own, host), Sought::Whole),
            None => (own, Sought::Pieces),
        };
        let (parts, unread) = self.read_all(wanted).await?;
        let printer = Printer::new(std::iter::once(own).chain(how.salts.iter().map(Salt::key)));
        let (values, owners) = parts.into_iter().map(|part| (part.value, part.owners)).unzip();
        let seeker = Arc::new(KeySeeker::new(&tag_key, values, how.shapes, printer, sought));
        let unread = unread.into_iter().map(|(version, _)| version).collect();
        Ok(RackSeeker { seeker, owners, unread, keyed })
    }

    async fn tag_key(&self, of_workspace: bool) -> Result<Zeroizing<[u8; 32]>, KeyringTrouble> {
        if !of_workspace {
            return crate::secret::random();
        }
        Ok(Zeroizing::new(*self.inner.known_keys().await?.tag_key()))
    }

    /// The key of fingerprints, and whether it is the workspace's.
    async fn finding_key(
        &self,
        of_workspace: bool,
        if_it_can_be: bool,
    ) -> Result<(Zeroizing<[u8; 32]>, bool), KeyringTrouble> {
        let keys = match (of_workspace, if_it_can_be) {
            (true, _) => Some(self.inner.known_keys().await?),
            (false, true) => self.inner.keys().await.ok(),
            (false, false) => None,
        };
        match keys {
            Some(keys) => Ok((Zeroizing::new(*keys.finding_key()), true)),
            None => Ok((crate::secret::random()?, false)),
        }
    }

    /// Reads all items, and answers which could not be read because they are missing or damaged.
    async fn read_all(
        &self,
        wanted: Vec<Wanted>,
    ) -> Result<(Vec<Part>, Vec<(Uuid, KeyringTrouble)>), KeyringTrouble> {
        let (mut parts, mut unread): (Vec<Part>, _) = (Vec::new(), Vec::new());
        let names = self.inner.names;
        for some in wanted.chunks(TOGETHER) {
            let versions: Vec<Uuid> = some.iter().map(|one| one.version).collect();
            let deed = move |store: &mut dyn KeyStore| {
                let entries: Vec<String> = versions.iter().map(|id| names.version(*id)).collect();
                read_together(store, names, &entries)
            };
            let items = self.inner.keyring.call(keyring::READ, deed).await?;
            for (one, item) in some.iter().zip(items) {
                match item {
                    Ok(item) => add(&mut parts, one, item),
                    Err(_) if one.unsure => {}
                    Err(snag) => unread.push((one.version, snag.trouble())),
                }
            }
        }
        Ok((parts, unread))
    }
}

/// Reads these entries. What is wrong with one of them is its own; what is wrong with the store ends it.
fn read_together(
    store: &mut dyn KeyStore,
    names: crate::keyring::names::Names,
    entries: &[String],
) -> Result<Vec<Result<Item, Snag>>, Snag> {
    let mut items = Vec::with_capacity(entries.len());
    for entry in entries {
        let stored = pieces::read(store, entry);
        let item = crate::keyring::store::proven(store, names, stored).and_then(|stored| Item::open(&stored));
        match item {
            Ok(_) | Err(Snag::Missing | Snag::Damaged) => items.push(item),
            Err(snag) => return Err(snag),
        }
    }
    Ok(items)
}

/// Adds an item's parts; a value that is known already is known by one more name.
fn add(parts: &mut Vec<Part>, wanted: &Wanted, item: Item) {
    for (name, value) in item.parts {
        let owner = PartName { version: wanted.version, part: name };
        // Of a service account's file, what is secret in it.
        for value in crate::account_file::secrets(&value).unwrap_or_else(|| vec![value]) {
            add_value(parts, wanted, owner.clone(), value);
        }
    }
}

fn add_value(parts: &mut Vec<Part>, wanted: &Wanted, owner: PartName, value: Secret) {
    // EXPOSE: compared, so that a part that was carried over is looked for once.
    match parts.iter_mut().find(|known| known.value.expose() == value.expose()) {
        Some(known) => known.owners.push(owner),
        None => {
            let replaced = if wanted.replaced { " (replaced)" } else { "" };
            let label = format!("{} {}{replaced}", wanted.provider, owner.part);
            parts.push(Part { label, value, owners: vec![owner] });
        }
    }
}

fn held(part: &Part) -> HeldKey<'_> {
    // EXPOSE: the redactor keeps a copy of its own and wipes it.
    let value = part.value.expose();
    HeldKey { label: &part.label, value, public_prefix: mask_parts(value).public_prefix }
}

//! What an item holds: all parts of one version of a credential, and what the key is bound to, as one versioned,
//! length-prefixed envelope with a checksum. Stored as text, because KWallet takes nothing else.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::Binding;
use crate::secret::{Secret, SecretText};

use super::store::Snag;

const MAGIC: &[u8; 8] = b"KEYRACK\x01";
const CHECKSUM: usize = 16;
/// A credential has 1 to 4 parts; more than this is no item of ours.
const MAX_PARTS: u16 = 32;

/// One version of a credential, as it lies in the keyring.
pub(crate) struct Item {
    pub(crate) parts: Vec<(String, Secret)>,
    pub(crate) binding: Binding,
}

impl Item {
    pub(crate) fn part(&self, name: &str) -> Option<&Secret> {
        self.parts.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// The envelope as it is stored.
    pub(crate) fn seal(&self) -> Result<Secret, Snag> {
        let binding = serde_json::to_vec(&self.binding).map_err(|_| Snag::Refused)?;
        let size: usize = self.parts.iter().map(|(name, value)| name.len() + value.len() + 6).sum();
        let mut text = SecretText::with_capacity(MAGIC.len() + 2 + size + 4 + binding.len() + CHECKSUM);
        text.push(MAGIC);
        text.push(&u16::try_from(self.parts.len()).map_err(|_| Snag::Refused)?.to_le_bytes());
        for (name, value) in &self.parts {
            text.push(&u16::try_from(name.len()).map_err(|_| Snag::Refused)?.to_le_bytes());
            text.push(name.as_bytes());
            text.push(&u32::try_from(value.len()).map_err(|_| Snag::Refused)?.to_le_bytes());
            // EXPOSE: written into the wiped envelope that goes to the keyring.
            text.push(value.expose());
        }
        text.push(&u32::try_from(binding.len()).map_err(|_| Snag::Refused)?.to_le_bytes());
        text.push(&binding);
        Ok(armour(text))
    }

    /// Reads an envelope back.
    pub(crate) fn open(stored: &[u8]) -> Result<Self, Snag> {
        let plain = disarm(stored)?;
        let mut rest = plain.strip_prefix(MAGIC.as_slice()).ok_or(Snag::Damaged)?;
        let count = u16::from_le_bytes(take(&mut rest)?);
        if count > MAX_PARTS {
            return Err(Snag::Damaged);
        }
        let mut parts = Vec::with_capacity(count.into());
        for _ in 0..count {
            let length = u16::from_le_bytes(take(&mut rest)?);
            let name =
                String::from_utf8(slice(&mut rest, length.into())?.to_vec()).map_err(|_| Snag::Damaged)?;
            let length = u32::from_le_bytes(take(&mut rest)?);
            parts.push((name, Secret::copy_of(slice(&mut rest, length as usize)?)));
        }
        let length = u32::from_le_bytes(take(&mut rest)?);
        let binding =
            serde_json::from_slice(slice(&mut rest, length as usize)?).map_err(|_| Snag::Damaged)?;
        if rest.is_empty() { Ok(Self { parts, binding }) } else { Err(Snag::Damaged) }
    }
}

/// Adds the checksum and turns bytes into text.
pub(crate) fn armour(mut text: SecretText) -> Secret {
    let sum = text.checksum();
    text.push(&sum);
    let plain = text.into_secret();
    let mut stored = Zeroizing::new(vec![0; plain.len().div_ceil(3) * 4]);
    // EXPOSE: turned into text within wiped memory, for the keyring.
    let written = STANDARD.encode_slice(plain.expose(), &mut stored).unwrap_or(0);
    stored.truncate(written);
    Secret::new(std::mem::take(&mut *stored))
}

/// Undoes [`armour`]; whatever does not carry its own checksum is damaged.
pub(crate) fn disarm(stored: &[u8]) -> Result<Zeroizing<Vec<u8>>, Snag> {
    let mut plain = Zeroizing::new(vec![0; stored.len().div_ceil(4) * 3]);
    let written = STANDARD.decode_slice(stored, &mut plain).map_err(|_| Snag::Damaged)?;
    plain.truncate(written);
    let body = written.checked_sub(CHECKSUM).ok_or(Snag::Damaged)?;
    if plain[body..] != Sha256::digest(&plain[..body])[..CHECKSUM] {
        return Err(Snag::Damaged);
    }
    plain.truncate(body);
    Ok(plain)
}

impl SecretText {
    fn checksum(&self) -> [u8; CHECKSUM] {
        let mut sum = [0; CHECKSUM];
        sum.copy_from_slice(&Sha256::digest(self.as_bytes())[..CHECKSUM]);
        sum
    }
}

fn take<const N: usize>(rest: &mut &[u8]) -> Result<[u8; N], Snag> {
    let (head, tail) = rest.split_first_chunk::<N>().ok_or(Snag::Damaged)?;
    *rest = tail;
    Ok(*head)
}

fn slice<'a>(rest: &mut &'a [u8], length: usize) -> Result<&'a [u8], Snag> {
    let (head, tail) = rest.split_at_checked(length).ok_or(Snag::Damaged)?;
    *rest = tail;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{HeaderPlace, Origin, Placement};
    use proptest::prelude::*;

    fn binding() -> Binding {
        Binding {
            origins: [Origin::try_from("https://api.example.com".to_owned()).unwrap()].into(),
            placement: Placement::Headers(vec![HeaderPlace {
                name: "x-api-key".into(),
                prefix: String::new(),
                part: "api_key".into(),
            }]),
            ca_pem: None,
            loopback_http: false,
            client_certificate: None,
        }
    }

    fn sealed(parts: &[(&str, Vec<u8>)]) -> Secret {
        let parts = parts.iter().map(|(n, v)| ((*n).to_owned(), Secret::new(v.clone()))).collect();
        Item { parts, binding: binding() }.seal().unwrap()
    }

    #[test]
    fn any_change_of_a_stored_byte_is_damage() {
        let stored = sealed(&[("consumer_key", vec![7; 40]), ("consumer_secret", vec![9; 40])]);
        // EXPOSE: a test spoils made-up bytes.
        let bytes = stored.expose();
        assert!(bytes.iter().all(u8::is_ascii), "stored as text");
        for index in 0..bytes.len() {
            let mut spoilt = bytes.to_vec();
            spoilt[index] ^= 1;
            assert!(matches!(Item::open(&spoilt), Err(Snag::Damaged)), "byte {index}");
        }
        for length in 0..bytes.len() {
            assert!(matches!(Item::open(&bytes[..length]), Err(Snag::Damaged)), "length {length}");
        }
    }

    proptest! {
        #[test]
        fn what_was_sealed_comes_back(
            values in proptest::collection::vec(("[a-z_]{1,20}", proptest::collection::vec(any::<u8>(), 0..3000)), 1..5)
        ) {
            let parts: Vec<_> = values.iter().map(|(n, v)| (n.as_str(), v.clone())).collect();
            let stored = sealed(&parts);
            // EXPOSE: a test reads made-up bytes back.
            let item = Item::open(stored.expose()).map_err(|_| TestCaseError::fail("damaged"))?;
            prop_assert_eq!(item.binding, binding());
            prop_assert_eq!(item.parts.len(), values.len());
            for ((name, value), (known, bytes)) in item.parts.iter().zip(&values) {
                prop_assert_eq!(name, known);
                // EXPOSE: a test compares made-up bytes.
                prop_assert_eq!(value.expose(), bytes.as_slice());
            }
        }

        #[test]
        fn foreign_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            prop_assert!(Item::open(&bytes).is_err());
        }
    }
}

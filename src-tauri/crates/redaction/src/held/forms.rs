//! The ways in which a held key is looked for in a view: as it is, with `+` for its blanks, without its signs, in capitals.

use super::windows::{Slot, slot};
use super::{ANCHOR, RUN, SAME_WINDOW, STRIDE, WINDOW};
use zeroize::Zeroizing;

/// Of a key in capitals or small letters a run of so many characters is looked for: a shorter one might be another key's,
/// which differs in nothing but the case of a letter.
const CASE_RUN: usize = 16;

/// One way a key is written down.
pub(super) struct Form {
    pub bytes: Zeroizing<Vec<u8>>,
    pub key: usize,
    pub secret_from: usize,
    /// Are its letters of another case than the key's?
    recased: bool,
    /// The armour lines in it, which are as well known as a prefix.
    armour: Vec<(usize, usize)>,
}

/// The value as it stands; as a form field, if it has blanks; and, if that differs, its letters and digits alone, for keys
/// that were split or re-wrapped.
pub(super) fn add_forms(forms: &mut Vec<Form>, value: &[u8], prefix: usize, key: usize) {
    let bare: Zeroizing<Vec<u8>> =
        Zeroizing::new(value.iter().copied().filter(u8::is_ascii_alphanumeric).collect());
    if bare.len() != value.len() {
        let bare_prefix = value[..prefix].iter().filter(|b| b.is_ascii_alphanumeric()).count();
        if bare.len() - bare_prefix >= RUN {
            forms.push(Form::new(bare, key, bare_prefix));
        }
    }
    // The blanks of a private key are those of the lines that open and close it.
    if value.contains(&b' ') && !value.starts_with(b"-----") {
        let plus = value.iter().map(|byte| if *byte == b' ' { b'+' } else { *byte }).collect();
        forms.push(Form::new(Zeroizing::new(plus), key, prefix));
    }
    if value.len() - prefix >= CASE_RUN && !value.starts_with(b"-----") {
        for recased in [value.to_ascii_uppercase(), value.to_ascii_lowercase()].map(Zeroizing::new) {
            if *recased != value {
                forms.push(Form { recased: true, ..Form::new(recased, key, prefix) });
            }
        }
    }
    forms.push(Form::new(Zeroizing::new(value.to_vec()), key, prefix));
}

impl Form {
    fn new(bytes: Zeroizing<Vec<u8>>, key: usize, secret_from: usize) -> Form {
        let mut armour: Vec<(usize, usize)> = Vec::new();
        if memchr::memmem::find(&bytes, b"PRIVATE").is_some() {
            for line in ARMOUR {
                armour.extend(memchr::memmem::find_iter(&bytes, line).map(|at| (at, at + line.len())));
            }
        }
        armour.sort_unstable();
        Form { bytes, key, secret_from, recased: false, armour }
    }

    pub(super) fn secret_len(&self) -> usize {
        self.bytes.len() - self.secret_from
    }

    /// Is the run `from..to` of this form enough to be masked?
    pub(super) fn accepts(&self, from: usize, to: usize) -> bool {
        let known = |(start, end): &(usize, usize)| to.min(*end).saturating_sub(from.max(*start));
        let known: usize = self.armour.iter().map(known).sum();
        let secret = to.saturating_sub(from.max(self.secret_from)).saturating_sub(known);
        if self.recased {
            return secret >= CASE_RUN;
        }
        let whole = to == self.bytes.len()
            && if self.secret_len() >= ANCHOR { from <= self.secret_from } else { from == 0 };
        secret >= RUN || whole
    }

    /// Armour lines and runs of blanks are no secret and stand in many texts: their windows are left out.
    pub(super) fn windows(&self, index: usize, into: &mut Vec<Slot>) {
        let common: Vec<bool> = self
            .bytes
            .windows(WINDOW)
            .enumerate()
            .map(|(at, window)| {
                let armour = self.armour.iter().any(|(from, to)| at >= *from && at + WINDOW <= *to);
                armour || window.iter().all(|byte| b" \t\r\n-=*_.".contains(byte))
            })
            .collect();
        let mut seen = std::collections::HashMap::new();
        for at in self.secret_from..=self.bytes.len() - WINDOW {
            // A window may be left out only where every run around it is common.
            let around = at.saturating_sub(STRIDE - 1)..common.len().min(at + STRIDE);
            if common[around].iter().all(|common| *common) {
                continue;
            }
            // A run that is long enough holds two windows that are looked at, and one of these stands at an even place.
            if self.recased && at % 2 == 1 {
                continue;
            }
            let slot = slot(&self.bytes, at, WINDOW, index);
            let times = seen.entry(slot.hash).or_insert(0usize);
            *times += 1;
            if *times <= SAME_WINDOW {
                into.push(slot);
            }
        }
    }
}

/// The lines that open and close private keys, and the same without blanks and signs. None lies within another.
const ARMOUR: &[&[u8]] = &[
    b"-----BEGIN PRIVATE KEY-----",
    b"-----BEGIN RSA PRIVATE KEY-----",
    b"-----BEGIN EC PRIVATE KEY-----",
    b"-----BEGIN OPENSSH PRIVATE KEY-----",
    b"-----BEGIN ENCRYPTED PRIVATE KEY-----",
    b"-----END PRIVATE KEY-----",
    b"-----END RSA PRIVATE KEY-----",
    b"-----END EC PRIVATE KEY-----",
    b"-----END OPENSSH PRIVATE KEY-----",
    b"-----END ENCRYPTED PRIVATE KEY-----",
    b"BEGINPRIVATEKEY",
    b"BEGINRSAPRIVATEKEY",
    b"BEGINECPRIVATEKEY",
    b"BEGINOPENSSHPRIVATEKEY",
    b"BEGINENCRYPTEDPRIVATEKEY",
    b"ENDPRIVATEKEY",
    b"ENDRSAPRIVATEKEY",
    b"ENDECPRIVATEKEY",
    b"ENDOPENSSHPRIVATEKEY",
    b"ENDENCRYPTEDPRIVATEKEY",
];

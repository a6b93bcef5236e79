//! New values of parts that the keyring has not taken yet, such as a refresh token that came while it was locked. There is
//! no other copy of them, so they are held longer than anything else: until the keyring has given them back the same, or
//! holds something newer.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use uuid::Uuid;

use crate::keyring::item::Item;
use crate::secret::Secret;

/// What the keyring has not taken, by version.
#[derive(Default)]
pub(crate) struct Unkept(Mutex<State>);

#[derive(Default)]
struct State {
    values: HashMap<Uuid, Vec<Value>>,
    held: u64,
}

/// A new value, and those whose place it takes: a write that was given up on may have put any of them into the keyring.
struct Value {
    mark: Mark,
    part: String,
    before: Vec<Secret>,
    now: Secret,
}

/// Names one value: whoever has written that one drops that one, and none that came after it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark(u64);

impl Unkept {
    /// Holds a part's new value. One that waits already has become the value before.
    pub(crate) fn hold(&self, version: Uuid, part: &str, before: Secret, now: Secret) {
        let mut state = self.lock();
        state.held += 1;
        let mark = Mark(state.held);
        let values = state.values.entry(version).or_default();
        let waiting = values.iter().position(|value| value.part == part).map(|at| values.swap_remove(at));
        let mut all = waiting.map(|value| value.before).unwrap_or_default();
        all.push(before);
        values.push(Value { mark, part: part.to_owned(), before: all, now });
    }

    pub(crate) fn has(&self, version: Uuid) -> bool {
        self.lock().values.contains_key(&version)
    }

    /// The versions of which something is held.
    pub(crate) fn versions(&self) -> Vec<Uuid> {
        self.lock().values.keys().copied().collect()
    }

    /// Puts the new values into an item as the keyring gave it, and names them. What the keyring has by now, or has something
    /// newer for (another process was given it since), is let go.
    pub(crate) fn put_into(&self, version: Uuid, item: &mut Item) -> Vec<Mark> {
        let mut state = self.lock();
        let Some(values) = state.values.get_mut(&version) else { return Vec::new() };
        values.retain(|value| item.part(&value.part).is_none_or(|held| value.takes_the_place_of(held)));
        for value in values.iter() {
            item.parts.retain(|(known, _)| *known != value.part);
            // EXPOSE: what the keyring has not taken yet counts all the same.
            item.parts.push((value.part.clone(), Secret::copy_of(value.now.expose())));
        }
        let marks: Vec<Mark> = values.iter().map(|value| value.mark).collect();
        if marks.is_empty() {
            state.values.remove(&version);
        }
        marks
    }

    /// The keyring holds these.
    pub(crate) fn kept(&self, version: Uuid, marks: &[Mark]) {
        let mut state = self.lock();
        let Some(values) = state.values.get_mut(&version) else { return };
        values.retain(|value| !marks.contains(&value.mark));
        if values.is_empty() {
            state.values.remove(&version);
        }
    }

    /// The key is forgotten, on a person's word.
    pub(crate) fn forget(&self, version: Uuid) {
        self.lock().values.remove(&version);
    }

    /// All keys are.
    pub(crate) fn forget_all(&self) {
        self.lock().values.clear();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Value {
    fn takes_the_place_of(&self, held: &Secret) -> bool {
        // EXPOSE: compared with what the keyring holds.
        self.before.iter().any(|before| before.expose() == held.expose())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Binding, Placement};

    fn item(value: &str) -> Item {
        Item {
            parts: vec![("refresh_token".to_owned(), Secret::copy_of(value.as_bytes()))],
            binding: Binding {
                origins: Default::default(),
                placement: Placement::Headers(Vec::new()),
                ca_pem: None,
                loopback_http: false,
                client_certificate: None,
            },
        }
    }

    fn value(item: &Item) -> &[u8] {
        // EXPOSE: a test compares made-up text.
        item.part("refresh_token").unwrap().expose()
    }

    fn hold(unkept: &Unkept, version: Uuid, before: &str, now: &str) {
        let [before, now] = [before, now].map(|text| Secret::copy_of(text.as_bytes()));
        unkept.hold(version, "refresh_token", before, now);
    }

    #[test]
    fn what_came_after_a_write_began_is_not_dropped_by_it() {
        let (unkept, version) = (Unkept::default(), Uuid::now_v7());
        hold(&unkept, version, "one", "two");
        let mut written = item("one");
        let marks = unkept.put_into(version, &mut written);
        assert_eq!((value(&written), marks.len()), (b"two".as_slice(), 1));
        hold(&unkept, version, "two", "three");
        unkept.kept(version, &marks);
        assert!(unkept.has(version), "the newer one is held still");
        // The write of the older one may have come to nothing after all, or not.
        for now in ["one", "two"] {
            let mut again = item(now);
            assert_eq!(unkept.put_into(version, &mut again).len(), 1);
            assert_eq!(value(&again), b"three");
        }
        let marks = unkept.put_into(version, &mut item("two"));
        unkept.kept(version, &marks);
        assert!(!unkept.has(version));
    }

    #[test]
    fn something_newer_in_the_keyring_counts() {
        let (unkept, version) = (Unkept::default(), Uuid::now_v7());
        hold(&unkept, version, "one", "two");
        let mut newer = item("four");
        assert!(unkept.put_into(version, &mut newer).is_empty());
        assert_eq!(value(&newer), b"four", "another process was given it since");
        assert!(!unkept.has(version));
    }
}

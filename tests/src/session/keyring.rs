//! The session's Secret Service: GNOME Keyring, unlocked; locked and unlocked again on purpose.

use std::collections::HashMap;
use std::io::Write as _;
use std::process::Stdio;

use rustix::process::Signal;
use zbus::blocking::Connection;
use zbus::zvariant::{ObjectPath, OwnedObjectPath, OwnedValue, Value};

use super::{Session, until};
use crate::processes;

const PASSWORD: &str = "test-pass";
const NAME: &str = "org.freedesktop.secrets";
const SERVICE: &str = "/org/freedesktop/secrets";
const SERVICE_INTERFACE: &str = "org.freedesktop.Secret.Service";
const DEFAULT: &str = "/org/freedesktop/secrets/aliases/default";

impl Session {
    /// It must be unlocked before anybody asks for it: a daemon that the bus starts by itself stays locked. The password
    /// has no line end: one would be part of it.
    pub(super) fn start_keyring(&mut self) {
        let mut daemon = self.command("gnome-keyring-daemon");
        daemon.args(["--foreground", "--unlock", "--components=secrets"]).stdin(Stdio::piped());
        let mut child =
            daemon.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("gnome-keyring-daemon starts");
        child.stdin.take().expect("piped").write_all(PASSWORD.as_bytes()).expect("it reads its password");
        self.keyring = Some(child.id());
        self.children.push(child);
        until("an unlocked keyring", || (self.keyring_is_locked() == Some(false)).then_some(()));
    }

    /// Locks the keyring as a screen lock would: whoever asks for a key next is refused, or asked for the password.
    #[track_caller]
    pub fn lock_keyring(&self) {
        let bus = self.bus();
        let what = vec![ObjectPath::try_from(DEFAULT).expect("a path")];
        let answer =
            bus.call_method(Some(NAME), SERVICE, Some(SERVICE_INTERFACE), "Lock", &(what,)).expect("Lock");
        let locked: (Vec<OwnedObjectPath>, OwnedObjectPath) =
            answer.body().deserialize().expect("Lock's answer");
        assert_eq!(locked.1.as_str(), "/", "locking asks nobody");
        until("a locked keyring", || (self.keyring_is_locked() == Some(true)).then_some(()));
    }

    /// Unlocks it without a prompt, by the password.
    #[track_caller]
    pub fn unlock_keyring(&self) {
        let bus = self.bus();
        let plain = bus
            .call_method(
                Some(NAME),
                SERVICE,
                Some(SERVICE_INTERFACE),
                "OpenSession",
                &("plain", Value::from("")),
            )
            .expect("OpenSession");
        let (_, session): (OwnedValue, OwnedObjectPath) = plain.body().deserialize().expect("its answer");
        let secret = (session, Vec::<u8>::new(), PASSWORD.as_bytes().to_vec(), "text/plain");
        let interface = "org.gnome.keyring.InternalUnsupportedGuiltRiddenInterface";
        let collection = ObjectPath::try_from(DEFAULT).expect("a path");
        bus.call_method(
            Some(NAME),
            SERVICE,
            Some(interface),
            "UnlockWithMasterPassword",
            &(collection, secret),
        )
        .expect("UnlockWithMasterPassword");
        until("an unlocked keyring", || (self.keyring_is_locked() == Some(false)).then_some(()));
    }

    /// Lets the keyring answer nobody until [`Session::wake_keyring`].
    pub fn freeze_keyring(&self) {
        processes::signal(self.keyring.expect("a session with a keyring"), Signal::STOP);
    }

    /// Lets it answer again, what it was asked in the meantime included.
    pub fn wake_keyring(&self) {
        processes::signal(self.keyring.expect("a session with a keyring"), Signal::CONT);
    }

    /// Removes every item, as a person might with the keyring's own program.
    pub fn empty_keyring(&self) {
        let bus = self.bus();
        for item in self.every_item(&bus) {
            bus.call_method(Some(NAME), &item, Some("org.freedesktop.Secret.Item"), "Delete", &())
                .expect("Delete");
        }
        assert_eq!(self.keyring_items(), 0);
    }

    /// How many items the keyring holds, whatever they are.
    #[must_use]
    pub fn keyring_items(&self) -> usize {
        self.every_item(&self.bus()).len()
    }

    fn every_item(&self, bus: &Connection) -> Vec<OwnedObjectPath> {
        let nothing: HashMap<&str, &str> = HashMap::new();
        let found = bus.call_method(Some(NAME), SERVICE, Some(SERVICE_INTERFACE), "SearchItems", &(nothing,));
        let found = found.expect("SearchItems");
        let (unlocked, locked): (Vec<OwnedObjectPath>, Vec<OwnedObjectPath>) =
            found.body().deserialize().expect("paths");
        unlocked.into_iter().chain(locked).collect()
    }

    /// `None` while nobody answers by the Secret Service's name, or there is no default collection.
    #[must_use]
    pub fn keyring_is_locked(&self) -> Option<bool> {
        let property = ("org.freedesktop.Secret.Collection", "Locked");
        let properties = Some("org.freedesktop.DBus.Properties");
        let bus = self.bus();
        // Asking for a name that nobody has would start a second daemon, and a locked one at that.
        let bus_itself = Some("org.freedesktop.DBus");
        let owned = bus
            .call_method(bus_itself, "/org/freedesktop/DBus", bus_itself, "NameHasOwner", &(NAME,))
            .ok()?;
        if !owned.body().deserialize::<bool>().ok()? {
            return None;
        }
        let locked = bus.call_method(Some(NAME), DEFAULT, properties, "Get", &property).ok()?;
        let locked: OwnedValue = locked.body().deserialize().ok()?;
        locked.downcast_ref::<bool>().ok()
    }

    fn bus(&self) -> Connection {
        let address = self.environment("DBUS_SESSION_BUS_ADDRESS");
        let builder = zbus::blocking::connection::Builder::address(address).expect("an address");
        builder.build().expect("the session's bus answers")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_keyring_is_locked_frozen_and_emptied_on_purpose() {
        let session = Session::without_window();
        let mut store = session.command("secret-tool");
        store.args(["store", "--label=x", "kit", "test"]).stdin(Stdio::piped());
        let mut child = store.spawn().expect("secret-tool starts");
        child.stdin.take().expect("piped").write_all(b"kept").expect("it reads");
        assert!(child.wait().expect("it ends").success());
        assert_eq!(session.keyring_items(), 1);

        session.lock_keyring();
        assert_eq!(session.keyring_is_locked(), Some(true));
        let locked = session.run("timeout", &["5", "secret-tool", "lookup", "kit", "test"]);
        assert_ne!(locked.as_deref(), Ok("kept"), "a locked keyring gives nothing");

        session.unlock_keyring();
        assert_eq!(session.run("secret-tool", &["lookup", "kit", "test"]).as_deref(), Ok("kept"));

        session.freeze_keyring();
        let asleep = session.run("timeout", &["1", "secret-tool", "lookup", "kit", "test"]);
        assert_ne!(asleep.as_deref(), Ok("kept"), "a frozen keyring answers nobody");
        session.wake_keyring();
        assert_eq!(session.run("secret-tool", &["lookup", "kit", "test"]).as_deref(), Ok("kept"));
        session.empty_keyring();
        assert!(session.run("secret-tool", &["lookup", "kit", "test"]).is_err());
    }
}

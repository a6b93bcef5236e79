//! Misbehaviour on command, as data: what a connection meets, and what a request is answered. Every one has a name, so
//! that tables can be made of them.

mod body;
mod connection;
mod diagnosis;
mod framing;

use std::time::{Duration, SystemTime};

use crate::answer::{Answer, Script};
use crate::authority::Certificate;
use crate::server::{Face, Loopback};
use crate::vendors::Vendor;

const GOOD: Face = Face::Tls(Certificate::Good { days: 80 });

/// One way in which a provider goes wrong.
#[derive(Clone, Copy, Debug)]
pub struct Fault {
    /// A name in snake case that no other one has.
    pub name: &'static str,
    /// What goes wrong, in words.
    pub about: &'static str,
    /// Whether it ends by itself, or is more than any client takes. If not, only a limit on time ends it.
    pub ends: bool,
    /// What a connection meets; `None`: nothing listens there, and whoever makes it so stops the provider.
    pub face: Option<Face>,
    does: Does,
}

/// What becomes of a request.
#[derive(Clone, Copy, Debug)]
enum Does {
    /// Answered as it would be without the fault.
    AsEver,
    /// The same, so much later.
    Late(Duration),
    /// Answered with this, whatever the key.
    Answers(fn(&Scene<'_>) -> Answer),
}

/// Where a fault takes place.
#[derive(Clone, Copy, Debug)]
pub struct Scene<'a> {
    /// Whose manner of saying things counts.
    pub vendor: Vendor,
    /// The provider's own origin.
    pub here: &'a str,
    /// Another origin, to point to.
    pub elsewhere: &'a str,
    /// The time now, for what names a time.
    pub now: SystemTime,
}

impl Fault {
    /// All of them, by kind: connection and TLS, HTTP's framing, bodies and redirects, and what a provider has to say.
    #[must_use]
    pub fn all() -> Vec<Self> {
        [connection::FAULTS, framing::FAULTS, body::FAULTS, diagnosis::FAULTS].concat()
    }

    /// What to do instead of `own`, which is what is done without the fault.
    #[must_use]
    pub fn script(&self, scene: &Scene<'_>, own: Script) -> Script {
        match self.does {
            Does::AsEver => own,
            Does::Late(delay) => own.after(delay),
            Does::Answers(answer) => Script::always(answer(scene)),
        }
    }

    /// Lets `provider` misbehave so for all that connect from now on. Scripts are set apart, for each has its own.
    ///
    /// # Errors
    /// When no certificate can be made.
    pub fn turn(&self, provider: &Loopback) -> std::io::Result<()> {
        self.face.map_or(Ok(()), |face| provider.turn(face))
    }

    const fn met(name: &'static str, about: &'static str, ends: bool, face: Face) -> Self {
        Self { name, about, ends, face: Some(face), does: Does::AsEver }
    }

    const fn answers(name: &'static str, about: &'static str, answer: fn(&Scene<'_>) -> Answer) -> Self {
        Self { name, about, ends: true, face: Some(GOOD), does: Does::Answers(answer) }
    }

    const fn endless(mut self) -> Self {
        self.ends = false;
        self
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn each_has_a_name_of_its_own() {
        let all = Fault::all();
        let names: BTreeSet<&str> = all.iter().map(|fault| fault.name).collect();
        assert_eq!(names.len(), all.len());
        for fault in &all {
            let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
            assert!(fault.name.chars().all(plain) && fault.about.len() > 10, "{fault:?}");
        }
    }
}

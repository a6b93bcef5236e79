//! Who does what is done: the user of the operating system and the machine's name, as the system tells them.

/// The one who acts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Actor {
    pub(crate) user: String,
    pub(crate) machine: String,
}

impl Actor {
    /// The user and machine of this process.
    pub(crate) fn of_process() -> Self {
        let user = ["USER", "LOGNAME", "USERNAME"]
            .into_iter()
            .filter_map(|name| std::env::var(name).ok())
            .map(|name| plain(&name))
            .find(|name| !name.is_empty())
            .unwrap_or_else(|| "unknown user".to_owned());
        let machine = plain(&gethostname::gethostname().to_string_lossy());
        Self { user, machine: if machine.is_empty() { "unknown machine".to_owned() } else { machine } }
    }
}

/// Both names come from outside: nothing in them may disturb a terminal or a page.
fn plain(text: &str) -> String {
    crate::text::shown(text, 64)
}

#[cfg(test)]
mod tests {
    use super::plain;

    #[test]
    fn names_from_the_system_lose_what_disturbs() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c"), "a[31mbc");
    }
}

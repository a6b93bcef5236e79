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
            .or_else(user_of_process)
            .unwrap_or_else(|| "unknown user".to_owned());
        let machine = plain(&gethostname::gethostname().to_string_lossy());
        Self { user, machine: if machine.is_empty() { "unknown machine".to_owned() } else { machine } }
    }
}

/// Where no variable names the user (a service, a container), the owner of this process does.
#[cfg(target_os = "linux")]
fn user_of_process() -> Option<String> {
    use std::os::unix::fs::MetadataExt;
    let uid = std::fs::metadata("/proc/self").ok()?.uid();
    let users = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
    Some(user_named(&users, uid).unwrap_or_else(|| format!("uid {uid}")))
}

#[cfg(not(target_os = "linux"))]
fn user_of_process() -> Option<String> {
    None
}

/// The user with this number in a list like `/etc/passwd`.
#[cfg(target_os = "linux")]
fn user_named(users: &str, uid: u32) -> Option<String> {
    let of = |line: &str| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(uid)).then(|| plain(name))
    };
    users.lines().find_map(of).filter(|name| !name.is_empty())
}

/// Both names come from outside: nothing in them may disturb a terminal or a page.
fn plain(text: &str) -> String {
    crate::text::shown(text, 64)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(target_os = "linux")]
    #[test]
    fn the_owner_of_the_process_is_named() {
        let users = "root:x:0:0:root:/root:/bin/sh\nbroken line\nana:x:1000:1000::/home/ana:/bin/sh\n";
        assert_eq!(user_named(users, 1000).as_deref(), Some("ana"));
        assert_eq!(user_named(users, 1001), None);
        assert!(user_of_process().is_some());
    }

    #[test]
    fn names_from_the_system_lose_what_disturbs() {
        assert_eq!(plain("a\u{1b}[31mb\u{202e}c"), "a[31mbc");
    }
}

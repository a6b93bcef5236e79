//! The logins of manuals, and what a program or a reader puts in the place of one.

use crate::nets::Find;

/// `$TOKEN`, `<token>`, `{base64(…)}`, `base64(user:password)`: what a program or a reader puts there.
pub(super) fn is_variable(value: &str) -> bool {
    let whole = value;
    let value = value.split_once(':').map_or(value, |(_, password)| password);
    whole.starts_with('<')
        || value.starts_with(['$', '<', '{', '%'])
        || value.contains("${")
        || value.contains("{{")
        || whole
            .split_once('(')
            .is_some_and(|(call, _)| call.bytes().all(|byte| byte.is_ascii_alphanumeric()))
        || is_template(whole)
}

/// `{word}`, `key-{}`, `--password=%s`: a place for a value, and little beside it.
pub(super) fn is_template(value: &str) -> bool {
    const MOST_BESIDE: usize = 12;
    let printed = |value: &str| {
        value.split([' ', '=', ':', '"', '\'', 'x']).any(|word| ["%s", "%d", "%08lX", "%08x"].contains(&word))
    };
    if value.len() <= 2 * MOST_BESIDE && printed(value) {
        return true;
    }
    let mut rest = value;
    let (mut places, mut beside) = (0, 0);
    while let Some((before, after)) = rest.split_once('{') {
        let Some((name, next)) = after.split_once('}') else {
            break;
        };
        let plain = |byte: u8| byte.is_ascii_alphabetic() || b"_.:?".contains(&byte);
        if !name.bytes().all(plain) {
            return false;
        }
        places += 1;
        beside += before.len();
        rest = next;
    }
    places > 0 && beside + rest.len() <= MOST_BESIDE
}

/// The logins of manuals: a name and a word that say what they stand for, or one word for both.
pub(super) fn is_sample(text: &str, find: &Find, value: &str) -> bool {
    const HOSTS: [&str; 6] = ["example.", "localhost", "127.0.0.1", "test.", "demo.", "0.0.0.0"];
    let (login, value) = value.split_once(':').unwrap_or(("", value));
    let (login, small) = (login.to_ascii_lowercase(), value.to_ascii_lowercase());
    let host = text[find.end..].trim_start_matches('@');
    let local = || ["localhost", "127.0.0.1", "0.0.0.0", "[::1]"].iter().any(|name| host.starts_with(name));
    let alike = value.bytes().all(|byte| Some(byte) == value.bytes().next());
    let named = ["username", "dbuser", "testuser"].contains(&login.as_str());
    let plain = ["password", "mypassword"].contains(&value) && named;
    let database = is_database(&text[..find.start]);
    // Manuals of databases say so whatever the host, and images of databases bring these logins for one's own machine.
    let manual = database
        && ((named || ["user", "admin"].contains(&login.as_str()))
            && (["password", "pass"].contains(&value) || named && value == "secret")
            || ["root", "postgres", "mysql", "sa"].contains(&login.as_str())
                && ["password", "pass", "root", "postgres"].contains(&value)
                && local());
    login == small
        || manual
        || value.len() < super::SHORTEST
        || alike
        || ["your", "replace", "xxxx", "changeme", "<", "..."].iter().any(|word| small.contains(word))
        || plain && HOSTS.iter().any(|name| host.contains(name) && host.find(name).is_some_and(|at| at < 40))
        || is_template(value)
}

/// Does the text end with the scheme of a database?
fn is_database(before: &str) -> bool {
    const SCHEMES: [&str; 6] = ["mongodb", "mongodb+srv", "mysql", "mariadb", "postgres", "postgresql"];
    let scheme = before.strip_suffix("://").unwrap_or_default();
    SCHEMES.iter().any(|name| {
        scheme
            .strip_suffix(name)
            .is_some_and(|rest| !rest.ends_with(|char: char| char.is_alphanumeric() || char == '+'))
    })
}

//! Is a find good enough to trouble somebody with?

use crate::{misfit, nets};

/// Is a find good enough to trouble somebody with? Masking one thing too many costs little, a false alarm much.
pub(crate) fn is_reported(find: &nets::Find, text: &str) -> bool {
    let value = &text[find.start..find.end];
    if value.len() < 4 || is_monotone(value) {
        return false;
    }
    match find.rule {
        // What an address holds is for the rules of addresses to tell.
        "telling-name" if is_address(value) => false,
        "telling-name" | "telling-header" | "cookie" => {
            !matches!(find.label, "license key" | "one-time code" | "card code" | "pin" | "csrf token")
                && !is_wording(value, find.label == "password")
                && !is_programme(text, find, value)
                && !is_reference(value)
        }
        "randomness" => {
            stands_as_value(text, find)
                && !is_identifier(text, find, value)
                && !is_alphabet(value)
                && !misfit::is_half(text, find, value)
        }
        "authorization-header" | "command-password" => !is_variable(value) && !is_sample(text, find, value),
        "url-password" => !is_sample(text, find, value),
        "google" => !is_alphabet(value),
        // Eleven digits and then letters; letters in their order after fewer digits are a sample of what it is not.
        "notion" => {
            value["ntn_".len()..].bytes().take_while(u8::is_ascii_digit).count() == 11
                || !is_alphabet(&value.to_ascii_lowercase())
        }
        _ => true,
    }
}

/// Code after a telling name: a type, a call, a path, a variable. What is written in quotes is none.
fn is_programme(text: &str, find: &nets::Find, value: &str) -> bool {
    let before = &text.as_bytes()[..find.start];
    if before.last().is_some_and(|byte| matches!(byte, b'"' | b'\'' | b'`')) {
        return is_misquoted(text, find, value);
    }
    if is_statement(text, find) {
        return true;
    }
    // What a password may hold and code does not.
    if value.bytes().any(|byte| b"$^~#%@!".contains(&byte)) && value.bytes().any(|byte| byte.is_ascii_digit())
    {
        return false;
    }
    let signs = ["::", "<", "`", "(", ")", "=>", "->", "&&", "||", "[", "]"];
    if signs.iter().any(|sign| value.contains(sign))
        || value.starts_with('{') && value.ends_with(':')
        || value.starts_with(['*', '&', '!', '?'])
        || value.ends_with('!')
    {
        return !value.contains(['$', '^', '~', '#']);
    }
    let number = value
        .trim_start_matches(['u', 'i', 'f'])
        .trim_end_matches(|char: char| "uif0123456789".contains(char));
    if number.is_empty() {
        return true;
    }
    let word = value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'.' | b'?'));
    let digits = value.bytes().filter(u8::is_ascii_digit).count();
    // `DB_PASSWORD=word` is how settings are written, `password: word` alone on its line too.
    let set = before.last() == Some(&b'=') || is_setting(text, find);
    word && (!set && (digits == 0 || value.len() < 8)
        || value.contains('.') && crate::random::surprise(value) < 6.0)
}

/// `name = value;` on a line: where statements end so, what is not quoted is an expression,
/// unless nobody could have thought it up.
fn is_statement(text: &str, find: &nets::Find) -> bool {
    text[..find.start].ends_with("= ")
        && text[find.end..].starts_with(';')
        && text[find.end..].lines().next().is_some_and(|rest| rest.trim_end() == ";")
        && !crate::random::is_random(&text[find.start..find.end])
}

/// `"value';`: opened by one sign and closed by the other, so no string.
fn is_misquoted(text: &str, find: &nets::Find, value: &str) -> bool {
    let opened = text[..find.start].chars().next_back();
    let other = if opened == Some('"') { '\'' } else { '"' };
    let rest = || text[find.end..].lines().next().unwrap_or_default();
    let value = value.trim_end_matches([';', ',', ')']);
    value.ends_with(other)
        && value.matches(other).count() == 1
        && !opened.is_some_and(|opened| value.contains(opened) || rest().contains(opened))
}

/// `$(NAME`, `'$NAME'`, `$db_password`, `" + name + "`, `arn:…`: where the credential comes from.
fn is_reference(value: &str) -> bool {
    let bare = value.trim_matches(['\'', '"', ' ']);
    let name = |text: &str| text.bytes().all(|byte| byte.is_ascii_alphabetic() || byte == b'_');
    let telling = |text: &str| {
        let text = text.to_ascii_lowercase();
        ["password", "passwd", "secret", "token", "key", "login"].iter().any(|word| text.ends_with(word))
    };
    let variable = bare.strip_prefix(['$', '@']).is_some_and(|text| name(text) && telling(text));
    variable
        || bare.starts_with("$(")
        || bare.starts_with("\\$_")
        || bare.starts_with("arn:")
        || bare.starts_with("+new ")
        || bare.starts_with("+ ") && bare.ends_with(" +")
}

/// Does the value stand at the end of a line that is nothing but a name and it?
fn is_setting(text: &str, find: &nets::Find) -> bool {
    let line = text[..find.start].rsplit('\n').next().unwrap_or_default();
    let after = text[find.end..].split('\n').next().unwrap_or_default().trim();
    let name = line.trim().trim_end_matches([':', '=', ' ']);
    after.is_empty() && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

/// `$TOKEN`, `<token>`, `{base64(…)}`: what a program or a reader puts there.
fn is_variable(value: &str) -> bool {
    let value = value.split_once(':').map_or(value, |(_, password)| password);
    value.starts_with(['$', '<', '{', '%']) || value.contains("${") || value.contains("{{")
}

/// Nobody's password is shorter.
const SHORTEST_LOGIN: usize = 4;

/// The logins of manuals: a name and a word that say what they stand for, or one word for both.
fn is_sample(text: &str, find: &nets::Find, value: &str) -> bool {
    const HOSTS: [&str; 6] = ["example.", "localhost", "127.0.0.1", "test.", "demo.", "0.0.0.0"];
    let (login, value) = value.split_once(':').unwrap_or(("", value));
    let (login, small) = (login.to_ascii_lowercase(), value.to_ascii_lowercase());
    let host = text[find.end..].trim_start_matches('@');
    let alike = value.bytes().all(|byte| Some(byte) == value.bytes().next());
    let named = ["username", "dbuser", "testuser"].contains(&login.as_str());
    let plain = ["password", "mypassword"].contains(&value) && named;
    // Manuals of databases say so whatever the host.
    let manual = is_database(&text[..find.start])
        && (named || ["user", "admin"].contains(&login.as_str()))
        && (["password", "pass"].contains(&value) || named && value == "secret");
    login == small
        || manual
        || value.len() < SHORTEST_LOGIN
        || alike
        || ["your", "replace", "xxxx", "changeme", "<", "..."].iter().any(|word| small.contains(word))
        || plain && HOSTS.iter().any(|name| host.contains(name) && host.find(name).is_some_and(|at| at < 40))
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

/// Does it stand where values stand: in quotes, or after what assigns it?
fn stands_as_value(text: &str, find: &nets::Find) -> bool {
    let before = text[..find.start].trim_end_matches([' ', '(', '[']);
    const WORDS: [&str; 7] = ["key", "token", "secret", "access", "private", "pat", "api"];
    let blank = before.len() < find.start;
    let word = blank
        && WORDS.iter().any(|word| {
            before.len() >= word.len()
                && before.is_char_boundary(before.len() - word.len())
                && before[before.len() - word.len()..].eq_ignore_ascii_case(word)
        });
    word || before.ends_with(['"', '\'', '`', '=', ':', '>', ','])
        || text[..find.start].ends_with(['"', '\''])
}

/// A name in code, however random it looks.
fn is_identifier(text: &str, find: &nets::Find, value: &str) -> bool {
    let quoted = text[..find.start].ends_with(['"', '\'', '`']);
    let after = text[find.end..].chars().next().unwrap_or(' ');
    !quoted
        && (":(),;<".contains(after)
            || after == '.' && text[find.end + 1..].starts_with(|char: char| char.is_ascii_alphabetic()))
        && value.starts_with(|char: char| char.is_ascii_alphabetic())
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
        && value.bytes().filter(u8::is_ascii_digit).count() * 6 < value.len()
}

/// The letters in their order, as decoders hold them.
fn is_alphabet(value: &str) -> bool {
    let steps = value.as_bytes().windows(2).filter(|pair| pair[1] == pair[0].wrapping_add(1)).count();
    steps * 3 > value.len()
}

/// `AAAAAAAA-BBBBBBBB`: of few characters, so nobody's key.
fn is_monotone(value: &str) -> bool {
    let secret = value.rsplit(['_', '-']).next().unwrap_or(value);
    [value, secret].iter().any(|part| {
        let mut seen: Vec<u8> = part.bytes().collect();
        seen.sort_unstable();
        seen.dedup();
        part.len() >= 8 && seen.len() * 6 <= part.len().min(30)
    })
}

/// What stands for a credential rather than being one: words, or a word that says so.
fn is_wording(value: &str, password: bool) -> bool {
    const SAYING: [&str; 16] = [
        "example",
        "fake",
        "dummy",
        "placeholder",
        "changeme",
        "change_me",
        "your",
        "insert",
        "sample",
        "replace",
        "xxxx",
        "todo",
        "redacted",
        "not_",
        "enter",
        "****",
    ];
    let small = value.to_ascii_lowercase();
    let words = small.split(['-', '_', '.', ' ', ':', '/']).filter(|word| !word.is_empty());
    let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let alike = value == small || value == value.to_ascii_uppercase();
    let several = alike && words.clone().count() > 1 && words.clone().all(plain);
    let one = !password && value.len() < 20 && plain(value);
    several || one || words.count() > 6 || SAYING.iter().any(|word| small.contains(word))
}

/// `https://…`, `mysql://…`
fn is_address(value: &str) -> bool {
    // `Endpoint=https://…`
    let value = value.strip_prefix("Endpoint=").unwrap_or(value);
    value.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

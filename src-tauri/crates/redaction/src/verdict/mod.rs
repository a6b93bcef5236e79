//! Is a find good enough to trouble somebody with?

mod code;
mod sample;
mod wording;

use crate::{misfit, nets};

/// Nobody's key or password is shorter.
const SHORTEST: usize = 4;

/// Is a find good enough to trouble somebody with? Masking one thing too many costs little, a false alarm much.
pub(crate) fn is_reported(find: &nets::Find, text: &str) -> bool {
    let value = &text[find.start..find.end];
    if value.len() < SHORTEST || wording::is_monotone(value) {
        return false;
    }
    match find.rule {
        // What an address holds is for the rules of addresses to tell.
        "telling-name" if wording::is_address(value) => false,
        "telling-name" if is_told_of(text, find, value) => false,
        // A login for a database, whatever else its string says.
        "telling-name" if holds_password(value) => true,
        "telling-name" | "telling-header" | "cookie" => {
            let spared = ["license key", "one-time code", "card code", "pin", "csrf token"];
            !spared.contains(&find.label)
                && !wording::is_wording(value, find.label == "password")
                && !wording::is_setting_of_looks(value)
                && !code::is_programme(text, find, value)
                && !code::is_reference(value)
                && (find.rule != "cookie" || !code::is_made_by_code(value))
        }
        "randomness" => {
            stands_as_value(text, find)
                && !code::is_identifier(text, find, value)
                && !wording::is_alphabet(value)
                && !code::is_drawing(value)
                && !text[..find.start].ends_with(" h1:")
                && !code::is_line_of_block(text, find)
                && !misfit::is_half(text, find, value)
        }
        "authorization-header" => {
            !sample::is_variable(value)
                && !sample::is_sample(text, find, value)
                && !code::is_declaration(value)
                && !wording::is_prose(value)
                && !wording::is_stand_in(value)
        }
        "command-password" => !sample::is_variable(value) && !sample::is_sample(text, find, value),
        "sql-password" | "sql-role-password" => is_in_statement(text, find) && !sample::is_template(value),
        "netrc" | "openssl-password" | "psexec-password" | "gradle-password" | "network-credential" => {
            !sample::is_template(value)
        }
        "private-key" => has_body(value),
        "url-password" => !sample::is_sample(text, find, value),
        "google" => !wording::is_alphabet(value),
        // Eleven digits and then letters; letters in their order after fewer digits are a sample of what it is not.
        "notion" => {
            value["ntn_".len()..].bytes().take_while(u8::is_ascii_digit).count() == 11
                || !wording::is_alphabet(&value.to_ascii_lowercase())
        }
        _ => !is_within_block(text, find),
    }
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

/// "Pass `--flag`", where `pass` is a verb; and the names that ACF gives to fields of forms, which open nothing.
fn is_told_of(text: &str, find: &nets::Find, value: &str) -> bool {
    let before = &text[..find.start];
    let verb = ["pass `", "Pass `", "passing `", "passes `"].iter().any(|words| before.ends_with(words));
    let field = ["field_", "group_", "layout_"].iter().any(|begin| {
        value
            .strip_prefix(begin)
            .is_some_and(|id| id.len() <= 13 && id.bytes().all(|byte| byte.is_ascii_hexdigit()))
    });
    verb || field
}

/// `Server=…;Password=…;`
fn holds_password(value: &str) -> bool {
    const NAMES: [&str; 4] = ["password=", "pwd=", "accountkey=", "sharedaccesskey="];
    const SHORTEST_PASSWORD: usize = 6;
    let parts = || value.split(';');
    parts().count() > 2
        && parts().any(|part| {
            let small = part.trim_start().to_ascii_lowercase();
            let said = NAMES.iter().find_map(|name| small.strip_prefix(name));
            said.is_some_and(|said| {
                said.len() >= SHORTEST_PASSWORD
                    && !crate::placeholder::is_placeholder(said)
                    && !wording::is_wording(said, true)
                    && !sample::is_variable(said)
            })
        })
}

/// `IDENTIFIED BY` stands in prose as well, before names: a password is in a statement about a user.
fn is_in_statement(text: &str, find: &nets::Find) -> bool {
    const STATEMENTS: [&str; 7] =
        ["user", "role", "grant", "alter", "login", "set password", "database link"];
    const REACH: usize = 240;
    let before = &text[..find.start];
    if find.rule == "sql-role-password" {
        return true;
    }
    let near = &before[before.floor_char_boundary(before.len().saturating_sub(REACH))..];
    let statement = near.rsplit(';').next().unwrap_or_default().to_ascii_lowercase();
    !before.ends_with('`') && STATEMENTS.iter().any(|word| statement.contains(word))
}

/// The first line of a private key alone is named in every parser; something of the key must follow.
fn has_body(value: &str) -> bool {
    const SHORTEST_RUN: usize = 12;
    const WITHIN: usize = 200;
    let Some((_, body)) = value.split_once("PRIVATE KEY") else {
        return true;
    };
    let mut run = 0;
    body.bytes().take(WITHIN).any(|byte| {
        run = if byte.is_ascii_alphanumeric() || b"+/=".contains(&byte) { run + 1 } else { 0 };
        run >= SHORTEST_RUN
    })
}

/// A long run of letters before it, without a sign between: some bytes in base64 that read like the beginning of a key.
fn is_within_block(text: &str, find: &nets::Find) -> bool {
    const LONG: usize = 40;
    let before = text[..find.start].bytes().rev().take(LONG);
    before.filter(|byte| byte.is_ascii_alphanumeric() || b"+/".contains(byte)).count() == LONG
}

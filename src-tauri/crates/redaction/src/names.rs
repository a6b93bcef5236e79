//! What a field's name tells about its value. Names are split at case and separators, so that `author`, `keyboard`,
//! `max_tokens`, `passport_required` and `sort_key` stay what they are.

use crate::vocabulary::{ABOUT, KEY_KINDS, PERHAPS_WORDS, SECRET_PAIRS, SECRET_WORDS};

/// What a name tells.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Telling {
    /// The value is a credential.
    Secret(&'static str),
    /// The value may be one, if it looks the part (`key`, `auth`, `code`).
    Perhaps(&'static str),
    /// The value is about a person; what.
    Personal(&'static str),
    /// The value is about a person if it stands within something that is (`name` within `billing`).
    WithinPerson(&'static str),
    /// Holds fields about a person.
    Person,
}

/// The words of a name, in small letters; digits stay with the letters before them.
pub(crate) fn words(name: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let chars: Vec<char> = name.chars().take(120).collect();
    for (at, &char) in chars.iter().enumerate() {
        if !char.is_alphanumeric() {
            if !word.is_empty() {
                words.push(std::mem::take(&mut word));
            }
            continue;
        }
        let before = at.checked_sub(1).map(|at| chars[at]);
        let after = chars.get(at + 1);
        let rises = char.is_uppercase()
            && (before.is_some_and(|before| before.is_lowercase() || before.is_numeric())
                || before.is_some_and(char::is_uppercase) && after.is_some_and(|after| after.is_lowercase()));
        if rises && !word.is_empty() {
            words.push(std::mem::take(&mut word));
        }
        word.extend(char.to_lowercase());
    }
    if !word.is_empty() {
        words.push(word);
    }
    words
}

/// What a name tells, if anything. `AccessKeyId` and the like name a public half, and are left to the shapes.
pub(crate) fn telling(name: &str) -> Option<Telling> {
    let words = words(name);
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    secret(&words).or_else(|| crate::persons::personal(&words))
}

fn secret(words: &[&str]) -> Option<Telling> {
    let about = words.iter().any(|word| ABOUT.contains(word));
    let pair = words.windows(2).find_map(|pair| {
        SECRET_PAIRS
            .iter()
            .find(|(first, second, _)| *first == pair[0] && *second == pair[1])
            .map(|(.., label)| *label)
            .or_else(|| {
                let key = matches!(pair[1], "key" | "keys") && KEY_KINDS.contains(&pair[0]);
                key.then(|| key_label(pair[0]))
            })
    });
    let last_about = words.last().is_some_and(|word| ABOUT.contains(word));
    if let Some(label) = pair
        && (!last_about || words.ends_with(&["session", "id"]) || label == "signed address")
        && !(label == "session" && words.len() > 2 && about)
    {
        return Some(Telling::Secret(label));
    }
    if about && pair.is_none() {
        // `reset_password`, `confirm_password` and `old_password` are passwords all the same.
        let last = words.last()?;
        let label = SECRET_WORDS.iter().find(|(word, _)| word == last)?.1;
        let harmless_first = [
            "max",
            "min",
            "total",
            "prompt",
            "completion",
            "input",
            "output",
            "is",
            "has",
            "per",
            "no",
            "not",
            "show",
            "hide",
            "use",
            "cached",
            "reasoning",
            "audio",
            "allow",
            "public",
            "publishable",
            "sort",
            "id",
            "ids",
        ];
        return (!words.iter().any(|word| harmless_first.contains(word))).then_some(Telling::Secret(label));
    }
    if about {
        return None;
    }
    let label = |table: &[(&str, &'static str)]| {
        words
            .iter()
            .rev()
            .find_map(|word| table.iter().find(|(known, _)| known == word))
            .map(|(_, label)| *label)
    };
    label(SECRET_WORDS).map(Telling::Secret).or_else(|| label(PERHAPS_WORDS).map(Telling::Perhaps))
}

fn key_label(kind: &str) -> &'static str {
    match kind {
        "private" | "ssh" | "pgp" | "gpg" | "rsa" | "ec" | "tls" | "ssl" => "private key",
        "access" => "access key",
        "secret" => "secret",
        "license" | "licence" | "activation" => "license key",
        "encryption" | "encrypt" | "decryption" | "crypt" => "encryption key",
        "signing" | "sign" | "signature" | "hmac" => "signing key",
        _ => "api key",
    }
}

/// Values that stand where a credential will be, or that only a program reads.
pub(crate) fn is_placeholder(value: &str) -> bool {
    let value = value.trim();
    let small = value.to_ascii_lowercase();
    let bare: &str = small.trim_matches(|char: char| !char.is_ascii_alphanumeric());
    const WORDS: &[&str] = &[
        "null",
        "none",
        "nil",
        "undefined",
        "true",
        "false",
        "string",
        "str",
        "redacted",
        "masked",
        "hidden",
        "filtered",
        "removed",
        "not shown",
        "changeme",
        "todo",
        "tbd",
        "xxx",
        "n/a",
        "na",
        "required",
        "optional",
        "text",
        "password",
        "secret",
        "token",
        "example",
        "dummy",
        "yes",
        "no",
        "object",
        "array",
        "number",
        "boolean",
        "bearer",
        "basic",
        "default",
        "missing",
        "invalid",
        "expired",
        "empty",
        "unknown",
        "self",
        "this",
        "your_api_key",
        "your-api-key",
        "your_token",
        "your-token",
        "process",
        "secret_key",
        "api_key",
        "apikey",
    ];
    if bare.is_empty() || WORDS.contains(&bare) {
        return true;
    }
    let first = value.chars().next();
    let all_same = value.chars().all(|char| Some(char) == first);
    let wrapped = |open: &str, close: &str| value.starts_with(open) && value.ends_with(close);
    all_same && !first.is_some_and(char::is_alphanumeric)
        || wrapped("${", "}")
        || wrapped("$(", ")")
        || wrapped("{{", "}}")
        || wrapped("{", "}")
            && !value.contains(':')
            && value.len() < 40
            && value[1..value.len() - 1].chars().all(|char| char.is_ascii_alphanumeric() || char == '_')
        || wrapped("<", ">")
        || wrapped("<%", "%>")
        || wrapped("%", "%")
        || value.starts_with('$')
            && value[1..]
                .chars()
                .all(|char| char.is_ascii_uppercase() || char == '_' || char.is_ascii_digit())
        || value == "%s"
        || crate::labels::is_blank(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_split() {
        assert_eq!(words("clientSecretKey"), ["client", "secret", "key"]);
        assert_eq!(words("X-API-Key"), ["x", "api", "key"]);
        assert_eq!(words("APIKey"), ["api", "key"]);
        assert_eq!(words("AWS_SECRET_ACCESS_KEY"), ["aws", "secret", "access", "key"]);
    }

    #[test]
    fn telling_names_tell() {
        for name in [
            "password",
            "db_password",
            "client_secret",
            "x-api-key",
            "apiKey",
            "access_token",
            "AWS_SECRET_ACCESS_KEY",
            "consumerSecret",
            "privateKey",
            "session_id",
            "PHPSESSID",
            "reset_password",
            "refreshToken",
            "oauth_token",
            "X-Shopify-Access-Token",
            "smtp_pass",
        ] {
            assert!(matches!(telling(name), Some(Telling::Secret(_))), "{name}");
        }
        for name in [
            "author",
            "keyboard",
            "max_tokens",
            "passport_required",
            "sort_key",
            "token_type",
            "expires_in",
            "password_hint",
            "total_tokens",
            "client_id",
            "order_key_count",
            "authenticated",
            "tokenizer",
            "primary",
            "monkey",
            "compass",
            "public_key",
            "password_reset_url",
            "foreign_key",
            "prompt_tokens",
        ] {
            assert!(!matches!(telling(name), Some(Telling::Secret(_))), "{name} {:?}", telling(name));
        }
    }
}

//! What stands for a credential rather than being one: words in any language, versions, colours, labels of forms.

use crate::random;

/// Words of names and texts are less surprising, in bits a character.
const WORDED: f32 = 5.0;

/// "Password", as the labels of forms say it. Those with other than plain letters are told by these letters.
const LABELS: [&str; 31] = [
    "passwort",
    "palavra-passe",
    "mot-de-passe",
    "kennwort",
    "heslo",
    "adgangskode",
    "wachtwoord",
    "contrasena",
    "contrasenya",
    "senha",
    "parola",
    "haslo",
    "passord",
    "lozinka",
    "zaporka",
    "geslo",
    "sandi",
    "sifre",
    "parole",
    "salasana",
    "pasahitza",
    "parool",
    "slaptazodis",
    "losenord",
    "jelszo",
    "salt",
    "skip",
    "username",
    "pass",
    "value",
    "passwd",
];

/// The letters of base64 in their order: a decoder, whatever its name.
const DECODER: &str = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/// The letters alone, or the digits after them, are typed by who needs something long.
const ALPHABETS: [&str; 4] = [
    "abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "0123456789abcdefghijklmnopqrstuvwxyz",
    "abcdefghijklmnopqrstuvwxyz1234567890",
];

/// `Admin-Passwort:`: what stands before a field of a form.
fn is_label(value: &str) -> bool {
    value.strip_suffix(':').is_some_and(|word| {
        word.chars().all(|char| char.is_alphabetic() || "- ".contains(char))
            && random::surprise(word) < WORDED
    })
}

/// `input[type=password]`: which element of a page.
fn is_selector(value: &str) -> bool {
    value.ends_with(']')
        && ["[type=", "[name=", "[id=", "[data-", "[for="].iter().any(|sign| value.contains(sign))
}

/// What stands for a credential rather than being one: words, or a word that says so.
pub(super) fn is_wording(value: &str, password: bool) -> bool {
    const SAYING: [&str; 20] = [
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
        "test_key",
        "test-key",
        "test_token",
        "test-token",
    ];
    let small = value.to_ascii_lowercase();
    let words = small.split(['-', '_', '.', ' ', ':', '/']).filter(|word| !word.is_empty());
    let plain = |word: &str| word.bytes().all(|byte| byte.is_ascii_alphabetic());
    let alike = value == small || value == value.to_ascii_uppercase();
    let several = alike && words.clone().count() > 1 && words.clone().all(plain);
    let one = !password && value.len() < 20 && plain(value);
    several
        || one
        || words.count() > 6
        || SAYING.iter().any(|word| small.contains(word))
        || value.starts_with(DECODER)
        || ALPHABETS.contains(&small.as_str())
        || is_selector(value)
        || is_label(value)
        || value == "base64:"
        || LABELS.contains(&small.trim_matches(|char: char| !char.is_ascii_alphanumeric()))
        || is_foreign(value)
        || is_prose(value)
        || is_worded(value, password)
        || is_elided(value)
        || holds_control(value)
}

/// `Jelszó`, `Пароль`: letters that people write, and no digit.
fn is_foreign(value: &str) -> bool {
    value.chars().any(|char| !char.is_ascii() && char.is_alphabetic())
        && !value.bytes().any(|byte| byte.is_ascii_digit())
}

/// `Token imprevisto. È previsto '{'.`, `OAuth 2.0, client credentials`: several words, as sentences have them.
pub(super) fn is_prose(value: &str) -> bool {
    let (mut words, mut others) = (0, 0);
    for word in value.split_whitespace() {
        let bare = word.trim_matches(|char: char| !char.is_alphanumeric());
        if bare.is_empty() {
            continue;
        }
        // Dashes and apostrophes join words; a sign amid letters joins none.
        let lettered = |part: &str| part.chars().all(char::is_alphabetic) && !part.is_empty();
        if bare.split(['-', '\'', '’', '/', '.']).all(lettered) {
            words += 1;
        } else {
            others += 1;
        }
    }
    words >= 2 && others == 0
        || words >= 3 && words > others * 2
        || words == 2 && others == 1 && is_version_near(value)
}

/// Is one of the words a version?
fn is_version_near(value: &str) -> bool {
    value.split_whitespace().any(|word| is_version(word.trim_end_matches([',', ';', ':'])))
}

/// `lastSignificantToken`, `?InterpolationInTemplate`, `#add-password`: a name of something, put together from words.
fn is_worded(value: &str, password: bool) -> bool {
    const LONGEST: usize = 64;
    let named = || {
        let small = value.to_ascii_lowercase();
        ["password", "passwd", "token", "secret"].iter().any(|word| small.contains(word))
            && (value.bytes().any(|byte| b"-_/#.:".contains(&byte))
                || value.bytes().skip(1).any(|byte| byte.is_ascii_uppercase()))
    };
    value.len() <= LONGEST
        && value
            .trim_start_matches(['#', '@', '$', '?', '-'])
            .bytes()
            .all(|byte| byte.is_ascii_alphabetic() || b"_-.:/? \\".contains(&byte))
        && (!password || named())
        && random::surprise(&value.to_ascii_lowercase()) < WORDED
}

/// `ops_eyJz...`, `ck_••••9f3a`: cut short or masked already.
fn is_elided(value: &str) -> bool {
    value.ends_with("...") || value.ends_with('…') || value.contains("••")
}

/// Bytes of a picture or a font, which say nothing.
fn holds_control(value: &str) -> bool {
    value.chars().any(|char| char == '\u{fffd}' || char.is_control() && !char.is_whitespace())
}

/// `^4.0.0`, `#a31515`, `var(--x)`, `\f21b`, `/home/anna`: what settings, packages and styles hold under any name.
pub(super) fn is_setting_of_looks(value: &str) -> bool {
    let colour = value.strip_prefix('#').is_some_and(|hex| {
        matches!(hex.len(), 3 | 4 | 6 | 8) && hex.bytes().all(|byte| byte.is_ascii_hexdigit())
    });
    let glyph = value
        .strip_prefix('\\')
        .is_some_and(|hex| (3..=6).contains(&hex.len()) && hex.bytes().all(|byte| byte.is_ascii_hexdigit()));
    let style = ["var(--", "rgb(", "rgba(", "hsl(", "calc("].iter().any(|call| value.starts_with(call));
    colour || glyph || style || is_version(value) || is_file(value)
}

/// `^4.0.0`, `~1.2`, `>=3.0.0-beta.1`
fn is_version(value: &str) -> bool {
    const LONGEST: usize = 24;
    let number = value.trim_start_matches(['^', '~', '>', '=', '<', 'v', ' ']);
    let (number, _) = number.split_once(['-', '+']).unwrap_or((number, ""));
    let mut parts = number.split('.');
    let first = parts.next().unwrap_or_default();
    let part = |part: &str| {
        part == "*"
            || part == "x"
            || (1..=4).contains(&part.len()) && part.bytes().all(|byte| byte.is_ascii_digit())
    };
    value.len() <= LONGEST && first != "*" && part(first) && number.contains('.') && parts.all(part)
}

/// `/Users/anna/keys`, `./secrets/db`, `~/.ssh`: where a file lies.
fn is_file(value: &str) -> bool {
    let Some(rest) = ["/", "./", "../", "~/"].iter().find_map(|begin| value.strip_prefix(begin)) else {
        return false;
    };
    rest.contains('/')
        && rest.bytes().all(|byte| byte.is_ascii_alphabetic() || b"/._-".contains(&byte))
        && random::surprise(value) < WORDED
}

/// `VALUE`, `API_KEY`: one word in capitals, as manuals write what is to be put there.
pub(super) fn is_stand_in(value: &str) -> bool {
    value.starts_with('[') && value.ends_with(']')
        || value.len() <= 16 && value.bytes().all(|byte| byte.is_ascii_uppercase() || b"_-".contains(&byte))
}

/// The letters in their order, as decoders hold them.
pub(super) fn is_alphabet(value: &str) -> bool {
    let steps = value.as_bytes().windows(2).filter(|pair| pair[1] == pair[0].wrapping_add(1)).count();
    steps * 3 > value.len()
}

/// `AAAAAAAA-BBBBBBBB`: of few characters, so nobody's key.
pub(super) fn is_monotone(value: &str) -> bool {
    let secret = value.rsplit(['_', '-']).next().unwrap_or(value);
    [value, secret].iter().any(|part| {
        let mut seen: Vec<u8> = part.bytes().collect();
        seen.sort_unstable();
        seen.dedup();
        part.len() >= 8 && seen.len() * 6 <= part.len().min(30)
    })
}

/// `https://…`, `mysql://…`
pub(super) fn is_address(value: &str) -> bool {
    // `Endpoint=https://…`
    let value = value.strip_prefix("Endpoint=").unwrap_or(value);
    value.split_once("://").is_some_and(|(scheme, _)| {
        !scheme.is_empty()
            && scheme.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"+-.".contains(&byte))
    })
}

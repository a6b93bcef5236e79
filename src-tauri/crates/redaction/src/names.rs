//! What a field's name tells about its value. Names are split at case and separators, so that `author`, `keyboard`,
//! `max_tokens`, `passport_required` and `sort_key` stay what they are.

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

/// Words that alone make a value a credential.
const SECRET_WORDS: &[(&str, &str)] = &[
    ("password", "password"),
    ("passwords", "password"),
    ("passwd", "password"),
    ("passwort", "password"),
    ("kennwort", "password"),
    ("wachtwoord", "password"),
    ("senha", "password"),
    ("haslo", "password"),
    ("contrasena", "password"),
    ("contraseña", "password"),
    ("motdepasse", "password"),
    ("passphrase", "password"),
    ("passcode", "password"),
    ("pwd", "password"),
    ("pw", "password"),
    ("passwordhash", "password hash"),
    ("userpassword", "password"),
    ("dbpassword", "password"),
    ("rootpassword", "password"),
    ("masterpassword", "password"),
    ("secret", "secret"),
    ("secrets", "secret"),
    ("secrete", "secret"),
    ("secretkey", "secret"),
    ("secretkeybase", "secret"),
    ("clientsecret", "client secret"),
    ("appsecret", "app secret"),
    ("apisecret", "api secret"),
    ("consumersecret", "consumer secret"),
    ("sharedsecret", "secret"),
    ("token", "token"),
    ("tokens", "token"),
    ("accesstoken", "access token"),
    ("refreshtoken", "refresh token"),
    ("authtoken", "token"),
    ("sessiontoken", "session token"),
    ("idtoken", "token"),
    ("apitoken", "api token"),
    ("csrftoken", "csrf token"),
    ("xsrftoken", "csrf token"),
    ("usertoken", "token"),
    ("apikey", "api key"),
    ("apikeys", "api key"),
    ("appkey", "api key"),
    ("authkey", "api key"),
    ("accesskey", "access key"),
    ("privatekey", "private key"),
    ("sshkey", "private key"),
    ("signingkey", "signing key"),
    ("encryptionkey", "encryption key"),
    ("masterkey", "master key"),
    ("accountkey", "account key"),
    ("sharedaccesskey", "access key"),
    ("licensekey", "license key"),
    ("ibmcloudiamapikey", "api key"),
    ("credential", "credential"),
    ("credentials", "credential"),
    ("creds", "credential"),
    ("authorization", "authorization"),
    ("jwt", "token"),
    ("bearer", "token"),
    ("otp", "one-time code"),
    ("totp", "one-time code"),
    ("cvv", "card code"),
    ("cvv2", "card code"),
    ("cvc", "card code"),
    ("csc", "card code"),
    ("phpsessid", "session"),
    ("jsessionid", "session"),
    ("sessionid", "session"),
    ("sessid", "session"),
    ("sid", "session"),
    ("htpasswd", "password"),
];

/// What makes a following `key` or `keys` a credential.
const KEY_KINDS: &[&str] = &[
    "api",
    "access",
    "secret",
    "private",
    "auth",
    "authentication",
    "encryption",
    "encrypt",
    "decryption",
    "signing",
    "sign",
    "signature",
    "master",
    "account",
    "storage",
    "shared",
    "license",
    "licence",
    "activation",
    "consumer",
    "client",
    "app",
    "application",
    "service",
    "subscription",
    "deploy",
    "webhook",
    "admin",
    "ssh",
    "pgp",
    "gpg",
    "hmac",
    "write",
    "session",
    "merchant",
    "integration",
    "rest",
    "partner",
    "user",
    "developer",
    "dev",
    "prod",
    "live",
    "test",
    "server",
    "project",
    "account",
    "transaction",
    "security",
    "security",
    "primary",
    "secondary",
    "iam",
    "cloudant",
    "cos",
    "stripe",
    "openai",
    "sendgrid",
    "mailchimp",
    "aws",
    "host",
    "crypt",
    "wallet",
    "recovery",
    "backup",
    "bot",
    "maps",
    "rsa",
    "ec",
    "tls",
    "ssl",
];

/// Pairs of words that are a credential.
const SECRET_PAIRS: &[(&str, &str, &str)] = &[
    ("session", "id", "session"),
    ("sess", "id", "session"),
    ("pass", "word", "password"),
    ("pass", "phrase", "password"),
    ("pass", "code", "password"),
    ("user", "pass", "password"),
    ("db", "pass", "password"),
    ("smtp", "pass", "password"),
    ("root", "pass", "password"),
    ("admin", "pass", "password"),
    ("security", "code", "card code"),
    ("verification", "code", "one-time code"),
    ("verification", "value", "card code"),
    ("auth", "code", "authorization code"),
    ("authorization", "code", "authorization code"),
    ("oauth", "signature", "signature"),
    ("auth", "header", "authorization"),
    ("connection", "string", "connection string"),
    ("signed", "url", "signed address"),
    ("credit", "pin", "pin"),
    ("card", "pin", "pin"),
    ("pin", "code", "pin"),
    ("recovery", "codes", "recovery code"),
    ("backup", "codes", "recovery code"),
    ("recovery", "code", "recovery code"),
    ("code", "verifier", "authorization code"),
    ("sonar", "login", "token"),
    ("client", "srt", "client secret"),
];

/// A name with one of these is about a credential, but its value is none.
const ABOUT: &[&str] = &[
    "count",
    "max",
    "min",
    "limit",
    "limits",
    "length",
    "len",
    "size",
    "type",
    "types",
    "hint",
    "expires",
    "expiry",
    "expire",
    "expiration",
    "expired",
    "exp",
    "ttl",
    "lifetime",
    "age",
    "url",
    "uri",
    "urls",
    "endpoint",
    "enabled",
    "disabled",
    "required",
    "optional",
    "policy",
    "reset",
    "field",
    "fields",
    "label",
    "placeholder",
    "format",
    "prefix",
    "suffix",
    "status",
    "valid",
    "verified",
    "present",
    "has",
    "is",
    "use",
    "uses",
    "usage",
    "used",
    "allow",
    "allowed",
    "show",
    "hide",
    "path",
    "file",
    "filename",
    "dir",
    "location",
    "param",
    "budget",
    "version",
    "ver",
    "algorithm",
    "alg",
    "algo",
    "method",
    "scheme",
    "provider",
    "scope",
    "scopes",
    "created",
    "updated",
    "modified",
    "date",
    "time",
    "timestamp",
    "strength",
    "rule",
    "rules",
    "regex",
    "pattern",
    "error",
    "errors",
    "message",
    "help",
    "text",
    "title",
    "description",
    "index",
    "sort",
    "order",
    "public",
    "publishable",
    "name",
    "names",
    "total",
    "prompt",
    "completion",
    "input",
    "output",
    "per",
    "rotation",
    "rotated",
    "changed",
    "last",
    "support",
    "supported",
    "grant",
    "issuer",
    "audience",
    "class",
    "style",
    "icon",
    "button",
    "confirm",
    "manager",
    "dialog",
    "screen",
    "page",
    "form",
    "view",
    "mode",
    "encoding",
    "charset",
    "store",
    "management",
    "attempts",
    "retries",
    "not",
    "no",
    "kind",
    "category",
    "check",
    "test_mode",
    "id",
    "ids",
    "uuid",
    "arn",
    "ref",
    "ops",
    "cached",
    "reasoning",
    "audio",
];

/// Names that may hold one.
const PERHAPS_WORDS: &[(&str, &str)] = &[
    ("key", "key"),
    ("keys", "key"),
    ("auth", "authorization"),
    ("pass", "password"),
    ("sig", "signature"),
    ("signature", "signature"),
    ("hmac", "signature"),
    ("code", "authorization code"),
    ("api", "api key"),
    ("pin", "pin"),
    ("session", "session"),
    ("cookie", "cookie"),
    ("nonce", "nonce"),
    ("state", "state"),
    ("salt", "salt"),
    ("seed", "seed"),
    ("cert", "certificate"),
    ("login", "login"),
    ("hash", "hash"),
    ("sas", "signature"),
    ("webhook", "webhook"),
    ("dsn", "connection string"),
];

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

//! Shapes that belong to no one vendor: JWT, PEM, URL user-info, tokens in paths, commands.

use super::{Edges, Rule};
use crate::names::is_placeholder;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "jwt",
        label: "jwt",
        keywords: &["eyj"],
        pattern: r"eyJ[0-9A-Za-z_=-]{12,}\.(?:eyJ[0-9A-Za-z_=-]{6,}(?:\.[0-9A-Za-z_=-]*)?|[0-9A-Za-z_-]*\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+)",
        edges: Edges::Any,
    },
    Rule {
        name: "private-key-der",
        label: "private key",
        keywords: &["iba", "mhccaqee", "mc4caqaw", "mighageamb"],
        pattern: r"(?:MII[0-9A-Za-z+/]{2,4}IBA[ADK]|MHcCAQEE|MC4CAQAw|MIGHAgEAMB)(?:[0-9A-Za-z+/=]|\\r|\\n|\s){40,}",
        edges: Edges::Word,
    },
    Rule {
        name: "putty-key",
        label: "private key",
        keywords: &["private-lines"],
        pattern: r"Private-Lines: [0-9]+\s+([0-9A-Za-z+/=\s]{20,})",
        edges: Edges::Any,
    },
    Rule {
        name: "jwk",
        label: "private key",
        keywords: &["kty"],
        pattern: r#"(?s)"?\\?"kty\\?"\s*:\s*\\?"[^"]{2,5}\\?".{0,400}?\\?"(?:d|k)\\?"\s*:\s*\\?"[0-9A-Za-z_-]{16,}"#,
        edges: Edges::Any,
    },
    Rule {
        name: "url-password",
        label: "url login",
        keywords: &["@"],
        pattern: r#"[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:\\?/){2}[^\s/:?#"'<>]*?:([^\s"'<>/?#]+)@"#,
        edges: Edges::Any,
    },
    Rule {
        name: "url-token",
        label: "token",
        keywords: &["@"],
        pattern: r#"https?:(?:\\?/){2}([0-9A-Za-z_-]{20,})@"#,
        edges: Edges::Any,
    },
    Rule {
        name: "path-token",
        label: "token",
        keywords: &[
            "/token/",
            "/reset/",
            "/invite/",
            "/hooks/",
            "/webhook/",
            "/webhooks/",
            "/verify/",
            "/magic/",
        ],
        pattern: r"/(?:tokens?|reset|invite|hooks?|webhooks?|verify|magic)/([0-9A-Za-z_-]{20,})",
        edges: Edges::Any,
    },
    Rule {
        name: "ntlm",
        label: "ntlm token",
        keywords: &["tlrmtvnt"],
        pattern: r"TlRMTVNTUAA[0-9A-Za-z+/=]{20,}",
        edges: Edges::Any,
    },
    Rule {
        name: "atlassian-server",
        label: "atlassian token",
        keywords: &[],
        pattern: r"\b[MNO][DTjz][0-9A-Za-z]{2}[MNO][DTjz][0-9A-Za-z]{2}[MNO][DTjz][0-9A-Za-z+/]{34}\b",
        edges: Edges::Any,
    },
    Rule {
        name: "command-password",
        label: "password",
        keywords: &["curl", "-u ", "--user"],
        pattern: r#"(?:^|\s)(?:-u|--user|--proxy-user)[ =]["']?[^\s:"']+:([^\s"']+)"#,
        edges: Edges::Any,
    },
    Rule {
        name: "secure-string",
        label: "password",
        keywords: &["convertto-securestring"],
        pattern: r#"(?i)convertto-securestring(?:\s+-[a-z]+)*\s+\\?["']?([^\s"'\\-][^\s"'\\]{3,})"#,
        edges: Edges::Any,
    },
    Rule {
        name: "wallet-key",
        label: "wallet key",
        keywords: &["wallet", "private"],
        pattern: r"\b0x([0-9a-fA-F]{64})\b",
        edges: Edges::Any,
    },
];

/// Values that have the shape of a credential and are none.
pub(super) fn is_excused(rule: &Rule, value: &str) -> bool {
    match rule.name {
        "url-password" => {
            is_placeholder(value) && !is_plain_word(value)
                || value.contains("${")
                || value.contains("{{")
                || value.starts_with("$(")
                || value.starts_with('{') && value.ends_with('}')
                || value.starts_with('%') && value.ends_with('%')
        }
        "path-token" | "url-token" => crate::nets::is_uuid(value) || crate::random::surprise(value) < 6.0,
        "checkout" | "mollie" | "openai" => {
            value.bytes().filter(u8::is_ascii_digit).count() < 2
                && crate::random::surprise(value) < 6.0
                && value.bytes().collect::<std::collections::BTreeSet<_>>().len() > 8
        }
        "discord" => !value.bytes().any(|byte| byte.is_ascii_digit()),
        "command-password" => is_placeholder(value) || value.starts_with('$'),
        _ => false,
    }
}

/// `user:pass@host`: what would be a placeholder elsewhere is a password here.
fn is_plain_word(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

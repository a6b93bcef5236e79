//! Shapes that belong to no one vendor: JWT, PEM, URL user-info, tokens in paths, commands.

use super::{Begins, Edges, Rule};
use crate::placeholder::is_placeholder;

pub(super) const RULES: &[Rule] = &[
    Rule {
        name: "jwt",
        label: "jwt",
        keywords: &["eyj"],
        pattern: r"eyJ[0-9A-Za-z_=-]{12,}\.(?:eyJ[0-9A-Za-z_=-]{6,}(?:\.[0-9A-Za-z_=-]*)?|[0-9A-Za-z_-]*\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+\.[0-9A-Za-z_-]+)",
        edges: Edges::Any,
        begins: Begins::Keyword,
    },
    Rule {
        name: "private-key-der",
        label: "private key",
        keywords: &["mii", "mhccaqee", "mc4caqaw", "mighageamb"],
        pattern: r"(?:MII[0-9A-Za-z+/]{2,4}IBA[ADK]|MHcCAQEE|MC4CAQAw|MIGHAgEAMB)(?:[0-9A-Za-z+/=]|\\r|\\n|\s){40,}",
        edges: Edges::Word,
        begins: Begins::Keyword,
    },
    Rule {
        name: "putty-key",
        label: "private key",
        keywords: &["private-lines"],
        pattern: r"Private-Lines: [0-9]+\s+([0-9A-Za-z+/=\s]{20,})",
        edges: Edges::Any,
        begins: Begins::Keyword,
    },
    Rule {
        name: "jwk",
        label: "private key",
        keywords: &["kty"],
        pattern: r#"(?s)"?\\?"kty\\?"\s*:\s*\\?"[^"]{2,5}\\?".{0,400}?\\?"(?:d|k)\\?"\s*:\s*\\?"[0-9A-Za-z_-]{16,}"#,
        edges: Edges::Any,
        begins: Begins::Before(5),
    },
    Rule {
        name: "url-password",
        label: "url login",
        keywords: &["://", r":\/\/"],
        pattern: r#"[A-Za-z][A-Za-z0-9+.-]{1,20}:(?:\\?/){2}([^\s/:?#"'<>]*?:[^\s"'<>/?#]+)@"#,
        edges: Edges::Any,
        begins: Begins::Scheme,
    },
    Rule {
        name: "url-token",
        label: "token",
        keywords: &["https://", "http://", r"https:\/\/", r"http:\/\/"],
        pattern: r#"https?:(?:\\?/){2}([0-9A-Za-z_-]{20,})@"#,
        edges: Edges::Any,
        begins: Begins::Keyword,
    },
    Rule {
        name: "path-token",
        label: "token",
        keywords: &["/token", "/reset/", "/invite/", "/hook", "/webhook", "/verify/", "/magic/"],
        pattern: r"/(?:tokens?|reset|invite|hooks?|webhooks?|verify|magic)/([0-9A-Za-z_-]{20,})",
        edges: Edges::Any,
        begins: Begins::Keyword,
    },
    Rule {
        name: "ntlm",
        label: "ntlm token",
        keywords: &["tlrmtvnt"],
        pattern: r"TlRMTVNTUAA[0-9A-Za-z+/=]{20,}",
        edges: Edges::Any,
        begins: Begins::Keyword,
    },
    Rule {
        name: "wallet-key",
        label: "wallet key",
        keywords: &[
            "0x0", "0x1", "0x2", "0x3", "0x4", "0x5", "0x6", "0x7", "0x8", "0x9", "0xa", "0xb", "0xc", "0xd",
            "0xe", "0xf",
        ],
        pattern: r"\b0x([0-9a-fA-F]{64})\b",
        edges: Edges::Any,
        begins: Begins::Keyword,
    },
];

/// Values that have the shape of a credential and are none.
pub(super) fn is_excused(rule: &Rule, value: &str, text: &str) -> bool {
    match rule.name {
        "url-password" => {
            let value = value.split_once(':').map_or(value, |(_, password)| password);
            is_placeholder(value) && !is_plain_word(value)
                || value.contains("${")
                || value.contains("{{")
                || value.starts_with("$(")
                || value.starts_with('{') && value.ends_with('}')
                || value.starts_with('%') && value.ends_with('%')
        }
        "path-token" | "url-token" => crate::nets::is_uuid(value) || crate::random::surprise(value) < 6.0,
        "checkout" | "mollie" | "openai" | "gocardless" | "voyage" | "mollie-access" | "beamer" => {
            value.bytes().filter(u8::is_ascii_digit).count() < 2
                && crate::random::surprise(value) < 6.0
                && value.bytes().collect::<std::collections::BTreeSet<_>>().len() > 8
        }
        // Transactions and blocks are written the same way.
        "wallet-key" => {
            let small = text.to_ascii_lowercase();
            !small.contains("wallet") && !small.contains("private")
        }
        "command-password" => {
            let value = value.split_once(':').map_or(value, |(_, password)| password);
            is_placeholder(value) || value.starts_with('$')
        }
        "sql-role-password" => value.bytes().all(|byte| byte.is_ascii_lowercase()),
        _ => false,
    }
}

/// `user:pass@host`: what would be a placeholder elsewhere is a password here.
fn is_plain_word(value: &str) -> bool {
    value.bytes().all(|byte| byte.is_ascii_alphanumeric())
}

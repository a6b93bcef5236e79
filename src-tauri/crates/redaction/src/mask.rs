//! How a key is shown: its well-known prefix and its last four characters, where enough stays hidden.

/// Prefixes that providers publish; longest first where one begins another.
const PREFIXES: &[&str] = &[
    "https://hooks.slack.com/services/",
    "https://hooks.zapier.com/hooks/catch/",
    "klarna_live_api_",
    "klarna_test_api_",
    "github_pat_",
    "shippo_live_",
    "shippo_test_",
    "bedrock-api-key-",
    "AGE-SECRET-KEY-1",
    "sk-ant-api03-",
    "sk-ant-admin01-",
    "sk-svcacct-",
    "sk-or-v1-",
    "sk-admin-",
    "sk-proj-",
    "sk_live_",
    "sk_test_",
    "rk_live_",
    "rk_test_",
    "pk_live_",
    "pk_test_",
    "rzp_live_",
    "rzp_test_",
    "whsec_",
    "live_",
    "test_",
    "shpat_",
    "shpca_",
    "shppa_",
    "shpss_",
    "shpua_",
    "xkeysib-",
    "xsmtpsib-",
    "secret_",
    "sq0atp-",
    "sq0csp-",
    "rubygems_",
    "dckr_pat_",
    "dckr_oat_",
    "dop_v1_",
    "doo_v1_",
    "lin_api_",
    "glpat-",
    "pypi-",
    "npm_",
    "ghp_",
    "gho_",
    "ghu_",
    "ghs_",
    "ghr_",
    "hvs.",
    "xoxb-",
    "xoxp-",
    "xoxa-",
    "xapp-",
    "gsk_",
    "ntn_",
    "pat-na1-",
    "pat-eu1-",
    "pat-",
    "sgp_",
    "sbp_",
    "key-",
    "EAAA",
    "EZAK",
    "EZTK",
    "SWIA",
    "AKIA",
    "ASIA",
    "AIza",
    "SG.",
    "ck_",
    "cs_",
    "pk_",
    "sk_",
    "hf_",
    "sk-",
];
/// The last four are shown only where at least this many secret characters stay hidden.
const HIDDEN_AT_LEAST: usize = 16;
const TAIL: usize = 4;

/// What may be shown of a key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mask {
    /// The well-known prefix, or nothing.
    pub prefix: String,
    /// The last four characters, or nothing.
    pub tail: String,
    /// How many bytes of the key are the well-known prefix: [`crate::HeldKey::public_prefix`].
    pub public_prefix: usize,
}

/// What may be shown of this key. Of a PEM, and of what a person may have thought up, nothing.
pub fn mask_parts(value: &[u8]) -> Mask {
    let value = value.trim_ascii();
    let nothing = Mask { prefix: String::new(), tail: String::new(), public_prefix: 0 };
    let Ok(text) = std::str::from_utf8(value) else {
        return nothing;
    };
    let lines = text.contains('\n') || text.contains("-----");
    if lines || text.chars().any(|char| !char.is_ascii_graphic()) {
        return nothing;
    }
    let prefix = PREFIXES.iter().find(|prefix| text.starts_with(**prefix)).copied().unwrap_or_default();
    let secret = &text[prefix.len()..];
    if secret.len() < SHORTEST_BEHIND_PREFIX {
        return nothing;
    }
    let enough = secret.len() >= HIDDEN_AT_LEAST + TAIL;
    let tail = if enough && looks_made(secret) { &secret[secret.len() - TAIL..] } else { "" };
    Mask { prefix: prefix.to_owned(), tail: tail.to_owned(), public_prefix: prefix.len() }
}

/// Random as a whole, or in one of its parts (`…-us12`).
fn looks_made(secret: &str) -> bool {
    crate::random::is_random(secret)
        || secret
            .split(['-', '_', '.'])
            .any(|part| part.len() >= HIDDEN_AT_LEAST && crate::random::is_random(part))
}

/// A "prefix" with less than this behind it is rather a part of a password.
const SHORTEST_BEHIND_PREFIX: usize = 10;

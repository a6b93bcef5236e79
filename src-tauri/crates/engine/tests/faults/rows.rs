//! What goes wrong: every fault that the loopback provider knows, after a right and a wrong key; and what a token endpoint
//! has to say.

use loopback::{Answer, Fault};
use serde_json::json;

/// One row of a table.
#[derive(Clone)]
pub(crate) struct Row {
    pub(crate) does: Does,
}

#[derive(Clone)]
pub(crate) enum Does {
    RightKey,
    WrongKey,
    /// Nothing listens.
    Nobody,
    Fault(Fault),
    /// A token endpoint answers this.
    Says(&'static Saying),
}

impl Row {
    pub(crate) fn name(&self) -> &'static str {
        match &self.does {
            Does::RightKey => "right_key",
            Does::WrongKey => "wrong_key",
            Does::Nobody => "nothing_listens",
            Does::Fault(fault) => fault.name,
            Does::Says((name, ..)) => name,
        }
    }

    pub(crate) fn about(&self) -> &'static str {
        match &self.does {
            Does::RightKey => "nothing goes wrong",
            Does::WrongKey => "the provider expects other keys",
            Does::Nobody => "no server at this port",
            Does::Fault(fault) => fault.about,
            Does::Says((_, about, _)) => about,
        }
    }

    /// Whether only the limit on time ends it.
    pub(crate) fn is_endless(&self) -> bool {
        matches!(&self.does, Does::Fault(fault) if !fault.ends)
    }
}

/// All that can go wrong at a provider, in the order in which they are shown.
pub(crate) fn rows() -> Vec<Row> {
    let faults = Fault::all().into_iter().map(|fault| match fault.face {
        None => Does::Nobody,
        Some(_) => Does::Fault(fault),
    });
    [Does::RightKey, Does::WrongKey].into_iter().chain(faults).map(|does| Row { does }).collect()
}

/// Its name, what it is in words, and the answer.
pub(crate) type Saying = (&'static str, &'static str, fn() -> Answer);

fn error(status: u16, code: &str) -> Answer {
    Answer::json(status, &json!({ "error": code, "error_description": "no" }))
}

/// What token endpoints say (RFC 6749, 5.1 and 5.2), and what they must not.
const SAYINGS: &[Saying] = &[
    ("invalid_client", "401: the client is not known", || error(401, "invalid_client")),
    ("invalid_grant", "400: the refresh token or assertion has ended", || error(400, "invalid_grant")),
    ("invalid_scope", "400: this scope is not for this client", || error(400, "invalid_scope")),
    ("unauthorized_client", "400: not this client by this grant", || error(400, "unauthorized_client")),
    ("unsupported_grant", "400: not by this grant", || error(400, "unsupported_grant_type")),
    ("error_with_200", "200, and the body says no", || error(200, "invalid_grant")),
    ("no_token_in_it", "200 without a token", || Answer::json(200, &json!({ "token_type": "Bearer" }))),
    ("token_no_text", "200, and the token is a number", || Answer::json(200, &json!({ "access_token": 7 }))),
    ("token_empty", "200, and the token is empty", || Answer::json(200, &json!({ "access_token": "" }))),
    ("token_with_newline", "200, and the token would split a header", || {
        Answer::json(200, &json!({ "access_token": "abcdefghijkl\r\nx-injected: yes", "expires_in": 1 }))
    }),
    ("token_huge", "200, and the token has 500,000 characters", || {
        Answer::json(200, &json!({ "access_token": "t".repeat(500_000), "expires_in": 1 }))
    }),
];

/// What can go wrong at a token endpoint: some of the faults, and its own sayings.
pub(crate) fn token_rows() -> Vec<Row> {
    const FAULTS: &[&str] = &[
        "reset_in_tls",
        "certificate_expired",
        "chain_incomplete",
        "certificate_of_another_host",
        "early_close",
        "no_answer",
        "drip",
        "head_endless",
        "not_http",
        "huge_body",
        "bomb_gzip",
        "bomb_brotli",
        "coding_untrue",
        "json_broken_off",
        "json_not_utf8",
        "empty_body",
        "html_for_json",
        "redirect_other_origin",
        "redirect_to_http",
        "firewall_cloudflare_challenge",
        "rate_limited_seconds",
        "maintenance_wordpress",
        "server_error",
        "wrong_base_path",
        "http2",
        "http2_goaway_before",
    ];
    let faults = Fault::all().into_iter().filter(|fault| FAULTS.contains(&fault.name)).map(Does::Fault);
    let says = SAYINGS.iter().map(Does::Says);
    let first = [Does::RightKey, Does::WrongKey, Does::Nobody].into_iter();
    first.chain(says).chain(faults).map(|does| Row { does }).collect()
}

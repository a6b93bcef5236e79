//! Schemes that buy a token first, at another address.

use engine::view::{AuthInput, ClientAuth};
use loopback::{Check, Grant, Granted, Signing, equals};
use serde_json::json;

use super::{Bought, Column, custom, key};

const SCOPE: &str = "orders:read";

pub(super) fn columns(tokens: &str) -> Vec<Column> {
    vec![
        client_credentials("oauth2_client", tokens, ClientAuth::Basic),
        client_credentials("oauth2_body", tokens, ClientAuth::Body),
        refresh_token(tokens),
        jwt_grant(tokens),
    ]
}

/// One that sends what it bought as a bearer token.
fn buying(name: &'static str, auth: AuthInput, keys: Vec<(&'static str, String)>, grant: Grant) -> Column {
    let token = key("");
    let check = Check::bearer(equals(&token));
    let bought = Bought { check: Check::Grant(grant), token };
    Column { token: Some(bought), ..custom(name, auth, keys, check) }
}

fn url(tokens: &str, name: &str) -> String {
    format!("{tokens}/{name}/token")
}

fn client_credentials(name: &'static str, tokens: &str, client_auth: ClientAuth) -> Column {
    let (id, secret) = (key(""), key(""));
    let auth = AuthInput::Oauth2ClientCredentials {
        token_url: url(tokens, name),
        client_auth,
        scope: SCOPE.into(),
        audience: String::new(),
    };
    let keys = vec![("client_id", id.clone()), ("client_secret", secret.clone())];
    let client = Some((id, secret, client_auth == ClientAuth::Basic));
    buying(name, auth, keys, Grant { granted: Granted::Client, client, scope: SCOPE.into() })
}

fn refresh_token(tokens: &str) -> Column {
    let name = "oauth2_refresh";
    let [id, secret, refresh] = std::array::from_fn(|_| key(""));
    let auth = AuthInput::Oauth2RefreshToken {
        token_url: url(tokens, name),
        client_auth: ClientAuth::Basic,
        scope: String::new(),
    };
    let keys = vec![
        ("client_id", id.clone()),
        ("client_secret", secret.clone()),
        ("refresh_token", refresh.clone()),
    ];
    let granted = Granted::RefreshToken(refresh);
    buying(name, auth, keys, Grant { granted, client: Some((id, secret, true)), scope: String::new() })
}

/// As Google's service accounts do it.
fn jwt_grant(tokens: &str) -> Column {
    let name = "jwt_grant";
    let pair = Signing::rsa().unwrap();
    let issuer = "tests@keyrack.example";
    let file = json!({
        "type": "service_account",
        "client_email": issuer,
        "private_key_id": "key-1",
        "private_key": pair.pem,
    });
    let auth = AuthInput::JwtGrant { token_url: url(tokens, name), scope: SCOPE.into() };
    let granted =
        Granted::Assertion { verifying: pair.verifying, issuer: issuer.into(), audience: url(tokens, name) };
    let grant = Grant { granted, client: None, scope: SCOPE.into() };
    buying(name, auth, vec![("service_account_json", file.to_string())], grant)
}

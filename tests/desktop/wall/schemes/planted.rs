//! The schemes, their secrets, and what is made of them on the way.

use keyrack_tests::needle::Needle;
use loopback::{Loopback, Signing};
use serde_json::{Value, json};

use crate::providers::Trust;

/// One integration and its secrets.
pub(super) struct Scheme {
    pub(super) name: &'static str,
    pub(super) auth: Value,
    pub(super) parts: Vec<(&'static str, String)>,
    /// Its test request.
    pub(super) probe: &'static str,
    /// Whether it shows a certificate of its own.
    pub(super) mutual: bool,
}

/// Makes secrets and remembers what to look for.
#[derive(Default)]
pub(super) struct Secrets(pub(super) Vec<Needle>);

impl Secrets {
    fn secret(&mut self, name: &str) -> String {
        let needle = Needle::letters(name, "");
        self.0.push(needle.clone());
        needle.key()
    }

    /// A private key in PKCS#8. Each line of it is sought, but for the head, which is the same in every key of its kind, and
    /// for the public half of a P-256 key, which its certificate shows (RFC 5915): 36 bytes, then 32 that are secret.
    fn private_key(&mut self, name: &str, pem: String) -> String {
        let lines: Vec<&str> = pem.lines().filter(|line| !line.starts_with("-----")).collect();
        let own = match lines[..] {
            [first, second, _] => vec![&first[48..], &second[..26]],
            _ => lines[1..lines.len() - 1].to_vec(),
        };
        let named = |(at, line): (usize, &&str)| Needle::of(&format!("{name}, line {at}"), line);
        self.0.extend(own.iter().enumerate().map(named));
        pem
    }
}

fn scheme(name: &'static str, auth: Value, parts: Vec<(&'static str, String)>) -> Scheme {
    Scheme { name, auth, parts, probe: "GET /status", mutual: false }
}

/// One of each scheme. Tokens are bought below `/token` of `provider`.
pub(super) fn schemes(trust: &Trust, provider: &Loopback, secrets: &mut Secrets) -> Vec<Scheme> {
    let token_url = format!("{}/token", provider.origin());
    let mut all = buying(&token_url, secrets);
    all.extend(signing(secrets));
    all.extend(minting(&token_url, secrets));
    let in_body = json!({ "scheme": "body", "field": "/auth/key" });
    let (body, path) = (secrets.secret("key in the body"), secrets.secret("key in the path"));
    all.push(Scheme { probe: "POST /status", ..scheme("Body", in_body, vec![("api_key", body)]) });
    let in_path = json!({ "scheme": "path" });
    all.push(Scheme { probe: "GET /{api_key}/status", ..scheme("Path", in_path, vec![("api_key", path)]) });
    all.push(mutual(trust, secrets));
    all
}

fn buying(token_url: &str, secrets: &mut Secrets) -> Vec<Scheme> {
    let mut secret = |name: &str| secrets.secret(name);
    vec![
        scheme(
            "Client credentials",
            json!({ "scheme": "oauth2_client_credentials", "token_url": token_url, "client_auth": "basic", "scope": "",
                "audience": "" }),
            vec![("client_id", secret("client id")), ("client_secret", secret("client secret"))],
        ),
        scheme(
            "Refresh token",
            json!({ "scheme": "oauth2_refresh_token", "token_url": token_url, "client_auth": "body", "scope": "" }),
            vec![
                ("client_id", secret("other client id")),
                ("client_secret", secret("other client secret")),
                ("refresh_token", secret("refresh token")),
            ],
        ),
    ]
}

fn signing(secrets: &mut Secrets) -> Vec<Scheme> {
    let mut secret = |name: &str| secrets.secret(name);
    vec![
        scheme(
            "OAuth 1.0a",
            json!({ "scheme": "oauth1", "method": "hmac_sha256", "token": true, "place": "query", "realm": "" }),
            vec![
                ("consumer_key", secret("consumer key")),
                ("consumer_secret", secret("consumer secret")),
                ("access_token", secret("access token")),
                ("access_token_secret", secret("access token secret")),
            ],
        ),
        scheme(
            "Signature",
            json!({ "scheme": "hmac", "header": "X-Signature", "algorithm": "sha256", "encoding": "hex",
                "template": "{timestamp}.{body}", "format": "t={timestamp},v1={signature}", "secret_encoding": "text",
                "stamps": { "x-timestamp": "{timestamp}" } }),
            vec![("signing_secret", secret("signing secret"))],
        ),
        scheme(
            "SigV4",
            json!({ "scheme": "sigv4", "region": "eu-central-1", "service": "execute-api" }),
            vec![
                ("access_key_id", secret("access key id")),
                ("secret_access_key", secret("secret access key")),
                ("session_token", secret("session token")),
            ],
        ),
    ]
}

/// Tokens that are made here, by each algorithm, and the assertion of a service account.
fn minting(token_url: &str, secrets: &mut Secrets) -> Vec<Scheme> {
    let jwt = |algorithm: &str| {
        json!({ "scheme": "jwt", "algorithm": algorithm, "claims": { "iss": "keyrack" }, "key_id": "", "lifetime_s": 60,
            "header": "Authorization", "prefix": "Bearer " })
    };
    let [rsa, account] = [(); 2].map(|()| Signing::rsa().expect("a key").pem);
    let p256 = Signing::p256().expect("a key").pem;
    let account = secrets.private_key("service account's key", account);
    let file = json!({ "type": "service_account", "client_email": "tests@keyrack.example", "private_key_id": "key-1",
        "private_key": account });
    vec![
        scheme("Minted by HS256", jwt("HS256"), vec![("signing_key", secrets.secret("signing key"))]),
        scheme("Minted by RS256", jwt("RS256"), vec![("signing_key", secrets.private_key("RSA key", rsa))]),
        scheme(
            "Minted by ES256",
            jwt("ES256"),
            vec![("signing_key", secrets.private_key("P-256 key", p256))],
        ),
        scheme(
            "Service account",
            json!({ "scheme": "jwt_grant", "token_url": token_url, "scope": "" }),
            vec![("service_account_json", file.to_string())],
        ),
    ]
}

/// A private key and its certificate as parts, and a bearer token beside them.
fn mutual(trust: &Trust, secrets: &mut Secrets) -> Scheme {
    let client = trust.client();
    let parts = vec![
        ("token", secrets.secret("bearer beside a certificate")),
        ("client_certificate", client.certificate_pem),
        ("client_key", secrets.private_key("private key", client.key_pem)),
    ];
    Scheme { mutual: true, ..scheme("Client certificate", json!({ "scheme": "bearer" }), parts) }
}

/// What was made of the keys and has arrived at the provider: signatures, and the signed ends of tokens and assertions. The
/// heads of those say nothing secret.
pub(super) fn made(provider: &Loopback) -> Vec<Needle> {
    let mut all: Vec<(&str, String)> = Vec::new();
    for seen in provider.seen() {
        let header = |name: &str| seen.header(name).unwrap_or_default().to_owned();
        let authorization = header("authorization");
        let token = authorization.strip_prefix("Bearer ").and_then(end_of_jws);
        all.extend(token.map(|end| ("minted token", end)));
        all.extend(after(&authorization, "Signature=").map(|end| ("AWS signature", end)));
        all.extend(after(&header("x-signature"), "v1=").map(|end| ("signature", end)));
        let named =
            |wanted: &'static str| move |(name, value): (String, String)| (name == wanted).then_some(value);
        all.extend(
            seen.query().into_iter().find_map(named("oauth_signature")).map(|end| ("OAuth signature", end)),
        );
        let assertion = seen.form().into_iter().find_map(named("assertion"));
        all.extend(assertion.as_deref().and_then(end_of_jws).map(|end| ("assertion", end)));
    }
    all.sort();
    all.dedup();
    all.into_iter().map(|(name, value)| Needle::of(name, &value)).collect()
}

/// The signature of a token of three parts (RFC 7515).
fn end_of_jws(token: &str) -> Option<String> {
    (token.split('.').count() == 3).then(|| token.rsplit('.').next().map(str::to_owned)).flatten()
}

fn after(text: &str, sign: &str) -> Option<String> {
    text.split_once(sign).map(|(_, end)| end.to_owned())
}

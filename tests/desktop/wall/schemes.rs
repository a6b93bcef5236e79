//! Secrets of every scheme: client secrets, private keys, refresh tokens, and what is minted or bought with them. They come in
//! by the terminal, are used, given back by their provider, and asked about by conditions that a page wrote; nothing of them
//! reaches the page or the disk.

use std::time::{Duration, Instant};

use keyrack_tests::app::App;
use keyrack_tests::needle::{Needle, Search};
use keyrack_tests::session::Session;
use keyrack_tests::wait;
use loopback::{Answer, Certificate, Echo, Face, Loopback, Script, Setup};
use serde_json::{Value, json};

use super::{Watch, on_disk};
use crate::providers::Trust;
use crate::steps::{add_client, add_integration, go};

/// Where each condition fails when a provider gives back what it was sent, and so shows what it saw.
const NOSY: [&str; 4] = [
    "[HEADER].x-you-sent is missing",
    "[BODY].you_sent[0] is missing",
    "[BODY].you_sent[1] is missing",
    "[BODY] does not contain \"you_sent\"",
];

/// One integration and its secrets.
struct Scheme {
    name: &'static str,
    auth: Value,
    parts: Vec<(&'static str, String)>,
    /// Whether it shows a certificate of its own.
    mutual: bool,
}

/// What the token endpoint hands out.
struct Bought {
    token: Needle,
    refresh: Needle,
}

fn schemes(provider: &Loopback, secret: &mut dyn FnMut(&str) -> String) -> Vec<Scheme> {
    let token_url = format!("{}/token", provider.origin());
    let scheme = |name, auth, parts| Scheme { name, auth, parts, mutual: false };
    let stamps = json!({ "x-timestamp": "{timestamp}" });
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
                "stamps": stamps }),
            vec![("signing_secret", secret("signing secret"))],
        ),
        scheme(
            "Minted token",
            json!({ "scheme": "jwt", "algorithm": "HS256", "claims": { "iss": "keyrack" }, "key_id": "", "lifetime_s": 60,
                "header": "Authorization", "prefix": "Bearer " }),
            vec![("signing_key", secret("signing key"))],
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

/// A private key and its certificate as parts; a line of each is sought.
fn mutual(trust: &Trust, needles: &mut Vec<Needle>, secret: String) -> Scheme {
    let client = trust.client();
    // What stands before is the same in every key of this curve, and what comes after is the public key (RFC 5915).
    let line = client.key_pem.lines().nth(2).expect("a second line of the key");
    needles.push(Needle::of("private key", &line[..26]));
    Scheme {
        name: "Client certificate",
        auth: json!({ "scheme": "bearer" }),
        parts: vec![
            ("token", secret),
            ("client_certificate", client.certificate_pem),
            ("client_key", client.key_pem),
        ],
        mutual: true,
    }
}

async fn hang_up(app: &App<'_>, trust: &Trust, client: &str, provider: &Loopback, scheme: &Scheme) -> String {
    let mut input = trust.integration(scheme.name, provider, &scheme.auth);
    input["client_certificate"] = json!(scheme.mutual);
    input["conditions"] = json!(NOSY);
    let id = add_integration(app, client, &input).await;
    for (part, value) in &scheme.parts {
        let add = ["key", "add", &id, part, "--from", "stdin", "--yes"];
        let taken = app.session.keyrack_given(&add, value.as_bytes());
        assert_eq!(taken.code, 0, "{} {part}: {}", scheme.name, taken.err);
    }
    id
}

/// The token endpoint gives tokens out; everything else gives back what it was sent.
fn answers(provider: &Loopback, form: Echo, bought: &Bought) {
    let tokens = json!({ "access_token": bought.token.key(), "token_type": "bearer", "expires_in": 3600,
        "refresh_token": bought.refresh.key() });
    provider.on("/", Script::always(Answer::echo(form)));
    provider.on("/token", Script::always(Answer::json(200, &tokens)));
}

#[tokio::test(flavor = "multi_thread")]
async fn secrets_of_every_scheme_stay_behind_the_wall() {
    let session = Session::with_window();
    let trust = Trust::new();
    let provider = trust.server(Setup::default().face).await;
    let shows = trust.server(Face::Mutual(Certificate::Good { days: 80 })).await;
    let bought = Bought {
        token: Needle::letters("bought token", ""),
        refresh: Needle::letters("new refresh token", ""),
    };
    let mut needles = vec![bought.token.clone(), bought.refresh.clone()];
    let mut secret = |name: &str| {
        let needle = Needle::letters(name, "");
        needles.push(needle.clone());
        needle.key()
    };
    let mut all = schemes(&provider, &mut secret);
    let bearer = secret("bearer beside a certificate");
    all.push(mutual(&trust, &mut needles, bearer));

    let app = App::start(&session).await;
    app.record().await;
    super::assert_the_watch_can_fail(&app).await;
    let client = add_client(&app, "Nordlys Outdoor").await;
    let mut hung = Vec::new();
    for scheme in &all {
        let at = if scheme.mutual { &shows } else { &provider };
        hung.push((scheme, hang_up(&app, &trust, &client, at, scheme).await));
    }
    let mut watch = Watch { app: &app, needles: Search::of(&needles), searched: 0 };
    watch.clean("after the keys came in").await;
    for form in [Echo::Header, Echo::Json, Echo::Base64] {
        [&provider, &shows].into_iter().for_each(|at| answers(at, form, &bought));
        sent(&mut watch, &hung, form).await;
    }
    bought_anew(&mut watch, &hung, &provider, &bought).await;
    arrived(&provider, &shows, &bought, &all);
    let last_use = Instant::now();
    let warm = app.search_main_memory(&watch.needles);
    assert!(
        !warm.hits.is_empty(),
        "right after a send a secret is in the main process, so that the end can fail"
    );
    on_disk(&session, &watch.needles, &bought.token.key());
    forgotten(&app, &watch.needles, last_use);
    app.close().await;
    on_disk(&session, &Search::of(&needles), &bought.token.key());
    in_the_log(&session, &Search::of(&needles));
}

async fn sent(watch: &mut Watch<'_>, hung: &[(&Scheme, String)], form: Echo) {
    for (scheme, id) in hung {
        let send = watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
        assert_eq!(send["status"], 200, "{} with {form:?}: {send}", scheme.name);
        let said = send["conditions"].as_array().expect("conditions");
        assert_eq!(said.len(), NOSY.len(), "{}", scheme.name);
        assert!(
            said.iter().any(|one| one["outcome"] == "failed"),
            "a nosy condition shows what it saw: {send}"
        );
        go(watch.app, &format!("#/integration/{id}")).await;
    }
    watch.clean(&format!("after an echo: {form:?}")).await;
}

/// A token that is refused is bought anew the next time: with the refresh token that came last.
async fn bought_anew(
    watch: &mut Watch<'_>,
    hung: &[(&Scheme, String)],
    provider: &Loopback,
    bought: &Bought,
) {
    let (_, id) = hung.iter().find(|(scheme, _)| scheme.name == "Refresh token").expect("a scheme");
    provider.on("/", Script::always(Answer::json(401, &json!({ "error": "expired" }))));
    provider.on("/token", Script::always(Answer::echo(Echo::Json)));
    let refused = watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
    assert_eq!(refused["status"], 401, "{refused}");
    let echoed = watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
    assert_eq!(echoed["verdict"]["reason"], "token_unreadable", "an echo is no token: {echoed}");
    answers(provider, Echo::Json, bought);
    watch.app.invoke("test", json!({ "integration": id })).await.expect("a send");
    watch.clean("after a token was refused and bought anew").await;
}

/// The secrets that are sent as they are did arrive, so that their echo was real.
fn arrived(provider: &Loopback, shows: &Loopback, bought: &Bought, all: &[Scheme]) {
    assert!(provider.arrived(&bought.token.key()), "the bought token was used");
    assert!(provider.arrived(&bought.refresh.key()), "the new refresh token was used the next time");
    for (name, part) in [
        ("Client credentials", "client_secret"),
        ("Refresh token", "client_secret"),
        ("Refresh token", "refresh_token"),
        ("SigV4", "session_token"),
        ("Client certificate", "token"),
    ] {
        let scheme = all.iter().find(|scheme| scheme.name == name).expect("a scheme");
        let (_, value) = scheme.parts.iter().find(|(known, _)| *known == part).expect("a part");
        assert!(provider.arrived(value) || shows.arrived(value), "{name}: {part} arrived");
    }
    for (name, sign) in
        [("a signature", "v1="), ("a minted token", "Bearer ey"), ("an AWS signature", "AWS4-HMAC-SHA256")]
    {
        assert!(provider.arrived(sign), "{name} arrived");
    }
}

/// A minute after the last use the native process holds nothing either.
fn forgotten(app: &App<'_>, needles: &Search, last_use: Instant) {
    wait::until("a minute since the last use", Duration::from_secs(90), || {
        (last_use.elapsed() > Duration::from_secs(61)).then_some(())
    });
    let left = app.search_main_memory(needles);
    assert!(left.bytes > 20 << 20, "only {} bytes were searched", left.bytes);
    assert!(left.hits.is_empty(), "in the main process, a minute after the last use:\n{}", left.report());
}

fn in_the_log(session: &Session, needles: &Search) {
    let log = session.keyrack(&["--json", "log", "--limit", "1000", "--as-stored"]);
    assert!(log.code == 0 && log.out.contains("test_sent"), "the log tells of the sends: {}", log.err);
    assert_eq!(needles.find(log.out.as_bytes()), [], "in the log as JSON");
}

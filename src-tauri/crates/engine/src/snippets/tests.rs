//! The snippets are run where their languages are installed, against a provider that checks the key: what it gets is what was
//! to be sent.

use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;

use loopback::{Alphabet, Answer, Authority, Check, Loopback, MadeUp, Script, Setup, equals};
use url::Url;
use vault::{BasicField, Body, HeaderPlace, Method, Placement};

use super::*;
use crate::plan::PlanProbe;
use crate::view::ProbeClass;

const ALL: [SnippetLanguage; 5] = [
    SnippetLanguage::Curl,
    SnippetLanguage::PhpWp,
    SnippetLanguage::PhpCurl,
    SnippetLanguage::Node,
    SnippetLanguage::Python,
];
/// What every language and every shell has something to say about.
const BODY: &str = "{\n  \"a\": \"it's $HOME `id` \\\\ \\\"q\\\" %s ${x} <?php ?> 'ü字😀'\"\n}\n";

fn request(url: &str, method: Method, body: Option<&str>) -> PlanProbe {
    let body = body.map(|text| Body {
        media_type: "application/json".into(),
        bytes: text.into(),
        written: String::new(),
    });
    let headers = vec![("X-Shop".to_owned(), "it's \"here\" $HOME".to_owned())];
    PlanProbe {
        method,
        url: Url::parse(url).unwrap(),
        headers,
        body,
        expect_status: None,
        class: ProbeClass::Creates,
    }
}

fn placements() -> [Placement; 4] {
    let place = |name: &str, prefix: &str, part: &str| HeaderPlace {
        name: name.into(),
        prefix: prefix.into(),
        part: part.into(),
    };
    [
        Placement::Headers(vec![place("x-api-key", "", "api_key"), place("x-app", "App '1' ", "app_key")]),
        Placement::Headers(vec![place("authorization", "Bearer ", "token")]),
        Placement::Basic {
            user: BasicField::Part("user".into()),
            password: BasicField::Fixed("X'\"".into()),
        },
        Placement::Query(vec![("api key".into(), "api_key".into())]),
    ]
}

/// Any text after the parts' name, with what must be quoted in each language.
fn key(part: &str) -> String {
    let made = MadeUp::new("", Alphabet::Alphanumeric, 24, "").make().unwrap();
    format!("{part}'\"\\$`{}+/= %", String::from_utf8(made).unwrap())
}

fn check(placement: &Placement, keys: &[(String, String)]) -> Vec<Check> {
    let value = |part: &str| keys.iter().find(|(known, _)| known == part).unwrap().1.clone();
    match placement {
        Placement::Headers(places) => places
            .iter()
            .map(|one| Check::header(&one.name, &one.prefix, equals(&value(&one.part))))
            .collect(),
        Placement::Basic { .. } => vec![Check::basic(equals(&value("user")), equals("X'\""))],
        Placement::Query(pairs) => {
            vec![Check::Query(
                pairs.iter().map(|(name, part)| (name.clone(), equals(&value(part)))).collect(),
            )]
        }
        other => panic!("no provider checks {other:?} here"),
    }
}

struct Runner {
    folder: tempfile::TempDir,
    ca: std::path::PathBuf,
}

impl Runner {
    fn new(provider: &Loopback) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ca = folder.path().join("ca.pem");
        std::fs::write(&ca, provider.ca_pem()).unwrap();
        Self { folder, ca }
    }

    /// The program's end and what it printed; `None`: it is not installed here.
    fn run(
        &self,
        language: SnippetLanguage,
        text: &str,
        keys: &[(String, String)],
    ) -> Option<(bool, String)> {
        let (program, name) = match language {
            SnippetLanguage::Curl => ("bash", "call.sh"),
            SnippetLanguage::Node => ("node", "call.mjs"),
            SnippetLanguage::Python => ("python3", "call.py"),
            SnippetLanguage::PhpCurl => ("php", "call.php"),
            SnippetLanguage::PhpWp => return None,
        };
        let file = self.folder.path().join(name);
        std::fs::write(&file, text).unwrap();
        if !can_run(program) {
            return None;
        }
        let done = Command::new(program)
            .arg(&file)
            .envs(keys.iter().map(|(name, value)| (name, value)))
            .env("CURL_CA_BUNDLE", &self.ca)
            .env("NODE_EXTRA_CA_CERTS", &self.ca)
            .env("REQUESTS_CA_BUNDLE", &self.ca)
            .env("HOME", self.folder.path())
            .stdin(Stdio::null())
            .output()
            .unwrap();
        let printed = [done.stdout, done.stderr].concat();
        Some((done.status.success(), String::from_utf8_lossy(&printed).into_owned()))
    }
}

/// Whether the program is here, with what the snippet needs of it.
fn can_run(program: &str) -> bool {
    let probe: &[&str] = match program {
        "python3" => &["-c", "import requests"],
        "php" => &["-r", "exit(function_exists('curl_init') ? 0 : 1);"],
        _ => &["--version"],
    };
    let quiet = |name: &str| {
        Command::new(name)
            .args(probe)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .is_ok_and(|s| s.success())
    };
    quiet(program) && (program != "bash" || Path::new("/usr/bin/curl").exists())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_runs_here_is_accepted_and_sends_what_was_meant() {
    let authority = Arc::new(Authority::new(std::time::SystemTime::now()).unwrap());
    let setup = Setup { record: true, ..Setup::default() };
    let provider = Loopback::start(authority, setup).await.unwrap();
    let runner = Runner::new(&provider);
    let mut ran = 0;
    for placement in placements() {
        let parts: Vec<String> = placement.parts().into_iter().map(str::to_owned).collect();
        let keys: Vec<(String, String)> = parts
            .into_iter()
            .map(|part| {
                let value = key(&part);
                (part, value)
            })
            .collect();
        let (accepted, refused) = (Answer::empty(204), Answer::empty(401));
        let checks = check(&placement, &keys);
        for (method, body) in [(Method::Post, Some(BODY)), (Method::Get, None)] {
            let url = format!("{}/orders/7?page=1&q=%5Ba%5D%7Bb%7D", provider.origin());
            let request = request(&url, method, body);
            for language in ALL {
                let recipe = Recipe::of(
                    &request,
                    Some(&placement),
                    Names::of("acme", "x", false),
                    SnippetKey::Environment,
                );
                let text = write(&recipe, language);
                let named: Vec<(String, String)> = keys
                    .iter()
                    .map(|(part, value)| (format!("ACME_{}", part.to_uppercase()), value.clone()))
                    .collect();
                assert_eq!(recipe.reads.len(), named.len());
                assert!(keys.iter().all(|(_, value)| !text.contains(value.as_str())), "no key is in it");
                for check in &checks {
                    provider.on("/orders/7", Script::new(check.clone(), accepted.clone(), refused.clone()));
                    let before = provider.count();
                    let Some((good, printed)) = runner.run(language, &text, &named) else { continue };
                    assert!(good, "{language:?} {placement:?}: {printed}\n{text}");
                    assert_eq!(provider.count(), before + 1);
                    let seen = provider.seen().pop().unwrap();
                    assert_eq!(seen.method, method.as_str());
                    assert!(seen.target.starts_with("/orders/7?page=1&q=%5Ba%5D%7Bb%7D"), "{}", seen.target);
                    assert_eq!(
                        String::from_utf8(seen.body).unwrap(),
                        body.unwrap_or_default(),
                        "{language:?}"
                    );
                    let shop = seen.headers.iter().find(|(name, _)| name == "x-shop").unwrap();
                    assert_eq!(shop.1, "it's \"here\" $HOME");
                    assert!(
                        named.iter().all(|(_, value)| !printed.contains(value.as_str())),
                        "{language:?} prints a key"
                    );
                    ran += 1;
                }
                if let Some((good, printed)) = runner.run(language, &text, &[]) {
                    assert!(
                        !good && printed.contains("ACME_"),
                        "without its key it says which is missing: {printed}"
                    );
                }
            }
        }
    }
    assert!(ran > 0, "neither curl nor Node nor Python is installed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_authority_that_nobody_trusts_is_not_believed() {
    let authority = || Arc::new(Authority::new(std::time::SystemTime::now()).unwrap());
    let provider = Loopback::start(authority(), Setup::default()).await.unwrap();
    let other = Loopback::start(authority(), Setup::default()).await.unwrap();
    let runner = Runner::new(&other);
    let request = request(&format!("{}/x", provider.origin()), Method::Get, None);
    for language in ALL {
        let recipe = Recipe::of(
            &request,
            Some(&placements()[1]),
            Names::of("acme", "x", false),
            SnippetKey::Environment,
        );
        let keys = [("ACME_TOKEN".to_owned(), key("token"))];
        if let Some((good, printed)) = runner.run(language, &write(&recipe, language), &keys) {
            assert!(!good && !printed.contains(&keys[0].1), "{language:?}: {printed}");
        }
    }
    assert_eq!(provider.count(), 0);
}

#[test]
fn what_is_missing_is_said_in_the_code_itself() {
    let request = request("https://shop.example.com/x", Method::Get, None);
    let signed = Placement::Path("/{token}".into());
    for language in ALL {
        let recipe =
            Recipe::of(&request, Some(&signed), Names::of("acme", "x", false), SnippetKey::Environment);
        let text = write(&recipe, language);
        assert!(text.contains("not the whole request: the key in the address"), "{text}");
        let whole = Recipe::of(
            &request,
            Some(&placements()[0]),
            Names::of("acme", "x", false),
            SnippetKey::Environment,
        );
        assert!(!write(&whole, language).contains("not the whole"));
    }
}

#[test]
fn snippets_read_like_this() {
    let request = request("https://shop.example.com/v3/orders?x=1", Method::Post, Some("{\"a\": 1}\n"));
    let mut all = String::new();
    for (placement, from) in [
        (&placements()[0], SnippetKey::Environment),
        (&placements()[2], SnippetKey::Constant),
        (&placements()[3], SnippetKey::Environment),
    ] {
        for language in ALL {
            let recipe = Recipe::of(&request, Some(placement), Names::of("acme", "x", false), from);
            all.push_str(&format!("=== {language:?}, {from:?}\n{}\n", write(&recipe, language)));
        }
    }
    insta::assert_snapshot!(all);
}

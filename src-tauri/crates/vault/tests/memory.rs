//! What is left of a key in this process's memory once it is done with: searched in `/proc/self/mem`, in a process that
//! got the key disguised and never holds it plainly itself.
#![cfg(target_os = "linux")]

mod kit;
#[path = "kit/session.rs"]
mod session;

use std::fmt::Write as _;
use std::fs::File;
use std::os::unix::fs::FileExt;
use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use kit::{base64, header_placement, made_up};
use loopback::{Answer, Authority, Echo, Loopback, Script, Setup};
use url::Url;
use uuid::Uuid;
use vault::{Backend, Binding, Errand, Hint, Intake, Limits, Method, Origin, Placement, Vault};

const DISGUISE: u8 = 0xa5;
const RUN: usize = 12;

/// Where a run of a disguised key stands in this process's memory, by the name of the mapping.
fn hits(forms: &[Vec<u8>]) -> Vec<String> {
    let memory = File::open("/proc/self/mem").unwrap();
    let quick: [bool; 256] =
        std::array::from_fn(|byte| forms.iter().any(|form| form.contains(&(byte as u8))));
    let is_run = |here: &[u8]| forms.iter().any(|form| form.windows(RUN).step_by(RUN).any(|run| run == here));
    let maps = std::fs::read_to_string("/proc/self/maps").unwrap();
    let mut found = Vec::new();
    for line in maps.lines() {
        let mut fields = line.split_whitespace();
        let (Some(range), Some(rights)) = (fields.next(), fields.next()) else { continue };
        let name = fields.nth(3).unwrap_or("anonymous").to_owned();
        if !rights.starts_with("rw") || name.starts_with("/dev") {
            continue;
        }
        let (start, end) = range.split_once('-').unwrap();
        let (start, end) = (u64::from_str_radix(start, 16).unwrap(), u64::from_str_radix(end, 16).unwrap());
        // Disguised as it is read, so that the search leaves no plain copy behind.
        let mut block = vec![0_u8; usize::try_from(end - start).unwrap().min(1 << 20) + RUN];
        // What was read already stands in it as well, and what is disguised elsewhere stands plain in it.
        let own = block.as_ptr() as u64..block.as_ptr() as u64 + block.len() as u64;
        let mut at = start;
        while at < end {
            let size = usize::try_from(end - at).unwrap().min(block.len());
            if memory.read_exact_at(&mut block[..size], at).is_err() {
                break;
            }
            block[..size].iter_mut().for_each(|byte| *byte ^= DISGUISE);
            for offset in 0..size.saturating_sub(RUN - 1) {
                let here = &block[offset..offset + RUN];
                let place = at + offset as u64;
                if here.iter().all(|byte| quick[usize::from(*byte)]) && is_run(here) && !own.contains(&place)
                {
                    found.push(format!("{name} at {place:x}"));
                }
            }
            at += (size.max(RUN) - RUN + 1) as u64;
            if size < RUN {
                break;
            }
        }
        block.fill(0);
    }
    found
}

fn disguise(plain: &[u8]) -> String {
    plain.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{:02x}", byte ^ DISGUISE);
        text
    })
}

fn unhex(text: &str) -> Vec<u8> {
    (0..text.len() / 2).map(|i| u8::from_str_radix(&text[2 * i..2 * i + 2], 16).unwrap()).collect()
}

#[test]
fn nothing_of_a_key_is_left_when_it_is_done_with() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let _entered = runtime.enter();
    let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
    let provider = runtime.block_on(Loopback::start(authority, Setup::default())).unwrap();
    provider.on("/", Script::always(Answer::echo(Echo::Json)));
    let home = tempfile::tempdir().unwrap();
    let ca = home.path().join("ca.pem");
    std::fs::write(&ca, provider.ca_pem()).unwrap();
    let key = made_up() + &made_up();
    // As it is, and in base64 wherever it may begin within a longer text.
    let forms = [key.clone(), base64(&key, 0), base64(&key, 1), base64(&key, 2)];
    let disguised: Vec<String> = forms.iter().map(|form| disguise(form.as_bytes())).collect();
    let disguised = disguised.join(",");
    let env = [
        ("KEYRACK_TEST_KEY", disguised.as_str()),
        ("KEYRACK_TEST_ORIGIN", &provider.origin()),
        ("KEYRACK_TEST_CA", ca.to_str().unwrap()),
    ];
    session::in_session(home.path(), session::UNLOCK, &env, "inside_a_process_of_its_own");
    assert_eq!(provider.count(), 6, "the errands did run");
}

#[tokio::test]
#[ignore = "runs in a process of its own"]
async fn inside_a_process_of_its_own() {
    let forms = std::env::var("KEYRACK_TEST_KEY").unwrap();
    let forms: Vec<Vec<u8>> = forms.split(',').map(unhex).collect();
    let origin = std::env::var("KEYRACK_TEST_ORIGIN").unwrap();
    let ca = std::fs::read_to_string(std::env::var("KEYRACK_TEST_CA").unwrap()).unwrap();
    assert_eq!(hits(&forms), Vec::<String>::new(), "the search itself leaves nothing");
    let plain: Vec<u8> = forms[0].iter().map(|byte| byte ^ DISGUISE).collect();
    assert!(!hits(&forms).is_empty(), "the search finds a key that is there");
    let vault = Vault::new(Backend::Platform, Uuid::now_v7());
    let version = Uuid::now_v7();
    let offer = vault.offer(Intake::from_bytes(plain), &Hint::default()).await.ok().unwrap();
    let binding = |placement: Placement| Binding {
        origins: [Origin::try_from(origin.clone()).unwrap()].into(),
        placement,
        ca_pem: Some(ca.clone()),
        loopback_http: false,
        client_certificate: None,
    };
    vault.store(version, &[("api_key".into(), offer)], None, &binding(header_placement())).await.unwrap();
    let part = |name: &str| vault::BasicField::Part(name.into());
    let pair = Placement::Basic { user: part("api_key"), password: vault::BasicField::Fixed("X".into()) };
    let query = Placement::Query(vec![("k".into(), "api_key".into())]);
    for placement in [header_placement(), pair, query] {
        vault.rebind(version, &binding(placement)).await.unwrap();
        for _ in 0..2 {
            let reply = vault
                .send(Errand {
                    version,
                    expects: None,
                    replaced: Vec::new(),
                    names: Vec::new(),
                    provider: "acme".into(),
                    method: Method::Get,
                    url: Url::parse(&origin).unwrap(),
                    headers: Vec::new(),
                    body: None,
                    conditions: [vault::Condition::IsJson].into(),
                    captures: Vec::new(),
                    expectations: Vec::new(),
                    now: 0,
                    limits: Limits::default(),
                    strict: None,
                })
                .await;
            assert_eq!(reply.outcome.unwrap().status, 200);
        }
    }
    let used = Instant::now();
    assert!(!hits(&forms).is_empty(), "warm for the next send");
    // The vault is not dropped and nothing is asked of it: it forgets by itself.
    while !hits(&forms).is_empty() {
        assert!(used.elapsed() < Duration::from_secs(60), "left after a minute: {:#?}", hits(&forms));
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    assert!(vault.holds(version).await.unwrap(), "and reads it again when it is asked");
}

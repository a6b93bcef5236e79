//! What the tests of errands share: a provider on the loopback address, a vault over a keyring in memory, a key made at
//! run time, and a search for it in every form.
#![allow(dead_code, reason = "each test file uses its own part")]

use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use loopback::{Answer, Authority, Loopback, Script, Setup};
use tokio::sync::{Mutex as Turn, OwnedMutexGuard, mpsc};
use url::Url;
use uuid::Uuid;
use vault::{
    Backend, BasicField, Binding, Clearance, Denied, Errand, HeaderPlace, Hint, Intake, Limits,
    MemoryKeyring, Method, Origin, Placement, Renewals, Reply, Rotated, Vault, Waiting,
};

/// A provider, a vault, and one key in it.
pub(crate) struct Desk {
    pub(crate) provider: Loopback,
    pub(crate) authority: Arc<Authority>,
    pub(crate) keyring: MemoryKeyring,
    pub(crate) workspace: Uuid,
    pub(crate) vault: Vault,
    pub(crate) version: Uuid,
    pub(crate) key: String,
    pub(crate) secret: String,
}

/// A key that has never been one.
pub(crate) fn made_up() -> String {
    // The last twelve digits of an id are random; its first ones are the time.
    let tail = || Uuid::now_v7().simple().to_string()[16..].to_owned();
    format!("{}{}", tail(), tail())
}

pub(crate) fn header_placement() -> Placement {
    Placement::Headers(vec![HeaderPlace {
        name: "X-API-KEY".into(),
        prefix: String::new(),
        part: "api_key".into(),
    }])
}

pub(crate) fn bearer_placement() -> Placement {
    Placement::Headers(vec![HeaderPlace {
        name: "authorization".into(),
        prefix: "Bearer ".into(),
        part: "api_key".into(),
    }])
}

pub(crate) fn basic_placement() -> Placement {
    Placement::Basic { user: BasicField::Part("api_key".into()), password: BasicField::Part("secret".into()) }
}

pub(crate) fn query_placement() -> Placement {
    Placement::Query(vec![("api_key".into(), "api_key".into()), ("api_secret".into(), "secret".into())])
}

impl Desk {
    /// A provider that accepts everything, and a key bound to it by `placement`.
    pub(crate) async fn new(placement: Placement) -> Self {
        Self::with(placement, Setup { record: true, ..Setup::default() }).await
    }

    pub(crate) async fn with(placement: Placement, setup: Setup) -> Self {
        let authority = Arc::new(Authority::new(SystemTime::now()).unwrap());
        let provider = Loopback::start(authority.clone(), setup).await.unwrap();
        provider.on("/", Script::always(Answer::json(200, &serde_json::json!({ "ok": true }))));
        let (keyring, workspace) = (MemoryKeyring::default(), Uuid::now_v7());
        let vault = Vault::new(Backend::Memory(keyring.clone()), workspace);
        let (version, key, secret) = (Uuid::now_v7(), made_up() + &made_up(), made_up() + &made_up());
        let desk = Self { provider, authority, keyring, workspace, vault, version, key, secret };
        desk.keep(&desk.key, desk.binding(placement)).await;
        desk
    }

    /// Keeps `key` (and the secret beside it) under the desk's version.
    pub(crate) async fn keep(&self, key: &str, binding: Binding) {
        self.keep_as(self.version, key, binding).await;
    }

    /// The same under another version.
    pub(crate) async fn keep_as(&self, version: Uuid, key: &str, binding: Binding) {
        let mut parts = Vec::new();
        for (name, value) in [("api_key", key), ("secret", &self.secret)] {
            let intake = Intake::from_bytes(value.as_bytes().to_vec());
            parts.push((name.to_owned(), self.vault.offer(intake, &Hint::default()).await.ok().unwrap()));
        }
        self.vault.store(version, &parts, None, &binding).await.unwrap();
    }

    pub(crate) fn binding(&self, placement: Placement) -> Binding {
        Binding {
            origins: [Origin::try_from(self.provider.origin()).unwrap()].into(),
            placement,
            ca_pem: Some(self.provider.ca_pem().to_owned()),
            loopback_http: false,
            client_certificate: None,
        }
    }

    pub(crate) fn errand(&self, path: &str) -> Errand {
        Errand {
            version: self.version,
            expects: None,
            replaced: Vec::new(),
            names: Vec::new(),
            provider: "acme".into(),
            method: Method::Get,
            url: Url::parse(&format!("{}{path}", self.provider.origin())).unwrap(),
            headers: vec![("x-shop".into(), "blumen".into())],
            body: None,
            conditions: [].into(),
            captures: Vec::new(),
            expectations: Vec::new(),
            now: now(),
            limits: Limits {
                connect: Duration::from_secs(5),
                total: Duration::from_secs(20),
                ..Limits::default()
            },
            strict: None,
        }
    }

    pub(crate) async fn send(&self, path: &str) -> Reply {
        self.vault.send(self.errand(path)).await
    }

    pub(crate) async fn send_cleared(&self, errand: Errand, clearance: Clearance) -> Reply {
        self.vault.send_cleared(errand, clearance, Sink::new().0).await
    }

    /// Fails if any run of 12 characters of the key or the secret stands anywhere in the reply, in any form.
    pub(crate) fn assert_masked(&self, reply: &Reply) {
        let shown = format!("{reply:?}");
        for value in [&self.key, &self.secret] {
            if let Some((form, run)) = leak(&shown, value) {
                panic!("{form} of the key in the reply ({} characters): {shown}", run.len());
            }
        }
    }
}

/// The caller's side of exchanges: one at a time among those that share its turn, and what came of each.
pub(crate) struct Sink {
    pub(crate) turn: Arc<Turn<()>>,
    held: Mutex<Option<OwnedMutexGuard<()>>>,
    told: mpsc::UnboundedSender<Option<Rotated>>,
}

impl Sink {
    pub(crate) fn new() -> (Arc<Self>, mpsc::UnboundedReceiver<Option<Rotated>>) {
        Self::beside(&Arc::default())
    }

    /// One that takes turns with another process's.
    pub(crate) fn beside(turn: &Arc<Turn<()>>) -> (Arc<Self>, mpsc::UnboundedReceiver<Option<Rotated>>) {
        let (told, hear) = mpsc::unbounded_channel();
        (Arc::new(Self { turn: Arc::clone(turn), held: Mutex::default(), told }), hear)
    }
}

impl Renewals for Sink {
    fn begin(self: Arc<Self>) -> Waiting<Result<(), Denied>> {
        Box::pin(async move {
            let turn = Arc::clone(&self.turn).lock_owned();
            let Ok(turn) = tokio::time::timeout(Duration::from_secs(20), turn).await else {
                return Err(Denied::Busy);
            };
            *self.held.lock().unwrap() = Some(turn);
            Ok(())
        })
    }

    fn end(self: Arc<Self>, rotated: Option<Rotated>) -> Waiting<()> {
        Box::pin(async move {
            drop(self.held.lock().unwrap().take());
            // A test that does not listen does not want to know.
            drop(self.told.send(rotated));
        })
    }
}

/// The first run of 12 characters of `key` that stands in `text`, and in which form.
pub(crate) fn leak(text: &str, key: &str) -> Option<(&'static str, String)> {
    let text = text.to_ascii_lowercase();
    for run in key.as_bytes().windows(12) {
        let plain = String::from_utf8(run.to_vec()).unwrap();
        let hex: String = run.iter().map(|byte| format!("{byte:02x}")).collect();
        let percent: String = run.iter().map(|byte| format!("%{byte:02x}")).collect();
        let forms = [("the text", plain), ("hex", hex), ("percent", percent)];
        let found = forms.into_iter().find(|(_, form)| text.contains(&form.to_ascii_lowercase()));
        if found.is_some() {
            return found;
        }
    }
    for start in 0..key.len().saturating_sub(11) {
        for shift in 0..3 {
            let core = base64(&key[start..start + 12], shift);
            if text.contains(&core.to_ascii_lowercase()) {
                return Some(("base64", core));
            }
        }
    }
    None
}

/// `text` in base64 as it reads when so many bytes stand before it: the characters that its neighbours do not touch.
pub(crate) fn base64(text: &str, shift: usize) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let bytes = std::iter::repeat_n(0, shift).chain(text.bytes());
    let bits: Vec<u8> = bytes.flat_map(|byte| (0..8).rev().map(move |bit| byte >> bit & 1)).collect();
    let sextet = |bits: &[u8]| bits.iter().fold(0, |value, bit| value << 1 | usize::from(*bit));
    let whole = bits[(shift * 8).div_ceil(6) * 6..].chunks_exact(6);
    whole.map(|bits| DIGITS[sextet(bits)] as char).collect()
}

/// Seconds since 1970.
pub(crate) fn now() -> i64 {
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap();
    i64::try_from(now.as_secs()).unwrap()
}

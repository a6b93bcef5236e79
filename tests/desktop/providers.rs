//! Providers for the tests of the window: one authority, as many servers as are wanted.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::SystemTime;

use keyrack_tests::needle::Needle;
use loopback::{Answer, Authority, Check, ClientIdentity, Face, Loopback, Script, Setup, equals};
use serde_json::{Value, json};

/// An authority that an integration trusts, as a file and as text.
pub(crate) struct Trust {
    authority: Arc<Authority>,
}

impl Trust {
    pub(crate) fn new() -> Self {
        Self { authority: Arc::new(Authority::new(SystemTime::now()).expect("an authority")) }
    }

    /// The certificate as a file to choose in a native dialog.
    pub(crate) fn file(&self, directory: &Path) -> PathBuf {
        let path = directory.join("authority.pem");
        std::fs::write(&path, self.authority.pem()).expect("a file");
        path
    }

    /// A certificate that the authority signed for a client, and its key.
    pub(crate) fn client(&self) -> ClientIdentity {
        self.authority.client().expect("a certificate")
    }

    /// A server that remembers what it was sent.
    pub(crate) async fn server(&self, face: Face) -> Loopback {
        let setup = Setup { face, record: true, ..Setup::default() };
        Loopback::start(Arc::clone(&self.authority), setup).await.expect("a server")
    }

    /// One over TLS that accepts this key as a bearer token.
    pub(crate) async fn bearer(&self, needle: &Needle) -> Loopback {
        let server = self.server(Setup::default().face).await;
        accept(&server, needle);
        server
    }

    /// What an integration is made of, as the page hands it over.
    pub(crate) fn integration(&self, name: &str, server: &Loopback, auth: &Value) -> Value {
        json!({
            "name": name, "provider": "custom", "environment": "production", "variables": {}, "base_url": server.origin(),
            "auth": auth, "probe": "GET /status", "ca_pem": self.authority.pem(), "allow_loopback_http": false,
            "notes": "", "tags": [], "owner": "", "rotate_every_days": null,
        })
    }
}

/// The server accepts this key as a bearer token.
pub(crate) fn accept(server: &Loopback, needle: &Needle) {
    let (yes, no) = (json!({ "ok": true }), json!({ "error": "unauthorized" }));
    let check = Check::bearer(equals(&needle.key()));
    server.on("/", Script::new(check, Answer::json(200, &yes), Answer::json(401, &no)));
}

/// The server refuses every key.
pub(crate) fn refuse(server: &Loopback) {
    server.on("/", Script::always(Answer::json(401, &json!({ "error": "unauthorized" }))));
}

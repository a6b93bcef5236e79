//! The scans in the sample's past: a theme that its agency looked through twice, by the way that every scan goes. The theme
//! stands in the sample's own folder while it is looked through, with keys that open nothing but the sample's shops; then it
//! is gone.

use std::path::{Path, PathBuf};

use loopback::{Alphabet, MadeUp};
use uuid::Uuid;

use super::remove_folder;
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::view::{FindingClass, ScanInput};

/// Whose theme it is, by the names of client and integration.
const OF: (&str, &str) = ("Copper Kettle Coffee", "Shop");
/// Where it would stand on the agency's computer.
const NAME: &str = "copper-kettle-theme";

const PUBLISHED: MadeUp = MadeUp::new("pk_live_", Alphabet::Alphanumeric, 24, "");
const MAIL: MadeUp = MadeUp::new("", Alphabet::Alphanumeric, 20, "");
const EXAMPLE: MadeUp = MadeUp::new("sk_test_", Alphabet::Alphanumeric, 24, "");

/// The theme while the past is played.
pub(super) struct Theme {
    folder: PathBuf,
    client: Option<Uuid>,
}

impl Theme {
    pub(super) fn new(data_dir: &Path) -> Self {
        Self { folder: data_dir.join(NAME), client: None }
    }

    /// A key that came in: the shop's own are also where they must not be.
    pub(super) fn leak(
        &mut self,
        client: (&str, Uuid),
        integration: &str,
        part: usize,
        key: &[u8],
    ) -> Result<()> {
        if (client.0, integration) != OF {
            return Ok(());
        }
        self.client = Some(client.1);
        let key = std::str::from_utf8(key).map_err(|_| Error::new(Code::SampleFailed))?;
        if part == 0 {
            return self.write("assets/js/cart-sync.js", &format!("const woo = {{ user: '{key}' }};\n"));
        }
        self.write(
            "config/.env",
            &format!("SHOP_URL=https://copper-kettle.example\nWOO_SECRET={key}\nDEBUG=false\n"),
        )
    }

    /// As it was weeks ago: with a backup that nobody should have left there.
    pub(super) async fn scan_before(&self, engine: &Engine) -> Result<()> {
        self.write("style.css", "body { margin: 0; }\n")?;
        self.write(
            "inc/mail.php",
            &format!("<?php\n$mail = [\n  'smtp_password' => '{}',\n];\n", made(&MAIL)?),
        )?;
        self.write("assets/js/checkout.js", &format!("const pay = Stripe('{}');\n", made(&PUBLISHED)?))?;
        self.write("docs/payments.md", &format!("# Payments\n\nTry it with `{}`.\n", made(&EXAMPLE)?))?;
        self.write(
            "backup/wp-config.php.bak",
            &format!("<?php\ndefine('DB_PASSWORD', '{}');\n", made(&MAIL)?),
        )?;
        let id = self.scan(engine).await?;
        for finding in engine.scan_findings(id, 0, 50).await?.rows {
            if finding.class == FindingClass::Secret && finding.place.ends_with("payments.md") {
                let reason = "A test key for the documentation: it moves no money.";
                engine.accept_finding(finding.id, reason.to_owned()).await?;
            }
        }
        Ok(())
    }

    /// As it is now: the backup is gone, and a developer's note has come.
    pub(super) async fn scan_now(&self, engine: &Engine) -> Result<()> {
        remove_folder(&self.folder.join("backup"))?;
        self.write("deploy/notes.txt", &format!("deploy user: kettle\nftp_password={}\n", made(&MAIL)?))?;
        self.scan(engine).await.map(drop)
    }

    /// Another client's, in which nothing stands.
    pub(super) async fn scan_clean(&self, engine: &Engine, client: &str) -> Result<()> {
        let folder = self.folder.with_file_name("clean");
        let name = "field-and-fern-checkout";
        for (file, text) in
            [("index.js", "export const shop = 'field-and-fern';\n"), ("README.md", "# Checkout\n")]
        {
            write(&folder.join(file), text)?;
        }
        let client = engine.store().client_by_name(client).await?;
        let scanned = engine.scan_as(&folder, name, input(client)).await;
        remove_folder(&folder)?;
        scanned.map(drop)
    }

    pub(super) fn remove(&self) -> Result<()> {
        remove_folder(&self.folder)
    }

    async fn scan(&self, engine: &Engine) -> Result<Uuid> {
        engine.scan_as(&self.folder, NAME, input(self.client)).await
    }

    fn write(&self, file: &str, text: &str) -> Result<()> {
        write(&self.folder.join(file), text)
    }
}

fn input(client: Option<Uuid>) -> ScanInput {
    ScanInput { client, git: false, shapes: true, rack: true }
}

fn write(path: &Path, text: &str) -> Result<()> {
    let failed = |_| Error::new(Code::SampleFailed);
    path.parent().map_or(Ok(()), std::fs::create_dir_all).map_err(failed)?;
    std::fs::write(path, text).map_err(failed)
}

fn made(of: &MadeUp) -> Result<String> {
    of.make().and_then(|key| String::from_utf8(key).ok()).ok_or_else(|| Error::new(Code::SampleFailed))
}

//! The doctor: looks at everything, changes nothing, and says what to do.

use std::collections::HashSet;

use uuid::Uuid;

use crate::Engine;
use crate::error::Result;
use crate::store::keys::VersionState;
use crate::view::{DoctorCheck, DoctorView, KeyringState};

impl Engine {
    /// Database, keyring, rows against keyring both ways, file modes, versions, and where things lie. Never deletes.
    ///
    /// # Errors
    /// None of its findings is one; a storage code when the database cannot be asked at all.
    pub async fn doctor(&self) -> Result<DoctorView> {
        let mut checks = vec![self.check_place(), self.check_modes(), self.check_database().await];
        checks.push(self.check_schema().await?);
        let keyring = self.check_keyring().await;
        let works = keyring.state == KeyringState::Ready;
        checks.push(DoctorCheck {
            name: "Keyring".to_owned(),
            ok: works,
            what: if keyring.backend.is_empty() {
                keyring.what
            } else {
                format!("{}: {}", keyring.backend, keyring.what)
            },
            next: keyring.next,
        });
        let (missing_keys, orphan_keys) =
            if works { self.compare(&mut checks).await? } else { Default::default() };
        Ok(DoctorView {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            data_dir: self.store().dir().display().to_string(),
            checks,
            missing_keys,
            orphan_keys,
        })
    }

    fn check_place(&self) -> DoctorCheck {
        let dir = self.store().dir();
        let text = format!("{}, workspace {}", dir.display(), self.store().workspace());
        good("Data directory", text)
    }

    fn check_modes(&self) -> DoctorCheck {
        let open = crate::store::too_open(self.store().dir());
        if open.is_empty() {
            return good("Files", "Nobody but you may read them.".to_owned());
        }
        let names: Vec<String> = open.iter().map(|p| p.display().to_string()).collect();
        DoctorCheck {
            name: "Files".to_owned(),
            ok: false,
            what: format!("Others may read: {}", names.join(", ")),
            next: "Close Keyrack and open it again: it takes the rights away.".to_owned(),
        }
    }

    async fn check_database(&self) -> DoctorCheck {
        match self.store().full_check().await {
            Ok(()) => good("Database", "Whole: every page, index and reference was looked at.".to_owned()),
            Err(error) => {
                let refusal = error.refusal();
                DoctorCheck { name: "Database".to_owned(), ok: false, what: refusal.what, next: refusal.next }
            }
        }
    }

    async fn check_schema(&self) -> Result<DoctorCheck> {
        let version = self.store().schema_version().await?;
        Ok(good("Versions", format!("Keyrack {}, schema {version}", env!("CARGO_PKG_VERSION"))))
    }

    /// Rows without an item, items without a row.
    async fn compare(&self, checks: &mut Vec<DoctorCheck>) -> Result<(Vec<String>, Vec<String>)> {
        let rows = self.store().unforgotten().await?;
        let items = self.vault().items().await;
        self.note_keyring(&items);
        let items: HashSet<Uuid> = items?.into_iter().collect();
        let missing: Vec<String> = rows
            .iter()
            .filter(|(id, _, state)| *state != VersionState::Intended && !items.contains(id))
            .map(|(_, name, _)| name.clone())
            .collect();
        let named: HashSet<Uuid> = rows.iter().map(|(id, ..)| *id).collect();
        let mut orphans: Vec<String> = items.difference(&named).map(Uuid::to_string).collect();
        orphans.sort();
        checks.push(DoctorCheck {
            name: "Rows against keyring".to_owned(),
            ok: missing.is_empty() && orphans.is_empty(),
            what: format!(
                "{} of {} keys are in the keyring; {} items in it belong to no row.",
                rows.iter().filter(|(id, ..)| items.contains(id)).count(),
                rows.iter().filter(|(_, _, state)| *state != VersionState::Intended).count(),
                orphans.len()
            ),
            next: if missing.is_empty() && orphans.is_empty() {
                String::new()
            } else {
                "Add missing keys again. Items without a row can be removed with the keyring’s own program."
                    .to_owned()
            },
        });
        Ok((missing, orphans))
    }
}

fn good(name: &str, what: String) -> DoctorCheck {
    DoctorCheck { name: name.to_owned(), ok: true, what, next: String::new() }
}

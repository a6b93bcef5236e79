//! A scan of the history as a file that a person named natively.

use std::collections::HashMap;
use std::path::PathBuf;

use uuid::Uuid;

use super::{Told, ToldKey, ToldLine, ToldScan};
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::scan::found::Counts;
use crate::scan::shown::classes;
use crate::store::scans::{FindingRow, ScanRow};
use crate::store::time;
use crate::text::visible;
use crate::view::{FindingKey, ScanFormat, ScanState};
use crate::whole::{Readers, write_whole};
use crate::words;

impl Engine {
    /// How a file with this scan may be called: `nordlys-theme-2026-11-23.sarif`.
    ///
    /// # Errors
    /// [`Code::ScanUnknown`].
    pub async fn scan_file_name(&self, id: Uuid, format: ScanFormat) -> Result<String> {
        let scan = self.scan(id).await?;
        let plain = |c: char| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' };
        let name: String = scan.name.chars().map(plain).take(60).collect();
        let name = name.trim_matches(['-', '.']);
        let name = if name.is_empty() { "scan" } else { name };
        let ending = match format {
            ScanFormat::Sarif => "sarif",
            ScanFormat::Json => "json",
        };
        Ok(format!("{name}-{}.{ending}", scan.started_at.format("%Y-%m-%d")))
    }

    /// Writes a scan with all its findings to a file, whole or not at all: places, rules, whose keys they are and why some
    /// were accepted; never a value.
    ///
    /// # Errors
    /// [`Code::ScanUnknown`], [`Code::ScanRunning`], [`Code::FileUnwritable`].
    pub async fn save_scan(&self, id: Uuid, format: ScanFormat, path: PathBuf) -> Result<()> {
        let scan = self.store().scan(id).await?;
        let view = self.scan(id).await?;
        if view.state == ScanState::Running {
            return Err(Code::ScanRunning.into());
        }
        let told = self.told(&scan, view.state != ScanState::Done).await?;
        let value = match format {
            ScanFormat::Sarif => told.sarif(),
            ScanFormat::Json => told.json(),
        };
        let about = match scan.client.zip(scan.client_name) {
            Some((client, name)) => About::client(client, &name),
            None => About::default(),
        };
        let about = about.fact(Fact::Place, scan.place).fact(Fact::File, crate::files::shown_name(&path));
        let mut write = self.store().write().await?;
        let event = write.intend(Deed::ScanSaved, about).await?;
        write.commit().await?;
        let unwritable = || Error::new(Code::FileUnwritable);
        let saved = tokio::task::spawn_blocking(move || {
            let text = serde_json::to_string_pretty(&value).map_err(|_| unwritable())? + "\n";
            write_whole(&path, text.as_bytes(), Readers::Owner).map_err(|_| unwritable())
        });
        let saved = saved.await.unwrap_or_else(|_| Err(unwritable()));
        let mut write = self.store().write().await?;
        write.finish(event, Deed::ScanSaved, saved.is_ok(), Vec::new()).await?;
        write.commit().await?;
        saved
    }

    async fn told(&self, scan: &ScanRow, broken_off: bool) -> Result<ToldScan> {
        let (_, rows) = self.store().findings(scan, 0, u32::MAX).await?;
        let mut keys: HashMap<String, Option<FindingKey>> = HashMap::new();
        let mut lines = Vec::with_capacity(rows.len());
        for row in rows {
            let key = match &row.fingerprint {
                None => None,
                Some(print) => match keys.get(print) {
                    Some(known) => known.clone(),
                    None => {
                        let key = self.finding_key(&row).await?;
                        keys.insert(print.clone(), key.clone());
                        key
                    }
                },
            };
            lines.push(line(row, key));
        }
        let unread = self.unread_of(scan.id, 0, u32::MAX).await?.1;
        let number = |number: i64| u64::try_from(number).unwrap_or_default();
        Ok(ToldScan {
            lines,
            unread,
            nothing_read: scan.nothing_read().iter().map(|place| visible(place)).collect(),
            not_sought: scan.too_short(),
            counts: Counts {
                files: number(scan.files),
                commits: number(scan.commits),
                pages: number(scan.pages),
                bytes: number(scan.bytes),
                unread: number(scan.unread),
                ..Counts::default()
            },
            truncated: scan.truncated,
            cancelled: broken_off,
            times: scan.ended_at.map(|ended| (time(scan.started_at), time(ended))),
        })
    }
}

fn line(row: FindingRow, key: Option<FindingKey>) -> ToldLine {
    let more = row.more().into_iter().map(|(class, rule)| told(&class, rule, None)).collect();
    let print = row.print.split(' ').next().filter(|print| !print.is_empty()).map(str::to_owned);
    ToldLine {
        place: visible(&row.place),
        line: u64::try_from(row.line).unwrap_or(1),
        commit: row.git_commit,
        main: told(&row.class, row.rule, key.map(ToldKey::Rack)),
        more,
        print,
        accepted: row.reason,
    }
}

fn told(class: &str, rule: String, key: Option<ToldKey>) -> Told {
    let (_, class) = classes(class);
    Told { class, words: words::scan::rule(&rule, class), rule, key }
}

//! The history of scans, for reading, and what a person says of findings.

use chrono::Duration;
use uuid::Uuid;
use vault::Class;

use super::piece::Skipped;
use crate::codes::Coded as _;
use crate::deed::{About, Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::store::scans::{FindingRow, ScanRow};
use crate::store::time;
use crate::text::visible;
use crate::view::{
    AcceptedView, FindingClass, FindingKey, FindingMore, FindingPage, FindingView, KeyMaskView, ScanBefore,
    ScanKind, ScanPage, ScanState, ScanView, UnreadPage, UnreadView,
};
use crate::{text, words};

/// Most rows in one page.
const MOST: u32 = 500;
/// A reason has no more characters.
const REASON: usize = 400;

/// Findings that a person is asked about at once.
#[derive(Clone, Debug)]
pub struct FindingGroup {
    /// In the order in which they were named.
    pub rows: Vec<FindingView>,
    /// The clients whose findings they are, by name.
    pub clients: Vec<String>,
}

impl Engine {
    /// One scan. While it runs in this process, with how far it is.
    ///
    /// # Errors
    /// [`Code::ScanUnknown`].
    pub async fn scan(&self, id: Uuid) -> Result<ScanView> {
        let row = self.store().scan(id).await?;
        self.scan_view(row).await
    }

    /// Scans of a client or of all, newest first.
    ///
    /// # Errors
    /// A storage code.
    pub async fn scans(&self, client: Option<Uuid>, offset: u32, limit: u32) -> Result<ScanPage> {
        let (total, found) = self.store().scans(client, offset, limit.min(MOST)).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            rows.push(self.scan_view(row).await?);
        }
        Ok(ScanPage { total, offset, rows })
    }

    /// How many places of held keys a client's scans have found, which go with the client.
    ///
    /// # Errors
    /// A storage code.
    pub async fn held_found(&self, client: Uuid) -> Result<u32> {
        self.store().held_found(client).await
    }

    /// Stops a scan that runs in this process; what it has found stays.
    pub fn cancel_scan(&self, id: Uuid) {
        self.inner.scanning.cancel(id);
    }

    /// A page of a scan's findings: open ones first, by class, then by place.
    ///
    /// # Errors
    /// [`Code::ScanUnknown`].
    pub async fn scan_findings(&self, id: Uuid, offset: u32, limit: u32) -> Result<FindingPage> {
        let scan = self.store().scan(id).await?;
        let (total, found) = self.store().findings(&scan, offset, limit.min(MOST)).await?;
        let mut rows = Vec::with_capacity(found.len());
        for row in found {
            rows.push(self.finding_view(row, scan.before.is_some()).await?);
        }
        Ok(FindingPage { total, offset, rows })
    }

    /// A page of what the scan before had found and this one has not, where this one looked: each value in a place once, with
    /// the line in which it stood. Empty where there is none before that looked for the same, or where this one did not come
    /// to its end.
    ///
    /// # Errors
    /// [`Code::ScanUnknown`].
    pub async fn scan_gone(&self, id: Uuid, offset: u32, limit: u32) -> Result<FindingPage> {
        let scan = self.store().scan(id).await?;
        let before = scan.before.filter(|_| scan.state == "done");
        let gone = match before {
            Some(before) => self.store().gone(&scan, before).await?,
            None => Vec::new(),
        };
        let total = u32::try_from(gone.len()).unwrap_or(u32::MAX);
        let page = gone.into_iter().skip(offset as usize).take(limit.min(MOST) as usize);
        let mut rows = Vec::new();
        for row in page {
            rows.push(self.finding_view(row, false).await?);
        }
        Ok(FindingPage { total, offset, rows })
    }

    /// A page of what a scan did not read.
    ///
    /// # Errors
    /// [`Code::ScanUnknown`].
    pub async fn scan_unread(&self, id: Uuid, offset: u32, limit: u32) -> Result<UnreadPage> {
        self.store().scan(id).await?;
        let (total, rows) = self.unread_of(id, offset, limit.min(MOST)).await?;
        Ok(UnreadPage { total, offset, rows })
    }

    pub(super) async fn unread_of(
        &self,
        id: Uuid,
        offset: u32,
        limit: u32,
    ) -> Result<(u32, Vec<UnreadView>)> {
        let (total, rows) = self.store().scan_unread(id, offset, limit).await?;
        let rows = rows.into_iter().map(|(place, code)| {
            let why = Skipped::parse(&code).map_or("", words::unread).to_owned();
            UnreadView { place: visible(&place), code, why }
        });
        Ok((total, rows.collect()))
    }

    /// Accepts a finding: it counts no more, in this scan and in later ones of the same client, as long as place, rule and
    /// value are the same.
    ///
    /// # Errors
    /// [`Code::FindingUnknown`], [`Code::FindingUnprinted`], or a code about the reason.
    pub async fn accept_finding(&self, id: Uuid, reason: String) -> Result<FindingView> {
        self.accept_findings(&[id], reason).await?.pop().ok_or_else(|| Code::FindingUnknown.into())
    }

    /// The same for many at once: all of them or none.
    ///
    /// # Errors
    /// As there; [`Code::TooMany`] for more than 500.
    pub async fn accept_findings(&self, ids: &[Uuid], reason: String) -> Result<Vec<FindingView>> {
        let mut findings = Vec::with_capacity(ids.len());
        for finding in self.finding_rows(ids).await? {
            if finding.print.is_empty() {
                // Nothing says which value it is: accepted with it were all others of its rule in this place.
                return Err(Code::FindingUnprinted.into());
            }
            let about = self.about(&finding).await?;
            findings.push((finding, about));
        }
        self.refuse_keys(vec![("reason".to_owned(), reason.clone())]).await?;
        let reason = text::line("reason", &reason, REASON)?;
        if reason.is_empty() {
            return Err(Error::at(Code::Required, "reason"));
        }
        let mut write = self.store().write().await?;
        for (finding, about) in findings {
            write.accept(&finding, &reason).await?;
            write.deed(Deed::FindingAccepted, about.fact(Fact::Reason, reason.clone())).await?;
        }
        write.commit().await?;
        let mut accepted = Vec::with_capacity(ids.len());
        for id in ids {
            accepted.push(self.finding(*id).await?);
        }
        Ok(accepted)
    }

    /// Findings that are to be accepted together, and whose they are.
    ///
    /// # Errors
    /// [`Code::FindingUnknown`]; [`Code::TooMany`] for more than 500.
    pub async fn findings(&self, ids: &[Uuid]) -> Result<FindingGroup> {
        let (mut rows, mut clients) = (Vec::with_capacity(ids.len()), Vec::new());
        for row in self.finding_rows(ids).await? {
            if let Some(client) = row.client {
                clients.push(visible(&self.store().client(client).await?.input.name));
            }
            rows.push(self.finding_view(row, false).await?);
        }
        clients.sort();
        clients.dedup();
        Ok(FindingGroup { rows, clients })
    }

    async fn finding_rows(&self, ids: &[Uuid]) -> Result<Vec<FindingRow>> {
        if ids.len() > MOST as usize {
            return Err(Code::TooMany.into());
        }
        let mut rows = Vec::with_capacity(ids.len());
        for id in ids {
            rows.push(self.store().finding(*id).await?);
        }
        Ok(rows)
    }

    /// Takes that back.
    ///
    /// # Errors
    /// [`Code::FindingUnknown`].
    pub async fn unaccept_finding(&self, id: Uuid) -> Result<FindingView> {
        let finding = self.store().finding(id).await?;
        let about = self.about(&finding).await?;
        let mut write = self.store().write().await?;
        write.reopen(&finding).await?;
        write.deed(Deed::FindingReopened, about).await?;
        write.commit().await?;
        self.finding(id).await
    }

    /// Takes a scan out of the history. What was accepted stays accepted.
    ///
    /// `asked`: how many places with held keys the person who agreed was told of, as [`ScanView::held`] counts them. Findings
    /// are kept when a scan ends, which may be between the question and the removal.
    ///
    /// # Errors
    /// [`Code::ScanUnknown`]; [`Code::ScanRunning`] while it runs, here or in another process; [`Code::ScanGrown`] where it
    /// has found held keys in more places than `asked`.
    pub async fn remove_scan(&self, id: Uuid, asked: u32) -> Result<()> {
        // Before its row is read: once it is none of this process's, its row says what it came to.
        let live = self.inner.scanning.of(id).is_some();
        let mut write = self.store().write().await?;
        let scan = write.scan(id).await?;
        if state(&scan, live, write.now()) == ScanState::Running {
            return Err(Code::ScanRunning.into());
        }
        if scan.held > i64::from(asked) {
            return Err(Code::ScanGrown.into());
        }
        let about = match scan.client.zip(scan.client_name) {
            Some((client, name)) => About::client(client, &name),
            None => About::default(),
        };
        write.remove_scan(id).await?;
        write.deed(Deed::ScanRemoved, about.fact(Fact::Place, scan.place)).await?;
        write.commit().await
    }

    async fn about(&self, finding: &FindingRow) -> Result<About> {
        let about = match finding.client {
            Some(client) => About::client(client, &self.store().client(client).await?.input.name),
            None => About::default(),
        };
        Ok(about.fact(Fact::Place, finding.place.clone()))
    }

    /// One finding. Whether it is new is not said.
    ///
    /// # Errors
    /// [`Code::FindingUnknown`].
    pub async fn finding(&self, id: Uuid) -> Result<FindingView> {
        let row = self.store().finding(id).await?;
        self.finding_view(row, false).await
    }

    /// Where a finding stands, whole, as a person pastes it: an address, or a path with the home folder and the line, masked.
    ///
    /// # Errors
    /// [`Code::FindingUnknown`].
    pub async fn place_of_finding(&self, id: Uuid) -> Result<String> {
        let row = self.store().finding(id).await?;
        let scan = self.store().scan(row.scan).await?;
        let place = match scan.kind.as_str() {
            "site" => return Ok(visible(&row.place)),
            // It begins with the folder's name, which stands at the end of the folder's place.
            "folder" => match (scan.place.strip_suffix(&scan.name), row.place.strip_prefix(&scan.name)) {
                (Some(above), Some(_)) => format!("{above}{}", row.place),
                _ => row.place,
            },
            _ => row.place,
        };
        let place = match (place.strip_prefix("~/"), std::env::var("HOME")) {
            (Some(rest), Ok(home)) if !home.is_empty() => format!("{}/{rest}", home.trim_end_matches('/')),
            _ => place,
        };
        Ok(visible(&format!("{place}:{}", row.line)))
    }

    async fn scan_view(&self, row: ScanRow) -> Result<ScanView> {
        let live = self.inner.scanning.of(row.id);
        let state = state(&row, live.is_some(), self.store().now());
        let before = match row.before {
            Some(before) if state == ScanState::Done => Some(self.before(&row, before).await?),
            _ => None,
        };
        let nothing_read = row.nothing_read();
        let (what, next) = words::scan::state(state, row.unread > 0, !nothing_read.is_empty());
        let number = |number: i64| u32::try_from(number).unwrap_or(u32::MAX);
        Ok(ScanView {
            id: row.id,
            kind: match row.kind.as_str() {
                "folder" => ScanKind::Folder,
                "site" => ScanKind::Site,
                _ => ScanKind::Several,
            },
            name: visible(&row.name),
            place: visible(&row.place),
            client: row.client,
            client_name: row.client_name.clone(),
            git: row.git,
            shapes: row.shapes,
            rack: row.rack,
            state,
            what: what.to_owned(),
            next: next.to_owned(),
            started_at: time(row.started_at),
            ended_at: row.ended_at.map(time),
            actor: row.started_by.clone(),
            progress: live.flatten(),
            files: number(row.files),
            commits: number(row.commits),
            pages: number(row.pages),
            bytes: row.bytes as f64,
            unread: number(row.unread),
            held: number(row.held),
            secrets: number(row.secrets),
            published: number(row.published),
            accepted: number(row.accepted),
            keys: number(row.keys),
            places: number(row.places),
            truncated: row.truncated,
            too_short: row.too_short(),
            nothing_read: nothing_read.iter().map(|place| visible(place)).collect(),
            before,
        })
    }

    async fn before(&self, row: &ScanRow, before: Uuid) -> Result<ScanBefore> {
        let (now, then, both) = self.store().scan_difference(row.id, before).await?;
        let at = time(self.store().scan(before).await?.started_at);
        let missing = then - both;
        let gone = match missing {
            0 => 0,
            _ if row.unread == 0 && row.nothing_read().is_empty() => missing,
            _ => u32::try_from(self.store().gone(row, before).await?.len()).unwrap_or(missing).min(missing),
        };
        Ok(ScanBefore { id: before, at, new: now - both, gone, still: both, unread: missing - gone })
    }

    async fn finding_view(&self, row: FindingRow, has_before: bool) -> Result<FindingView> {
        let (class, of) = classes(&row.class);
        let said = words::scan::rule(&row.rule, of);
        let key = self.finding_key(&row).await?;
        let more = row.more().into_iter().map(|(class, rule)| {
            let (class, of) = classes(&class);
            let rule_words = words::scan::rule(&rule, of).title;
            FindingMore { class, rule, rule_words }
        });
        let accepted = row.reason.clone().zip(row.accepted_at).zip(row.accepted_by.clone());
        Ok(FindingView {
            id: row.id,
            class,
            rule_words: said.title,
            place: visible(&row.place),
            line: u32::try_from(row.line).unwrap_or(u32::MAX),
            commit: row.git_commit.clone(),
            key,
            tag: row.print.split(' ').next().unwrap_or_default().chars().take(4).collect(),
            what: said.what.to_owned(),
            next: said.next.to_owned(),
            new: has_before && !row.known_before,
            accepted: accepted.map(|((reason, at), by)| AcceptedView { reason, at: time(at), by }),
            more: more.collect(),
            rule: row.rule,
        })
    }

    /// Whose key it is: by its row while there is one, else by the fingerprint that was kept.
    pub(super) async fn finding_key(&self, row: &FindingRow) -> Result<Option<FindingKey>> {
        let Some(fingerprint) = &row.fingerprint else { return Ok(None) };
        let part = row.part.clone().unwrap_or_default();
        if let Some(named) = self.key_named(fingerprint).await? {
            return Ok(Some(named));
        }
        Ok(Some(FindingKey {
            fingerprint: fingerprint.chars().take(6).collect(),
            mask: None::<KeyMaskView>,
            part_label: part.replace('_', " "),
            replaced: true,
            users: Vec::new(),
        }))
    }
}

fn state(row: &ScanRow, live: bool, now: chrono::DateTime<chrono::Utc>) -> ScanState {
    match row.state.as_str() {
        "done" => ScanState::Done,
        "cancelled" => ScanState::Cancelled,
        "failed" => ScanState::Failed,
        _ if live => ScanState::Running,
        // Another process may run it, and then it says so.
        _ if now - time(row.beat_at) < Duration::seconds(30) => ScanState::Running,
        _ => ScanState::Unfinished,
    }
}

pub(super) fn classes(code: &str) -> (FindingClass, Class) {
    match code {
        "held" => (FindingClass::Held, Class::Held),
        "published" => (FindingClass::Published, Class::Public),
        _ => (FindingClass::Secret, Class::Secret),
    }
}

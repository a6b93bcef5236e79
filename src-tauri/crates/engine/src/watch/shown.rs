//! Watches as they are shown.

use chrono::{DateTime, Duration, Utc};
use uuid::Uuid;

use super::beat::waits;
use super::machine::{Machine as _, ThisMachine};
use super::schedule::Schedule;
use super::standing::{Patience, Settled};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::store::watch::{ChangeRow, WatchRecord};
use crate::view::{KeyringState, Refusal, WatchChangeView, WatchInput, WatchRow, WatchState, WatchView};
use crate::words;

/// A beat that is due for longer waits for something.
const LATE: Duration = Duration::minutes(1);

impl Engine {
    /// The watch of an integration; one that was never set is off and has the defaults.
    ///
    /// # Errors
    /// [`crate::Code::IntegrationUnknown`].
    pub async fn watch(&self, integration: Uuid) -> Result<WatchView> {
        let view = self.integration(integration).await?;
        let record = self.store().watch(integration).await?;
        let input = record.as_ref().map(|one| one.input.clone()).unwrap_or_default();
        let overdue =
            record.as_ref().and_then(|one| one.next_at).is_some_and(|next| self.store().now() - next > LATE);
        let held =
            || overdue.then(|| self.held(&input, &crate::plan::Plan::of(&view.input).host())).flatten();
        let why = view.not_testable_words.filter(|_| input.enabled).or_else(held);
        let (state, failing) = self.state_of(record.as_ref(), why.is_some());
        let patience = patience_of(&input);
        let (against, against_of) =
            record.as_ref().map_or((0, patience.clear_after), |one| one.standing.against(patience));
        let changes = self.store().watch_changes(integration, 1).await?;
        Ok(WatchView {
            integration,
            saved: record.is_some(),
            rule_words: words::watch::rule(&input),
            state,
            state_words: words::watch::state(state, failing).to_owned(),
            failing,
            against,
            against_of,
            since: record.as_ref().map(|one| one.standing.since),
            last_at: record.as_ref().and_then(|one| one.last_at),
            next_at: record.as_ref().and_then(|one| one.next_at),
            last_change: changes.into_iter().next().map(change),
            why,
            local_zone: self.zone().name().to_owned(),
            input,
        })
    }

    /// What a beat that is overdue waits for, as far as this process can see.
    fn held(&self, input: &WatchInput, host: &str) -> Option<Refusal> {
        let machine = ThisMachine::new();
        let keyring = match self.keyring().state {
            KeyringState::Locked => Some(Code::KeyringLocked),
            KeyringState::Absent => Some(Code::KeyringAbsent),
            KeyringState::Slow => Some(Code::KeyringSlow),
            KeyringState::Broken => Some(Code::KeyringRefused),
            KeyringState::Ready | KeyringState::Unknown => None,
        };
        let waits = waits(input, host, machine.on_battery(), machine.offline());
        waits.or(keyring).map(|code| Error::new(code).refusal())
    }

    /// Every watch, by client and name.
    ///
    /// # Errors
    /// A storage code.
    pub async fn watch_list(&self) -> Result<Vec<WatchRow>> {
        let since = super::history::first_day(self.store().now(), 30);
        let (watches, uptimes) =
            tokio::try_join!(self.store().watches(), self.store().watched_uptimes(&since))?;
        let row = |one: crate::store::watch::NamedWatch| {
            let (state, failing) = self.state_of(Some(&one.watch), one.archived);
            let up = uptimes.get(&one.watch.integration).copied().unwrap_or_default();
            WatchRow {
                integration: one.watch.integration,
                integration_name: one.integration_name,
                client_name: one.client_name,
                state,
                failing,
                rule_words: words::watch::rule(&one.watch.input),
                since: Some(one.watch.standing.since),
                last_at: one.watch.last_at,
                next_at: one.watch.next_at,
                uptime_30: super::history::uptime(up),
            }
        };
        Ok(watches.into_iter().map(row).collect())
    }

    /// The state that is shown, and whether it counts as failing.
    pub(super) fn state_of(&self, record: Option<&WatchRecord>, stopped: bool) -> (WatchState, bool) {
        let Some(record) = record else { return (WatchState::Paused, false) };
        let failing = record.standing.state == Settled::Failing;
        let state = match record.standing.state {
            _ if stopped || !record.input.enabled => WatchState::Paused,
            _ if self.in_quiet_hours(record, self.store().now()) => WatchState::Quiet,
            Settled::Failing => WatchState::Failing,
            Settled::Ok => WatchState::Ok,
            Settled::Pending => WatchState::Pending,
        };
        (state, failing)
    }

    fn in_quiet_hours(&self, record: &WatchRecord, now: DateTime<Utc>) -> bool {
        // Most have none, and a list of thousands need not read as many rules.
        if record.input.quiet.is_none() {
            return false;
        }
        let schedule = Schedule::of(&record.input, record.integration, record.anchor);
        schedule.is_ok_and(|schedule| schedule.is_quiet(now, self.zone()))
    }
}

/// How many beats it takes.
pub(super) fn patience_of(input: &WatchInput) -> Patience {
    Patience { fail_after: input.fail_after, clear_after: input.clear_after }
}

/// A change as it is told.
pub(super) fn change(row: ChangeRow) -> WatchChangeView {
    WatchChangeView {
        id: row.id,
        integration: row.integration,
        words: words::watch::change(row.change, row.days),
        integration_name: row.integration_name,
        client_name: row.client_name,
        at: row.at,
        change: row.change,
        reason: row.reason,
        days_left: row.days,
    }
}

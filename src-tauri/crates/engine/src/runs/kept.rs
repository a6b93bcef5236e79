//! The last runs, kept in memory so that they can be saved.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::Target;
use crate::codes::Coded as _;
use crate::error::{Code, Error, Result};
use crate::sends::Sent;
use crate::view::{BatchView, Environment, Refusal, SendSummary, VerdictKind};

/// How many runs can still be saved.
const RUNS: usize = 4;

/// A run that has ended.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub(crate) view: BatchView,
    /// In the order of the run.
    pub(crate) rows: Vec<Row>,
}

/// What came of one integration.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) integration: Uuid,
    pub(crate) name: String,
    pub(crate) client: Uuid,
    pub(crate) client_name: String,
    pub(crate) provider_name: String,
    pub(crate) environment: Environment,
    pub(crate) host: String,
    /// With the nil id where nothing was sent.
    pub(crate) send: SendSummary,
    /// Of the first certificate in the chain to expire.
    pub(crate) certificate_days_left: Option<i32>,
    /// The verdict in words: title, what happened, what to do next.
    pub(crate) words: [String; 3],
    pub(crate) refusal: Option<Refusal>,
}

impl Row {
    /// A refusal before the send has no entry in the log, so its summary has the nil id.
    pub(super) fn of(target: &Target, sent: Result<Sent>, now: DateTime<Utc>) -> Self {
        let tls = sent.as_ref().ok().and_then(|sent| sent.view.tls.as_ref());
        let certificate_days_left = tls.and_then(|tls| tls.certificate_days_left);
        let (send, words, refusal) = match sent {
            Ok(Sent { view, .. }) => {
                let verdict = view.verdict;
                #[allow(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "milliseconds")]
                let total_ms = view.status.and(view.timings).map(|t| t.total_ms.round() as u32);
                let send = SendSummary {
                    id: view.id,
                    at: view.at,
                    verdict: verdict.kind,
                    verdict_words: verdict.title.clone(),
                    reason: verdict.reason,
                    status: view.status,
                    total_ms,
                };
                (send, [verdict.title, verdict.what, verdict.next], None)
            }
            Err(error) => not_sent(&error, now),
        };
        Self {
            integration: target.integration,
            name: target.name.clone(),
            client: target.client,
            client_name: target.client_name.clone(),
            provider_name: target.provider_name.clone(),
            environment: target.environment,
            host: target.host.clone(),
            send,
            certificate_days_left,
            words,
            refusal,
        }
    }
}

fn not_sent(error: &Error, now: DateTime<Utc>) -> (SendSummary, [String; 3], Option<Refusal>) {
    let refusal = error.refusal();
    let title = crate::words::verdict::title(VerdictKind::NotSent).to_owned();
    let send = SendSummary {
        id: Uuid::nil(),
        at: now,
        verdict: VerdictKind::NotSent,
        verdict_words: title.clone(),
        reason: error.code().code().to_owned(),
        status: None,
        total_ms: None,
    };
    (send, [title, refusal.what.clone(), refusal.next.clone()], Some(refusal))
}

/// The last runs of this process.
#[derive(Debug, Default)]
pub(crate) struct Runs(Mutex<VecDeque<Arc<Kept>>>);

impl Runs {
    pub(super) fn keep(&self, run: Kept) {
        let mut runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.truncate(RUNS - 1);
        runs.push_front(Arc::new(run));
    }

    pub(super) fn get(&self, id: Uuid) -> Result<Arc<Kept>> {
        let runs = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        runs.iter().find(|run| run.view.id == id).cloned().ok_or_else(|| Code::RunUnknown.into())
    }
}

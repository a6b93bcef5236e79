//! Many sends: at most six at once, two for one host, in the order of the clients' names.

use std::collections::{HashMap, VecDeque};

use tokio::task::JoinSet;
use uuid::Uuid;

use crate::cancel::Cancel;
use crate::codes::Coded as _;
use crate::engine::Engine;
use crate::error::{Error, ErrorClass, Result};
use crate::plan::Plan;
use crate::view::{BatchView, SendProgress, SendSummary, SendView, VerdictKind};

const AT_ONCE: usize = 6;
const PER_HOST: usize = 2;

struct Waiting {
    integration: Uuid,
    host: String,
}

type Ended = (Waiting, Result<SendView>);

impl Engine {
    /// Tests many, each as [`Engine::test`] does. What cannot be tested counts as not sent.
    ///
    /// # Errors
    /// Only when the database fails; sends that are under way are stopped then.
    pub async fn test_many(
        &self,
        integrations: Vec<Uuid>,
        cancel: Cancel,
        progress: impl Fn(SendProgress) + Send + Sync,
    ) -> Result<BatchView> {
        let mut waiting = self.in_order(integrations).await?;
        let total = u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        let mut batch = BatchView { total, ..BatchView::default() };
        let mut busy: HashMap<String, usize> = HashMap::new();
        // Dropped with this future: each send notices, stops, and is logged as stopped.
        let mut running: JoinSet<Ended> = JoinSet::new();
        let mut done = 0;
        loop {
            while !cancel.is_cancelled() && running.len() < AT_ONCE {
                let Some(next) = take_next(&mut waiting, &busy) else { break };
                progress(SendProgress::Started { integration: next.integration });
                *busy.entry(next.host.clone()).or_default() += 1;
                let (engine, cancel) = (self.clone(), cancel.clone());
                running.spawn(async move {
                    let sent = engine.test(next.integration, cancel).await;
                    (next, sent)
                });
            }
            let Some(ended) = running.join_next().await else { break };
            // A send that panicked has no outcome; the rest of the batch still has.
            let Ok((one, sent)) = ended else { continue };
            if let Some(count) = busy.get_mut(&one.host) {
                *count -= 1;
            }
            let refusal = sent.as_ref().err().map(Error::refusal);
            let send = self.summary(sent)?;
            count(&mut batch, send.verdict);
            done += 1;
            progress(SendProgress::Done { send, integration: one.integration, done, total, refusal });
        }
        batch.cancelled = cancel.is_cancelled();
        batch.not_sent += u32::try_from(waiting.len()).unwrap_or(u32::MAX);
        Ok(batch)
    }

    async fn in_order(&self, integrations: Vec<Uuid>) -> Result<VecDeque<Waiting>> {
        let mut named = Vec::with_capacity(integrations.len());
        for integration in integrations {
            let profile = self.store().profile(integration).await?;
            let probe = Plan::of(&profile.input).probe;
            let host = probe.and_then(|p| p.url.host_str().map(str::to_owned)).unwrap_or_default();
            let name = (profile.client.1.to_lowercase(), profile.integration.1.to_lowercase(), integration);
            named.push((name, Waiting { integration, host }));
        }
        named.sort_by(|a, b| a.0.cmp(&b.0));
        named.dedup_by_key(|(_, one)| one.integration);
        Ok(named.into_iter().map(|(_, one)| one).collect())
    }

    /// What came of one. A refusal before the send has no entry in the log, so its summary has the nil id.
    fn summary(&self, sent: Result<SendView>) -> Result<SendSummary> {
        let not_sent = |error: Error| SendSummary {
            id: Uuid::nil(),
            at: self.store().now(),
            verdict: VerdictKind::NotSent,
            reason: error.code().code().to_owned(),
            status: None,
            total_ms: None,
        };
        match sent {
            Err(error) if error.class() == ErrorClass::Storage => Err(error),
            Err(error) => Ok(not_sent(error)),
            Ok(send) => Ok(SendSummary {
                id: send.id,
                at: send.at,
                verdict: send.verdict.kind,
                reason: send.verdict.reason,
                status: send.status,
                total_ms: send.status.and(send.timings).map(|t| t.total_ms.round() as u32),
            }),
        }
    }
}

/// The first that waits for a host that is not busy.
fn take_next(waiting: &mut VecDeque<Waiting>, busy: &HashMap<String, usize>) -> Option<Waiting> {
    let free = |one: &Waiting| busy.get(&one.host).is_none_or(|count| *count < PER_HOST);
    let at = waiting.iter().position(free)?;
    waiting.remove(at)
}

fn count(batch: &mut BatchView, verdict: VerdictKind) {
    *match verdict {
        VerdictKind::Accepted => &mut batch.accepted,
        VerdictKind::Degraded => &mut batch.degraded,
        VerdictKind::Refused => &mut batch.refused,
        VerdictKind::Unreachable => &mut batch.unreachable,
        VerdictKind::Odd => &mut batch.odd,
        VerdictKind::NotSent => &mut batch.not_sent,
    } += 1;
}

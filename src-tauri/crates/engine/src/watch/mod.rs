//! Watching: integrations that are tested on a schedule.
//!
//! What a person set and how it runs are two rows ([`crate::store::watch`]). When a beat is due, how many beats settle a
//! state and when a certificate is warned of are pure functions of what they are given ([`schedule`], [`standing`],
//! [`certificate`]). A watch sends what [`Engine::test`] sends and nothing else, and never a probe that creates data.

mod beat;
mod catch_up;
pub(crate) mod certificate;
mod history;
pub(crate) mod latency;
mod machine;
mod news;
mod schedule;
mod shown;
pub(crate) mod standing;

use uuid::Uuid;

pub use beat::Watcher;
pub use machine::{Machine, ThisMachine};
pub use news::{WatchFeed, WatchNews};

use crate::deed::{Deed, Fact};
use crate::engine::Engine;
use crate::error::{Code, Error, Result};
use crate::plan::Plan;
use crate::store::integrations::IntegrationRecord;
use crate::view::{ProbeClass, WatchInput, WatchView};
use crate::words;
use schedule::{Schedule, in_range};

impl Engine {
    /// Sets the watch of an integration. A new rule counts from now; a watch that is turned on begins to learn anew.
    ///
    /// # Errors
    /// A code that names the field; [`Code::WatchCreates`] for a test that creates data.
    pub async fn save_watch(&self, integration: Uuid, input: WatchInput) -> Result<WatchView> {
        let record = self.store().integration(integration).await?;
        let input = checked(&input)?;
        if input.enabled {
            refuse_creating(&record)?;
        }
        let before = self.store().watch(integration).await?;
        let (now, local) = (self.store().now(), self.zone());
        let kept = before.as_ref().filter(|one| one.input.enabled && one.input.rule == input.rule);
        let anchor = kept.map_or(now, |one| one.anchor);
        let schedule = Schedule::of(&input, integration, anchor)?;
        // An interval begins at once, as far as quiet hours let it.
        let from = if kept.is_some() { now } else { now - chrono::Duration::milliseconds(1) };
        let next = schedule.next(from, local).ok_or_else(|| Error::at(Code::RuleNever, "rule.text"))?;
        let mut write = self.store().write().await?;
        write.save_watch(integration, &input, anchor, input.enabled.then_some(next)).await?;
        if input.enabled && before.is_some_and(|before| !before.input.enabled) {
            write.begin_watch_anew(integration).await?;
        }
        let rule = if input.enabled { words::watch::rule(&input) } else { words::watch::OFF.to_owned() };
        write.deed(Deed::WatchSaved, record.about().fact(Fact::Rule, rule)).await?;
        write.commit().await?;
        self.watch(integration).await
    }

    /// The zone that the machine is in.
    pub(crate) fn zone(&self) -> chrono_tz::Tz {
        self.store().zone()
    }
}

/// The input, tidied, with every number in its range.
fn checked(input: &WatchInput) -> Result<WatchInput> {
    in_range("fail_after", input.fail_after, 1, 10)?;
    in_range("clear_after", input.clear_after, 1, 10)?;
    if let Some(slow) = input.slow_after_ms {
        in_range("slow_after_ms", slow, 1, 60_000)?;
    }
    schedule::tidied(input)
}

/// Refuses a watch of a test that creates data at the provider.
fn refuse_creating(record: &IntegrationRecord) -> Result<()> {
    if creates(&Plan::of(&record.input)) { Err(Code::WatchCreates.into()) } else { Ok(()) }
}

/// Whether the integration's test creates data at the provider. It may come to that after it was watched.
fn creates(plan: &Plan) -> bool {
    plan.probe.as_ref().is_some_and(|probe| probe.class == ProbeClass::Creates)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::view::IntegrationInput;

    #[test]
    fn a_test_that_creates_data_is_told_from_one_that_reads() {
        let domain = ("store_domain".to_owned(), "shop.example.com".to_owned());
        let input = IntegrationInput {
            variables: std::collections::BTreeMap::from([domain]),
            ..IntegrationInput::new("Shop", "woocommerce")
        };
        let mut plan = Plan::of(&input);
        assert!(!creates(&plan));
        plan.probe.as_mut().unwrap().class = ProbeClass::Creates;
        assert!(creates(&plan));
    }
}

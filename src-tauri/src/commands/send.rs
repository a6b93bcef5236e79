//! Test sends.

use std::collections::HashSet;
use std::time::Duration;

use engine::view::{BatchView, RunChoice, RunFilter, RunFormat, RunOptions, SendProgress, SendView};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use tokio::sync::mpsc;
use uuid::Uuid;

use crate::calm;
use crate::native::{self, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

/// How often a page hears of a run, so that it can draw in between.
const TELL_EVERY: Duration = Duration::from_millis(100);

#[tauri::command]
pub(crate) async fn test(app: AppHandle, rack: State<'_, Rack>, integration: Uuid) -> Answer<SendView> {
    let engine = rack.engine().await?;
    let Some(offer) = engine.offer_test(integration).await? else {
        let running = rack.running(Some(integration));
        return Ok(engine.test(integration, running.cancel.clone()).await?);
    };
    let dialog = rack.dialog()?;
    if !native::confirm(&app, Question::creating_test(&offer.view())).await {
        return Err(Refused::declined());
    }
    drop(dialog);
    let running = rack.running(Some(integration));
    Ok(engine.test_offered(offer, running.cancel.clone()).await?)
}

#[tauri::command]
pub(crate) async fn test_many(
    rack: State<'_, Rack>,
    integrations: Vec<Uuid>,
    options: RunOptions,
    progress: Channel<Vec<SendProgress>>,
) -> Answer<BatchView> {
    let engine = rack.engine().await?;
    let running = rack.running(None);
    let (say, said) = mpsc::unbounded_channel();
    let tell = move |step| drop(say.send(step));
    let run = engine.test_many(integrations, options, running.cancel.clone(), tell);
    // A page that is gone hears nothing more; the sends go on. What was said last is told before the answer.
    let telling = calm::gather(said, TELL_EVERY, |steps| drop(progress.send(newest(steps))));
    Ok(tokio::join!(run, telling).0?)
}

/// Of each integration, and of the counts, what was said last: what came before it was never to be seen.
fn newest(mut steps: Vec<SendProgress>) -> Vec<SendProgress> {
    let mut heard = HashSet::new();
    steps.reverse();
    steps.retain(|step| heard.insert(about(step)));
    steps.reverse();
    steps
}

fn about(step: &SendProgress) -> Option<Uuid> {
    match step {
        SendProgress::Started { integration }
        | SendProgress::Waiting { integration, .. }
        | SendProgress::Done { integration, .. } => Some(*integration),
        SendProgress::Counts { .. } => None,
    }
}

#[tauri::command]
pub(crate) async fn test_cancel(rack: State<'_, Rack>, integration: Option<Uuid>) -> Answer<()> {
    rack.cancel(integration);
    Ok(())
}

#[tauri::command]
pub(crate) async fn run_choose(rack: State<'_, Rack>, filter: RunFilter) -> Answer<RunChoice> {
    Ok(rack.engine().await?.choose_run(&filter).await?)
}

/// Saves a run to a file that a person names natively; `false` where they changed their mind.
#[tauri::command]
pub(crate) async fn run_save(
    app: AppHandle,
    rack: State<'_, Rack>,
    id: Uuid,
    format: RunFormat,
) -> Answer<bool> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let name = engine.run_file_name(id, format)?;
    let Some(path) = native::save_as(&app, name).await else { return Ok(false) };
    engine.save_run(id, format, path).await?;
    Ok(true)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_integration_only_the_last_word_is_told_in_order() {
        let [one, other] = [Uuid::from_u128(1), Uuid::from_u128(2)];
        let waiting = |integration| SendProgress::Waiting {
            integration,
            why: engine::view::WaitReason::HostBusy,
            until: None,
        };
        let started = |integration| SendProgress::Started { integration };
        let told = newest(vec![waiting(one), started(other), waiting(other), started(one)]);
        assert_eq!(told, [waiting(other), started(one)]);
    }
}

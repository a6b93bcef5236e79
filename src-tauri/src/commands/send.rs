//! Test sends.

use engine::view::{BatchView, RunChoice, RunFilter, RunFormat, RunOptions, SendProgress, SendView};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native::{self, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

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
    progress: Channel<SendProgress>,
) -> Answer<BatchView> {
    let engine = rack.engine().await?;
    let running = rack.running(None);
    // A page that is gone hears nothing more; the sends go on.
    let tell = move |step| drop(progress.send(step));
    Ok(engine.test_many(integrations, options, running.cancel.clone(), tell).await?)
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

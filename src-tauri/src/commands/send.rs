//! Test sends.

use engine::view::{BatchView, SendProgress, SendView};
use tauri::State;
use tauri::ipc::Channel;
use uuid::Uuid;

use crate::rack::Rack;
use crate::refused::Answer;

#[tauri::command]
pub(crate) async fn test(rack: State<'_, Rack>, integration: Uuid) -> Answer<SendView> {
    let engine = rack.engine().await?;
    let running = rack.running(Some(integration));
    Ok(engine.test(integration, running.cancel.clone()).await?)
}

#[tauri::command]
pub(crate) async fn test_many(
    rack: State<'_, Rack>,
    integrations: Vec<Uuid>,
    progress: Channel<SendProgress>,
) -> Answer<BatchView> {
    let engine = rack.engine().await?;
    let running = rack.running(None);
    // A page that is gone hears nothing more; the sends go on.
    let tell = move |step| drop(progress.send(step));
    Ok(engine.test_many(integrations, running.cancel.clone(), tell).await?)
}

#[tauri::command]
pub(crate) async fn test_cancel(rack: State<'_, Rack>, integration: Option<Uuid>) -> Answer<()> {
    rack.cancel(integration);
    Ok(())
}

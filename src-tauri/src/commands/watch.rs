//! Watching: tests on a schedule, and what they showed.

use engine::view::{HistoryView, WatchInput, WatchRow, WatchStrip, WatchView, WatchesView};
use tauri::State;
use uuid::Uuid;

use crate::rack::Rack;
use crate::refused::Answer;

#[tauri::command]
pub(crate) async fn watch(rack: State<'_, Rack>, integration: Uuid) -> Answer<WatchView> {
    Ok(rack.engine().await?.watch(integration).await?)
}

#[tauri::command]
pub(crate) async fn watch_save(
    rack: State<'_, Rack>,
    integration: Uuid,
    input: WatchInput,
) -> Answer<WatchView> {
    Ok(rack.engine().await?.save_watch(integration, input).await?)
}

#[tauri::command]
pub(crate) async fn watch_history(rack: State<'_, Rack>, integration: Uuid) -> Answer<HistoryView> {
    Ok(rack.engine().await?.watch_history(integration).await?)
}

#[tauri::command]
pub(crate) async fn watches(rack: State<'_, Rack>) -> Answer<WatchesView> {
    Ok(rack.engine().await?.watches().await?)
}

#[tauri::command]
pub(crate) async fn watch_list(rack: State<'_, Rack>) -> Answer<Vec<WatchRow>> {
    Ok(rack.engine().await?.watch_list().await?)
}

#[tauri::command]
pub(crate) async fn watch_strips(rack: State<'_, Rack>, integrations: Vec<Uuid>) -> Answer<Vec<WatchStrip>> {
    Ok(rack.engine().await?.watch_strips(&integrations).await?)
}

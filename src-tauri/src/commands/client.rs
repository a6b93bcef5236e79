//! Clients.

use engine::view::{ClientInput, ClientRow, ClientView, RemovalView};
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native;
use crate::rack::Rack;
use crate::refused::Answer;

#[tauri::command]
pub(crate) async fn clients(rack: State<'_, Rack>, archived: bool) -> Answer<Vec<ClientRow>> {
    Ok(rack.engine().await?.clients(archived).await?)
}

#[tauri::command]
pub(crate) async fn client(rack: State<'_, Rack>, id: Uuid) -> Answer<ClientView> {
    Ok(rack.engine().await?.client(id).await?)
}

#[tauri::command]
pub(crate) async fn client_add(rack: State<'_, Rack>, input: ClientInput) -> Answer<ClientView> {
    Ok(rack.engine().await?.add_client(input).await?)
}

#[tauri::command]
pub(crate) async fn client_edit(
    rack: State<'_, Rack>,
    id: Uuid,
    revision: u32,
    input: ClientInput,
) -> Answer<ClientView> {
    Ok(rack.engine().await?.edit_client(id, revision, input).await?)
}

#[tauri::command]
pub(crate) async fn client_duplicate(rack: State<'_, Rack>, id: Uuid, name: String) -> Answer<ClientView> {
    Ok(rack.engine().await?.duplicate_client(id, name).await?)
}

#[tauri::command]
pub(crate) async fn client_archive(rack: State<'_, Rack>, id: Uuid, archived: bool) -> Answer<ClientView> {
    Ok(rack.engine().await?.archive_client(id, archived).await?)
}

#[tauri::command]
pub(crate) async fn client_remove_preview(rack: State<'_, Rack>, id: Uuid) -> Answer<RemovalView> {
    Ok(rack.engine().await?.preview_remove_client(id).await?)
}

#[tauri::command]
pub(crate) async fn client_remove(app: AppHandle, rack: State<'_, Rack>, id: Uuid) -> Answer<RemovalView> {
    let engine = rack.engine().await?;
    let found = engine.held_found(id).await?;
    native::may_remove(&app, &rack, &engine.preview_remove_client(id).await?, found).await?;
    Ok(engine.remove_client(id).await?)
}

#[tauri::command]
pub(crate) async fn removal_undo(rack: State<'_, Rack>, undo: Uuid) -> Answer<()> {
    Ok(rack.engine().await?.undo_removal(undo).await?)
}

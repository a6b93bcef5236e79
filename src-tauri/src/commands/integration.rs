//! Integrations. A change that would let a held key go somewhere new is asked natively.

use engine::view::{CaView, IntegrationInput, IntegrationRow, IntegrationView, RemovalView};
use engine::{Engine, Step};
use serde::Serialize;
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native::{self, Files, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

#[tauri::command]
pub(crate) async fn integrations(rack: State<'_, Rack>, client: Option<Uuid>) -> Answer<Vec<IntegrationRow>> {
    Ok(rack.engine().await?.integrations(client).await?)
}

#[tauri::command]
pub(crate) async fn integration(rack: State<'_, Rack>, id: Uuid) -> Answer<IntegrationView> {
    Ok(rack.engine().await?.integration(id).await?)
}

#[tauri::command]
pub(crate) async fn integration_add(
    rack: State<'_, Rack>,
    client: Uuid,
    input: IntegrationInput,
) -> Answer<IntegrationView> {
    let engine = rack.engine().await?;
    let (input, chosen) = engine.input_of_page(input, None).await?;
    let added = engine.add_integration(client, input).await?;
    chosen.into_iter().for_each(|file| engine.close_file(file));
    Ok(added)
}

#[tauri::command]
pub(crate) async fn integration_edit(
    app: AppHandle,
    rack: State<'_, Rack>,
    id: Uuid,
    revision: u32,
    input: IntegrationInput,
) -> Answer<IntegrationView> {
    let engine = rack.engine().await?;
    let (input, chosen) = engine.input_of_page(input, Some(id)).await?;
    let step = engine.edit_integration(id, revision, input).await?;
    let edited = settle(&app, &rack, &engine, step).await?;
    chosen.into_iter().for_each(|file| engine.close_file(file));
    Ok(edited)
}

#[tauri::command]
pub(crate) async fn integration_duplicate(
    app: AppHandle,
    rack: State<'_, Rack>,
    id: Uuid,
    name: String,
    with_key: bool,
) -> Answer<IntegrationView> {
    let engine = rack.engine().await?;
    let step = engine.duplicate_integration(id, name, with_key).await?;
    settle(&app, &rack, &engine, step).await
}

#[tauri::command]
pub(crate) async fn integration_archive(
    rack: State<'_, Rack>,
    id: Uuid,
    archived: bool,
) -> Answer<IntegrationView> {
    Ok(rack.engine().await?.archive_integration(id, archived).await?)
}

#[tauri::command]
pub(crate) async fn integration_remove_preview(rack: State<'_, Rack>, id: Uuid) -> Answer<RemovalView> {
    Ok(rack.engine().await?.preview_remove_integration(id).await?)
}

#[tauri::command]
pub(crate) async fn integration_remove(
    app: AppHandle,
    rack: State<'_, Rack>,
    id: Uuid,
) -> Answer<RemovalView> {
    let engine = rack.engine().await?;
    native::may_remove(&app, &rack, &engine.preview_remove_integration(id).await?, 0).await?;
    Ok(engine.remove_integration(id).await?)
}

/// A certificate authority that was chosen in the native dialog: good for one integration, for ten minutes.
#[derive(Serialize)]
pub(crate) struct ChosenCa {
    handle: Uuid,
    ca: CaView,
}

#[tauri::command]
pub(crate) async fn ca_choose(app: AppHandle, rack: State<'_, Rack>) -> Answer<Option<ChosenCa>> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let Some(path) = native::choose_file(&app, Files::Certificates).await else { return Ok(None) };
    let (handle, ca) = engine.open_ca(&path).await?;
    Ok(Some(ChosenCa { handle, ca }))
}

/// Finishes a step, asking natively if a person must decide.
async fn settle(
    app: &AppHandle,
    rack: &Rack,
    engine: &Engine,
    step: Step<IntegrationView>,
) -> Answer<IntegrationView> {
    match step {
        Step::Done(view) => Ok(view),
        Step::Ask(rebind) => {
            let _dialog = rack.dialog()?;
            if !native::confirm(app, Question::rebind(&rebind.view())).await {
                return Err(Refused::declined());
            }
            Ok(engine.confirm_rebind(rebind).await?)
        }
    }
}

//! Keys: taken in, copied and forgotten natively. No command takes one from the page, and none gives one to it.

use engine::view::{IntegrationView, KeyCopiedView, KeyFileView, KeySource, KeyTakenView};
use engine::{Code, Engine, KeyOffer};
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native::{self, Files, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

#[tauri::command]
pub(crate) async fn key_add_clipboard(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
    part: String,
) -> Answer<KeyTakenView> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let offer = engine.offer_from_clipboard(integration, &part).await?;
    take_in(&app, &engine, offer).await
}

#[tauri::command]
pub(crate) async fn key_add_prompt(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
    part: String,
) -> Answer<KeyTakenView> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let view = engine.integration(integration).await?;
    // The prompt's words come from the catalogue and the rack; a part that neither knows is refused before it is asked for.
    let known = view.keys.iter().find(|key| key.part == part);
    let label = &known.ok_or_else(|| engine::Error::at(Code::PartUnknown, "part"))?.label;
    let words = format!("{label}\nClient: {}\nIntegration: {}", view.client_name, view.input.name);
    let Some(intake) = native::type_key(&app, words).await else { return Err(Refused::declined()) };
    let offer = engine.offer_from_intake(integration, &part, KeySource::Prompt, intake).await?;
    take_in(&app, &engine, offer).await
}

#[tauri::command]
pub(crate) async fn key_file_choose(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
    part: String,
) -> Answer<Option<KeyFileView>> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let Some(path) = native::choose_file(&app, Files::Keys).await else { return Ok(None) };
    Ok(Some(engine.open_key_file(integration, &part, &path).await?))
}

#[tauri::command]
pub(crate) async fn key_add_file(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
    part: String,
    handle: Uuid,
    name: String,
) -> Answer<KeyTakenView> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let offer = engine.offer_from_file(integration, &part, handle, &name).await?;
    take_in(&app, &engine, offer).await
}

#[tauri::command]
pub(crate) async fn key_file_close(rack: State<'_, Rack>, handle: Uuid) -> Answer<()> {
    rack.engine().await?.close_file(handle);
    Ok(())
}

#[tauri::command]
pub(crate) async fn key_copy(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
    part: String,
) -> Answer<KeyCopiedView> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let offer = engine.key_for_confirmation(integration, &part).await?;
    if !native::confirm(&app, Question::copy(&offer)).await {
        return Err(Refused::declined());
    }
    Ok(engine.copy_key(integration, &part).await?)
}

#[tauri::command]
pub(crate) async fn key_forget(
    app: AppHandle,
    rack: State<'_, Rack>,
    integration: Uuid,
) -> Answer<IntegrationView> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let view = engine.integration(integration).await?;
    if !native::confirm(&app, Question::forget(&view)).await {
        return Err(Refused::declined());
    }
    Ok(engine.forget_key(integration).await?)
}

/// Asks natively, naming client, part and destination, and keeps the key if the person says so.
async fn take_in(app: &AppHandle, engine: &Engine, offer: KeyOffer) -> Answer<KeyTakenView> {
    if !native::confirm(app, Question::keep(&offer.view())).await {
        return Err(Refused::declined());
    }
    Ok(engine.take_in(offer).await?)
}

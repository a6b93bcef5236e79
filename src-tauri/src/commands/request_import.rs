//! Import of requests from curl or a Postman collection: read natively, previewed with masks only, kept on a person's word.

use engine::Cancel;
use engine::view::{RequestDoneView, RequestImportView, RequestPicks, RequestPlanView};
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use uuid::Uuid;

use super::bulk::BulkProgress;
use crate::native::{self, Files, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

/// Requests that one page of the preview may hold at most.
const PAGE: u32 = 500;

#[tauri::command]
pub(crate) async fn request_import_clipboard(
    app: AppHandle,
    rack: State<'_, Rack>,
    client: Uuid,
) -> Answer<RequestImportView> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let name = engine.client(client).await?.name;
    // The page is told the public half of what is read: whether it may be read is a person's word.
    if !native::confirm(&app, Question::read_clipboard(&name)).await {
        return Err(Refused::declined());
    }
    Ok(engine.open_requests_clipboard(client).await?)
}

#[tauri::command]
pub(crate) async fn request_import_file(
    app: AppHandle,
    rack: State<'_, Rack>,
    client: Uuid,
) -> Answer<Option<RequestImportView>> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let Some(path) = native::choose_file(&app, Files::Requests).await else { return Ok(None) };
    Ok(Some(engine.open_requests_file(client, &path).await?))
}

#[tauri::command]
pub(crate) async fn request_import_variables(
    app: AppHandle,
    rack: State<'_, Rack>,
    handle: Uuid,
) -> Answer<Option<RequestImportView>> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let Some(path) = native::choose_file(&app, Files::Requests).await else { return Ok(None) };
    Ok(Some(engine.read_request_variables(handle, &path).await?))
}

#[tauri::command]
pub(crate) async fn request_import_page(
    rack: State<'_, Rack>,
    handle: Uuid,
    offset: u32,
    limit: u32,
) -> Answer<RequestImportView> {
    Ok(rack.engine().await?.requests_page(handle, offset, limit.min(PAGE)).await?)
}

#[tauri::command]
pub(crate) async fn request_import_plan(
    rack: State<'_, Rack>,
    handle: Uuid,
    picks: RequestPicks,
) -> Answer<RequestPlanView> {
    Ok(rack.engine().await?.plan_requests(handle, &picks).await?)
}

#[tauri::command]
pub(crate) async fn request_import_take_in(
    app: AppHandle,
    rack: State<'_, Rack>,
    handle: Uuid,
    picks: RequestPicks,
    progress: Channel<BulkProgress>,
) -> Answer<RequestDoneView> {
    let engine = rack.engine().await?;
    let dialog = rack.dialog()?;
    let offer = engine.offer_requests(handle, &picks).await?;
    if !native::confirm(&app, Question::requests(&offer.view())).await {
        return Err(Refused::declined());
    }
    drop(dialog);
    // A page that is gone hears nothing more; the import goes on.
    let tell = move |done, total| drop(progress.send(BulkProgress { done, total }));
    Ok(engine.take_in_requests(offer, Cancel::new(), tell).await?)
}

//! Bulk intake: a file with many clients and keys, previewed with masks only.

use engine::Cancel;
use engine::view::{BulkColumn, BulkDoneView, BulkView};
use serde::Serialize;
use tauri::ipc::Channel;
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native::{self, Files, Question};
use crate::rack::Rack;
use crate::refused::{Answer, Refused};

/// Rows that one page of the preview may hold at most.
const PAGE: u32 = 500;

/// How far a bulk intake, or an import of requests, is.
#[derive(Clone, Copy, Serialize)]
pub(crate) struct BulkProgress {
    pub(crate) done: u32,
    pub(crate) total: u32,
}

#[tauri::command]
pub(crate) async fn bulk_choose(app: AppHandle, rack: State<'_, Rack>) -> Answer<Option<BulkView>> {
    let engine = rack.engine().await?;
    let _dialog = rack.dialog()?;
    let Some(path) = native::choose_file(&app, Files::Bulk).await else { return Ok(None) };
    Ok(Some(engine.open_bulk_file(&path).await?))
}

#[tauri::command]
pub(crate) async fn bulk_map(
    rack: State<'_, Rack>,
    handle: Uuid,
    columns: Vec<BulkColumn>,
    offset: u32,
    limit: u32,
) -> Answer<BulkView> {
    Ok(rack.engine().await?.map_bulk(handle, columns, offset, limit.min(PAGE)).await?)
}

#[tauri::command]
pub(crate) async fn bulk_take_in(
    app: AppHandle,
    rack: State<'_, Rack>,
    handle: Uuid,
    progress: Channel<BulkProgress>,
) -> Answer<BulkDoneView> {
    let engine = rack.engine().await?;
    let dialog = rack.dialog()?;
    let offer = engine.offer_bulk(handle).await?;
    if !native::confirm(&app, Question::bulk(&offer.view())).await {
        return Err(Refused::declined());
    }
    drop(dialog);
    // A page that is gone hears nothing more; the intake goes on.
    let tell = move |done, total| drop(progress.send(BulkProgress { done, total }));
    Ok(engine.take_in_bulk(offer, Cancel::new(), tell).await?)
}

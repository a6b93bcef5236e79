//! The log.

use engine::view::{LogEntryView, LogPage, LogQuery};
use tauri::{AppHandle, State};
use uuid::Uuid;

use crate::native;
use crate::rack::Rack;
use crate::refused::Answer;

/// Rows that one page may hold at most.
const PAGE: u32 = 500;

#[tauri::command]
pub(crate) async fn log(rack: State<'_, Rack>, query: LogQuery, offset: u32, limit: u32) -> Answer<LogPage> {
    Ok(rack.engine().await?.log(&query, offset, limit.min(PAGE)).await?)
}

#[tauri::command]
pub(crate) async fn log_entry(rack: State<'_, Rack>, id: Uuid) -> Answer<LogEntryView> {
    Ok(rack.engine().await?.log_entry(id).await?)
}

/// Puts the strict view of an exchange on the clipboard, for a report. The page asks for it by the entry's id: what is put
/// there is the engine's text.
#[tauri::command]
pub(crate) async fn exchange_copy(app: AppHandle, rack: State<'_, Rack>, id: Uuid) -> Answer<()> {
    let text = rack.engine().await?.exchange_for_report(id).await?;
    native::copy(&app, &rack, text).await
}
